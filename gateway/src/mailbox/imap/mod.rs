//! One folder of a mailbox over IMAP. A folder is opened anew at each look, so that a mailbox made again is noticed; nothing is taken
//! for the server's word but its last word to a command. Marks, moves and deletes only what it is told to.

mod connect;
mod fetch;
mod idle;
mod line;
mod settle;
mod talk;
mod uids;
mod xoauth2;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use async_imap::imap_proto::{MailboxDatum, Response, ResponseCode};

use self::{
    fetch::Ready,
    talk::{COMMAND, Talk, Told},
};
use super::source::{ClearTo, Listing, MailboxError};
use crate::config::{After, ImapSection};

/// One folder, on a connection of its own.
#[derive(Debug)]
pub struct ImapFolder {
    talk: Talk,
    /// The folder's name, as IMAP spells it.
    name: String,
    /// Where sorted messages go, as IMAP spells it.
    move_to: Option<String>,
    /// Whether anything is ever changed there.
    is_changed: bool,
    /// What will be fetched, in this order.
    wanted: VecDeque<String>,
    sizes: BTreeMap<String, u64>,
    ready: BTreeMap<String, Ready>,
    /// Messages to be asked for one at a time, because the server refused a group that held them.
    alone: BTreeSet<String>,
}

/// What a server can do that matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerCan {
    /// Tell of new mail at once.
    pub idle: bool,
    /// Move a message in one step.
    pub moves: bool,
    /// Remove one message and no other.
    pub removes_one: bool,
}

impl ImapFolder {
    /// Connects and logs in; opens nothing yet.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub(super) async fn open(settings: &ImapSection, folder: &str) -> Result<Self, MailboxError> {
        const NO_NAME: MailboxError = MailboxError::Refused("a folder's name cannot be one");
        let name = uids::folder(folder).ok_or(NO_NAME)?;
        let move_to = settings.move_to.as_deref().map(uids::folder);
        let move_to = move_to.map(|to| to.ok_or(NO_NAME)).transpose()?;
        Ok(Self {
            talk: connect::connect(settings).await?,
            name,
            move_to,
            is_changed: settings.after != After::Leave,
            wanted: VecDeque::new(),
            sizes: BTreeMap::new(),
            ready: BTreeMap::new(),
            alone: BTreeSet::new(),
        })
    }

    /// What the folder holds now; only what came since, where it is `clear` so far and has lost nothing.
    pub(super) async fn list(&mut self, clear: Option<&ClearTo>) -> Result<Listing, MailboxError> {
        self.wanted.clear();
        self.sizes.clear();
        self.ready.clear();
        self.alone.clear();
        if let Some(clear) = clear
            && let Some(listing) = self.list_since(clear).await?
        {
            return Ok(listing);
        }
        for last in [false, true] {
            let (validity, counted) = self.select().await?;
            let found = self.search("ALL").await?;
            // Some that arrive between the two are no disagreement; fewer than counted may be.
            if found.len() < counted && !last {
                continue;
            }
            if found.len() < counted {
                tracing::warn!(
                    counted,
                    listed = found.len(),
                    "a folder lists fewer messages than its server counts"
                );
            }
            let uids = found.into_iter().map(|uid| (uids::text(uid), None));
            let uids: BTreeMap<_, _> = uids.collect();
            return Ok(Listing {
                validity,
                counted: uids.len(),
                uids,
                is_whole: true,
            });
        }
        Err(MailboxError::Later("listing"))
    }

    /// What came since the folder was clear; `None` when more has changed than that.
    async fn list_since(&mut self, clear: &ClearTo) -> Result<Option<Listing>, MailboxError> {
        let (validity, counted) = self.select().await?;
        let known: u32 = clear.uid.parse().unwrap_or(0);
        let Some(next) = known.checked_add(1).filter(|_| validity == clear.validity) else {
            return Ok(None);
        };
        // The star stands for the last message of all, which need not be a new one.
        let mut found = self.search(&format!("UID {next}:*")).await?;
        found.retain(|uid| *uid > known);
        Ok(
            (clear.count.checked_add(found.len()) == Some(counted)).then(|| Listing {
                validity,
                uids: found
                    .into_iter()
                    .map(|uid| (uids::text(uid), None))
                    .collect(),
                is_whole: false,
                counted,
            }),
        )
    }

    /// Opens the folder: its UIDVALIDITY, and how many messages it counts.
    async fn select(&mut self) -> Result<(i64, usize), MailboxError> {
        // Where nothing is changed the server is not even asked for the right.
        let verb = if self.is_changed { "SELECT" } else { "EXAMINE" };
        let (mut validity, mut counted) = (None, 0);
        let asked = self
            .talk
            .ask(
                &format!("{verb} {}", self.name),
                COMMAND,
                |said| match said {
                    Response::Data { outcome, .. } => {
                        if let Some(ResponseCode::UidValidity(told)) = outcome.code {
                            validity = Some(i64::from(told));
                        }
                    }
                    Response::MailboxData(MailboxDatum::Exists(told)) => {
                        counted = usize::try_from(*told).unwrap_or(usize::MAX);
                    }
                    _ => {}
                },
            )
            .await;
        asked.map_err(|told| told.refused("opening the folder"))?;
        self.talk.has_new = false;
        let validity = validity.ok_or(MailboxError::Refused("the folder has no UIDVALIDITY"))?;
        Ok((validity, counted))
    }

    async fn search(&mut self, which: &str) -> Result<BTreeSet<u32>, MailboxError> {
        let mut found = BTreeSet::new();
        self.talk
            .ask(&format!("UID SEARCH {which}"), COMMAND, |said| {
                if let Response::MailboxData(MailboxDatum::Search(uids)) = said {
                    found.extend(uids.iter().copied());
                }
            })
            .await
            .map_err(|told| told.later("listing"))?;
        Ok(found)
    }

    /// Opens the folder, and the one that messages are moved to; what the server can do. Changes nothing.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub(super) async fn try_out(mut self) -> Result<ServerCan, MailboxError> {
        self.select().await?;
        if let Some(to) = self.move_to.take() {
            let asked = self
                .talk
                .ask(&format!("EXAMINE {to}"), COMMAND, |_| {})
                .await;
            asked.map_err(|told: Told| told.refused("opening the folder of move_to"))?;
        }
        let can = ServerCan {
            idle: self.talk.can("IDLE"),
            moves: self.talk.can("MOVE"),
            removes_one: self.talk.can("UIDPLUS"),
        };
        self.talk.end().await;
        Ok(can)
    }

    /// Ends the dialogue in good order.
    pub(super) async fn end(self) {
        self.talk.end().await;
    }
}
