//! A letter on its way: what is committed before the relay gets its content, what a crash at each side of that leaves, and that a letter
//! stays the same letter however often it is sent.

use std::sync::Arc;

use gateway::{
    gateway::Gateway,
    journey::{claim, decide, deliver, resend, view},
    referral::{Account, Id, LetterState, OutboxLetter, ProposedDecision, Referral},
    store::QueueView,
};
use jiff::Timestamp;
use tests::{
    house::{House, later},
    relay::{Act, Relay, header},
    rows::Rows,
};

use super::decided::wanted;

/// A house with a declined referral whose letters wait, and the gateway's next start with a relay.
struct Waiting {
    house: House,
    next: Gateway,
    asha: Account,
    referral: Id<Referral>,
    relay: Relay,
}

async fn waiting(script: &[Act]) -> Waiting {
    let house = House::on_sqlite().await;
    let reference = house.received(&[]).await;
    let asha = house.screener("Asha Demo").await;
    let keyholder = &house.gateway.keyholder;
    let find = || async {
        let found = keyholder.store.find_by_reference(&reference).await;
        found.unwrap().unwrap()
    };
    let referral = find().await.id;
    claim::claim(keyholder, &asha, &referral, house.now())
        .await
        .unwrap();
    let proposed = ProposedDecision {
        outcome: "decline".to_owned(),
        reason: "within_the_childs_plan".to_owned(),
        rationale: "The plan around this child is sound and reviewed.".to_owned(),
        ..ProposedDecision::default()
    };
    let version = find().await.version;
    let prepared = decide::prepare(keyholder, &asha, &referral, version, &proposed, house.now());
    let prepared = prepared.await.unwrap();
    decide::decide(keyholder, prepared, house.now())
        .await
        .unwrap();
    let relay = Relay::start(script).await;
    let next = house
        .next_start(|settings| relay.instead_of_the_folder(&settings))
        .await;
    Waiting {
        house,
        next,
        asha,
        referral,
        relay,
    }
}

impl Waiting {
    async fn lease(&self, at: Timestamp) -> Option<OutboxLetter> {
        deliver::lease(&self.next.keyholder, at).await.unwrap()
    }

    async fn deliver(&self, leased: OutboxLetter) {
        deliver::deliver(&self.next.keyholder, leased, &self.next.clock)
            .await
            .unwrap();
    }

    /// A worker that dies at the step where the relay stops.
    async fn die(&mut self, leased: OutboxLetter) {
        let (keyholder, clock) = (Arc::clone(&self.next.keyholder), self.next.clock.clone());
        let worker =
            tokio::spawn(async move { deliver::deliver(&keyholder, leased, &clock).await });
        self.relay.stopped().await;
        worker.abort();
        assert!(worker.await.unwrap_err().is_cancelled());
    }

    /// Everything that is due at `at`.
    async fn deliver_all(&self, at: Timestamp) {
        while let Some(leased) = self.lease(at).await {
            self.deliver(leased).await;
        }
    }

    async fn letter(&self, id: &Id<OutboxLetter>) -> OutboxLetter {
        let store = &self.next.keyholder.store;
        store.find_letter(id).await.unwrap().unwrap()
    }

    async fn committed(&self, id: &Id<OutboxLetter>) -> (String, String) {
        let mut rows = Rows::open(&self.house.folder.path().join("gateway.db")).await;
        let column =
            |name: &str| format!("select coalesce({name}, '') from letter where id = '{id}'");
        (
            rows.text(&column("state")).await,
            rows.text(&column("why")).await,
        )
    }

    /// The messages that have this letter's Message-ID.
    fn given(&self, id: &Id<OutboxLetter>) -> usize {
        let message_id = format!("<{id}@exampleshire.test>");
        let all = self.relay.given();
        all.iter()
            .filter(|message| header(message, "Message-ID") == message_id)
            .count()
    }
}

#[tokio::test]
async fn a_crash_after_the_content_began_leaves_a_letter_that_a_person_looks_at() {
    let mut waiting = waiting(&[Act::Stop("DATA")]).await;
    let now = waiting.house.now();
    let leased = waiting.lease(now).await.unwrap();
    let id = leased.id.clone();
    waiting.die(leased).await;
    assert_eq!(
        waiting.committed(&id).await,
        ("posting".to_owned(), "handing_over".to_owned()),
        "it stood there when the relay heard DATA"
    );
    waiting.deliver_all(later(now, 19)).await;
    assert_eq!(waiting.letter(&id).await.state, LetterState::Posting);
    waiting.deliver_all(later(now, 21)).await;
    assert_eq!(waiting.letter(&id).await.state, LetterState::Uncertain);
    assert_eq!(waiting.given(&id), 0, "it is not sent again by itself");
    assert_eq!(waiting.relay.given().len(), 1, "the other letter went");
    let keyholder = &waiting.next.keyholder;
    let part = view::Part::Letters;
    let open = view::open(keyholder, &waiting.asha, &waiting.referral, part, now);
    let open = open.await.unwrap().unwrap();
    let shown = open.letters.iter().find(|(letter, _)| letter.id == id);
    assert_eq!(shown.unwrap().0.state.label(), "Uncertain");
    let wanted = wanted(&waiting.house, QueueView::Declined, &waiting.asha);
    let queue = view::queue(keyholder, &wanted, now);
    assert_eq!(queue.await.unwrap().letters_waiting, 1);
    let (asha, referral) = (&waiting.asha, &waiting.referral);
    resend::resend(keyholder, asha, referral, &id, now)
        .await
        .unwrap();
    waiting.deliver_all(now).await;
    assert_eq!(waiting.letter(&id).await.state, LetterState::Relayed);
    assert_eq!(waiting.given(&id), 1);
}

