//! Decisions: exactly one row a referral; the second is refused by the table itself.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::{Store, StoreError, Tx, entity::decision, read};
use crate::referral::{Id, Outcome, Reason, Referral, StoredDecision};

impl Tx {
    /// Records a decision. `Conflict` when the referral has one.
    pub async fn insert_decision(&self, new: &StoredDecision) -> Result<(), StoreError> {
        let row = decision::Model {
            id: new.id.as_str().to_owned(),
            referral: new.referral.as_str().to_owned(),
            outcome: new.outcome.code().to_owned(),
            reason: new.reason.code().to_owned(),
            made_by: new.by.as_str().to_owned(),
            sealed: new.sealed.clone(),
            made_at: new.made_at.as_microsecond(),
        };
        decision::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }
}

impl Store {
    /// The decision on a referral.
    pub async fn decision_of(
        &self,
        referral: &Id<Referral>,
    ) -> Result<Option<StoredDecision>, StoreError> {
        const T: &str = "decision";
        let found = decision::Entity::find()
            .filter(decision::Column::Referral.eq(referral.as_str()))
            .one(&self.database)
            .await?;
        found
            .map(|row| {
                Ok(StoredDecision {
                    id: read::id(T, &row.id)?,
                    referral: read::id(T, &row.referral)?,
                    outcome: read::known(T, "outcome", Outcome::read(&row.outcome))?,
                    reason: read::known(T, "reason", Reason::read(&row.reason))?,
                    by: read::id(T, &row.made_by)?,
                    sealed: row.sealed,
                    made_at: read::at(T, row.made_at)?,
                })
            })
            .transpose()
    }
}
