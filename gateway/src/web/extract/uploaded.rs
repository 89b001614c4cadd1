//! A form with files. Its first part must be the token: no byte of a file is read before it fitted. Parts are streamed; nothing is
//! held whole.

use axum::{
    extract::{FromRequest, Multipart, Request, multipart::Field, multipart::MultipartError},
    http::StatusCode,
};

use super::{form_token::visit, posted::body_failed};
use crate::web::{csrf, page_error::PageError};

/// More than any token has.
const LONGEST_TOKEN: usize = 200;

/// The parts after the token, which fitted. The whole body's limit is the route's.
#[derive(Debug)]
pub struct Uploaded(Multipart);

impl Uploaded {
    /// The next part; none at the end.
    ///
    /// # Errors
    /// A broken, slow or too large body, as the page that says so.
    pub async fn next_part(&mut self) -> Result<Option<Field<'_>>, PageError> {
        self.0
            .next_field()
            .await
            .map_err(|error| read_failed(&error))
    }
}

impl<S: Send + Sync> FromRequest<S> for Uploaded {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let visit = visit(&parts)?;
        let headers = parts.headers.clone();
        let request = Request::from_parts(parts, body);
        let parts = Multipart::from_request(request, state).await;
        let mut parts = parts.map_err(|_| PageError::OtherKind)?;
        let token = first_token(&mut parts).await?;
        visit.check(&headers, &token)?;
        Ok(Self(parts))
    }
}

async fn first_token(parts: &mut Multipart) -> Result<String, PageError> {
    let first = parts
        .next_field()
        .await
        .map_err(|error| read_failed(&error))?;
    let mut field = first.ok_or(PageError::NotFromYou)?;
    if field.name() != Some(csrf::FIELD) || field.file_name().is_some() {
        return Err(PageError::NotFromYou);
    }
    let mut token = Vec::new();
    while let Some(bytes) = field.chunk().await.map_err(|error| read_failed(&error))? {
        token.extend_from_slice(&bytes);
        if token.len() > LONGEST_TOKEN {
            return Err(PageError::NotFromYou);
        }
    }
    String::from_utf8(token).map_err(|_| PageError::NotFromYou)
}

/// Why a part could not be read, as a page.
pub fn read_failed(error: &MultipartError) -> PageError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        PageError::TooLarge
    } else {
        body_failed(error)
    }
}
