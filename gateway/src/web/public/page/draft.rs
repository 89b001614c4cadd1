//! The sections of an open draft. Never the child's name: the page is left open on desks.

use askama::Template;
use intake_forms::{FormDefinition, SectionKind, SectionProgress, State};

use crate::web::page::words::{counted, curly};
use crate::web::page::{Colour, ErrorSummary, Frame, Tag};

/// `/refer/{form}`.
#[derive(Debug, Template)]
#[template(path = "public/tasks.html")]
pub struct Tasks<'a> {
    /// Titled "Your referral".
    pub frame: Frame<'a>,
    /// Why it could not be sent; usually nothing.
    pub errors: ErrorSummary,
    /// What the manager asked for, when it was returned.
    pub note: Option<ManagersNote>,
    /// Numbered in this order.
    pub groups: Vec<TaskGroup>,
    /// Sections completed.
    pub completed: usize,
    /// Sections to complete.
    pub total: usize,
    /// "20 February 2027".
    pub saved_until: String,
    /// What was written for questions that the form no longer asks.
    pub put_aside: Vec<String>,
    /// What the criteria say so far; empty shows nothing.
    pub criteria: Vec<Criterion>,
    /// Where "Delete this referral" goes; none once it was sent and returned.
    pub delete_href: Option<String>,
}

impl TaskGroup {
    /// The form's sections, and last the row that sends: open once nothing is missing or wrong. `files` is how many were added.
    pub fn all(
        form: &FormDefinition,
        progress: &[SectionProgress],
        files: usize,
        form_address: &str,
    ) -> Vec<Self> {
        let row = |section: &intake_forms::Section| TaskRow {
            id: section.slug.clone(),
            title: curly(&section.title),
            href: Some(format!("{form_address}/{}", section.slug)),
            hint: added(section, progress, files),
            state: progress.iter().find(|one| one.slug == section.slug).map_or(
                TaskState::NotYetStarted,
                |one| match section.kind {
                    SectionKind::Attachments if files > 0 => TaskState::Completed,
                    _ => one.state.into(),
                },
            ),
        };
        let group = |group: &intake_forms::Group| Self {
            title: curly(&group.title),
            rows: group.sections.iter().map(row).collect(),
        };
        let ready = progress
            .iter()
            .all(|one| matches!(one.state, State::Completed | State::Optional));
        let words = if form.manager_releases() {
            "Check your answers and send to your manager"
        } else {
            "Check your answers and send"
        };
        let last = TaskRow {
            id: "answers".to_owned(),
            title: words.to_owned(),
            href: ready.then(|| format!("{form_address}/answers")),
            hint: (!ready).then(|| "Complete the sections above first".to_owned()),
            state: if ready {
                TaskState::NotYetStarted
            } else {
                TaskState::CannotStartYet
            },
        };
        let last = Self {
            title: "Check and send".to_owned(),
            rows: vec![last],
        };
        form.groups().iter().map(group).chain([last]).collect()
    }
}

/// "2 incidents added".
fn added(
    section: &intake_forms::Section,
    progress: &[SectionProgress],
    files: usize,
) -> Option<String> {
    let items = progress
        .iter()
        .find(|one| one.slug == section.slug)
        .map_or(0, |one| one.items);
    match &section.kind {
        SectionKind::Repeated {
            singular, plural, ..
        } if items > 0 => Some(format!("{} added", counted(items, singular, plural))),
        SectionKind::Attachments if files > 0 => {
            Some(format!("{} added", counted(files, "file", "files")))
        }
        _ => None,
    }
}

impl From<State> for TaskState {
    fn from(state: State) -> Self {
        match state {
            State::Completed => Self::Completed,
            State::InProgress => Self::InProgress,
            State::Optional => Self::Optional,
            State::Problem => Self::Problem,
            _ => Self::NotYetStarted,
        }
    }
}

/// The manager's words about a returned referral. The hub never reads them.
#[derive(Debug, Clone)]
pub struct ManagersNote {
    /// Who.
    pub manager: String,
    /// What needs to change.
    pub text: String,
}

/// Sections under one heading.
#[derive(Debug, Clone)]
pub struct TaskGroup {
    /// Without its number.
    pub title: String,
    /// In order.
    pub rows: Vec<TaskRow>,
}

/// One section.
#[derive(Debug, Clone)]
pub struct TaskRow {
    /// Its HTML id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Where it goes; none while it cannot be started.
    pub href: Option<String>,
    /// "2 incidents added".
    pub hint: Option<String>,
    /// How far it is.
    pub state: TaskState,
}

/// How far a section is. The word says it; the colour only helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskState {
    /// Nothing is missing or wrong.
    Completed,
    /// Begun.
    InProgress,
    /// Nothing entered.
    NotYetStarted,
    /// Need not be filled in.
    Optional,
    /// Something entered is wrong.
    Problem,
    /// Something else comes first.
    CannotStartYet,
}

impl TaskState {
    fn words(self) -> &'static str {
        match self {
            Self::Completed => "Completed",
            Self::InProgress => "In progress",
            Self::NotYetStarted => "Not yet started",
            Self::Optional => "Optional",
            Self::Problem => "There is a problem",
            Self::CannotStartYet => "Cannot start yet",
        }
    }

    fn tag(self) -> Option<Tag> {
        let colour = match self {
            Self::Completed | Self::CannotStartYet => return None,
            Self::InProgress => Colour::Teal,
            Self::NotYetStarted => Colour::Blue,
            Self::Optional => Colour::Grey,
            Self::Problem => Colour::Red,
        };
        Some(Tag::new(self.words(), colour))
    }

    fn is_closed(self) -> bool {
        self == Self::CannotStartYet
    }
}

/// One criterion, as far as the answers say.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// "Recent behaviour".
    pub name: String,
    /// "Met", "Not met", "Not known yet".
    pub result: String,
}
