//! The shape of a United Kingdom postcode. Whether it exists, and where, is not known here.

pub(super) const WRONG: &str = "Enter a full UK postcode, like AA3 1AB";

/// The postcode in capitals with one space before its last three characters, if it is a full one.
pub fn normalised(typed: &str) -> Option<String> {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let split = plain.len().checked_sub(3)?;
    let (outward, inward) = plain.split_at_checked(split)?;
    (is_outward(outward) && is_shape(inward, "9AA")).then(|| format!("{outward} {inward}"))
}

fn is_outward(outward: &str) -> bool {
    ["A9", "A99", "A9A", "AA9", "AA99", "AA9A"]
        .iter()
        .any(|shape| is_shape(outward, shape))
}

fn is_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.chars().zip(shape.chars()).all(|(c, of)| match of {
            '9' => c.is_ascii_digit(),
            _ => c.is_ascii_uppercase(),
        })
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn postcodes_get_one_normal_form() {
        for typed in ["zp11aa", "ZP1 1AA", " zp1  1aa ", "Z P 1 1 A A"] {
            assert_eq!(normalised(typed), Some("ZP1 1AA".to_owned()), "{typed}");
        }
        for typed in [
            "A9 9AA", "A99 9AA", "A9A 9AA", "AA9 9AA", "AA99 9AA", "AA9A 9AA",
        ] {
            assert_eq!(normalised(typed), Some(typed.to_owned()));
        }
    }

    #[test]
    fn part_of_a_postcode_is_not_one() {
        for typed in [
            "",
            "ZP1",
            "ZP1 1A",
            "1AA ZP1",
            "ZP1 1AAA",
            "ZP1-1AA",
            "ZÞ1 1AA",
            "é",
            "Not known",
        ] {
            assert_eq!(normalised(typed), None, "{typed}");
        }
    }
}
