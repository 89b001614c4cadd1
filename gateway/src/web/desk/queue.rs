//! The queue. Its addresses hold a view, a filter's codes and a place between rows: a time and an id, never anything about a child.

use http::StatusCode;

use super::{
    dates,
    door::Desk,
    page::{PageLink, QueuePage, QueuePlace, QueueView, Section, ViewLink},
    reading,
    site::{Answer, drawn, onward},
};
use crate::{
    journey::view,
    referral::{Account, Id, Reference, Referral},
    store::{Cursor, QueueOrder, QueueView as Rows, Wanted},
};

/// From the desk's bare address to its first page.
pub async fn home() -> Answer {
    Ok(onward("/desk/queue"))
}

/// One page of a view, or of what a filter keeps of it.
pub async fn queue(desk: Desk) -> Answer {
    let (site, now, who) = (&desk.door.site, desk.door.now, desk.who.account());
    let place = QueuePlace::read(&desk.door.pairs());
    let from = desk.door.asked("after").and_then(|text| read_cursor(&text));
    let today = dates::day_of(now);
    let wanted = Wanted {
        view: rows(place.view, who),
        order: if place.by_eligible {
            QueueOrder::Eligible
        } else {
            QueueOrder::Received
        },
        from,
        filter: place.filter.clone(),
        reader: who.id.clone(),
        today,
    };
    let found = view::queue(&site.keyholder, &wanted, now).await?;
    let matching = matching(&found);
    let (newer, older): (Vec<_>, Vec<_>) = [found.before, found.after]
        .into_iter()
        .flatten()
        .partition(|cursor| cursor.newer);
    let mut frame = desk.frame().at(Section::Queue);
    frame.notice = let_go(&desk);
    let in_words = |list: Vec<view::QueueRow>| {
        list.into_iter()
            .map(|row| reading::row(row, who, &site.keyholder.holidays, today))
            .collect()
    };
    let page = QueuePage {
        frame,
        now: dates::full(now),
        views: views(found.counts),
        read_first: in_words(found.read_first),
        rows: in_words(sorted(found.rows, place.by_eligible)),
        matching,
        cut_short: found.cut_short,
        alarm: alarm(found.letters_waiting),
        older: older.first().map(|cursor| link(&place, cursor)),
        newer: newer.first().map(|cursor| link(&place, cursor)),
        place,
    };
    drawn(StatusCode::OK, &page)
}

/// How many match: counted by the database, or all of them stand on this page.
fn matching(found: &view::Queue) -> Option<u64> {
    let alone = found.before.is_none() && found.after.is_none();
    let shown = u64::try_from(found.read_first.len() + found.rows.len()).ok();
    found.matching.or(shown.filter(|_| alone))
}

/// Within a page the rows of one month stand by their day, which only the sealed line knows.
fn sorted(mut rows: Vec<view::QueueRow>, by_eligible: bool) -> Vec<view::QueueRow> {
    if by_eligible {
        let until = |row: &view::QueueRow| {
            let line = row.line.as_ref()?;
            line.eligible_until.clone()
        };
        rows.sort_by_key(|row| {
            let until = until(row);
            (until.is_none(), until)
        });
    }
    rows
}

/// The line after a referral was let go; its reference is read, never repeated as it came.
fn let_go(desk: &Desk) -> Option<String> {
    let reference = Reference::read(&desk.door.asked("let-go")?).ok()?;
    Some(format!("You let {reference} go."))
}

fn rows(view: QueueView, who: &Account) -> Rows {
    match view {
        QueueView::ToScreen => Rows::ToScreen,
        QueueView::Mine => Rows::Mine(who.id.clone()),
        QueueView::Accepted => Rows::Accepted,
        QueueView::Declined => Rows::Declined,
        QueueView::Asked => Rows::Asked,
        QueueView::AllOpen => Rows::AllOpen,
    }
}

/// The counts come in the journey's order.
fn views([to_screen, mine, asked, all_open, accepted, declined]: [u64; 6]) -> Vec<ViewLink> {
    let count = |view| match view {
        QueueView::ToScreen => to_screen,
        QueueView::Mine => mine,
        QueueView::Accepted => accepted,
        QueueView::Declined => declined,
        QueueView::Asked => asked,
        QueueView::AllOpen => all_open,
    };
    QueueView::ALL
        .into_iter()
        .map(|view| ViewLink {
            view,
            count: Some(count(view)),
        })
        .collect()
}

fn alarm(waiting: u64) -> Option<String> {
    match waiting {
        0 => None,
        1 => Some("1 letter has waited for more than an hour.".to_owned()),
        more => Some(format!("{more} letters have waited for more than an hour.")),
    }
}

fn link(place: &QueuePlace, cursor: &Cursor) -> PageLink {
    let side = if cursor.newer { 'n' } else { 'o' };
    let at = jiff::Timestamp::from_microsecond(cursor.received_at).unwrap_or_default();
    let day = dates::long_day(dates::day_of(at));
    PageLink {
        path: format!(
            "{}&after={}-{}-{}-{side}",
            place.path(),
            cursor.month,
            cursor.received_at,
            cursor.id
        ),
        dates: if place.by_eligible {
            String::new()
        } else if cursor.newer {
            format!("from {day}")
        } else {
            format!("to {day}")
        },
    }
}

/// Reads what [`link`] wrote; anything else is the first page.
fn read_cursor(text: &str) -> Option<Cursor> {
    let mut parts = text.split('-');
    let month = parts.next()?.parse().ok()?;
    let received_at = parts.next()?.parse().ok()?;
    let id = Id::<Referral>::read(parts.next()?)?;
    let newer = match parts.next()? {
        "n" => true,
        "o" => false,
        _ => return None,
    };
    parts.next().is_none().then(|| Cursor {
        month,
        received_at,
        id: id.to_string(),
        newer,
    })
}

#[cfg(test)]
mod tests {
    use super::{link, read_cursor};
    use crate::{store::Cursor, web::desk::page::QueuePlace};

    #[test]
    fn a_place_between_rows_reads_back_from_its_address() {
        for newer in [true, false] {
            let cursor = Cursor {
                month: 202_612,
                received_at: 1_795_338_000_000_001,
                id: "0123456789abcdefghjkmnpqrs".to_owned(),
                newer,
            };
            let path = link(&QueuePlace::read(&[]), &cursor).path;
            let (_, text) = path.split_once("&after=").unwrap();
            assert_eq!(read_cursor(text), Some(cursor));
        }
        for other in [
            "",
            "1",
            "1-x-0123456789abcdefghjkmnpqrs-n",
            "1-1-0-n",
            "202612-1-0123456789abcdefghjkmnpqrs-x",
            "1-1-0123456789abcdefghjkmnpqrs-n-n",
        ] {
            assert_eq!(read_cursor(other), None, "{other}");
        }
    }
}
