//! Another answer to a question of the form, or one more item of a repeated section, such as an incident.

use std::sync::Arc;

use axum::extract::{Path, Query as InQuery, State};
use intake_forms::{
    Fields, FormDefinition, Problem, Problems, Question, RawAnswers, Section, SectionKind,
};

use super::{
    super::{
        PublicSite,
        page::{ChangeList, Topic},
        reply::{Answer, Asked, Query, page, refused},
        visit::frame,
    },
    blank, fields_of, held, may_change, note, typed, words, write,
};
use crate::{
    referral::{Amendment, HandedPlace, HandedReferral, MayAmend, TypedAnswer},
    web::{
        extract::Posted,
        page::{Link, question, words as text},
        page_error::PageError,
    },
};

/// GET `/r/change`.
pub(in super::super) async fn list(State(site): State<Arc<PublicSite>>, asked: Asked) -> Answer {
    let (_, handed, may) = held(&site, &asked).await?;
    let form = site.form(&may.form)?;
    let topics = form.sections().filter_map(|section| match section.kind {
        SectionKind::Attachments => None,
        _ => Some(topics(section, &may.places)),
    });
    page(&ChangeList {
        frame: frame(&site, &asked, "Tell the hub about a change"),
        caption: format!("Referral {}", handed.reference),
        topics: topics.flatten().collect(),
    })
}

/// The topics of one section: one for each item of a repeated one, and the link to one item more.
fn topics(section: &Section, places: &[HandedPlace]) -> Vec<Topic> {
    let mut topics: Vec<(Option<usize>, Topic)> = Vec::new();
    for place in places {
        let asked = section.question(&place.question);
        let Some(question) = asked.filter(|question| may_change(question)) else {
            continue;
        };
        let title = title(section, place.item);
        let item = place.item.map(|item| format!("?item={item}"));
        let href = format!("/r/change/{}{}", question.id, item.unwrap_or_default());
        let mut link = Link::new(href, text::curly(question.called()));
        if place.item.is_some() {
            link = link.hidden(title.as_str());
        }
        match topics.iter_mut().find(|(item, _)| *item == place.item) {
            Some((_, topic)) => topic.questions.push(link),
            None => topics.push((
                place.item,
                Topic {
                    title,
                    questions: vec![link],
                },
            )),
        }
    }
    if let SectionKind::Repeated { singular, .. } = &section.kind {
        let link = Link::new(
            format!("/r/add/{}", section.slug),
            format!("Add another {singular}"),
        );
        topics.push((
            None,
            Topic {
                title: section.title.clone(),
                questions: vec![link],
            },
        ));
    }
    topics.into_iter().map(|(_, topic)| topic).collect()
}

fn title(section: &Section, item: Option<usize>) -> String {
    match (&section.kind, item) {
        (SectionKind::Repeated { singular, .. }, Some(item)) => {
            format!("{}: {singular} {item}", section.title)
        }
        _ => section.title.clone(),
    }
}

/// What one page changes.
struct Page<'a> {
    form: &'a FormDefinition,
    asked: Vec<&'a Question>,
    item: Option<usize>,
    /// The section of which it is one more item.
    one_more: Option<&'a Section>,
    title: String,
    action: String,
}

/// What is to be changed, as the address of the page says it.
enum Wanted {
    /// One question's answer.
    Question(String, Option<usize>),
    /// One more item of a section.
    Item(String),
}

impl Wanted {
    fn page<'a>(&self, site: &'a PublicSite, may: &MayAmend) -> Result<Page<'a>, PageError> {
        match self {
            Self::Question(id, item) => page_of(site, may, (id, *item)),
            Self::Item(slug) => page_of_new(site, may, slug),
        }
    }
}

/// The page of one question, where it is one that was asked.
fn page_of<'a>(
    site: &'a PublicSite,
    may: &MayAmend,
    (id, item): (&str, Option<usize>),
) -> Result<Page<'a>, PageError> {
    let form = site.form(&may.form)?;
    let mut places = may.places.iter();
    let is_asked = places.any(|place| place.question == id && place.item == item);
    let (section, question) = form.question(id).ok_or(PageError::NotFound)?;
    if !is_asked || !may_change(question) {
        return Err(PageError::NotFound);
    }
    let with = item.map(|item| format!("?item={item}"));
    Ok(Page {
        form,
        asked: vec![question],
        item,
        one_more: None,
        title: format!("Correct an answer: {}", title(section, item)),
        action: format!("/r/change/{id}{}", with.unwrap_or_default()),
    })
}

