//! The settings of the hub's mailbox: accounts, what becomes of a message there, whom to believe, how much is answered. Every key is
//! explained in `deploy/gateway.toml`. Holds paths of secrets, never secrets.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::ConfigError;

/// The mailbox. Without the section there is none, and `mailbox import` uses these defaults.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailboxSection {
    /// Largest message that is taken in whole, MiB.
    pub largest_mib: u64,
    /// Minutes between two looks at a folder when nothing announces mail.
    pub poll_minutes: u64,
    /// Seconds instead of those minutes; for the demonstration and for tests.
    pub poll_seconds: Option<u64>,
    /// Minutes without a good look after which there is an alarm.
    pub alarm_minutes: i64,
    /// Seconds that reading one message may take.
    pub parse_seconds: u64,
    /// Processes that read messages; 0 for as many as there are processors, at most 4.
    pub parsers: usize,
    /// Whether messages are read on a machine that cannot lock the reading process in.
    pub sandbox: SandboxNeed,
    /// Letters a day to one sender.
    pub answers_a_day_to_one_sender: i32,
    /// Letters an hour in answer to mail, in all.
    pub answers_an_hour: i32,
    /// Domains of portals whose notices hold no message, besides the known phrases.
    pub portal_domains: Vec<String>,
    /// Whose word about a sender counts.
    pub trust: TrustSection,
    /// The accounts.
    pub account: Vec<AccountSection>,
}

impl Default for MailboxSection {
    fn default() -> Self {
        Self {
            largest_mib: 50,
            poll_minutes: 5,
            poll_seconds: None,
            alarm_minutes: 15,
            parse_seconds: 20,
            parsers: 0,
            sandbox: SandboxNeed::default(),
            answers_a_day_to_one_sender: 5,
            answers_an_hour: 200,
            portal_domains: Vec::new(),
            trust: TrustSection::default(),
            account: Vec::new(),
        }
    }
}

/// What is needed of the machine before a message is read.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum SandboxNeed {
    /// Landlock must hold; else messages wait.
    #[default]
    Required,
    /// What the machine has.
    BestEffort,
}

/// Whose word about a sender counts. One of them, or none: then nobody is verified.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct TrustSection {
    /// The receiving server whose Authentication-Results count, by its authserv-id.
    pub authserv_id: Option<String>,
    /// Exchange Online's, which carries no authserv-id.
    pub exchange_online: bool,
    /// Our own: the gateway looks at signatures and policies itself, for mail that nobody trusted received before us.
    pub here: bool,
    /// With `here`: the server of ours whose topmost `Received` names the address that handed a message over (SPF).
    pub received_by: Option<String>,
    /// With `here`: the name server to ask. Default: those of the machine.
    pub resolver: Option<SocketAddr>,
}

impl TrustSection {
    fn check(&self) -> Result<(), &'static str> {
        let named = [self.authserv_id.is_some(), self.exchange_online, self.here];
        if named.iter().filter(|one| **one).count() > 1 {
            return Err("must name one, or none");
        }
        if !self.here && (self.received_by.is_some() || self.resolver.is_some()) {
            return Err("received_by and resolver belong to here = true");
        }
        Ok(())
    }
}

/// What becomes of a sorted message in the mailbox.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// Nothing.
    #[default]
    Leave,
    /// It is marked as read.
    MarkSeen,
    /// It is moved to `move_to`.
    Move,
    /// It is deleted.
    Delete,
}

/// One account.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum AccountSection {
    /// A mailbox over IMAP.
    Imap(Box<ImapSection>),
    /// A Maildir on this machine.
    Maildir {
        /// The ledger's word for it.
        name: String,
        /// The folder that holds `new`, `cur` and `tmp`.
        path: PathBuf,
        /// What becomes of a sorted message.
        #[serde(default)]
        after: After,
    },
}

