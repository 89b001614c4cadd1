//! The token that a page puts into its form. Asking for one gives the browser its form cookie when it has none; a page without a
//! form never does.

use std::sync::Arc;

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::web::{page_error::PageError, room::Visit};

/// A fresh token for the form of this page; print it in a hidden field named `csrf`.
#[derive(Clone, Debug)]
pub struct FormToken(String);

impl FormToken {
    /// As the field holds it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As the field holds it.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<S: Sync> FromRequestParts<S> for FormToken {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let visit = visit(parts)?;
        Ok(Self(visit.token(&parts.headers)?))
    }
}

/// The visit that the gate opened.
pub(super) fn visit(parts: &Parts) -> Result<Arc<Visit>, PageError> {
    let visit = parts.extensions.get::<Arc<Visit>>();
    visit
        .map(Arc::clone)
        .ok_or_else(|| PageError::fault("a route stands outside the gate"))
}
