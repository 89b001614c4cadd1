//! The way through the form: how far each section is, and where "Continue" leads once a page is done. Never reads what was answered.

use intake_forms::{FormDefinition, Section, SectionKind, SectionProgress, State};

use super::{PublicSite, hold, page::anchor, reply::Query};
use crate::journey::{OpenDraft, receive};

/// Where a page of the form leads once it is done. Its address says so from the first press of the button on, so that a page with
/// something to put right, or to read, leads there too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// On to the next section that is not complete.
    Next,
    /// Back to the list of sections.
    Sections,
    /// Back to "Check your answers".
    Answers,
}

impl Then {
    /// Reads the word in an address.
    pub(super) fn read(word: &str) -> Option<Self> {
        match word {
            "next" => Some(Self::Next),
            "sections" => Some(Self::Sections),
            "answers" => Some(Self::Answers),
            _ => None,
        }
    }

    /// To be handed on.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Next => "?then=next",
            Self::Sections => "?then=sections",
            Self::Answers => "?then=answers",
        }
    }

    /// What the address says; else back to the sections for one that was complete before it was opened, and on for any other.
    pub(super) fn decided(
        site: &PublicSite,
        (form, section): (&FormDefinition, &Section),
        (open, query): (&OpenDraft, &Query),
    ) -> Self {
        query.then().unwrap_or_else(|| {
            let before = progress(site, form, open).into_iter();
            let mut before = before.filter(|one| one.slug == section.slug);
            if before.any(|one| one.state == State::Completed) {
                Self::Sections
            } else {
                Self::Next
            }
        })
    }
}

/// How far each section is. One whose answers are good and that could not be sent all the same has a problem.
pub(super) fn progress(
    site: &PublicSite,
    form: &FormDefinition,
    open: &OpenDraft,
) -> Vec<SectionProgress> {
    let (raw, today) = (&open.content.answers, site.today());
    let mut progress = form.progress(raw, today);
    let answers = form.answers(raw, today);
    for problem in &receive::people_problems(&site.intake, open, form, &answers) {
        let asked = form.question(&problem.question);
        let asked = asked.map(|(section, _)| section.slug.as_str());
        let found = progress
            .iter_mut()
            .find(|one| Some(one.slug.as_str()) == asked);
        if let Some(one) = found.filter(|one| one.state == State::Completed) {
            one.state = State::Problem;
        }
    }
    progress
}

/// "Check your answers" at a section; at its first item where it has some and none is named.
pub(super) fn answers(
    form: &FormDefinition,
    open: &OpenDraft,
    section: &Section,
    item: Option<usize>,
) -> String {
    let some = !open.content.answers.items(&section.slug).is_empty();
    let item = item.or(some.then_some(1));
    format!(
        "{}/answers#{}",
        hold::address(form),
        anchor(&section.slug, item)
    )
}

/// The list of sections at one of them.
pub(super) fn sections(form: &FormDefinition, slug: &str) -> String {
    format!("{}#{slug}", hold::address(form))
}

/// The address that a finished page of a section leads to. `open` is the draft as it is now.
pub(super) fn onward(
    site: &PublicSite,
    form: &FormDefinition,
    open: &OpenDraft,
    (section, then): (&Section, Then),
) -> String {
    match then {
        Then::Answers => answers(form, open, section, None),
        Then::Sections => sections(form, &section.slug),
        Then::Next => {
            let progress = progress(site, form, open);
            let has_files = !open.content.files.is_empty();
            match next(form, &progress, &section.slug, has_files) {
                Some(slug) => format!("{}/{slug}", hold::address(form)),
                None => sections(form, left(&progress)),
            }
        }
    }
}

/// The next section in form order that is not complete. One that need not be filled in comes in its turn only, when nothing between
/// was passed over: whoever puts the last thing right is not asked for more.
fn next<'a>(
    form: &FormDefinition,
    progress: &'a [SectionProgress],
    slug: &str,
    has_files: bool,
) -> Option<&'a str> {
    let after = progress.iter().skip_while(|one| one.slug != slug).skip(1);
    let is_done = |one: &SectionProgress| {
        let section = form.section(&one.slug);
        let is_files = section.is_some_and(|section| section.kind == SectionKind::Attachments);
        one.state == State::Completed || (is_files && has_files)
    };
    let mut left = after
        .enumerate()
        .filter(|(place, one)| !is_done(one) && (one.state != State::Optional || *place == 0));
    left.next().map(|(_, one)| one.slug.as_str())
}

/// The first row of the list of sections with something left to do: one of them, or the last, which sends.
fn left(progress: &[SectionProgress]) -> &str {
    let is_done = |state| matches!(state, State::Completed | State::Optional);
    let open = progress.iter().find(|one| !is_done(one.state));
    open.map_or("answers", |one| one.slug.as_str())
}
