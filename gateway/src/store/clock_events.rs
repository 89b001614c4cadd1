//! Events of AIM clocks: added one after the other, never edited, never taken out.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

use super::{Store, StoreError, Tx, entity::clock_event, read};
use crate::referral::{Id, Referral, StoredClockEvent};

impl Tx {
    /// Stores an event. `Conflict` when this ordinal is there.
    pub async fn insert_clock_event(&self, new: &StoredClockEvent) -> Result<(), StoreError> {
        let row = clock_event::Model {
            referral: new.referral.as_str().to_owned(),
            ordinal: new.ordinal,
            made_by: new.by.as_str().to_owned(),
            sealed: new.sealed.clone(),
            made_at: new.made_at.as_microsecond(),
        };
        clock_event::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }
}

impl Store {
    /// The events of a referral's clock, in order.
    pub async fn clock_events_of(
        &self,
        referral: &Id<Referral>,
    ) -> Result<Vec<StoredClockEvent>, StoreError> {
        let rows = clock_event::Entity::find()
            .filter(clock_event::Column::Referral.eq(referral.as_str()))
            .order_by_asc(clock_event::Column::Ordinal)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }
}

fn word(row: clock_event::Model) -> Result<StoredClockEvent, StoreError> {
    const T: &str = "clock_event";
    Ok(StoredClockEvent {
        referral: read::id(T, &row.referral)?,
        ordinal: row.ordinal,
        by: read::id(T, &row.made_by)?,
        sealed: row.sealed,
        made_at: read::at(T, row.made_at)?,
    })
}
