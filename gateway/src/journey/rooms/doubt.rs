//! Whether the clock can be believed before something is destroyed because its time has come. Destroys nothing, and corrects no clock.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use super::{JourneyError, Keyholder};
use crate::audit::Action;

/// How far clocks of several nodes may differ.
const SLACK: SignedDuration = SignedDuration::from_hours(1);
/// How long nothing may have shown that the clock is right.
const FAR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Why the clock is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is before what has been written down already.
    Behind,
    /// It is days after the last moment that is known to have been.
    Ahead,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Behind => "the clock is before the newest audit line",
            Self::Ahead => {
                "the clock is more than a week after the last round or sign-in; somebody who signs in at the desk shows that it is right"
            }
        })
    }
}

/// Doubts a clock that says `now`. `last_round` is when it was last believed, by a process that has run since. A sign-in shows a
/// clock to be right, because a second factor works only then; what the worker writes by itself shows nothing.
pub(in super::super) async fn doubt(
    keyholder: &Keyholder,
    last_round: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<Doubt>, JourneyError> {
    let store = &keyholder.store;
    let newest = store.newest_audit_line(None).await?;
    let newest = newest.map(|line| line.entry.at);
    if newest.max(last_round).is_some_and(|at| now + SLACK < at) {
        return Ok(Some(Doubt::Behind));
    }
    let signed_in = store.newest_audit_line(Some(Action::SignedIn)).await?;
    let seen = signed_in.map(|line| line.entry.at).max(last_round);
    let is_far = seen
        .or(newest)
        .is_some_and(|at| now.duration_since(at) > FAR);
    Ok(is_far.then_some(Doubt::Ahead))
}
