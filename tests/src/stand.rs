//! A gateway set up as an operator would: keys, tables, certificates and settings in a folder of its own, then `serve` as a process.
//! Knows commands and settings, nothing inside the executable.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::gateway::{Gateway, command, finish};
use crate::hub;
use crate::letters::Letters;
use crate::rows::Rows;
use crate::servers::Servers;
use crate::visitor::Visitor;

/// What a stand is set up with.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    store: Option<String>,
    relay: Option<(Box<Servers>, u16)>,
    clamd: Option<u16>,
    more: String,
}

impl Settings {
    /// Letters go through the servers' Postfix, and are read from Dovecot.
    #[must_use]
    pub fn over(mut self, servers: &Servers) -> Self {
        self.relay = Some((Box::new(servers.clone()), servers.smtp.port));
        self
    }

    /// Another port of the relay.
    #[must_use]
    pub fn relay_port(mut self, port: u16) -> Self {
        self.relay = self.relay.map(|(servers, _)| (servers, port));
        self
    }

    /// The database's address; SQLite without one.
    #[must_use]
    pub fn store(mut self, url: &str) -> Self {
        self.store = Some(url.to_owned());
        self
    }

    /// A scanner on this port.
    #[must_use]
    pub fn clamd(mut self, port: u16) -> Self {
        self.clamd = Some(port);
        self
    }

    /// More sections.
    #[must_use]
    pub fn with(mut self, more: &str) -> Self {
        self.more.push_str(more);
        self
    }
}

/// A gateway in its folder, running or not.
#[derive(Debug)]
pub struct Stand {
    folder: TempDir,
    /// The process.
    pub gateway: Option<Gateway>,
    /// Where its letters arrive.
    pub letters: Letters,
    /// Its settings' origins, without a running process the last ones.
    origins: [String; 2],
}

impl Stand {
    /// Sets up and starts.
    pub fn start(settings: &Settings) -> Self {
        let mut stand = Self::set_up(settings);
        stand.serve();
        stand
    }

    /// Sets up; starts nothing.
    pub fn set_up(settings: &Settings) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("rg-stand-")
            .tempdir()
            .expect("a folder");
        let letters = match &settings.relay {
            Some((servers, _)) => Letters::Imap(servers.clone()),
            None => Letters::Folder(folder.path().join("letters")),
        };
        let stand = Self {
            folder,
            gateway: None,
            letters,
            origins: [String::new(), String::new()],
        };
        write_certificate(stand.path());
        let text = settings_text(stand.path(), settings);
        std::fs::write(stand.config(), text).expect("the settings");
        let keys = stand.path().join("keys");
        let recovery = stand.path().join("recovery");
        let made = stand.run(&[
            "keys",
            "new",
            "--folder",
            path(&keys),
            "--recovery-out",
            path(&recovery),
        ]);
        must(&made);
        must(&stand.run(&["migrate"]));
        stand
    }

    /// A stand whose folder is a copy of this one's, which must not run. Its process is started by [`Self::serve`].
    #[must_use]
    pub fn copy(&self) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("rg-stand-")
            .tempdir()
            .expect("a folder");
        copy_folder(self.path(), folder.path());
        let config = folder.path().join("gateway.toml");
        let text = std::fs::read_to_string(&config).expect("the settings");
        let text = text.replace(path(self.path()), path(folder.path()));
        std::fs::write(&config, text).expect("the settings");
        let letters = match &self.letters {
            Letters::Imap(servers) => Letters::Imap(servers.clone()),
            Letters::Folder(_) => Letters::Folder(folder.path().join("letters")),
        };
        Self {
            folder,
            gateway: None,
            letters,
            origins: self.origins.clone(),
        }
    }

    /// Starts the process.
    pub fn serve(&mut self) {
        let config = self.config();
        self.started(Gateway::serve(&config));
    }

    /// Takes a process that was started by other means.
    pub fn started(&mut self, gateway: Gateway) {
        self.origins = [gateway.ready.public.clone(), gateway.ready.desk.clone()];
        self.gateway = Some(gateway);
    }

    /// Stops the process as an operator would. The test's own connections go on meanwhile, so that they can be told of the end.
    pub async fn stop(&mut self) {
        let Some(mut gateway) = self.gateway.take() else {
            return;
        };
        gateway.signal("TERM");
        for _ in 0..300 {
            if gateway.has_ended() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it did not stop:\n{}", gateway.log());
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The settings file.
    pub fn config(&self) -> PathBuf {
        self.path().join("gateway.toml")
    }

    /// The certificate to trust.
    pub fn ca(&self) -> PathBuf {
        self.path().join("certificate.pem")
    }

    /// The public site's origin.
    pub fn public_origin(&self) -> &str {
        let [public, _] = &self.origins;
        public
    }

    /// The desk's origin.
    pub fn desk_origin(&self) -> &str {
        let [_, desk] = &self.origins;
        desk
    }

    /// A new browser on the public site.
    pub fn public(&self) -> Visitor {
        Visitor::new(self.public_origin(), &self.ca())
    }

    /// A new browser on the desk.
    pub fn desk(&self) -> Visitor {
        Visitor::new(self.desk_origin(), &self.ca())
    }

    /// Runs a command of the executable with this stand's settings.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let config = self.config();
        let mut all = vec!["--config", path(&config)];
        all.extend_from_slice(arguments);
        finish(command(&all), "")
    }

    /// Runs a command that must be done, and gives its lines of JSON.
    pub fn done(&self, arguments: &[&str]) -> Vec<Value> {
        let output = self.run(arguments);
        must(&output);
        json_lines(&output)
    }

    /// Its SQLite database.
    pub async fn rows(&self) -> Rows {
        Rows::open(&self.path().join("gateway.db")).await
    }

    /// Waits until the worker has nothing to do: no letter waits, and nothing changes by itself.
    pub async fn settled(&self) {
        let mut rows = self.rows().await;
        let mut before = String::new();
        for _ in 0..100 {
            let now = rows.everything().await;
            let waiting = "select count(*) from letter where state not in ('relayed', 'refused')";
            if now == before && rows.number(waiting).await == 0 {
                return;
            }
            before = now;
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("the worker does not come to rest");
    }

    /// The running process's log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path().join("gateway.log")).unwrap_or_default()
    }

    /// Every sealed file, by name.
    pub fn blobs(&self) -> Vec<PathBuf> {
        let mut all = files_below(&self.path().join("blobs"));
        all.sort();
        all
    }
}

