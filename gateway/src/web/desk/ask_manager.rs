//! Naming the manager of a referral that came by email and that nobody could release. Shows who sent it, never what it says.

use http::StatusCode;

use super::{
    named::Named,
    page::{AskManagerPage, Section},
    reading,
    site::{Answer, drawn, onward},
};
use crate::{
    journey::ask_manager::{self as journey, AskManagerError, Wrong},
    referral::Referral,
    web::{extract::Posted, page::ErrorSummary, page_error::PageError},
};

/// What somebody has typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    both: Option<(String, String)>,
    problems: ErrorSummary,
}

/// The page.
pub async fn first(named: Named<Referral>) -> Answer {
    page(&named, StatusCode::OK, Typed::default()).await
}

/// The page, sent.
pub async fn ask(named: Named<Referral>, Posted(fields): Posted) -> Answer {
    let version = fields.first("version").parse();
    let version: i32 = version.map_err(|_| PageError::Unreadable)?;
    let both = (fields.first("name"), fields.first("email"));
    let now = named.desk.door.now;
    let shown = (&named.id, version);
    match journey::ask(named.keyholder(), named.account(), shown, both, now).await {
        Ok(()) => Ok(onward("/desk/tasks?asked")),
        Err(AskManagerError::NotThere) => Err(PageError::NotFound),
        Err(AskManagerError::Changed) => page(&named, StatusCode::CONFLICT, Typed::default()).await,
        Err(AskManagerError::Wrong(wrong)) => {
            let typed = Typed {
                both: Some((both.0.to_owned(), both.1.to_owned())),
                problems: problems(&wrong),
            };
            page(&named, StatusCode::UNPROCESSABLE_ENTITY, typed).await
        }
        Err(AskManagerError::Journey(error)) => Err(error.into()),
    }
}

async fn page(named: &Named<Referral>, status: StatusCode, typed: Typed) -> Answer {
    let now = named.desk.door.now;
    let open = journey::open(named.keyholder(), named.account(), &named.id, now).await?;
    let open = open.ok_or(PageError::NotFound)?;
    let mut frame = named.frame(Section::Tasks);
    if status == StatusCode::CONFLICT {
        frame.notice = Some("Somebody was first. Nothing of yours was saved.".to_owned());
    }
    let page: AskManagerPage = reading::ask_manager(frame, &open, typed.both, typed.problems);
    drawn(status, &page)
}

fn problems(wrong: &[Wrong]) -> ErrorSummary {
    let mut problems = ErrorSummary::default();
    for one in wrong {
        let (field, words) = match one {
            Wrong::NoName => ("name", "Enter the manager’s name"),
            Wrong::LongName => ("name", "The manager’s name must be 100 characters or fewer"),
            Wrong::ReferrersName => (
                "name",
                "Enter another name: nobody releases their own referral",
            ),
            Wrong::Address => (
                "email",
                "Enter the manager’s work email, of an organisation that may refer",
            ),
            Wrong::ReferrersAddress => (
                "email",
                "The manager’s email must be different from the referrer’s",
            ),
            Wrong::HubsAddress => ("email", "Nobody at the hub can release a referral"),
        };
        problems.push(field, words);
    }
    problems
}
