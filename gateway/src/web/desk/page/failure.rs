//! Pages for what cannot be done: constant words and, where something failed, a number to quote. Never a cause from inside.

use askama::Template;

use super::DeskFrame;

/// A page that says what cannot be done.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/failure.html")]
pub struct FailurePage {
    /// The frame.
    pub frame: DeskFrame,
    /// The heading.
    pub heading: &'static str,
    /// What to do now.
    pub words: String,
    /// Where that is: address and words of the link.
    pub onward: (&'static str, &'static str),
}

/// From here everybody finds on; who is not signed in is asked to.
const QUEUE: (&str, &str) = ("/desk/queue", "Go to the queue");

impl FailurePage {
    /// 404: also for what the reader may not see.
    pub fn not_found(frame: DeskFrame) -> Self {
        Self::new(
            frame,
            "There is no such page",
            "Check the address, or start from the queue.",
        )
    }

    /// 403: the form's token or origin does not fit.
    pub fn forbidden(frame: DeskFrame) -> Self {
        Self::new(
            frame,
            "This page cannot be used any more",
            "Nothing was changed. Go back, load the page again and repeat what you did.",
        )
    }

    /// 403: the session ended before what was sent arrived.
    pub fn ended(frame: DeskFrame) -> Self {
        let words = "Nothing was changed. Sign in again, then repeat what you did.";
        Self {
            onward: ("/desk/sign-in", "Go to sign in"),
            ..Self::new(frame, "You are signed out", words)
        }
    }

    /// 400, 408, 413, 415: what was sent cannot be taken.
    pub fn unreadable(frame: DeskFrame) -> Self {
        Self::new(
            frame,
            "What you sent could not be read",
            "Nothing was changed. Go back and try again.",
        )
    }

    /// 503: the store cannot be used now.
    pub fn busy(frame: DeskFrame, incident: &str) -> Self {
        Self::new(
            frame,
            "Nothing can be shown or saved just now",
            &format!(
                "Nothing was changed. Try again in a minute. If it stays like this, quote {incident}."
            ),
        )
    }

    /// 409: somebody else was first.
    pub fn changed(frame: DeskFrame) -> Self {
        Self::new(
            frame,
            "This has changed since you opened it",
            "Nothing of yours was saved and nothing was changed. Open the referral again.",
        )
    }

    /// 429: too many requests from this browser and address.
    pub fn wait(frame: DeskFrame) -> Self {
        Self::new(
            frame,
            "Wait a minute, then try again",
            "There were too many tries from here. Nobody else is held up.",
        )
    }

    /// 500: with the number that the log carries too.
    pub fn failed(frame: DeskFrame, incident: &str) -> Self {
        Self::new(
            frame,
            "Something failed",
            &format!("Nothing was changed. Quote {incident}."),
        )
    }

    fn new(frame: DeskFrame, heading: &'static str, words: &str) -> Self {
        Self {
            frame,
            heading,
            words: words.to_owned(),
            onward: QUEUE,
        }
    }
}
