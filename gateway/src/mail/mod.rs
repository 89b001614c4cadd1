//! What a message says and what becomes of it: values and rules about values. Pure: never parses a message, reads a mailbox or
//! a row, and never shows a message's words in `Debug`.

pub mod bounds;
pub mod form_reading;
pub mod read;
pub mod signs;

pub use form_reading::{FormReading, FoundAnswer, ReadingTrouble, UnreadLine};
pub use read::{
    Forwarded, FoundForm, Head, Inner, Mailbox, Mark, Oddity, Part, ReadMessage, ReturnPath,
    SafeText,
};
pub use signs::{Auto, Bounce, BounceAction, Calendar, Encryption, Report, Signs};
