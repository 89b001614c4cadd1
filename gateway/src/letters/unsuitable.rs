//! The check that holds a letter back: what identifies the child, and words that are not child-first. It returns the words it
//! found, for the person who wrote them; it must never be logged with them.

use jiff::civil::Date;

use super::letter::Letter;

/// Words about a child that no letter may hold, also as the beginning of a longer word.
const NOT_CHILD_FIRST: [&str; 7] = [
    "perpetrator",
    "offender",
    "abuser",
    "paedophile",
    "pedophile",
    "molester",
    "rapist",
];

/// Names that are also everyday words: as a name they are recognised by their capital letter only.
const EVERYDAY: [&str; 42] = [
    "will", "may", "mark", "grace", "hope", "faith", "joy", "rose", "april", "june", "august",
    "young", "brown", "white", "black", "green", "long", "short", "little", "bill", "art", "jack",
    "rich", "frank", "dean", "chase", "hunter", "summer", "autumn", "star", "sky", "day", "case",
    "best", "good", "page", "price", "hall", "wood", "field", "stone", "child",
];

/// Labels for another child that must not be followed by a name (rule 3).
const LABELS: [&str; 4] = ["child", "pupil", "sibling", "victim"];

/// What a letter about this child must not hold: each name whole and in its parts, the date of birth in the spellings that people
/// use, each postcode with and without its space.
pub fn forbidden(
    names: &[String],
    date_of_birth: Option<Date>,
    postcodes: &[String],
) -> Vec<String> {
    let mut values = Vec::new();
    for name in names {
        let parts: Vec<&str> = name.split_whitespace().collect();
        values.push(parts.join(" "));
        values.extend(
            parts
                .iter()
                .flat_map(|part| part.split('-').chain([*part]))
                .map(str::to_owned),
        );
    }
    values.extend(date_of_birth.into_iter().flat_map(spellings));
    for postcode in postcodes {
        let joined: String = postcode
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .collect();
        let outward = joined.chars().count().saturating_sub(3);
        let spaced: String = joined
            .chars()
            .take(outward)
            .chain([' '])
            .chain(joined.chars().skip(outward))
            .collect();
        values.extend([joined, spaced]);
    }
    values.retain(|value| value.trim().chars().count() >= 2);
    values.sort();
    values.dedup();
    values
}

/// How people write a date; the day with its ordinal is added by [`spellings`].
const SPELLINGS: [&str; 18] = [
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%-d/%-m/%Y",
    "%d/%m/%y",
    "%-d/%-m/%y",
    "%d.%m.%Y",
    "%-d.%-m.%Y",
    "%d.%m.%y",
    "%d-%m-%Y",
    "%-d-%-m-%Y",
    "%d-%m-%y",
    "%-d %B %Y",
    "%d %B %Y",
    "%-d %b %Y",
    "%d %b %Y",
    "%B %-d %Y",
    "%B %-d, %Y",
    "%b %-d %Y",
];

fn spellings(date: Date) -> Vec<String> {
    let mut written: Vec<String> = SPELLINGS
        .iter()
        .map(|spelling| date.strftime(spelling).to_string())
        .collect();
    written.push(format!(
        "{}{} {}",
        date.day(),
        ordinal(date.day()),
        date.strftime("%B %Y")
    ));
    written
}

fn ordinal(day: i8) -> &'static str {
    match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    }
}

/// The words in `text` that may not travel, as they are to be named to their writer; empty when the text may go. Used before a
/// decision is recorded, with the values of [`forbidden`].
pub fn unsuitable(text: &str, forbidden: &[String]) -> Vec<String> {
    let text = plain(text);
    let mut found: Vec<String> = forbidden
        .iter()
        .filter(|value| holds(&text, &plain(value)))
        .cloned()
        .collect();
    let words: Vec<&str> = text
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
        .filter(|word| !word.is_empty())
        .collect();
    for word in &words {
        let lower = word.to_lowercase();
        if NOT_CHILD_FIRST.iter().any(|bad| lower.starts_with(bad)) {
            found.push(lower);
        }
    }
    found.extend(named_children(&text));
    found.sort();
    found.dedup();
    found
}

/// The same for a whole letter, again before it is sent. Its fixed words are ours, so a one-word name is looked for only in what a
/// person typed: a child called Will does not stop every letter that says "we will".
pub fn unsuitable_letter(letter: &Letter, forbidden: &[String]) -> Vec<String> {
    let mut found = unsuitable(letter.written(), forbidden);
    let telling: Vec<String> = forbidden
        .iter()
        .filter(|value| value.contains(|mark: char| mark.is_ascii_digit() || mark == ' '))
        .cloned()
        .collect();
    for part in [letter.subject(), letter.text()] {
        found.extend(unsuitable(part, &telling));
    }
    found.sort();
    found.dedup();
    found
}

