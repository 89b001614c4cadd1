//! A draft that expires or is deleted while it is being sent: what was acknowledged stays and opens, and the loser is told.

use gateway::{
    journey::{
        JourneyError, OpenDraft, download, draft, expire,
        receive::{self, ReceiveError},
    },
    referral::{Id, ManagersWord, Reference, Referral},
    seal::BrowserIdentity,
};
use intake_forms::Fields;
use tests::house::{House, later};

const PLAN: &[u8] = b"A safety plan.";
/// Longer than any draft is kept, in minutes.
const ENDED: i64 = 91 * 24 * 60;

async fn with_a_file(house: &House) -> BrowserIdentity {
    let key = house.fill(&[]).await;
    house.attach(&key, "plan.txt", PLAN).await.unwrap();
    house.warned(&key).await;
    key
}

async fn send(house: &House, open: &OpenDraft) -> Result<Reference, ReceiveError> {
    let form = house.form();
    let confirmed = form
        .declarations()
        .iter()
        .map(|declaration| declaration.id.clone())
        .collect();
    receive::receive(&house.gateway.intake, open, form, &confirmed, house.now()).await
}

/// The sealed files of a referral: rows whose file is there, rows without one.
async fn files(house: &House, referral: &Id<Referral>) -> (usize, usize) {
    let intake = &house.gateway.intake;
    let (mut whole, mut lost) = (0, 0);
    for file in intake.store.attachments_of(referral).await.unwrap() {
        match intake.blobs.length(file.id.as_str()).await {
            Ok(length) if length == file.length => whole += 1,
            _ => lost += 1,
        }
    }
    (whole, lost)
}

/// Nothing of it is left but what belongs to others.
async fn must_be_gone(house: &House, referral: &Id<Referral>) {
    let intake = &house.gateway.intake;
    assert!(
        intake
            .store
            .find_referral(referral)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        intake
            .store
            .find_payload(referral, 1)
            .await
            .unwrap()
            .is_none()
    );
    assert!(intake.store.letters_of(referral).await.unwrap().is_empty());
    assert_eq!(files(house, referral).await, (0, 0));
}

/// It is there, its manager can release it, and its file opens to the byte.
async fn must_open(house: &House, reference: &Reference) {
    house.settle().await;
    house.manager(reference, ManagersWord::Release, "").await;
    let keyholder = &house.gateway.keyholder;
    let found = keyholder.store.find_by_reference(reference).await.unwrap();
    let referral = found.expect("what was acknowledged is there");
    assert!(referral.stage.is_with_the_hub());
    assert_eq!(files(house, &referral.id).await, (1, 0));
    let file = keyholder.store.attachments_of(&referral.id).await.unwrap();
    let asha = house
        .screener(&format!("Asha {}", reference.as_str()))
        .await;
    let opened = download::download(
        keyholder,
        &asha,
        (&referral.id, &file[0].id),
        true,
        house.now(),
    );
    let (_, pieces) = opened.await.unwrap();
    let pieces: Vec<_> = futures::StreamExt::collect(pieces).await;
    let whole: Vec<u8> = pieces.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(whole, PLAN);
}

fn is_told_that_another_was_first(lost: &ReceiveError) -> bool {
    matches!(lost, ReceiveError::Journey(error) if error.is_conflict())
}

#[tokio::test]
async fn a_draft_that_was_deleted_in_another_tab_is_not_sent_and_says_so() {
    let house = House::on_sqlite().await;
    let key = with_a_file(&house).await;
    let (page, other) = (house.open(&key).await, house.open(&key).await);
    let referral = page.draft.referral.clone();
    assert!(draft::delete(&house.gateway.intake, other).await.unwrap());
    let lost = send(&house, &page).await.unwrap_err();
    assert!(is_told_that_another_was_first(&lost), "{lost:?}");
    must_be_gone(&house, &referral).await;
}

#[tokio::test]
async fn a_draft_that_expired_under_an_open_page_is_not_sent_and_says_so() {
    let house = House::on_sqlite().await;
    let key = with_a_file(&house).await;
    let page = house.open(&key).await;
    let referral = page.draft.referral.clone();
    let end = later(house.now(), ENDED);
    expire::expire(&house.gateway.keyholder, Some(end), end)
        .await
        .unwrap();
    let lost = send(&house, &page).await.unwrap_err();
    assert!(is_told_that_another_was_first(&lost), "{lost:?}");
    must_be_gone(&house, &referral).await;
}

