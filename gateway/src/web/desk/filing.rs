//! Filing a message in two clicks; one further page where the choice needs an address or a reference. Releases and decides nothing.

use http::StatusCode;
use intake_forms::Fields;

use super::{
    held,
    named::Named,
    page::{FileChoice, FileMorePage, Section},
    site::{Answer, drawn, onward},
};
use crate::{
    journey::{
        FileError,
        file_message::{self, Choice},
        held as messages,
        sort::{self, NewByPerson},
    },
    mail::NoAnswer,
    referral::{MailMessage, Reference},
    web::{extract::Posted, page::ErrorSummary, page_error::PageError},
};

/// What was chosen on the message's page.
pub async fn file(named: Named<MailMessage>, Posted(fields): Posted) -> Answer {
    let Some(choice) = FileChoice::read(fields.first("choice")) else {
        return problem(&named, "Choose what it is").await;
    };
    let plain = match choice {
        FileChoice::New | FileChoice::NewAgreed => return file_new(&named, choice, &fields).await,
        FileChoice::Join => return Ok(more_of(&named, choice)),
        FileChoice::Bounce => Choice::Bounce,
        FileChoice::AutoReply => Choice::AutoReply,
        FileChoice::Report => Choice::Report,
        FileChoice::TellSender => Choice::TellSender,
        FileChoice::NoAnswer => Choice::NoAnswer,
    };
    file_as(&named, &plain, choice, &fields).await
}

/// The further page of a choice that needs more.
pub async fn more(named: Named<MailMessage>) -> Answer {
    let asked = named.desk.door.asked("choice").unwrap_or_default();
    let choice = FileChoice::read(&asked).ok_or(PageError::NotFound)?;
    if !matches!(
        choice,
        FileChoice::New | FileChoice::NewAgreed | FileChoice::Join
    ) {
        return Err(PageError::NotFound);
    }
    let page = page(&named, choice).await?;
    drawn(StatusCode::OK, &page)
}

/// The further page, sent.
pub async fn file_more(named: Named<MailMessage>, Posted(fields): Posted) -> Answer {
    match FileChoice::read(fields.first("choice")) {
        Some(choice @ (FileChoice::New | FileChoice::NewAgreed)) => {
            file_new(&named, choice, &fields).await
        }
        Some(FileChoice::Join) => join(&named, &fields).await,
        _ => Err(PageError::Unreadable),
    }
}

/// Takes a filing back.
pub async fn undo(named: Named<MailMessage>, Posted(fields): Posted) -> Answer {
    let shown = (&named.id, version(&fields)?);
    let now = named.desk.door.now;
    match file_message::undo(named.keyholder(), named.account(), shown, now).await {
        Ok(()) => Ok(held::back(&named, "undone")),
        Err(error) => refused(&named, error).await,
    }
}

async fn file_as(
    named: &Named<MailMessage>,
    choice: &Choice,
    chosen: FileChoice,
    fields: &Fields,
) -> Answer {
    let shown = (&named.id, version(fields)?);
    let now = named.desk.door.now;
    match file_message::file(named.keyholder(), named.account(), shown, choice, now).await {
        Ok(()) => Ok(held::back(named, chosen.code())),
        Err(error) => refused(named, error).await,
    }
}

async fn file_new(named: &Named<MailMessage>, choice: FileChoice, fields: &Fields) -> Answer {
    let keyholder = named.keyholder();
    let typed = fields.first("manager").trim().to_lowercase();
    let needs = messages::names_no_manager(keyholder, &named.id).await?;
    let on_the_page = fields.all("manager").is_empty();
    if needs && on_the_page {
        return Ok(more_of(named, choice));
    }
    let wrong = "Enter the manager’s work email, of an organisation that may refer";
    if needs && !keyholder.addresses.allows(&typed) {
        return wrong_more(named, choice, ("manager", &typed), wrong).await;
    }
    let new = NewByPerson {
        manager: needs.then_some(typed.as_str()),
        agreed: choice == FileChoice::NewAgreed,
    };
    let shown = (&named.id, version(fields)?);
    let now = named.desk.door.now;
    match sort::file_as_new(keyholder, named.account(), shown, new, now).await {
        Ok(_) => Ok(held::back(named, choice.code())),
        Err(FileError::Manager) => wrong_more(named, choice, ("manager", &typed), wrong).await,
        Err(error) => refused(named, error).await,
    }
}

