//! Choosing files: the browser's own input, which needs no script. Never shows a file's content.

use askama::Template;

use super::label::{Label, labelled};

/// GOV.UK's plain file upload, for several files.
#[derive(Debug, Clone, Template)]
#[template(path = "components/file-upload.html")]
pub struct FileUpload {
    /// The words around it; its id is also the field's name.
    pub label: Label,
    /// Endings that the browser offers, such as `.pdf,.docx`; the server checks for itself.
    pub accept: String,
}

impl FileUpload {
    /// An empty one.
    pub fn new(id: impl Into<String>, label: impl Into<String>, accept: impl Into<String>) -> Self {
        Self {
            label: Label::new(id, label),
            accept: accept.into(),
        }
    }
}

labelled!(FileUpload);
