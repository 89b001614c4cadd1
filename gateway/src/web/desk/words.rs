//! The desk's words for the codes of screening and of the audit chain. One word per thing; a code that is not known is never shown.

use crate::audit::Action;
use crate::web::page::{Colour, Tag};

/// A finding, as the desk marks it: never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The criterion is met.
    Met,
    /// It is not met.
    NotMet,
    /// It cannot be said.
    NotKnown,
}

impl Found {
    /// Reads a finding's code.
    pub fn read(code: &str) -> Option<Self> {
        match code {
            "met" => Some(Self::Met),
            "not_met" => Some(Self::NotMet),
            "not_known" => Some(Self::NotKnown),
            _ => None,
        }
    }

    /// "Met", "Not met", "Not known".
    pub fn label(self) -> &'static str {
        match self {
            Self::Met => "Met",
            Self::NotMet => "Not met",
            Self::NotKnown => "Not known",
        }
    }

    /// The finding's word in its colour.
    pub fn tag(self) -> Tag {
        let colour = match self {
            Self::Met => Colour::Green,
            Self::NotMet => Colour::Orange,
            Self::NotKnown => Colour::Yellow,
        };
        Tag::new(self.label(), colour)
    }

    /// The sign before the words in the queue.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Met => "✓",
            Self::NotMet => "✗",
            Self::NotKnown => "?",
        }
    }

    /// The class of that sign.
    pub fn sign_class(self) -> &'static str {
        match self {
            Self::Met => "app-sign app-sign--met",
            Self::NotMet => "app-sign app-sign--not-met",
            Self::NotKnown => "app-sign app-sign--not-known",
        }
    }
}

/// "Recency" for `recency`.
pub fn criterion(code: &str) -> Option<&'static str> {
    Some(match code {
        "age" => "Age",
        "recency" => "Recency",
        "residence" => "Residence",
        "police" => "Police",
        _ => return None,
    })
}

/// The offer ceiling's words.
pub fn ceiling(code: &str) -> &'static str {
    match code {
        "none" => "None",
        "consultation_only" => "Consultation only",
        "full" => "Full",
        _ => "Not known",
    }
}

/// The suggestion's words; nothing for a code that is none.
pub fn suggestion(code: &str) -> &'static str {
    match code {
        "accept" => "Accept",
        "accept_consultation_only" => "Accept, consultation only",
        "ask" => "Ask for information",
        "hold" => "Hold",
        "decline" => "Decline",
        "redirect_cyjs" => "Redirect to CYJS worker",
        "redirect_csc" => "Redirect to Children’s Social Care",
        "not_screened" => "Not screened: a person must check",
        _ => "",
    }
}

/// Every service with its words, in the order in which the desk lists them.
pub const SERVICES: [(&str, &str); 6] = [
    ("resources", "Sharing resources"),
    ("signposting", "Signposting"),
    ("consultation", "Consultation"),
    ("pattern_mapping", "Pattern mapping"),
    ("aim_assessment", "AIM assessment"),
    ("aim_intervention", "AIM intervention"),
];

/// A service's words.
pub fn service(code: &str) -> Option<&'static str> {
    SERVICES
        .into_iter()
        .find(|(known, _)| *known == code)
        .map(|(_, words)| words)
}

/// A flag as a sentence of the overview; nothing for the three that raise a referral, which stand on top of every page.
pub fn flag(code: &str) -> Option<&'static str> {
    Some(match code {
        "placed_child" => "Child placed away from the family home.",
        "cyjs_open" => "Open to CYJS.",
        "cyjs_not_known" => "Not known whether open to CYJS.",
        "csc_not_open" => "Not open to Children’s Social Care.",
        "csc_not_known" => "Not known whether open to Children’s Social Care.",
        "con_below_4" => "Continuum of Need below 4.",
        "con_not_known" => "Continuum of Need not known.",
        "consent_child_missing" => "The child’s agreement has not been given.",
        "consent_carer_missing" => "The parent’s or carer’s agreement has not been given.",
        "strategy_meeting_not_considered" => "Strategy meeting not considered.",
        "under_10_at_incident" => "Under 10 at the time of the incident.",
        "postcode_terminated" => "Postcode no longer in use.",
        "postcode_not_found" => "Postcode not found; the authority stated was used.",
        "residence_conflict" => "Postcode and authority stated disagree.",
        "date_of_birth_in_future" => "Date of birth is in the future.",
        "incident_in_future" => "Incident date is in the future.",
        _ => return None,
    })
}

