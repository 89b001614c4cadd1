//! More files for a referral that was sent. All that are good are sent together; a wrong one is named, and nothing is kept then.

use std::sync::Arc;

use axum::extract::State;
use intake_forms::{Fields, Problem, Problems, attachment::FileProblem};

use super::{
    super::{
        PublicSite,
        files::{kinds, skip_all},
        page::Attachments,
        reply::{Answer, Asked, Away, go, page, refused},
    },
    blank, held, note, words,
};
use crate::{
    journey::{
        add_files::Batch,
        amend::Press,
        attach::{self, AttachError},
    },
    referral::{HandedReferral, MayAmend, Stage},
    web::{
        extract::Uploaded,
        page::{Link, question, words as text},
        page_error::PageError,
    },
};

/// More parts than a browser sends for as many files as may be added.
const MOST_PARTS: usize = 200;
/// The longest field beside the files, in bytes.
const LONGEST_FIELD: usize = 20_000;

fn shown(
    site: &PublicSite,
    asked: &Asked,
    handed: &HandedReferral,
    (sent, problems): (&Fields, &Problems),
) -> Answer {
    let mut shown = blank(site, asked, handed, ("Add files", sent))?;
    shown.frame = shown.frame.back("/r/change").problems(!problems.is_empty());
    shown.errors = question::errors(problems);
    shown.words = vec![
        "To protect the child, we lock each file as it arrives. You cannot open it again here. The hub checks files for viruses before opening them.".to_owned(),
    ];
    let (kinds, endings) = kinds(site);
    let (each, all, most) = attach::limits(&site.intake);
    let most = text::counted(most, "file", "files");
    let hint =
        format!("{kinds}. Up to {each} each, {all} and {most} in all, with those you sent before.");
    shown.upload = Some(Attachments::upload(hint, endings, &shown.errors));
    let hint = "What the files are. Do not name other children.";
    shown.fields = vec![note(
        "note",
        "Anything to add (optional)",
        hint,
        sent,
        problems,
    )];
    "/r/files".clone_into(&mut shown.action);
    shown.keep = Link::new("/r/open", "Back to the referral");
    if problems.is_empty() {
        page(&shown)
    } else {
        refused(&shown)
    }
}

fn may_add(handed: &HandedReferral) -> bool {
    handed.stage != Stage::AwaitingManager.code()
}

/// GET `/r/files`.
pub(in super::super) async fn files(State(site): State<Arc<PublicSite>>, asked: Asked) -> Answer {
    let (_, handed, _) = held(&site, &asked).await?;
    if !may_add(&handed) {
        return Ok(go("/r/open"));
    }
    let nothing = (&Fields::default(), &Problems::default());
    shown(&site, &asked, &handed, nothing)
}

/// What came with an upload.
#[derive(Default)]
struct Came {
    batch: Batch,
    fields: Vec<(String, String)>,
    problems: Problems,
}

impl Came {
    fn wrong(&mut self, problem: &FileProblem) {
        let problem = Problem::new("files", "files", problem.to_string());
        self.problems.push(problem);
    }
}

/// POST `/r/files`.
pub(in super::super) async fn upload(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
    mut parts: Uploaded,
) -> Answer {
    let (visit, handed, may) = held(&site, &asked).await?;
    site.limits.post_to(visit.id.as_str())?;
    if !may_add(&handed) {
        skip_all(&mut parts).await;
        return Ok(go("/r/open"));
    }
    let mut came = Came::default();
    take_all(&site, (&handed, &may), &mut came, &mut parts).await?;
    let sent = Fields::bounded(came.fields.clone()).map_err(|_| PageError::Unreadable)?;
    if came.batch.is_empty() && came.problems.is_empty() {
        came.wrong(&FileProblem::NoneChosen);
    }
    let note = words("note", None, &sent, &mut came.problems);
    if !came.problems.is_empty() {
        return shown(&site, &asked, &handed, (&sent, &came.problems));
    }
    let Some(press) = Press::read(sent.first("press")) else {
        return Ok(go("/r/open"));
    };
    let to = (&visit.id, &*handed, &may);
    let (now, added) = (site.clock.now(), came.batch.len());
    came.batch
        .keep(&site.intake, to, (note, &press), now)
        .await?;
    Ok(go(&format!("/r/open?done=files&added={added}")))
}

/// Takes every file, one after another, and the fields beside them.
async fn take_all(
    site: &PublicSite,
    to: (&HandedReferral, &MayAmend),
    came: &mut Came,
    parts: &mut Uploaded,
) -> Result<(), Away> {
    for _ in 0..MOST_PARTS {
        let Some(mut part) = parts.next_part().await? else {
            return Ok(());
        };
        let Some(name) = part.file_name() else {
            let field = part.name().to_owned();
            let value = part.text(LONGEST_FIELD).await?;
            came.fields.push((field, value));
            continue;
        };
        if !name.is_empty() {
            match came.batch.take(&site.intake, to, &name, &mut part).await {
                Ok(()) => {}
                Err(AttachError::Problem(problem)) => came.wrong(&problem),
                Err(AttachError::Journey(error)) => return Err(error.into()),
            }
        }
        part.skip().await?;
    }
    Err(PageError::Unreadable.into())
}
