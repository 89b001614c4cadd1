//! `check-config`: everything that `serve` reads before it starts, each problem as one line `file: key: reason`. Starts, makes and
//! changes nothing, and never says what a secret file holds.

use std::{fmt, path::Path};

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use serde_json::json;

use super::{Outcome, console::Console, keys::too_open};
use crate::{
    config::{AccountSection, Config, ConfigError, Pages, PostSection, read_text, rules},
    gateway::{directory, forms, holidays, key_files, labels, post, recipients, scanner, secret},
    post::Post,
    seal::{HubIdentities, KeyError, Signer, Verifier},
};

/// Checks the configuration.
pub(super) fn run(file: &Path, console: &mut Console<'_>) -> anyhow::Result<Outcome> {
    let problems = match Config::read(file) {
        Ok(config) => problems(&config, file),
        Err(problem) => vec![problem],
    };
    for problem in &problems {
        console.line(&json!({ "ok": false, "file": problem.file, "key": problem.key, "reason": problem.reason }))?;
        console.say(&problem.to_string())?;
    }
    if problems.is_empty() {
        console.line(&json!({ "ok": true, "file": file }))?;
        console.say("The configuration is in order.")?;
    }
    Ok(Outcome::done_if(problems.is_empty()))
}

/// Everything that is wrong beyond the settings file itself.
pub(super) fn problems(config: &Config, file: &Path) -> Vec<ConfigError> {
    let checks = [
        forms(config).and_then(|forms| labels(config, &forms).map(drop)),
        Pages::read(config).map(drop),
        directory(config).map(drop),
        holidays(config).map(drop),
        scanner(config)
            .map(drop)
            .map_err(|error| ConfigError::new(file, &error.key, error.reason)),
        config.store_url().map(drop),
        relay(config, file),
        certificate(&config.public.certificate, &config.public.key),
        certificate(&config.desk.certificate, &config.desk.key),
    ];
    let mut found: Vec<ConfigError> = checks.into_iter().filter_map(Result::err).collect();
    found.extend(
        rules(config)
            .err()
            .into_iter()
            .flat_map(|refused| refused.0),
    );
    found.extend(keys(&config.keys.folder));
    found.extend(config.mailbox.account.iter().flat_map(mail_secrets));
    found
}

/// The files that an account over IMAP names: readable, and secrets their owner's alone.
fn mail_secrets(account: &AccountSection) -> Vec<ConfigError> {
    let AccountSection::Imap(imap) = account else {
        return Vec::new();
    };
    let oauth = imap.oauth.as_ref().map(|oauth| &oauth.client_secret_file);
    let secrets = imap.password_file.iter().chain(oauth).map(|file| {
        let text = read_text(file)?;
        if text.trim().is_empty() {
            return Err(ConfigError::new(file, "", "holds nothing"));
        }
        match too_open(file) {
            Some(mode) => Err(ConfigError::new(
                file,
                "",
                format_args!("has mode {mode:04o}; must be 0400 or 0600"),
            )),
            None => Ok(()),
        }
    });
    let authorities = imap.ca_file.iter().map(|file| certificates(file).map(drop));
    secrets.chain(authorities).filter_map(Result::err).collect()
}

fn relay(config: &Config, file: &Path) -> Result<(), ConfigError> {
    // The folder of the demonstration is made by `serve`, not here.
    if matches!(config.post, PostSection::Folder { .. }) {
        return Ok(());
    }
    let told = |error: crate::post::SettingsError| {
        let words = error.to_string();
        let (key, reason) = words.split_once(": ").unwrap_or(("post", words.as_str()));
        ConfigError::new(file, key, reason)
    };
    Post::new(&post(config)).map(drop).map_err(told)
}

/// Whether a chain and a key can be read and belong together.
fn certificate(chain: &Path, key: &Path) -> Result<(), ConfigError> {
    let certificates = certificates(chain)?;
    let wrong = |reason: &dyn fmt::Display| ConfigError::new(key, "", reason);
    // An unreadable file is told apart from one that holds something else.
    read_text(key)?;
    let key_der =
        PrivateKeyDer::from_pem_file(key).map_err(|_| wrong(&"holds no private key in PEM"))?;
    let built = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(certificates, key_der);
    built.map(drop).map_err(|_| {
        wrong(&format_args!(
            "is not the key of the certificate in {}",
            chain.display()
        ))
    })
}

/// The chain in a PEM file, its own certificate first.
pub(super) fn certificates(chain: &Path) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let text = read_text(chain)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text.as_bytes()).collect();
    found
        .ok()
        .filter(|found| !found.is_empty())
        .ok_or_else(|| ConfigError::new(chain, "", "holds no certificate in PEM"))
}

/// Every key file, by itself; whether they fit each other is `doctor`'s to try.
fn keys(folder: &Path) -> Vec<ConfigError> {
    let in_file = |name: &str, read: fn(&str) -> Result<(), KeyError>| {
        let file = folder.join(name);
        read_text(&file)
            .and_then(|text| read(&text).map_err(|error| ConfigError::new(&file, "", error)))
    };
    let of_recipients = || match recipients(folder) {
        Ok(_) => Ok(()),
        Err(crate::gateway::StartError::Config(error)) => Err(error),
        Err(error) => Err(ConfigError::new(folder, "", error)),
    };
    let checks = [
        of_recipients(),
        in_file(key_files::HUB_IDENTITY, |text| {
            HubIdentities::read(text).map(drop)
        }),
        in_file(key_files::SIGNING, |text| Signer::read(text).map(drop)),
        in_file(key_files::VERIFY, |text| Verifier::read(text).map(drop)),
        secret(&folder.join(key_files::INDEX)).map(drop),
        secret(&folder.join(key_files::FORMS)).map(drop),
    ];
    checks.into_iter().filter_map(Result::err).collect()
}
