//! A task: something that a person at the desk has to look at, because a rule must not decide it. Holds ids and codes only.

use jiff::Timestamp;

use super::{Account, Id, MailMessage, OutboxLetter, Referral};

/// What has to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskKind {
    /// Somebody answered one of our letters.
    Reply,
    /// A reply held the form again.
    NewVersion,
    /// A letter came back.
    Bounce,
    /// Something came back, and it is not known which letter.
    BounceUnmatched,
    /// The form lacks answers.
    MissingAnswers,
    /// No answer came to a question by its day.
    QuestionOverdue,
    /// A place of help was not checked for half a year.
    StaleSignpost,
    /// There is no manager who could release it.
    NoManager,
    /// There is no address to write to.
    NoAddress,
    /// The sender's domain says that the message is not its own.
    CheckSender,
    /// Old mail holds a referral.
    OldMail,
    /// A message waits in another organisation's portal.
    Portal,
    /// A message was in the mailbox and is gone.
    MissingUid,
    /// The mailbox was made anew.
    ValidityChanged,
    /// The mailbox could not be read for too long.
    MailboxSilent,
    /// So many letters went to one sender that no more go.
    AnswersStopped,
    /// Messages cannot be read safely on this machine.
    ParserUnsafe,
    /// The referrer or the manager changed or added something.
    Amended,
    /// What the referrer or the manager wrote back could not be taken in by rule.
    SetAside,
    /// The day of a hold has come.
    HoldReview,
}

impl TaskKind {
    /// Every kind.
    pub const ALL: [Self; 20] = [
        Self::Reply,
        Self::NewVersion,
        Self::Bounce,
        Self::BounceUnmatched,
        Self::MissingAnswers,
        Self::QuestionOverdue,
        Self::StaleSignpost,
        Self::NoManager,
        Self::NoAddress,
        Self::CheckSender,
        Self::OldMail,
        Self::Portal,
        Self::MissingUid,
        Self::ValidityChanged,
        Self::MailboxSilent,
        Self::AnswersStopped,
        Self::ParserUnsafe,
        Self::Amended,
        Self::SetAside,
        Self::HoldReview,
    ];

    /// Code in rows.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::NewVersion => "new_version",
            Self::Bounce => "bounce",
            Self::BounceUnmatched => "bounce_unmatched",
            Self::MissingAnswers => "missing_answers",
            Self::QuestionOverdue => "question_overdue",
            Self::StaleSignpost => "stale_signpost",
            Self::NoManager => "no_manager",
            Self::NoAddress => "no_address",
            Self::CheckSender => "check_sender",
            Self::OldMail => "old_mail",
            Self::Portal => "portal",
            Self::MissingUid => "missing_uid",
            Self::ValidityChanged => "validity_changed",
            Self::MailboxSilent => "mailbox_silent",
            Self::AnswersStopped => "answers_stopped",
            Self::ParserUnsafe => "parser_unsafe",
            Self::Amended => "amended",
            Self::SetAside => "set_aside",
            Self::HoldReview => "hold_review",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One task. There is one of a kind for a subject: raising it again opens it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: Id<Self>,
    /// What has to be looked at.
    pub kind: TaskKind,
    /// What it is about: an id, or a folder of the configuration. Never a person.
    pub subject: String,
    /// The referral it is about.
    pub referral: Option<Id<Referral>>,
    /// The message it is about.
    pub message: Option<Id<MailMessage>>,
    /// The letter it is about.
    pub letter: Option<Id<OutboxLetter>>,
    /// A short code that says more.
    pub why: Option<String>,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// When somebody had done it.
    pub done_at: Option<Timestamp>,
    /// Who.
    pub done_by: Option<Id<Account>>,
}

#[cfg(test)]
mod tests {
    use super::TaskKind;

    #[test]
    fn every_kind_reads_back() {
        for kind in TaskKind::ALL {
            assert_eq!(TaskKind::read(kind.code()), Some(kind));
        }
    }
}