/// The page of one more item.
fn page_of_new<'a>(
    site: &'a PublicSite,
    may: &MayAmend,
    slug: &str,
) -> Result<Page<'a>, PageError> {
    let form = site.form(&may.form)?;
    let section = form.section(slug).filter(|section| section.is_repeated());
    let section = section.ok_or(PageError::NotFound)?;
    let of_this = |place: &&HandedPlace| section.asks_each(&place.question);
    let last = may
        .places
        .iter()
        .filter(of_this)
        .filter_map(|place| place.item)
        .max();
    let SectionKind::Repeated { singular, .. } = &section.kind else {
        return Err(PageError::NotFound);
    };
    Ok(Page {
        form,
        asked: section.questions.iter().collect(),
        item: Some(last.unwrap_or(0) + 1),
        one_more: Some(section),
        title: format!("Add another {singular}"),
        action: format!("/r/add/{slug}"),
    })
}

fn shown(
    site: &PublicSite,
    asked: &Asked,
    handed: &HandedReferral,
    change: Page<'_>,
    (sent, problems): (&Fields, &Problems),
) -> Answer {
    let mut shown = blank(site, asked, handed, (&change.title, sent))?;
    shown.frame = shown.frame.back("/r/change").problems(!problems.is_empty());
    shown.errors = question::errors(problems);
    shown.words = vec![
        "Your earlier answer is kept beside the new one. The hub sees who changed it, when and why.".to_owned(),
    ];
    shown.fields = match change.one_more {
        Some(section) => question::fields(section, sent, problems),
        None => fields_of(&change.asked, sent, problems),
    };
    let hint = "Facts the hub should know. Do not name other children.";
    shown
        .fields
        .push(note("why", "Why does it change?", hint, sent, problems));
    shown.action = change.action;
    shown.keep = Link::new("/r/change", "Back to the list");
    if problems.is_empty() {
        page(&shown)
    } else {
        refused(&shown)
    }
}

/// What was typed for one more item, by what its page asks with the answers that are on it. The other pages' answers are not here.
fn typed_item(
    site: &PublicSite,
    (change, section): (&Page<'_>, &Section),
    sent: &Fields,
    problems: &mut Problems,
) -> Vec<TypedAnswer> {
    let form = change.form;
    let fields = form.keep(section, sent.clone());
    problems.append(form.check_item(section, &fields, &RawAnswers::default(), site.today()));
    let each = section.questions.iter().map(|question| TypedAnswer {
        question: question.id.clone(),
        item: change.item,
        typed: form.own_fields(question, &fields),
    });
    each.filter(|answer| !answer.typed.is_blank()).collect()
}

async fn send(site: &PublicSite, asked: &Asked, wanted: &Wanted, sent: Fields) -> Answer {
    let (visit, handed, may) = held(site, asked).await?;
    site.limits.post_to(visit.id.as_str())?;
    let change = wanted.page(site, &may)?;
    let mut problems = Problems::default();
    let answers = if let Some(section) = change.one_more {
        typed_item(site, (&change, section), &sent, &mut problems)
    } else {
        let here = (change.asked.as_slice(), change.item);
        typed(site, change.form, here, &sent, &mut problems)
    };
    let why = words("why", Some("Say why it changes"), &sent, &mut problems);
    if problems.is_empty() && answers.is_empty() {
        let first = change.asked.first().map(|question| question.first_field());
        let words = "Enter the new answer";
        problems.push(Problem::new(first.unwrap_or_default(), "", words));
    }
    if !problems.is_empty() {
        return shown(site, asked, &handed, change, (&sent, &problems));
    }
    write(
        site,
        (&visit, &handed),
        Amendment::Correct { answers, why },
        &sent,
    )
    .await
}

/// GET `/r/change/{question}`.
pub(in super::super) async fn one(
    State(site): State<Arc<PublicSite>>,
    Path(id): Path<String>,
    InQuery(query): InQuery<Query>,
    asked: Asked,
) -> Answer {
    let (_, handed, may) = held(&site, &asked).await?;
    let change = Wanted::Question(id, query.item).page(&site, &may)?;
    let nothing = (&Fields::default(), &Problems::default());
    shown(&site, &asked, &handed, change, nothing)
}

/// POST `/r/change/{question}`.
pub(in super::super) async fn changed(
    State(site): State<Arc<PublicSite>>,
    Path(id): Path<String>,
    InQuery(query): InQuery<Query>,
    asked: Asked,
    Posted(sent): Posted,
) -> Answer {
    send(&site, &asked, &Wanted::Question(id, query.item), sent).await
}

/// GET `/r/add/{section}`.
pub(in super::super) async fn add(
    State(site): State<Arc<PublicSite>>,
    Path(slug): Path<String>,
    asked: Asked,
) -> Answer {
    let (_, handed, may) = held(&site, &asked).await?;
    let change = Wanted::Item(slug).page(&site, &may)?;
    let nothing = (&Fields::default(), &Problems::default());
    shown(&site, &asked, &handed, change, nothing)
}

/// POST `/r/add/{section}`.
pub(in super::super) async fn added(
    State(site): State<Arc<PublicSite>>,
    Path(slug): Path<String>,
    asked: Asked,
    Posted(sent): Posted,
) -> Answer {
    send(&site, &asked, &Wanted::Item(slug), sent).await
}
