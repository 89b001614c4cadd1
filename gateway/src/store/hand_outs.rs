//! Hand-outs: the worker and intake take turns, each by compare-and-swap on the version.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{Store, StoreError, Tx, entity::hand_out, read};
use crate::referral::{HandOut, HandOutState, Id, Purpose};

impl Tx {
    /// Stores a new hand-out.
    pub async fn insert_hand_out(&self, new: &HandOut) -> Result<(), StoreError> {
        hand_out::Entity::insert(row(new).into_active_model().reset_all())
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }

    /// Writes `next` over the version it was read at. `Conflict` when the other side was first.
    pub async fn save_hand_out(&self, next: &HandOut) -> Result<(), StoreError> {
        let mut row = row(next);
        row.version = next.version + 1;
        let done = hand_out::Entity::update_many()
            .set(row.into_active_model().reset_all())
            .filter(hand_out::Column::Id.eq(next.id.as_str()))
            .filter(hand_out::Column::Version.eq(next.version))
            .exec(&self.database)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Deletes hand-outs that ended before `now`; returns how many.
    pub async fn delete_ended_hand_outs(&self, now: Timestamp) -> Result<u64, StoreError> {
        let done = hand_out::Entity::delete_many()
            .filter(hand_out::Column::ExpiresAt.lte(now.as_microsecond()))
            .exec(&self.database)
            .await?;
        Ok(done.rows_affected)
    }

    /// Uses a hand-out up. `Conflict` when it is gone: another tab was first.
    pub async fn use_up_hand_out(&self, id: &Id<HandOut>) -> Result<(), StoreError> {
        let done = hand_out::Entity::delete_by_id(id.as_str())
            .exec(&self.database)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Ends one hand-out at once.
    pub async fn delete_hand_out(&self, id: &Id<HandOut>) -> Result<(), StoreError> {
        hand_out::Entity::delete_by_id(id.as_str())
            .exec(&self.database)
            .await?;
        Ok(())
    }
}

impl Store {
    /// The hand-out with this id.
    pub async fn find_hand_out(&self, id: &Id<HandOut>) -> Result<Option<HandOut>, StoreError> {
        hand_out::Entity::find_by_id(id.as_str())
            .one(&self.database)
            .await?
            .map(word)
            .transpose()
    }

    /// Hand-outs at one state, longest waiting first.
    pub async fn hand_outs_at(
        &self,
        state: HandOutState,
        limit: u64,
    ) -> Result<Vec<HandOut>, StoreError> {
        let rows = hand_out::Entity::find()
            .filter(hand_out::Column::State.eq(state.code()))
            .order_by_asc(hand_out::Column::AskedAt)
            .limit(limit)
            .all(&self.database)
            .await?;
        Ok(read::readable(rows, word))
    }
}

fn row(new: &HandOut) -> hand_out::Model {
    hand_out::Model {
        id: new.id.as_str().to_owned(),
        purpose: new.purpose.code().to_owned(),
        recipient: new.recipient.clone(),
        state: new.state.code().to_owned(),
        request: new.request.clone(),
        code: new.code.clone(),
        typed: new.typed.clone(),
        tries: new.tries,
        view: new.view.clone(),
        address_tag: new.address_tag.clone(),
        referral: new.referral.as_ref().map(|id| id.as_str().to_owned()),
        reader: new.reader.clone(),
        asked_at: new.asked_at.as_microsecond(),
        expires_at: new.expires_at.as_microsecond(),
        version: new.version,
    }
}

fn word(row: hand_out::Model) -> Result<HandOut, StoreError> {
    const T: &str = "hand_out";
    Ok(HandOut {
        id: read::id(T, &row.id)?,
        purpose: read::known(T, "purpose", Purpose::read(&row.purpose))?,
        recipient: row.recipient,
        state: read::known(T, "state", HandOutState::read(&row.state))?,
        request: row.request,
        code: row.code,
        typed: row.typed,
        tries: row.tries,
        view: row.view,
        address_tag: row.address_tag,
        referral: row
            .referral
            .as_deref()
            .map(|id| read::id(T, id))
            .transpose()?,
        reader: row.reader,
        asked_at: read::at(T, row.asked_at)?,
        expires_at: read::at(T, row.expires_at)?,
        version: row.version,
    })
}
