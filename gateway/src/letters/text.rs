//! The text part: blocks as plain lines of at most 76 columns. It must never add or drop a word.

use super::block::Block;

/// The width that every mail program shows without breaking lines again (rule 8).
pub(super) const COLUMNS: usize = 76;

/// Renders the text part.
pub(super) fn render(preview: &str, blocks: &[Block]) -> String {
    let mut lines = Vec::new();
    wrap(preview, "", "", &mut lines);
    for block in blocks {
        lines.push(String::new());
        block_lines(block, &mut lines);
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn block_lines(block: &Block, lines: &mut Vec<String>) {
    match block {
        Block::Heading(words) => wrap(&words.to_uppercase(), "", "", lines),
        Block::Section(words) => {
            lines.push((*words).to_owned());
            lines.push("-".repeat(words.chars().count()));
        }
        Block::Paragraph(words) | Block::SmallPrint(words) | Block::Code(words) => {
            wrap(words, "", "", lines);
        }
        Block::Facts(rows) => {
            for (label, value) in rows {
                wrap(&format!("{label}: {value}"), "", "  ", lines);
            }
        }
        Block::Numbered(items) => {
            for (number, item) in (1_usize..).zip(items) {
                wrap(item, &format!("{number}. "), "   ", lines);
            }
        }
        Block::Bullets(items) => {
            for item in items {
                wrap(item, "- ", "  ", lines);
            }
        }
        Block::Quote(paragraphs) => spaced(paragraphs, lines),
        Block::Findings(rows) => {
            for (title, finding, evidence) in rows {
                wrap(
                    &format!("{title}: {}", finding.to_uppercase()),
                    "",
                    "  ",
                    lines,
                );
                wrap(evidence, "  ", "  ", lines);
            }
        }
        Block::Copy(paragraphs) => {
            lines.push("---- copy from here ----".to_owned());
            for paragraph in paragraphs {
                wrap(paragraph, "", "", lines);
            }
            lines.push("---- to here ----".to_owned());
        }
        Block::Emergency(heading, paragraphs) => {
            wrap(&heading.to_uppercase(), "", "", lines);
            spaced(paragraphs, lines);
        }
        Block::Signature(_, signature) => {
            for line in signature {
                wrap(line, "", "", lines);
            }
        }
    }
}

fn spaced(paragraphs: &[String], lines: &mut Vec<String>) {
    for (index, paragraph) in paragraphs.iter().enumerate() {
        if index > 0 {
            lines.push(String::new());
        }
        wrap(paragraph, "", "", lines);
    }
}

/// Breaks at spaces only; a no-break space keeps a telephone number on one line and is written as a plain one. A word longer than
/// a line (an address) stays whole.
fn wrap(words: &str, first: &str, next: &str, lines: &mut Vec<String>) {
    let mut line = first.to_owned();
    let mut empty = true;
    for word in words
        .split([' ', '\n', '\t'])
        .filter(|word| !word.is_empty())
    {
        let needed = line.chars().count() + usize::from(!empty) + word.chars().count();
        if !empty && needed > COLUMNS {
            lines.push(std::mem::replace(&mut line, next.to_owned()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.extend(
            word.chars()
                .map(|letter| if letter == '\u{a0}' { ' ' } else { letter }),
        );
        empty = false;
    }
    if !empty {
        lines.push(line);
    }
}
