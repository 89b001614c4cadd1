//! Pages about the service itself: accessibility, privacy, cookies, contact, and where else help can be found.

use askama::Template;

use crate::config::{Part, Signpost};
use crate::web::page::Frame;

/// One of the pages whose words are data.
#[derive(Debug, Template)]
#[template(path = "public/text.html")]
pub struct Text<'a> {
    /// Titled as the file says.
    pub frame: Frame<'a>,
    /// In order.
    pub parts: &'a [Part],
    /// Every cookie that the public pages set, for the table of them.
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
