//! A person's mistake: where it is on the page and what to say about it, in the words of the GOV.UK error summary.
//! A problem is a value, not an error; it must never repeat what was typed.

/// One thing to put right.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The HTML id of the first wrong input: where the summary's link goes.
    pub field: String,
    /// The id of the question (or of the declaration, or the slug of a repeated section).
    pub question: String,
    /// What to say, without a full stop.
    pub message: String,
    /// The names of the date boxes that are wrong; empty for anything but a date.
    pub boxes: Vec<String>,
    /// The slug of the section it is in; none for a declaration.
    pub section: Option<String>,
    /// The item of a repeated section, counted from 0.
    pub item: Option<usize>,
    /// True when nothing was entered yet, false when what was entered is wrong.
    pub missing: bool,
}

impl Problem {
    /// A problem with what was entered, found by the caller (a manager's address outside the allowed domains, say).
    pub fn new(
        field: impl Into<String>,
        question: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            field: field.into(),
            question: question.into(),
            message: message.into(),
            boxes: Vec::new(),
            section: None,
            item: None,
            missing: false,
        }
    }

    pub(crate) fn missing(mut self) -> Self {
        self.missing = true;
        self
    }

    pub(crate) fn with_boxes(mut self, boxes: Vec<String>) -> Self {
        self.boxes = boxes;
        self
    }

    pub(crate) fn within(mut self, section: &str, item: Option<usize>) -> Self {
        self.section = Some(section.to_owned());
        self.item = item;
        self
    }
}

/// Problems in page order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Whether there is nothing to put right.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// In page order.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// The problem of a question, if it has one.
    pub fn for_question(&self, id: &str) -> Option<&Problem> {
        self.0.iter().find(|problem| problem.question == id)
    }

    /// Adds one found by the caller, after the others.
    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Adds all of another list, after these.
    pub fn append(&mut self, mut others: Self) {
        self.0.append(&mut others.0);
    }
}

impl From<Vec<Problem>> for Problems {
    fn from(problems: Vec<Problem>) -> Self {
        Self(problems)
    }
}

impl FromIterator<Problem> for Problems {
    fn from_iter<I: IntoIterator<Item = Problem>>(problems: I) -> Self {
        Self(problems.into_iter().collect())
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
