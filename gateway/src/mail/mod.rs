//! What a message says and what becomes of it: values and rules about values. Pure: never parses a message, reads a mailbox or
//! a row, and never shows a message's words in `Debug`.

pub mod answer;
pub mod authors;
pub mod automatic;
pub mod bounce;
pub mod bounds;
pub mod form_reading;
pub mod lanes;
#[cfg(test)]
mod made_up;
pub mod outcome;
pub mod read;
#[cfg(test)]
mod released;
pub mod signs;
#[cfg(test)]
mod table;
pub mod thread;
pub mod trust;
#[cfg(test)]
mod trusted;

pub use answer::{Answer, NoAnswer, may_answer, may_write, message_id_to_name};
pub use authors::{Authors, Child, FormPeople};
pub use form_reading::{FormReading, FoundAnswer, ReadingTrouble, UnreadLine};
pub use lanes::{Outcome, Why};
pub use outcome::{Decided, Facts, NewOne, Seen, ThreadFact, outcome};
pub use read::{
    Forwarded, FoundForm, Head, Inner, Mailbox, Mark, Oddity, Part, ReadMessage, ReturnPath,
    SafeText,
};
pub use signs::{Auto, Bounce, BounceAction, Calendar, Encryption, Report, Signs};
pub use trust::{Trust, TrustRule};
