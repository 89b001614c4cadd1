//! Copying a whole store at one point in time, row by row: the way out (`backup`) and the way back (`restore`) on both databases.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, Iterable, ModelTrait,
    PaginatorTrait, PrimaryKeyToColumn, QueryFilter, QueryOrder, QuerySelect, TransactionTrait,
    sea_query::Expr,
};

use super::{
    Event, Store, StoreError, dialect,
    entity::{
        account, addition, attachment, audit, clock_event, correction, decision, draft, hand_out,
        hold, letter, mail_answer, mail_content, mail_day, mail_folder, mail_link, mail_uid,
        message, payload, question, referral, refusal, session, task, verdict,
    },
};
use crate::referral::LetterState;

/// What becomes of letters that wait in the copied store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// They stay as they are: the copy is a backup.
    AsTheyAre,
    /// They become uncertain: the copy goes into use.
    Held,
}

/// Rows copied at a time.
const BATCH: u64 = 200;

impl Store {
    /// Copies every row of this store, as of now, into `target`, whose tables must be empty. Sessions and hand-outs stay behind:
    /// they are minutes old and somebody's open browser. All of it is there or nothing, with `events` as the newest audit lines.
    /// Returns the number of rows copied.
    pub async fn copy_into(
        &self,
        target: &Self,
        letters: Letters,
        (at, events): (Timestamp, &[Event]),
    ) -> Result<u64, StoreError> {
        let from = self
            .database
            .begin_with_options(dialect::snapshot(&self.database))
            .await?;
        let into = target.begin().await?;
        let mut rows = 0;
        rows += table::<referral::Entity>(&from, &into.database).await?;
        rows += table::<payload::Entity>(&from, &into.database).await?;
        rows += table::<attachment::Entity>(&from, &into.database).await?;
        rows += table::<draft::Entity>(&from, &into.database).await?;
        rows += table::<addition::Entity>(&from, &into.database).await?;
        rows += table::<correction::Entity>(&from, &into.database).await?;
        rows += table::<hold::Entity>(&from, &into.database).await?;
        rows += table::<clock_event::Entity>(&from, &into.database).await?;
        rows += table::<letter::Entity>(&from, &into.database).await?;
        rows += table::<verdict::Entity>(&from, &into.database).await?;
        rows += table::<decision::Entity>(&from, &into.database).await?;
        rows += table::<question::Entity>(&from, &into.database).await?;
        rows += table::<account::Entity>(&from, &into.database).await?;
        rows += table::<message::Entity>(&from, &into.database).await?;
        rows += table::<mail_uid::Entity>(&from, &into.database).await?;
        rows += table::<mail_folder::Entity>(&from, &into.database).await?;
        rows += table::<mail_day::Entity>(&from, &into.database).await?;
        rows += table::<mail_content::Entity>(&from, &into.database).await?;
        rows += table::<mail_link::Entity>(&from, &into.database).await?;
        rows += table::<mail_answer::Entity>(&from, &into.database).await?;
        rows += table::<refusal::Entity>(&from, &into.database).await?;
        rows += table::<task::Entity>(&from, &into.database).await?;
        rows += table::<audit::Entity>(&from, &into.database).await?;
        if letters == Letters::Held {
            hold_waiting_letters(&into.database).await?;
        }
        into.commit(at, events).await?;
        from.commit().await?;
        Ok(rows)
    }

    /// How many rows [`Self::copy_into`] copies.
    pub async fn count_rows(&self) -> Result<u64, StoreError> {
        Ok(referral::Entity::find().count(&self.database).await?
            + payload::Entity::find().count(&self.database).await?
            + attachment::Entity::find().count(&self.database).await?
            + draft::Entity::find().count(&self.database).await?
            + addition::Entity::find().count(&self.database).await?
            + correction::Entity::find().count(&self.database).await?
            + hold::Entity::find().count(&self.database).await?
            + clock_event::Entity::find().count(&self.database).await?
            + letter::Entity::find().count(&self.database).await?
            + verdict::Entity::find().count(&self.database).await?
            + decision::Entity::find().count(&self.database).await?
            + question::Entity::find().count(&self.database).await?
            + account::Entity::find().count(&self.database).await?
            + message::Entity::find().count(&self.database).await?
            + mail_uid::Entity::find().count(&self.database).await?
            + mail_folder::Entity::find().count(&self.database).await?
            + mail_day::Entity::find().count(&self.database).await?
            + mail_content::Entity::find().count(&self.database).await?
            + mail_link::Entity::find().count(&self.database).await?
            + mail_answer::Entity::find().count(&self.database).await?
            + refusal::Entity::find().count(&self.database).await?
            + task::Entity::find().count(&self.database).await?
            + audit::Entity::find().count(&self.database).await?)
    }

    /// Whether nothing has ever been stored here.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        let rows = audit::Entity::find().count(&self.database).await?
            + payload::Entity::find().count(&self.database).await?
            + draft::Entity::find().count(&self.database).await?
            + account::Entity::find().count(&self.database).await?
            + hand_out::Entity::find().count(&self.database).await?
            + message::Entity::find().count(&self.database).await?
            + mail_folder::Entity::find().count(&self.database).await?
            + session::Entity::find().count(&self.database).await?;
        Ok(rows == 0)
    }
}

/// Letters that were waiting may have gone since the copy was made: they become uncertain, for a person to look at.
async fn hold_waiting_letters(into: &DatabaseTransaction) -> Result<(), StoreError> {
    letter::Entity::update_many()
        .col_expr(
            letter::Column::State,
            Expr::value(LetterState::Uncertain.code()),
        )
        .col_expr(letter::Column::Why, Expr::value("restored"))
        .filter(
            letter::Column::State.is_in([LetterState::Queued.code(), LetterState::Posting.code()]),
        )
        .exec(into)
        .await?;
    Ok(())
}

async fn table<E>(from: &DatabaseTransaction, into: &DatabaseTransaction) -> Result<u64, StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel> + ModelTrait<Entity = E> + Send + Sync,
    E::ActiveModel: Send,
{
    let mut copied = 0;
    loop {
        let mut select = E::find();
        for key in E::PrimaryKey::iter() {
            select = select.order_by_asc(key.into_column());
        }
        let rows = select.offset(copied).limit(BATCH).all(from).await?;
        if rows.is_empty() {
            return Ok(copied);
        }
        copied += u64::try_from(rows.len()).unwrap_or(0);
        let rows = rows
            .into_iter()
            .map(|row| sea_orm::ActiveModelTrait::reset_all(row.into_active_model()));
        E::insert_many(rows).exec_without_returning(into).await?;
    }
}
