//! What was sent comes back byte for byte: by `open`, and by the stock `age` command with an offline recovery key and nothing of ours.

use std::path::Path;
use std::process::Command;

use tests::people::sent;
use tests::stand::{Settings, Stand, files_below, path};

/// `age --decrypt -i IDENTITY`; none where the command is not installed.
fn age(identity: &Path, sealed: &Path) -> Option<Vec<u8>> {
    let output = Command::new("age")
        .arg("--decrypt")
        .arg("-i")
        .arg(identity)
        .arg(sealed)
        .output()
        .ok()?;
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}: {words}", sealed.display());
    Some(output.stdout)
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn random(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    std::io::Read::read_exact(
        &mut std::fs::File::open("/dev/urandom").unwrap(),
        &mut bytes,
    )
    .unwrap();
    bytes
}

#[tokio::test]
async fn open_writes_the_answers_and_the_attachment_byte_for_byte_and_records_it() {
    let stand = Stand::start(&Settings::default());
    let paper = [b"%PDF-1.4\n".as_slice(), &random(300_000)].concat();
    let sent = sent(&stand, &[], &[("plan.pdf", "application/pdf", &paper)]).await;
    let into = stand.path().join("opened");
    let opens = "select count(*) from audit where action = 'opened_by_operator'";
    stand.done(&["open", &sent.reference, "--into", path(&into)]);
    let found = files_below(&into);
    let pdf = found
        .iter()
        .find(|file| file.extension().is_some_and(|end| end == "pdf"))
        .unwrap();
    assert_eq!(std::fs::read(pdf).unwrap(), paper);
    let record = std::fs::read_to_string(into.join("referral.json")).unwrap();
    for words in [
        "Robin",
        "Facts as they were told.",
        "TS-041",
        sent.reference.as_str(),
    ] {
        assert!(record.contains(words), "{words}");
    }
    assert_eq!(stand.rows().await.number(opens).await, 1);
    let again = stand.run(&["open", &sent.reference, "--into", path(&into)]);
    assert_eq!(
        again.status.code(),
        Some(1),
        "a folder that is there is not written into"
    );
    let nowhere = stand.path().join("nowhere");
    for (reference, words) in [("4K7P-9XQ2", "reference"), ("nonsense", "not a reference")] {
        let output = stand.run(&["open", reference, "--into", path(&nowhere)]);
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8(output.stderr).unwrap().contains(words));
        assert!(!nowhere.exists());
    }
}

#[tokio::test]
async fn the_stock_age_command_and_a_recovery_key_open_an_attachment() {
    let stand = Stand::start(&Settings::default());
    let paper = [b"%PDF-1.4\n".as_slice(), &random(200_000)].concat();
    sent(&stand, &[], &[("plan.pdf", "application/pdf", &paper)]).await;
    let wrap = stand
        .rows()
        .await
        .text("select hex(wrap) from referral")
        .await;
    let wrapped = stand.path().join("wrap.age");
    std::fs::write(&wrapped, bytes_of(&wrap)).unwrap();
    let blob = stand.blobs().into_iter().next().unwrap();
    for number in 1..=2 {
        let recovery = stand
            .path()
            .join(format!("recovery/recovery-{number}.identity"));
        let Some(identity) = age(&recovery, &wrapped) else {
            assert!(
                std::env::var_os(tests::servers::VARIABLE).is_none(),
                "`age` belongs to `make test`"
            );
            return;
        };
        let own = stand.path().join(format!("referral-{number}.identity"));
        std::fs::write(&own, identity_lines(&identity)).unwrap();
        assert_eq!(age(&own, &blob).unwrap(), paper, "recovery key {number}");
    }
}

/// The identity in an opened wrap: the line that age reads.
fn identity_lines(opened: &[u8]) -> String {
    let text = String::from_utf8_lossy(opened);
    let start = text
        .find("AGE-SECRET-KEY-1")
        .unwrap_or_else(|| panic!("no identity in the wrap"));
    let rest = text.get(start..).unwrap();
    rest.chars()
        .take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
        .collect()
}
