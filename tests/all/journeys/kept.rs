//! What is kept and what goes: files and their rows together, drafts at their end and not before.

use std::fs::{File, FileTimes};
use std::time::{Duration, SystemTime};

use gateway::{
    audit::Action,
    blobs::Blobs,
    journey::{Doubt, attach, expire, restore, sweep},
    referral::Id,
    store::Event,
};
use jiff::{SignedDuration, Timestamp};
use tests::house::House;

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n";

async fn ids(blobs: &Blobs) -> Vec<String> {
    let mut ids = Vec::new();
    blobs.list(|id| ids.push(id.to_owned())).await.unwrap();
    ids.sort();
    ids
}

async fn named(house: &House) -> Vec<String> {
    let store = &house.gateway.intake.store;
    let rows = store.attachments_after(None, 1_000).await.unwrap();
    rows.iter().map(|row| row.id.as_str().to_owned()).collect()
}

/// A sealed file without a row, last written `hours` before the house's time.
async fn orphan(house: &House, hours: i64) -> String {
    let id: Id<()> = Id::from_random(gateway::random::bytes().unwrap());
    let blobs = &house.gateway.intake.blobs;
    let written_whole = blobs.write(id.as_str(), b"sealed").unwrap();
    written_whole.commit().await.unwrap();
    written(
        house,
        id.as_str(),
        house.now() - SignedDuration::from_hours(hours),
    );
    id.as_str().to_owned()
}

/// Sets when a file was last written.
fn written(house: &House, id: &str, at: Timestamp) {
    let file = house
        .folder
        .path()
        .join("blobs")
        .join(id.get(..2).unwrap())
        .join(id);
    let file = File::options().write(true).open(file).unwrap();
    let times = FileTimes::new().set_modified(SystemTime::from(at));
    file.set_times(times).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_whose_client_vanishes_at_any_moment_leaves_a_file_with_its_row_or_nothing() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    for polls in 1..40 {
        let name = format!("plan {polls}.pdf");
        let mut upload = Box::pin(house.attach(&key, &name, PDF));
        for _ in 0..polls {
            if futures::poll!(&mut upload).is_ready() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        drop(upload);
    }
    for _ in 0..50 {
        if ids(&house.gateway.intake.blobs).await == named(&house).await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let rows = named(&house).await;
    assert!(!rows.is_empty());
    assert_eq!(ids(&house.gateway.intake.blobs).await, rows);
}

#[tokio::test]
async fn a_sealed_file_without_a_row_goes_after_a_day_and_one_with_a_row_never() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    house.attach(&key, "plan.pdf", PDF).await.unwrap();
    let kept = named(&house).await.remove(0);
    written(
        &house,
        &kept,
        house.now() - SignedDuration::from_hours(2_000),
    );
    let old = orphan(&house, 25).await;
    let young = orphan(&house, 23).await;
    let keyholder = &house.gateway.keyholder;
    assert_eq!(
        sweep::sweep(keyholder, None, house.now()).await.unwrap(),
        None
    );
    let left = ids(&house.gateway.intake.blobs).await;
    assert!(!left.contains(&old));
    assert!(left.contains(&young) && left.contains(&kept));
    assert_eq!(
        sweep::sweep(keyholder, None, house.now()).await.unwrap(),
        None
    );
    let lines = keyholder.store.audit_lines_about("files").await.unwrap();
    assert_eq!(lines.len(), 1, "counts only, and only when something went");
    let detail = serde_json::to_value(&lines[0].entry.detail).unwrap();
    assert_eq!(detail, serde_json::json!({ "files": "1" }));
}

#[tokio::test]
async fn a_file_that_its_owner_removes_during_a_backup_is_no_part_of_it() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    house.attach(&key, "plan.pdf", PDF).await.unwrap();
    house.attach(&key, "notes.txt", b"Notes.").await.unwrap();
    let (intake, folder) = (&house.gateway.intake, house.folder.path().join("backup"));
    restore::backup_rows(&intake.store, &folder, house.now())
        .await
        .unwrap();
    let first: Id<_> = Id::read(&house.open(&key).await.content.files[0].id).unwrap();
    attach::remove(intake, &key, &first, house.now())
        .await
        .unwrap();
    let files = restore::backup_files(&intake.store, &intake.blobs, &folder).await;
    assert_eq!(files.unwrap(), 1);

    let other = House::on_sqlite().await;
    let (store, blobs) = (&other.gateway.intake.store, &other.gateway.intake.blobs);
    let restored = restore::restore(&folder, store, blobs, house.now()).await;
    assert_eq!(restored.unwrap().files, 1);
    let mut listed = other.gateway.intake.clone();
    listed.verifier = std::sync::Arc::clone(&intake.verifier);
    attach::remove(&listed, &key, &first, house.now())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_backup_stops_at_a_file_that_is_lost_while_its_row_is_there() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    house.attach(&key, "plan.pdf", PDF).await.unwrap();
    let intake = &house.gateway.intake;
    intake.blobs.remove(&named(&house).await[0]).await.unwrap();
    let folder = house.folder.path().join("backup");
    let stopped = restore::backup(&intake.store, &intake.blobs, &folder, house.now()).await;
    assert!(matches!(stopped, Err(restore::CopyError::Damaged(_))));
}

