//! Attachments of a draft: what was added, and adding more. Never a preview, a download or the scanner's verdict.

use askama::Template;

use crate::web::page::{ErrorSummary, FileUpload, Frame, Size, SummaryList};

/// `/refer/{form}/attachments`.
#[derive(Debug, Template)]
#[template(path = "public/attachments.html")]
pub struct Attachments<'a> {
    /// Titled "Attachments (optional)".
    pub frame: Frame<'a>,
    /// Each names its file.
    pub errors: ErrorSummary,
    /// "What you are asking for".
    pub caption: String,
    /// What to say above.
    pub intro: Option<String>,
    /// "Chronology.docx has been added"; "2 files have been added".
    pub added: Option<String>,
    /// Name; type and size; Remove.
    pub files: SummaryList,
    /// The input, named `files`.
    pub upload: FileUpload,
    /// Where the form goes: `multipart/form-data`, with `go` `upload` or `continue`, the token before the files.
    pub action: String,
    /// The sections.
    pub sections_href: String,
}

impl Attachments<'_> {
    /// The input, with everything that is wrong beside it. `hint` says types and limits; `accept` lists endings.
    pub fn upload(
        hint: impl Into<String>,
        accept: impl Into<String>,
        errors: &ErrorSummary,
    ) -> FileUpload {
        let all: Vec<&str> = errors
            .links
            .iter()
            .map(|link| link.message.as_str())
            .collect();
        FileUpload::new("files", "Add files", accept)
            .size(Size::Medium)
            .hint(hint)
            .error((!all.is_empty()).then(|| all.join("\n")))
    }
}