/// One line, straight apostrophes, single spaces.
fn plain(text: &str) -> String {
    let straight: String = text
        .chars()
        .map(|letter| {
            if matches!(letter, '’' | '‘' | 'ʼ') {
                '\''
            } else {
                letter
            }
        })
        .collect();
    straight.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `value` stands in `text` as whole words.
fn holds(text: &str, value: &str) -> bool {
    if value.is_empty() {
        return false;
    }
    let lower = value.to_lowercase();
    if value.chars().count() < 3 || EVERYDAY.contains(&lower.as_str()) {
        let mut letters = lower.chars();
        let capital: String = letters
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .chain(letters)
            .collect();
        return stands_alone(text, &capital) || stands_alone(text, &lower.to_uppercase());
    }
    stands_alone(&text.to_lowercase(), &lower)
}

fn stands_alone(text: &str, value: &str) -> bool {
    text.match_indices(value).any(|(start, _)| {
        let before = text.get(..start).and_then(|part| part.chars().next_back());
        let after = text
            .get(start + value.len()..)
            .and_then(|part| part.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// "Child B Jamie", "Child A (Jamie)": a label, its letter, and a name.
fn named_children(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split(' ').collect();
    words
        .windows(3)
        .filter_map(|three| {
            if let [label, letter, name] = three {
                named_child(label, letter, name)
            } else {
                None
            }
        })
        .collect()
}

fn named_child(label: &str, letter: &str, name: &str) -> Option<String> {
    let is_label = LABELS.contains(
        &label
            .trim_start_matches(|mark: char| !mark.is_alphanumeric())
            .to_lowercase()
            .as_str(),
    );
    let mut marks = letter.trim_end_matches([',', ':']).chars();
    let is_letter = marks
        .next()
        .is_some_and(|mark| mark.is_ascii_uppercase() || mark.is_ascii_digit())
        && marks.next().is_none();
    let name = name.trim_matches(|mark: char| !mark.is_alphanumeric());
    let is_name = name.chars().count() > 1 && name.chars().next().is_some_and(char::is_uppercase);
    (is_label && is_letter && is_name).then(|| format!("{label} {letter} {name}"))
}

#[cfg(test)]
mod tests {
    use super::{forbidden, unsuitable};
    use jiff::civil::date;

    fn of(text: &str) -> Vec<String> {
        let names = ["Robin Will Testing-Case".to_owned()];
        unsuitable(
            text,
            &forbidden(&names, Some(date(2012, 5, 1)), &["zp1 1aa".to_owned()]),
        )
    }

    #[test]
    fn the_childs_names_are_found_whole_in_parts_and_in_any_case() {
        assert_eq!(of("We met robin today."), ["Robin"]);
        assert_eq!(
            of("The TESTING-CASE family"),
            ["Case", "Testing", "Testing-Case"]
        );
        assert_eq!(of("A plan for Robin’s safety"), ["Robin"]);
        assert!(of("We saw robins. We will write. Will…").contains(&"Will".to_owned()));
        assert!(of("We saw robins, and we will write. In this case it stays.").is_empty());
    }

    #[test]
    fn the_date_of_birth_is_found_in_the_spellings_people_use() {
        for text in [
            "born 2012-05-01",
            "born 01/05/2012",
            "born 1/5/12.",
            "born 1 May 2012",
            "born 1st May 2012",
            "(01.05.2012)",
            "May 1, 2012",
        ] {
            assert!(!of(text).is_empty(), "{text}");
        }
        assert!(of("on 11 May 2012, on 1 May 2013 and on 21/05/2012").is_empty());
    }

    #[test]
    fn the_postcode_is_found_with_and_without_its_space() {
        assert!(!of("lives at ZP1 1AA now").is_empty());
        assert!(!of("lives at zp11aa").is_empty());
        assert!(of("lives at ZP1 1AB").is_empty());
    }

    #[test]
    fn words_that_are_not_child_first_are_named() {
        assert_eq!(
            of("a Perpetrator, and two sex offenders"),
            ["offenders", "perpetrator"]
        );
        assert!(of("He has worked with the youth offending team about abuse.").is_empty());
    }

    #[test]
    fn another_childs_label_must_not_be_followed_by_a_name() {
        assert_eq!(of("said to Child B (Jamie) that"), ["Child B Jamie"]);
        assert!(of("Child B was at home. The child is safe. Child A, who is 9").is_empty());
    }
}
