//! One section of the form: shown with what was saved, checked and saved when it is sent. Shows problems beside their fields and
//! keeps what was typed; advice is never a block.

use std::sync::Arc;

use axum::extract::{Path, Query as InQuery, State};
use intake_forms::{Fields, FormDefinition, Problems, RawAnswers, Section, SectionKind, age_on};

use super::{
    PublicSite,
    hold::{self, Place, held, held_to_change},
    item_list,
    leave::{self, Wish},
    page::{Message, QuestionPage},
    reply::{Answer, Asked, Query, go, page, refused},
    way::{self, Then},
};
use crate::{
    journey::{OpenDraft, receive},
    screening::Code,
    web::{
        extract::Posted,
        page::{Leave, question, words},
        page_error::PageError,
    },
};

/// A question page in the making.
pub(super) struct Asking<'a> {
    pub(super) site: &'a PublicSite,
    pub(super) asked: &'a Asked,
    pub(super) form: &'a FormDefinition,
    pub(super) section: &'a Section,
    /// The item's number, from 1.
    pub(super) number: Option<usize>,
    /// Where "Back" goes.
    pub(super) back: String,
    /// Where the form goes.
    pub(super) action: String,
}

impl<'a> Asking<'a> {
    /// The page with what was saved or sent. `answers` are the whole draft with it.
    pub(super) fn page(
        &self,
        fields: &Fields,
        answers: &RawAnswers,
        problems: &Problems,
    ) -> QuestionPage<'a> {
        let advice = if problems.is_empty() {
            advice(self.site, self.form, self.section, (fields, answers))
        } else {
            Vec::new()
        };
        QuestionPage {
            frame: hold::frame(self.site, self.asked, &self.section.heading)
                .back(self.back.as_str())
                .leave(Leave::Page)
                .problems(!problems.is_empty()),
            errors: question::errors(problems),
            caption: self.caption(),
            intro: self.section.intro.clone(),
            advice,
            fields: question::fields(self.section, fields, problems),
            action: self.action.clone(),
            sections_href: way::sections(self.form, &self.section.slug),
        }
    }

    /// "The child"; "The behaviour: incident 2".
    fn caption(&self) -> String {
        match (&self.section.kind, self.number) {
            (SectionKind::Repeated { singular, .. }, Some(number)) => {
                format!("{}: {singular} {number}", self.section.title)
            }
            _ => self.section.caption.clone(),
        }
    }
}

/// What to say about the answers as saved.
pub(super) fn advice(
    site: &PublicSite,
    form: &FormDefinition,
    section: &Section,
    (fields, answers): (&Fields, &RawAnswers),
) -> Vec<String> {
    let mut advice = question::advice(section, fields);
    advice.extend(age_notice(site, form, section, answers));
    advice.extend(area_notice(site, form, section, answers));
    advice
}

/// What a council outside the hub's area means, on the page that asks for it.
fn area_notice(
    site: &PublicSite,
    form: &FormDefinition,
    section: &Section,
    answers: &RawAnswers,
) -> Option<String> {
    section.question("addr_authority")?;
    let today = site.today();
    let answers = form.answers(answers, today);
    let stated = Code::of_authority(answers.code("addr_authority")?)?;
    let rules = site.rules.in_force_on(today)?;
    rules.area(stated, today).is_none().then(|| {
        format!(
            "The hub works with children who live in {}. You can carry on: a person decides.",
            site.intake.hub.area
        )
    })
}

/// What a date before the window means, for one incident. A later incident may still count.
pub(super) fn recency_notice(
    site: &PublicSite,
    form: &FormDefinition,
    section: &Section,
    item: &Fields,
) -> Option<String> {
    let today = site.today();
    let happened = form.happened(section, item, today)?;
    let (_, latest) = happened.range()?;
    let rules = site.rules.in_force_on(today)?;
    (latest < rules.window_start(today)).then(|| {
        format!(
            "This was more than {} months ago. If there has been anything more recent, add it. You can carry on: a person decides.",
            rules.window_months()
        )
    })
}

