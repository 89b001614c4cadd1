//! The only error that is a response. It carries what happened and no words: each site writes its own page. What the program did
//! wrong is logged here, once, under a number that the page repeats; the page itself never says more.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header::RETRY_AFTER};

use super::limits::Wait;
use crate::{
    blobs::BlobError,
    journey::JourneyError,
    postcodes::PostcodesError,
    random::{self, NoRandomness},
    seal::SealError,
    store::StoreError,
};

/// Seconds after which to try again when the store or the disk has no room or does not answer.
const BUSY: u64 = 60;

/// Why a page cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageError {
    /// 404. Also for what the reader may not see.
    NotFound,
    /// 405: an address was used in a way that no page does.
    Method,
    /// 403: the origin or the token does not fit; nothing was changed.
    NotFromYou,
    /// 403: the browser keeps no cookie.
    NoCookies,
    /// 403: not used for too long, or signed out; a new code or sign-in opens it again.
    Ended,
    /// 409: somebody else was first; nothing was changed.
    Changed,
    /// 410: it was deleted.
    Deleted,
    /// 413: the body is larger than this page takes.
    TooLarge,
    /// 415: not a form.
    OtherKind,
    /// 400: what was sent cannot be read.
    Unreadable,
    /// 408: the body did not arrive in time.
    TooSlow,
    /// 429: too often; when to try again.
    TooMany(Wait),
    /// 503: the store or the disk; try again.
    Busy {
        /// What the log calls it.
        fault: String,
    },
    /// 500: the program.
    Wrong {
        /// What the log calls it.
        fault: String,
    },
}

/// What a site's page of a failure may say.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What happened.
    pub error: PageError,
    /// Whether something was sent, and so not saved.
    pub sent: bool,
}

impl PageError {
    /// The answer's status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotFromYou | Self::NoCookies | Self::Ended => StatusCode::FORBIDDEN,
            Self::Changed => StatusCode::CONFLICT,
            Self::Deleted => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::OtherKind => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Wrong { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What an answer without a page of its own says by its status.
    pub(super) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::Method,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::OtherKind,
            StatusCode::REQUEST_TIMEOUT => Self::TooSlow,
            status if status.is_client_error() => Self::Unreadable,
            _ => Self::fault("an answer without a page"),
        }
    }

    /// The program failed: logged here, once.
    pub fn wrong(error: &(dyn std::error::Error + 'static)) -> Self {
        let fault = fault_number();
        tracing::error!(fault, error = chain(error), "a page failed");
        Self::Wrong { fault }
    }

    /// The store or the disk cannot be used now: logged here, once.
    pub fn busy(error: &(dyn std::error::Error + 'static)) -> Self {
        let fault = fault_number();
        tracing::error!(fault, error = chain(error), "a page had to wait");
        Self::Busy { fault }
    }

    /// The program failed in a way that has no error value. `what` is constant words.
    pub fn fault(what: &'static str) -> Self {
        let fault = fault_number();
        tracing::error!(fault, what, "a page failed");
        Self::Wrong { fault }
    }
}

/// An error and its causes on one line. They hold no answer, name or address.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}

/// Eight characters that can be read out: no vowels, no look-alikes.
fn fault_number() -> String {
    const LETTERS: [char; 16] = [
        '2', '3', '4', '6', '7', '8', '9', 'C', 'D', 'F', 'G', 'H', 'J', 'K', 'M', 'N',
    ];
    let bytes: [u8; 8] = random::bytes().unwrap_or_default();
    bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte & 15)))
        .collect()
}

impl From<JourneyError> for PageError {
    fn from(error: JourneyError) -> Self {
        match error {
            JourneyError::Store(error) => error.into(),
            JourneyError::Blob(error) => error.into(),
            JourneyError::Random(error) => error.into(),
            JourneyError::Seal(error) => error.into(),
            JourneyError::Postcodes(PostcodesError::Disk(_)) => Self::busy(&error),
            JourneyError::Manifest(_)
            | JourneyError::Inconsistent(_)
            | JourneyError::Postcodes(_) => Self::wrong(&error),
        }
    }
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Conflict => Self::Changed,
            StoreError::Unavailable(_) => Self::busy(&error),
            StoreError::Corrupt { .. } | StoreError::Settings { .. } => Self::wrong(&error),
        }
    }
}

impl From<BlobError> for PageError {
    fn from(error: BlobError) -> Self {
        match &error {
            BlobError::Full | BlobError::Unavailable(_) => Self::busy(&error),
            BlobError::Missing | BlobError::Id => Self::wrong(&error),
        }
    }
}

impl From<SealError> for PageError {
    fn from(error: SealError) -> Self {
        match &error {
            SealError::Write(_) | SealError::Read(_) => Self::busy(&error),
            SealError::Unreadable | SealError::Recipient | SealError::Encode => Self::wrong(&error),
        }
    }
}

impl From<NoRandomness> for PageError {
    fn from(error: NoRandomness) -> Self {
        Self::wrong(&error)
    }
}

impl From<Wait> for PageError {
    fn from(wait: Wait) -> Self {
        Self::TooMany(wait)
    }
}

impl IntoResponse for PageError {
    /// The status alone; the gate puts the site's page into it.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        let wait = match &self {
            Self::TooMany(wait) => Some(wait.seconds),
            Self::Busy { .. } => Some(BUSY),
            _ => None,
        };
        if let Some(seconds) = wait {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}
