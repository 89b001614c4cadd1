//! Corrections: added one after the other, never edited, never taken out.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

use super::{Store, StoreError, Tx, entity::correction, read};
use crate::referral::{CorrectedBy, Id, Referral, StoredCorrection};

impl Tx {
    /// Stores a correction. `Conflict` when this ordinal is there.
    pub async fn insert_correction(&self, new: &StoredCorrection) -> Result<(), StoreError> {
        let row = correction::Model {
            referral: new.referral.as_str().to_owned(),
            ordinal: new.ordinal,
            submission: new.submission,
            by_kind: new.by.code().to_owned(),
            sealed: new.sealed.clone(),
            mark: new.mark.clone(),
            made_at: new.made_at.as_microsecond(),
        };
        correction::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }
}

impl Store {
    /// The corrections of a referral, in order.
    pub async fn corrections_of(
        &self,
        referral: &Id<Referral>,
    ) -> Result<Vec<StoredCorrection>, StoreError> {
        let rows = correction::Entity::find()
            .filter(correction::Column::Referral.eq(referral.as_str()))
            .order_by_asc(correction::Column::Ordinal)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }
}

fn word(row: correction::Model) -> Result<StoredCorrection, StoreError> {
    const T: &str = "correction";
    Ok(StoredCorrection {
        referral: read::id(T, &row.referral)?,
        ordinal: row.ordinal,
        submission: row.submission,
        by: read::known(T, "by_kind", CorrectedBy::read(&row.by_kind))?,
        sealed: row.sealed,
        mark: row.mark,
        made_at: read::at(T, row.made_at)?,
    })
}
