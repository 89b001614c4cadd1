//! Attachments of a draft: streamed in one after another, each sealed as it arrives; removed, never shown again. Nothing of a file
//! is held in memory beyond the piece at hand.

use std::sync::Arc;

use axum::extract::{Path, Query as InQuery, State};
use intake_forms::{
    FormDefinition, Section, SectionKind,
    attachment::{FileProblem, size},
};

use super::{
    PublicSite,
    hold::{self, held, held_to_change},
    page::{Attachments, Confirm},
    reply::{Answer, Asked, Away, Query, go, page, refused},
    way::{self, Then},
};
use crate::{
    journey::{
        OpenDraft,
        attach::{self, AttachError},
    },
    referral::{Id, SentFile},
    web::{
        extract::{Part, Posted, Uploaded},
        page::{ErrorSummary, Link, SummaryList, SummaryRow, words},
        page_error::PageError,
    },
};

/// Parts of one upload that are looked at; no page of ours sends so many.
const MOST_PARTS: usize = 200;

/// Messages of one upload; more would only bury them.
const MOST_PROBLEMS: usize = 20;

/// Bytes of a part that is no file.
const LONGEST_FIELD: usize = 1_000;

/// The page that attaches files, if the form has one.
fn section_of(form: &FormDefinition) -> Result<&Section, PageError> {
    let mut sections = form.sections();
    let found = sections.find(|section| section.kind == SectionKind::Attachments);
    found.ok_or(PageError::NotFound)
}

fn here(form: &FormDefinition) -> String {
    format!("{}/attachments", hold::address(form))
}

/// GET `/refer/{form}/attachments`.
pub(super) async fn list(
    State(site): State<Arc<PublicSite>>,
    Path(form): Path<String>,
    InQuery(query): InQuery<Query>,
    asked: Asked,
) -> Answer {
    let form = site.form(&form)?;
    section_of(form)?;
    let open = held(&site, &asked, form).await?;
    let added = query
        .added
        .and_then(|count| added(&open.content.files, count));
    page(&list_page(
        &site,
        &asked,
        form,
        (&open, &query),
        (added, ErrorSummary::default()),
    )?)
}

/// "Chronology.docx has been added"; "2 files have been added".
fn added(files: &[SentFile], count: usize) -> Option<String> {
    match count.min(files.len()) {
        0 => None,
        1 => Some(format!("{} has been added", files.last()?.name)),
        many => Some(format!("{many} files have been added")),
    }
}

fn list_page<'a>(
    site: &'a PublicSite,
    asked: &Asked,
    form: &FormDefinition,
    (open, query): (&OpenDraft, &Query),
    (added, errors): (Option<String>, ErrorSummary),
) -> Result<Attachments<'a>, PageError> {
    let section = section_of(form)?;
    let row = |file: &SentFile| {
        let remove = format!("{}/{}/remove", here(form), file.id);
        SummaryRow::new(
            file.name.as_str(),
            format!("{}, {}", file.kind, size(file.bytes)),
        )
        .action(Link::new(remove, "Remove").hidden(file.name.as_str()))
    };
    let (kinds, endings) = kinds(site);
    let (each, all, most) = attach::limits(&site.intake);
    let hint = format!(
        "{kinds}. Up to {each} each, {all} in all, {}.",
        words::counted(most, "file", "files")
    );
    let sections = way::sections(form, &section.slug);
    Ok(Attachments {
        frame: hold::frame(site, asked, &section.heading)
            .back(sections.as_str())
            .problems(!errors.is_empty()),
        upload: Attachments::upload(hint, endings, &errors),
        errors,
        caption: section.caption.clone(),
        intro: section.intro.clone(),
        added,
        files: SummaryList::new(open.content.files.iter().map(row).collect()),
        action: format!("{}{}", here(form), query.suffix()),
        sections_href: sections,
    })
}

/// The kinds that are taken, in words and as endings.
pub(super) fn kinds(site: &PublicSite) -> (String, String) {
    let kinds = &site.intake.policy.kinds;
    let mut labels: Vec<&str> = Vec::new();
    for label in kinds.iter().map(|kind| kind.label()) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let mut endings: Vec<String> = kinds
        .iter()
        .map(|kind| format!(".{}", kind.extension()))
        .collect();
    if endings.iter().any(|ending| ending == ".jpg") {
        endings.push(".jpeg".to_owned());
    }
    (labels.join(", "), endings.join(","))
}

/// What became of an upload.
#[derive(Default)]
struct Taken {
    added: usize,
    sent: usize,
    problems: Vec<FileProblem>,
    goes_on: bool,
}

impl Taken {
    fn problem(&mut self, problem: FileProblem) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
    }
}

