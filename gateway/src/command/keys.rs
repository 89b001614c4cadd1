//! `keys new` and `keys list`: key files with the modes they must have. Never overwrites one, and never prints a secret.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::Write as _,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::{Outcome, console::Console};
use crate::{
    config::read_text,
    gateway::{key_files, recipients},
    random,
    seal::{NewIdentity, NewSigner, hex},
};

/// How many recovery keys are made: one may be lost.
const RECOVERY_KEYS: usize = 2;

/// Where the files of a new deployment go.
#[derive(Debug)]
pub(super) struct Places {
    /// The gateway's own.
    folder: PathBuf,
    /// The recovery identities, to be taken offline.
    recovery: PathBuf,
}

impl Places {
    /// With the recovery keys in a folder of their own.
    pub(super) fn new(folder: PathBuf, recovery: Option<PathBuf>) -> Self {
        let recovery = recovery.unwrap_or_else(|| folder.join("recovery-take-offline"));
        Self { folder, recovery }
    }
}

/// The public halves.
#[derive(Debug)]
pub(super) struct NewKeys {
    hub: String,
    recovery: Vec<String>,
}

/// A file to be written.
struct KeyFile {
    path: PathBuf,
    text: SecretString,
    mode: u32,
}

/// Makes every key of a new deployment.
pub(super) fn new(
    places: &Places,
    node: &str,
    now: Timestamp,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let keys = make(places, node, now)?;
    console.line(&json!({ "hub": [keys.hub], "recovery": keys.recovery }))?;
    console.say(&format!(
        "Keys are in {}.\nMove the {RECOVERY_KEYS} recovery keys in {} to two places offline now, and delete them here: each of them \
         opens everything.",
        places.folder.display(),
        places.recovery.display()
    ))?;
    Ok(Outcome::Done)
}

/// Writes the files; nothing is written when one of them is there already.
pub(super) fn make(places: &Places, node: &str, now: Timestamp) -> anyhow::Result<NewKeys> {
    let hub = NewIdentity::make("hub", now);
    let recovery: Vec<NewIdentity> = (1..=RECOVERY_KEYS)
        .map(|number| NewIdentity::make(&format!("recovery {number}"), now))
        .collect();
    let Ok(signer) = NewSigner::make(node, &random::bytes()?, now) else {
        bail!("--node: must be 1 to 64 characters of a-z, 0-9 and -");
    };
    let keys = NewKeys {
        hub: hub.recipient.clone(),
        recovery: recovery.iter().map(|key| key.recipient.clone()).collect(),
    };
    let secret = |name: &str, text: SecretString| KeyFile {
        path: places.folder.join(name),
        text,
        mode: 0o600,
    };
    let public = |name: &str, text: String| KeyFile {
        path: places.folder.join(name),
        text: text.into(),
        mode: 0o644,
    };
    let recovery_list: String = recovery
        .iter()
        .map(|key| key.recipients_file.as_str())
        .collect();
    let mut files = vec![
        secret(key_files::HUB_IDENTITY, hub.identity_file),
        public(key_files::HUB_RECIPIENTS, hub.recipients_file),
        public(key_files::RECOVERY_RECIPIENTS, recovery_list),
        secret(key_files::SIGNING, signer.signing_file),
        public(key_files::VERIFY, signer.verify_file),
        secret(key_files::INDEX, hex(&random::bytes::<32>()?).into()),
        secret(key_files::FORMS, hex(&random::bytes::<32>()?).into()),
    ];
    files.extend(recovery.into_iter().zip(1..).map(|(key, number)| KeyFile {
        path: places.recovery.join(format!("recovery-{number}.identity")),
        text: key.identity_file,
        mode: 0o600,
    }));
    if let Some(there) = files.iter().find(|file| file.path.exists()) {
        bail!(
            "{}: is there already, and keys are never overwritten",
            there.path.display()
        );
    }
    for folder in [&places.folder, &places.recovery] {
        make_folder(folder)?;
    }
    files.iter().try_for_each(write)?;
    Ok(keys)
}

/// Makes a folder that only its owner may enter; one that is there stays as it is.
pub(super) fn make_folder(folder: &Path) -> anyhow::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| folder.display().to_string())
}

fn write(file: &KeyFile) -> anyhow::Result<()> {
    write_new(&file.path, file.text.expose_secret(), file.mode)
}

/// Writes a new file with `mode`, durably.
pub(super) fn write_new(path: &Path, text: &str, mode: u32) -> anyhow::Result<()> {
    let named = || path.display().to_string();
    let mut out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)
        .with_context(named)?;
    out.write_all(text.as_bytes()).with_context(named)?;
    if !text.ends_with('\n') {
        out.write_all(b"\n").with_context(named)?;
    }
    out.sync_all().with_context(named)
}

/// Lists the public keys of a folder.
pub(super) fn list(folder: &Path, console: &mut Console<'_>) -> anyhow::Result<Outcome> {
    let recipients = recipients(folder)?;
    let of = |kind: &'static str, keys: Vec<String>| keys.into_iter().map(move |key| (kind, key));
    for (kind, key) in of("hub", recipients.hub()).chain(of("recovery", recipients.recovery())) {
        console.line(&json!({ "kind": kind, "key": key }))?;
    }
    let verify = read_text(&folder.join(key_files::VERIFY))?;
    for line in verify
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (node, key) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        console.line(&json!({ "kind": "intake", "node": node, "key": key.trim() }))?;
    }
    Ok(Outcome::Done)
}

/// The modes of a key file, when others than its owner may read it.
pub(super) fn too_open(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}
