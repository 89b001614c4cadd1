//! The hub's mailbox in a real Dovecot: every message has its line, its outcome and, only then, its mark; whatever the line and the
//! mailbox do meanwhile.

mod client;
mod cut;
mod day;
mod expunged;
mod filled;
mod full;
mod idle;
mod killed;
mod recreated;
mod sender_check;
mod settle;
mod taken;
mod troubled;
mod two_gateways;
mod xoauth2;

use std::fmt::Write as _;
use std::fs::Permissions;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use serde_json::Value;
use tests::mail_makes::{MAX, Mail, SAM, TRUST, form_text};
use tests::servers::Servers;
use tests::stand::{Settings, Stand};

/// The settings of the account besides those of the server.
#[derive(Default)]
struct Account<'a> {
    /// The folder that is read.
    folder: Option<&'a str>,
    /// A port between us and Dovecot.
    port: Option<u16>,
    after: &'a str,
    /// Further lines of the section.
    more: &'a str,
    /// Further lines of `[mailbox]`.
    mailbox: &'a str,
    /// The database; SQLite without one.
    store: Option<&'a str>,
}

/// A hub whose mailbox is in Dovecot.
struct Hub {
    servers: Servers,
    address: String,
    folder: String,
    stand: Stand,
}

impl Hub {
    /// Sets up; nothing was looked at yet.
    fn new(account: &Account<'_>) -> Self {
        let servers = Servers::from_env();
        let mut random = [0_u8; 8];
        let mut source = std::fs::File::open("/dev/urandom").unwrap();
        source.read_exact(&mut random).unwrap();
        let address = format!("hub-{:016x}@exampleshire.test", u64::from_le_bytes(random));
        let folder = account.folder.unwrap_or("INBOX").to_owned();
        let settings = settings(&servers, &address, &folder, account);
        let stand = Stand::set_up(&settings);
        write_secret(&stand, "mailbox.password", &servers.imap.password);
        let hub = Self {
            servers,
            address,
            folder,
            stand,
        };
        if account.more.contains("Done") {
            hub.doveadm(&["mailbox", "create", "-u", &hub.address, "Done"], b"");
        }
        if hub.folder != "INBOX" {
            hub.doveadm(&["mailbox", "create", "-u", &hub.address, &hub.folder], b"");
        }
        hub
    }

    /// One that was looked at while it was empty: what comes now is new.
    fn looked_at(account: &Account<'_>) -> Self {
        let hub = Self::new(account);
        hub.deliver(&Mail::new("first", SAM).text("The first of all."));
        assert_eq!(hub.poll()["taken"], 1);
        hub.doveadm(
            &["expunge", "-u", &hub.address, "mailbox", &hub.folder, "all"],
            b"",
        );
        assert_eq!(hub.poll()["listed"], 0);
        hub
    }

    /// Runs Dovecot's own tool, and gives what it printed.
    fn doveadm(&self, arguments: &[&str], input: &[u8]) -> String {
        let config = self.servers.dir.join("dovecot/dovecot.conf");
        let mut child = Command::new("doveadm")
            .arg("-c")
            .arg(config)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "doveadm {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn deliver(&self, mail: &Mail) {
        self.deliver_bytes(&mail.bytes());
    }

    fn deliver_bytes(&self, bytes: &[u8]) {
        self.doveadm(&["save", "-u", &self.address, "-m", &self.folder], bytes);
    }

    /// How many messages Dovecot counts in a folder.
    fn counted_in(&self, folder: &str) -> u64 {
        let told = self.doveadm(
            &["mailbox", "status", "-u", &self.address, "messages", folder],
            b"",
        );
        let (_, count) = told.rsplit_once('=').unwrap();
        count.parse().unwrap()
    }

    /// One look, which must go well.
    fn poll(&self) -> Value {
        let lines = self.stand.done(&["mailbox", "poll"]);
        assert_eq!(lines.len(), 1);
        lines[0].clone()
    }

    /// One look, which may fail.
    fn try_poll(&self) -> bool {
        self.stand.run(&["mailbox", "poll"]).status.success()
    }

    fn ledger(&self) -> Vec<Value> {
        self.stand.done(&["mailbox", "ledger"])
    }

    /// The ledger and Dovecot agree on how many messages there are.
    fn ledger_agrees(&self, what: &str) {
        let present = self
            .ledger()
            .iter()
            .filter(|line| line["present"] == true && line["state"] != "gone")
            .count();
        assert_eq!(
            u64::try_from(present).unwrap(),
            self.counted_in(&self.folder),
            "{what}"
        );
    }
}

/// A file that is its owner's alone.
fn write_secret(stand: &Stand, name: &str, secret: &str) {
    let file = stand.path().join(name);
    std::fs::write(&file, secret).unwrap();
    std::fs::set_permissions(file, Permissions::from_mode(0o600)).unwrap();
}

fn settings(servers: &Servers, address: &str, folder: &str, account: &Account<'_>) -> Settings {
    let imap = &servers.imap;
    let mut text = account.mailbox.to_owned();
    if !text.is_empty() {
        text = format!("\n[mailbox]\n{text}\n");
    }
    text.push_str(TRUST);
    write!(
        text,
        "\n[[mailbox.account]]\nkind = \"imap\"\nname = \"hub\"\nhost = \"{}\"\nport = {}\nca_file = \"{}\"\n\
         username = \"{address}\"\nfolders = [\"{folder}\"]\nafter = \"{}\"\n{}\n",
        imap.host,
        account.port.unwrap_or(imap.port),
        servers.ca.display(),
        if account.after.is_empty() { "leave" } else { account.after },
        account.more,
    )
    .unwrap();
    if !account.more.contains("oauth") {
        let at = text.rfind("username").unwrap();
        text.insert_str(at, "password_file = \"mailbox.password\"\n");
    }
    let settings = Settings::default().with(&text);
    match account.store {
        Some(url) => settings.store(url),
        None => settings,
    }
}

/// A referral that its manager sent.
fn referral(id: &str) -> Mail {
    Mail::new(id, MAX)
        .verified("council.test")
        .text(&form_text(&[]))
}

/// A question of somebody who works elsewhere.
fn question(id: &str) -> Mail {
    Mail::new(id, SAM)
        .verified("council.test")
        .text(&format!("What do you offer? ({id})"))
}
