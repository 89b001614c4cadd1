//! A person's mistake: where it is on the page and what to say about it, in the words of the GOV.UK error summary.
//! A problem is a value, not an error; it must never repeat what was typed.

/// What an answer was refused for: for counting, never with the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Rule {
    /// Nothing was entered.
    Missing,
    /// More characters than it may have.
    TooLong,
    /// Not the shape that its kind has.
    Shape,
    /// Not one of the options.
    Option,
    /// Not a date, or not where dates may lie.
    Date,
    /// It does not go with another answer.
    Together,
    /// Another answer says that it does not apply.
    NotAsked,
    /// A rule of the caller's.
    Other,
}

impl Rule {
    /// Its name for machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong => "too_long",
            Self::Shape => "shape",
            Self::Option => "option",
            Self::Date => "date",
            Self::Together => "together",
            Self::NotAsked => "not_asked",
            Self::Other => "other",
        }
    }
}

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
    /// What it was refused for.
    pub rule: Rule,
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
            rule: Rule::Other,
        }
    }

    pub(crate) fn missing(mut self) -> Self {
        self.missing = true;
        self.by(Rule::Missing)
    }

    pub(crate) fn by(mut self, rule: Rule) -> Self {
        self.rule = rule;
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
