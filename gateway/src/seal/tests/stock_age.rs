//! Recovery with the `age` command of the Debian package of that name, and nothing of ours.

use std::path::Path;
use std::process::Command;

use secrecy::ExposeSecret as _;
use serde_json::Value;

use super::streams::{bytes, seal};
use super::{Hub, at};
use crate::seal::{Label, Purpose, To};

/// What `age -d -i identity` makes of `file`.
fn age(folder: &Path, identity: &str, file: &[u8]) -> Vec<u8> {
    std::fs::write(folder.join("identity"), identity).unwrap();
    std::fs::write(folder.join("file.age"), file).unwrap();
    let done = Command::new("age")
        .args(["-d", "-i", "identity", "file.age"])
        .current_dir(folder)
        .output();
    let done = done.expect("the age command (Debian package age) is installed");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    done.stdout
}

#[tokio::test]
async fn with_the_recovery_identity_the_stock_command_recovers_everything() {
    let hub = Hub::new();
    let key = hub.sealer.new_referral_key("r1", at()).unwrap();
    let plain = bytes(3 * 1024 * 1024 + 17);
    let (file, header) = seal(&hub, &key.recipient, &plain, 20_000).await;
    let (empty, _) = seal(&hub, &key.recipient, b"", 1).await;
    let label = Label::of(Purpose::BlobHeader, "r1", "i1");
    let object = hub
        .sealer
        .seal(To::Key(&key.recipient), &label, at(), &header)
        .unwrap();

    let folder = tempfile::tempdir().unwrap();
    let wrapped = age(
        folder.path(),
        hub.recovery.identity_file.expose_secret(),
        &key.wrap,
    );
    let wrapped: Value = serde_json::from_slice(&wrapped).unwrap();
    assert_eq!(wrapped["id"], "r1");
    assert_eq!(wrapped["kind"], "referral");
    let identity = wrapped["identity"].as_str().unwrap();

    assert!(age(folder.path(), identity, &file) == plain);
    assert!(age(folder.path(), identity, &empty).is_empty());
    let object: Value =
        serde_json::from_slice(&age(folder.path(), identity, object.bytes())).unwrap();
    assert_eq!(object["header"]["referral"], "r1");
    assert_eq!(object["header"]["purpose"], "blob_header");
    assert_eq!(object["body"]["name"], "Sam Sample.pdf");
    assert_eq!(object["body"]["pt_len"], plain.len());
}

#[test]
fn the_identity_file_of_the_hub_is_one_that_the_stock_command_reads() {
    let hub = Hub::new();
    let label = Label::own(Purpose::Secret, "s1");
    let sealed = hub.sealer.seal(To::Hub, &label, at(), &"seed").unwrap();
    let folder = tempfile::tempdir().unwrap();
    for with in [&hub.own, &hub.recovery] {
        let object = age(
            folder.path(),
            with.identity_file.expose_secret(),
            sealed.bytes(),
        );
        assert_eq!(
            serde_json::from_slice::<Value>(&object).unwrap()["body"],
            "seed"
        );
    }
}

#[test]
fn a_key_pair_of_age_keygen_is_one_of_ours() {
    let made = Command::new("age-keygen")
        .output()
        .expect("the age-keygen command is installed");
    let text = String::from_utf8(made.stdout).unwrap();
    let recipient = text
        .lines()
        .find_map(|line| line.strip_prefix("# public key: "))
        .unwrap();
    assert_eq!(
        crate::seal::HubIdentities::read(&text)
            .unwrap()
            .recipients(),
        [recipient]
    );
}
