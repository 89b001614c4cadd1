//! The desk's pages: one struct per page, holding finished words for its template. They read nothing and decide nothing.

mod answers;
mod ask;
mod ask_manager;
mod attachments;
mod check;
mod claim;
mod clock;
mod correct;
mod decide;
mod failure;
mod forms;
mod frame;
mod held;
mod history;
mod hold;
mod ledger;
mod letters;
mod message;
mod overview;
mod password;
mod print;
mod qr;
mod queue;
mod queue_filter;
mod queue_view;
mod referral;
mod rules;
mod sign_in;
mod tasks;

#[cfg(test)]
mod rendered;
#[cfg(test)]
mod samples;

pub use answers::{
    AnswerBefore, AnswerRow, AnswerText, AnswerTopic, AnswersPage, ByMailFacts, ContentWarningPage,
};
pub use ask::{AskPage, AskedPage, CheckQuestionPage, QuestionRow};
pub use ask_manager::AskManagerPage;
pub use attachments::{AttachmentsPage, DownloadUnscannedPage, FileRow};
pub use check::{
    ChangeRow, ChangedPage, CheckLettersPage, LetterPiece, LetterPreview, PieceKind, pieces,
};
pub use claim::ClaimConflictPage;
pub use clock::{ClockForms, ClockPage, ClockTable, DayCell, DayLook};
pub use correct::CorrectPage;
pub use decide::{DecidePage, DecideSide, OutcomePage, WhoIsTold, problems_of};
pub use failure::FailurePage;
pub use forms::{FormStumbles, FormsPage, Stumble};
pub use frame::{DeskFrame, Section, SignedIn};
pub use held::{HeldLine, HeldPage};
pub use history::{HistoryItem, HistoryPage};
pub use hold::{HeldLines, HoldPage, PastHold};
pub use ledger::{FolderLine, LedgerDay, LedgerDayPage, LedgerPage, UidLine};
pub use letters::{DecisionBlock, LetterRow, LettersPage, RecordedPage};
pub use message::{
    DownloadPartPage, Fact, FileChoice, FileMorePage, FiledLine, MessagePage, PartRow, ReferralLink,
};
pub use overview::{
    DecideBox, EarlierFindings, FindingRow, FindingSource, OverviewPage, PersonCard,
    ScreeningBlock, ServiceRow, WrittenBack,
};
pub use password::Password;
pub use print::PrintPage;
pub use qr::QrPicture;
pub use queue::{
    Claiming, Eligible, Exception, Findings, LatestLetter, PageLink, QueuePage, QueueRow, Screened,
    ScreenedLine, ViewLink,
};
pub use queue_filter::{FilterBox, FilterGroup, QueuePlace};
pub use queue_view::QueueView;
pub use referral::{Holder, Raised, ReferralHead, ShownName, Tab};
pub use rules::{RuleChange, RuleRow, RulesPage, VersionRow};
pub use sign_in::{
    SecondStepPage, SetUpAppPage, SetUpPage, SignInPage, SignedOutPage, WRONG, WRONG_CODE,
    WRONG_SET_UP,
};
pub use tasks::{TaskRow, TasksPage};
