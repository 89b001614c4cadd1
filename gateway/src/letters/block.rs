//! What a letter is built of. A block holds finished words; it must never hold markup.

/// One piece of a letter, rendered twice: as text and as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// The one heading of the letter.
    Heading(String),
    /// The heading of a section.
    Section(&'static str),
    /// Plain words.
    Paragraph(String),
    /// A large code to type.
    Code(String),
    /// Labels and values.
    Facts(Vec<(String, String)>),
    /// Steps in order.
    Numbered(Vec<String>),
    /// Points in no order.
    Bullets(Vec<String>),
    /// A person's own words, paragraph by paragraph.
    Quote(Vec<String>),
    /// Each criterion with its finding and evidence.
    Findings(Vec<(String, &'static str, String)>),
    /// Text to copy, paragraph by paragraph.
    Copy(Vec<String>),
    /// What to do when a child is in danger: a heading and paragraphs.
    Emergency(String, Vec<String>),
    /// Who signs: lines that stay together; the first is a person when `true`.
    Signature(bool, Vec<String>),
    /// Small print at the end.
    SmallPrint(String),
}
