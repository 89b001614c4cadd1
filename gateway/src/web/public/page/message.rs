//! Pages of a few sentences: confirmations, and what to do when it does not work. Never a technical message, a version, or
//! whether something exists.

use askama::Template;

use crate::web::page::{Frame, Link, words::number};

/// A heading, sentences, perhaps a button and links.
#[derive(Debug, Template)]
#[template(path = "public/message.html")]
pub struct Message<'a> {
    /// With its heading.
    pub frame: Frame<'a>,
    /// Each a paragraph.
    pub lines: Vec<String>,
    /// The one green button, a link.
    pub button: Option<Link>,
    /// A sentence after the button.
    pub after: Option<String>,
    /// Each a line.
    pub links: Vec<Link>,
    /// Whether to repeat what to do when a child is in danger.
    pub emergency: bool,
}

impl<'a> Message<'a> {
    /// Sentences alone.
    pub fn new(frame: Frame<'a>, lines: &[&str]) -> Self {
        let lines = lines.iter().map(|line| (*line).to_owned()).collect();
        Self {
            frame,
            lines,
            button: None,
            after: None,
            links: Vec::new(),
            emergency: false,
        }
    }

    /// Repeats what to do when a child is in danger: on every refusal.
    #[must_use]
    pub fn urgent(mut self) -> Self {
        self.emergency = true;
        self
    }

    fn link(mut self, href: &str, text: &str) -> Self {
        self.links.push(Link::new(href, text));
        self
    }

    /// After "Save and leave", with the day until which the draft is kept, or "Leave". `frame` is untitled: each of these pages has its
    /// own words.
    pub fn left(frame: Frame<'a>, kept_until: Option<&str>) -> Self {
        let sent = "To come back, on this device or another, use the hub reference and your work email address. We will email you a code.";
        let saved = kept_until.map(|until| format!("What you filled in is saved until {until}. We will email you 7 days before we delete it."));
        let unsent = "To come back, on this device or another, leave the reference empty and enter your work email address. We will email you a code.";
        let lines = match &saved {
            Some(saved) => vec![saved.as_str(), unsent],
            None => vec![sent],
        };
        Self::new(
            titled(frame, "You have left the referral on this device"),
            &lines,
        )
        .link("/r/", "Return to a referral")
        .link("/", "Start page")
    }

    /// After so many minutes without activity.
    pub fn ended(frame: Frame<'a>, minutes: i64, carry_on_href: &str) -> Self {
        let why = format!(
            "There was no activity for {minutes} minutes. We closed it so that no one else can read it."
        );
        let lines = [
            why.as_str(),
            "Every page you saved is safe. Anything you typed after that was not saved.",
        ];
        Self {
            button: Some(Link::new(carry_on_href, "Carry on with my referral")),
            after: Some("We will email you a new code.".to_owned()),
            ..Self::new(
                titled(frame, "We have closed your referral on this device"),
                &lines,
            )
        }
    }

    /// The same, where the page that was just sent is kept as it was.
    #[must_use]
    pub fn with_this_page(mut self) -> Self {
        let saved = "Every page you saved is safe, and so is what you typed on the last one. Check that page before you send the referral.";
        self.lines.truncate(1);
        self.lines.push(saved.to_owned());
        self
    }

    /// 403: the page was sent after the browser gave up its hold on the draft.
    pub fn not_held(frame: Frame<'a>) -> Self {
        Self::new(
            titled(frame, "This referral is not open in this browser any more"),
            &[
                "You left it in another tab or window, or the browser has forgotten it. The page you just sent was not saved, and nothing was sent to anyone.",
                "Every page you saved before is safe. We will email you a code to open it again.",
            ],
        )
        .link("/r/", "Return to a referral")
    }

    /// The mailbox has no unsent referral any more.
    pub fn no_drafts(frame: Frame<'a>) -> Self {
        Self::new(
            titled(frame, "There is no unsent referral to carry on with"),
            &["It was sent or deleted since you asked for the code."],
        )
        .link("/r/", "Return to a referral")
        .link("/refer", "Start a referral")
    }

    /// A school that has not told Children's Services.
    pub fn children_s_services_first(
        frame: Frame<'a>,
        change_href: &str,
        sections_href: &str,
    ) -> Self {
        let services = &frame.hub.childrens_services;
        let call = format!(
            "Call {} on {} ({}), or {} at other times.",
            services.name,
            number(&services.day_number),
            services.day_hours,
            number(&services.out_of_hours_number)
        );
        Self {
            button: Some(Link::new(change_href, "Change my answer")),
            emergency: true,
            ..Self::new(
                frame,
                &[
                    "Asking the hub for advice does not replace a referral to Children’s Services.",
                    &call,
                    "When you have told them, or if you have a reason not to, change your answer and carry on. What you have saved is kept.",
                ],
            )
        }
        .link(sections_href, "Back to all sections")
    }

    /// 404.
    pub fn not_found(frame: Frame<'a>) -> Self {
        Self::new(
            titled(frame, "Page not found"),
            &["Check the address, or go to the start page."],
        )
        .link("/", "Start page")
    }

