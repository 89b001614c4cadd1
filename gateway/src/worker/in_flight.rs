//! Batches of mail between the mailbox and their outcome: while one is fetched, the one before it is sealed and made durable, and the one
//! before that is sorted. Never more than these; decides nothing about a message.

use tokio::task::JoinHandle;

use super::{
    mail_rounds::{MailRooms, PollError},
    sort_rounds::sort_held,
};
use crate::{
    journey::{JourneyError, Taken, take_in::take_in},
    mailbox::FetchedMail,
    referral::Place,
};

/// What is on its way.
pub(super) struct InFlight {
    rooms: MailRooms,
    sealing: Option<JoinHandle<Result<Vec<Taken>, JourneyError>>>,
    sorting: Option<JoinHandle<Result<(), JourneyError>>>,
    /// Messages that were taken in.
    pub(super) taken: usize,
}

impl InFlight {
    /// Nothing is.
    pub(super) fn new(rooms: &MailRooms) -> Self {
        Self {
            rooms: rooms.clone(),
            sealing: None,
            sorting: None,
            taken: 0,
        }
    }

    /// Takes a batch in, as soon as the one before it is durable.
    pub(super) async fn take(
        &mut self,
        place: Place,
        batch: Vec<FetchedMail>,
    ) -> Result<(), PollError> {
        self.pass_on().await?;
        let (intake, now) = (self.rooms.intake.clone(), self.rooms.clock.now());
        self.sealing = Some(tokio::spawn(async move {
            take_in(&intake, &place, batch, now).await
        }));
        Ok(())
    }

    /// Waits until everything has its outcome, or is left to another round.
    pub(super) async fn land(&mut self) -> Result<(), PollError> {
        self.pass_on().await?;
        self.wait_for_sorting().await
    }

    /// Has the batch sorted that is being sealed, as soon as it is durable and the one before it is sorted.
    async fn pass_on(&mut self) -> Result<(), PollError> {
        let Some(sealing) = self.sealing.take() else {
            return Ok(());
        };
        let taken = sealing.await.map_err(|_| BROKE)??;
        self.taken += taken.len();
        self.wait_for_sorting().await?;
        let rooms = self.rooms.clone();
        self.sorting = Some(tokio::spawn(async move {
            sort_held(&rooms.keyholder, taken, &rooms.clock)
                .await
                .map(drop)
        }));
        Ok(())
    }

    /// A message that could not be sorted now is kept, and sorted by another round: that is no failure of this one.
    async fn wait_for_sorting(&mut self) -> Result<(), PollError> {
        let Some(sorting) = self.sorting.take() else {
            return Ok(());
        };
        if let Err(error) = sorting.await.map_err(|_| BROKE)? {
            tracing::error!(%error, "messages were taken in and could not be sorted yet");
        }
        Ok(())
    }
}

const BROKE: JourneyError = JourneyError::Inconsistent("a task");
