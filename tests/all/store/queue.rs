//! The queue on both databases: pages without a gap or a repeat, whatever is raised and whatever a filter keeps.

use ::gateway::{
    referral::{HeldBy, LetterState, Narrowing, QueueFilter, Referral},
    store::{Change, Cursor, Keep, QueueOrder, QueuePage, QueueView, Unaudited, Wanted},
};
use jiff::civil::date;

use super::{Fresh, Stage, begin, id, insert, later, outbox_letter, referral};

on_both!(
    the_queue_pages_without_gap_or_repeat,
    no_raised_referral_is_hidden_however_many_there_are,
    a_filter_keeps_who_holds_it_what_is_raised_and_whose_letter_failed,
    a_filter_of_eligible_until_asks_the_months_alone,
    what_a_line_tells_is_found_page_by_page_there_and_back,
    a_search_ends_after_a_thousand_rows_and_goes_on_from_there,
);

fn wanted(view: QueueView, from: Option<Cursor>, ticked: &[Narrowing]) -> Wanted {
    Wanted {
        view,
        order: QueueOrder::Received,
        from,
        filter: QueueFilter::of(ticked.iter().copied()),
        reader: ::gateway::referral::Id::from_random([7; 16]),
        today: date(2026, 11, 22),
    }
}

async fn page(fresh: &Fresh, wanted: &Wanted) -> QueuePage {
    fresh.store.queue(wanted, &mut |_| true).await.unwrap()
}

fn ids(rows: &[Referral]) -> Vec<String> {
    rows.iter().map(|row| row.id.as_str().to_owned()).collect()
}

async fn no_raised_referral_is_hidden_however_many_there_are(fresh: &Fresh) {
    let mut all = Vec::new();
    for minute in 0..160 {
        let mut row = referral(Stage::Waiting, later(begin(), minute / 3));
        row.read_first = minute % 8 != 0;
        insert(&fresh.store, &row).await;
        all.push(row.id.as_str().to_owned());
    }
    let mut from: Option<Cursor> = None;
    let mut below = Vec::new();
    let top: Vec<String> = loop {
        let page = page(fresh, &wanted(QueueView::AllOpen, from.take(), &[])).await;
        below.extend(ids(&page.rows));
        from = page.after;
        if from.is_none() {
            break ids(&page.read_first);
        }
    };
    assert_eq!(top.len(), 100);
    let mut seen = [top, below].concat();
    seen.sort();
    all.sort();
    assert_eq!(seen, all, "each once: on top, or in its place below");
}

async fn the_queue_pages_without_gap_or_repeat(fresh: &Fresh) {
    let mut all = Vec::new();
    for minute in 0..60 {
        let mut row = referral(Stage::Waiting, later(begin(), minute / 2));
        row.read_first = minute % 20 == 0;
        insert(&fresh.store, &row).await;
        all.push(row);
    }
    let (mut seen, mut from): (Vec<String>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let page = page(fresh, &wanted(QueueView::ToScreen, from.take(), &[])).await;
        assert_eq!(
            page.read_first.len(),
            3,
            "raised ones are on top of every page"
        );
        assert!(!page.cut_short);
        seen.extend(ids(&page.rows));
        if let Some(before) = page.before {
            let back = wanted(QueueView::ToScreen, Some(before), &[]);
            let back = self::page(fresh, &back).await;
            assert!(!back.rows.is_empty(), "one can go back");
        }
        match page.after {
            Some(after) => from = Some(after),
            None => break,
        }
    }
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    assert_eq!((seen.len(), once.len()), (57, 57));
    assert_eq!(
        fresh.store.count_queue(&QueueView::ToScreen).await.unwrap(),
        60
    );
}

async fn a_filter_keeps_who_holds_it_what_is_raised_and_whose_letter_failed(fresh: &Fresh) {
    let me = wanted(QueueView::AllOpen, None, &[]).reader;
    let stages = [Stage::Waiting, Stage::Claimed(me), Stage::Claimed(id())];
    let mut rows = Vec::new();
    for stage in stages {
        let mut row = referral(stage, begin());
        row.read_first = rows.is_empty();
        insert(&fresh.store, &row).await;
        rows.push(row.id.as_str().to_owned());
    }
    for (row, state) in rows.iter().zip([
        LetterState::Relayed,
        LetterState::Bounced,
        LetterState::Uncertain,
    ]) {
        let tx = fresh.store.begin().await.unwrap();
        let mut letter = outbox_letter(begin());
        letter.referral = ::gateway::referral::Id::read(row);
        letter.state = state;
        tx.insert_letter(&letter).await.unwrap();
        tx.commit_unaudited(Unaudited::Lease).await.unwrap();
    }
    let held = |by| Narrowing::HeldBy(by);
    let cases: [(&[Narrowing], &[usize]); 7] = [
        (&[held(HeldBy::Nobody)], &[0]),
        (&[held(HeldBy::Me)], &[1]),
        (&[held(HeldBy::AnyoneElse)], &[2]),
        (&[held(HeldBy::Nobody), held(HeldBy::AnyoneElse)], &[0, 2]),
        (&[Narrowing::ReadFirst], &[0]),
        (&[Narrowing::LetterFailed], &[1, 2]),
        (&[Narrowing::LetterFailed, held(HeldBy::Me)], &[1]),
    ];
    for (ticked, expected) in cases {
        let wanted = wanted(QueueView::AllOpen, None, ticked);
        let found = page(fresh, &wanted).await;
        let mut found = [ids(&found.read_first), ids(&found.rows)].concat();
        found.sort();
        let mut kept: Vec<String> = expected.iter().map(|at| rows[*at].clone()).collect();
        kept.sort();
        assert_eq!(found, kept, "{ticked:?}");
        let count = fresh.store.count_wanted(&wanted).await.unwrap();
        assert_eq!(count, Some(u64::try_from(kept.len()).unwrap()));
    }
}

