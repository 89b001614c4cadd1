//! The stage of a referral and every move between stages. A move consumes the stage it leaves; no other code makes one.

use jiff::civil::Date;

use super::{Account, Id, Outcome};

/// Where a referral is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Sent by the social worker; invisible to the desk until the manager releases it.
    AwaitingManager,
    /// The manager returned it for changes.
    Returned,
    /// The manager decided not to send it.
    NotSent,
    /// With the hub, not yet screened.
    Received,
    /// Screened; waits for a screener.
    Waiting,
    /// A screener has taken it.
    Claimed(Id<Account>),
    /// The referrer was asked a question; screening waits for the answer.
    Asked,
    /// A screener set it aside until a day: while the police investigate, or for another reason. Its place and day of receipt are kept.
    Held {
        /// The day on which somebody looks at it again.
        review_on: Date,
    },
    /// Accepted, with a recorded rationale.
    Accepted,
    /// Declined, with a recorded rationale.
    Declined,
    /// Withdrawn by its referrer or its manager before a decision.
    Withdrawn,
}

/// The move asked for does not start from this stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the referral is not at a stage where this can be done")]
pub struct NotPossible;

/// Proof that a named screener holds a referral; only the holder can decide.
#[derive(Debug)]
pub struct Claimed {
    by: Id<Account>,
}

impl Claimed {
    /// Who holds it.
    pub fn by(&self) -> &Id<Account> {
        &self.by
    }

    /// A question to the referrer ends the claim.
    pub fn ask(self) -> Stage {
        Stage::Asked
    }

    /// Holding it until a day ends the claim.
    pub fn hold(self, review_on: Date) -> Stage {
        Stage::Held { review_on }
    }

    /// The decision ends the claim.
    pub fn decide(self, outcome: Outcome) -> Stage {
        match outcome {
            Outcome::Accept => Stage::Accepted,
            Outcome::Decline => Stage::Declined,
        }
    }
}

impl Stage {
    /// The manager releases it to the hub.
    pub fn release(self) -> Result<Self, NotPossible> {
        self.after_the_manager(Self::Received)
    }

    /// The manager returns it for changes, or the referrer takes it back before the manager has decided.
    pub fn give_back(self) -> Result<Self, NotPossible> {
        self.after_the_manager(Self::Returned)
    }

    /// The manager closes it unsent.
    pub fn not_send(self) -> Result<Self, NotPossible> {
        self.after_the_manager(Self::NotSent)
    }

    /// Whoever filed a message as a referral takes that back, while nobody has worked on it.
    pub fn take_back(self) -> Result<Self, NotPossible> {
        match self {
            Self::AwaitingManager | Self::Received | Self::Waiting => Ok(Self::NotSent),
            _ => Err(NotPossible),
        }
    }

    /// The referrer or the manager withdraws it, while nothing is decided. What the hub has not received stays unseen by it.
    pub fn withdraw(self) -> Result<Self, NotPossible> {
        match self {
            Self::AwaitingManager | Self::Returned => Ok(Self::NotSent),
            Self::NotSent | Self::Accepted | Self::Declined | Self::Withdrawn => Err(NotPossible),
            _ => Ok(Self::Withdrawn),
        }
    }

    /// The social worker sends it again after changes.
    pub fn send_again(self) -> Result<Self, NotPossible> {
        if self == Self::Returned {
            Ok(Self::AwaitingManager)
        } else {
            Err(NotPossible)
        }
    }

    /// Screening has recorded a verdict.
    pub fn screened(self) -> Result<Self, NotPossible> {
        if self == Self::Received {
            Ok(Self::Waiting)
        } else {
            Err(NotPossible)
        }
    }

    /// A screener takes it.
    pub fn claim(self, by: Id<Account>) -> Result<Self, NotPossible> {
        if self == Self::Waiting {
            Ok(Self::Claimed(by))
        } else {
            Err(NotPossible)
        }
    }