/// What an age means for the offer, on the page that asks for the date of birth.
fn age_notice(
    site: &PublicSite,
    form: &FormDefinition,
    section: &Section,
    answers: &RawAnswers,
) -> Option<String> {
    section.question("ch_dob")?;
    let today = site.today();
    let (born, _) = form.answers(answers, today).date("ch_dob")?;
    let rules = site.rules.in_force_on(today)?;
    let age = u16::try_from(age_on(born, today)).ok()?;
    let (youngest, oldest) = (rules.youngest(), rules.oldest());
    let makes = format!("This makes the child {age} today.");
    if !(youngest..=oldest).contains(&age) {
        return Some(format!(
            "{makes} The hub works with children aged {youngest} to {oldest}. You can carry on: a person decides."
        ));
    }
    (age < rules.consultation_only_below())
        .then(|| format!("{makes} The most we could offer is a consultation and pattern mapping."))
}

/// The section of this name, or "Page not found".
pub(super) fn section_of<'a>(
    form: &'a FormDefinition,
    slug: &str,
) -> Result<&'a Section, PageError> {
    form.section(slug).ok_or(PageError::NotFound)
}

/// GET `/refer/{form}/{slug}`.
pub(super) async fn section(
    State(site): State<Arc<PublicSite>>,
    Path((form, slug)): Path<(String, String)>,
    InQuery(query): InQuery<Query>,
    asked: Asked,
) -> Answer {
    let form = site.form(&form)?;
    let section = section_of(form, &slug)?;
    let open = held(&site, &asked, form).await?;
    match section.kind {
        SectionKind::Questions => {}
        SectionKind::Repeated { .. } => {
            return item_list::list(&site, &asked, form, section, (&open, &query));
        }
        _ => return Ok(go(&format!("{}/attachments", hold::address(form)))),
    }
    let answers = &open.content.answers;
    let empty = Fields::default();
    let fields = answers.section(&slug).unwrap_or(&empty);
    let asking = asking(&site, &asked, (form, section), (&open, query.then()));
    let mut wrong = Problems::default();
    if query.wrong.is_some() {
        wrong = problems(&site, form, section, (&open, answers));
        late(&mut wrong, &site, (form, section, None), &open);
    }
    page(&asking.page(fields, answers, &wrong))
}

/// Adds what only sending finds out about a page as it was saved: item `item` of a repeated section, counted from 0.
pub(super) fn late(
    problems: &mut Problems,
    site: &PublicSite,
    (form, section, item): (&FormDefinition, &Section, Option<usize>),
    open: &OpenDraft,
) {
    let answers = form.answers(&open.content.answers, site.today());
    for problem in receive::people_problems(&site.intake, open, form, &answers) {
        let is_here = section.question(&problem.question).is_some() && problem.item == item;
        if is_here && problems.for_question(&problem.question).is_none() {
            problems.push(problem);
        }
    }
}

fn asking<'a>(
    site: &'a PublicSite,
    asked: &'a Asked,
    (form, section): (&'a FormDefinition, &'a Section),
    (open, then): (&OpenDraft, Option<Then>),
) -> Asking<'a> {
    let here = format!("{}/{}", hold::address(form), section.slug);
    let back = match then {
        Some(Then::Answers) => way::answers(form, open, section, None),
        _ => way::sections(form, &section.slug),
    };
    Asking {
        site,
        asked,
        form,
        section,
        number: None,
        back,
        action: format!("{here}{}", then.map_or("", Then::suffix)),
    }
}

