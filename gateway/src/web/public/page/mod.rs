//! Every public page as a typed value with one template: what it shows, and nothing else. Never asks the store, the clock or a
//! journey; whoever makes a page hands it words.

mod about;
mod amend;
mod answers;
mod attachments;
pub mod check;
mod draft;
mod entry;
mod message;
mod police;
mod questions;
mod referral;
mod release;
#[cfg(test)]
mod tests;

pub use about::{Cookie, SomeoneToTalkTo, Text};
pub use amend::{AmendPage, ChangeList, Quoted, Topic};
pub use answers::{AnswerSection, Answers, Print, Sent, anchor};
pub use attachments::Attachments;
pub use draft::{Criterion, ManagersNote, TaskGroup, TaskRow, TaskState, Tasks};
pub use entry::{
    Before, ChooseDraft, CodePage, CodeRight, Email, Return, SomeoneElse, Start, Waiting,
};
pub use message::{Message, TooMany, Wrong};
pub use police::PoliceQuestion;
pub use questions::{Confirm, Items, QuestionPage};
pub use referral::{Done, Reminder, Status, Step, Todo, When};
pub use release::{Release, ReleaseForm, Released};
