//! Free text: cleaned, then counted in Unicode characters. Must never change the words themselves.

use super::Answer;
use crate::question::{Kind, Question};
use crate::{Fields, Problem, Rule};

/// One line as it is kept: control and direction characters dropped, line ends made spaces, trimmed.
pub fn one_line(typed: &str) -> String {
    let line: String = typed
        .chars()
        .map(|c| {
            if matches!(c, '\n' | '\r' | '\t') {
                ' '
            } else {
                c
            }
        })
        .filter(|c| !is_hidden(*c))
        .collect();
    line.trim().to_owned()
}

/// Several lines as they are kept: line ends made `\n`, control and direction characters dropped, trimmed.
pub fn long_text(typed: &str) -> String {
    let normal = typed.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = normal
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !is_hidden(*c))
        .collect();
    kept.trim().to_owned()
}

/// Characters that a person cannot see, and that change what others see or spoil a pasted number. The joiners that some scripts
/// need to be written at all (U+200C, U+200D) stay.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

pub(super) fn read(question: &Question, cleaned: String) -> Result<Option<Answer>, Box<Problem>> {
    if cleaned.is_empty() {
        return Ok(None);
    }
    if question.no_names && names_somebody(&cleaned) {
        let label = "Write what you call them, like Child A, not a name";
        let problem = Problem::new(&question.id, &question.id, label);
        return Err(Box::new(problem.by(Rule::Shape)));
    }
    let count = cleaned.chars().count();
    if count <= question.max {
        return Ok(Some(Answer::Text(cleaned)));
    }
    let fewer = format!(
        "{} must be {} characters or fewer",
        question.name,
        thousands(question.max)
    );
    let message = match question.kind {
        Kind::LongText | Kind::Address => {
            let over = thousands(count.saturating_sub(question.max));
            format!("{fewer}. You have {over} too many")
        }
        _ => fewer,
    };
    let problem = Problem::new(&question.id, &question.id, message);
    Err(Box::new(problem.by(Rule::TooLong)))
}

/// Two words beside each other that begin with a capital and go on: "Sam Sample", and not "Child A".
fn names_somebody(text: &str) -> bool {
    let is_name = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_alphabetic)
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .windows(2)
        .any(|pair| pair.iter().all(|word| is_name(word)))
}

/// 4000 as "4,000".
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len().saturating_add(digits.len() / 3));
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && digits.len().saturating_sub(place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Whether anything was typed into these fields.
pub(super) fn any_typed(fields: &Fields, names: &[String]) -> bool {
    names
        .iter()
        .any(|name| !fields.first(name).trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::{long_text, names_somebody, one_line, thousands};

    #[test]
    fn two_words_like_a_name_are_told_from_a_label() {
        for name in ["Sam Sample", "child Sam Sample", "Zoë O’Specimen"] {
            assert!(names_somebody(name), "{name}");
        }
        for label in [
            "Child A",
            "Child A and Child B",
            "Sister",
            "Another pupil",
            "A B",
        ] {
            assert!(!names_somebody(label), "{label}");
        }
    }

    #[test]
    fn one_line_keeps_words_and_drops_what_cannot_be_seen() {
        assert_eq!(one_line("  Sam\u{0} \u{202E}Sample\r\n"), "Sam Sample");
        assert_eq!(
            one_line("\u{200B}0000123\u{200B}"),
            "0000123",
            "as pasted from a chat"
        );
        assert_eq!(one_line("\u{200B}\u{2060}"), "");
        assert_eq!(one_line("Zoë\tO’Specimen"), "Zoë O’Specimen");
    }

    #[test]
    fn long_text_keeps_its_lines() {
        assert_eq!(long_text("one\r\ntwo\rthree\u{7}\n\n"), "one\ntwo\nthree");
    }

    #[test]
    fn thousands_have_a_comma() {
        assert_eq!(
            [1, 999, 4_000, 1_234_567].map(thousands),
            ["1", "999", "4,000", "1,234,567"]
        );
    }
}
