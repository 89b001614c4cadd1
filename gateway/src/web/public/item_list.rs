//! The list of a repeated section: whether there is any, what there is, whether there is another. That there is another is kept until
//! it is added or taken back, so that nobody sends a form without it unawares.

use intake_forms::{Fields, FormDefinition, Question, RawAnswers, Section};

use super::{
    PublicSite,
    hold::{self, Place},
    item_rows::{is_dated, row},
    items::{NEW, repeats},
    page::Items,
    question::{article, counted, recency_notice},
    reply::{Answer, Asked, Query, REMOVED, go, page, refused},
    way::{self, Then},
};
use crate::{
    journey::OpenDraft,
    web::{
        page::{ErrorSummary, SummaryList, question},
        page_error::PageError,
    },
};

/// The list. Without any item, and where there must be one, the page of the first: the list says that there is none only to somebody
/// who has just removed the last.
pub(super) fn list(
    site: &PublicSite,
    asked: &Asked,
    form: &FormDefinition,
    section: &Section,
    (open, query): (&OpenDraft, &Query),
) -> Answer {
    let none = open.content.answers.items(&section.slug).is_empty() && section.any().is_none();
    if none && query.done.as_deref() != Some(REMOVED) {
        let new = item_address(form, section, NEW);
        return Ok(go(&format!("{new}{}", query.suffix())));
    }
    let shown = List {
        site,
        asked,
        form,
        section,
        answers: &open.content.answers,
        then: query.then(),
    };
    page(&shown.page(ErrorSummary::default()))
}

fn item_address(form: &FormDefinition, section: &Section, item: &str) -> String {
    format!("{}/{}/{item}", hold::address(form), section.slug)
}

/// The list as a page in the making.
struct List<'a> {
    site: &'a PublicSite,
    asked: &'a Asked,
    form: &'a FormDefinition,
    section: &'a Section,
    answers: &'a RawAnswers,
    then: Option<Then>,
}

impl<'a> List<'a> {
    fn page(&self, errors: ErrorSummary) -> Items<'a> {
        let (form, section, answers) = (self.form, self.section, self.answers);
        let (singular, _) = repeats(section).unwrap_or_default();
        let suffix = self.then.map_or("", Then::suffix);
        let sections = way::sections(form, &section.slug);
        let count = answers.items(&section.slug).len();
        let any = section.any().filter(|_| count == 0);
        let title = match (any, count) {
            (Some(_), _) => section.title.clone(),
            (None, 0) => format!("You have not added {} {singular}", article(singular)),
            _ => format!("You have added {}", counted(section, count)),
        };
        let saved = answers.section(&section.slug).cloned().unwrap_or_default();
        let problem = any.and_then(|any| errors.for_field(&any.id));
        let rows = (0..count).map(|n| row(self.site, (form, section), (answers, suffix), n));
        let chosen = answers.says_more(&section.slug).then_some("yes");
        Items {
            frame: hold::frame(self.site, self.asked, &title)
                .back(sections.as_str())
                .problems(!errors.is_empty()),
            another: Items::another(singular, chosen, &errors),
            any: any.map(|any| question::whether_any(any, &saved, problem)),
            words: self.words(count),
            add: format!("Add {} {singular}", article(singular)),
            errors,
            caption: any.map_or_else(|| section.title.clone(), |_| section.caption.clone()),
            list: SummaryList::new(rows.collect()),
            add_href: format!("{}{suffix}", item_address(form, section, NEW)),
            action: format!("{}/{}{suffix}", hold::address(form), section.slug),
            sections_href: sections,
        }
    }

    /// What there is to say about the items, or that there is none.
    fn words(&self, count: usize) -> Vec<String> {
        let (form, section, answers) = (self.form, self.section, self.answers);
        let dated = section.questions.iter().any(is_dated);
        let first = (count == 0 && dated).then(|| "Add the most recent one first.".to_owned());
        let more = section.one_more(answers).map(|words| format!("{words}."));
        let notices = answers
            .items(&section.slug)
            .iter()
            .map(|item| recency_notice(self.site, form, section, item));
        // Only when every one lies before the window.
        let before = notices.collect::<Option<Vec<_>>>().unwrap_or_default();
        let before = before.into_iter().next();
        first.into_iter().chain(more).chain(before).collect()
    }
}

/// POST of the list without items: the first one, or none.
async fn whether_any(shown: &List<'_>, any: &Question, open: OpenDraft, sent: &Fields) -> Answer {
    let List {
        site,
        asked,
        form,
        section,
        ..
    } = *shown;
    let fields = form.keep(section, sent.clone());
    let then = shown.then.unwrap_or(Then::Next);
    let page = (section, Place::Section);
    if fields.first(&any.id) == "yes" {
        hold::save(site, asked, form, page, &fields).await?;
        let new = item_address(form, section, NEW);
        return Ok(go(&format!("{new}{}", then.suffix())));
    }
    let mut open = open;
    open.content.answers.put(&section.slug, fields.clone());
    let problems = form.check_section(section, &open.content.answers, site.today());
    if !problems.is_empty() {
        site.intake.refusals.count(form, &problems);
        let answers = &open.content.answers;
        let shown = List { answers, ..*shown };
        return refused(&shown.page(question::errors(&problems)));
    }
    hold::save(site, asked, form, page, &fields).await?;
    Ok(go(&way::onward(site, form, &open, (section, then))))
}

/// POST of the list: another one, or on.
pub(super) async fn another(
    site: &PublicSite,
    asked: &Asked,
    form: &FormDefinition,
    section: &Section,
    (open, query, sent): (OpenDraft, &Query, &Fields),
) -> Answer {
    let (singular, max) = repeats(section).ok_or(PageError::NotFound)?;
    let then = Then::decided(site, (form, section), (&open, query));
    let answers = open.content.answers.clone();
    let count = answers.items(&section.slug).len();
    let shown = List {
        site,
        asked,
        form,
        section,
        answers: &answers,
        then: Some(then),
    };
    if let (Some(any), 0) = (section.any(), count) {
        return whether_any(&shown, any, open, sent).await;
    }
    let mut errors = ErrorSummary::default();
    match sent.first("another") {
        "yes" if count >= max => {
            errors.push(
                "another",
                format!("You can add {} at most", counted(section, max)),
            );
        }
        "yes" => {
            hold::say_more(site, asked, form, section, true).await?;
            let new = item_address(form, section, NEW);
            return Ok(go(&format!("{new}{}", then.suffix())));
        }
        "no" => {
            hold::say_more(site, asked, form, section, false).await?;
            let mut open = open;
            open.content.answers.say_more(&section.slug, false);
            return Ok(go(&way::onward(site, form, &open, (section, then))));
        }
        _ => errors.push(
            "another",
            format!("Select yes if you need to add another {singular}"),
        ),
    }
    refused(&shown.page(errors))
}
