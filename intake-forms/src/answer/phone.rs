//! The shape of a telephone number. Kept as typed, single spaces; whether it rings is not known here.

pub(super) const WRONG: &str = "Enter a telephone number, like 01632 960 001 or +44 1632 960 001";

/// The number with single spaces, if it has 10 to 15 digits and at most an extension after them.
pub(super) fn normalised(typed: &str) -> Option<String> {
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.replace(['\u{2010}', '\u{2011}', '\u{2013}'], "-");
    let small = line.to_ascii_lowercase();
    let (number, extension) = ["extension", "ext.", "ext", "x"]
        .iter()
        .find_map(|mark| small.split_once(mark))
        .map_or((small.as_str(), None), |(number, extension)| {
            (number, Some(extension.trim()))
        });
    let plain = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '-' | '.');
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let fits = number
        .strip_prefix('+')
        .unwrap_or(number)
        .chars()
        .all(plain)
        && (10..=15).contains(&digits);
    let extended = extension.is_none_or(|digits| {
        (1..=6).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit())
    });
    (fits && extended).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn numbers_as_people_write_them_are_taken() {
        for typed in [
            "01632 960 001",
            "(01632) 960001",
            "+44 1632 960 001",
            "01632-960-001",
            "01632 960001 ext 12",
        ] {
            assert!(normalised(typed).is_some(), "{typed}");
        }
        assert_eq!(
            normalised("01632\u{2013}960001"),
            Some("01632-960001".to_owned())
        );
        assert_eq!(
            normalised(" 01632   960001 "),
            Some("01632 960001".to_owned())
        );
    }

    #[test]
    fn anything_else_is_not() {
        for typed in [
            "960001",
            "call me",
            "01632 960 001 x",
            "016329600010163296",
            "01632 960 00l",
            "+ +44 1632 960001",
        ] {
            assert_eq!(normalised(typed), None, "{typed}");
        }
    }
}
