//! What the settings ask for a sorted message: mark, move, delete. Removes single UIDs only, never what somebody else marked as
//! deleted; doing it twice does no harm.

use super::{
    ImapFolder,
    talk::{COMMAND, Told},
    uids,
};
use crate::{config::After, mailbox::source::MailboxError};

/// UIDs of one command: a line that every server takes.
const TOGETHER: usize = 250;

impl ImapFolder {
    /// Does with these messages what the settings ask. One that is there no more is no mistake.
    pub(in crate::mailbox) async fn settle(
        &mut self,
        all: &[String],
        how: After,
    ) -> Result<(), MailboxError> {
        for some in all.chunks(TOGETHER) {
            let set = uids::set(some.iter().map(String::as_str));
            if set.is_empty() {
                continue;
            }
            match how {
                After::Leave => {}
                After::MarkSeen => self.flag(&set, "\\Seen").await?,
                After::Delete => self.remove(&set).await?,
                After::Move => self.move_away(&set).await?,
            }
        }
        Ok(())
    }

    async fn move_away(&mut self, set: &str) -> Result<(), MailboxError> {
        let Some(to) = self.move_to.clone() else {
            return Err(MailboxError::Refused("move_to is not set"));
        };
        if self.talk.can("MOVE") {
            return self
                .change(&format!("UID MOVE {set} {to}"), "moving messages")
                .await;
        }
        self.change(&format!("UID COPY {set} {to}"), "copying messages")
            .await?;
        self.remove(set).await
    }

    /// Without UIDPLUS a message can only be marked: EXPUNGE would remove what others marked, too.
    async fn remove(&mut self, set: &str) -> Result<(), MailboxError> {
        self.flag(set, "\\Deleted").await?;
        if !self.talk.can("UIDPLUS") {
            tracing::warn!(
                "the server cannot remove single messages; they are only marked as deleted"
            );
            return Ok(());
        }
        self.change(&format!("UID EXPUNGE {set}"), "removing messages")
            .await
    }

    async fn flag(&mut self, set: &str, flag: &str) -> Result<(), MailboxError> {
        self.change(
            &format!("UID STORE {set} +FLAGS.SILENT ({flag})"),
            "marking messages",
        )
        .await
    }

    async fn change(&mut self, command: &str, phase: &'static str) -> Result<(), MailboxError> {
        let asked = self.talk.ask(command, COMMAND, |_| {}).await;
        asked.map_err(|told: Told| told.refused(phase))
    }
}
