//! Pages about the service itself: accessibility, privacy, cookies, contact, and where else help can be found.

use askama::Template;

use crate::config::Signpost;
use crate::web::page::Frame;

/// `/accessibility`.
#[derive(Debug, Template)]
#[template(path = "public/accessibility.html")]
pub struct Accessibility<'a> {
    /// Titled "Accessibility statement".
    pub frame: Frame<'a>,
}

/// `/privacy`.
#[derive(Debug, Template)]
#[template(path = "public/privacy.html")]
pub struct Privacy<'a> {
    /// Titled "Privacy".
    pub frame: Frame<'a>,
}

/// `/contact`.
#[derive(Debug, Template)]
#[template(path = "public/contact.html")]
pub struct Contact<'a> {
    /// Titled "Contact the hub".
    pub frame: Frame<'a>,
}

/// `/cookies`.
#[derive(Debug, Template)]
#[template(path = "public/cookies.html")]
pub struct Cookies<'a> {
    /// Titled "Cookies".
    pub frame: Frame<'a>,
    /// Every cookie that the public pages set.
    pub cookies: Vec<Cookie>,
}

/// One cookie, for people.
#[derive(Debug, Clone)]
pub struct Cookie {
    /// As the browser has it.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// How long it lasts.
    pub lasts: String,
}

/// `/someone-to-talk-to`, for parents, carers and young people.
#[derive(Debug, Template)]
#[template(path = "public/someone-to-talk-to.html")]
pub struct SomeoneToTalkTo<'a> {
    /// Titled "Find someone to talk to".
    pub frame: Frame<'a>,
    /// For children and young people.
    pub children: Vec<&'a Signpost>,
    /// For parents and carers.
    pub parents: Vec<&'a Signpost>,
}
