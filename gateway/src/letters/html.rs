//! The HTML part: blocks through one template. Every value is escaped by the template; nothing remote, nothing that runs.

use askama::Template;

use super::block::Block;
use crate::config::Hub;

#[derive(Template)]
#[template(path = "letters/letter.html")]
struct Page<'a> {
    owner: &'a str,
    subject: &'a str,
    preview: &'a str,
    link: String,
    hub: &'a Hub,
    blocks: &'a [Block],
}

/// A stretch of a paragraph.
enum Piece<'a> {
    Words(&'a str),
    Link,
    Number(&'a str),
}

impl Page<'_> {
    /// Splits at the one address that letters link to (rule 6), and at the hub's telephone numbers.
    fn pieces<'t>(&self, words: &'t str) -> Vec<Piece<'t>> {
        let mut pieces = Vec::new();
        let mut rest = words;
        while let Some((before, after)) = rest.split_once(self.link.as_str()) {
            pieces.extend(self.words(before));
            pieces.push(Piece::Link);
            rest = after;
        }
        pieces.extend(self.words(rest));
        pieces
    }

    fn words<'t>(&self, words: &'t str) -> impl Iterator<Item = Piece<'t>> {
        let stretches = self.hub.stretches(words).into_iter();
        stretches.map(|stretch| {
            if stretch.is_number {
                Piece::Number(stretch.text)
            } else {
                Piece::Words(stretch.text)
            }
        })
    }
}

/// Renders the HTML part.
pub(super) fn render(hub: &Hub, subject: &str, preview: &str, blocks: &[Block]) -> String {
    let page = Page {
        owner: &hub.service_owner,
        subject,
        preview,
        link: super::frame::page(hub),
        hub,
        blocks,
    };
    // Rendering into a String fails only if a value's own Display fails, and all values are strings.
    page.render().unwrap_or_default()
}