#[tokio::test]
async fn a_referral_that_was_sent_is_not_deleted_from_a_page_that_was_open_before() {
    let house = House::on_sqlite().await;
    let key = with_a_file(&house).await;
    let (page, other) = (house.open(&key).await, house.open(&key).await);
    let reference = send(&house, &page).await.unwrap();
    let kept = draft::delete(&house.gateway.intake, other).await;
    assert!(!kept.unwrap(), "it is the way back to its referrer");
    must_open(&house, &reference).await;
}

#[tokio::test]
async fn a_sent_referral_and_its_files_outlive_the_end_of_its_draft() {
    let house = House::on_sqlite().await;
    let key = with_a_file(&house).await;
    let referral = house.open(&key).await.draft.referral;
    let reference = house.send(&key).await;
    let end = later(house.now(), ENDED);
    let keyholder = &house.gateway.keyholder;
    expire::expire(keyholder, Some(end), end).await.unwrap();
    let kept = keyholder.store.draft_of_referral(&referral).await.unwrap();
    assert!(kept.is_some(), "its manager may still return it");
    must_open(&house, &reference).await;
    expire::expire(keyholder, Some(end), end).await.unwrap();
    let over = keyholder.store.draft_of_referral(&referral).await.unwrap();
    assert!(over.is_none(), "the hub has it: the draft has ended");
    assert_eq!(files(&house, &referral).await, (1, 0));
}

#[derive(Clone, Copy, Debug)]
enum Rival {
    Delete,
    Expire,
}

async fn rivals(house: &House, rival: Rival, other: OpenDraft) -> Result<(), JourneyError> {
    match rival {
        Rival::Delete => draft::delete(&house.gateway.intake, other).await.map(drop),
        Rival::Expire => {
            let end = later(house.now(), ENDED);
            let doubt = expire::expire(&house.gateway.keyholder, Some(end), end).await?;
            assert_eq!(doubt, None, "the last round was just now");
            Ok(())
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_that_is_sent_while_it_is_deleted_or_expires_is_whole_or_gone() {
    let house = House::on_sqlite().await;
    let mut sent = Vec::new();
    for rival in [Rival::Delete, Rival::Expire].repeat(4) {
        let key = with_a_file(&house).await;
        let (page, other) = (house.open(&key).await, house.open(&key).await);
        let referral = page.draft.referral.clone();
        let (one, two) = tokio::join!(send(&house, &page), rivals(&house, rival, other));
        if let Err(error) = two {
            assert!(error.is_conflict(), "{rival:?}: {error:?}");
        }
        match one {
            Ok(reference) => sent.push(reference),
            Err(lost) => {
                assert!(is_told_that_another_was_first(&lost), "{rival:?}: {lost:?}");
                must_be_gone(&house, &referral).await;
            }
        }
    }
    for reference in &sent {
        must_open(&house, reference).await;
    }
}

#[tokio::test]
async fn a_page_that_was_open_before_another_was_saved_neither_overwrites_it_nor_sends_the_older_answers()
 {
    let house = House::on_sqlite().await;
    let key = with_a_file(&house).await;
    let (older, page) = (house.open(&key).await, house.open(&key).await);
    let words = [("view_concern", "Newer."), ("ask_questions", "How?")];
    house.save(&key, "request", None, &words).await;
    let form = house.form();
    let section = form.section("request").unwrap();
    let fields = form.keep(
        section,
        Fields::bounded([("view_concern", "Older.")]).unwrap(),
    );
    let intake = &house.gateway.intake;
    let late = draft::save(intake, older, section, None, fields, house.now()).await;
    assert!(late.unwrap_err().is_conflict());
    let lost = send(&house, &page).await.unwrap_err();
    assert!(is_told_that_another_was_first(&lost), "{lost:?}");
    let now = house.open(&key).await;
    let found = intake.store.find_referral(&now.draft.referral).await;
    assert!(found.unwrap().is_none());
    let kept = now.content.answers.section("request").unwrap();
    assert!(kept.has("view_concern", "Newer."));
}

/// The worst moment: the draft was read, and is sent before the deletion is written.
#[tokio::test]
async fn a_deletion_that_read_the_draft_before_it_was_sent_deletes_nothing() {
    let house = House::on_sqlite().await;
    let key = with_a_file(&house).await;
    let page = house.open(&key).await;
    let (id, version) = (page.draft.id.clone(), page.draft.version);
    let reference = send(&house, &page).await.unwrap();
    let tx = house.gateway.keyholder.store.begin().await.unwrap();
    let late = tx.delete_draft(&id, version).await;
    assert!(matches!(late, Err(gateway::store::StoreError::Conflict)));
    drop(tx);
    must_open(&house, &reference).await;
}
