//! What can have happened. The word in a row is the word here; never reuse one for something else.

use serde::{Deserialize, Serialize};

/// What an audit line says was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A received manifest was verified and entered the chain.
    Admitted,
    /// A manager released a referral.
    Released,
    /// A referral that nobody has to release reached the hub.
    PassedOn,
    /// A manager sent a referral back to its referrer.
    Returned,
    /// A referral was not sent on: withdrawn, or never released.
    NotSent,
    /// The criteria were checked.
    Screened,
    /// The criteria could not be checked; a person must.
    NotScreened,
    /// An answer was corrected after sending.
    Corrected,
    /// The criteria were checked again, with what is known now.
    Rescreened,
    /// A screener set a referral aside until a day.
    Held,
    /// That day came.
    HoldDue,
    /// A held referral was taken up again.
    HoldEnded,
    /// Somebody read a referral.
    Viewed,
    /// Somebody had the child's name shown.
    NameShown,
    /// A screener took a referral.
    Claimed,
    /// A screener put it back.
    Unclaimed,
    /// A referral was accepted or declined.
    Decided,
    /// Something was recorded of an accepted referral's clock.
    ClockKept,
    /// The relay took a letter.
    LetterRelayed,
    /// It is not known whether the relay took a letter.
    LetterUncertain,
    /// A letter cannot be delivered.
    LetterFailed,
    /// Somebody had a letter sent again.
    LetterResent,
    /// Somebody took a copy of an attachment.
    AttachmentDownloaded,
    /// An attachment was scanned.
    AttachmentScanned,
    /// An account was made.
    AccountMade,
    /// Somebody signed in.
    SignedIn,
    /// A sign-in was refused.
    SignInRefused,
    /// Somebody signed out, or a session ended.
    SignedOut,
    /// A draft ran out and was destroyed.
    DraftExpired,
    /// A person was told that an unsent draft will be destroyed.
    DraftWarned,
    /// An operator opened a referral at the command line.
    OpenedByOperator,
    /// A backup was made.
    BackupMade,
    /// The store was restored from a backup.
    Restored,
    /// A version of the rules was used for the first time; the digest of its text counts from then on.
    RulesLoaded,
    /// Every stored verdict was made again.
    Replayed,
    /// A hand-out was opened by its referrer or manager.
    HandOutOpened,
    /// A message of the mailbox got its outcome.
    MessageSorted,
    /// Somebody read a message of the mailbox.
    MessageRead,
    /// Somebody filed a message.
    MessageFiled,
    /// Somebody took a filing back.
    FilingUndone,
    /// A folder was counted against its server.
    MailboxReconciled,
    /// A letter came back.
    LetterBounced,
    /// Somebody finished a task.
    TaskDone,
    /// The referrer was asked a question.
    QuestionAsked,
    /// The referrer was reminded of it.
    QuestionReminded,
    /// No answer came by its day.
    QuestionOverdue,
    /// The question was taken back.
    QuestionWithdrawn,
    /// The question was answered.
    QuestionAnswered,
    /// Somebody at the desk named the manager of a referral that came by email.
    ManagerNamed,
    /// Sealed files that no row names were removed.
    FilesSwept,
    /// A referrer took an unreleased referral back.
    TakenBack,
    /// A manager was reminded of a referral that waits.
    Reminded,
    /// Files were added after sending.
    FilesAdded,
    /// A referral was withdrawn.
    Withdrawn,
    /// What was written back changed nothing; a person reads it.
    SetAside,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 55] = [
        Self::Admitted,
        Self::Released,
        Self::PassedOn,
        Self::Returned,
        Self::NotSent,
        Self::Screened,
        Self::NotScreened,
        Self::Corrected,
        Self::Rescreened,
        Self::Held,
        Self::HoldDue,
        Self::HoldEnded,
        Self::Viewed,
        Self::NameShown,
        Self::Claimed,
        Self::Unclaimed,
        Self::Decided,
        Self::ClockKept,
        Self::LetterRelayed,
        Self::LetterUncertain,
        Self::LetterFailed,
        Self::LetterResent,
        Self::AttachmentDownloaded,
        Self::AttachmentScanned,
        Self::AccountMade,
        Self::SignedIn,
        Self::SignInRefused,
        Self::SignedOut,
        Self::DraftExpired,
        Self::DraftWarned,
        Self::OpenedByOperator,
        Self::BackupMade,
        Self::Restored,
        Self::RulesLoaded,
        Self::Replayed,
        Self::HandOutOpened,
        Self::MessageSorted,
        Self::MessageRead,
        Self::MessageFiled,
        Self::FilingUndone,
        Self::MailboxReconciled,
        Self::LetterBounced,
        Self::TaskDone,
        Self::QuestionAsked,
        Self::QuestionReminded,
        Self::QuestionOverdue,
        Self::QuestionWithdrawn,
        Self::QuestionAnswered,
        Self::ManagerNamed,
        Self::FilesSwept,
        Self::TakenBack,
        Self::Reminded,
        Self::FilesAdded,
        Self::Withdrawn,
        Self::SetAside,
    ];

    /// The word in rows and exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Admitted => "admitted",
            Self::Released => "released",
            Self::PassedOn => "passed_on",
            Self::Returned => "returned",
            Self::NotSent => "not_sent",
            Self::Screened => "screened",
            Self::NotScreened => "not_screened",
            Self::Corrected => "corrected",
            Self::Rescreened => "rescreened",
            Self::Held => "held",
            Self::HoldDue => "hold_due",
            Self::HoldEnded => "hold_ended",
            Self::Viewed => "viewed",
            Self::NameShown => "name_shown",
            Self::Claimed => "claimed",
            Self::Unclaimed => "unclaimed",
            Self::Decided => "decided",
            Self::ClockKept => "clock_kept",
            Self::LetterRelayed => "letter_relayed",
            Self::LetterUncertain => "letter_uncertain",
            Self::LetterFailed => "letter_failed",
            Self::LetterResent => "letter_resent",
            Self::AttachmentDownloaded => "attachment_downloaded",
            Self::AttachmentScanned => "attachment_scanned",
            Self::AccountMade => "account_made",
            Self::SignedIn => "signed_in",
            Self::SignInRefused => "sign_in_refused",
            Self::SignedOut => "signed_out",
            Self::DraftExpired => "draft_expired",
            Self::DraftWarned => "draft_warned",
            Self::OpenedByOperator => "opened_by_operator",
            Self::BackupMade => "backup_made",
            Self::Restored => "restored",
            Self::RulesLoaded => "rules_loaded",
            Self::Replayed => "replayed",
            Self::HandOutOpened => "hand_out_opened",
            Self::MessageSorted => "message_sorted",
            Self::MessageRead => "message_read",
            Self::MessageFiled => "message_filed",
            Self::FilingUndone => "filing_undone",
            Self::MailboxReconciled => "mailbox_reconciled",
            Self::LetterBounced => "letter_bounced",
            Self::TaskDone => "task_done",
            Self::QuestionAsked => "question_asked",
            Self::QuestionReminded => "question_reminded",
            Self::QuestionOverdue => "question_overdue",
            Self::QuestionWithdrawn => "question_withdrawn",
            Self::QuestionAnswered => "question_answered",
            Self::ManagerNamed => "manager_named",
            Self::FilesSwept => "files_swept",
            Self::TakenBack => "taken_back",
            Self::Reminded => "reminded",
            Self::FilesAdded => "files_added",
            Self::Withdrawn => "withdrawn",
            Self::SetAside => "set_aside",
        }
    }

    /// The action that `word` names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::Action;

    #[test]
    fn every_action_has_one_word_in_rows_and_in_json() {
        for action in Action::ALL {
            assert_eq!(Action::from_word(action.word()), Some(action));
            assert_eq!(serde_json::to_value(action).unwrap(), action.word());
        }
        assert_eq!(Action::from_word("Admitted"), None);
    }
}