/// Writes an audit line at a time.
async fn happened(house: &House, action: Action, at: Timestamp) {
    let tx = house.gateway.keyholder.store.begin().await.unwrap();
    tx.commit(at, &[Event::new("somebody", action, "something")])
        .await
        .unwrap();
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_destroys_nothing_until_somebody_signs_in_by_it() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    house.warned(&key).await;
    let orphan = orphan(&house, 1).await;
    let (store, keyholder) = (&house.gateway.intake.store, &house.gateway.keyholder);
    let (before, far) = (
        house.now(),
        house.now() + SignedDuration::from_hours(91 * 24),
    );
    happened(&house, Action::SignedIn, before).await;
    happened(&house, Action::LetterRelayed, far).await;
    for last_round in [None, Some(before)] {
        let doubt = expire::expire(keyholder, last_round, far).await.unwrap();
        assert_eq!(doubt, Some(Doubt::Ahead));
        let doubt = sweep::sweep(keyholder, last_round, far).await.unwrap();
        assert_eq!(doubt, Some(Doubt::Ahead));
    }
    assert!(store.find_draft(&key.draft_id()).await.unwrap().is_some());
    assert!(ids(&house.gateway.intake.blobs).await.contains(&orphan));
    happened(&house, Action::SignedIn, far).await;
    assert_eq!(expire::expire(keyholder, None, far).await.unwrap(), None);
    assert!(store.find_draft(&key.draft_id()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_clock_before_the_newest_audit_line_destroys_nothing() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    house.warned(&key).await;
    let (store, keyholder) = (&house.gateway.intake.store, &house.gateway.keyholder);
    let far = house.now() + SignedDuration::from_hours(91 * 24);
    happened(&house, Action::Viewed, far + SignedDuration::from_hours(2)).await;
    let doubt = expire::expire(keyholder, None, far).await.unwrap();
    assert_eq!(doubt, Some(Doubt::Behind));
    assert!(store.find_draft(&key.draft_id()).await.unwrap().is_some());
}

#[tokio::test]
async fn a_gateway_that_runs_on_expires_a_draft_on_its_day_however_quiet_the_hub_is() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    house.warned(&key).await;
    let (store, keyholder) = (&house.gateway.intake.store, &house.gateway.keyholder);
    let far = house.now() + SignedDuration::from_hours(91 * 24);
    happened(&house, Action::SignedIn, house.now()).await;
    let minute_before = Some(far - SignedDuration::from_mins(1));
    let doubt = expire::expire(keyholder, minute_before, far).await.unwrap();
    assert_eq!(doubt, None);
    assert!(store.find_draft(&key.draft_id()).await.unwrap().is_none());
}