async fn a_filter_of_eligible_until_asks_the_months_alone(fresh: &Fresh) {
    let days = [
        Some(date(2026, 10, 31)),
        Some(date(2026, 11, 1)),
        Some(date(2026, 12, 31)),
        Some(date(2027, 1, 1)),
        None,
    ];
    let mut rows = Vec::new();
    for until in days {
        let row = referral(Stage::Received, begin());
        insert(&fresh.store, &row).await;
        let change = Change {
            eligible_until: Some(until),
            ..Change::default()
        };
        let tx = fresh.store.begin().await.unwrap();
        tx.move_referral(&row, &Stage::Waiting, begin(), change)
            .await
            .unwrap();
        tx.commit(begin(), &[]).await.unwrap();
        rows.push(row.id.as_str().to_owned());
    }
    let wanted = wanted(QueueView::AllOpen, None, &[Narrowing::EligibleSoon]);
    let mut found = ids(&page(fresh, &wanted).await.rows);
    found.sort();
    let mut kept = rows[1..3].to_vec();
    kept.sort();
    assert_eq!(found, kept, "the day itself stands in the sealed line");
    assert_eq!(fresh.store.count_wanted(&wanted).await.unwrap(), None);
}

/// Rows a minute apart; the form of every one in `each` says that it is looked for.
async fn some_rows(fresh: &Fresh, rows: i64, each: i64) {
    let tx = fresh.store.begin().await.unwrap();
    for minute in 0..rows {
        let mut row = referral(Stage::Waiting, later(begin(), minute));
        if minute % each == 0 {
            row.form = minute.to_string();
        }
        tx.insert_referral(&row).await.unwrap();
    }
    tx.commit_unaudited(Unaudited::Lease).await.unwrap();
}

/// A page of the rows that are looked for, as if only their lines could tell; their numbers and the page.
async fn found(fresh: &Fresh, from: Option<Cursor>) -> (Vec<String>, QueuePage) {
    let mut looked = 0;
    let wanted = wanted(QueueView::AllOpen, from, &[Narrowing::Placed]);
    let keep: &mut Keep<'_> = &mut |row| {
        looked += 1;
        row.form != "social-worker"
    };
    let page = fresh.store.queue(&wanted, keep).await.unwrap();
    assert!(looked <= 1000, "{looked}");
    (page.rows.iter().map(|row| row.form.clone()).collect(), page)
}

async fn what_a_line_tells_is_found_page_by_page_there_and_back(fresh: &Fresh) {
    some_rows(fresh, 420, 7).await;
    let all: Vec<String> = (0..60).map(|at| (at * 7).to_string()).collect();
    let (first, page) = found(fresh, None).await;
    assert_eq!((first.as_slice(), page.before), (&all[..25], None));
    let (second, page) = found(fresh, page.after).await;
    assert_eq!(second, all[25..50]);
    let (third, end) = found(fresh, page.after).await;
    assert_eq!((third.as_slice(), end.after), (&all[50..], None));
    let (back, page) = found(fresh, end.before).await;
    assert_eq!(back, all[25..50]);
    let (back, page) = found(fresh, page.before).await;
    assert_eq!((back.as_slice(), page.before), (&all[..25], None));
    assert!(!page.cut_short);
}

async fn a_search_ends_after_a_thousand_rows_and_goes_on_from_there(fresh: &Fresh) {
    some_rows(fresh, 2010, 2009).await;
    let (first, page) = found(fresh, None).await;
    assert_eq!((first, page.cut_short), (vec!["0".to_owned()], true));
    let (second, page) = found(fresh, page.after).await;
    assert_eq!((second.len(), page.cut_short), (0, true));
    let (third, end) = found(fresh, page.after).await;
    assert_eq!((third, end.cut_short), (vec!["2009".to_owned()], false));
    assert_eq!(end.after, None);
    let (back, page) = found(fresh, end.before).await;
    assert_eq!((back.len(), page.cut_short), (0, true));
    let (back, page) = found(fresh, page.before).await;
    assert_eq!((back, page.after.is_some()), (vec!["0".to_owned()], true));
}
