//! Dovecot with one person's mailboxes over IMAPS: what mail is read from. Runs in a folder of its own on a free port, and stops with
//! its value.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use tests::gateway::free_port;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Whose mailboxes they are.
pub(crate) const ADDRESS: &str = "hub@exampleshire.test";
/// What opens them.
pub(crate) const PASSWORD: &str = "mailbox-password";
/// The account of the machine that the mailboxes belong to; `run` makes it.
const USER: &str = "rgtest";
/// The mailbox from which the others are filled.
const SOURCE: &str = "Source";

/// A running Dovecot.
#[derive(Debug)]
pub(crate) struct Dovecot {
    folder: tempfile::TempDir,
    process: Child,
    /// Its port, TLS from the first byte.
    pub(crate) port: u16,
    /// The certificate to trust.
    pub(crate) ca: PathBuf,
}

impl Dovecot {
    /// Starts it with a source of `messages`.
    pub(crate) async fn start(messages: &[Vec<u8>]) -> Result<Self> {
        // Dovecot's own processes belong to somebody else, and must get in.
        let folder = tempfile::Builder::new().prefix("rg-dovecot-").tempdir()?;
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
        let (ca, key) = (
            folder.path().join("server.pem"),
            folder.path().join("server.key"),
        );
        crate::self_signed(&ca, &key)?;
        let mail = folder.path().join(format!("mail/.{SOURCE}"));
        for part in ["cur", "new", "tmp"] {
            fs::create_dir_all(mail.join(part))?;
        }
        for (number, message) in messages.iter().enumerate() {
            let name = format!(
                "cur/1700000000.M{number}P1.localhost,S={}:2,",
                message.len()
            );
            fs::write(mail.join(name), message)?;
        }
        let owner = format!("{USER}:{USER}");
        let status = Command::new("chown")
            .args(["-R", &owner])
            .arg(folder.path().join("mail"))
            .status()?;
        ensure!(status.success(), "there is no account {USER}");
        let port = free_port();
        fs::write(
            folder.path().join("dovecot.conf"),
            settings(folder.path(), port)?,
        )?;
        let process = Command::new("dovecot")
            .args(["-F", "-c"])
            .arg(folder.path().join("dovecot.conf"))
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("dovecot")?;
        let dovecot = Self {
            folder,
            process,
            port,
            ca,
        };
        let until = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            ensure!(Instant::now() < until, "dovecot did not start");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(dovecot)
    }

    /// A new mailbox without messages.
    pub(crate) fn make(&self, mailbox: &str) -> Result<()> {
        self.doveadm(&["mailbox", "create", "-u", ADDRESS, mailbox], b"")
    }

    /// Puts every message of the source into `mailbox`, all at once.
    pub(crate) fn fill(&self, mailbox: &str) -> Result<()> {
        self.doveadm(
            &["copy", "-u", ADDRESS, mailbox, "mailbox", SOURCE, "all"],
            b"",
        )
    }

    /// Puts one message into `mailbox`.
    pub(crate) fn deliver(&self, mailbox: &str, message: &[u8]) -> Result<()> {
        self.doveadm(&["save", "-u", ADDRESS, "-m", mailbox], message)
    }

    /// Removes a mailbox and what it holds.
    pub(crate) fn remove(&self, mailbox: &str) -> Result<()> {
        self.doveadm(&["mailbox", "delete", "-u", ADDRESS, mailbox], b"")
    }

    fn doveadm(&self, arguments: &[&str], input: &[u8]) -> Result<()> {
        let mut child = Command::new("doveadm")
            .arg("-c")
            .arg(self.folder.path().join("dovecot.conf"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        child.stdin.take().context("a pipe")?.write_all(input)?;
        let output = child.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "doveadm {arguments:?}: {said}");
        Ok(())
    }

    /// mbsync's settings for fetching `mailbox` into `into`.
    pub(crate) fn mbsync(&self, mailbox: &str, into: &Path, durable: bool) -> String {
        format!(
            "FSync {}\nIMAPAccount hub\nHost localhost\nPort {}\nUser {ADDRESS}\nPass {PASSWORD}\nSSLType IMAPS\nCertificateFile {}\nAuthMechs LOGIN\n\n\
             IMAPStore far\nAccount hub\n\nMaildirStore near\nPath {into}/\nInbox {into}/INBOX\n\n\
             Channel all\nFar :far:{mailbox}\nNear :near:INBOX\nCreate Near\nSync Pull\nSyncState {into}/state\n",
            if durable { "yes" } else { "no" },
            self.port,
            self.ca.display(),
            into = into.display(),
        )
    }

    /// A connection that waits for news of `mailbox`.
    pub(crate) async fn listen(&self, mailbox: &str) -> Result<Listener> {
        let mut roots = rustls::RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(&self.ca)? {
            roots.add(certificate?)?;
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let tcp = tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await?;
        let tls = TlsConnector::from(Arc::new(config));
        let line = tls.connect(ServerName::try_from("localhost")?, tcp).await?;
        let mut listener = Listener(BufReader::new(line));
        listener.until("* OK").await?;
        let log_in = format!("a LOGIN {ADDRESS} {PASSWORD}\r\nb EXAMINE {mailbox}\r\nc IDLE\r\n");
        listener.0.write_all(log_in.as_bytes()).await?;
        listener.0.flush().await?;
        listener.until("+ ").await?;
        Ok(listener)
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let pid = self.process.id().to_string();
        drop(Command::new("kill").arg(pid).status());
        drop(self.process.wait());
    }
}

/// A connection that waits in IDLE.
#[derive(Debug)]
pub(crate) struct Listener(BufReader<TlsStream<tokio::net::TcpStream>>);

impl Listener {
    /// When the server next tells of a message.
    pub(crate) async fn told(&mut self) -> Result<Instant> {
        self.until(" EXISTS").await?;
        Ok(Instant::now())
    }

    async fn until(&mut self, wanted: &str) -> Result<()> {
        let mut line = String::new();
        while !line.contains(wanted) {
            line.clear();
            let read = self.0.read_line(&mut line).await?;
            ensure!(read > 0, "Dovecot closed the line before “{wanted}”");
        }
        Ok(())
    }
}

fn settings(folder: &Path, port: u16) -> Result<String> {
    let at = folder.display();
    let mut text = format!(
        "base_dir = {at}/run\nstate_dir = {at}/state\ninstance_name = bench\nlog_path = {at}/log\nprotocols = imap\nlisten = 127.0.0.1\n\
         ssl = required\nssl_cert = <{at}/server.pem\nssl_key = <{at}/server.key\nssl_min_protocol = TLSv1.2\n\
         mail_location = maildir:{at}/mail\nmail_uid = {USER}\nmail_gid = {USER}\nfirst_valid_uid = 1\nfirst_valid_gid = 1\n\
         mail_max_userip_connections = 50\nmail_fsync = never\nmailbox_list_index = no\n"
    );
    write!(
        text,
        "namespace inbox {{\n inbox = yes\n}}\npassdb {{\n driver = static\n args = password={PASSWORD}\n}}\n\
         userdb {{\n driver = static\n args = allow_all_users=yes uid={USER} gid={USER} home={at}/mail\n}}\n\
         service imap-login {{\n inet_listener imap {{\n port = 0\n }}\n inet_listener imaps {{\n port = {port}\n ssl = yes\n }}\n}}\n"
    )?;
    Ok(text)
}
