//! The empty form as a Word document, made from its definition. Asks for nothing, holds nothing, and never a name.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use http::{
    HeaderValue,
    header::{CONTENT_DISPOSITION, CONTENT_TYPE},
};
use intake_forms::document::blank_document;

use super::{PublicSite, reply::Answer};
use crate::web::page_error::PageError;

const DOCX: HeaderValue = HeaderValue::from_static(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
);

/// GET `/refer/{form}/document`.
pub(super) async fn blank(State(site): State<Arc<PublicSite>>, Path(form): Path<String>) -> Answer {
    let form = site.form(&form)?;
    let bytes = blank_document(form).map_err(|error| PageError::wrong(&error))?;
    // A form's id is small letters, digits and hyphens.
    let named = format!("attachment; filename=\"{}-form.docx\"", form.id());
    let named = HeaderValue::try_from(named).map_err(|error| PageError::wrong(&error))?;
    let headers = [(CONTENT_TYPE, DOCX), (CONTENT_DISPOSITION, named)];
    Ok((headers, bytes).into_response())
}
