//! The parser's tree: where a message stands in it, the bytes it counts in, which of its parts are its words. Reads the tree only.

use std::borrow::Cow;

use mail_parser::{ContentType, Message, MessagePart, MimeHeaders as _, PartType};

use super::{lines::plain_line, signs::Kind, text::Piece};
use crate::mail::bounds;

/// Where in the tree a message stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    /// What its parts' paths begin with: nothing, or its own path and `!`.
    pub(super) prefix: String,
    /// The message inside that everything in it belongs to.
    pub(super) inside: Option<String>,
    /// How many messages it stands within.
    pub(super) depth: usize,
    /// It was taken out of a container.
    pub(super) unpacked: bool,
}

impl Place {
    /// Within the container at a path.
    pub(super) fn within(path: &str, inside: Option<&str>, depth: usize) -> Self {
        Self {
            prefix: format!("{path}!"),
            inside: inside.map(str::to_owned),
            depth,
            unpacked: true,
        }
    }

    /// A part's whole path; the root of a message without multiparts is its part 1.
    pub(super) fn path(&self, path: &str) -> String {
        let path = if path.is_empty() { "1" } else { path };
        format!("{}{path}", self.prefix)
    }

    /// Of a message at a path, within this one.
    pub(super) fn of_message(&self, path: &str) -> Self {
        Self {
            prefix: format!("{path}!"),
            inside: Some(path.to_owned()),
            depth: self.depth + 1,
            unpacked: self.unpacked,
        }
    }
}

/// The bytes that a parsed message's offsets count in.
#[derive(Clone, Copy)]
pub(super) struct Source<'source, 'raw> {
    bytes: &'source [u8],
    /// The same bytes, when they live as long as the answer.
    kept: Option<&'raw [u8]>,
}

impl<'source, 'raw: 'source> Source<'source, 'raw> {
    /// Bytes that live as long as the answer.
    pub(super) fn kept(bytes: &'raw [u8]) -> Self {
        Self {
            bytes,
            kept: Some(bytes),
        }
    }

    /// Bytes that do not; what is needed of them is copied.
    pub(super) fn passing(bytes: &'source [u8]) -> Self {
        Self { bytes, kept: None }
    }

    /// A part's bytes as they stand.
    pub(super) fn slice(&self, part: &MessagePart<'_>) -> Cow<'raw, [u8]> {
        let [start, end] = [part.offset_body, part.offset_end]
            .map(|offset| usize::try_from(offset).unwrap_or(usize::MAX));
        match self.kept {
            Some(raw) => Cow::Borrowed(raw.get(start..end).unwrap_or_default()),
            None => Cow::Owned(self.bytes.get(start..end).unwrap_or_default().to_vec()),
        }
    }

    /// All of them.
    pub(super) fn bytes(&self) -> &'source [u8] {
        self.bytes
    }
}

/// The kind that a part says it is, lower-case, and the attribute that tells more.
pub(super) fn kind(content: Option<&ContentType<'_>>) -> Kind {
    let Some(content) = content else {
        return Kind::default();
    };
    let subtype = content.c_subtype.as_deref().unwrap_or_default();
    let name = format!("{}/{subtype}", content.c_type).to_lowercase();
    let more = ["report-type", "smime-type", "method", "protocol"]
        .iter()
        .find_map(|name| content.attribute(name));
    Kind {
        name: plain_line(&name, bounds::NAME),
        more: plain_line(&more.unwrap_or_default().to_lowercase(), bounds::NAME),
    }
}

/// The children of a multipart with their paths, the last first. A parser's tree leads away from its root.
pub(super) fn below(
    children: &[u32],
    id: usize,
    path: &str,
) -> impl Iterator<Item = (usize, String)> {
    let dot = if path.is_empty() { "" } else { "." };
    let numbered = children.iter().enumerate().rev();
    numbered.filter_map(move |(number, child)| {
        let child = usize::try_from(*child).ok().filter(|child| *child > id)?;
        Some((child, format!("{path}{dot}{}", number + 1)))
    })
}

/// The parts that are its words: as plain text, and as HTML. A message of one text is that text, whatever the parser made of it.
pub(super) fn bodies(message: &Message<'_>) -> [Vec<u32>; 2] {
    let none = message.text_body.is_empty() && message.html_body.is_empty();
    let alone = message.parts.len() == 1
        && message.parts.first().is_some_and(|root| {
            root.attachment_name().is_none()
                && matches!(root.body, PartType::Text(_) | PartType::Html(_))
        });
    if none && alone {
        return [vec![0], vec![0]];
    }
    [message.text_body.clone(), message.html_body.clone()]
}

/// The places of these parts.
pub(super) fn body_ids(message: &Message<'_>) -> Vec<usize> {
    let all = bodies(message).into_iter().flatten();
    all.filter_map(|id| usize::try_from(id).ok()).collect()
}

/// Their texts.
pub(super) fn pieces<'text>(message: &'text Message<'_>, ids: &[u32]) -> Vec<Piece<'text>> {
    let part = |id: &u32| message.parts.get(usize::try_from(*id).ok()?);
    ids.iter()
        .take(bounds::PARTS)
        .filter_map(|id| match &part(id)?.body {
            PartType::Text(text) => Some(Piece::Plain(text)),
            PartType::Html(page) => Some(Piece::Html(page)),
            _ => None,
        })
        .collect()
}
