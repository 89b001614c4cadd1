//! Verdicts: every screening of a referral, in order; the earlier ones are kept.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder,
};

use super::{Store, StoreError, Tx, entity::verdict, read};
use crate::referral::{Id, Referral, StoredVerdict};

impl Tx {
    /// Stores a verdict. `Conflict` when this ordinal is there.
    pub async fn insert_verdict(&self, new: &StoredVerdict) -> Result<(), StoreError> {
        let row = verdict::Model {
            referral: new.referral.as_str().to_owned(),
            ordinal: new.ordinal,
            rules: new.rules.clone(),
            sealed: new.sealed.clone(),
            digest: new.digest.to_vec(),
            made_at: new.made_at.as_microsecond(),
        };
        verdict::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }
}

impl Store {
    /// How many verdicts were made under a version of the rules.
    pub async fn count_verdicts(&self, rules: &str) -> Result<u64, StoreError> {
        Ok(verdict::Entity::find()
            .filter(verdict::Column::Rules.eq(rules))
            .count(&self.database)
            .await?)
    }

    /// The newest verdict on a referral.
    pub async fn latest_verdict(
        &self,
        referral: &Id<Referral>,
    ) -> Result<Option<StoredVerdict>, StoreError> {
        let found = verdict::Entity::find()
            .filter(verdict::Column::Referral.eq(referral.as_str()))
            .order_by_desc(verdict::Column::Ordinal)
            .one(&self.database)
            .await?;
        found.map(word).transpose()
    }

    /// Every verdict on a referral, the first one first.
    pub async fn verdicts_of(
        &self,
        referral: &Id<Referral>,
    ) -> Result<Vec<StoredVerdict>, StoreError> {
        let rows = verdict::Entity::find()
            .filter(verdict::Column::Referral.eq(referral.as_str()))
            .order_by_asc(verdict::Column::Ordinal)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }
}

fn word(row: verdict::Model) -> Result<StoredVerdict, StoreError> {
    const T: &str = "verdict";
    Ok(StoredVerdict {
        referral: read::id(T, &row.referral)?,
        ordinal: row.ordinal,
        rules: row.rules,
        sealed: row.sealed,
        digest: read::digest(T, row.digest)?,
        made_at: read::at(T, row.made_at)?,
    })
}
