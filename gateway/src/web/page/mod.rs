//! The page frame and the form components, as typed values: GOV.UK Frontend's HTML, ported. Each component is a value with one
//! template; written in another template it stays as it is, because its own template has already escaped what people typed.
//! Never decides what an answer means.

mod choices;
mod date_input;
mod errors;
mod field;
mod follows;
mod frame;
mod input;
mod label;
pub mod question;
mod summary;
mod tag;
mod textarea;
mod upload;
pub mod words;

pub use choices::{Checkboxes, Item, Radios, Select};
pub use date_input::{DateBox, DateInput};
pub use errors::{ErrorLink, ErrorSummary};
pub use field::Field;
pub use follows::Follows;
pub use frame::{Frame, Leave, SERVICE};
pub use input::{Input, Width};
pub use label::{Label, Size};
pub use summary::{SummaryList, SummaryRow};
pub use tag::{Colour, Tag};
pub use textarea::Textarea;
pub use upload::FileUpload;

/// A link: where it goes and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The address, on this site.
    pub href: String,
    /// The words.
    pub text: String,
    /// Words for those who hear the link without its row.
    pub hidden: Option<String>,
}

impl Link {
    /// A link whose words say enough.
    pub fn new(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            text: text.into(),
            hidden: None,
        }
    }

    /// Adds the words that only screen readers say.
    #[must_use]
    pub fn hidden(mut self, hidden: impl Into<String>) -> Self {
        self.hidden = Some(hidden.into());
        self
    }
}