/// A mailbox over IMAP.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImapSection {
    /// The ledger's word for it.
    pub name: String,
    /// Name, as its certificate has it.
    pub host: String,
    /// Port; TLS from the first byte.
    #[serde(default = "ImapSection::tls_port")]
    pub port: u16,
    /// PEM file of the only authorities to trust.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Account.
    pub username: String,
    /// Folders to read.
    #[serde(default = "ImapSection::inbox")]
    pub folders: Vec<String>,
    /// What becomes of a sorted message.
    #[serde(default)]
    pub after: After,
    /// Where sorted messages go, for `move`.
    #[serde(default)]
    pub move_to: Option<String>,
    /// File with the password.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// Instead of a password.
    #[serde(default)]
    pub oauth: Option<OauthSection>,
}

impl ImapSection {
    fn tls_port() -> u16 {
        993
    }

    fn inbox() -> Vec<String> {
        vec!["INBOX".to_owned()]
    }
}

/// Client credentials for Exchange Online.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OauthSection {
    /// The directory.
    pub tenant: String,
    /// The application.
    pub client_id: String,
    /// File with its secret.
    pub client_secret_file: PathBuf,
    /// Where tokens come from; without it Microsoft's address of the directory.
    #[serde(default)]
    pub token_url: Option<String>,
    /// What the token is for.
    #[serde(default = "OauthSection::exchange")]
    pub scope: String,
}

impl OauthSection {
    fn exchange() -> String {
        "https://outlook.office365.com/.default".to_owned()
    }
}

impl AccountSection {
    /// The ledger's word for it.
    pub fn name(&self) -> &str {
        match self {
            Self::Imap(imap) => &imap.name,
            Self::Maildir { name, .. } => name,
        }
    }

    /// What becomes of a sorted message.
    pub fn after(&self) -> After {
        match self {
            Self::Imap(imap) => imap.after,
            Self::Maildir { after, .. } => *after,
        }
    }

    /// Its folders, by name. A Maildir is one, called INBOX.
    pub fn folders(&self) -> Vec<String> {
        match self {
            Self::Imap(imap) => imap.folders.clone(),
            Self::Maildir { .. } => vec!["INBOX".to_owned()],
        }
    }
}

impl MailboxSection {
    /// Largest message that is taken in whole, in bytes.
    pub fn largest(&self) -> u64 {
        self.largest_mib * 1024 * 1024
    }

    /// Between two looks at a folder.
    pub fn pause(&self) -> std::time::Duration {
        let seconds = self.poll_seconds.unwrap_or(self.poll_minutes * 60);
        std::time::Duration::from_secs(seconds)
    }

    /// Relative paths count from `folder`.
    pub(super) fn place(&mut self, folder: &Path) {
        for account in &mut self.account {
            let mut paths = Vec::new();
            match account {
                AccountSection::Maildir { path, .. } => paths.push(path),
                AccountSection::Imap(imap) => {
                    paths.extend(imap.ca_file.as_mut());
                    paths.extend(imap.password_file.as_mut());
                    paths.extend(
                        imap.oauth
                            .as_mut()
                            .map(|oauth| &mut oauth.client_secret_file),
                    );
                }
            }
            for path in paths {
                *path = folder.join(&*path);
            }
        }
    }

    /// Checks what one setting says about another.
    pub(super) fn check(&self, file: &Path) -> Result<(), ConfigError> {
        let wrong = |key: &str, reason: &str| Err(ConfigError::new(file, key, reason));
        if self.largest_mib == 0 || self.largest_mib > 256 {
            return wrong("mailbox.largest_mib", "must be 1 to 256");
        }
        if self.poll_minutes == 0 || self.parse_seconds == 0 || self.poll_seconds == Some(0) {
            return wrong("mailbox", "every span of time must be 1 or more");
        }
        if self.alarm_minutes < 1
            || self.answers_a_day_to_one_sender < 0
            || self.answers_an_hour < 0
        {
            return wrong("mailbox", "must not be negative");
        }
        if let Err(reason) = self.trust.check() {
            return wrong("mailbox.trust", reason);
        }
        for (place, account) in self.account.iter().enumerate() {
            let key = format!("mailbox.account[{place}]");
            if let Err(reason) = account.check() {
                return wrong(&key, reason);
            }
            let twice = self
                .account
                .iter()
                .filter(|other| other.name() == account.name());
            if twice.count() > 1 {
                return wrong(&key, "must have a name of its own");
            }
        }
        Ok(())
    }
}

