//! The shipped forms in a folder of their own, the social worker's edited as a hub would: questions moved, removed, added, and the version
//! raised. Knows the file's text, nothing of what reads it.

use std::fs;
use std::path::Path;

/// Where a question begins in the file.
const QUESTION: &str = "[[group.section.question]]";

/// The social worker's form as a text to edit.
#[derive(Debug, Clone)]
pub struct EditedForm(String);

impl Default for EditedForm {
    fn default() -> Self {
        Self(include_str!("../../config/forms/social-worker.toml").to_owned())
    }
}

impl EditedForm {
    /// Takes a question out; its entry.
    pub fn cut(&mut self, id: &str) -> String {
        let (from, to) = self.place(id);
        let entry = self.0.get(from..to).expect("an entry").to_owned();
        self.0.replace_range(from..to, "");
        entry
    }

    /// Moves a question behind another one.
    #[must_use]
    pub fn moved(mut self, id: &str, behind: &str) -> Self {
        let entry = self.cut(id);
        self.added(&entry, behind)
    }

    /// Takes a question out.
    #[must_use]
    pub fn without(mut self, id: &str) -> Self {
        self.cut(id);
        self
    }

    /// Puts an entry behind a question's.
    #[must_use]
    pub fn added(mut self, entry: &str, behind: &str) -> Self {
        let (_, to) = self.place(behind);
        self.0
            .insert_str(to, &format!("\n{}\n\n", entry.trim_end()));
        self
    }

    /// Writes something else.
    #[must_use]
    pub fn with(self, from: &str, to: &str) -> Self {
        assert!(self.0.contains(from), "the form does not say {from}");
        Self(self.0.replace(from, to))
    }

    /// The next version.
    #[must_use]
    pub fn version(self, version: &str) -> Self {
        let lines = self.0.lines().map(|line| {
            if line.starts_with("version = ") {
                format!("version = \"{version}\"")
            } else {
                line.to_owned()
            }
        });
        Self(lines.collect::<Vec<_>>().join("\n") + "\n")
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Writes the forms into a folder, this one among them.
    pub fn write(&self, folder: &Path) {
        fs::create_dir_all(folder).expect("a folder");
        for (name, text) in [
            (
                "school.toml",
                include_str!("../../config/forms/school.toml"),
            ),
            ("phone.toml", include_str!("../../config/forms/phone.toml")),
            ("social-worker.toml", self.text()),
        ] {
            fs::write(folder.join(name), text).expect("a form");
        }
    }

    /// From the beginning of a question's entry to the next entry of any kind.
    fn place(&self, id: &str) -> (usize, usize) {
        let head = format!("{QUESTION}\nid = \"{id}\"\n");
        let from = self
            .0
            .find(&head)
            .unwrap_or_else(|| panic!("no question {id}"));
        let rest = self.0.get(from + 1..).unwrap_or_default();
        let ends = ["\n[[", "\n# ---"].map(|end| rest.find(end).unwrap_or(rest.len()));
        (from, from + 2 + ends.into_iter().min().unwrap_or_default())
    }
}

/// Settings whose forms are read from this folder instead.
pub fn forms_from(settings: &str, folder: &Path) -> String {
    let mut in_forms = false;
    let lines = settings.lines().map(|line| {
        if line.starts_with('[') {
            in_forms = line == "[forms]";
        }
        if in_forms && line.starts_with("folder") {
            format!("folder = \"{}\"", folder.display())
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}
