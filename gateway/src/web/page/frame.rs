//! What every public page has around it: title, header, back link, leaving, footer. Never holds a child's name, a reference or
//! a decision in the title: titles stay in the history of shared laptops.

use crate::config::Hub;

/// The name of the service, in the navigation and in every title.
pub const SERVICE: &str = "HSB Hub referrals";

/// The frame of one page.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    /// Whose numbers the page prints.
    pub hub: &'a Hub,
    /// The words of the title, and of the one `h1` unless `heading` is set.
    pub title: String,
    /// The words of the `h1` where they may not stand in a title: a reference, a decision, a name.
    pub heading: Option<String>,
    /// Whether the page shows problems: the title then begins with "Error:".
    pub problems: bool,
    /// Where "Back" goes.
    pub back: Option<String>,
    /// What there is to leave.
    pub leave: Option<Leave>,
    /// Minutes without activity until what is open closes.
    pub idle_minutes: i64,
    /// The token that each form carries; empty on pages without a form.
    pub csrf: String,
    /// Whether to say that everything here is invented.
    pub demonstration: bool,
}

/// What is open in this browser. Leaving ends the session and clears its cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// A draft.
    Draft,
    /// A page of a draft that is being filled in: the button sends its form `page`, and so keeps what was typed.
    Page,
    /// A referral that was sent.
    Referral,
}

impl Leave {
    /// Where the button posts to.
    pub fn action(self) -> &'static str {
        match self {
            Self::Draft | Self::Page => "/refer/leave",
            Self::Referral => "/r/leave",
        }
    }

    /// Whether the button sends the page's own form.
    pub fn is_of_page(self) -> bool {
        self == Self::Page
    }

    /// The button's words.
    pub fn text(self) -> &'static str {
        match self {
            Self::Draft | Self::Page => "Save and leave",
            Self::Referral => "Leave",
        }
    }
}

impl<'a> Frame<'a> {
    /// A page with nothing open and no form. The title is in our own words; straight quotes become curly.
    pub fn new(hub: &'a Hub, title: &str) -> Self {
        Self {
            hub,
            title: super::words::curly(title),
            heading: None,
            problems: false,
            back: None,
            leave: None,
            idle_minutes: 30,
            csrf: String::new(),
            demonstration: false,
        }
    }

    /// Sets the words of the `h1` where they may not stand in a title.
    #[must_use]
    pub fn heading(mut self, heading: impl Into<String>) -> Self {
        self.heading = Some(heading.into());
        self
    }

    /// The words of the `h1`.
    pub fn h1(&self) -> &str {
        self.heading.as_deref().unwrap_or(&self.title)
    }

    /// Adds the back link.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>) -> Self {
        self.back = Some(href.into());
        self
    }

    /// Says what is open.
    #[must_use]
    pub fn leave(mut self, leave: Leave) -> Self {
        self.leave = Some(leave);
        self
    }

    /// Says after how many minutes without activity it closes.
    #[must_use]
    pub fn idle_minutes(mut self, minutes: i64) -> Self {
        self.idle_minutes = minutes;
        self
    }

    /// Gives the forms of the page their token.
    #[must_use]
    pub fn csrf(mut self, token: impl Into<String>) -> Self {
        self.csrf = token.into();
        self
    }

    /// Says in the title whether the page shows problems.
    #[must_use]
    pub fn problems(mut self, any: bool) -> Self {
        self.problems = any;
        self
    }

    /// Says that this is a demonstration.
    #[must_use]
    pub fn demonstration(mut self, is: bool) -> Self {
        self.demonstration = is;
        self
    }
}
