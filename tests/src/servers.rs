//! The real servers that `tests/servers/up` started, as its `env.json` describes them. Starts and stops nothing itself.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

/// The environment variable that names `env.json`.
pub const VARIABLE: &str = "RG_SERVERS";

/// Where everything is.
#[derive(Debug, Clone, Deserialize)]
pub struct Servers {
    /// The folder all state lives in.
    pub dir: PathBuf,
    /// The test authority's certificate, PEM.
    pub ca: PathBuf,
    /// A certificate chain for `localhost`, `127.0.0.1` and `mx.council.test`, PEM.
    pub certificate: PathBuf,
    /// Its key, PEM (PKCS#8).
    pub key: PathBuf,
    /// PostgreSQL 15; its user may create databases.
    pub postgres: Postgres,
    /// Dovecot: `anybody@*.test`, one password.
    pub imap: Imap,
    /// Where Dovecot asks over HTTP whether a token is good: a test that wants an answer listens there.
    pub oauth_port: u16,
    /// Dovecot's LMTP.
    pub lmtp: Address,
    /// Postfix: delivers to its domains, discards the rest.
    pub smtp: Smtp,
    /// clamd with a database of two.
    pub clamd: Clamd,
    /// dnsmasq, which knows the invented senders.
    pub dns: Dns,
}

/// A name server.
#[derive(Debug, Clone, Deserialize)]
pub struct Dns {
    /// Host.
    pub host: String,
    /// Port, UDP and TCP.
    pub port: u16,
    /// The key that signs for council.test (selector `hub`), PEM.
    pub dkim_key: PathBuf,
}

/// PostgreSQL, over TLS only.
#[derive(Debug, Clone, Deserialize)]
pub struct Postgres {
    /// Host name that the certificate names.
    pub host: String,
    /// Port.
    pub port: u16,
    /// User.
    pub user: String,
    /// Password.
    pub password: String,
}

/// IMAP over TLS from the first byte.
#[derive(Debug, Clone, Deserialize)]
pub struct Imap {
    /// Host name that the certificate names.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Everybody's password.
    pub password: String,
}

/// A plain address.
#[derive(Debug, Clone, Deserialize)]
pub struct Address {
    /// Host.
    pub host: String,
    /// Port.
    pub port: u16,
}

/// SMTP.
#[derive(Debug, Clone, Deserialize)]
pub struct Smtp {
    /// Host name that the certificate names.
    pub host: String,
    /// STARTTLS offered, authentication offered after it.
    pub port: u16,
    /// A listener without TLS.
    pub plain_port: u16,
    /// A listener that refuses every recipient for good.
    pub refusing_port: u16,
    /// A user for authentication.
    pub user: String,
    /// Its password.
    pub password: String,
    /// The domains whose letters reach a mailbox.
    pub domains: Vec<String>,
    /// An address refused for good (550).
    pub refused: String,
    /// An address put off each time (451).
    pub later: String,
}

/// clamd.
#[derive(Debug, Clone, Deserialize)]
pub struct Clamd {
    /// Host.
    pub host: String,
    /// Port.
    pub port: u16,
    /// A file of harmless words that its database calls bad.
    pub known_bad: PathBuf,
}

/// An empty database.
#[derive(Debug, Clone)]
pub struct Database {
    /// Its name.
    pub name: String,
    /// Its URL, TLS verified in full.
    pub url: String,
}

impl Servers {
    /// Reads the file that `RG_SERVERS` names.
    ///
    /// Panics with a hint when there is none: such a test belongs to `make test`.
    pub fn from_env() -> Self {
        let path = std::env::var_os(VARIABLE).unwrap_or_else(|| {
            panic!("{VARIABLE} is not set: run `make test`, or `tests/servers/up /tmp/rg-servers-1` and export {VARIABLE}=/tmp/rg-servers-1/env.json")
        });
        Self::read(Path::new(&path))
    }

    /// Reads one `env.json`.
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Makes an empty database for one test.
    pub fn fresh_database(&self) -> Database {
        let mut random = [0_u8; 8];
        std::io::Read::read_exact(
            &mut std::fs::File::open("/dev/urandom").unwrap(),
            &mut random,
        )
        .unwrap();
        let name = format!("t{:016x}", u64::from_le_bytes(random));
        self.sql("postgres", &format!("create database {name}"));
        let Postgres {
            host,
            port,
            user,
            password,
        } = &self.postgres;
        let url = format!(
            "postgres://{user}:{password}@{host}:{port}/{name}?sslmode=verify-full&sslrootcert={}",
            self.ca.display()
        );
        Database { name, url }
    }

    /// Runs SQL in a database with `psql`, and gives what it printed.
    pub fn sql(&self, database: &str, statement: &str) -> String {
        let Postgres {
            host,
            port,
            user,
            password,
        } = &self.postgres;
        let output = Command::new("psql")
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                host,
                "-p",
                &port.to_string(),
                "-U",
                user,
                "-d",
                database,
            ])
            .args(["-c", statement])
            .env("PGPASSWORD", password)
            .env("PGSSLMODE", "verify-full")
            .env("PGSSLROOTCERT", &self.ca)
            .output()
            .expect("psql is installed by tests/servers/up");
        assert!(
            output.status.success(),
            "psql: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout)
            .unwrap()
            .trim_end()
            .to_owned()
    }
}
