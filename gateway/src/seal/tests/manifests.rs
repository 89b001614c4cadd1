//! Signed manifests.

use secrecy::ExposeSecret as _;

use super::at;
use crate::seal::{
    Item, KeyError, Manifest, ManifestError, NewSigner, Purpose, SignedManifest, Signer, Verifier,
    sha256_hex,
};

fn manifest() -> Manifest {
    Manifest {
        channel: "web".into(),
        hand_out_sha256: None,
        items: vec![
            Item {
                item: "i1".into(),
                len: 4096,
                purpose: Purpose::Payload,
                sha256: sha256_hex(b"1"),
            },
            Item {
                item: "i2".into(),
                len: 70,
                purpose: Purpose::Blob,
                sha256: sha256_hex(b"2"),
            },
        ],
        node: "intake-1".into(),
        received_at: at(),
        recipient: "age1example".into(),
        referral: "r1".into(),
        seq: 9,
        submission: 1,
        v: Manifest::V,
        wrap_sha256: Some(sha256_hex(b"wrap")),
    }
}

fn keys(node: &str, seed: u8) -> (Signer, String) {
    let files = NewSigner::make(node, &[seed; 32], at()).unwrap();
    (
        Signer::read(files.signing_file.expose_secret()).unwrap(),
        files.verify_file,
    )
}

#[test]
fn a_signed_manifest_verifies_and_reads_back() {
    let (node_key, verify) = keys("intake-1", 1);
    let signed = node_key.sign(&manifest()).unwrap();
    let read = Verifier::read(&verify).unwrap().verify(&signed).unwrap();
    assert_eq!(read, manifest());
    assert_eq!(
        Verifier::read(&node_key.verify_line())
            .unwrap()
            .verify(&signed),
        Ok(manifest())
    );
    assert!(read.lists("i2", Purpose::Blob, &sha256_hex(b"2"), 70));
    assert!(!read.lists("i2", Purpose::Blob, &sha256_hex(b"2"), 71));
    assert!(!read.lists("i1", Purpose::Blob, &sha256_hex(b"2"), 70));
}

#[test]
fn a_manifest_with_any_byte_changed_is_refused() {
    let (node_key, verify) = keys("intake-1", 1);
    let verifier = Verifier::read(&verify).unwrap();
    let signed = node_key.sign(&manifest()).unwrap();
    for position in 0..signed.bytes.len() {
        let mut changed = signed.clone();
        changed.bytes[position] ^= 1;
        assert_eq!(
            verifier.verify(&changed),
            Err(ManifestError::Forged),
            "byte {position}"
        );
    }
    for position in 0..signed.signature.len() {
        let mut changed = signed.clone();
        changed.signature[position] ^= 1;
        assert_eq!(
            verifier.verify(&changed),
            Err(ManifestError::Forged),
            "signature byte {position}"
        );
    }
    let short = SignedManifest {
        signature: vec![0; 63],
        ..signed
    };
    assert_eq!(verifier.verify(&short), Err(ManifestError::Forged));
}

#[test]
fn a_manifest_of_a_stranger_or_in_another_nodes_name_is_refused() {
    let (node_key, _) = keys("intake-1", 1);
    let (other, verify_other) = keys("intake-2", 2);
    let signed = node_key.sign(&manifest()).unwrap();
    let verifier = Verifier::read(&verify_other).unwrap();
    assert_eq!(verifier.verify(&signed), Err(ManifestError::UnknownNode));
    let renamed = SignedManifest {
        node: "intake-2".into(),
        ..signed
    };
    assert_eq!(verifier.verify(&renamed), Err(ManifestError::Forged));
    assert_eq!(other.sign(&manifest()), Err(ManifestError::UnknownNode));
}

#[test]
fn a_node_may_have_an_old_and_a_new_key() {
    let ((old, old_line), (new, new_line)) = (keys("intake-1", 1), keys("intake-1", 2));
    let verifier = Verifier::read(&format!("{old_line}{new_line}")).unwrap();
    for node_key in [old, new] {
        assert!(
            verifier
                .verify(&node_key.sign(&manifest()).unwrap())
                .is_ok()
        );
    }
}

#[test]
fn a_signed_text_that_is_not_canonical_is_no_manifest() {
    use ed25519_dalek::{Signer as _, SigningKey};
    let (node_key, verify) = keys("intake-1", 1);
    let spaced = [b" ".as_slice(), &node_key.sign(&manifest()).unwrap().bytes].concat();
    let message = [b"hsb-gw/manifest/v1\0".as_slice(), &spaced].concat();
    let signature = SigningKey::from_bytes(&[1; 32])
        .sign(&message)
        .to_bytes()
        .to_vec();
    let signed = SignedManifest {
        bytes: spaced,
        signature,
        node: "intake-1".into(),
    };
    assert_eq!(
        Verifier::read(&verify).unwrap().verify(&signed),
        Err(ManifestError::Malformed)
    );
}

#[test]
fn key_files_of_the_wrong_kind_are_refused_without_repeating_them() {
    let files = NewSigner::make("intake-1", &[1; 32], at()).unwrap();
    let secret = files.signing_file.expose_secret();
    assert_eq!(
        Verifier::read(secret).unwrap_err(),
        KeyError::Secret {
            file: "intake verify keys"
        }
    );
    assert!(Signer::read(&files.verify_file).is_err());
    assert!(NewSigner::make("Intake 1", &[1; 32], at()).is_err());
    let shown = format!("{files:?} {:?}", Signer::read(secret).unwrap());
    assert!(!shown.contains(&"01".repeat(32)));
}
