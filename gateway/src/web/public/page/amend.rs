//! Changing something about a referral that was sent: what can be changed, and one page for each change. Never shows an answer.

use askama::Template;

use crate::web::page::{ErrorSummary, Field, FileUpload, Frame, Link};

/// One change.
#[derive(Debug, Template)]
#[template(path = "public/amend.html")]
pub struct AmendPage<'a> {
    /// Titled with what is changed.
    pub frame: Frame<'a>,
    /// What to put right.
    pub errors: ErrorSummary,
    /// "Referral 7K3Q-92MX".
    pub caption: String,
    /// What happens then.
    pub words: Vec<String>,
    /// The hub's own words, with the name of who asked.
    pub quoted: Option<Quoted>,
    /// What is asked.
    pub fields: Vec<Field>,
    /// Where files are chosen, with the warning above it.
    pub upload: Option<FileUpload>,
    /// Where the form goes.
    pub action: String,
    /// The page's own mark: its button counts once.
    pub press: String,
    /// What the button says.
    pub button: String,
    /// Whether it ends something.
    pub ends: bool,
    /// "Keep the referral": where it leads back.
    pub keep: Link,
}

/// What somebody at the hub wrote.
#[derive(Debug, Clone)]
pub struct Quoted {
    /// Who.
    pub by: String,
    /// Lines.
    pub words: Vec<String>,
}

/// What can be changed, topic by topic.
#[derive(Debug, Template)]
#[template(path = "public/change.html")]
pub struct ChangeList<'a> {
    /// Titled "Tell the hub about a change".
    pub frame: Frame<'a>,
    /// "Referral 7K3Q-92MX".
    pub caption: String,
    /// The topics.
    pub topics: Vec<Topic>,
}

/// One topic of the form.
#[derive(Debug, Clone)]
pub struct Topic {
    /// "Where the child lives"; "The behaviour: incident 2".
    pub title: String,
    /// The questions, each leading to its page.
    pub questions: Vec<Link>,
}
