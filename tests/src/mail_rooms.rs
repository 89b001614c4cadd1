//! The rooms of the mailbox in a test's own process: looks at a folder cost no start, and begin when a test says. Messages are read by
//! the executable's children, as they are everywhere.

use std::sync::Arc;

use ::gateway::{
    clock::Clock,
    config::AccountSection,
    gateway::Gateway,
    mailbox::{ParserSettings, Parsers},
    referral::FolderKey,
    worker::{MailRooms, PollError, Polled, poll},
};
use jiff::Timestamp;

use crate::gateway::executable;

/// The first account's inbox, looked at from here.
#[derive(Debug)]
pub struct InProcess {
    rooms: MailRooms,
    account: AccountSection,
    /// What is looked at.
    pub key: FolderKey,
}

impl InProcess {
    /// The rooms of a gateway that nobody else uses yet.
    pub fn of(gateway: &mut Gateway) -> Self {
        let read = |file: &str| {
            let file = gateway.config.forms.folder.join(file);
            std::fs::read_to_string(file).expect("a definition")
        };
        let parsers = Parsers::new(ParserSettings {
            program: executable(),
            forms: vec![read("social-worker.toml")],
            labels: vec![read("labels.toml")],
            ..ParserSettings::default()
        });
        let keyholder = Arc::get_mut(&mut gateway.keyholder);
        keyholder.expect("nobody else's").parsers = parsers;
        let account = gateway.config.mailbox.account.first().expect("an account");
        Self {
            rooms: MailRooms {
                intake: gateway.intake.clone(),
                keyholder: Arc::clone(&gateway.keyholder),
                clock: gateway.clock.clone(),
            },
            account: account.clone(),
            key: FolderKey {
                account: account.name().to_owned(),
                folder: "INBOX".to_owned(),
            },
        }
    }

    /// One look, now.
    ///
    /// # Errors
    /// As [`poll`].
    pub async fn look(&self) -> Result<Polled, PollError> {
        poll(&self.rooms, &self.account, &self.key).await
    }

    /// One look that begins at a time.
    ///
    /// # Errors
    /// As [`poll`].
    pub async fn look_at(&self, begin: Timestamp) -> Result<Polled, PollError> {
        let rooms = MailRooms {
            clock: Clock::shifted(begin.duration_since(Clock::system().now())),
            ..self.rooms.clone()
        };
        poll(&rooms, &self.account, &self.key).await
    }
}