/// First the question whether to join, then the joining.
async fn join(named: &Named<MailMessage>, fields: &Fields) -> Answer {
    let typed = fields.first("reference").trim().to_owned();
    let found = match Reference::read(&typed) {
        Ok(reference) => messages::is_part_of(named.keyholder(), &named.id, &reference)
            .await?
            .map(|is_part| (reference, is_part)),
        Err(_) => None,
    };
    let Some((reference, is_part)) = found else {
        let words = "Enter the reference of a referral that the hub has";
        return wrong_more(named, FileChoice::Join, ("reference", &typed), words).await;
    };
    if fields.first("joins") == reference.as_str() {
        return file_as(named, &Choice::Join(reference), FileChoice::Join, fields).await;
    }
    let page = FileMorePage {
        join: Some((reference.to_string(), is_part)),
        ..page(named, FileChoice::Join).await?
    };
    drawn(StatusCode::OK, &page)
}

async fn page(named: &Named<MailMessage>, choice: FileChoice) -> Result<FileMorePage, PageError> {
    let found = named.keyholder().store.find_message(&named.id).await?;
    let message = found.ok_or(PageError::NotFound)?;
    Ok(FileMorePage {
        frame: named.frame(Section::Held),
        id: named.id.to_string(),
        version: message.version,
        choice,
        typed: String::new(),
        join: None,
        problems: ErrorSummary::default(),
    })
}

async fn wrong_more(
    named: &Named<MailMessage>,
    choice: FileChoice,
    (field, typed): (&str, &str),
    words: &str,
) -> Answer {
    let mut problems = ErrorSummary::default();
    problems.push(field, words);
    let page = FileMorePage {
        typed: typed.to_owned(),
        problems,
        ..page(named, choice).await?
    };
    drawn(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn more_of(named: &Named<MailMessage>, choice: FileChoice) -> axum::response::Response {
    onward(&format!(
        "/desk/held/{}/more?choice={}",
        named.id,
        choice.code()
    ))
}

fn version(fields: &Fields) -> Result<i32, PageError> {
    let version = fields.first("version").parse();
    version.map_err(|_| PageError::Unreadable)
}

async fn problem(named: &Named<MailMessage>, words: &str) -> Answer {
    let mut problems = ErrorSummary::default();
    problems.push("choice", words);
    held::page(named, StatusCode::UNPROCESSABLE_ENTITY, problems).await
}

async fn refused(named: &Named<MailMessage>, error: FileError) -> Answer {
    let words = match error {
        FileError::NotThere | FileError::NoSuchReferral => return Err(PageError::NotFound),
        FileError::Journey(error) => return Err(error.into()),
        FileError::Changed => {
            return held::page(named, StatusCode::CONFLICT, ErrorSummary::default()).await;
        }
        FileError::NotRead => "The message cannot be read, so no referral can be made of it",
        FileError::BeforeRules => "It is older than the first criteria and cannot be screened",
        FileError::Manager => "The form in it names no manager who can release it",
        FileError::MayNotTell(why) => may_not_tell(why),
    };
    problem(named, words).await
}

fn may_not_tell(why: NoAnswer) -> &'static str {
    match why {
        NoAnswer::Archive => "It is old mail: nothing is sent because of it",
        NoAnswer::Automatic | NoAnswer::Loop => {
            "A machine or a list may have sent it: nothing is sent to it"
        }
        NoAnswer::Failed | NoAnswer::NotVerified | NoAnswer::NotAllowed | NoAnswer::NotNeeded => {
            "It is not proved who sent it, or they may not refer: nothing is sent to them"
        }
    }
}
