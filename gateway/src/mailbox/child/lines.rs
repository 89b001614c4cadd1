//! Words of a stranger made safe to show: one line or many, without anything that hides or turns them, cut where they are too long.

use crate::mail::bounds::hides;

/// One line of at most `most` bytes. True when something that hides or turns words was written out.
pub(super) fn line(text: &str, most: usize) -> (String, bool) {
    let mut out = String::with_capacity(text.len().min(most));
    let mut hidden = false;
    let mut gap = false;
    for letter in text.chars() {
        if letter.is_whitespace() || matches!(letter, '\0'..='\u{1f}') {
            gap = !out.is_empty();
            continue;
        }
        if gap && out.len() < most {
            out.push(' ');
        }
        gap = false;
        let written = written_out(letter, &mut hidden);
        if out.len() + written.len() > most {
            break;
        }
        out.push_str(&written);
    }
    out.truncate(out.trim_end().len());
    (out, hidden)
}

/// One line, when nobody asks what was in it.
pub(super) fn plain_line(text: &str, most: usize) -> String {
    line(text, most).0
}

/// Many lines: line ends are `\n`, what hides or turns words is written out. True when there was such a thing.
pub(super) fn many(text: &str, out: &mut String, most: usize) -> Many {
    let mut done = Many::default();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let letter = match letter {
            '\r' => {
                if letters.peek() == Some(&'\n') {
                    letters.next();
                } else {
                    done.bare = true;
                }
                '\n'
            }
            '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}' => '\n',
            other => other,
        };
        let before = out.len();
        if letter == '\n' || letter == '\t' {
            out.push(letter);
        } else {
            out.push_str(&written_out(letter, &mut done.hidden));
        }
        if out.len() > most {
            out.truncate(before);
            done.cut = true;
            break;
        }
    }
    done
}

/// What became of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Many {
    /// Something in it hid or turned words.
    pub(super) hidden: bool,
    /// It went on.
    pub(super) cut: bool,
    /// It had carriage returns without line feeds.
    pub(super) bare: bool,
}

/// A letter, or what is written in its place: nothing for what only joins or breaks words, its number for what turns them.
fn written_out(letter: char, hidden: &mut bool) -> String {
    if !hides(letter) {
        return letter.to_string();
    }
    match letter {
        // Where a word may break, how a picture looks: nothing is lost without them.
        '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' => String::new(),
        '\u{200b}' | '\u{2060}' | '\u{feff}' => {
            *hidden = true;
            String::new()
        }
        other => {
            *hidden = true;
            format!("[U+{:04X}]", u32::from(other))
        }
    }
}

/// The Message-IDs in the words of a head, without brackets, at most so many.
pub(super) fn message_ids(text: &str, most: usize) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut rest = text;
    while ids.len() < most {
        let Some((_, after)) = rest.split_once('<') else {
            break;
        };
        let Some((id, after)) = after.split_once('>') else {
            break;
        };
        // A folded one has white space inside.
        let id: String = id
            .chars()
            .filter(|letter| !letter.is_whitespace() && !hides(*letter))
            .collect();
        if !id.is_empty() && id.len() <= crate::mail::bounds::MESSAGE_ID && !ids.contains(&id) {
            ids.push(id);
        }
        rest = after;
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_and_shows_what_turns_it() {
        assert_eq!(line(" a\r\n b\t c ", 100), ("a b c".to_owned(), false));
        assert_eq!(
            line("invoice\u{202e}fdp.exe", 100),
            ("invoice[U+202E]fdp.exe".to_owned(), true)
        );
        assert_eq!(plain_line("a\u{200b}b\u{ad}c", 100), "abc");
        assert_eq!(plain_line("éééé", 5), "éé");
    }

    #[test]
    fn many_lines_keep_their_ends() {
        let mut out = String::new();
        let done = many("a\r\nb\rc\u{1b}d", &mut out, 100);
        assert_eq!(out, "a\nb\nc[U+001B]d");
        assert!(done.hidden && done.bare && !done.cut);
        let mut short = String::new();
        assert!(many("ééé", &mut short, 3).cut);
        assert_eq!(short, "é");
    }

    #[test]
    fn ids_are_what_stands_in_brackets() {
        assert_eq!(message_ids("<a@b> x < c@d\n > <a@b> <", 10), ["a@b", "c@d"]);
        assert_eq!(message_ids("none", 10), [""; 0]);
    }
}
