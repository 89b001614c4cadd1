//! The settings of one deployment, as `gateway.toml` holds them. Every key is explained in `deploy/gateway.toml`. Holds paths of secrets, never secrets.

use std::{net::SocketAddr, path::PathBuf};

use serde::Deserialize;

use super::{Hub, MailboxSection, PathwaySection};

/// Everything that can be set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Names, numbers and addresses that pages and letters print.
    pub hub: Hub,
    /// The public pages.
    pub public: Site,
    /// The desk.
    pub desk: Desk,
    /// Health and metrics; loopback only.
    pub probes: Probes,
    /// The database.
    pub store: StoreSettings,
    /// The folder of sealed attachments.
    pub blobs: Blobs,
    /// Key files.
    pub keys: Keys,
    /// Form definitions.
    pub forms: Folder,
    /// The pages that a public body owes: accessibility, privacy, cookies, contact.
    pub pages: Folder,
    /// Screening rules.
    pub screening: Screening,
    /// Where else help can be found.
    #[serde(default)]
    pub signposts: SignpostsSection,
    /// Working days and clocks.
    #[serde(default)]
    pub pathway: PathwaySection,
    /// Whose mailboxes may refer.
    pub addresses: Addresses,
    /// Where letters go.
    pub post: PostSection,
    /// The virus scanner.
    pub scan: Option<Scan>,
    /// The hub's mailbox.
    #[serde(default)]
    pub mailbox: MailboxSection,
    /// Drafts and public sessions.
    #[serde(default)]
    pub drafts: Drafts,
    /// Attachments.
    #[serde(default)]
    pub uploads: Uploads,
    /// Requests a stranger may make.
    #[serde(default)]
    pub limits: Limits,
    /// Says on every page that everything here is invented.
    #[serde(default)]
    pub demonstration: bool,
}

/// Places of help.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignpostsSection {
    /// The file; without one, those that the executable carries.
    #[serde(default)]
    pub file: Option<PathBuf>,
}

/// An address to listen on, with its certificate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Such as `0.0.0.0:8443`.
    pub listen: SocketAddr,
    /// As browsers write it, such as `https://refer.exampleshire.test`.
    pub origin: String,
    /// PEM file: certificate chain.
    pub certificate: PathBuf,
    /// PEM file: its key.
    pub key: PathBuf,
}

/// The desk's address and sessions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// Such as `0.0.0.0:8444`.
    pub listen: SocketAddr,
    /// As browsers write it.
    pub origin: String,
    /// PEM file: certificate chain.
    pub certificate: PathBuf,
    /// PEM file: its key.
    pub key: PathBuf,
    /// Minutes without use until a session ends.
    #[serde(default = "Desk::idle")]
    pub idle_minutes: i64,
    /// Hours until a session ends whatever happens.
    #[serde(default = "Desk::longest")]
    pub longest_hours: i64,
    /// Working days within which accepted referrals get an invitation; printed only when set.
    #[serde(default)]
    pub invitation_days: Option<i64>,
}

impl Desk {
    fn idle() -> i64 {
        15
    }

    fn longest() -> i64 {
        10
    }
}

/// Where `/healthz`, `/readyz` and `/metrics` answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probes {
    /// A loopback address.
    pub listen: SocketAddr,
}

/// The database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreSettings {
    /// `sqlite:///var/lib/gateway/gateway.db` or `postgres://…?sslmode=verify-full`. `${NAME}` is read from a file, see `password_file`.
    pub url: String,
    /// PostgreSQL: a file with the password, put in the place of `PASSWORD` in the address.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
}

/// The folder of sealed attachments.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blobs {
    /// On a local disk that honours fsync.
    pub folder: PathBuf,
}

/// Key files, as `gateway keys new` writes them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The folder that holds them.
    pub folder: PathBuf,
}

/// A folder of definitions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Folder {
    /// Every `*.toml` in it is read.
    pub folder: PathBuf,
}

/// Screening rules and the postcode list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screening {
    /// One rules version a file.
    pub folder: PathBuf,
    /// Where the imported postcode directory stands; while none is there, the stated authority decides.
    #[serde(default)]
    pub postcodes: Option<PathBuf>,
}

/// Whose mailboxes may refer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addresses {
    /// Domains of work mailboxes, without `@`.
    pub allowed_domains: Vec<String>,
    /// Whether the manager's domain may differ from the referrer's.
    #[serde(default)]
    pub manager_domain_may_differ: bool,
}

impl Addresses {
    /// Whether a mailbox at this address may refer or release. One with a `+` is another address of the same mailbox, and would
    /// let a person release their own referral.
    pub fn allows(&self, address: &str) -> bool {
        if address.contains('+') {
            return false;
        }
        domain(address).is_some_and(|domain| {
            self.allowed_domains
                .iter()
                .any(|allowed| allowed.eq_ignore_ascii_case(domain))
        })
    }

