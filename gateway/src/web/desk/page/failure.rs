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
}

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
        }
    }
}
