//! A request's body that must arrive: the whole of it within one time, and every next part of it within another.
//!
//! Over HTTP/1.1 a browser reads the answer only after it has sent everything, and shows none if the connection breaks before. So
//! what a handler left unread (a file over the limit, say) is read and thrown away, within bounds, and its page arrives.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Version};
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::{
    runtime::Handle,
    time::{Instant, Sleep, timeout, timeout_at},
};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// How long a body may stand still.
const STALL: Duration = Duration::from_secs(30);

/// The body did not arrive in time.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the body did not arrive in time")]
pub struct TooSlow;

/// The most that is read only to be thrown away.
const THROWN_AWAY: usize = 256 * 1024 * 1024;

/// A body under its two clocks, which start when it is first asked for.
#[derive(Debug)]
pub struct TimedBody {
    /// None at its end, whichever it was.
    body: Option<Incoming>,
    whole: Duration,
    timer: Option<(Instant, Pin<Box<Sleep>>)>,
    empties: bool,
}

/// Puts a request's body under its clocks; an empty one needs none.
pub fn timed(request: Request<Incoming>, whole: Duration) -> Request<Body> {
    let empties = request.version() <= Version::HTTP_11;
    request.map(|body| {
        if body.is_end_stream() {
            return Body::empty();
        }
        Body::new(TimedBody {
            body: Some(body),
            whole,
            timer: None,
            empties,
        })
    })
}

impl HttpBody for TimedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        let Some(body) = this.body.as_mut() else {
            return Poll::Ready(None);
        };
        let whole = this.whole;
        let (deadline, timer) = this.timer.get_or_insert_with(|| {
            let now = Instant::now();
            let deadline = now + whole;
            let first = deadline.min(now + STALL);
            (deadline, Box::pin(tokio::time::sleep_until(first)))
        });
        if let Poll::Ready(frame) = Pin::new(body).poll_frame(context) {
            let now = Instant::now();
            timer.as_mut().reset((*deadline).min(now + STALL));
            if !matches!(frame, Some(Ok(_))) {
                this.body = None;
            }
            if now < *deadline {
                return Poll::Ready(frame.map(|frame| frame.map_err(BoxError::from)));
            }
        } else if timer.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        this.body = None;
        Poll::Ready(Some(Err(BoxError::from(TooSlow))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(SizeHint::default, HttpBody::size_hint)
    }
}

impl Drop for TimedBody {
    fn drop(&mut self) {
        let rest = self
            .body
            .take()
            .filter(|body| self.empties && !body.is_end_stream());
        let until = self
            .timer
            .as_ref()
            .map_or_else(|| Instant::now() + self.whole, |timer| timer.0);
        if let Some((rest, runtime)) = rest.zip(Handle::try_current().ok()) {
            runtime.spawn(timeout_at(until, throw_away(rest)));
        }
    }
}

async fn throw_away(mut rest: Incoming) {
    let mut thrown = 0_usize;
    while let Ok(Some(Ok(frame))) = timeout(STALL, rest.frame()).await {
        thrown = thrown.saturating_add(frame.data_ref().map_or(0, Bytes::len));
        if thrown > THROWN_AWAY {
            return;
        }
    }
}
