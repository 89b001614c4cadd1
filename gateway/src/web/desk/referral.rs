//! The overview and the history of a referral, and the name on whichever tab somebody asks for it.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode};

use super::{
    answers, attachments, clock,
    found::Found,
    letters,
    page::{HistoryPage, ReferralHead, ShownName, Tab},
    reading,
    site::{Answer, drawn},
};
use crate::{
    journey::view::{OpenReferral, Part},
    web::{extract::Posted, page_error::PageError},
};

const REFRESH: HeaderName = HeaderName::from_static("refresh");

/// After so many seconds a shown name is hidden again, without a script.
const SHOWN: u32 = 300;

/// Decide in one look.
pub async fn overview(found: Found) -> Answer {
    let open = found.open(Part::Overview).await?;
    tab(&found, &open, Tab::Overview, None)
}

/// What happened.
pub async fn history(found: Found) -> Answer {
    let open = found.open(Part::History).await?;
    tab(&found, &open, Tab::History, None)
}

/// The tab from which somebody asked, with the name: recorded, and never at an address that could be kept.
pub async fn name(found: Found, Posted(fields): Posted) -> Answer {
    let asked = Tab::read(fields.first("tab")).ok_or(PageError::NotFound)?;
    let warned = found.desk.who.warned(&found.referral.id).is_some();
    let shown_on = if asked == Tab::Answers && !warned {
        Tab::Overview
    } else {
        asked
    };
    let open = found.open(Part::Name).await?;
    let shown = reading::shown_name(&open.sent, found.desk.door.now);
    let page = tab(&found, &open, shown_on, Some(shown))?;
    Ok(hidden_again(&found, shown_on, page))
}

fn hidden_again(found: &Found, tab: Tab, page: Response) -> Response {
    let below = if tab == Tab::Overview {
        String::new()
    } else {
        format!("/{}", tab.code())
    };
    let refresh = HeaderValue::try_from(format!("{SHOWN}; url={}", found.path(&below)));
    match refresh {
        Ok(refresh) => ([(REFRESH, refresh)], page).into_response(),
        Err(_) => page,
    }
}

/// One tab, with the name or without.
fn tab(found: &Found, open: &OpenReferral, tab: Tab, shown: Option<ShownName>) -> Answer {
    let head: ReferralHead = reading::head(open, found.account(), Some(tab), shown);
    let mut frame = found.frame();
    if tab == Tab::Overview {
        frame.notice = frame.notice.or_else(|| notice(found.desk.door.query()?));
    }
    match tab {
        Tab::Overview => drawn(
            StatusCode::OK,
            &reading::overview(frame, head, open, found.keyholder(), found.desk.door.now),
        ),
        Tab::Answers => drawn(StatusCode::OK, &answers::page(found, open, head)),
        Tab::Attachments => drawn(StatusCode::OK, &attachments::page(frame, head, open)),
        Tab::Letters => drawn(StatusCode::OK, &letters::page(frame, head, open)),
        Tab::Clock => drawn(StatusCode::OK, &clock::page(found, open, head)),
        Tab::History => drawn(
            StatusCode::OK,
            &HistoryPage {
                frame,
                head,
                items: reading::items(open),
            },
        ),
    }
}

/// The line after somebody did something that leads here.
fn notice(query: &str) -> Option<String> {
    let words = match query {
        "corrected" => "The correction is recorded, and the referral was screened again.",
        "held" => "It is set aside. The referrer and the manager are told.",
        "taken-up" => {
            "It was screened again and waits to be claimed. The referrer and the manager are told."
        }
        _ => return None,
    };
    Some(words.to_owned())
}
