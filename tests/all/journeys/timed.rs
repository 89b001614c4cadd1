//! The AIM clock of an accepted referral: recorded beside each other, sealed and audited, the second of two people told, both due dates
//! kept; a pause stops it only where the hub says so; one that somebody took out of the database is noticed.

use gateway::{
    audit::Action,
    journey::{
        JourneyError, claim,
        decide::{self, decide},
        keep_clock::{KeepClockError, keep_clock},
        view,
    },
    pathway::{AimClock, ClockEvent, Ledger, Misfit},
    referral::{Account, ProposedDecision, Referral},
    store::Store,
};
use jiff::{Timestamp, civil::date};
use tests::{
    house::{House, later},
    rows::Rows,
};

/// An accepted referral and who accepted it.
async fn accepted(house: &House) -> (Account, Referral) {
    let keyholder = &house.gateway.keyholder;
    let reference = house.received(&[]).await;
    let asha = house.screener("Asha Demo").await;
    let find = async || {
        let found = keyholder.store.find_by_reference(&reference).await;
        found.unwrap().unwrap()
    };
    let (id, now) = (find().await.id, house.now());
    claim::claim(keyholder, &asha, &id, now).await.unwrap();
    let proposed = ProposedDecision {
        outcome: "accept".to_owned(),
        reason: "criteria_met".to_owned(),
        rationale: "We can help now.".to_owned(),
        services: std::collections::BTreeSet::from(["consultation".to_owned()]),
        ..ProposedDecision::default()
    };
    let version = find().await.version;
    let prepared = decide::prepare(keyholder, &asha, &id, version, &proposed, now)
        .await
        .unwrap();
    decide(keyholder, prepared, now).await.unwrap();
    (asha, find().await)
}

async fn keep(
    house: &House,
    (who, referral): (&Account, &Referral),
    event: &ClockEvent,
    (seen, now): (usize, Timestamp),
) -> Result<(), KeepClockError> {
    keep_clock(
        &house.gateway.keyholder,
        who,
        &referral.id,
        (event, seen),
        now,
    )
    .await
}

async fn open(
    house: &House,
    who: &Account,
    referral: &Referral,
) -> Result<view::OpenReferral, JourneyError> {
    let keyholder = &house.gateway.keyholder;
    let open = view::open(keyholder, who, &referral.id, view::Part::Clock, house.now()).await?;
    Ok(open.unwrap())
}

fn started() -> ClockEvent {
    ClockEvent::Started {
        on: date(2026, 11, 23),
    }
}

fn paused() -> ClockEvent {
    ClockEvent::Paused {
        from: date(2026, 11, 25),
        to: Some(date(2026, 11, 26)),
        why: "The child was in hospital.".to_owned(),
    }
}

/// A week after the house's own day: Thursday 26 November 2026.
fn next_week(house: &House) -> Timestamp {
    later(house.now(), 7 * 24 * 60)
}

async fn due(house: &House, who: &Account, referral: &Referral) -> String {
    let keyholder = &house.gateway.keyholder;
    let open = open(house, who, referral).await.unwrap();
    let clock = AimClock::after(open.clock.iter().map(|made| &made.event));
    let run = clock.run(keyholder.aim_clock_pauses).unwrap();
    let ledger = Ledger::draw(&keyholder.holidays, &run, date(2026, 11, 26));
    ledger.due().on.to_string()
}

#[tokio::test]
async fn a_pause_ships_off_its_reason_stands_and_the_day_counts() {
    let house = House::on_sqlite().await;
    let (asha, referral) = accepted(&house).await;
    let (both, now) = ((&asha, &referral), next_week(&house));
    keep(&house, both, &started(), (0, now)).await.unwrap();
    keep(&house, both, &paused(), (1, now)).await.unwrap();
    assert_eq!(due(&house, &asha, &referral).await, "2027-01-28");
    let open = open(&house, &asha, &referral).await.unwrap();
    assert_eq!(open.clock.len(), 2);
    assert!(open.clock.iter().all(|made| made.by == asha.id));
    let told: Vec<_> = open
        .history
        .iter()
        .filter(|line| line.entry.action == Action::ClockKept)
        .map(|line| line.entry.detail.get("event").unwrap().to_owned())
        .collect();
    assert_eq!(told, ["started", "paused"]);
    let database = house.folder.path().join("gateway.db");
    let everything = Rows::open(&database).await.everything().await;
    assert!(!everything.contains("hospital") && !everything.contains("2026-11-25"));
}