impl Drop for Stand {
    /// Nobody needs its last words: the folder goes too.
    fn drop(&mut self) {
        if let Some(gateway) = &mut self.gateway {
            gateway.kill_9();
        }
    }
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(list) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for entry in list.filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            all.extend(files_below(&path));
        } else {
            all.push(path);
        }
    }
    all
}

/// The lines of JSON that a command printed.
pub fn json_lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().filter(|line| !line.is_empty());
    lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect()
}

/// Insists on exit code 0.
pub fn must(output: &Output) {
    assert!(
        output.status.success(),
        "{:?}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A path as text.
pub fn path(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).expect("a folder");
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

fn write_certificate(folder: &Path) {
    let names = ["localhost", "127.0.0.1"].map(str::to_owned);
    let made = rcgen::generate_simple_self_signed(names).expect("a certificate");
    let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    std::fs::write(folder.join("certificate.pem"), certificate).expect("a certificate");
    std::fs::write(folder.join("certificate.key"), key).expect("a key");
}

fn settings_text(folder: &Path, settings: &Settings) -> String {
    let sqlite = format!("sqlite://{}/gateway.db", folder.display());
    let mut text = hub::settings(settings.store.as_deref().unwrap_or(&sqlite));
    let sites = "certificate = \"certificate.pem\"\nkey = \"certificate.key\"";
    write!(
        text,
        "[public]\nlisten = \"127.0.0.1:0\"\norigin = \"https://localhost\"\n{sites}\n\
         [desk]\nlisten = \"127.0.0.1:0\"\norigin = \"https://localhost\"\n{sites}\n\
         [probes]\nlisten = \"127.0.0.1:0\"\n"
    )
    .expect("a string takes it");
    match &settings.relay {
        None => text.push_str("[post]\nto = \"folder\"\nfolder = \"letters\"\n"),
        Some((servers, port)) => {
            let smtp = &servers.smtp;
            let ca = servers.ca.display();
            write!(
                text,
                "[post]\nto = \"relay\"\nhost = \"{}\"\nport = {port}\nca_file = \"{ca}\"\n",
                smtp.host
            )
            .expect("a string takes it");
        }
    }
    if let Some(port) = settings.clamd {
        write!(text, "[scan]\nclamd = \"127.0.0.1:{port}\"\n").expect("a string takes it");
    }
    text + &settings.more
}