    /// 403: no token, a token of another session, a foreign origin.
    pub fn not_from_you(frame: Frame<'a>) -> Self {
        Self::new(
            titled(frame, "We could not check that this came from you"),
            &["Go back, reload the page and try again. Nothing was changed."],
        )
    }

    /// 413. `each` is "25 MB".
    pub fn too_large(frame: Frame<'a>, each: &str) -> Self {
        Self::new(
            titled(frame, "That was too large to send"),
            &[&format!("Each file can be up to {each}.")],
        )
    }

    /// 405 and 415: an address was used in a way that no page of ours does.
    pub fn not_like_that(frame: Frame<'a>) -> Self {
        Self::new(
            titled(frame, "This page cannot be opened like that"),
            &["Go to the start page and try again. Nothing was changed."],
        )
        .link("/", "Start page")
    }

    /// 409: another tab or window was first, again and again.
    pub fn changed(frame: Frame<'a>) -> Self {
        Self::new(
            titled(frame, "This was changed somewhere else"),
            &[
                "The page you just sent was not saved, because the referral was changed in another tab or window at the same time.",
                "Go back, reload the page and try again.",
            ],
        )
    }

    /// 400 and 408: what was sent broke off, or cannot be read.
    pub fn did_not_arrive(frame: Frame<'a>) -> Self {
        Self::new(
            titled(frame, "That did not arrive as it should"),
            &[
                "The connection may have broken off. The page you just sent was not saved. Pages you saved before it are safe.",
                "Go back and try again.",
            ],
        )
    }

    /// The mailbox has `most` unsent referrals and may not begin another.
    pub fn too_many_drafts(frame: Frame<'a>, most: u64) -> Self {
        let title = match most {
            1 => "You have a referral that has not been sent".to_owned(),
            most => format!("You have {most} referrals that have not been sent"),
        };
        Self::new(
            titled(frame, &title),
            &["Send one or delete one before you start another. Everything you saved is safe."],
        )
        .link("/r/", "Return to a referral")
    }

    /// The draft was deleted: by its person in another tab or at another computer, or because nobody sent it.
    /// `sent` says that a page had just been sent.
    pub fn deleted(frame: Frame<'a>, days: i64, sent: bool) -> Self {
        let kept = format!(
            "You deleted it in another tab or on another device, or nobody had saved a page of it for {days} days. We email you 7 days before we delete an unsent referral."
        );
        let just_now = "The page you just sent was not saved, and nothing was sent to anyone.";
        let lines = [just_now, kept.as_str()];
        let lines = lines.get(usize::from(!sent)..).unwrap_or(&lines);
        Self::new(titled(frame, "This referral has been deleted"), lines)
            .link("/refer", "Start a referral")
    }

    /// The referrer deleted the draft.
    pub fn deleted_by_you(frame: Frame<'a>) -> Self {
        Self::new(
            titled(frame, "You have deleted the referral"),
            &["Everything you typed and every file has been deleted."],
        )
        .link("/", "Start page")
    }

    /// The browser keeps no cookie.
    pub fn no_cookies(frame: Frame<'a>) -> Self {
        Self::new(
            titled(frame, "Turn on cookies to use this form"),
            &["We use one cookie, to keep your referral open. It is not used to follow you."],
        )
    }

    /// The manager returned it.
    pub fn returned(frame: Frame<'a>, referrer: &str) -> Self {
        let frame = titled(frame, "Your decision").heading(format!("Returned to {referrer}"));
        Self::new(
            frame,
            &[
                "We have emailed them your note. You will get an email when they send it to you again.",
            ],
        )
        .link("/r/open", "See where this referral is")
    }

    /// The manager did not send it.
    pub fn not_sent(frame: Frame<'a>, referrer: &str) -> Self {
        let frame = titled(frame, "Your decision").heading("This referral will not be sent");
        let line = format!(
            "We have told {referrer}. The hub has not seen it. If a child is at risk, follow your safeguarding procedures."
        );
        Self::new(frame, &[&line]).link("/r/open", "See where this referral is")
    }

    /// The manager decided before. `what` is "You released this referral on 19 November 2026."
    pub fn already_decided(frame: Frame<'a>, what: &str, status_href: &str) -> Self {
        Self::new(titled(frame, "You have already decided"), &[what])
            .link(status_href, "See where it is")
    }
}

fn titled<'a>(frame: Frame<'a>, title: &str) -> Frame<'a> {
    Frame {
        title: title.to_owned(),
        ..frame
    }
}

/// 429, with `Retry-After`.
#[derive(Debug, Template)]
#[template(path = "public/too-many.html")]
pub struct TooMany<'a> {
    /// Titled "Please wait 2 minutes and try again".
    pub frame: Frame<'a>,
    /// "2:47pm".
    pub at: String,
}

/// 500 and 503.
#[derive(Debug, Template)]
#[template(path = "public/wrong.html")]
pub struct Wrong<'a> {
    /// Titled "Sorry, something went wrong".
    pub frame: Frame<'a>,
    /// Whether a page was sent, and so not saved.
    pub sent: bool,
    /// What the log calls it.
    pub fault: String,
}
