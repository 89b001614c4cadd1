//! The pages before a referral is open: start, before you start, the work e-mail and its code, coming back.

use askama::Template;

use crate::web::page::{
    Checkboxes, ErrorSummary, Frame, Input, Item, Link, Radios, Size, Width, words,
};

/// `/`. The emergency block comes before everything else.
#[derive(Debug, Template)]
#[template(path = "public/start.html")]
pub struct Start<'a> {
    /// Titled "Ask for help with a child’s harmful sexual behaviour".
    pub frame: Frame<'a>,
    /// Whether there is a form for schools.
    pub school: bool,
    /// What follows "The child:", written from the rules in force: "is aged 8 to 17 (a consultation only at 8 or 9)".
    pub criteria: Vec<String>,
    /// The empty forms as Word documents, by whom they are for.
    pub documents: Vec<Link>,
}

/// `/refer`: the role, and that no child is in danger.
#[derive(Debug, Template)]
#[template(path = "public/before.html")]
pub struct Before<'a> {
    /// Titled "Before you start".
    pub frame: Frame<'a>,
    /// What to put right.
    pub errors: ErrorSummary,
    /// Which form.
    pub role: Radios,
    /// No child is in immediate danger.
    pub safe_now: Checkboxes,
}

impl<'a> Before<'a> {
    /// The page with what was chosen. `roles` are form ids with the words of their role, `chosen` a form id, `other` or nothing.
    pub fn new(
        frame: Frame<'a>,
        roles: &[(&str, &str)],
        chosen: &str,
        safe: bool,
        errors: ErrorSummary,
    ) -> Self {
        let item = |(id, words): &(&str, &str)| Item::new(*id, *words).checked(*id == chosen);
        let other = Item::new("other", "Someone else")
            .checked(chosen == "other")
            .apart();
        let items = roles.iter().map(item).chain([other]).collect();
        let role = Radios::new("role", "What is your role?", items)
            .size(Size::Medium)
            .error(errors.for_field("role"));
        let number = words::number(&frame.hub.childrens_services.day_number);
        let confirmed = Item::own(
            "safe",
            "No child is in immediate danger, or I have already called 999 or Children’s Services",
        )
        .checked(safe);
        let safe_now = Checkboxes::new(
            "safe-now",
            "Is every child safe right now?",
            vec![confirmed],
        )
        .size(Size::Medium)
        .hint(format!(
            "If not, call 999 now. Then call Children’s Services on {number}."
        ))
        .error(errors.for_field("safe"));
        Self {
            frame: frame.problems(!errors.is_empty()),
            errors,
            role,
            safe_now,
        }
    }
}

/// For whom there is no form.
#[derive(Debug, Template)]
#[template(path = "public/someone-else.html")]
pub struct SomeoneElse<'a> {
    /// Titled "This form is for social workers", "and schools" where there is a form for them.
    pub frame: Frame<'a>,
    /// Whether there is a form for schools.
    pub school: bool,
}

/// The work e-mail address.
#[derive(Debug, Template)]
#[template(path = "public/email.html")]
pub struct Email<'a> {
    /// Titled as the label.
    pub frame: Frame<'a>,
    /// What to put right.
    pub errors: ErrorSummary,
    /// Where the form goes.
    pub action: String,
    /// The address; its label is the heading.
    pub address: Input,
    /// What the addresses end in that can be used.
    pub domains: &'a [String],
}

impl<'a> Email<'a> {
    /// The page's heading.
    pub const TITLE: &'static str = "What is your work email address?";

    /// The page with what was typed.
    pub fn new(
        frame: Frame<'a>,
        action: impl Into<String>,
        typed: &str,
        domains: &'a [String],
        errors: ErrorSummary,
    ) -> Self {
        let address = Input::new("email", Self::TITLE)
            .size(Size::Heading)
            .hint("We will email you a code to show that it is yours. Use your own address, not a shared mailbox or a personal one.")
            .email()
            .autocomplete("email")
            .width(Width::TwoThirds)
            .value(typed)
            .error(errors.for_field("email"));
        Self {
            frame: frame.problems(!errors.is_empty()),
            errors,
            action: action.into(),
            address,
            domains,
        }
    }
}

