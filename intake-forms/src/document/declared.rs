//! Declarations by their lines: programs lose the controls of boxes when they save, or draw one around several. A line counts only by its
//! sign and its words; must never confirm what is not ticked.

use std::collections::BTreeSet;

use super::choose::is_mark_line;
use super::options::is_tick;
use super::words::normal;
use crate::FormDefinition;

/// The id of the declaration that a line is, and whether it is ticked; none for any other line.
pub(super) fn of_line<'f>(form: &'f FormDefinition, line: &str) -> Option<(&'f str, bool)> {
    let mut letters = line.trim().chars();
    let sign = letters.next().filter(|sign| !sign.is_alphanumeric())?;
    let words = normal(letters.as_str());
    let mut declared = form.declarations().iter();
    let found = declared.find(|declared| normal(&declared.label) == words)?;
    Some((found.id.as_str(), is_tick(sign)))
}

/// The ids of the declarations that are ticked in these lines; none when they hold anything else, or only one line.
pub(super) fn in_lines(form: &FormDefinition, text: &str) -> Option<BTreeSet<String>> {
    if text.lines().count() < 2 {
        return None;
    }
    let mut ticked = BTreeSet::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || is_mark_line(line) {
            continue;
        }
        if let (id, true) = of_line(form, line)? {
            ticked.insert(id.to_owned());
        }
    }
    Some(ticked)
}

#[cfg(test)]
mod tests {
    use super::in_lines;
    use crate::FormDefinition;

    #[test]
    fn only_ticked_lines_of_declarations_count_and_anything_else_is_left_to_others() {
        let text = include_str!("../../../config/forms/social-worker.toml");
        let form = FormDefinition::read(text).unwrap();
        let [accurate, lcs] = form.declarations() else {
            panic!("two declarations")
        };
        let lines = format!(
            "☒ {}\n☐ {}\nForm social-worker, version 2026-11",
            accurate.label, lcs.label
        );
        let ticked = in_lines(&form, &lines).unwrap();
        assert!(ticked.contains(&accurate.id) && ticked.len() == 1);
        assert_eq!(in_lines(&form, &format!("{lines}\nAnd more.")), None);
        assert_eq!(in_lines(&form, &format!("☒ {}", accurate.label)), None);
    }
}