impl AccountSection {
    fn check(&self) -> Result<(), &'static str> {
        let name = self.name();
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        if name.is_empty() || !name.chars().all(plain) {
            return Err("name must be letters, digits, dashes and dots");
        }
        let Self::Imap(imap) = self else {
            return match self.after() {
                After::Move => Err("a Maildir has nowhere to move a message to"),
                After::Leave | After::MarkSeen | After::Delete => Ok(()),
            };
        };
        if imap.folders.is_empty() || imap.folders.iter().any(|folder| folder.trim().is_empty()) {
            return Err("folders must name at least one folder");
        }
        let mut names = imap.folders.clone();
        names.sort();
        names.dedup();
        if names.len() != imap.folders.len() {
            return Err("folders must name each folder once");
        }
        if (imap.after == After::Move) != imap.move_to.is_some() {
            return Err("after = \"move\" and move_to belong together");
        }
        if imap
            .move_to
            .as_ref()
            .is_some_and(|to| imap.folders.contains(to))
        {
            return Err("move_to must not be a folder that is read");
        }
        if imap.password_file.is_some() == imap.oauth.is_some() {
            return Err("must have password_file or oauth, and not both");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<MailboxSection, String> {
        let section: MailboxSection =
            toml::from_str(text).map_err(|error| error.message().to_owned())?;
        section
            .check(Path::new("gateway.toml"))
            .map_err(|error| error.to_string())?;
        Ok(section)
    }

    #[test]
    fn without_a_word_the_mailbox_believes_nobody_and_leaves_mail_alone() {
        let section =
            read("[[account]]\nkind = \"maildir\"\nname = \"hub\"\npath = \"maildir\"").unwrap();
        assert_eq!(section.largest(), 50 * 1024 * 1024);
        assert_eq!(section.trust, TrustSection::default());
        assert_eq!(section.account[0].after(), After::Leave);
        assert_eq!(section.pause().as_secs(), 300);
    }

    #[test]
    fn what_does_not_fit_together_is_refused_with_its_key() {
        let imap = "[[account]]\nkind = \"imap\"\nname = \"hub\"\nhost = \"h\"\nusername = \"u\"\n";
        for (text, reason) in [
            (imap.to_owned(), "password_file or oauth"),
            (
                format!("{imap}password_file = \"p\"\nafter = \"move\""),
                "belong together",
            ),
            (
                format!("{imap}password_file = \"p\"\nfolders = [\"A\", \"A\"]"),
                "once",
            ),
            (
                format!("{imap}password_file = \"p\"\nafter = \"move\"\nmove_to = \"INBOX\""),
                "must not be a folder",
            ),
            (
                format!("{imap}password_file = \"p\"\n{imap}password_file = \"p\""),
                "name of its own",
            ),
            (
                "[trust]\nauthserv_id = \"mx.hub.test\"\nexchange_online = true".to_owned(),
                "one, or none",
            ),
            (
                "[trust]\nhere = true\nexchange_online = true".to_owned(),
                "one, or none",
            ),
            (
                "[trust]\nresolver = \"127.0.0.1:53\"".to_owned(),
                "belong to here",
            ),
            ("largest_mib = 0".to_owned(), "1 to 256"),
        ] {
            let refused = read(&text).unwrap_err();
            assert!(refused.contains(reason), "{text}: {refused}");
        }
        assert!(read(&format!("{imap}password_file = \"p\"")).is_ok());
    }
}
