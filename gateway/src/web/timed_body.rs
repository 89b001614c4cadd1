//! A request's body that must arrive: the whole of it within one time, and every next part of it within another.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// How long a body may stand still.
const STALL: Duration = Duration::from_secs(30);

/// The body did not arrive in time.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the body did not arrive in time")]
pub struct TooSlow;

/// A body under its two clocks, which start when it is first asked for.
#[derive(Debug)]
pub struct TimedBody {
    body: Incoming,
    whole: Duration,
    timer: Option<(Instant, Pin<Box<Sleep>>)>,
}

/// Puts a body under its clocks; an empty one needs none.
pub fn timed(body: Incoming, whole: Duration) -> Body {
    if body.is_end_stream() {
        return Body::empty();
    }
    Body::new(TimedBody {
        body,
        whole,
        timer: None,
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
        let whole = this.whole;
        let (deadline, timer) = this.timer.get_or_insert_with(|| {
            let now = Instant::now();
            let deadline = now + whole;
            let first = deadline.min(now + STALL);
            (deadline, Box::pin(tokio::time::sleep_until(first)))
        });
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) {
            timer
                .as_mut()
                .reset((*deadline).min(Instant::now() + STALL));
            if Instant::now() < *deadline {
                return Poll::Ready(frame.map(|frame| frame.map_err(BoxError::from)));
            }
        } else if timer.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(BoxError::from(TooSlow))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