    /// Whether `manager` may release what `referrer` sent, as far as the addresses go.
    pub fn allows_pair(&self, referrer: &str, manager: &str) -> bool {
        let same = domain(referrer)
            .zip(domain(manager))
            .is_some_and(|(one, other)| one.eq_ignore_ascii_case(other));
        self.allows(manager) && (same || self.manager_domain_may_differ)
    }
}

fn domain(address: &str) -> Option<&str> {
    address.rsplit_once('@').map(|(_, domain)| domain)
}

/// Where letters go.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", tag = "to", deny_unknown_fields)]
pub enum PostSection {
    /// An SMTP relay.
    Relay {
        /// Name, as its certificate has it.
        host: String,
        /// Port.
        port: u16,
        /// `required` (STARTTLS, the default), `implicit` or, on loopback only, `none`.
        #[serde(default)]
        tls: Tls,
        /// PEM file of the only authorities to trust.
        #[serde(default)]
        ca_file: Option<PathBuf>,
        /// Account at the relay.
        #[serde(default)]
        username: Option<String>,
        /// File with its password.
        #[serde(default)]
        password_file: Option<PathBuf>,
        /// Seconds to wait for the relay's word after the last byte.
        #[serde(default)]
        final_timeout_seconds: Option<u64>,
    },
    /// A folder of `.eml` files, for the demonstration.
    Folder {
        /// The folder.
        folder: PathBuf,
    },
}

/// How the connection to the relay is protected.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// STARTTLS, and no letter without it.
    #[default]
    Required,
    /// TLS from the first byte.
    Implicit,
    /// None; loopback only.
    None,
}

/// The virus scanner.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scan {
    /// clamd: `127.0.0.1:3310` or `unix:/run/clamav/clamd.ctl`.
    pub clamd: String,
}

/// Drafts and public sessions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Drafts {
    /// Days an unsent referral is kept.
    pub days: i64,
    /// Minutes without use until the browser's hold on a draft or a referral ends.
    pub idle_minutes: i64,
    /// Unsent referrals that one mailbox may have at a time.
    pub most_of_one_mailbox: u64,
    /// After how many working days a manager is reminded of a referral that waits for them.
    pub remind_manager_after: Vec<i32>,
}

impl Default for Drafts {
    fn default() -> Self {
        Self {
            days: 90,
            idle_minutes: 30,
            most_of_one_mailbox: 20,
            remind_manager_after: vec![1, 3],
        }
    }
}

/// Attachments of one referral.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Uploads {
    /// Largest file, MiB.
    pub file_mib: u64,
    /// All files together, MiB.
    pub total_mib: u64,
    /// How many.
    pub files: usize,
    /// Room on the disk that no upload may use, MiB: answers, decisions and letters need some to the last.
    pub keep_free_mib: u64,
}

impl Default for Uploads {
    fn default() -> Self {
        Self {
            file_mib: 25,
            total_mib: 100,
            files: 40,
            keep_free_mib: 1_024,
        }
    }
}

/// Requests a stranger may make; beyond them a page says when to try again.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Pages and posts a minute from one client (an IPv4 address or an IPv6 /64).
    pub requests_a_minute: u32,
    /// At once, before the rate counts.
    pub burst: u32,
    /// Codes an hour to one mailbox asked for from one client.
    pub codes_an_hour: u32,
    /// Codes an hour to one mailbox, whoever asks.
    pub codes_an_hour_to_one_mailbox: u32,
    /// Codes an hour asked for from one client.
    pub codes_an_hour_from_one_client: u32,
    /// Posts a minute to one draft.
    pub posts_a_minute_to_one_draft: u32,
    /// Sign-in tries a minute from one client for one account.
    pub sign_ins_a_minute: u32,
    /// Connections held open at once.
    pub connections: usize,
    /// Seconds a request's body may take to arrive.
    pub body_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests_a_minute: 600,
            burst: 2_400,
            codes_an_hour: 6,
            codes_an_hour_to_one_mailbox: 30,
            codes_an_hour_from_one_client: 120,
            posts_a_minute_to_one_draft: 60,
            sign_ins_a_minute: 5,
            connections: 4_000,
            body_seconds: 300,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_domains_refer_and_the_manager_shares_the_referrers() {
        let addresses = Addresses {
            allowed_domains: vec!["council.test".to_owned(), "school.test".to_owned()],
            manager_domain_may_differ: false,
        };
        assert!(addresses.allows("sam@Council.test"));
        assert!(!addresses.allows("sam@evil.council.test"));
        assert!(!addresses.allows("council.test"));
        assert!(addresses.allows_pair("sam@council.test", "max@council.test"));
        assert!(!addresses.allows_pair("sam@council.test", "max@school.test"));
    }
}