    /// The holder lets it go.
    pub fn let_go(self, by: &Id<Account>) -> Result<Self, NotPossible> {
        self.held_by(by).map(|_claimed| Self::Waiting)
    }

    /// The question is answered or taken back: it waits for a screener again.
    pub fn asked_no_more(self) -> Result<Self, NotPossible> {
        if self == Self::Asked {
            Ok(Self::Waiting)
        } else {
            Err(NotPossible)
        }
    }

    /// What it was held for is over: it waits for a screener again.
    pub fn held_no_more(self) -> Result<Self, NotPossible> {
        if matches!(self, Self::Held { .. }) {
            Ok(Self::Waiting)
        } else {
            Err(NotPossible)
        }
    }

    /// Proof that `who` holds it.
    pub fn held_by(self, who: &Id<Account>) -> Result<Claimed, NotPossible> {
        match self {
            Self::Claimed(by) if by == *who => Ok(Claimed { by }),
            _ => Err(NotPossible),
        }
    }

    /// The stage's code in rows and audit lines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AwaitingManager => "awaiting_manager",
            Self::Returned => "returned",
            Self::NotSent => "not_sent",
            Self::Received => "received",
            Self::Waiting => "waiting",
            Self::Claimed(_) => "claimed",
            Self::Asked => "asked",
            Self::Held { .. } => "held",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The desk's words for the stage.
    pub fn label(&self) -> &'static str {
        match self {
            Self::AwaitingManager => "Waiting for the manager",
            Self::Returned => "Returned by the manager",
            Self::NotSent => "Not sent by the manager",
            Self::Received => "Being screened",
            Self::Waiting => "To screen",
            Self::Claimed(_) => "Screening",
            Self::Asked => "Waiting for the referrer",
            Self::Held { .. } => "Held",
            Self::Accepted => "Accepted",
            Self::Declined => "Declined",
            Self::Withdrawn => "Withdrawn",
        }
    }

    /// Whether the desk may see the referral at all.
    pub fn is_with_the_hub(&self) -> bool {
        !matches!(self, Self::AwaitingManager | Self::Returned | Self::NotSent)
    }

    /// Whether a decision is recorded.
    pub fn is_decided(&self) -> bool {
        matches!(self, Self::Accepted | Self::Declined)
    }

    /// Reads a row's code, who claimed it and until when it is held.
    pub fn read(code: &str, claimed_by: Option<&str>, review_on: Option<Date>) -> Option<Self> {
        if code == "held" {
            return review_on.map(|review_on| Self::Held { review_on });
        }
        Some(match (code, claimed_by) {
            ("awaiting_manager", None) => Self::AwaitingManager,
            ("returned", None) => Self::Returned,
            ("not_sent", None) => Self::NotSent,
            ("received", None) => Self::Received,
            ("waiting", None) => Self::Waiting,
            ("claimed", Some(by)) => Self::Claimed(Id::read(by)?),
            ("asked", None) => Self::Asked,
            ("accepted", _) => Self::Accepted,
            ("declined", _) => Self::Declined,
            ("withdrawn", None) => Self::Withdrawn,
            _ => return None,
        })
    }

    fn after_the_manager(self, next: Self) -> Result<Self, NotPossible> {
        if self == Self::AwaitingManager {
            Ok(next)
        } else {
            Err(NotPossible)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screener(seed: u8) -> Id<Account> {
        Id::from_random([seed; 16])
    }

    #[test]
    fn a_claimed_referral_cannot_be_claimed_again() {
        let claimed = Stage::Waiting.claim(screener(1)).unwrap();
        assert_eq!(claimed.clone().claim(screener(2)), Err(NotPossible));
        assert_eq!(claimed.claim(screener(1)), Err(NotPossible));
    }

    #[test]
    fn only_the_holder_decides_and_only_once() {
        let claimed = Stage::Waiting.claim(screener(1)).unwrap();
        assert!(claimed.clone().held_by(&screener(2)).is_err());
        let decided = claimed
            .held_by(&screener(1))
            .unwrap()
            .decide(Outcome::Decline);
        assert_eq!(decided, Stage::Declined);
        assert!(decided.held_by(&screener(1)).is_err());
    }

    #[test]
    fn a_question_is_put_by_the_holder_and_its_end_frees_the_referral() {
        let claimed = Stage::Waiting.claim(screener(1)).unwrap();
        assert!(claimed.clone().held_by(&screener(2)).is_err());
        let asked = claimed.held_by(&screener(1)).unwrap().ask();
        assert!(asked.clone().claim(screener(1)).is_err());
        assert_eq!(asked.clone().asked_no_more(), Ok(Stage::Waiting));
        assert!(Stage::Waiting.asked_no_more().is_err());
        assert!(!asked.is_decided() && asked.is_with_the_hub());
    }

    #[test]
    fn only_the_holder_sets_it_aside_and_then_it_waits_again() {
        let day = jiff::civil::date(2026, 12, 3);
        let claimed = Stage::Waiting.claim(screener(1)).unwrap();
        let held = claimed.held_by(&screener(1)).unwrap().hold(day);
        assert!(held.clone().claim(screener(2)).is_err());
        assert!(held.clone().held_by(&screener(1)).is_err());
        assert!(held.is_with_the_hub() && !held.is_decided());
        assert_eq!(held.held_no_more(), Ok(Stage::Waiting));
        assert_eq!(Stage::Waiting.held_no_more(), Err(NotPossible));
    }

    #[test]
    fn nothing_reaches_the_hub_without_the_manager() {
        for stage in [Stage::AwaitingManager, Stage::Returned, Stage::NotSent] {
            assert!(!stage.is_with_the_hub());
            assert!(stage.clone().screened().is_err());
            assert!(stage.claim(screener(1)).is_err());
        }
        assert!(
            Stage::Returned.release().is_err(),
            "a returned referral is sent again first"
        );
    }

    #[test]
    fn a_filing_is_taken_back_only_while_nobody_has_worked_on_it() {
        for stage in [Stage::AwaitingManager, Stage::Received, Stage::Waiting] {
            assert_eq!(stage.take_back(), Ok(Stage::NotSent));
        }
        for stage in [
            Stage::Claimed(screener(1)),
            Stage::Accepted,
            Stage::Declined,
            Stage::Returned,
            Stage::NotSent,
        ] {
            assert_eq!(stage.take_back(), Err(NotPossible));
        }
    }

    #[test]
    fn a_withdrawal_before_the_release_never_reaches_the_hub_and_one_after_the_decision_changes_nothing()
     {
        for stage in [Stage::AwaitingManager, Stage::Returned] {
            assert_eq!(stage.withdraw(), Ok(Stage::NotSent));
        }
        for stage in [Stage::Received, Stage::Waiting, Stage::Claimed(screener(1))] {
            assert_eq!(stage.withdraw(), Ok(Stage::Withdrawn));
        }
        for stage in [
            Stage::NotSent,
            Stage::Accepted,
            Stage::Declined,
            Stage::Withdrawn,
        ] {
            assert_eq!(stage.withdraw(), Err(NotPossible));
        }
    }

    #[test]
    fn every_stage_reads_back_from_its_code() {
        let day = jiff::civil::date(2026, 12, 3);
        let all = [
            Stage::Held { review_on: day },
            Stage::AwaitingManager,
            Stage::Returned,
            Stage::NotSent,
            Stage::Received,
            Stage::Waiting,
            Stage::Claimed(screener(3)),
            Stage::Asked,
            Stage::Accepted,
            Stage::Declined,
            Stage::Withdrawn,
        ];
        for stage in all {
            let holder = if let Stage::Claimed(by) = &stage {
                Some(by.as_str().to_owned())
            } else {
                None
            };
            let held = matches!(stage, Stage::Held { .. }).then_some(day);
            assert_eq!(
                Stage::read(stage.code(), holder.as_deref(), held),
                Some(stage)
            );
        }
        assert_eq!(Stage::read("claimed", None, None), None);
        assert_eq!(Stage::read("held", None, None), None);
    }
}
