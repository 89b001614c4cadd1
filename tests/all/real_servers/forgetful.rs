//! A PostgreSQL that acknowledges what it has not written (`fsync = off`) is refused, in one plain line.

use std::{
    os::unix::{fs::chown, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use gateway::store::{Store, StoreError};
use tempfile::TempDir;
use tests::{
    gateway::free_port,
    servers::Servers,
    stand::{Settings, Stand, path},
};

const BIN: &str = "/usr/lib/postgresql/15/bin";

/// A PostgreSQL of the test's own, under the user that the servers run as.
struct Forgetful {
    process: Child,
    port: u16,
    _folder: TempDir,
}

/// The number of the servers' user or group.
fn number(which: &str) -> u32 {
    let said = Command::new("id").args([which, "rgtest"]).output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    said.trim().parse().unwrap()
}

impl Forgetful {
    async fn start(servers: &Servers) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (user, group) = (number("-u"), number("-g"));
        let own = |file: &Path| chown(file, Some(user), Some(group)).unwrap();
        own(folder.path());
        let as_user = |program: &str| {
            let mut command = Command::new(format!("{BIN}/{program}"));
            command.current_dir(folder.path()).uid(user).gid(group);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        let data = folder.path().join("data");
        let copied = |from: &Path, name: &str| -> PathBuf {
            let file = folder.path().join(name);
            std::fs::copy(from, &file).unwrap();
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            std::fs::set_permissions(&file, mode).unwrap();
            own(&file);
            file
        };
        let certificate = copied(&servers.certificate, "server.pem");
        let key = copied(&servers.key, "server.key");
        let made = as_user("initdb")
            .args([
                "-D",
                path(&data),
                "-A",
                "trust",
                "-U",
                "gateway",
                "-E",
                "UTF8",
            ])
            .args(["--locale=C.UTF-8", "--no-sync"])
            .status();
        assert!(made.unwrap().success(), "initdb");
        let port = free_port();
        let mut serve = as_user("postgres");
        serve.args(["-D", path(&data), "-p", &port.to_string()]);
        for setting in [
            "fsync=off".to_owned(),
            "listen_addresses=127.0.0.1".to_owned(),
            "unix_socket_directories=".to_owned(),
            "ssl=on".to_owned(),
            format!("ssl_cert_file={}", path(&certificate)),
            format!("ssl_key_file={}", path(&key)),
        ] {
            serve.args(["-c", &setting]);
        }
        let forgetful = Self {
            process: serve.spawn().unwrap(),
            port,
            _folder: folder,
        };
        let until = Instant::now() + Duration::from_secs(20);
        while !forgetful.answers() {
            assert!(Instant::now() < until, "it did not start");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        forgetful
    }

    fn answers(&self) -> bool {
        let asked = Command::new(format!("{BIN}/pg_isready"))
            .args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()])
            .status();
        asked.unwrap().success()
    }

    fn url(&self, servers: &Servers) -> String {
        let (port, ca) = (self.port, servers.ca.display());
        format!("postgres://gateway@localhost:{port}/postgres?sslmode=verify-full&sslrootcert={ca}")
    }
}

impl Drop for Forgetful {
    fn drop(&mut self) {
        let id = self.process.id().to_string();
        drop(Command::new("kill").args(["-INT", "--", &id]).status());
        drop(self.process.wait());
    }
}

#[tokio::test]
async fn a_database_that_would_forget_what_it_has_acknowledged_is_refused() {
    tests::house::install_crypto();
    let servers = Servers::from_env();
    let forgetful = Forgetful::start(&servers).await;
    let refused = Store::open(&forgetful.url(&servers)).await;
    let Err(StoreError::Settings { setting, found, .. }) = refused else {
        panic!("not refused: {refused:?}")
    };
    assert_eq!((setting, found.as_str()), ("fsync", "off"));
    let stand = Stand::set_up(&Settings::default());
    let settings = std::fs::read_to_string(stand.config()).unwrap();
    let sqlite = settings
        .lines()
        .find(|line| line.starts_with("url = \"sqlite:"))
        .unwrap();
    let postgres = format!("url = \"{}\"", forgetful.url(&servers));
    std::fs::write(stand.config(), settings.replace(sqlite, &postgres)).unwrap();
    for command in ["migrate", "serve"] {
        let output = stand.run(&[command]);
        assert_eq!(output.status.code(), Some(1), "{command}");
        let said = String::from_utf8(output.stderr).unwrap();
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), 1, "{command}: {said}");
        let plain = "the database has fsync = off, and must have on";
        assert!(lines[0].contains(plain), "{command}: {said}");
    }
}
