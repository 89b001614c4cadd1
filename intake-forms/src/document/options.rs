//! Options as people mark them: by words, by code, by a tick before or after. What is not plainly one of the options is none.

use super::labels::FormLabels;
use super::words::normal;
use crate::question::Question;

/// Signs that an option is chosen, and that it is not.
const TICKS: [char; 8] = ['☒', '☑', '✓', '✔', '✗', '✘', '🗹', '🗷'];
const BOXES: [char; 4] = ['☐', '□', '▢', '❑'];
/// What parts one option from the next.
const PARTED: [char; 4] = ['\n', ';', '•', '·'];

/// Whether a sign says that something is chosen.
pub(super) fn is_tick(c: char) -> bool {
    TICKS.contains(&c)
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Chosen {
    /// Boxes, and none is ticked.
    Nothing,
    /// These codes, and what follows them.
    Codes(Vec<String>, String),
    /// Not plainly options.
    Unknown,
}

/// Reads what stands for options of a question.
pub(super) fn read(question: &Question, labels: &FormLabels, text: &str) -> Chosen {
    let text = boxed(text);
    if text.contains(|c| is_tick(c) || BOXES.contains(&c)) {
        return ticked(question, labels, &text);
    }
    if let Some(code) = one(question, labels, &text) {
        return Chosen::Codes(vec![code], String::new());
    }
    if matches!(question.kind, crate::Kind::Choices(_)) {
        return several(question, labels, &text);
    }
    with_more(question, labels, &text)
}

/// The option that these words are, by label, by code or by another word for it.
pub(super) fn one(question: &Question, labels: &FormLabels, text: &str) -> Option<String> {
    let words = normal(text);
    if words.is_empty() {
        return None;
    }
    if let Some(code) = labels.option(&question.id, &words) {
        return Some(code.to_owned());
    }
    let mut fitting = question.options().iter().filter(|option| {
        normal(&option.label) == words || option.code.eq_ignore_ascii_case(text.trim())
    });
    let found = fitting.next()?;
    fitting.next().is_none().then(|| found.code.clone())
}

fn several(question: &Question, labels: &FormLabels, text: &str) -> Chosen {
    let all = |parts: Vec<&str>| -> Option<Vec<String>> {
        let parts = parts
            .into_iter()
            .map(without_bullet)
            .filter(|part| !part.is_empty());
        parts.map(|part| one(question, labels, part)).collect()
    };
    let lines = all(text.split(PARTED).collect());
    match lines.or_else(|| {
        all(text
            .split(PARTED)
            .flat_map(|line| line.split(','))
            .collect())
    }) {
        Some(codes) if !codes.is_empty() => Chosen::Codes(codes, String::new()),
        _ => Chosen::Unknown,
    }
}

fn without_bullet(text: &str) -> &str {
    text.trim().trim_start_matches(['-', '*', '–']).trim()
}

/// "Yes, 01/10/2026", "Ongoing - log 123", "Yes (see notes)": an option and what follows it.
fn with_more(question: &Question, labels: &FormLabels, text: &str) -> Chosen {
    let signs = [", ", " - ", " – ", "; ", " (", ": ", ". ", "\n"];
    let mut cuts: Vec<(usize, usize)> = signs
        .iter()
        .flat_map(|sign| text.match_indices(sign))
        .map(|(at, sign)| (at, sign.len()))
        .collect();
    // The longest option wins: "Closed, no further action" before "Closed".
    cuts.sort_unstable_by(|one, other| other.cmp(one));
    for (at, length) in cuts.into_iter().take(20) {
        let (Some(before), Some(after)) = (
            text.get(..at),
            at.checked_add(length).and_then(|after| text.get(after..)),
        ) else {
            continue;
        };
        if let Some(code) = one(question, labels, before) {
            let after = after.trim().trim_end_matches(')').to_owned();
            return Chosen::Codes(vec![code], after);
        }
    }
    Chosen::Unknown
}

/// "[x]" and "[ ]" as the signs they stand for.
fn boxed(text: &str) -> String {
    let mut text = text.trim().to_owned();
    for (typed, sign) in [
        ("[x]", "☒"),
        ("[X]", "☒"),
        ("(x)", "☒"),
        ("(X)", "☒"),
        ("[ ]", "☐"),
        ("[]", "☐"),
        ("( )", "☐"),
    ] {
        text = text.replace(typed, sign);
    }
    text
}

fn ticked(question: &Question, labels: &FormLabels, text: &str) -> Chosen {
    let words = text.lines().flat_map(ticked_words);
    let read: Option<Vec<(String, String)>> = words
        .map(|words| read_marked(question, labels, &words))
        .collect();
    let Some(read) = read else {
        return Chosen::Unknown;
    };
    if read.is_empty() {
        return Chosen::Nothing;
    }
    let (codes, more): (Vec<String>, Vec<String>) = read.into_iter().unzip();
    Chosen::Codes(codes, more.concat())
}

fn read_marked(question: &Question, labels: &FormLabels, words: &str) -> Option<(String, String)> {
    if let Some(code) = one(question, labels, words) {
        return Some((code, String::new()));
    }
    match with_more(question, labels, words) {
        Chosen::Codes(codes, more) => codes.into_iter().next().map(|code| (code, more)),
        Chosen::Nothing | Chosen::Unknown => None,
    }
}

/// The words of each ticked box of a line. A line that begins with a box has its words after each box, another before.
fn ticked_words(line: &str) -> Vec<String> {
    let is_sign = |c: char| is_tick(c) || BOXES.contains(&c);
    let line = line.trim();
    let after = line.starts_with(is_sign);
    let mut found = Vec::new();
    let mut words = String::new();
    let mut open: Option<bool> = None;
    for character in line.chars() {
        if !is_sign(character) {
            words.push(character);
            continue;
        }
        let said = std::mem::take(&mut words).trim().to_owned();
        let tick = if after {
            open == Some(true)
        } else {
            is_tick(character)
        };
        if tick {
            found.push(said);
        }
        open = Some(is_tick(character));
    }
    if after && open == Some(true) {
        found.push(words.trim().to_owned());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::ticked_words;

    #[test]
    fn a_tick_belongs_to_the_words_after_it_or_before_it_as_the_line_begins() {
        assert_eq!(ticked_words("☒ Yes ☐ No"), ["Yes"]);
        assert_eq!(ticked_words("☐ Yes ☒ No"), ["No"]);
        assert_eq!(ticked_words("Yes ☐ No ☒"), ["No"]);
        assert_eq!(ticked_words("Yes ☐\tNo ☐"), [""; 0]);
        assert_eq!(ticked_words("☒ One ☑ Two ☐ Three"), ["One", "Two"]);
    }
}
