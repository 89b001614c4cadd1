//! Tests of the folder of blobs.

use std::io::Write as _;

use jiff::{SignedDuration, Timestamp};
use tokio::io::AsyncReadExt as _;

use super::{BlobError, Blobs};

const ID: &str = "0123456789abcdefghjkmnpqrs";
const OTHER: &str = "01zzzzzzzzzzzzzzzzzzzzzzzz";

async fn folder() -> (tempfile::TempDir, Blobs) {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::in_folder(folder.path().join("blobs")).await.unwrap();
    (folder, blobs)
}

async fn keep(blobs: &Blobs, id: &str, bytes: &[u8]) {
    let mut writer = blobs.begin(id).await.unwrap();
    writer.write_all(bytes).unwrap();
    writer.commit().await.unwrap();
}

async fn ids(blobs: &Blobs) -> Vec<String> {
    let mut ids = Vec::new();
    blobs.list(|id| ids.push(id.to_owned())).await.unwrap();
    ids.sort();
    ids
}

#[tokio::test]
async fn what_is_committed_is_there_after_the_folder_is_opened_again() {
    let (root, blobs) = folder().await;
    let bytes = vec![7_u8; 300_000];
    keep(&blobs, ID, &bytes).await;
    let again = Blobs::in_folder(root.path().join("blobs")).await.unwrap();
    let mut read = Vec::new();
    again
        .open(ID)
        .await
        .unwrap()
        .read_to_end(&mut read)
        .await
        .unwrap();
    assert!(read == bytes);
    assert_eq!(again.length(ID).await.unwrap(), 300_000);
    assert!(root.path().join("blobs/01").join(ID).is_file());
}

#[tokio::test]
async fn an_empty_blob_is_a_blob() {
    let (_root, blobs) = folder().await;
    keep(&blobs, ID, b"").await;
    assert_eq!(blobs.length(ID).await.unwrap(), 0);
}

#[tokio::test]
async fn what_is_not_committed_is_no_blob_and_leaves_nothing() {
    let (root, blobs) = folder().await;
    let mut writer = blobs.begin(ID).await.unwrap();
    writer.write_all(b"half").unwrap();
    writer.flush().unwrap();
    assert!(matches!(blobs.open(ID).await, Err(BlobError::Missing)));
    assert!(ids(&blobs).await.is_empty());
    drop(writer);
    assert_eq!(
        std::fs::read_dir(root.path().join("blobs/tmp"))
            .unwrap()
            .count(),
        0
    );
    keep(&blobs, ID, b"whole").await;
}

#[tokio::test]
async fn a_blob_is_never_written_twice() {
    let (_root, blobs) = folder().await;
    let first = blobs.begin(ID).await.unwrap();
    assert!(matches!(
        blobs.begin(ID).await,
        Err(BlobError::Unavailable(_))
    ));
    first.commit().await.unwrap();
    assert!(matches!(
        blobs.begin(ID).await,
        Err(BlobError::Unavailable(_))
    ));
}

#[tokio::test]
async fn what_is_no_id_never_becomes_a_path() {
    let (_root, blobs) = folder().await;
    let long = "a".repeat(65);
    let names = [
        "",
        "short",
        "../../../../../../etc/passwd",
        "0123456789ABCDEFGHJKMNPQRS",
        "0123456789abcdefghjkmnpqr/",
        &long,
    ];
    for name in names {
        assert!(
            matches!(blobs.begin(name).await, Err(BlobError::Id)),
            "{name}"
        );
        assert!(
            matches!(blobs.open(name).await, Err(BlobError::Id)),
            "{name}"
        );
        assert!(
            matches!(blobs.remove(name).await, Err(BlobError::Id)),
            "{name}"
        );
    }
}

#[tokio::test]
async fn the_list_names_each_blob_once_and_a_removed_one_no_more() {
    let (_root, blobs) = folder().await;
    keep(&blobs, ID, b"1").await;
    keep(&blobs, OTHER, b"2").await;
    assert_eq!(ids(&blobs).await, [ID, OTHER]);
    blobs.remove(ID).await.unwrap();
    assert_eq!(ids(&blobs).await, [OTHER]);
    assert!(matches!(blobs.remove(ID).await, Err(BlobError::Missing)));
}

#[tokio::test]
async fn only_what_was_left_long_ago_is_swept() {
    let (root, blobs) = folder().await;
    let left = root.path().join("blobs/tmp").join(ID);
    std::fs::write(&left, b"left by a killed process").unwrap();
    let written =
        Timestamp::try_from(std::fs::metadata(&left).unwrap().modified().unwrap()).unwrap();
    assert_eq!(
        blobs
            .sweep_unfinished(written - SignedDuration::from_hours(1))
            .await
            .unwrap(),
        0
    );
    assert!(left.exists());
    assert_eq!(
        blobs
            .sweep_unfinished(written + SignedDuration::from_hours(1))
            .await
            .unwrap(),
        1
    );
    assert!(!left.exists());
}

#[tokio::test]
async fn a_full_disk_and_a_lost_folder_are_told_apart() {
    let (root, blobs) = folder().await;
    assert!(matches!(
        BlobError::from(std::io::Error::from(std::io::ErrorKind::StorageFull)),
        BlobError::Full
    ));
    std::fs::remove_dir_all(root.path().join("blobs")).unwrap();
    assert!(matches!(
        blobs.begin(ID).await,
        Err(BlobError::Unavailable(_))
    ));
    assert!(matches!(
        blobs.list(|_| ()).await,
        Err(BlobError::Unavailable(_))
    ));
}

#[tokio::test]
async fn a_batch_is_named_whole_or_not_at_all() {
    let (root, blobs) = folder().await;
    let id = |number: usize| format!("{number:02}{}", "z".repeat(24));
    let mut batch = Vec::new();
    for number in 0..40 {
        let mut writer = blobs.begin(&id(number)).await.unwrap();
        writer.write_all(&[7; 5_000]).unwrap();
        batch.push(writer);
    }
    blobs.commit_all(batch).await.unwrap();
    assert_eq!(ids(&blobs).await.len(), 40);
    assert_eq!(blobs.length(&id(39)).await.unwrap(), 5_000);

    let first = blobs.begin(&id(50)).await.unwrap();
    let second = blobs.begin(&id(60)).await.unwrap();
    std::fs::remove_file(root.path().join("blobs/tmp").join(id(60))).unwrap();
    assert!(blobs.commit_all(vec![first, second]).await.is_err());
    assert_eq!(ids(&blobs).await.len(), 40);
}