/// What an audit line about a referral is called in its history. Titles hold no personal data.
pub fn event(action: Action) -> &'static str {
    match action {
        Action::Admitted => "Sent to the manager",
        Action::Released => "Released to the hub",
        Action::PassedOn => "Received from a school",
        Action::Returned => "Returned for changes",
        Action::NotSent => "Not sent on",
        Action::Screened => "Criteria checked",
        Action::NotScreened => "Not screened: a person must check",
        Action::Viewed => "Read",
        Action::NameShown => "Name shown",
        Action::Claimed => "Claimed",
        Action::Unclaimed => "Let go",
        Action::Decided => "Decision recorded",
        Action::ClockKept => "Clock kept",
        Action::LetterRelayed => "Letter relayed",
        Action::LetterUncertain => "Letter uncertain",
        Action::LetterFailed => "Letter refused",
        Action::LetterResent => "Letter sent again",
        Action::AttachmentDownloaded => "Attachment downloaded",
        Action::AttachmentScanned => "Attachment scanned",
        Action::OpenedByOperator => "Opened by an operator",
        Action::HandOutOpened => "Opened with a code by its referrer or manager",
        Action::MessageSorted => "Came by email",
        Action::MessageRead => "Message read",
        Action::MessageFiled => "Message filed",
        Action::FilingUndone => "Filing taken back",
        Action::MailboxReconciled => "Mailbox counted",
        Action::LetterBounced => "Letter bounced",
        Action::TaskDone => "Task done",
        Action::QuestionAsked => "Referrer asked a question",
        Action::QuestionReminded => "Referrer reminded of the question",
        Action::QuestionOverdue => "No answer by the day",
        Action::QuestionWithdrawn => "Question taken back",
        Action::QuestionAnswered => "Question answered",
        Action::ManagerNamed => "Manager named at the desk",
        Action::AccountMade => "Account made",
        Action::SignedIn => "Signed in",
        Action::SignInRefused => "Sign-in refused",
        Action::SignedOut => "Signed out",
        Action::DraftExpired => "Draft destroyed",
        Action::DraftWarned => "Draft: told when it ends",
        Action::BackupMade => "Backup made",
        Action::Restored => "Restored from a backup",
        Action::Corrected => "An answer was corrected",
        Action::Rescreened => "Screened again",
        Action::Held => "Set aside",
        Action::HoldDue => "The day to look at it again",
        Action::HoldEnded => "Taken up again",
        Action::RulesLoaded => "Rules came into use",
        Action::Replayed => "Verdicts made again",
        Action::FilesSwept => "Files without a row removed",
        Action::TakenBack => "Taken back by its referrer",
        Action::Reminded => "Manager reminded",
        Action::FilesAdded => "Files added",
        Action::Withdrawn => "Withdrawn",
        Action::SetAside => "Something was written back that a person must read",
    }
}

/// Whom a letter is for, in a list.
pub fn reader(code: &str) -> &'static str {
    match code {
        "referrer" => "Referrer",
        "manager" => "Manager",
        "hub" => "Hub",
        "social_worker" => "Social worker",
        "police_contact" => "Police contact",
        _ => "Browser",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_of_screening_has_its_sentence() {
        for code in [
            "date_of_birth_in_future",
            "incident_in_future",
            "postcode_not_found",
            "postcode_terminated",
            "residence_conflict",
            "placed_child",
            "cyjs_open",
            "cyjs_not_known",
            "csc_not_open",
            "csc_not_known",
            "con_below_4",
            "con_not_known",
            "consent_child_missing",
            "consent_carer_missing",
            "strategy_meeting_not_considered",
            "under_10_at_incident",
        ] {
            assert!(
                flag(code).is_some_and(|sentence| sentence.ends_with('.')),
                "{code}"
            );
        }
    }

    #[test]
    fn a_code_that_is_not_known_is_never_shown() {
        assert_eq!(flag("x"), None);
        assert_eq!(criterion("x"), None);
        assert_eq!(service("x"), None);
        assert_eq!(suggestion("x"), "");
        assert_eq!(ceiling("x"), "Not known");
    }
}
