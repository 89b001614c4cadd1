//! One parsing child as the gateway sees it: started with nothing, spoken to in frames, killed when it is late or talks nonsense.
//! Believes nothing it says but its shape.

use std::{
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use tokio::{
    net::unix::pipe,
    process::{Child, Command},
    time::{Instant, timeout},
};

use super::frames::{self, FrameError, Kind, Ready};

/// How long a child may take to start.
const START: Duration = Duration::from_secs(10);
/// How long a child that was killed may take to be gone.
const GONE: Duration = Duration::from_secs(2);
/// Bytes that a pipe holds, when the kernel lets it.
const PIPE: usize = 1024 * 1024;
/// Bytes of a message after which a child is replaced: what it took is not given back while it has nothing to do.
const HEAVY: usize = 8 * 1024 * 1024;
/// Messages after which a child is replaced.
const MESSAGES: u32 = 500;
/// Work after which a child is replaced.
const WORK: Duration = Duration::from_mins(1);

/// How a child ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChildDeath {
    /// It could not be started.
    NotStarted,
    /// By a signal: 31 is the filter of system calls, 6 is its own giving up, 9 is the gateway or the kernel's want of memory.
    Signal(i32),
    /// By itself, with this code.
    Exit(i32),
    /// It closed its pipe, and how it ended is not known.
    Closed,
}

/// What went wrong with a child. It is not used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It died.
    Died(ChildDeath),
    /// It was late, and was killed.
    OutOfTime,
    /// It said what was not expected, and was killed.
    Nonsense,
    /// It is not shut in as it must be.
    NoSandbox,
}

/// A child that lives.
#[derive(Debug)]
pub(super) struct ChildProcess {
    child: Child,
    input: pipe::Sender,
    output: pipe::Receiver,
    ready: Ready,
    messages: u32,
    work: Duration,
}

impl ChildProcess {
    /// Starts a child and waits until it is shut in.
    ///
    /// # Errors
    /// [`Fault`].
    pub(super) async fn start(program: &Path, set_up: &[u8]) -> Result<Self, Fault> {
        let not_started = Fault::Died(ChildDeath::NotStarted);
        let (child, input, output) = spawn(program).ok_or(not_started)?;
        let mut process = Self {
            child,
            input,
            output,
            ready: Ready {
                landlock: frames::Landlock::Not,
                abi: 0,
            },
            messages: 0,
            work: Duration::ZERO,
        };
        match process.ask(Kind::SetUp, [set_up, b""], START).await? {
            (Kind::Ready, bytes) => {
                process.ready = match serde_json::from_slice(&bytes) {
                    Ok(ready) => ready,
                    Err(_) => return Err(process.end(Fault::Nonsense).await),
                };
                Ok(process)
            }
            (Kind::Cannot, bytes) if bytes == b"no_sandbox" => {
                Err(process.end(Fault::NoSandbox).await)
            }
            _ => Err(process.end(Fault::Nonsense).await),
        }
    }

    /// How it is shut in.
    pub(super) fn ready(&self) -> Ready {
        self.ready
    }

    /// Its number, for tests that look at it from outside.
    pub(super) fn number(&self) -> Option<u32> {
        self.child.id()
    }

    /// Whether it has worked so much that a fresh one should take over.
    pub(super) fn is_worn(&self) -> bool {
        self.messages >= MESSAGES || self.work >= WORK
    }

    /// Sends a frame and waits for one; on any fault the child is gone.
    ///
    /// # Errors
    /// [`Fault`].
    pub(super) async fn ask(
        &mut self,
        kind: Kind,
        bytes: [&[u8]; 2],
        wall: Duration,
    ) -> Result<(Kind, Vec<u8>), Fault> {
        let began = Instant::now();
        if matches!(kind, Kind::Message | Kind::Document) {
            let heavy = bytes.iter().any(|bytes| bytes.len() > HEAVY);
            let worth = if heavy { MESSAGES } else { 1 };
            self.messages = self.messages.saturating_add(worth);
        }
        // Both at once: two pipes that are full must not lock both ends.
        let both = async {
            tokio::try_join!(
                frames::send(&mut self.input, kind, bytes),
                frames::receive(&mut self.output)
            )
        };
        let answer = timeout(wall, both).await;
        self.work = self.work.saturating_add(began.elapsed());
        match answer {
            Ok(Ok(((), frame))) => Ok(frame),
            Ok(Err(error)) => Err(self.end(error.into()).await),
            Err(_) => Err(self.end(Fault::OutOfTime).await),
        }
    }

    /// Waits for one more frame of an answer that has several.
    ///
    /// # Errors
    /// [`Fault`].
    pub(super) async fn more(&mut self, wall: Duration) -> Result<(Kind, Vec<u8>), Fault> {
        match timeout(wall, frames::receive(&mut self.output)).await {
            Ok(Ok(frame)) => Ok(frame),
            Ok(Err(error)) => Err(self.end(error.into()).await),
            Err(_) => Err(self.end(Fault::OutOfTime).await),
        }
    }

    /// Tells it that its message is no longer needed. The pipe is empty then, so it takes the few bytes at once or not at all.
    pub(super) fn done(&self) -> bool {
        frames::head(Kind::Done, 0)
            .is_ok_and(|frame| self.input.try_write(&frame).ok() == Some(frame.len()))
    }

    /// Ends it: what is to be said of it, more exactly when it died by itself.
    pub(super) async fn end(&mut self, fault: Fault) -> Fault {
        let by_itself = matches!(fault, Fault::Died(_));
        if by_itself && let Ok(Ok(status)) = timeout(GONE, self.child.wait()).await {
            return Fault::Died(death(status));
        }
        // It is waited for, so that no dead child stays in the table of processes.
        let killed = self.child.start_kill().is_ok();
        if killed && timeout(GONE, self.child.wait()).await.is_err() {
            tracing::error!("a parsing child could not be ended");
        }
        fault
    }
}

impl From<FrameError> for Fault {
    fn from(error: FrameError) -> Self {
        match error {
            FrameError::Gone => Self::Died(ChildDeath::Closed),
            FrameError::Nonsense => Self::Nonsense,
        }
    }
}

/// The executable that runs now, also when its file was replaced since.
pub(super) fn this_program() -> PathBuf {
    PathBuf::from("/proc/self/exe")
}

fn spawn(program: &Path) -> Option<(Child, pipe::Sender, pipe::Receiver)> {
    let mut child = Command::new(program)
        .arg("parse-mail")
        .env_clear()
        // The allocator's own threads would be stopped by the filter, and with them the child.
        .env("MALLOC_CONF", "background_thread:false,narenas:1")
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .ok()?;
    let input = child.stdin.take()?.into_owned_fd().ok()?;
    let output = child.stdout.take()?.into_owned_fd().ok()?;
    for wide in [&input, &output] {
        if rustix::pipe::fcntl_setpipe_size(wide, PIPE).is_err() {
            tracing::debug!("a pipe to a parsing child stays narrow");
        }
    }
    let input = pipe::Sender::from_owned_fd(input).ok()?;
    let output = pipe::Receiver::from_owned_fd(output).ok()?;
    Some((child, input, output))
}

fn death(status: ExitStatus) -> ChildDeath {
    use std::os::unix::process::ExitStatusExt as _;

    match (status.signal(), status.code()) {
        (Some(signal), _) => ChildDeath::Signal(signal),
        (None, Some(code)) => ChildDeath::Exit(code),
        (None, None) => ChildDeath::Closed,
    }
}
