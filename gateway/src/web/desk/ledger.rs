//! The mailbox ledger: every message of the mailbox accounted for, by day and by UID. Never a subject or a sender.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use http::{StatusCode, request::Parts};
use jiff::{Timestamp, ToSpan as _, civil::Date};

use super::{
    dates,
    door::{Desk, Refused},
    page::{FolderLine, LedgerDayPage, LedgerPage, PageLink, Section},
    reading,
    site::{Answer, DeskSite, drawn},
};
use crate::{
    journey::Keyholder,
    referral::{FolderKey, LedgerLine, UidRow, UidState},
    store::LedgerView,
    web::page_error::PageError,
};

/// Days on the first page.
const DAYS: i64 = 14;
/// Lines asked for at a time, and on one page of a day.
const PAGE: u64 = 500;

/// The days.
pub async fn days(desk: Desk) -> Answer {
    let (keyholder, today) = (&desk.door.site.keyholder, dates::day_of(desk.door.now));
    let from = today.saturating_sub((DAYS - 1).days());
    let closed = keyholder.store.days(from).await.map_err(PageError::from)?;
    let view = LedgerView {
        arrived: Some((begins(from)?, begins(today.saturating_add(1.days()))?)),
        ..LedgerView::default()
    };
    let lines = all(keyholder, &view).await?;
    let gone = lines
        .iter()
        .filter(|line| line.row.state == UidState::Gone)
        .map(|line| format!("{}, UID {}", reading::folder(&line.row.key), line.row.uid));
    let page = LedgerPage {
        frame: desk.frame().at(Section::Ledger),
        missing: gone.collect(),
        folders: folders(keyholder).await?,
        days: reading::days(&closed, &lines),
    };
    drawn(StatusCode::OK, &page)
}

/// A day that an address names, and who asks.
#[derive(Debug)]
pub struct AtDay {
    desk: Desk,
    day: Date,
}

impl FromRequestParts<Arc<DeskSite>> for AtDay {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<DeskSite>) -> Result<Self, Refused> {
        let desk = Desk::from_request_parts(parts, site).await?;
        let params = RawPathParams::from_request_parts(parts, site).await;
        let params = params.map_err(|_| PageError::NotFound)?;
        let mut params = params.iter();
        let day = params.find(|(name, _)| *name == "day");
        let day = day.and_then(|(_, day)| day.parse().ok());
        let day = day.ok_or(PageError::NotFound)?;
        Ok(Self { desk, day })
    }
}

/// One day.
pub async fn day(AtDay { desk, day }: AtDay) -> Answer {
    let keyholder = &desk.door.site.keyholder;
    let view = LedgerView {
        arrived: Some((begins(day)?, begins(day.saturating_add(1.days()))?)),
        ..LedgerView::default()
    };
    let after = read_after(&desk);
    let lines = keyholder
        .store
        .ledger_after(&view, after.as_ref(), PAGE)
        .await
        .map_err(PageError::from)?;
    let is_full = u64::try_from(lines.len()).is_ok_and(|count| count == PAGE);
    let next = lines.last().filter(|_| is_full);
    let page = LedgerDayPage {
        frame: desk.frame().within(Section::Ledger),
        day: day.strftime("%A %-d %B %Y").to_string(),
        outcomes: reading::outcomes(&lines),
        next: next.map(|line| link(day, &line.row)),
        lines: lines.iter().map(reading::uid).collect(),
    };
    drawn(StatusCode::OK, &page)
}

async fn all(keyholder: &Keyholder, view: &LedgerView) -> Result<Vec<LedgerLine>, PageError> {
    let mut lines: Vec<LedgerLine> = Vec::new();
    loop {
        let after = lines.last().map(|line| line.row.clone());
        let more = keyholder
            .store
            .ledger_after(view, after.as_ref(), PAGE)
            .await
            .map_err(PageError::from)?;
        if more.is_empty() {
            return Ok(lines);
        }
        lines.extend(more);
    }
}

async fn folders(keyholder: &Keyholder) -> Result<Vec<FolderLine>, PageError> {
    let mut lines = Vec::new();
    for folder in keyholder.store.folders().await.map_err(PageError::from)? {
        let view = LedgerView {
            account: Some(folder.key.account.clone()),
            folder: Some(folder.key.folder.clone()),
            ..LedgerView::default()
        };
        let counts = keyholder.store.count_uids(&view).await;
        let [uids, present, missing] = counts.map_err(PageError::from)?;
        let read = folder.last_good_at.map(dates::moment);
        lines.push(FolderLine {
            name: reading::folder(&folder.key),
            read: read.unwrap_or_else(|| "never".to_owned()),
            uids,
            present,
            counted: folder.server_count,
            missing,
        });
    }
    Ok(lines)
}

fn begins(day: Date) -> Result<Timestamp, PageError> {
    dates::begins(day).ok_or(PageError::NotFound)
}

fn link(day: Date, row: &UidRow) -> PageLink {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("account", &row.key.account)
        .append_pair("folder", &row.key.folder)
        .append_pair("validity", &row.validity.to_string())
        .append_pair("uid", &row.uid);
    PageLink {
        path: format!("/desk/ledger/{day}?{}", query.finish()),
        dates: format!("after UID {}", row.uid),
    }
}

/// Reads what [`link`] wrote; anything else is the first page.
fn read_after(desk: &Desk) -> Option<UidRow> {
    let asked = |name| desk.door.asked(name);
    Some(UidRow {
        key: FolderKey {
            account: asked("account")?,
            folder: asked("folder")?,
        },
        validity: asked("validity")?.parse().ok()?,
        uid: asked("uid")?,
        message: None,
        state: UidState::Sealed,
        attempts: 0,
        next_at: desk.door.now,
        why: None,
        arrived_at: None,
        present: false,
        seen_at: desk.door.now,
        changed_at: desk.door.now,
    })
}
