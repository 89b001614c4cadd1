//! The outbox. A letter is leased, the lease is committed, then it is posted, then the outcome is recorded under the same lease.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, ExprTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{Store, StoreError, Tx, entity::letter, messages::ROWS, read};
use crate::{
    letters::LetterKind,
    referral::{Id, LetterState, OutboxLetter, Referral, outbox::HANDING_OVER},
};

impl Tx {
    /// Puts a letter into the outbox.
    pub async fn insert_letter(&self, new: &OutboxLetter) -> Result<(), StoreError> {
        self.insert_letters(&[new]).await
    }

    /// Puts letters into the outbox.
    pub async fn insert_letters(&self, new: &[&OutboxLetter]) -> Result<(), StoreError> {
        for some in new.chunks(ROWS) {
            letter::Entity::insert_many(some.iter().map(|new| row(new)))
                .exec_without_returning(&self.database)
                .await?;
        }
        Ok(())
    }

    /// Leases the letter that is due first, or whose lease has run out, until `until`. Another worker cannot take it meanwhile.
    pub async fn lease_letter(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<OutboxLetter>, StoreError> {
        let Some(row) = letter::Entity::find()
            .filter(due(now))
            .order_by_asc(letter::Column::NextAt)
            .order_by_asc(letter::Column::Id)
            .one(&self.database)
            .await?
        else {
            return Ok(None);
        };
        let done = letter::Entity::update_many()
            .col_expr(
                letter::Column::State,
                Expr::value(LetterState::Posting.code()),
            )
            .col_expr(letter::Column::Lease, Expr::value(row.lease + 1))
            .col_expr(
                letter::Column::LeasedUntil,
                Expr::value(until.as_microsecond()),
            )
            .col_expr(letter::Column::Attempts, Expr::value(row.attempts + 1))
            .filter(letter::Column::Id.eq(&row.id))
            .filter(letter::Column::Lease.eq(row.lease))
            .exec(&self.database)
            .await?;
        if done.rows_affected == 0 {
            return Ok(None);
        }
        let broken_off = row.state == LetterState::Posting.code();
        let mut leased = word(row)?;
        leased.state = if broken_off {
            LetterState::Posting
        } else {
            LetterState::Queued
        };
        leased.lease += 1;
        leased.attempts += 1;
        Ok(Some(leased))
    }

    /// Records what became of a leased letter. `Conflict` when the lease has passed to another worker.
    pub async fn record_letter(
        &self,
        leased: &OutboxLetter,
        state: LetterState,
        next_at: Timestamp,
        why: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let done = letter::Entity::update_many()
            .col_expr(letter::Column::State, Expr::value(state.code()))
            .col_expr(
                letter::Column::NextAt,
                Expr::value(next_at.as_microsecond()),
            )
            .col_expr(letter::Column::Why, Expr::value(why.map(str::to_owned)))
            .col_expr(letter::Column::ChangedAt, Expr::value(now.as_microsecond()))
            .filter(letter::Column::Id.eq(leased.id.as_str()))
            .filter(letter::Column::Lease.eq(leased.lease))
            .filter(letter::Column::State.eq(LetterState::Posting.code()))
            .exec(&self.database)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Queues an uncertain, refused or bounced letter again, with the same Message-ID. `Conflict` when it is none of these.
    pub async fn queue_letter_again(
        &self,
        id: &Id<OutboxLetter>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let done = letter::Entity::update_many()
            .col_expr(
                letter::Column::State,
                Expr::value(LetterState::Queued.code()),
            )
            .col_expr(letter::Column::NextAt, Expr::value(now.as_microsecond()))
            .col_expr(letter::Column::ChangedAt, Expr::value(now.as_microsecond()))
            .filter(letter::Column::Id.eq(id.as_str()))
            .filter(letter::Column::State.is_in([
                LetterState::Uncertain.code(),
                LetterState::Refused.code(),
                LetterState::Bounced.code(),
            ]))
            .exec(&self.database)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Notes that a letter came back, and why, as a code. `false` when it had not gone, or is known to have come back.
    pub async fn mark_bounced(
        &self,
        id: &Id<OutboxLetter>,
        why: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = letter::Entity::update_many()
            .col_expr(
                letter::Column::State,
                Expr::value(LetterState::Bounced.code()),
            )
            .col_expr(letter::Column::Why, Expr::value(why))
            .col_expr(letter::Column::ChangedAt, Expr::value(now.as_microsecond()))
            .filter(letter::Column::Id.eq(id.as_str()))
            .filter(
                letter::Column::State
                    .is_in([LetterState::Relayed.code(), LetterState::Uncertain.code()]),
            )
            .exec(&self.database)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Removes the letters about a referral that have not been taken in hand. Gives how many.
    pub async fn withdraw_queued_letters(
        &self,
        referral: &Id<Referral>,
    ) -> Result<u64, StoreError> {
        let done = letter::Entity::delete_many()
            .filter(letter::Column::Referral.eq(referral.as_str()))
            .filter(letter::Column::State.eq(LetterState::Queued.code()))
            .filter(letter::Column::Attempts.eq(0))
            .exec(&self.database)
            .await?;
        Ok(done.rows_affected)
    }

    /// Deletes letters without a referral that are older than `before`: codes, which have ended by then, and what was relayed.
    pub async fn delete_old_notices(&self, before: Timestamp) -> Result<u64, StoreError> {
        let over = Condition::any()
            .add(letter::Column::Kind.eq(LetterKind::Code.code()))
            .add(letter::Column::State.eq(LetterState::Relayed.code()));
        let done = letter::Entity::delete_many()
            .filter(letter::Column::Referral.is_null())
            .filter(letter::Column::MadeAt.lte(before.as_microsecond()))
            .filter(letter::Column::State.ne(LetterState::Posting.code()))
            .filter(over)
            .exec(&self.database)
            .await?;
        Ok(done.rows_affected)
    }

    /// Notes that the relay is about to get the letter's content: from here on a crash leaves its outcome unknown.
    pub async fn mark_letter_handing_over(&self, leased: &OutboxLetter) -> Result<(), StoreError> {
        let done = letter::Entity::update_many()
            .col_expr(letter::Column::Why, Expr::value(HANDING_OVER))
            .filter(letter::Column::Id.eq(leased.id.as_str()))
            .filter(letter::Column::Lease.eq(leased.lease))
            .filter(letter::Column::State.eq(LetterState::Posting.code()))
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
    /// Whether a letter waits to be leased: a look that takes nobody's turn to write.
    pub async fn has_letters_to_lease(&self, now: Timestamp) -> Result<bool, StoreError> {
        let found = letter::Entity::find()
            .filter(due(now))
            .select_only()
            .column(letter::Column::Id)
            .into_tuple::<String>()
            .one(&self.database)
            .await?;
        Ok(found.is_some())
    }

    /// The letters about a referral, oldest first.
    pub async fn letters_of(
        &self,
        referral: &Id<Referral>,
    ) -> Result<Vec<OutboxLetter>, StoreError> {
        let rows = letter::Entity::find()
            .filter(letter::Column::Referral.eq(referral.as_str()))
            .order_by_asc(letter::Column::MadeAt)
            .order_by_asc(letter::Column::Id)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }

    /// One letter.
    pub async fn find_letter(
        &self,
        id: &Id<OutboxLetter>,
    ) -> Result<Option<OutboxLetter>, StoreError> {
        letter::Entity::find_by_id(id.as_str())
            .one(&self.database)
            .await?
            .map(word)
            .transpose()
    }

    /// How many letters wait since before `before`: the alarm that letters are not going.
    pub async fn letters_waiting_since(&self, before: Timestamp) -> Result<u64, StoreError> {
        let waiting = letter::Entity::find()
            .filter(
                letter::Column::State
                    .is_in([LetterState::Queued.code(), LetterState::Posting.code()]),
            )
            .filter(letter::Column::MadeAt.lte(before.as_microsecond()));
        Ok(waiting.count(&self.database).await?)
    }

    /// How many letters are at `state`.
    pub async fn count_letters(&self, state: LetterState) -> Result<u64, StoreError> {
        Ok(letter::Entity::find()
            .filter(letter::Column::State.eq(state.code()))
            .count(&self.database)
            .await?)
    }
}

/// Due, or left by a worker whose lease has run out.
fn due(now: Timestamp) -> Condition {
    let micros = now.as_microsecond();
    Condition::any()
        .add(
            letter::Column::State
                .eq(LetterState::Queued.code())
                .and(letter::Column::NextAt.lte(micros)),
        )
        .add(
            letter::Column::State
                .eq(LetterState::Posting.code())
                .and(letter::Column::LeasedUntil.lte(micros)),
        )
}

pub(super) fn word(row: letter::Model) -> Result<OutboxLetter, StoreError> {
    const T: &str = "letter";
    Ok(OutboxLetter {
        id: read::id(T, &row.id)?,
        referral: row
            .referral
            .as_deref()
            .map(|id| read::id(T, id))
            .transpose()?,
        kind: row.kind,
        reader: row.reader,
        sealed: row.sealed,
        state: read::known(T, "state", LetterState::read(&row.state))?,
        attempts: row.attempts,
        next_at: read::at(T, row.next_at)?,
        lease: row.lease,
        why: row.why,
        made_at: read::at(T, row.made_at)?,
        changed_at: read::at(T, row.changed_at)?,
    })
}

/// A new one as a row.
fn row(new: &OutboxLetter) -> letter::ActiveModel {
    let row = letter::Model {
        id: new.id.as_str().to_owned(),
        referral: new.referral.as_ref().map(|id| id.as_str().to_owned()),
        kind: new.kind.clone(),
        reader: new.reader.clone(),
        sealed: new.sealed.clone(),
        state: new.state.code().to_owned(),
        attempts: new.attempts,
        next_at: new.next_at.as_microsecond(),
        lease: new.lease,
        leased_until: 0,
        why: new.why.clone(),
        made_at: new.made_at.as_microsecond(),
        changed_at: new.changed_at.as_microsecond(),
    };
    row.into_active_model().reset_all()
}
