//! `backup` and `restore`: what comes back is what was there, works, and sends no letter a second time (F34).

use tests::people::{Screener, referred, sent};
use tests::stand::{Settings, Stand, files_below, path};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n";

/// A new gateway with another's keys, as an operator sets it up to restore into.
fn with_the_keys_of(stand: &Stand) -> Stand {
    let other = Stand::set_up(&Settings::default());
    let keys = other.path().join("keys");
    std::fs::remove_dir_all(&keys).unwrap();
    std::fs::create_dir(&keys).unwrap();
    for file in files_below(&stand.path().join("keys")) {
        std::fs::copy(&file, keys.join(file.file_name().unwrap())).unwrap();
    }
    other
}

#[tokio::test]
async fn a_backup_taken_while_it_runs_comes_back_elsewhere_and_works() {
    let stand = Stand::start(&Settings::default());
    let first = referred(&stand, &[], &[("plan.pdf", "application/pdf", PDF)]).await;
    let mut toni = Screener::new(&stand, "Toni Trial").await;
    toni.open(&first.reference).await;
    let waiting = sent(&stand, &[], &[("plan.pdf", "application/pdf", PDF)]).await;
    let backup = stand.path().join("backup");
    stand.done(&["backup", path(&backup)]);
    for file in files_below(&backup) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(
            !bytes.windows(14).any(|window| window == b"AGE-SECRET-KEY"),
            "{}",
            file.display()
        );
    }
    let twice = stand.run(&["backup", path(&backup)]);
    assert_eq!(
        twice.status.code(),
        Some(1),
        "a backup is never written over"
    );
    let mut counts = stand.rows().await.counts().await;
    counts.insert("hand_out", 0); // what is open for minutes is no part of a copy

    let mut other = with_the_keys_of(&stand);
    other.done(&["restore", path(&backup)]);
    let twice = other.run(&["restore", path(&backup)]);
    assert_eq!(twice.status.code(), Some(1), "only into an empty store");
    other.done(&["fsck"]);
    other.done(&["audit", "verify"]);
    assert_eq!(other.rows().await.counts().await, counts);
    other.serve();
    let page = toni.sign_in(&other).await;
    assert_eq!(page.heading(), "Queue", "{}", page.describe());
    page.must_say(&first.reference);
    tests::people::release(&other, &waiting.reference, &waiting.manager).await;
    toni.open(&waiting.reference).await;
    toni.claim(&first.reference).await.must_be(200);
    toni.decline(&first.reference, "Best taken forward within the plan.")
        .await
        .must_be(200);
    other
        .letters
        .wait_for(&first.manager, "our decision", 1)
        .await;
    let subjects: Vec<String> = other
        .letters
        .to(&first.manager)
        .await
        .into_iter()
        .map(|letter| letter.subject)
        .collect();
    assert_eq!(subjects.len(), 1, "nothing was sent again: {subjects:?}");
}

#[tokio::test]
async fn a_backup_that_was_damaged_is_not_restored() {
    let stand = Stand::start(&Settings::default());
    sent(&stand, &[], &[("plan.pdf", "application/pdf", PDF)]).await;
    let backup = stand.path().join("backup");
    stand.done(&["backup", path(&backup)]);
    let file = files_below(&backup.join("files"))
        .into_iter()
        .next()
        .unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let other = Stand::set_up(&Settings::default());
    let output = other.run(&["restore", path(&backup)]);
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("missing or damaged"), "{words}");
    assert_eq!(
        other.rows().await.counts().await["referral"],
        0,
        "nothing of it is there"
    );
}

#[tokio::test]
async fn a_restore_that_was_broken_off_is_never_served_and_is_done_by_the_same_command_again() {
    let stand = Stand::start(&Settings::default());
    let files: [(&str, &str, &[u8]); 2] = [
        ("plan.pdf", "application/pdf", PDF),
        ("notes.txt", "text/plain", b"Notes of a meeting."),
    ];
    sent(&stand, &[], &files).await;
    let backup = stand.path().join("backup");
    stand.done(&["backup", path(&backup)]);
    let mut copied = files_below(&backup.join("files"));
    copied.sort();
    let (last, aside) = (copied[1].clone(), backup.join("aside"));
    std::fs::rename(&last, &aside).unwrap();

    let mut other = with_the_keys_of(&stand);
    let broken_off = other.run(&["restore", path(&backup)]);
    assert_eq!(broken_off.status.code(), Some(1));
    assert_eq!(
        other.blobs().len(),
        2,
        "one file, and the mark that it is half there"
    );
    for command in ["serve", "fsck"] {
        let refused = other.run(&[command]);
        assert_eq!(refused.status.code(), Some(1), "{command}");
        let words = String::from_utf8(refused.stderr).unwrap();
        assert!(
            words.contains("a restore did not finish"),
            "{command}: {words}"
        );
    }
    std::fs::rename(&aside, &last).unwrap();
    let half = other
        .path()
        .join("blobs/tmp")
        .join(last.file_name().unwrap());
    std::fs::write(&half, b"half").unwrap();
    other.done(&["restore", path(&backup)]);
    assert_eq!(other.blobs().len(), 2);
    other.done(&["fsck"]);

    // Killed just before its last step: everything is there but the word that it is.
    std::fs::write(other.path().join("blobs/restoring"), b"").unwrap();
    let counts = other.rows().await.counts().await;
    other.done(&["restore", path(&backup)]);
    assert_eq!(other.rows().await.counts().await, counts);
    other.done(&["audit", "verify"]);
    other.serve();
}
