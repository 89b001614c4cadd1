//! Additions: each may happen once; the second press of a button finds the first.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

use super::{Store, StoreError, Tx, entity::addition, read};
use crate::referral::{Addition, AdditionKind, HandOut, Id, Referral};

impl Tx {
    /// Stores an addition. `Conflict` when the same thing was added before.
    pub async fn insert_addition(&self, new: &Addition) -> Result<(), StoreError> {
        let row = addition::Model {
            id: new.id.as_str().to_owned(),
            referral: new.referral.as_str().to_owned(),
            submission: new.submission,
            once: new.once.clone(),
            kind: new.kind.code().to_owned(),
            hand_out: new.hand_out.as_str().to_owned(),
            sealed: new.sealed.clone(),
            manifest: new.manifest.clone(),
            signature: new.signature.clone(),
            node: new.node.clone(),
            merged: false,
            made_at: new.made_at.as_microsecond(),
        };
        addition::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }

    /// Marks an addition merged. `Conflict` when it was.
    pub async fn merge_addition(&self, id: &Id<Addition>) -> Result<(), StoreError> {
        let done = addition::Entity::update_many()
            .col_expr(addition::Column::Merged, Expr::value(true))
            .filter(addition::Column::Id.eq(id.as_str()))
            .filter(addition::Column::Merged.eq(false))
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
    /// Additions that wait to be merged, oldest first.
    pub async fn additions_to_merge(&self, limit: u64) -> Result<Vec<Addition>, StoreError> {
        let rows = addition::Entity::find()
            .filter(addition::Column::Merged.eq(false))
            .order_by_asc(addition::Column::MadeAt)
            .limit(limit)
            .all(&self.database)
            .await?;
        Ok(read::readable(rows, word))
    }

    /// What was added to a referral and is merged, oldest first.
    pub async fn additions_merged(
        &self,
        referral: &Id<Referral>,
    ) -> Result<Vec<Addition>, StoreError> {
        let rows = addition::Entity::find()
            .filter(addition::Column::Referral.eq(referral.as_str()))
            .filter(addition::Column::Merged.eq(true))
            .order_by_asc(addition::Column::MadeAt)
            .order_by_asc(addition::Column::Id)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }

    /// What was added to a referral through one hand-out, oldest first, merged or not.
    pub async fn additions_through(
        &self,
        referral: &Id<Referral>,
        hand_out: &Id<HandOut>,
    ) -> Result<Vec<Addition>, StoreError> {
        let rows = addition::Entity::find()
            .filter(addition::Column::Referral.eq(referral.as_str()))
            .filter(addition::Column::HandOut.eq(hand_out.as_str()))
            .order_by_asc(addition::Column::MadeAt)
            .order_by_asc(addition::Column::Id)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }

    /// What was added to a referral under this name of what may happen once.
    pub async fn find_addition(
        &self,
        referral: &Id<Referral>,
        once: &str,
    ) -> Result<Option<Addition>, StoreError> {
        let found = addition::Entity::find()
            .filter(addition::Column::Referral.eq(referral.as_str()))
            .filter(addition::Column::Once.eq(once))
            .one(&self.database)
            .await?;
        found.map(word).transpose()
    }
}

fn word(row: addition::Model) -> Result<Addition, StoreError> {
    const T: &str = "addition";
    Ok(Addition {
        id: read::id(T, &row.id)?,
        referral: read::id(T, &row.referral)?,
        submission: row.submission,
        once: row.once,
        kind: read::known(T, "kind", AdditionKind::read(&row.kind))?,
        hand_out: read::id(T, &row.hand_out)?,
        sealed: row.sealed,
        manifest: row.manifest,
        signature: row.signature,
        node: row.node,
        made_at: read::at(T, row.made_at)?,
    })
}
