//! The real executable as a process: started, waited for, killed. Knows its command line and its JSON lines, nothing inside it.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde::Deserialize;

/// How long a start may take. Far above the five seconds promised, as the machine may be building beside us.
const READY_WITHIN: Duration = Duration::from_mins(1);

/// What the gateway says in its one JSON line when it is ready.
#[derive(Debug, Clone, Deserialize)]
pub struct Ready {
    /// Always true.
    pub ready: bool,
    /// The public site's origin.
    #[serde(default)]
    pub public: String,
    /// The desk's origin.
    #[serde(default)]
    pub desk: String,
    /// Where health is asked for, over plain HTTP on loopback.
    #[serde(default)]
    pub probes: String,
    /// The certificate authority to trust, when it made its own.
    #[serde(default)]
    pub ca: Option<PathBuf>,
    /// Where the demonstration leaves its letters.
    #[serde(default)]
    pub letters: Option<PathBuf>,
    /// The demonstration's mailbox.
    #[serde(default)]
    pub maildir: Option<PathBuf>,
    /// The demonstration's people.
    #[serde(default)]
    pub accounts: Vec<Account>,
}

/// One person who may sign in to the demonstration.
#[derive(Debug, Clone, Deserialize)]
pub struct Account {
    /// What they may do.
    pub role: String,
    /// Their name at sign-in.
    pub name: String,
    /// Their password.
    pub password: String,
    /// Their authenticator's secret, base32.
    pub totp_secret: String,
}

/// A running gateway. Dropping it stops the process.
#[derive(Debug)]
pub struct Gateway {
    child: Child,
    log: PathBuf,
    /// What it said when it was ready.
    pub ready: Ready,
}

/// The executable under test: `GATEWAY_BIN`, or the one beside this test's own folder.
pub fn executable() -> PathBuf {
    let path = std::env::var_os("GATEWAY_BIN").map_or_else(
        || {
            let test = std::env::current_exe().expect("this test's own path");
            let folder = test.parent().expect("a folder");
            let folder = if folder.ends_with("deps") {
                folder.parent().expect("a folder")
            } else {
                folder
            };
            folder.join("gateway")
        },
        PathBuf::from,
    );
    assert!(
        path.is_file(),
        "{} is missing: build it with `cargo build --workspace --bins --tests`",
        path.display()
    );
    path
}

/// A command line of the gateway, not yet started. The caller's own settings do not leak in.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(executable());
    command
        .args(arguments)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LANG", "C.UTF-8");
    command
}

/// Runs one command to its end, with `input` on its standard input.
pub fn run(arguments: &[&str], input: &str) -> Output {
    finish(command(arguments), input)
}

/// Runs a prepared command to its end, with `input` on its standard input.
pub fn finish(mut command: Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the gateway starts");
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("the gateway ends");
    drop(writer.join());
    output
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .expect("a free port")
        .local_addr()
        .expect("an address")
        .port()
}

impl Gateway {
    /// Starts `gateway --config FILE serve` and waits until it is ready; its words go to `gateway.log` beside the file.
    pub fn serve(config: &Path) -> Self {
        let file = config.to_str().expect("a path in UTF-8");
        Self::start(
            command(&["--config", file, "serve"]),
            &config.with_file_name("gateway.log"),
        )
    }

    /// Starts a prepared command and waits for its ready line.
    pub fn start(mut command: Command, log: &Path) -> Self {
        let words = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(log)
            .expect("a log");
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(words)
            .spawn()
            .expect("the gateway starts");
        let stdout = child.stdout.take().expect("piped");
        let (send, receive) = mpsc::channel::<Ready>();
        std::thread::spawn(move || {
            let lines = BufReader::new(stdout).lines().map_while(Result::ok);
            lines
                .filter_map(|line| serde_json::from_str(&line).ok())
                .for_each(|ready| drop(send.send(ready)));
        });
        let Ok(ready) = receive.recv_timeout(READY_WITHIN) else {
            drop(child.kill());
            let status = child.wait();
            panic!(
                "the gateway did not become ready ({status:?}); it said:\n{}",
                tail(log)
            );
        };
        Self {
            child,
            log: log.to_owned(),
            ready,
        }
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Kills it as a power cut would: nothing is flushed, nobody is told.
    pub fn kill_9(&mut self) {
        drop(self.child.kill());
        self.child.wait().expect("the process is ours");
    }

    /// Whether it has ended, by itself or by a signal.
    pub fn has_ended(&mut self) -> bool {
        self.child
            .try_wait()
            .expect("the process is ours")
            .is_some()
    }

    /// Waits until it has ended by itself.
    pub fn wait_for_end(&mut self, within: Duration) -> bool {
        let until = Instant::now() + within;
        while !self.has_ended() {
            if Instant::now() > until {
                return false;
            }
            pause(Duration::from_millis(20));
        }
        true
    }

    /// Asks it to stop, as an operator would, and says whether it went with exit code 0 within ten seconds.
    pub fn stop(&mut self) -> bool {
        self.signal("TERM");
        self.wait_for_end(Duration::from_secs(10))
            && self.child.wait().is_ok_and(|status| status.success())
    }

    /// Sends a signal by its name, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), "--", &self.pid().to_string()])
            .status();
        assert!(
            sent.is_ok_and(|status| status.success()),
            "kill -{name} {}",
            self.pid()
        );
    }

    /// What it has said on standard error since its first start in this folder.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Resident memory in KiB.
    pub fn resident_kib(&self) -> u64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap_or_default();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap_or_default();
        line.split_whitespace()
            .nth(1)
            .and_then(|kib| kib.parse().ok())
            .unwrap_or_default()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        if self.has_ended() {
            return;
        }
        self.signal("TERM");
        if !self.wait_for_end(Duration::from_secs(5)) {
            self.kill_9();
        }
    }
}

/// The last lines of a log.
pub fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines
        .get(lines.len().saturating_sub(40)..)
        .unwrap_or_default()
        .join("\n")
}

#[expect(
    clippy::disallowed_methods,
    reason = "waits for another process, on a thread of its own"
)]
fn pause(time: Duration) {
    std::thread::sleep(time);
}
