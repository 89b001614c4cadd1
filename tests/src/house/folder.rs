//! The files a gateway needs: keys and settings. Made new for every test.

use std::{fs, path::Path};

use ::gateway::{
    gateway::key_files,
    seal::{NewIdentity, NewSigner},
};

use super::begin;

/// Makes the one crypto provider the process's own.
pub fn install_crypto() {
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
}

/// Writes a full set of keys, and the recovery identity beside them.
pub fn write_keys(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let at = begin();
    let hub = NewIdentity::make("hub", at);
    let recovery = NewIdentity::make("recovery 1", at);
    let signer = NewSigner::make("intake-1", &::gateway::random::bytes().unwrap(), at).unwrap();
    let secret = || ::gateway::seal::hex(&::gateway::random::bytes::<32>().unwrap());
    let expose =
        |secret: &secrecy::SecretString| secrecy::ExposeSecret::expose_secret(secret).to_owned();
    let files = [
        (key_files::HUB_IDENTITY, expose(&hub.identity_file)),
        (key_files::HUB_RECIPIENTS, hub.recipients_file.clone()),
        (
            key_files::RECOVERY_RECIPIENTS,
            recovery.recipients_file.clone(),
        ),
        ("recovery.identity", expose(&recovery.identity_file)),
        (key_files::SIGNING, expose(&signer.signing_file)),
        (key_files::VERIFY, signer.verify_file.clone()),
        (key_files::INDEX, secret()),
        (key_files::FORMS, secret()),
    ];
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
}

/// A complete configuration for `folder`.
pub fn settings(folder: &Path, url: Option<&str>) -> String {
    let sqlite = format!("sqlite://{}/gateway.db", folder.display());
    crate::hub::settings(url.unwrap_or(&sqlite)) + DOORS
}

const DOORS: &str = r#"[public]
listen = "127.0.0.1:0"
origin = "https://localhost:8443"
certificate = "public.pem"
key = "public.key"
[desk]
listen = "127.0.0.1:0"
origin = "https://localhost:8444"
certificate = "desk.pem"
key = "desk.key"
[probes]
listen = "127.0.0.1:0"
[post]
to = "folder"
folder = "letters"
"#;
