//! Tasks. There is one of a kind for a subject: raised again while it is open it stays as it is, raised after it was done it opens again.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use super::{Store, StoreError, Tx, entity::task, read};
use crate::referral::{Account, Id, Task, TaskKind};

impl Tx {
    /// Raises a task; nothing happens when one of its kind is open for its subject.
    pub async fn insert_task(&self, new: &Task) -> Result<(), StoreError> {
        let text = |id: &str| id.to_owned();
        let row = task::Model {
            id: text(new.id.as_str()),
            kind: text(new.kind.code()),
            subject: new.subject.clone(),
            referral: new.referral.as_ref().map(|id| text(id.as_str())),
            message: new.message.as_ref().map(|id| text(id.as_str())),
            letter: new.letter.as_ref().map(|id| text(id.as_str())),
            why: new.why.clone(),
            raised_at: new.raised_at.as_microsecond(),
            done_at: None,
            done_by: None,
        };
        // Without naming the columns: a connection that learned of the table before its index refuses to be told of them.
        task::Entity::insert(row.clone().into_active_model().reset_all())
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(&self.database)
            .await?;
        task::Entity::update_many()
            .col_expr(task::Column::Referral, Expr::value(row.referral))
            .col_expr(task::Column::Message, Expr::value(row.message))
            .col_expr(task::Column::Letter, Expr::value(row.letter))
            .col_expr(task::Column::Why, Expr::value(row.why))
            .col_expr(task::Column::RaisedAt, Expr::value(row.raised_at))
            .col_expr(task::Column::DoneAt, Expr::value(None::<i64>))
            .col_expr(task::Column::DoneBy, Expr::value(None::<String>))
            .filter(task::Column::Kind.eq(row.kind))
            .filter(task::Column::Subject.eq(row.subject))
            .filter(task::Column::DoneAt.is_not_null())
            .exec(&self.database)
            .await?;
        Ok(())
    }

    /// Notes that a person has done a task. `Conflict` when it is done, or was never raised.
    pub async fn finish_task(
        &self,
        id: &Id<Task>,
        by: &Id<Account>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let done = task::Entity::update_many()
            .col_expr(
                task::Column::DoneAt,
                Expr::value(Some(now.as_microsecond())),
            )
            .col_expr(
                task::Column::DoneBy,
                Expr::value(Some(by.as_str().to_owned())),
            )
            .filter(task::Column::Id.eq(id.as_str()))
            .filter(task::Column::DoneAt.is_null())
            .exec(&self.database)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Ends a task whose cause is over; nothing happens when there is none.
    pub async fn end_task(
        &self,
        kind: TaskKind,
        subject: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        task::Entity::update_many()
            .col_expr(
                task::Column::DoneAt,
                Expr::value(Some(now.as_microsecond())),
            )
            .filter(task::Column::Kind.eq(kind.code()))
            .filter(task::Column::Subject.eq(subject))
            .filter(task::Column::DoneAt.is_null())
            .exec(&self.database)
            .await?;
        Ok(())
    }
}

impl Store {
    /// Tasks: the open ones oldest first, or the done ones latest first.
    pub async fn tasks(&self, open: bool, limit: u64) -> Result<Vec<Task>, StoreError> {
        let select = task::Entity::find().limit(limit);
        let select = if open {
            select
                .filter(task::Column::DoneAt.is_null())
                .order_by_asc(task::Column::RaisedAt)
        } else {
            select
                .filter(task::Column::DoneAt.is_not_null())
                .order_by_desc(task::Column::DoneAt)
        };
        let rows = select
            .order_by_asc(task::Column::Id)
            .all(&self.database)
            .await?;
        Ok(read::readable(rows, word))
    }

    /// One task.
    pub async fn find_task(&self, id: &Id<Task>) -> Result<Option<Task>, StoreError> {
        task::Entity::find_by_id(id.as_str())
            .one(&self.database)
            .await?
            .map(word)
            .transpose()
    }

    /// How many tasks are open.
    pub async fn count_tasks(&self) -> Result<u64, StoreError> {
        Ok(task::Entity::find()
            .filter(task::Column::DoneAt.is_null())
            .count(&self.database)
            .await?)
    }
}

fn word(row: task::Model) -> Result<Task, StoreError> {
    const T: &str = "task";
    Ok(Task {
        id: read::id(T, &row.id)?,
        kind: read::known(T, "kind", TaskKind::read(&row.kind))?,
        subject: row.subject,
        referral: row
            .referral
            .as_deref()
            .map(|id| read::id(T, id))
            .transpose()?,
        message: row
            .message
            .as_deref()
            .map(|id| read::id(T, id))
            .transpose()?,
        letter: row
            .letter
            .as_deref()
            .map(|id| read::id(T, id))
            .transpose()?,
        why: row.why,
        raised_at: read::at(T, row.raised_at)?,
        done_at: row.done_at.map(|at| read::at(T, at)).transpose()?,
        done_by: row
            .done_by
            .as_deref()
            .map(|id| read::id(T, id))
            .transpose()?,
    })
}
