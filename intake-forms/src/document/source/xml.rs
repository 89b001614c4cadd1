//! XML as a flat run of tags and texts, without names of spaces. Refuses document types and entities of a document's own, so that
//! nothing can grow; must never fetch anything and never go deeper than a set depth.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::document::Unreadable;

/// Elements within elements, at most.
const MAX_DEPTH: usize = 512;

/// One step through a document.
#[derive(Debug)]
pub(in crate::document) enum Step<'a> {
    /// An element begins. An empty one is told as begun and ended.
    Start(Element<'a>),
    /// The element of this local name ends.
    End(String),
    /// Characters.
    Text(String),
}

/// A tag that begins an element.
#[derive(Debug)]
pub(in crate::document) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Its name without what stands before the colon.
    pub(in crate::document) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The attribute of this local name, if it can be read.
    pub(in crate::document) fn attribute(&self, name: &str) -> Option<String> {
        let found = self
            .0
            .attributes()
            .with_checks(false)
            .filter_map(Result::ok)
            .find(|attribute| attribute.key.local_name().into_inner() == name)?;
        Some(
            found
                .normalized_value(XmlVersion::Implicit1_0)
                .ok()?
                .into_owned(),
        )
    }
}

/// Walks a document from its first tag to its last.
pub(in crate::document) struct Walk<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
    /// The name of an empty element that must still be told as ended.
    ended: Option<String>,
}

impl<'a> Walk<'a> {
    /// A walk through this text.
    pub(in crate::document) fn new(text: &'a str) -> Self {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        Self {
            reader: Reader::from_str(text),
            depth: 0,
            ended: None,
        }
    }

    fn go_in(&mut self) -> Result<(), Unreadable> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH {
            return Err(Unreadable::TooLarge);
        }
        Ok(())
    }

    /// The next step; none at the end.
    ///
    /// # Errors
    /// [`Unreadable`], for what is not XML, goes too deep or declares entities.
    pub(in crate::document) fn next(&mut self) -> Result<Option<Step<'a>>, Unreadable> {
        if let Some(name) = self.ended.take() {
            return Ok(Some(Step::End(name)));
        }
        loop {
            match self.reader.read_event().map_err(|_| Unreadable::Damaged)? {
                Event::Start(tag) => {
                    self.go_in()?;
                    return Ok(Some(Step::Start(Element(tag))));
                }
                Event::Empty(tag) => {
                    self.ended = Some(tag.local_name().into_inner().to_owned());
                    return Ok(Some(Step::Start(Element(tag))));
                }
                Event::End(tag) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Step::End(tag.local_name().into_inner().to_owned())));
                }
                Event::Text(text) => {
                    return Ok(Some(Step::Text(text.xml10_content().into_owned())));
                }
                Event::CData(text) => {
                    return Ok(Some(Step::Text(text.xml10_content().into_owned())));
                }
                Event::GeneralRef(reference) => {
                    return Ok(Some(Step::Text(character(&reference)?)));
                }
                Event::DocType(_) => return Err(Unreadable::Hostile),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof if self.depth == 0 => return Ok(None),
                Event::Eof => return Err(Unreadable::Damaged),
            }
        }
    }
}

/// The character of a reference: one of XML's own five, or a number.
fn character(reference: &BytesRef<'_>) -> Result<String, Unreadable> {
    if let Some(character) = reference
        .resolve_char_ref()
        .map_err(|_| Unreadable::Damaged)?
    {
        return Ok(character.to_string());
    }
    let own = match &*reference.xml10_content() {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => return Err(Unreadable::Hostile),
    };
    Ok(own.to_owned())
}