#[tokio::test]
async fn a_pause_stops_the_clock_where_the_hub_allows_it_and_both_due_dates_stay() {
    let house = House::build(None, "\n[pathway]\naim_clock_pauses = true\n").await;
    let (asha, referral) = accepted(&house).await;
    let (both, now) = ((&asha, &referral), next_week(&house));
    keep(&house, both, &started(), (0, now)).await.unwrap();
    keep(&house, both, &paused(), (1, now)).await.unwrap();
    assert_eq!(due(&house, &asha, &referral).await, "2027-02-01");
    let corrected = ClockEvent::Corrected {
        on: date(2026, 11, 24),
        why: "The first was the planning meeting.".to_owned(),
    };
    keep(&house, both, &corrected, (2, now)).await.unwrap();
    let open = open(&house, &asha, &referral).await.unwrap();
    let events: Vec<_> = open
        .clock
        .iter()
        .map(|made| (made.event.clone(), date(2026, 11, 26)))
        .collect();
    let keyholder = &house.gateway.keyholder;
    let dues: Vec<String> = AimClock::changes(&events, &keyholder.holidays, true)
        .iter()
        .map(|change| change.due.on.to_string())
        .collect();
    assert_eq!(dues, ["2027-01-28", "2027-02-01", "2027-02-02"]);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_the_second_of_two_is_told() {
    let house = House::on_sqlite().await;
    let (asha, referral) = accepted(&house).await;
    let (both, now) = ((&asha, &referral), next_week(&house));
    let early = ClockEvent::Started {
        on: date(2026, 11, 18),
    };
    let refused = keep(&house, both, &early, (0, now)).await;
    assert!(
        matches!(refused, Err(KeepClockError::Misfit(Misfit::Day))),
        "{refused:?}"
    );
    let refused = keep(&house, both, &paused(), (0, now)).await;
    assert!(matches!(
        refused,
        Err(KeepClockError::Misfit(Misfit::Start))
    ));
    keep(&house, both, &started(), (0, now)).await.unwrap();
    for seen in [0, 2] {
        let refused = keep(&house, both, &paused(), (seen, now)).await;
        assert!(
            matches!(refused, Err(KeepClockError::Changed)),
            "{refused:?}"
        );
    }
    let overran = ClockEvent::Overran {
        why: "It waits for the police.".to_owned(),
    };
    let refused = keep(&house, both, &overran, (1, now)).await;
    assert!(matches!(
        refused,
        Err(KeepClockError::Misfit(Misfit::NotOver))
    ));
    let much_later = later(now, 70 * 24 * 60);
    keep(&house, both, &overran, (1, much_later)).await.unwrap();
    let (one, other) = (paused(), paused());
    let (one, other) = tokio::join!(
        keep(&house, both, &one, (2, now)),
        keep(&house, both, &other, (2, now))
    );
    assert!(
        one.is_ok() != other.is_ok(),
        "exactly one: {one:?} {other:?}"
    );
    assert_eq!(open(&house, &asha, &referral).await.unwrap().clock.len(), 3);
}

#[tokio::test]
async fn a_referral_that_is_not_accepted_has_no_aim_clock() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[]).await;
    let asha = house.screener("Asha Demo").await;
    let store: &Store = &house.gateway.keyholder.store;
    let referral = store.find_by_reference(&reference).await.unwrap().unwrap();
    let now = next_week(&house);
    let refused = keep(&house, (&asha, &referral), &started(), (0, now)).await;
    assert!(
        matches!(refused, Err(KeepClockError::NotThere)),
        "{refused:?}"
    );
}

#[tokio::test]
async fn an_event_that_was_taken_out_or_exchanged_in_the_database_is_noticed() {
    let house = House::on_sqlite().await;
    let (asha, referral) = accepted(&house).await;
    let (both, now) = ((&asha, &referral), next_week(&house));
    keep(&house, both, &started(), (0, now)).await.unwrap();
    keep(&house, both, &paused(), (1, now)).await.unwrap();
    let mut rows = Rows::open(&house.folder.path().join("gateway.db")).await;
    let exchange = "update clock_event set sealed = (select sealed from clock_event where ordinal = 1) where ordinal = 2";
    assert_eq!(rows.change(exchange).await, 1);
    assert!(open(&house, &asha, &referral).await.is_err());
    assert_eq!(
        rows.change("delete from clock_event where ordinal = 2")
            .await,
        1
    );
    assert!(open(&house, &asha, &referral).await.is_err());
}
