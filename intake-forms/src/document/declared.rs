//! Declarations in a control that a program drew around several of them when it saved: LibreOffice does so with the last lines of our own
//! document. A line counts only by its sign and its words; must never confirm what is not ticked.

use std::collections::BTreeSet;

use super::choose::is_mark_line;
use super::options::is_tick;
use super::words::normal;
use crate::FormDefinition;

/// The ids of the declarations that are ticked in these lines; none when they hold anything else, or only one line.
pub(super) fn in_lines(form: &FormDefinition, text: &str) -> Option<BTreeSet<String>> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    if lines.len() < 2 {
        return None;
    }
    let mut ticked = BTreeSet::new();
    for line in lines {
        if line.is_empty() || is_mark_line(line) {
            continue;
        }
        let mut letters = line.chars();
        let sign = letters.next()?;
        let words = normal(letters.as_str());
        let mut declared = form.declarations().iter();
        let found = declared.find(|declared| normal(&declared.label) == words)?;
        if is_tick(sign) {
            ticked.insert(found.id.clone());
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
        assert_eq!(
            ticked.into_iter().collect::<Vec<_>>(),
            [accurate.id.clone()]
        );
        assert_eq!(in_lines(&form, &format!("{lines}\nAnd more.")), None);
        assert_eq!(in_lines(&form, &format!("☒ {}", accurate.label)), None);
    }
}
