//! Holds: one after the other, each ended once. Which referrals are held is the referrals' own stage.

use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

use super::{
    Store, StoreError, Tx,
    entity::{hold, referral},
    read, referrals,
};
use crate::referral::{Id, Referral, StoredEnd, StoredHold};

impl Tx {
    /// Stores a hold. `Conflict` when this ordinal is there.
    pub async fn insert_hold(&self, new: &StoredHold) -> Result<(), StoreError> {
        let row = hold::Model {
            referral: new.referral.as_str().to_owned(),
            ordinal: new.ordinal,
            review_on: new.review_on.to_string(),
            made_by: new.made_by.as_str().to_owned(),
            sealed: new.sealed.clone(),
            mark: new.mark.clone(),
            made_at: new.made_at.as_microsecond(),
            told_at: None,
            ended_by: None,
            ending: None,
            ended_at: None,
        };
        hold::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }

    /// Notes that its day has come and was said. `Conflict` when it was.
    pub async fn tell_of_hold(
        &self,
        referral: &Id<Referral>,
        ordinal: i32,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let done = hold::Entity::update_many()
            .col_expr(hold::Column::ToldAt, Expr::value(Some(at.as_microsecond())))
            .filter(hold::Column::Referral.eq(referral.as_str()))
            .filter(hold::Column::Ordinal.eq(ordinal))
            .filter(hold::Column::ToldAt.is_null())
            .exec(&self.database)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Ends a hold. `Conflict` when it has ended.
    pub async fn end_hold(
        &self,
        referral: &Id<Referral>,
        ordinal: i32,
        end: &StoredEnd,
    ) -> Result<(), StoreError> {
        let done = hold::Entity::update_many()
            .col_expr(hold::Column::EndedBy, Expr::value(Some(end.by.clone())))
            .col_expr(hold::Column::Ending, Expr::value(Some(end.sealed.clone())))
            .col_expr(
                hold::Column::EndedAt,
                Expr::value(Some(end.at.as_microsecond())),
            )
            .filter(hold::Column::Referral.eq(referral.as_str()))
            .filter(hold::Column::Ordinal.eq(ordinal))
            .filter(hold::Column::EndedAt.is_null())
            .exec(&self.database)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }
}

impl Store {
    /// The holds of a referral, in order.
    pub async fn holds_of(&self, referral: &Id<Referral>) -> Result<Vec<StoredHold>, StoreError> {
        let rows = hold::Entity::find()
            .filter(hold::Column::Referral.eq(referral.as_str()))
            .order_by_asc(hold::Column::Ordinal)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }

    /// Held referrals whose day has come and of which nobody was told yet, the earliest first.
    pub async fn holds_due(&self, day: Date, limit: u64) -> Result<Vec<Referral>, StoreError> {
        let untold = hold::Entity::find()
            .filter(hold::Column::EndedAt.is_null())
            .filter(hold::Column::ToldAt.is_null())
            .filter(hold::Column::ReviewOn.lte(day.to_string()))
            .order_by_asc(hold::Column::ReviewOn)
            .limit(limit)
            .all(&self.database)
            .await?;
        let ids = untold.into_iter().map(|row| row.referral);
        let rows = referral::Entity::find()
            .filter(referral::Column::Stage.eq("held"))
            .filter(referral::Column::Id.is_in(ids))
            .order_by_asc(referral::Column::ReviewOn)
            .all(&self.database)
            .await?;
        Ok(read::readable(rows, referrals::word))
    }
}

fn word(row: hold::Model) -> Result<StoredHold, StoreError> {
    const T: &str = "hold";
    let ended = match (row.ended_by, row.ending, row.ended_at) {
        (Some(by), Some(sealed), Some(at)) => Some(StoredEnd {
            by,
            sealed,
            at: read::at(T, at)?,
        }),
        _ => None,
    };
    Ok(StoredHold {
        referral: read::id(T, &row.referral)?,
        ordinal: row.ordinal,
        review_on: read::known(T, "review_on", row.review_on.parse().ok())?,
        made_by: read::id(T, &row.made_by)?,
        sealed: row.sealed,
        mark: row.mark,
        made_at: read::at(T, row.made_at)?,
        told_at: row.told_at.map(|at| read::at(T, at)).transpose()?,
        ended,
    })
}
