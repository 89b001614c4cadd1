//! The words of the product: referral, reference, stage, decision. Pure; never holds an answer in the clear.

pub mod addition;
pub mod amendment;
pub mod asked;
pub mod attachment;
pub mod ceiling;
pub mod clock_event;
pub mod correction;
pub mod decision;
pub mod desk_line;
pub mod draft;
pub mod hand_out;
pub mod handed;
pub mod hold;
pub mod id;
pub mod mail_ledger;
pub mod mail_message;
pub mod outbox;
pub mod people;
pub mod queue_filter;
mod record;
pub mod reference;
pub mod screened;
pub mod stage;
pub mod task;

pub use addition::{Addition, AdditionKind, ManagersWord};
pub use amendment::{Amended, Amendment, MadeAmendment, TypedAnswer, WithdrawReason};
pub use asked::{
    Asked, AskedItem, CanAsk, ProposedQuestion, QuestionProblem, QuestionState, StoredQuestion,
    can_ask,
};
pub use attachment::{Attachment, ScanState, SealedFile};
pub use ceiling::Ceiling;
pub use clock_event::{MadeClockEvent, StoredClockEvent};
pub use correction::{CorrectedBy, Correction, MadeCorrection, StoredCorrection};
pub use decision::{Decision, DecisionProblem, MAX_WORDS, Outcome, ProposedDecision, Reason};
pub use desk_line::{CRITERIA, DeskLine, SOON, days_until};
pub use draft::{Draft, DraftState};
pub use hand_out::{HandOut, HandOutState, Purpose};
pub use handed::{
    Answered, Becomes, CameBy, DraftContent, Handed, HandedAmendment, HandedAsked, HandedDraft,
    HandedPlace, HandedQuestion, HandedReferral, MayAmend, Request, Sent, SentFile, ShownChange,
};
pub use hold::{Hold, HoldContact, HoldEnd, OpenHold, StoredEnd, StoredHold};
pub use id::Id;
pub use mail_ledger::{Folder, FolderKey, FolderLease, LedgerLine, MailDay, UidRow, UidState};
pub use mail_message::{FromMail, MailMessage, MessageState, Origin, Place};
pub use outbox::{LetterState, OutboxLetter};
pub use people::{Account, Role};
pub use queue_filter::{Came, HeldBy, Narrowing, QueueFilter};
pub use record::{Payload, Referral, StoredDecision, StoredVerdict};
pub use reference::{Reference, ReferenceProblem};
pub use screened::Screened;
pub use stage::{Claimed, NotPossible, Stage};
pub use task::{Task, TaskKind};
