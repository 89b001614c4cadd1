//! How often the forms refused an answer, month by month. A form, a question and a rule; nothing of a person.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
    sea_query::{Expr, OnConflict},
};

use super::{Store, StoreError, Tx, entity::refusal};

/// How often a rule refused an answer to a question in one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Such as `2026-11`.
    pub month: String,
    /// The form's id.
    pub form: String,
    /// The question's id, or a repeated section's slug.
    pub question: String,
    /// The rule's code.
    pub rule: String,
    /// How often.
    pub count: i64,
}

impl Tx {
    /// Adds to the count of its month.
    pub async fn add_refused(&self, refused: &Refused) -> Result<(), StoreError> {
        let row = refusal::Model {
            month: refused.month.clone(),
            form: refused.form.clone(),
            question: refused.question.clone(),
            rule: refused.rule.clone(),
            count: refused.count,
        };
        let key = [
            refusal::Column::Month,
            refusal::Column::Form,
            refusal::Column::Question,
            refusal::Column::Rule,
        ];
        let more = Expr::col((refusal::Entity, refusal::Column::Count)).add(refused.count);
        refusal::Entity::insert(row.into_active_model().reset_all())
            .on_conflict(
                OnConflict::columns(key)
                    .value(refusal::Column::Count, more)
                    .to_owned(),
            )
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }
}

impl Store {
    /// Every count since this month, the month of each first.
    pub async fn refused_since(&self, month: &str) -> Result<Vec<Refused>, StoreError> {
        let rows = refusal::Entity::find()
            .filter(refusal::Column::Month.gte(month))
            .order_by_asc(refusal::Column::Month)
            .order_by_asc(refusal::Column::Form)
            .order_by_asc(refusal::Column::Question)
            .order_by_asc(refusal::Column::Rule)
            .all(&self.database)
            .await?;
        let word = |row: refusal::Model| Refused {
            month: row.month,
            form: row.form,
            question: row.question,
            rule: row.rule,
            count: row.count,
        };
        Ok(rows.into_iter().map(word).collect())
    }
}
