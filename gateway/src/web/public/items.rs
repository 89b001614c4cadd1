//! A repeated section: the list of its items, one item's page, adding and removing. Headings name an item by when it happened,
//! never by who was there.

use std::sync::Arc;

use axum::extract::{Path, Query as InQuery, State};
use intake_forms::{Fields, FormDefinition, Problems, Question, RawAnswers, Section, SectionKind};

use super::{
    PublicSite,
    hold::{self, Place, held, held_to_change},
    item_rows::{called, is_dated, row},
    leave::{self, Wish},
    page::{Confirm, Items},
    question::{Asking, article, counted, recency_notice, section_of},
    reply::{Answer, Asked, Away, Query, go, page, refused},
};
use crate::{
    journey::{OpenDraft, draft},
    web::{
        extract::Posted,
        page::{ErrorSummary, SummaryList, question},
        page_error::PageError,
    },
};

/// The address of an item that is not there yet.
const NEW: &str = "new";

/// The word for one item, and how many there may be.
fn repeats(section: &Section) -> Option<(&str, usize)> {
    match &section.kind {
        SectionKind::Repeated { singular, max, .. } => Some((singular, *max)),
        _ => None,
    }
}

/// The list.
pub(super) fn list(
    site: &PublicSite,
    asked: &Asked,
    form: &FormDefinition,
    section: &Section,
    (open, query): (&OpenDraft, &Query),
) -> Answer {
    let answers = &open.content.answers;
    let errors = ErrorSummary::default();
    page(&list_page(
        site,
        asked,
        (form, section),
        (answers, query),
        errors,
    ))
}

fn list_page<'a>(
    site: &'a PublicSite,
    asked: &Asked,
    (form, section): (&FormDefinition, &Section),
    (answers, query): (&RawAnswers, &Query),
    errors: ErrorSummary,
) -> Items<'a> {
    let (singular, _) = repeats(section).unwrap_or_default();
    let sections = hold::address(form);
    let here = format!("{sections}/{}", section.slug);
    let count = answers.items(&section.slug).len();
    let any = section.any().filter(|_| count == 0);
    let title = match (any, count) {
        (Some(_), _) => section.title.clone(),
        (None, 0) => format!("You have not added {} {singular}", article(singular)),
        _ => format!("You have added {}", counted(section, count)),
    };
    let saved = answers.section(&section.slug).cloned().unwrap_or_default();
    let problem = any.and_then(|any| errors.for_field(&any.id));
    let dated = section.questions.iter().any(is_dated);
    let rows = (0..count)
        .map(|n| row(site, (form, section), (answers, query), n))
        .collect();
    Items {
        frame: hold::frame(site, asked, &title)
            .back(sections.as_str())
            .problems(!errors.is_empty()),
        another: Items::another(singular, &errors),
        any: any.map(|any| question::whether_any(any, &saved, problem)),
        words: all_before_the_window(site, form, section, answers).or_else(|| {
            (any.is_none() && dated).then(|| "Add the most recent one first.".to_owned())
        }),
        add: format!("Add {} {singular}", article(singular)),
        errors,
        caption: any.map_or_else(|| section.title.clone(), |_| section.caption.clone()),
        list: SummaryList::new(rows),
        add_href: format!("{here}/{NEW}{}", query.suffix()),
        action: format!("{here}{}", query.suffix()),
        sections_href: sections,
    }
}

/// What it means when every incident so far lies before the window.
fn all_before_the_window(
    site: &PublicSite,
    form: &FormDefinition,
    section: &Section,
    answers: &RawAnswers,
) -> Option<String> {
    let notices = answers
        .items(&section.slug)
        .iter()
        .map(|item| recency_notice(site, form, section, item));
    notices.collect::<Option<Vec<_>>>()?.into_iter().next()
}

