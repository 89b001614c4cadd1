//! Identifiers from other people's records. Checked as far as the number itself allows; whether there is such a record is not known
//! here, and a check digit is never filled in.

use crate::question::Identifier;

/// The letters of a unique pupil number, by their value: I, O and S are not among them.
const UPN_LETTERS: &str = "ABCDEFGHJKLMNPQRTUVWXYZ";

/// Why a text is not an identifier of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotOne {
    /// It has not the shape.
    Shape,
    /// It has the shape, and its check digit or letter says that it is mistyped.
    Check,
}

/// The identifier without spaces, in capitals, if it can be one.
pub(super) fn normalised(kind: Identifier, typed: &str) -> Result<String, NotOne> {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    match kind {
        Identifier::Lcs => digits(plain, 1..=20),
        Identifier::SchoolUrn => digits(plain, 6..=6),
        Identifier::Laestab => digits(plain.replace(['/', '-'], ""), 7..=7),
        Identifier::Nhs => {
            let number = digits(plain.replace('-', ""), 10..=10)?;
            checked(number, nhs_fits)
        }
        Identifier::Upn => checked(upn_shaped(plain)?, upn_fits),
    }
}

/// What to say about a wrong one, where the form does not.
pub(super) fn wrong(kind: Identifier, name: &str, why: NotOne) -> String {
    let rest = match (kind, why) {
        (Identifier::Lcs, _) => "must be numbers only",
        (Identifier::Nhs, NotOne::Shape) => "must have 10 numbers",
        (Identifier::Upn, NotOne::Shape) => {
            "must be a letter and 12 numbers, like A123456789012, and may end with a letter"
        }
        (Identifier::SchoolUrn, _) => "must have 6 numbers",
        (Identifier::Laestab, _) => "must have 7 numbers, like 999/1234",
        (Identifier::Nhs | Identifier::Upn, NotOne::Check) => {
            "is not one that exists. Check it, or leave it empty"
        }
    };
    format!("{name} {rest}")
}

fn digits(text: String, count: std::ops::RangeInclusive<usize>) -> Result<String, NotOne> {
    let fits = count.contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
    fits.then_some(text).ok_or(NotOne::Shape)
}

fn checked(text: String, fits: fn(&str) -> bool) -> Result<String, NotOne> {
    fits(&text).then_some(text).ok_or(NotOne::Check)
}

/// The last of ten digits is 11 less the weighted sum of the others modulo 11, and 0 for 11; 10 is never given out.
fn nhs_fits(number: &str) -> bool {
    let digits = number.chars().filter_map(|c| c.to_digit(10));
    let sum: u32 = digits
        .zip((1..=10).rev())
        .map(|(digit, weight)| digit.saturating_mul(weight))
        .sum();
    sum.is_multiple_of(11)
}

fn upn_shaped(text: String) -> Result<String, NotOne> {
    let mut characters = text.chars();
    let letter = characters.next().is_some_and(|c| c.is_ascii_uppercase());
    let last = characters.next_back();
    let middle = characters.as_str();
    let fits = text.len() == 13
        && letter
        && last.is_some_and(|c| c.is_ascii_digit() || UPN_LETTERS.contains(c))
        && middle.chars().all(|c| c.is_ascii_digit());
    fits.then_some(text).ok_or(NotOne::Shape)
}

/// The first letter stands for the sum of the other characters times their places, 2 to 13, modulo 23 (DOMAIN 2.2). A temporary
/// number ends with a letter, which counts as its own value.
fn upn_fits(text: &str) -> bool {
    let value = |c: char| match c.to_digit(10) {
        Some(digit) => usize::try_from(digit).unwrap_or_default(),
        None => UPN_LETTERS.find(c).unwrap_or_default(),
    };
    let sum: usize = text
        .chars()
        .zip(1_usize..)
        .skip(1)
        .map(|(c, place)| value(c).saturating_mul(place))
        .sum();
    UPN_LETTERS.chars().nth(sum % 23) == text.chars().next()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{NotOne, nhs_fits, normalised};
    use crate::question::Identifier::{Laestab, Lcs, Nhs, SchoolUrn, Upn};

    #[test]
    fn each_has_one_normal_form() {
        for (kind, typed, wanted) in [
            (Lcs, "000 0123", "0000123"),
            (Nhs, "999 000 0018", "9990000018"),
            (Nhs, "999-000-0018", "9990000018"),
            (Upn, "c888000026001", "C888000026001"),
            (Upn, " M888 999925123 ", "M888999925123"),
            (SchoolUrn, "100 000", "100000"),
            (Laestab, "888/4001", "8884001"),
            (Laestab, "888-4001", "8884001"),
        ] {
            assert_eq!(normalised(kind, typed), Ok(wanted.to_owned()), "{typed}");
        }
    }

    #[test]
    fn a_wrong_shape_is_told_from_a_wrong_check_digit() {
        for (kind, typed, why) in [
            (Lcs, "12a", NotOne::Shape),
            (Lcs, "١٢", NotOne::Shape),
            (Lcs, "", NotOne::Shape),
            (Nhs, "999000001", NotOne::Shape),
            (Nhs, "9990000019", NotOne::Check),
            (Upn, "C88800002600", NotOne::Shape),
            (Upn, "888800002600C", NotOne::Shape),
            (Upn, "C88800002600I", NotOne::Shape),
            (Upn, "D888000026001", NotOne::Check),
            (Upn, "Ç888000026001", NotOne::Shape),
            (SchoolUrn, "1000000", NotOne::Shape),
            (Laestab, "888400", NotOne::Shape),
        ] {
            assert_eq!(normalised(kind, typed), Err(why), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_digit_of_an_nhs_number_is_found(front in 0_u32..1_000_000_000, place in 0_usize..9, other in 1_u32..10) {
            let numbers = (0..10).map(|check| format!("{front:09}{check}")).filter(|number| nhs_fits(number));
            for right in numbers {
                let mut digits: Vec<u32> = right.chars().map(|c| c.to_digit(10).unwrap()).collect();
                digits[place] = (digits[place] + other) % 10;
                let wrong: String = digits.iter().map(ToString::to_string).collect();
                prop_assert!(!nhs_fits(&wrong), "{wrong}");
            }
        }

        #[test]
        fn nothing_typed_makes_it_fail(typed in ".{0,20}") {
            for kind in [Lcs, Nhs, Upn, SchoolUrn, Laestab] {
                drop(normalised(kind, &typed));
            }
        }
    }
}
