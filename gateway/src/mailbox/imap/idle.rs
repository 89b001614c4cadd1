//! Waiting for mail: with IDLE where the server has it, and never longer than asked, whatever the server promises.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{
    ImapFolder,
    talk::{COMMAND, Told, Woken},
};
use crate::mailbox::source::MailboxError;

/// A line without IDLE is used so often, lest the server end it.
const SIGN_OF_LIFE: Duration = Duration::from_mins(9);

impl ImapFolder {
    /// Waits until the server tells of a change, at most so long.
    pub(in crate::mailbox) async fn wait(&mut self, at_most: Duration) -> Result<(), MailboxError> {
        let until = Instant::now() + at_most;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            // What came while we were busy is not told again.
            if self.talk.has_new || left.is_zero() {
                return Ok(());
            }
            let woken = self.wait_once(left).await;
            match woken.map_err(|told: Told| told.later("waiting for mail"))? {
                Woken::Change => return Ok(()),
                Woken::Quiet => {}
            }
        }
    }

    async fn wait_once(&mut self, left: Duration) -> Result<Woken, Told> {
        if self.talk.can("IDLE") {
            return self.talk.idle(left).await;
        }
        sleep(left.min(SIGN_OF_LIFE)).await;
        if left > SIGN_OF_LIFE {
            self.talk.ask("NOOP", COMMAND, |_| {}).await?;
        }
        Ok(Woken::Quiet)
    }
}