/// POST `/refer/{form}/{slug}`.
pub(super) async fn saved(
    State(site): State<Arc<PublicSite>>,
    Path((form, slug)): Path<(String, String)>,
    InQuery(query): InQuery<Query>,
    asked: Asked,
    Posted(sent): Posted,
) -> Answer {
    let form = site.form(&form)?;
    let section = section_of(form, &slug)?;
    match section.kind {
        SectionKind::Questions => {}
        SectionKind::Repeated { .. } => {
            let open = held_to_change(&site, &asked, form).await?;
            let with = (*open, &query, &sent);
            return item_list::another(&site, &asked, form, section, with).await;
        }
        _ => return Err(PageError::Method.into()),
    }
    let wish = Wish::of(&sent);
    let fields = form.keep(section, sent);
    let page = (section, Place::Section);
    let mut open = hold::held_to_save(&site, &asked, form, page, &fields).await?;
    let (before, after) = before_and_after(&open, section, &fields);
    // A page with something to put right is kept as well: whoever is called away now finds it again.
    if !(before.is_blank() && fields.is_blank()) {
        hold::save(&site, &asked, form, page, &fields).await?;
    }
    if let Some(wish) = wish {
        return leave::left(&site, &asked, wish, true).await;
    }
    let then = Then::decided(&site, (form, section), (&open, &query));
    let problems = problems(&site, form, section, (&open, &after));
    let asking = asking(&site, &asked, (form, section), (&open, Some(then)));
    if !problems.is_empty() {
        site.intake.refusals.count(form, &problems);
        return refused(&asking.page(&fields, &after, &problems));
    }
    let stops = section.question("mash_contacted").is_some()
        && receive::told_nobody(&form.answers(&after, site.today())).is_some();
    if stops {
        return Ok(go(&format!("{}/stop", hold::address(form))));
    }
    let said = advice(&site, form, section, (&fields, &after));
    if !said.is_empty() && said != advice(&site, form, section, (&before, &open.content.answers)) {
        return Ok(go(&asking.action));
    }
    open.content.answers = after;
    Ok(go(&way::onward(&site, form, &open, (section, then))))
}

/// The section's fields as they were, and the whole draft with what was sent.
fn before_and_after(open: &OpenDraft, section: &Section, fields: &Fields) -> (Fields, RawAnswers) {
    let answers = &open.content.answers;
    let before = answers.section(&section.slug).cloned().unwrap_or_default();
    let mut after = answers.clone();
    after.put(&section.slug, fields.clone());
    (before, after)
}

/// What is wrong with a section, the manager's mailbox included.
fn problems(
    site: &PublicSite,
    form: &FormDefinition,
    section: &Section,
    (open, answers): (&OpenDraft, &RawAnswers),
) -> Problems {
    let today = site.today();
    let mut problems = form.check_section(section, answers, today);
    let question = receive::manager_question(form);
    let asks = section.question(question).is_some();
    if asks && problems.for_question(question).is_none() {
        let all = form.answers(answers, today);
        let manager = all.text(question).unwrap_or_default();
        let found = receive::manager_problem(&site.intake, form, &open.content.address, manager);
        if let Some(problem) = found {
            problems.push(problem);
        }
    }
    problems
}

/// "a" or "an".
pub(super) fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}

/// "1 incident".
pub(super) fn counted(section: &Section, count: usize) -> String {
    match &section.kind {
        SectionKind::Repeated {
            singular, plural, ..
        } => words::counted(count, singular, plural),
        _ => count.to_string(),
    }
}

/// GET `/refer/{form}/stop`: Children's Services first.
pub(super) async fn stop(
    State(site): State<Arc<PublicSite>>,
    Path(form): Path<String>,
    asked: Asked,
) -> Answer {
    let form = site.form(&form)?;
    let Some((section, _)) = form.question("mash_contacted") else {
        return Err(PageError::NotFound.into());
    };
    held(&site, &asked, form).await?;
    let sections = hold::address(form);
    let change = format!("{sections}/{}", section.slug);
    let frame =
        hold::frame(&site, &asked, "Contact Children's Services first").back(change.as_str());
    page(&Message::children_s_services_first(
        frame, &change, &sections,
    ))
}
