//! Check your answers, and sending. Sent twice, it is one referral; the confirmation follows only after the commit.

use std::{collections::BTreeSet, sync::Arc};

use axum::extract::{Path, State};
use intake_forms::{FormDefinition, Problem, Problems, attachment::size};

use super::{
    PublicSite,
    hold::{self, held, held_to_change},
    page::{AnswerSection, Answers},
    reply::{Answer, Asked, go, page, refused},
};
use crate::{
    journey::{
        OpenDraft,
        receive::{self, ReceiveError},
    },
    referral::SentFile,
    web::{
        extract::Posted,
        page::{ErrorSummary, Link, SummaryList, SummaryRow, words::curly},
        page_error::PageError,
    },
};

/// How often it is sent again when another tab saved a page meanwhile.
const ROUNDS: usize = 3;

/// GET `/refer/{form}/answers`.
pub(super) async fn answers(
    State(site): State<Arc<PublicSite>>,
    Path(form): Path<String>,
    asked: Asked,
) -> Answer {
    let form = site.form(&form)?;
    let open = held(&site, &asked, form).await?;
    let nothing = BTreeSet::new();
    page(&answers_page(
        &site,
        &asked,
        form,
        (&open, &nothing),
        ErrorSummary::default(),
    ))
}

fn answers_page<'a>(
    site: &'a PublicSite,
    asked: &Asked,
    form: &FormDefinition,
    (open, confirmed): (&OpenDraft, &BTreeSet<String>),
    errors: ErrorSummary,
) -> Answers<'a> {
    let address = hold::address(form);
    let raw = &open.content.answers;
    let shown = form.shown(raw, site.today());
    let all = form.answers(raw, site.today());
    let name_question = if form.manager_releases() {
        "mgr_name"
    } else {
        "head_name"
    };
    let text = |id: &str| all.text(id).unwrap_or_default().to_owned();
    let sections = shown
        .iter()
        .map(|section| AnswerSection::new(section, Some(&address)))
        .chain(files(&open.content.files, &address));
    Answers {
        frame: hold::frame(site, asked, "Check your answers")
            .back(address.as_str())
            .problems(!errors.is_empty()),
        unfinished: unfinished(site, form, open, &errors),
        not_known: Answers::not_known(&shown, Some(&address)),
        sections: sections.collect(),
        put_aside: hold::put_aside(open),
        version: form.version().to_owned(),
        releases: form.manager_releases(),
        dictated: receive::is_dictated(form),
        manager_name: text(name_question),
        manager_email: text(receive::manager_question(form)),
        declarations: Answers::declarations(form, |id| confirmed.contains(id), &errors),
        errors,
        action: format!("{address}/answers"),
        sections_href: address,
    }
}

/// The files, by name and size.
fn files(files: &[SentFile], address: &str) -> Option<AnswerSection> {
    let row = |file: &SentFile| {
        let change = Link::new(format!("{address}/attachments?then=answers"), "Change");
        let what = format!("{}, {}", file.kind, size(file.bytes));
        SummaryRow::new(file.name.as_str(), what).action(change.hidden(file.name.as_str()))
    };
    (!files.is_empty()).then(|| AnswerSection {
        id: "attachments".to_owned(),
        title: "Attachments".to_owned(),
        list: SummaryList::new(files.iter().map(row).collect()),
    })
}

/// The sections that are not complete, for somebody who comes before they are. An error summary says it itself.
fn unfinished(
    site: &PublicSite,
    form: &FormDefinition,
    open: &OpenDraft,
    errors: &ErrorSummary,
) -> Vec<Link> {
    if !errors.is_empty() {
        return Vec::new();
    }
    let unfinished = form.unfinished(&open.content.answers, site.today());
    let link = |problem: Problem| {
        let href = format!("{}/{}", hold::address(form), problem.field);
        Link::new(href, curly(&problem.message))
    };
    unfinished.into_iter().map(link).collect()
}

/// POST `/refer/{form}/answers`.
pub(super) async fn send(
    State(site): State<Arc<PublicSite>>,
    Path(form): Path<String>,
    asked: Asked,
    Posted(fields): Posted,
) -> Answer {
    let form = site.form(&form)?;
    let mut open = held_to_change(&site, &asked, form).await?;
    let ticked = form
        .declarations()
        .iter()
        .filter(|box_| fields.has(&box_.id, "yes"));
    let confirmed: BTreeSet<String> = ticked.map(|box_| box_.id.clone()).collect();
    let version = fields.first("version");
    if !version.is_empty() && version != form.version() {
        let errors = changed_meanwhile(form);
        return refused(&answers_page(
            &site,
            &asked,
            form,
            (&open, &BTreeSet::new()),
            errors,
        ));
    }
    for _ in 0..ROUNDS {
        let now = site.clock.now();
        match receive::receive(&site.intake, &open, form, &confirmed, now).await {
            Ok(_) => return Ok(go(&format!("{}/sent", hold::address(form)))),
            Err(ReceiveError::Problems(problems)) => {
                let errors = errors(&site, form, (&open, &confirmed), &problems);
                let page = answers_page(&site, &asked, form, (&open, &confirmed), errors);
                return refused(&page);
            }
            Err(ReceiveError::Journey(error)) if error.is_conflict() => {
                open = held(&site, &asked, form).await?;
            }
            Err(ReceiveError::Journey(error)) => return Err(error.into()),
        }
    }
    Err(PageError::Changed.into())
}

/// The hub changed the form while the page was open.
fn changed_meanwhile(form: &FormDefinition) -> ErrorSummary {
    let first = form.declarations().first();
    let words =
        "The form has changed since you opened this page. Check your answers again, then send them";
    let mut errors = ErrorSummary::default();
    errors.push(first.map_or("declarations", |box_| &box_.id), words);
    errors
}

/// One line for each section that is not complete, the declarations, and what only sending finds out.
fn errors(
    site: &PublicSite,
    form: &FormDefinition,
    (open, confirmed): (&OpenDraft, &BTreeSet<String>),
    problems: &Problems,
) -> ErrorSummary {
    let address = hold::address(form);
    let mut errors = ErrorSummary::default();
    for problem in &form.unfinished(&open.content.answers, site.today()) {
        let href = format!("{address}/{}", problem.field);
        errors.push_elsewhere(href, curly(&problem.message));
    }
    for problem in &form.check_declarations(confirmed) {
        errors.push(&problem.field, problem.message.as_str());
    }
    if errors.is_empty() {
        for problem in problems {
            let section = form.question(&problem.question).map(|(section, _)| section);
            let slug = section.map_or("", |section| section.slug.as_str());
            let item = problem.item.map(|n| format!("/{}", n.saturating_add(1)));
            let item = item.unwrap_or_default();
            let href = format!(
                "{address}/{slug}{item}?then=answers&wrong=yes#{}",
                problem.field
            );
            errors.push_elsewhere(href, curly(&problem.message));
        }
    }
    errors
}
