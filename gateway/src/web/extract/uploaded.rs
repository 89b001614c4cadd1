//! A form with files. Its first part must be the token: no byte of a file is read before it fitted. Parts are streamed; nothing is
//! held whole, whatever a client sends and however fast.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};

use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Request, multipart::Field, multipart::MultipartError},
    http::StatusCode,
};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use http_body::{Body as HttpBody, Frame};

use super::{form_token::visit, posted::body_failed};
use crate::web::{csrf, page_error::PageError};

/// More than any token has.
const LONGEST_TOKEN: usize = 200;

/// Bytes that may arrive without a byte of a part coming out: the head of a part, and what stood in between.
const LONGEST_HEAD: usize = 64 * 1024;

/// Bytes that the parser is given at once.
const PIECE: usize = 8 * 1024;

/// The parts after the token, which fitted. The whole body's limit is the route's.
#[derive(Debug)]
pub struct Uploaded {
    parts: Multipart,
    unread: Arc<AtomicUsize>,
}

/// One part. Read it to its end, or skip it, before the next.
#[derive(Debug)]
pub struct Part<'a> {
    field: Field<'a>,
    unread: Arc<AtomicUsize>,
}

impl Uploaded {
    /// The next part; none at the end.
    ///
    /// # Errors
    /// A broken, slow or too large body, as the page that says so.
    pub async fn next_part(&mut self) -> Result<Option<Part<'_>>, PageError> {
        self.unread.store(0, Ordering::Relaxed);
        let field = self.parts.next_field().await;
        let field = field.map_err(|error| read_failed(&error))?;
        Ok(field.map(|field| Part {
            field,
            unread: Arc::clone(&self.unread),
        }))
    }
}

impl Part<'_> {
    /// Its name; empty without one.
    pub fn name(&self) -> &str {
        self.field.name().unwrap_or_default()
    }

    /// The name of its file: empty when none was chosen, none when it is no file.
    pub fn file_name(&self) -> Option<String> {
        self.field.file_name().map(str::to_owned)
    }

    /// A small field's text.
    ///
    /// # Errors
    /// As [`Uploaded::next_part`]; longer than `longest` bytes or not UTF-8 is unreadable.
    pub async fn text(&mut self, longest: usize) -> Result<String, PageError> {
        let mut text = Vec::new();
        while let Some(bytes) = self.next().await {
            text.extend_from_slice(&bytes.map_err(|error| read_failed(&error))?);
            if text.len() > longest {
                return Err(PageError::Unreadable);
            }
        }
        String::from_utf8(text).map_err(|_| PageError::Unreadable)
    }

    /// Reads what is left of it, and keeps nothing.
    ///
    /// # Errors
    /// As [`Uploaded::next_part`].
    pub async fn skip(&mut self) -> Result<(), PageError> {
        while let Some(bytes) = self.next().await {
            bytes.map_err(|error| read_failed(&error))?;
        }
        Ok(())
    }
}

impl Stream for Part<'_> {
    type Item = Result<Bytes, MultipartError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(Pin::new(&mut self.field).poll_next(context));
        self.unread.store(0, Ordering::Relaxed);
        Poll::Ready(next)
    }
}

impl<S: Send + Sync> FromRequest<S> for Uploaded {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let visit = visit(&parts)?;
        let headers = parts.headers.clone();
        let unread = Arc::new(AtomicUsize::new(0));
        let body = Body::new(OneByOne {
            body,
            rest: Bytes::new(),
            unread: Arc::clone(&unread),
            paused: false,
        });
        let request = Request::from_parts(parts, body);
        let parts = Multipart::from_request(request, state).await;
        let parts = parts.map_err(|_| PageError::OtherKind)?;
        let mut uploaded = Self { parts, unread };
        let token = uploaded.first_token().await?;
        visit.check(&headers, &token)?;
        Ok(uploaded)
    }
}

impl Uploaded {
    async fn first_token(&mut self) -> Result<String, PageError> {
        let mut first = self.next_part().await?.ok_or(PageError::NotFromYou)?;
        if first.name() != csrf::FIELD || first.file_name().is_some() {
            return Err(PageError::NotFromYou);
        }
        let token = first.text(LONGEST_TOKEN).await;
        token.map_err(|error| match error {
            PageError::Unreadable => PageError::NotFromYou,
            error => error,
        })
    }
}

/// Why a part could not be read, as a page.
pub fn read_failed(error: &MultipartError) -> PageError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        PageError::TooLarge
    } else {
        body_failed(error)
    }
}

/// A body in small pieces that rests after each: the parser reads until it must wait, and would else take in all that a fast client
/// sends, and keep room for as much. Fails when too much came in and nothing came out.
struct OneByOne {
    body: Body,
    rest: Bytes,
    unread: Arc<AtomicUsize>,
    paused: bool,
}

impl HttpBody for OneByOne {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.paused = !self.paused;
        if !self.paused {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.rest.is_empty() {
            match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(bytes) => self.rest = bytes,
                    Err(frame) => return Poll::Ready(Some(Ok(frame))),
                },
                Poll::Pending => {
                    self.paused = false;
                    return Poll::Pending;
                }
                end @ Poll::Ready(_) => return end,
            }
        }
        let length = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(length);
        let unread = self.unread.fetch_add(length, Ordering::Relaxed);
        if unread > LONGEST_HEAD {
            return Poll::Ready(Some(Err(axum::Error::new(TooMuch))));
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }
}

/// A part's head is longer than any browser writes.
#[derive(Debug, thiserror::Error)]
#[error("a part's head is too long")]
struct TooMuch;
