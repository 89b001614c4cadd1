//! `audit verify` and `fsck`: whoever edits the database is found out.

use tests::people::{Screener, referred};
use tests::stand::{Settings, Stand, json_lines};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n";

async fn furnished() -> Stand {
    let mut stand = Stand::start(&Settings::default());
    let sent = referred(&stand, &[], &[("plan.pdf", "application/pdf", PDF)]).await;
    let toni = Screener::new(&stand, "Toni Trial").await;
    toni.claim(&sent.reference).await.must_be(200);
    toni.decline(&sent.reference, "Best taken forward within the plan.")
        .await
        .must_be(200);
    stand
        .letters
        .wait_for(&sent.manager, "our decision", 1)
        .await;
    stand
        .letters
        .wait_for(&sent.referrer.address, "our decision", 1)
        .await;
    stand.stop().await;
    stand
}

#[tokio::test]
async fn audit_verify_names_the_first_line_that_somebody_edited() {
    let stand = furnished().await;
    let whole = stand.done(&["audit", "verify"]);
    assert_eq!(whole[0]["ok"], true);
    let lines = whole[0]["lines"].as_u64().unwrap();
    assert!(lines > 8, "{lines}");
    let exported = stand.done(&["audit", "export"]).len();
    assert_eq!(u64::try_from(exported).unwrap(), lines);
    for (edit, seq, why) in [
        (
            "update audit set actor = 'somebody else' where seq = 5",
            5,
            "hash",
        ),
        ("update audit set at = at + 1 where seq = 4", 4, "hash"),
        ("delete from audit where seq = 3", 4, "gap"),
    ] {
        let copy = stand.copy();
        assert_eq!(copy.rows().await.change(edit).await, 1);
        let output = copy.run(&["audit", "verify"]);
        assert_eq!(output.status.code(), Some(1), "{edit}");
        let said = &json_lines(&output)[0];
        assert_eq!(said["ok"], false, "{said}");
        let named = said["seq"].as_u64().unwrap();
        assert!(
            named == seq || (why == "gap" && named == 3),
            "{edit}: {said}"
        );
        assert_eq!(said["why"], why, "{said}");
    }
}

#[tokio::test]
async fn fsck_finds_what_was_taken_away_or_changed_beside_the_gateway() {
    let stand = furnished().await;
    let whole = stand.done(&["fsck"]);
    assert_eq!(whole[0]["ok"], true, "{whole:?}");
    assert_eq!(whole[0]["attachments"], 1);
    for edit in [
        "update payload set sealed = zeroblob(length(sealed))",
        "update referral set wrap = zeroblob(length(wrap))",
        "delete from payload",
        "update attachment set sha256 = zeroblob(32)",
        "delete from letter where kind = 'declined'",
    ] {
        let copy = stand.copy();
        let changed = copy.rows().await.change(edit).await;
        assert!(changed > 0, "{edit}");
        let output = copy.run(&["fsck"]);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{edit}: {:?}",
            json_lines(&output)
        );
    }
    let copy = stand.copy();
    std::fs::remove_file(&copy.blobs()[0]).unwrap();
    assert_eq!(copy.run(&["fsck"]).status.code(), Some(1));
}