/// POST `/refer/{form}/attachments`. Good files of a batch are kept, whatever the others are.
pub(super) async fn upload(
    State(site): State<Arc<PublicSite>>,
    Path(form): Path<String>,
    InQuery(query): InQuery<Query>,
    asked: Asked,
    mut parts: Uploaded,
) -> Answer {
    let form = site.form(&form)?;
    let section = section_of(form)?;
    let mut open = held_to_change(&site, &asked, form).await?;
    let mut taken = Taken::default();
    if let Err(error) = take_all(&site, &asked, (&mut open, &mut taken), &mut parts).await {
        if matches!(error, Away::Error(PageError::Busy { .. })) {
            skip_all(&mut parts).await;
        }
        not_all(&site, &mut taken, error)?;
    }
    if taken.goes_on && taken.sent == 0 {
        let then = query.then().unwrap_or(Then::Next);
        return Ok(go(&way::onward(&site, form, &open, (section, then))));
    }
    if taken.sent == 0 && taken.problems.is_empty() {
        taken.problem(FileProblem::NoneChosen);
    }
    if taken.problems.is_empty() {
        let suffix = query.suffix().replace('?', "&");
        return Ok(go(&format!("{}?added={}{suffix}", here(form), taken.added)));
    }
    let mut errors = ErrorSummary::default();
    for problem in &taken.problems {
        errors.push("files", problem.to_string());
    }
    let added = added(&open.content.files, taken.added);
    refused(&list_page(
        &site,
        &asked,
        form,
        (&open, &query),
        (added, errors),
    )?)
}

/// A body that broke off or was too large is a message beside the field when a file was on its way, and else a page.
fn not_all(site: &PublicSite, taken: &mut Taken, error: Away) -> Result<(), Away> {
    match error {
        Away::Error(PageError::TooLarge) => {
            if taken.problems.is_empty() {
                let all = size(site.intake.policy.max_total_bytes);
                let last = "The last file".to_owned();
                taken.problem(FileProblem::OverTotal(last, all));
            }
            Ok(())
        }
        Away::Error(PageError::Unreadable | PageError::TooSlow) if !taken.problems.is_empty() => {
            Ok(())
        }
        error => Err(error),
    }
}

/// Reads what still comes and keeps nothing: a browser that has not sent everything would not see the page.
pub(super) async fn skip_all(parts: &mut Uploaded) {
    while let Ok(Some(mut part)) = parts.next_part().await {
        if part.skip().await.is_err() {
            return;
        }
    }
}

/// Takes every file, one after another.
async fn take_all(
    site: &PublicSite,
    asked: &Asked,
    (open, taken): (&mut OpenDraft, &mut Taken),
    parts: &mut Uploaded,
) -> Result<(), Away> {
    for _ in 0..MOST_PARTS {
        let Some(mut part) = parts.next_part().await? else {
            return Ok(());
        };
        let Some(name) = part.file_name() else {
            let is_go = part.name() == "go";
            let value = part.text(LONGEST_FIELD).await?;
            taken.goes_on |= is_go && value == "continue";
            continue;
        };
        if name.is_empty() {
            part.skip().await?;
            continue;
        }
        taken.sent = taken.sent.saturating_add(1);
        match take(site, asked, open, &name, &mut part).await? {
            Err(problem) => taken.problem(problem),
            Ok(()) => taken.added = taken.added.saturating_add(1),
        }
        part.skip().await?;
    }
    Err(PageError::Unreadable.into())
}

/// Takes one file.
async fn take(
    site: &PublicSite,
    asked: &Asked,
    open: &mut OpenDraft,
    name: &str,
    part: &mut Part<'_>,
) -> Result<Result<(), FileProblem>, Away> {
    let key = asked.draft.as_ref().ok_or(PageError::Ended)?;
    let now = site.clock.now();
    match attach::attach(&site.intake, open, key, name, part, now).await {
        Ok(_) => Ok(Ok(())),
        Err(AttachError::Problem(problem)) => Ok(Err(problem)),
        Err(AttachError::Journey(error)) => Err(error.into()),
    }
}

/// GET `/refer/{form}/attachments/{file}/remove`.
pub(super) async fn remove(
    State(site): State<Arc<PublicSite>>,
    Path((form, file)): Path<(String, String)>,
    asked: Asked,
) -> Answer {
    let form = site.form(&form)?;
    let section = section_of(form)?;
    let open = held(&site, &asked, form).await?;
    let mut files = open.content.files.iter();
    let Some(found) = files.find(|listed| listed.id == file) else {
        return Ok(go(&here(form)));
    };
    page(&Confirm {
        frame: hold::frame(&site, &asked, "Remove a file")
            .heading(format!("Remove {}?", found.name))
            .back(here(form)),
        caption: section.title.clone(),
        words: None,
        action: format!("{}/{file}/remove", here(form)),
        button: "Remove".to_owned(),
        keep: "Keep it".to_owned(),
        keep_href: here(form),
    })
}

/// POST `/refer/{form}/attachments/{file}/remove`. Pressed twice, the second finds nothing to do.
pub(super) async fn removed(
    State(site): State<Arc<PublicSite>>,
    Path((form, file)): Path<(String, String)>,
    asked: Asked,
    Posted(_): Posted,
) -> Answer {
    let form = site.form(&form)?;
    let open = held_to_change(&site, &asked, form).await?;
    let is_there = open.content.files.iter().any(|listed| listed.id == file);
    let (Some(id), Some(key), true) = (Id::read(&file), &asked.draft, is_there) else {
        return Ok(go(&here(form)));
    };
    match attach::remove(&site.intake, key, &id, site.clock.now()).await {
        Err(AttachError::Journey(error)) => Err(error.into()),
        _ => Ok(go(&here(form))),
    }
}
