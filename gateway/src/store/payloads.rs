//! Payloads: every version of a submission with its signed manifest. Added, marked admitted, never changed.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

use super::{Store, StoreError, Tx, entity::payload, messages::ROWS, read};
use crate::referral::{Id, Payload, Referral};

impl Tx {
    /// Stores a version. `Conflict` when that version is there.
    pub async fn insert_payload(&self, new: &Payload) -> Result<(), StoreError> {
        self.insert_payloads(&[new]).await
    }

    /// Stores versions. `Conflict` when one of them is there.
    pub async fn insert_payloads(&self, new: &[&Payload]) -> Result<(), StoreError> {
        for some in new.chunks(ROWS) {
            payload::Entity::insert_many(some.iter().map(|new| row(new)))
                .exec_without_returning(&self.database)
                .await?;
        }
        Ok(())
    }

    /// Marks a version admitted. `Conflict` when it was.
    pub async fn admit_payload(
        &self,
        referral: &Id<Referral>,
        submission: i32,
    ) -> Result<(), StoreError> {
        let done = payload::Entity::update_many()
            .col_expr(payload::Column::Admitted, Expr::value(true))
            .filter(payload::Column::Referral.eq(referral.as_str()))
            .filter(payload::Column::Submission.eq(submission))
            .filter(payload::Column::Admitted.eq(false))
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
    /// One version.
    pub async fn find_payload(
        &self,
        referral: &Id<Referral>,
        submission: i32,
    ) -> Result<Option<Payload>, StoreError> {
        payload::Entity::find_by_id((referral.as_str().to_owned(), submission))
            .one(&self.database)
            .await?
            .map(word)
            .transpose()
    }

    /// Versions that wait to be admitted, oldest first.
    pub async fn payloads_to_admit(&self, limit: u64) -> Result<Vec<Payload>, StoreError> {
        let rows = payload::Entity::find()
            .filter(payload::Column::Admitted.eq(false))
            .order_by_asc(payload::Column::MadeAt)
            .limit(limit)
            .all(&self.database)
            .await?;
        Ok(read::readable(rows, word))
    }
}

fn word(row: payload::Model) -> Result<Payload, StoreError> {
    Ok(Payload {
        referral: read::id("payload", &row.referral)?,
        submission: row.submission,
        sealed: row.sealed,
        manifest: row.manifest,
        signature: row.signature,
        node: row.node,
        admitted: row.admitted,
        made_at: read::at("payload", row.made_at)?,
    })
}

/// A new one as a row.
fn row(new: &Payload) -> payload::ActiveModel {
    let row = payload::Model {
        referral: new.referral.as_str().to_owned(),
        submission: new.submission,
        sealed: new.sealed.clone(),
        manifest: new.manifest.clone(),
        signature: new.signature.clone(),
        node: new.node.clone(),
        admitted: new.admitted,
        made_at: new.made_at.as_microsecond(),
    };
    row.into_active_model().reset_all()
}
