//! The front page of the crate: names its rooms; must never hold a rule.
//!
#![doc = include_str!("../README.md")]

mod answer;
pub mod attachment;
mod check;
mod corrected;
mod definition;
pub mod document;
mod fields;
mod follow_up;
mod made_up;
mod partly;
mod placed;
mod problem;
mod progress;
mod quality;
mod question;
mod raw_answers;
mod shown;
mod submission;

pub use answer::email::normalised as normalised_email;
pub use answer::happened::{Happened, PRECISIONS};
pub use answer::postcode::normalised as normalised_postcode;
pub use answer::text::{long_text, one_line};
pub use corrected::{AnswerPlace, CorrectedAnswer, NotCorrected};
pub use definition::{DefinitionError, FormDefinition};
pub use fields::{Fields, TooMuch};
pub use partly::MissingAnswer;
pub use problem::{Problem, Problems, Rule};
pub use progress::{SectionProgress, State};
pub use quality::{Completeness, ErrorCounts};
pub use question::{
    Bound, Condition, DateRule, Declaration, Group, Identifier, Kind, OptionDef, Question,
    Required, Route, Section, SectionKind,
};
pub use raw_answers::RawAnswers;
pub use shown::{ShownLine, ShownSection, age_on, long_date};
pub use submission::{Answers, Record, Submission};
