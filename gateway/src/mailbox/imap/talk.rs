//! One dialogue with an IMAP server: a command, what the server says to it, and its last word. A connection that ends before the last
//! word is never taken for an answer. Knows nothing of folders; no error holds what the server wrote.

use std::{collections::BTreeSet, time::Duration};

use async_imap::{
    Session,
    imap_proto::RequestId,
    imap_proto::{MailboxDatum, Response, Status},
    types::Capability,
};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::client::TlsStream;

use super::{
    super::source::MailboxError,
    line::{PATIENCE, Patience, Patient},
};

/// The longest that a command without a message in its answer may take.
pub(super) const COMMAND: Duration = Duration::from_mins(2);
/// The longest that the server may be left alone with IDLE: it may end one after 29 minutes.
const IDLE: Duration = Duration::from_mins(25);

/// Why a command was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The server said no.
    No,
    /// The connection is of no more use.
    Lost,
}

impl Told {
    /// As an error of `phase`; a no is the server's refusal.
    pub(super) fn refused(self, phase: &'static str) -> MailboxError {
        match self {
            Self::No => MailboxError::Refused(phase),
            Self::Lost => MailboxError::Lost(phase),
        }
    }

    /// As an error of `phase`; a no may be a yes later.
    pub(super) fn later(self, phase: &'static str) -> MailboxError {
        match self {
            Self::No => MailboxError::Later(phase),
            Self::Lost => MailboxError::Lost(phase),
        }
    }
}

/// What IDLE ended with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Woken {
    /// The server told of a change.
    Change,
    /// Nothing came in time.
    Quiet,
}

/// A session that is logged in.
#[derive(Debug)]
pub(super) struct Talk {
    session: Session<TlsStream<Patient>>,
    patience: Patience,
    can: BTreeSet<String>,
    /// The server has told of messages since this was last set.
    pub(super) has_new: bool,
}

impl Talk {
    /// Takes a session that is logged in, and asks what the server can do.
    pub(super) async fn new(
        session: Session<TlsStream<Patient>>,
        patience: Patience,
    ) -> Result<Self, Told> {
        let mut talk = Self {
            session,
            patience,
            can: BTreeSet::new(),
            has_new: false,
        };
        let mut can = BTreeSet::new();
        talk.ask("CAPABILITY", COMMAND, |said| {
            if let Response::Capabilities(told) = said {
                can.extend(told.iter().filter_map(|one| match Capability::from(one) {
                    Capability::Atom(atom) => Some(atom.to_ascii_uppercase()),
                    Capability::Imap4rev1 | Capability::Auth(_) => None,
                }));
            }
        })
        .await?;
        talk.can = can;
        Ok(talk)
    }

    /// Whether the server can do this, such as `MOVE`.
    pub(super) fn can(&self, word: &str) -> bool {
        self.can.contains(word)
    }

    /// Asks, and shows each thing that the server says until its last word.
    pub(super) async fn ask(
        &mut self,
        command: &str,
        within: Duration,
        mut each: impl FnMut(&Response<'_>) + Send,
    ) -> Result<(), Told> {
        let until = Instant::now() + within;
        let sent = timeout_at(until, self.session.run_command(command)).await;
        let Ok(Ok(tag)) = sent else {
            return Err(Told::Lost);
        };
        loop {
            let read = timeout_at(until, self.session.read_response()).await;
            let Ok(Ok(Some(said))) = read else {
                return Err(Told::Lost);
            };
            match said.parsed() {
                Response::Done {
                    tag: done, status, ..
                } if *done == tag => {
                    return match status {
                        Status::Ok => Ok(()),
                        Status::No | Status::Bad | Status::PreAuth | Status::Bye => Err(Told::No),
                    };
                }
                Response::Data {
                    status: Status::Bye,
                    ..
                } => return Err(Told::Lost),
                said => {
                    self.has_new |= tells_of_mail(said);
                    each(said);
                }
            }
        }
    }

    /// Waits until the server tells of a change, at most so long.
    pub(super) async fn idle(&mut self, at_most: Duration) -> Result<Woken, Told> {
        let at_most = at_most.min(IDLE);
        self.patience.set(at_most + PATIENCE);
        let woken = self.idle_once(at_most).await;
        self.patience.set(PATIENCE);
        woken
    }

    async fn idle_once(&mut self, at_most: Duration) -> Result<Woken, Told> {
        let sent = timeout(PATIENCE, self.session.run_command("IDLE")).await;
        let Ok(Ok(tag)) = sent else {
            return Err(Told::Lost);
        };
        let mut woken = Woken::Quiet;
        let begun = Instant::now() + PATIENCE;
        loop {
            let Ok(Ok(Some(said))) = timeout_at(begun, self.session.read_response()).await else {
                return Err(Told::Lost);
            };
            match said.parsed() {
                Response::Continue(_) => break,
                Response::Done { .. } => return Err(Told::No),
                said if tells_of_change(said) => woken = Woken::Change,
                _ => {}
            }
        }
        let until = Instant::now() + at_most;
        while woken == Woken::Quiet {
            let Ok(read) = timeout_at(until, self.session.read_response()).await else {
                break;
            };
            let Ok(Some(said)) = read else {
                return Err(Told::Lost);
            };
            match said.parsed() {
                Response::Done { .. }
                | Response::Data {
                    status: Status::Bye,
                    ..
                } => return Err(Told::Lost),
                said if tells_of_change(said) => woken = Woken::Change,
                _ => {}
            }
        }
        // From here on the server must answer soon, or the line is dead.
        match timeout(PATIENCE, self.stop_idling(&tag)).await {
            Ok(Some(())) => Ok(woken),
            Ok(None) | Err(_) => Err(Told::Lost),
        }
    }

    /// Says that the waiting is over, and reads on until the server says so too.
    async fn stop_idling(&mut self, tag: &RequestId) -> Option<()> {
        self.session.run_command_untagged("DONE").await.ok()?;
        loop {
            let said = self.session.read_response().await.ok()??;
            match said.parsed() {
                Response::Done {
                    tag: done, status, ..
                } if done == tag => return (*status == Status::Ok).then_some(()),
                said => self.has_new |= tells_of_mail(said),
            }
        }
    }

    /// Says good-bye, and waits no longer than a moment for the answer.
    pub(super) async fn end(mut self) {
        let asked = self.ask("LOGOUT", Duration::from_secs(2), |_| {}).await;
        if asked.is_err() {
            tracing::debug!("the server let us go without a word");
        }
    }
}

fn tells_of_mail(said: &Response<'_>) -> bool {
    matches!(said, Response::MailboxData(MailboxDatum::Exists(_)))
}

fn tells_of_change(said: &Response<'_>) -> bool {
    tells_of_mail(said) || matches!(said, Response::Expunge(_) | Response::Vanished { .. })
}
