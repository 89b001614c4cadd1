//! Questions to the referrer: at most one of a referral is open, which its stage keeps; changed only while open.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

use super::{Store, StoreError, Tx, entity::question, read};
use crate::referral::{Id, QuestionState, Referral, StoredQuestion};

impl Tx {
    /// Stores a question.
    pub async fn insert_question(&self, new: &StoredQuestion) -> Result<(), StoreError> {
        let at = |at: Option<Timestamp>| at.map(Timestamp::as_microsecond);
        let row = question::Model {
            id: new.id.as_str().to_owned(),
            referral: new.referral.as_str().to_owned(),
            state: new.state.code().to_owned(),
            sealed: new.sealed.clone(),
            asked_at: new.asked_at.as_microsecond(),
            reminders: new.reminders,
            reminded_at: at(new.reminded_at),
            next_at: at(new.next_at),
            ended_at: at(new.ended_at),
        };
        question::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }

    /// Notes that a reminder has gone, or only when the worker looks again. `Conflict` when the question has ended, or somebody else
    /// reminded since.
    pub async fn remind_question(
        &self,
        from: &StoredQuestion,
        reminded_at: Option<Timestamp>,
        next_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let mut update = question::Entity::update_many().col_expr(
            question::Column::NextAt,
            Expr::value(next_at.map(Timestamp::as_microsecond)),
        );
        if let Some(at) = reminded_at {
            update = update
                .col_expr(question::Column::Reminders, Expr::value(from.reminders + 1))
                .col_expr(
                    question::Column::RemindedAt,
                    Expr::value(Some(at.as_microsecond())),
                );
        }
        let done = update
            .filter(question::Column::Id.eq(from.id.as_str()))
            .filter(question::Column::State.eq(QuestionState::Open.code()))
            .filter(question::Column::Reminders.eq(from.reminders))
            .exec(&self.database)
            .await?;
        one(done.rows_affected)
    }

    /// Ends an open question. `Conflict` when it has ended.
    pub async fn end_question(
        &self,
        id: &Id<StoredQuestion>,
        state: QuestionState,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let done = question::Entity::update_many()
            .col_expr(question::Column::State, Expr::value(state.code()))
            .col_expr(question::Column::NextAt, Expr::value(None::<i64>))
            .col_expr(
                question::Column::EndedAt,
                Expr::value(Some(at.as_microsecond())),
            )
            .filter(question::Column::Id.eq(id.as_str()))
            .filter(question::Column::State.eq(QuestionState::Open.code()))
            .exec(&self.database)
            .await?;
        one(done.rows_affected)
    }
}

impl Store {
    /// The open question of a referral.
    pub async fn open_question(
        &self,
        referral: &Id<Referral>,
    ) -> Result<Option<StoredQuestion>, StoreError> {
        let found = question::Entity::find()
            .filter(question::Column::Referral.eq(referral.as_str()))
            .filter(question::Column::State.eq(QuestionState::Open.code()))
            .one(&self.database)
            .await?;
        found.map(word).transpose()
    }

    /// Open questions about which something is due.
    pub async fn questions_due(
        &self,
        now: Timestamp,
        limit: u64,
    ) -> Result<Vec<StoredQuestion>, StoreError> {
        let rows = question::Entity::find()
            .filter(question::Column::State.eq(QuestionState::Open.code()))
            .filter(question::Column::NextAt.lte(now.as_microsecond()))
            .order_by_asc(question::Column::NextAt)
            .limit(limit)
            .all(&self.database)
            .await?;
        Ok(read::readable(rows, word))
    }
}

fn one(rows: u64) -> Result<(), StoreError> {
    if rows == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict)
    }
}

fn word(row: question::Model) -> Result<StoredQuestion, StoreError> {
    const T: &str = "question";
    let at = |at: Option<i64>| at.map(|at| read::at(T, at)).transpose();
    Ok(StoredQuestion {
        id: read::id(T, &row.id)?,
        referral: read::id(T, &row.referral)?,
        state: read::known(T, "state", QuestionState::read(&row.state))?,
        sealed: row.sealed,
        asked_at: read::at(T, row.asked_at)?,
        reminders: row.reminders,
        reminded_at: at(row.reminded_at)?,
        next_at: at(row.next_at)?,
        ended_at: at(row.ended_at)?,
    })
}