/// POST of the list without items: the first one, or none.
async fn whether_any(
    site: &PublicSite,
    asked: &Asked,
    (form, section, any): (&FormDefinition, &Section, &Question),
    (open, query, sent): (&OpenDraft, &Query, &Fields),
) -> Answer {
    let fields = form.keep(section, sent.clone());
    if fields.first(&any.id) == "yes" {
        let here = format!("{}/{}", hold::address(form), section.slug);
        return Ok(go(&format!("{here}/{NEW}{}", query.suffix())));
    }
    let mut answers = open.content.answers.clone();
    answers.put(&section.slug, fields.clone());
    let problems = form.check_section(section, &answers, site.today());
    if !problems.is_empty() {
        site.intake.refusals.count(form, &problems);
        let errors = question::errors(&problems);
        let with = (&answers, query);
        return refused(&list_page(site, asked, (form, section), with, errors));
    }
    hold::save(site, asked, form, (section, Place::Section), &fields).await?;
    Ok(go(&query.onward(&hold::address(form))))
}

/// POST of the list: another one, or on.
pub(super) async fn another(
    site: &PublicSite,
    asked: &Asked,
    form: &FormDefinition,
    section: &Section,
    (open, query, sent): (&OpenDraft, &Query, &Fields),
) -> Answer {
    let (singular, max) = repeats(section).ok_or(PageError::NotFound)?;
    let answers = &open.content.answers;
    if let (Some(any), []) = (section.any(), answers.items(&section.slug)) {
        return whether_any(site, asked, (form, section, any), (open, query, sent)).await;
    }
    let mut errors = ErrorSummary::default();
    match sent.first("another") {
        "yes" if answers.items(&section.slug).len() >= max => {
            errors.push(
                "another",
                format!("You can add {} at most", counted(section, max)),
            );
        }
        "yes" => {
            let here = format!("{}/{}", hold::address(form), section.slug);
            return Ok(go(&format!("{here}/{NEW}{}", query.suffix())));
        }
        "no" => return Ok(go(&query.onward(&hold::address(form)))),
        _ => errors.push(
            "another",
            format!("Select yes if you need to add another {singular}"),
        ),
    }
    refused(&list_page(
        site,
        asked,
        (form, section),
        (answers, query),
        errors,
    ))
}

/// Which item an address means, in a draft with `count` of them.
fn place(item: &str, count: usize) -> Result<Place, PageError> {
    if item == NEW {
        return Ok(Place::New);
    }
    let number: usize = item.parse().map_err(|_| PageError::NotFound)?;
    if number == 0 || number > count {
        return Err(PageError::NotFound);
    }
    Ok(Place::Item(number.saturating_sub(1)))
}

fn asking<'a>(
    site: &'a PublicSite,
    asked: &'a Asked,
    (form, section): (&'a FormDefinition, &'a Section),
    (item, count, query): (&str, usize, &Query),
) -> Asking<'a> {
    let here = format!("{}/{}/{item}", hold::address(form), section.slug);
    Asking {
        site,
        asked,
        form,
        section,
        number: Some(item.parse().unwrap_or_else(|_| count.saturating_add(1))),
        action: format!("{here}{}", query.suffix()),
    }
}

/// The repeated section of this name.
fn repeated<'a>(
    form: &'a FormDefinition,
    slug: &str,
) -> Result<(&'a Section, &'a str, usize), PageError> {
    let section = section_of(form, slug)?;
    let (singular, max) = repeats(section).ok_or(PageError::NotFound)?;
    Ok((section, singular, max))
}

/// GET `/refer/{form}/{slug}/{item}`: a number from 1, or `new`.
pub(super) async fn item(
    State(site): State<Arc<PublicSite>>,
    Path((form, slug, item)): Path<(String, String, String)>,
    InQuery(query): InQuery<Query>,
    asked: Asked,
) -> Answer {
    let form = site.form(&form)?;
    let (section, _, max) = repeated(form, &slug)?;
    let open = held(&site, &asked, form).await?;
    let answers = &open.content.answers;
    let count = answers.items(&slug).len();
    let empty = Fields::default();
    let fields = match place(&item, count)? {
        Place::Item(n) => answers.item(&slug, n).unwrap_or(&empty),
        _ if count >= max => return Ok(go(&format!("{}/{slug}", hold::address(form)))),
        _ => &empty,
    };
    let asking = asking(&site, &asked, (form, section), (&item, count, &query));
    page(&asking.page(fields, answers, &Problems::default()))
}

