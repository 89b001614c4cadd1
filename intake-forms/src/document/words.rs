//! Words made comparable: case, punctuation, white space, quotation marks and numbering do not count. Must never bring together what
//! differs in a word.

/// The words of a text in small letters, one space apart: "1. Child’s  Name:" is "childs name".
pub(super) fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in without_number(text).chars() {
        if matches!(character, '\'' | '’' | '‘' | '`' | '\u{AD}' | '\u{200B}') {
            continue;
        }
        if character.is_alphanumeric() {
            out.extend(character.to_lowercase());
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    let mut words = out.trim();
    for said in [
        "optional",
        "required",
        "tick all that apply",
        "select all that apply",
    ] {
        words = words.strip_suffix(said).map_or(words, str::trim_end);
    }
    words.to_owned()
}

/// The text without the number of a list before it: "3.", "3)", "Q3.", "3a)".
fn without_number(text: &str) -> &str {
    let text = text.trim_start();
    let counted = text.strip_prefix(['Q', 'q']).unwrap_or(text);
    let after = counted.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if after.len() == counted.len() {
        return text;
    }
    let number = counted.strip_suffix(after).unwrap_or_default();
    if number.contains('.') && after.starts_with(char::is_whitespace) {
        return after;
    }
    let letter = after
        .strip_prefix(|c: char| c.is_ascii_lowercase())
        .unwrap_or(after);
    letter.strip_prefix([')', '.', ':']).unwrap_or(text)
}

/// How many words there are.
pub(super) fn count(normal: &str) -> usize {
    normal.split(' ').filter(|word| !word.is_empty()).count()
}

/// A label that counts what it is about, as its number and what is left: "incident 2 date" and "date of incident 2" with
/// "incident".
pub(super) fn numbered(normal: &str, singular: &str) -> Option<(u32, String)> {
    let number = |word: &str| word.parse::<u32>().ok().filter(|n| (1..=100).contains(n));
    let words: Vec<&str> = normal.split(' ').collect();
    if let Some((last, before)) = words.split_last()
        && let Some(found) = number(last)
    {
        return Some((found, before.join(" ")));
    }
    let place = words
        .windows(2)
        .position(|pair| matches!(pair, [one, two] if *one == singular && number(two).is_some()))?;
    let found = number(words.get(place.saturating_add(1))?)?;
    let rest = words
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != place && *at != place.saturating_add(1));
    Some((
        found,
        rest.map(|(_, word)| *word).collect::<Vec<_>>().join(" "),
    ))
}

/// Whether a text says nothing: no letter, digit or tick.
pub(super) fn is_nothing(text: &str) -> bool {
    !text
        .chars()
        .any(|c| c.is_alphanumeric() || super::options::is_tick(c))
}

#[cfg(test)]
mod tests {
    use super::{normal, numbered};

    #[test]
    fn case_punctuation_white_space_quotes_and_numbering_do_not_count() {
        for text in [
            "Child's name",
            "CHILD’S NAME:",
            "  child's   name ",
            "3. Child's name",
            "3a) Child‘s name",
            "Q4. Child's name?",
            "Child's name (optional)",
            "1.2 Child's name",
        ] {
            assert_eq!(normal(text), "childs name", "{text}");
        }
        assert_eq!(normal("4"), "4");
        assert_eq!(normal("14/03/2013"), "14 03 2013");
        assert_eq!(normal("2026"), "2026");
    }

    #[test]
    fn a_label_may_count_its_item_before_or_after() {
        assert_eq!(
            numbered("date of incident 2", "incident"),
            Some((2, "date of incident".to_owned()))
        );
        assert_eq!(
            numbered("incident 3 what happened", "incident"),
            Some((3, "what happened".to_owned()))
        );
        assert_eq!(
            numbered("incident 3", "incident"),
            Some((3, "incident".to_owned()))
        );
        assert_eq!(numbered("date", "incident"), None);
    }
}
