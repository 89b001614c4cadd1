//! Telephone numbers that a phone can dial from a page or a letter: what `tel:` says for a number, and where a text holds one of the
//! hub's. Numbers are read, never judged: one that cannot be dialled still stands as it was written.

use super::Hub;

/// A stretch of a text: words, or one of the hub's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch<'t> {
    /// As it stands in the text.
    pub text: &'t str,
    /// Whether it is a number.
    pub is_number: bool,
}

impl Stretch<'_> {
    /// What dials it, for a number.
    pub fn href(&self) -> Option<String> {
        self.is_number.then(|| dials(self.text))
    }
}

/// `tel:+441632960100`: British numbers with their country, others as they are. What follows the number, such as an extension, is left out.
pub fn dials(number: &str) -> String {
    let shown = |c: &char| c.is_ascii_digit() || " \u{a0}+()-".contains(*c);
    let number: String = number.trim().chars().take_while(shown).collect();
    let digits: String = number
        .replace("(0)", "")
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    match digits.strip_prefix('0') {
        _ if number.starts_with('+') => format!("tel:+{digits}"),
        Some(national) => format!("tel:+44{national}"),
        None => format!("tel:{digits}"),
    }
}

impl Hub {
    /// The text in stretches, so that each of the hub's numbers in it can be dialled.
    pub fn stretches<'t>(&self, text: &'t str) -> Vec<Stretch<'t>> {
        let services = &self.childrens_services;
        let numbers = [
            &self.phone,
            &services.day_number,
            &services.out_of_hours_number,
        ];
        let numbers: Vec<String> = numbers
            .iter()
            .map(|number| number.trim().to_owned())
            .filter(|number| !number.is_empty())
            .flat_map(|number| [number.replace(' ', "\u{a0}"), number])
            .collect();
        let mut found = Vec::new();
        let mut rest = text;
        while let Some((before, number, after)) = first_of(&numbers, rest) {
            found.push(words(before));
            found.push(Stretch {
                text: number,
                is_number: true,
            });
            rest = after;
        }
        found.push(words(rest));
        found.retain(|stretch| !stretch.text.is_empty());
        found
    }
}

fn words(text: &str) -> Stretch<'_> {
    Stretch {
        text,
        is_number: false,
    }
}

/// The first of these numbers in a text, with what stands before and after it.
fn first_of<'t>(numbers: &[String], text: &'t str) -> Option<(&'t str, &'t str, &'t str)> {
    let places = numbers
        .iter()
        .filter_map(|number| Some((text.find(number.as_str())?, number.len())));
    let (place, length) = places.min_by_key(|(place, length)| (*place, usize::MAX - length))?;
    let (before, rest) = text.split_at_checked(place)?;
    let (number, after) = rest.split_at_checked(length)?;
    Some((before, number, after))
}

#[cfg(test)]
mod tests {
    use super::{Hub, dials};

    #[test]
    fn a_number_is_dialled_with_its_country() {
        for (number, href) in [
            ("01632 960 100", "tel:+441632960100"),
            ("01632\u{a0}960\u{a0}100", "tel:+441632960100"),
            ("+44 (0)1632 960100", "tel:+441632960100"),
            ("01632 960 100 extension 7", "tel:+441632960100"),
            ("0800 1111", "tel:+448001111"),
            ("101", "tel:101"),
        ] {
            assert_eq!(dials(number), href, "{number}");
        }
    }

    #[test]
    fn the_hubs_numbers_are_found_in_a_text_however_their_spaces_are_written() {
        let hub = Hub::sample();
        let text = "Call 01632\u{a0}960\u{a0}100 by day, 01632 960 101 at night, or 01632 960 999.";
        let found = hub.stretches(text);
        let numbers: Vec<String> = found.iter().filter_map(super::Stretch::href).collect();
        assert_eq!(numbers, ["tel:+441632960100", "tel:+441632960101"]);
        let whole: String = found.iter().map(|stretch| stretch.text).collect();
        assert_eq!(whole, text);
    }
}
