//! An item of a repeated section: its page, adding and removing it. Headings name an item by when it happened, never by who was
//! there.

use std::sync::Arc;

use axum::extract::{Path, Query as InQuery, State};
use intake_forms::{Fields, FormDefinition, Problems, RawAnswers, Section, SectionKind};

use super::{
    PublicSite,
    hold::{self, Place, held, held_to_change},
    item_rows::called,
    leave::{self, Wish},
    page::Confirm,
    question::{self, Asking, article, section_of},
    reply::{Answer, Asked, Away, Query, REMOVED, go, page, refused},
    way::{self, Then},
};
use crate::{
    journey::{OpenDraft, draft, receive},
    web::{extract::Posted, page_error::PageError},
};

/// The address of an item that is not there yet.
pub(super) const NEW: &str = "new";

/// The word for one item, and how many there may be.
pub(super) fn repeats(section: &Section) -> Option<(&str, usize)> {
    match &section.kind {
        SectionKind::Repeated { singular, max, .. } => Some((singular, *max)),
        _ => None,
    }
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
    (open, item, then): (&OpenDraft, &str, Option<Then>),
) -> Asking<'a> {
    let here = format!("{}/{}", hold::address(form), section.slug);
    let count = open.content.answers.items(&section.slug).len();
    let number = item.parse().ok();
    let suffix = then.map_or("", Then::suffix);
    let back = match then {
        Some(Then::Answers) if number.is_some() => way::answers(form, open, section, number),
        _ if count == 0 && section.any().is_none() => way::sections(form, &section.slug),
        _ => format!("{here}{suffix}"),
    };
    Asking {
        site,
        asked,
        form,
        section,
        number: number.or_else(|| count.checked_add(1)),
        back,
        action: format!("{here}/{item}{suffix}"),
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
    let then = query.then();
    let asking = asking(&site, &asked, (form, section), (&open, &item, then));
    let mut wrong = Problems::default();
    if let (Some(_), Place::Item(n)) = (&query.wrong, place(&item, count)?) {
        wrong = form.check_item(section, fields, answers, site.today());
        question::late(&mut wrong, &site, (form, section, Some(n)), &open);
    }
    page(&asking.page(fields, answers, &wrong))
}

/// What is wrong with an item, the mailbox of whoever stands in included.
fn problems(
    site: &PublicSite,
    (form, section): (&FormDefinition, &Section),
    (fields, answers): (&Fields, &RawAnswers),
) -> Problems {
    let mut problems = form.check_item(section, fields, answers, site.today());
    let address = "hol_email";
    if section.question(address).is_some() && problems.for_question(address).is_none() {
        let stands_in = fields.first(address).trim();
        if let Some(problem) = receive::stand_in_problem(&site.intake, stands_in) {
            problems.push(problem);
        }
    }
    problems
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
    let list = format!("{}/{slug}", hold::address(form));
    if matches!(place, Place::New) && count >= max {
        return Ok(go(&format!("{list}{}", query.suffix())));
    }
    let then = Then::decided(&site, (form, section), (&open, &query));
    // One with something to put right is kept as well: from now on its page is that of an item that is there.
    let kept = hold::save(&site, &asked, form, (section, place), &fields).await?;
    if let Some(wish) = wish {
        return leave::left(&site, &asked, wish, true).await;
    }
    let number = kept.map(|n| n.saturating_add(1));
    let problems = problems(&site, (form, section), (&fields, answers));
    if !problems.is_empty() {
        site.intake.refusals.count(form, &problems);
        let item = number.map_or(item, |number| number.to_string());
        let asking = asking(&site, &asked, (form, section), (&open, &item, Some(then)));
        return refused(&asking.page(&fields, answers, &problems));
    }
    match (then, place) {
        (Then::Answers, Place::Item(_)) => Ok(go(&way::answers(form, &open, section, number))),
        _ => Ok(go(&format!("{list}{}", then.suffix()))),
    }
}

/// GET `/refer/{form}/{slug}/{item}/remove`.
pub(super) async fn remove(
    State(site): State<Arc<PublicSite>>,
    Path((form, slug, item)): Path<(String, String, String)>,
    InQuery(query): InQuery<Query>,
    asked: Asked,
) -> Answer {
    let form = site.form(&form)?;
    let (section, singular, _) = repeated(form, &slug)?;
    let open = held(&site, &asked, form).await?;
    let answers = &open.content.answers;
    let (n, fields) = existing(answers, &slug, &item)?;
    let number = (n.saturating_add(1), site.today());
    let (_, which) = called(form, section, Some(fields), number);
    let (here, then) = (format!("{}/{slug}", hold::address(form)), query.suffix());
    let list = format!("{here}{then}");
    let title = format!("Remove {} {singular}", article(singular));
    page(&Confirm {
        frame: hold::frame(&site, &asked, &title)
            .heading(format!("Remove {which}?"))
            .back(list.as_str()),
        caption: section.title.clone(),
        words: None,
        action: format!(
            "{here}/{item}/remove?at={}{}",
            open.draft.version,
            then.replace('?', "&")
        ),
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
    let then = query.suffix().replace('?', "&");
    let list = format!("{}/{slug}?done={REMOVED}{then}", hold::address(form));
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
