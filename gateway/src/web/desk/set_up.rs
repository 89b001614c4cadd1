//! Setting up an account: the one-time code and a password, then the authenticator app. Says nothing about accounts that exist.

use axum::response::IntoResponse;
use http::StatusCode;

use super::{
    door::{Door, remember},
    page::{DeskFrame, QrPicture, SetUpAppPage, SetUpPage, WRONG_CODE, WRONG_SET_UP},
    site::{Answer, drawn, onward},
};
use crate::{
    journey::set_up::{self, SetUpError, SettingUp},
    web::{extract::Posted, page::ErrorSummary, page_error::PageError},
};

/// Page 1.
pub async fn first(door: Door) -> Answer {
    let page = SetUpPage {
        frame: door.frame(),
        email: String::new(),
        problems: ErrorSummary::default(),
    };
    drawn(StatusCode::OK, &page)
}

/// Page 1, sent.
pub async fn begin(door: Door, Posted(fields): Posted) -> Answer {
    let email = fields.first("email").trim().to_owned();
    door.site.limits.sign_in(door.client, &email)?;
    let typed = (email.as_str(), fields.first("set_up_code"));
    let password = fields.first("password").to_owned();
    let mut problems = left_empty(typed, &password);
    if !problems.is_empty() {
        return again(&door, email, problems);
    }
    match set_up::set_up(&door.site.keyholder, typed, password, door.now).await {
        Ok(token) => return Ok((remember(&token)?, onward("/desk/set-up/app")).into_response()),
        Err(SetUpError::Journey(error)) => return Err(error.into()),
        Err(SetUpError::Password(problem)) => {
            problems.push("password", problem.label().trim_end_matches('.'));
        }
        Err(SetUpError::Wrong | SetUpError::Code) => problems.push("set_up_code", WRONG_SET_UP),
    }
    again(&door, email, problems)
}

fn left_empty((email, code): (&str, &str), password: &str) -> ErrorSummary {
    let mut problems = ErrorSummary::default();
    for (field, typed, words) in [
        ("email", email, "Enter your work email"),
        ("set_up_code", code.trim(), "Enter the set-up code"),
        ("password", password, "Enter a new password"),
    ] {
        if typed.is_empty() {
            problems.push(field, words);
        }
    }
    problems
}

fn again(door: &Door, email: String, problems: ErrorSummary) -> Answer {
    let page = SetUpPage {
        frame: door.frame(),
        email,
        problems,
    };
    drawn(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Page 2.
pub async fn app(door: Door) -> Answer {
    match setting_up(&door).await? {
        None => Ok(onward("/desk/set-up")),
        Some(person) => drawn(
            StatusCode::OK,
            &app_page(door.frame(), &person, ErrorSummary::default())?,
        ),
    }
}

/// Page 2, sent.
pub async fn finish(door: Door, Posted(fields): Posted) -> Answer {
    let person = setting_up(&door).await?.ok_or(PageError::Ended)?;
    match set_up::finish_set_up(
        &door.site.keyholder,
        &person,
        fields.first("code"),
        door.now,
    )
    .await
    {
        Ok(token) => Ok((remember(&token)?, onward("/desk/queue")).into_response()),
        Err(SetUpError::Journey(error)) => Err(error.into()),
        Err(SetUpError::Wrong | SetUpError::Password(_)) => Err(PageError::Ended),
        Err(SetUpError::Code) => {
            let mut problems = ErrorSummary::default();
            problems.push("code", WRONG_CODE);
            drawn(
                StatusCode::UNPROCESSABLE_ENTITY,
                &app_page(door.frame(), &person, problems)?,
            )
        }
    }
}

async fn setting_up(door: &Door) -> Result<Option<SettingUp>, PageError> {
    let Some(token) = door.token() else {
        return Ok(None);
    };
    Ok(set_up::setting_up(&door.site.keyholder, token, door.now).await?)
}

fn app_page(
    frame: DeskFrame,
    person: &SettingUp,
    problems: ErrorSummary,
) -> Result<SetUpAppPage, PageError> {
    let email = person.account().email.clone();
    let address = person
        .secret()
        .address(&email)
        .map_err(|error| PageError::wrong(&error))?;
    Ok(SetUpAppPage {
        frame,
        email,
        secret: person.secret().shown(),
        picture: QrPicture::draw(&address).unwrap_or_default(),
        problems,
    })
}
