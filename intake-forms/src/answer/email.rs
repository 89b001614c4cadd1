//! The shape of an e-mail address. Whether its domain is allowed is not decided here.

use email_address::{EmailAddress, Options};

pub(super) const WRONG: &str =
    "Enter an email address in the correct format, like name@example.gov.uk";

/// The address with its domain in small letters, if it is one plain address: ASCII, unquoted, with a dotted domain.
pub fn normalised(typed: &str) -> Option<String> {
    let options = Options::default()
        .with_required_tld()
        .without_domain_literal()
        .without_display_text();
    if !typed.is_ascii() || typed.contains('"') {
        return None;
    }
    let address = EmailAddress::parse_with_options(typed, options).ok()?;
    Some(format!(
        "{}@{}",
        address.local_part(),
        address.domain().to_ascii_lowercase()
    ))
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn a_plain_address_is_taken_and_its_domain_made_small() {
        assert_eq!(
            normalised("Sam.Sample@Council.TEST"),
            Some("Sam.Sample@council.test".to_owned())
        );
    }

    #[test]
    fn anything_else_is_not() {
        for typed in [
            "sam",
            "sam@",
            "@council.test",
            "sam@council",
            "sam@[127.0.0.1]",
            "Sam <sam@council.test>",
            "a b@council.test",
            "\"a b\"@council.test",
            "sam@council.test, max@council.test",
            "säm@council.test",
            "sam@@council.test",
            "sam@council..test",
        ] {
            assert_eq!(normalised(typed), None, "{typed}");
        }
    }
}