/// POST `/refer/{form}/{slug}/{item}`.
pub(super) async fn saved(
    State(site): State<Arc<PublicSite>>,
    Path((form, slug, item)): Path<(String, String, String)>,
    InQuery(query): InQuery<Query>,
    asked: Asked,
    Posted(sent): Posted,
) -> Answer {
    let form = site.form(&form)?;
    let (section, _, max) = repeated(form, &slug)?;
    let wish = Wish::of(&sent);
    let fields = form.keep(section, sent);
    let late = (section, place(&item, max)?);
    let open = hold::held_to_save(&site, &asked, form, late, &fields).await?;
    let answers = &open.content.answers;
    let count = answers.items(&slug).len();
    let place = place(&item, count)?;
    let list = format!("{}/{slug}{}", hold::address(form), query.suffix());
    if matches!(place, Place::New) && count >= max {
        return Ok(go(&list));
    }
    if let Some(wish) = wish {
        hold::save(&site, &asked, form, (section, place), &fields).await?;
        return leave::left(&site, &asked, wish, true).await;
    }
    let problems = form.check_item(section, &fields, answers, site.today());
    if !problems.is_empty() {
        site.intake.refusals.count(form, &problems);
        let asking = asking(&site, &asked, (form, section), (&item, count, &query));
        return refused(&asking.page(&fields, answers, &problems));
    }
    hold::save(&site, &asked, form, (section, place), &fields).await?;
    Ok(go(&list))
}

/// GET `/refer/{form}/{slug}/{item}/remove`.
pub(super) async fn remove(
    State(site): State<Arc<PublicSite>>,
    Path((form, slug, item)): Path<(String, String, String)>,
    asked: Asked,
) -> Answer {
    let form = site.form(&form)?;
    let (section, singular, _) = repeated(form, &slug)?;
    let open = held(&site, &asked, form).await?;
    let answers = &open.content.answers;
    let (n, fields) = existing(answers, &slug, &item)?;
    let number = (n.saturating_add(1), site.today());
    let (_, which) = called(form, section, Some(fields), number);
    let list = format!("{}/{slug}", hold::address(form));
    let title = format!("Remove {} {singular}", article(singular));
    page(&Confirm {
        frame: hold::frame(&site, &asked, &title)
            .heading(format!("Remove {which}?"))
            .back(list.as_str()),
        caption: section.title.clone(),
        words: None,
        action: format!("{list}/{item}/remove?at={}", open.draft.version),
        button: "Remove".to_owned(),
        keep: "Keep it".to_owned(),
        keep_href: list,
    })
}

/// An item that is there.
fn existing<'a>(
    answers: &'a RawAnswers,
    slug: &str,
    item: &str,
) -> Result<(usize, &'a Fields), PageError> {
    let count = answers.items(slug).len();
    let Place::Item(n) = place(item, count)? else {
        return Err(PageError::NotFound);
    };
    let fields = answers.item(slug, n).ok_or(PageError::NotFound)?;
    Ok((n, fields))
}

/// POST `/refer/{form}/{slug}/{item}/remove`. Pressed twice, it removes one: the second press is about an older draft.
pub(super) async fn removed(
    State(site): State<Arc<PublicSite>>,
    Path((form, slug, item)): Path<(String, String, String)>,
    InQuery(query): InQuery<Query>,
    asked: Asked,
    Posted(_): Posted,
) -> Answer {
    let form = site.form(&form)?;
    let (section, _, _) = repeated(form, &slug)?;
    let open = held_to_change(&site, &asked, form).await?;
    let list = format!("{}/{slug}", hold::address(form));
    if query.at != Some(open.draft.version) {
        return Ok(go(&list));
    }
    let (n, _) = existing(&open.content.answers, &slug, &item)?;
    let now = site.clock.now();
    match draft::remove_item(&site.intake, *open, section, n, now).await {
        Err(error) if !error.is_conflict() => Err(Away::from(error)),
        _ => Ok(go(&list)),
    }
}