#[tokio::test]
async fn a_crash_before_the_content_began_lets_the_letter_be_sent_again() {
    for step in ["MAIL", "RCPT"] {
        let mut waiting = waiting(&[Act::Stop(step)]).await;
        let now = waiting.house.now();
        let leased = waiting.lease(now).await.unwrap();
        let id = leased.id.clone();
        waiting.die(leased).await;
        let (state, why) = waiting.committed(&id).await;
        assert_eq!(state, "posting", "{step}");
        assert_ne!(why, "handing_over", "{step}");
        waiting.deliver_all(later(now, 21)).await;
        assert_eq!(waiting.letter(&id).await.state, LetterState::Relayed);
        assert_eq!(waiting.given(&id), 1, "{step}");
    }
}

#[tokio::test]
async fn a_worker_whose_lease_has_passed_to_another_gives_the_relay_nothing() {
    let waiting = waiting(&[]).await;
    let now = waiting.house.now();
    let slow = waiting.lease(now).await.unwrap();
    let id = slow.id.clone();
    let mut quick = None;
    while let Some(leased) = waiting.lease(later(now, 21)).await {
        quick = Some(leased).filter(|leased| leased.id == id).or(quick);
    }
    waiting.deliver(slow).await;
    assert_eq!(waiting.relay.connections(), 1, "it had come that far");
    assert_eq!(waiting.given(&id), 0);
    waiting.deliver(quick.unwrap()).await;
    assert_eq!(waiting.given(&id), 1);
    assert_eq!(waiting.letter(&id).await.state, LetterState::Relayed);
}

#[tokio::test]
async fn a_letter_that_is_sent_again_is_the_same_letter() {
    for (act, minutes, between) in [
        (Act::Lose, 0, LetterState::Uncertain),
        (Act::Answer("554 no"), 0, LetterState::Refused),
        (Act::Answer("451 later"), 2, LetterState::Queued),
    ] {
        let waiting = waiting(&[act]).await;
        let now = waiting.house.now();
        let leased = waiting.lease(now).await.unwrap();
        let id = leased.id.clone();
        waiting.deliver(leased).await;
        assert_eq!(waiting.letter(&id).await.state, between, "{act:?}");
        if between != LetterState::Queued {
            let (asha, referral) = (&waiting.asha, &waiting.referral);
            resend::resend(&waiting.next.keyholder, asha, referral, &id, now)
                .await
                .unwrap();
        }
        waiting.deliver_all(later(now, minutes)).await;
        let all = waiting.relay.given();
        let to = header(&all[0], "To");
        let both: Vec<&String> = all
            .iter()
            .filter(|message| header(message, "To") == to)
            .collect();
        assert_eq!(both.len(), 2, "{act:?}");
        for name in ["Message-ID", "Date", "Subject", "From"] {
            assert_eq!(header(both[0], name), header(both[1], name), "{act:?}");
        }
        let message_id = header(both[1], "Message-ID");
        assert_eq!(message_id, format!("<{id}@exampleshire.test>"), "{act:?}");
        let other = all.iter().find(|message| header(message, "To") != to);
        assert_ne!(header(other.unwrap(), "Message-ID"), message_id);
    }
}

#[tokio::test]
async fn only_a_letter_that_a_person_must_look_at_is_sent_again_and_only_from_its_own_referral() {
    let waiting = waiting(&[Act::Take, Act::Answer("554 no")]).await;
    let now = waiting.house.now();
    let (first, second) = (
        waiting.lease(now).await.unwrap(),
        waiting.lease(now).await.unwrap(),
    );
    let (went, refused) = (first.id.clone(), second.id.clone());
    let again = |referral: Id<Referral>, letter: Id<OutboxLetter>| {
        let (keyholder, asha) = (&waiting.next.keyholder, &waiting.asha);
        async move { resend::resend(keyholder, asha, &referral, &letter, now).await }
    };
    let own = || waiting.referral.clone();
    let in_hand = again(own(), went.clone()).await;
    assert!(in_hand.unwrap_err().is_conflict(), "a worker has it");
    waiting.deliver(first).await;
    waiting.deliver(second).await;
    assert_eq!(waiting.letter(&went).await.state, LetterState::Relayed);
    assert_eq!(waiting.letter(&refused).await.state, LetterState::Refused);
    let over = again(own(), went.clone()).await;
    assert!(over.unwrap_err().is_conflict(), "it went");
    let other = Id::from_random(gateway::random::bytes().unwrap());
    assert!(again(other, refused.clone()).await.is_err());
    assert_eq!(waiting.letter(&refused).await.state, LetterState::Refused);
    waiting.deliver_all(now).await;
    assert_eq!(waiting.relay.connections(), 2);
    again(own(), refused.clone()).await.unwrap();
    waiting.deliver_all(now).await;
    assert_eq!(waiting.letter(&refused).await.state, LetterState::Relayed);
}
