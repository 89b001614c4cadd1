//! An identifier of digits. Leading zeros count, so it stays a text.

/// The digits without spaces, if there is nothing else.
pub(super) fn normalised(typed: &str) -> Option<String> {
    let digits: String = typed.split_whitespace().collect();
    (!digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn digits_are_kept_as_they_are_but_for_spaces() {
        assert_eq!(normalised("000 0123"), Some("0000123".to_owned()));
        assert_eq!(normalised("12a"), None);
        assert_eq!(normalised("١٢"), None);
    }
}
