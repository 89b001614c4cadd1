//! Signing in and out. One text for every wrong sign-in, whether or not the account exists; nobody can lock somebody else out.

use std::net::{IpAddr, Ipv4Addr};

use axum::response::IntoResponse;
use http::{HeaderName, HeaderValue, StatusCode};

use super::{
    door::{COOKIE, Door, remember},
    page::{SecondStepPage, SignInPage, SignedOutPage, WRONG, WRONG_CODE},
    site::{Answer, drawn, onward},
};
use crate::{
    journey::sign_in::{self, SecondError},
    web::{
        cookies::SetCookie,
        extract::{ClientAddress, Posted},
        page::ErrorSummary,
        page_error::PageError,
    },
};

const CLEAR: HeaderName = HeaderName::from_static("clear-site-data");
const EVERYTHING: HeaderValue = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");

/// Step 1.
pub async fn first(door: Door) -> Answer {
    if door.screener().await?.is_some() {
        return Ok(onward("/desk/queue"));
    }
    let ended = door.query().is_some_and(|query| query == "ended");
    let minutes = u16::try_from(door.site.keyholder.desk_idle_minutes).ok();
    let page = SignInPage {
        frame: door.frame(),
        email: String::new(),
        ended_after: minutes.filter(|_| ended),
        problems: ErrorSummary::default(),
    };
    drawn(StatusCode::OK, &page)
}

/// Step 1, sent.
pub async fn begin(door: Door, Posted(fields): Posted) -> Answer {
    let email = fields.first("email").trim().to_owned();
    door.site.limits.sign_in(door.client, &email)?;
    let password = fields.first("password").to_owned();
    let token = sign_in::begin(&door.site.keyholder, &email, password, door.now).await?;
    if let Some(token) = token {
        return Ok((remember(&token)?, onward("/desk/sign-in/code")).into_response());
    }
    let mut problems = ErrorSummary::default();
    problems.push("email", WRONG);
    let page = SignInPage {
        frame: door.frame(),
        email,
        ended_after: None,
        problems,
    };
    drawn(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Step 2.
pub async fn second(door: Door) -> Answer {
    if door.half().await?.is_none() {
        return Ok(onward("/desk/sign-in"));
    }
    let page = SecondStepPage {
        frame: door.frame(),
        problems: ErrorSummary::default(),
    };
    drawn(StatusCode::OK, &page)
}

/// Step 2, sent.
pub async fn prove(door: Door, Posted(fields): Posted) -> Answer {
    let half = door.half().await?.ok_or(PageError::Ended)?;
    // From wherever they come: only who knows the password gets here, and six digits are few.
    let anywhere = ClientAddress::of(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    door.site
        .limits
        .sign_in(anywhere, half.account().id.as_str())?;
    match sign_in::second(&door.site.keyholder, &half, fields.first("code"), door.now).await {
        Ok(token) => Ok((remember(&token)?, onward("/desk/queue")).into_response()),
        Err(SecondError::Journey(error)) => Err(error.into()),
        Err(SecondError::Wrong) => {
            let mut problems = ErrorSummary::default();
            problems.push("code", WRONG_CODE);
            let page = SecondStepPage {
                frame: door.frame(),
                problems,
            };
            drawn(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// Ends the session, and has the browser forget what it kept of the desk.
pub async fn sign_out(door: Door, Posted(_): Posted) -> Answer {
    if let Some(token) = door.token() {
        sign_in::sign_out(&door.site.keyholder, token, door.now).await?;
    }
    let forget = SetCookie::clear(COOKIE).map_err(|error| PageError::wrong(&error))?;
    Ok((forget, [(CLEAR, EVERYTHING)], onward("/desk/signed-out")).into_response())
}

/// After signing out.
pub async fn signed_out(door: Door) -> Answer {
    drawn(
        StatusCode::OK,
        &SignedOutPage {
            frame: door.frame(),
        },
    )
}
