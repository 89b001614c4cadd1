//! What stands in an empty control to show what to write: our own words, and those of Word and LibreOffice. None of them is an answer.

/// In a box for words.
pub(super) const WRITE: &str = "Click or tap here to write";
/// In a box for a date.
pub(super) const DATE: &str = "Click or tap here for a date";
/// In a list.
pub(super) const CHOOSE: &str = "Choose one";

const OF_OTHERS: [&str; 9] = [
    "Click or tap here to enter text.",
    "Click here to enter text.",
    "Click or tap to enter a date.",
    "Click here to enter a date.",
    "Choose an item.",
    "Choose an item",
    "Choose a date",
    "Click placeholder and overwrite",
    "Enter text",
];

/// Whether a text is only a prompt.
pub(super) fn is_prompt(text: &str) -> bool {
    let text = text.trim();
    [WRITE, DATE, CHOOSE].contains(&text) || OF_OTHERS.contains(&text)
}