/// The one-time code. The same page whatever the address is.
#[derive(Debug, Template)]
#[template(path = "public/code.html")]
pub struct CodePage<'a> {
    /// Titled "Check your email".
    pub frame: Frame<'a>,
    /// What to put right.
    pub errors: ErrorSummary,
    /// The address that was typed.
    pub address: String,
    /// The reference that was typed, when coming back to a referral.
    pub reference: Option<String>,
    /// Where the form goes.
    pub action: String,
    /// Where "Use a different address" goes.
    pub different_href: String,
    /// Where "Ask for a new code" posts to.
    pub again_action: String,
    /// The code; what was typed is never shown again.
    pub code: Input,
    /// "2:47pm": when a new code was asked for, if one was.
    pub new_at: Option<String>,
    /// What the addresses end in that can get a code; empty where any can.
    pub domains: &'a [String],
}

impl CodePage<'_> {
    /// The empty input for the code.
    pub fn input(errors: &ErrorSummary) -> Input {
        Input::new("code", "Enter your code")
            .size(Size::Medium)
            .hint("8 letters and numbers, for example AB2C-3D4E. You can leave out the dash.")
            .autocomplete("one-time-code")
            .width(Width::Characters(10))
            .error(errors.for_field("code"))
    }
}

/// The code was right, after a page that waited: the button goes on, because only sending a form may begin or open a draft.
#[derive(Debug, Template)]
#[template(path = "public/code-right.html")]
pub struct CodeRight<'a> {
    /// Titled "Your code is right".
    pub frame: Frame<'a>,
    /// Where the form goes.
    pub action: String,
}

/// `/r/`: coming back with a reference and an address.
#[derive(Debug, Template)]
#[template(path = "public/return.html")]
pub struct Return<'a> {
    /// Titled "Return to a referral".
    pub frame: Frame<'a>,
    /// What to put right.
    pub errors: ErrorSummary,
    /// The reference; empty for an unsent draft.
    pub reference: Input,
    /// The address.
    pub address: Input,
    /// Where the form goes.
    pub action: &'static str,
}

impl<'a> Return<'a> {
    /// The page with what was typed.
    pub fn new(frame: Frame<'a>, reference: &str, address: &str, errors: ErrorSummary) -> Self {
        let hint = "8 letters and numbers, for example 7K3Q-92MX. It is in our emails about a referral that was sent, and is not a code. Leave it empty if you have not sent the referral yet.";
        let reference = Input::new("reference", "Hub reference")
            .hint(hint)
            .width(Width::Characters(10))
            .value(reference)
            .error(errors.for_field("reference"));
        let address = Input::new("email", "Your work email address")
            .hint("The address that is on the referral.")
            .email()
            .autocomplete("email")
            .width(Width::TwoThirds)
            .value(address)
            .error(errors.for_field("email"));
        Self {
            frame: frame.problems(!errors.is_empty()),
            errors,
            reference,
            address,
            action: "/r/",
        }
    }

    /// Whether it is the page of a referrer or a manager.
    pub fn is_theirs(&self) -> bool {
        self.action == "/r/"
    }
}

impl<'a> Return<'a> {
    /// The page for the contact at the police.
    pub fn for_police(
        frame: Frame<'a>,
        reference: &str,
        address: &str,
        errors: ErrorSummary,
    ) -> Self {
        let mut page = Self::new(frame, reference, address, errors);
        page.reference.label.hint =
            Some("8 letters and numbers. It is in our email to you.".to_owned());
        page.address.label.hint = Some("The address that our email came to.".to_owned());
        page.action = "/r/police";
        page
    }
}

/// Shown while the hub's side prepares what was asked for. Refreshed by a `Refresh` header.
#[derive(Debug, Template)]
#[template(path = "public/waiting.html")]
pub struct Waiting<'a> {
    /// Titled "Opening your referral".
    pub frame: Frame<'a>,
    /// Whether a minute has passed.
    pub long: bool,
    /// This page again.
    pub again_href: String,
}

/// `/r/drafts`: which unsent referral, for a mailbox that has several.
#[derive(Debug, Template)]
#[template(path = "public/choose-draft.html")]
pub struct ChooseDraft<'a> {
    /// Titled as the legend, which is the heading.
    pub frame: Frame<'a>,
    /// What to put right.
    pub errors: ErrorSummary,
    /// One radio each.
    pub draft: Radios,
}

impl<'a> ChooseDraft<'a> {
    /// The page with its drafts, the one that was used last first.
    pub fn new(frame: Frame<'a>, items: Vec<Item>, errors: ErrorSummary) -> Self {
        let draft = Radios::new("draft", frame.title.as_str(), items)
            .size(Size::Heading)
            .error(errors.for_field("draft"));
        Self {
            frame: frame.problems(!errors.is_empty()),
            errors,
            draft,
        }
    }
}
