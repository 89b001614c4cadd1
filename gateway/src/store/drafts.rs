//! Drafts: saved by compare-and-swap, so that an older page never overwrites a newer one.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Condition, Expr, Query},
};

use super::{
    Store, StoreError, Tx,
    entity::{draft, referral},
    read,
};
use crate::referral::{Draft, DraftState, Id, Reference, Referral, Stage};

impl Tx {
    /// Stores a new draft.
    pub async fn insert_draft(&self, new: &Draft) -> Result<(), StoreError> {
        draft::Entity::insert(row(new).into_active_model().reset_all())
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }

    /// Saves content over version `from`; from now on it is kept until `until`. `Conflict` when a newer one is there or it was sent.
    pub async fn save_draft(
        &self,
        id: &str,
        from: i32,
        content: Vec<u8>,
        (now, until): (Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        let done = draft::Entity::update_many()
            .col_expr(draft::Column::Content, Expr::value(content))
            .col_expr(draft::Column::Version, Expr::value(from + 1))
            .col_expr(draft::Column::TouchedAt, Expr::value(now.as_microsecond()))
            .col_expr(
                draft::Column::ExpiresAt,
                Expr::value(until.as_microsecond()),
            )
            .col_expr(draft::Column::WarnedAt, Expr::value(Option::<i64>::None))
            .filter(draft::Column::Id.eq(id))
            .filter(draft::Column::Version.eq(from))
            .filter(draft::Column::Reference.is_null())
            .exec(&self.database)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Notes that the person was told, at `now`, that the unsent draft ends at `until`. `Conflict` when it was saved or sent meanwhile.
    pub async fn warn_draft(
        &self,
        id: &str,
        from: i32,
        (now, until): (Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        let done = draft::Entity::update_many()
            .col_expr(
                draft::Column::WarnedAt,
                Expr::value(Some(now.as_microsecond())),
            )
            .col_expr(
                draft::Column::ExpiresAt,
                Expr::value(until.as_microsecond()),
            )
            .filter(draft::Column::Id.eq(id))
            .filter(draft::Column::Version.eq(from))
            .filter(draft::Column::WarnedAt.is_null())
            .filter(draft::Column::Reference.is_null())
            .exec(&self.database)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Marks the draft sent at `now`. Its content stays, for its browser alone, until [`Tx::empty_sent_drafts`]. `Conflict` when it was
    /// sent or saved meanwhile.
    pub async fn send_draft(
        &self,
        id: &str,
        from: i32,
        (reference, now): (&Reference, Timestamp),
    ) -> Result<(), StoreError> {
        let done = draft::Entity::update_many()
            .col_expr(draft::Column::Reference, Expr::value(reference.as_str()))
            .col_expr(draft::Column::TouchedAt, Expr::value(now.as_microsecond()))
            .col_expr(draft::Column::Version, Expr::value(from + 1))
            .filter(draft::Column::Id.eq(id))
            .filter(draft::Column::Version.eq(from))
            .filter(draft::Column::Reference.is_null())
            .exec(&self.database)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Drops the content of drafts that were sent and not used since `before`.
    pub async fn empty_sent_drafts(&self, before: Timestamp) -> Result<(), StoreError> {
        draft::Entity::update_many()
            .col_expr(draft::Column::Content, Expr::value(Vec::<u8>::new()))
            .filter(draft::Column::Reference.is_not_null())
            .filter(draft::Column::TouchedAt.lt(before.as_microsecond()))
            .filter(draft::Column::Content.ne(Vec::<u8>::new()))
            .exec(&self.database)
            .await?;
        Ok(())
    }

    /// Opens a sent draft again with its answers, after the manager returned it. `Conflict` when there is none.
    pub async fn reopen_draft(
        &self,
        referral: &Id<Referral>,
        content: Vec<u8>,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let done = draft::Entity::update_many()
            .col_expr(
                draft::Column::Reference,
                Expr::value(Option::<String>::None),
            )
            .col_expr(draft::Column::Content, Expr::value(content))
            .col_expr(
                draft::Column::Version,
                Expr::col(draft::Column::Version).add(1),
            )
            .col_expr(
                draft::Column::ExpiresAt,
                Expr::value(until.as_microsecond()),
            )
            .col_expr(draft::Column::WarnedAt, Expr::value(Option::<i64>::None))
            .filter(draft::Column::Referral.eq(referral.as_str()))
            .exec(&self.database)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Notes that the draft was used.
    pub async fn touch_draft(&self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        draft::Entity::update_many()
            .col_expr(draft::Column::TouchedAt, Expr::value(now.as_microsecond()))
            .filter(draft::Column::Id.eq(id))
            .exec(&self.database)
            .await?;
        Ok(())
    }

    /// Deletes a draft at the version it was read. `Conflict` when it was saved or sent meanwhile: then nothing of it may go.
    pub async fn delete_draft(&self, id: &str, version: i32) -> Result<(), StoreError> {
        let done = draft::Entity::delete_many()
            .filter(draft::Column::Id.eq(id))
            .filter(draft::Column::Version.eq(version))
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
    /// The draft with this id.
    pub async fn find_draft(&self, id: &str) -> Result<Option<Draft>, StoreError> {
        draft::Entity::find_by_id(id)
            .one(&self.database)
            .await?
            .map(word)
            .transpose()
    }

    /// The unsent drafts of a proved address, the one that was used last first.
    pub async fn find_drafts_of(
        &self,
        address_tag: &[u8],
        now: Timestamp,
        limit: u64,
    ) -> Result<Vec<Draft>, StoreError> {
        let rows = draft::Entity::find()
            .filter(draft::Column::AddressTag.eq(address_tag))
            .filter(draft::Column::Reference.is_null())
            .filter(draft::Column::ExpiresAt.gt(now.as_microsecond()))
            .order_by_desc(draft::Column::TouchedAt)
            .order_by_asc(draft::Column::Id)
            .limit(limit)
            .all(&self.database)
            .await?;
        Ok(read::readable(rows, word))
    }

    /// How many unsent drafts a proved address has.
    pub async fn count_open_drafts(
        &self,
        address_tag: &[u8],
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        Ok(draft::Entity::find()
            .filter(draft::Column::AddressTag.eq(address_tag))
            .filter(draft::Column::Reference.is_null())
            .filter(draft::Column::ExpiresAt.gt(now.as_microsecond()))
            .count(&self.database)
            .await?)
    }

    /// The draft that became, or is becoming again, a referral.
    pub async fn draft_of_referral(
        &self,
        referral: &Id<Referral>,
    ) -> Result<Option<Draft>, StoreError> {
        let found = draft::Entity::find()
            .filter(draft::Column::Referral.eq(referral.as_str()))
            .one(&self.database)
            .await?;
        found.map(word).transpose()
    }

    /// Unsent drafts that end by `before` and whose person was not told yet.
    pub async fn drafts_to_warn(
        &self,
        before: Timestamp,
        limit: u64,
    ) -> Result<Vec<Draft>, StoreError> {
        let rows = ending(before)
            .filter(draft::Column::Reference.is_null())
            .filter(draft::Column::WarnedAt.is_null())
            .order_by_asc(draft::Column::ExpiresAt)
            .limit(limit)
            .all(&self.database)
            .await?;
        Ok(read::readable(rows, word))
    }

    /// Drafts past their end. An unsent one only after its person was told.
    pub async fn drafts_to_expire(
        &self,
        now: Timestamp,
        limit: u64,
    ) -> Result<Vec<Draft>, StoreError> {
        let told = Condition::any()
            .add(draft::Column::Reference.is_not_null())
            .add(draft::Column::WarnedAt.is_not_null());
        let rows = ending(now)
            .filter(told)
            .order_by_asc(draft::Column::ExpiresAt)
            .limit(limit)
            .all(&self.database)
            .await?;
        Ok(read::readable(rows, word))
    }
}

/// Drafts that end by `before`. One whose referral the manager has, or has returned, is its only way back and never ends by itself.
fn ending(before: Timestamp) -> Select<draft::Entity> {
    draft::Entity::find()
        .filter(draft::Column::ExpiresAt.lte(before.as_microsecond()))
        .filter(
            draft::Column::Referral.not_in_subquery(
                Query::select()
                    .column(referral::Column::Id)
                    .from(referral::Entity)
                    .and_where(
                        referral::Column::Stage
                            .is_in([Stage::AwaitingManager.code(), Stage::Returned.code()]),
                    )
                    .to_owned(),
            ),
        )
}

fn row(new: &Draft) -> draft::Model {
    let reference = if let DraftState::Sent(reference) = &new.state {
        Some(reference.as_str().to_owned())
    } else {
        None
    };
    draft::Model {
        id: new.id.clone(),
        form: new.form.clone(),
        recipient: new.recipient.clone(),
        wrap: new.wrap.clone(),
        content: new.content.clone(),
        version: new.version,
        reference,
        referral: new.referral.as_str().to_owned(),
        referral_recipient: new.referral_recipient.clone(),
        referral_wrap: new.referral_wrap.clone(),
        address_tag: new.address_tag.clone(),
        made_at: new.made_at.as_microsecond(),
        touched_at: new.touched_at.as_microsecond(),
        expires_at: new.expires_at.as_microsecond(),
        warned_at: new.warned_at.map(Timestamp::as_microsecond),
    }
}

fn word(row: draft::Model) -> Result<Draft, StoreError> {
    const T: &str = "draft";
    let state = match row.reference {
        None => DraftState::Open,
        Some(text) => DraftState::Sent(read::known(T, "reference", Reference::read(&text).ok())?),
    };
    Ok(Draft {
        id: row.id,
        form: row.form,
        recipient: row.recipient,
        wrap: row.wrap,
        content: row.content,
        version: row.version,
        state,
        referral: read::id(T, &row.referral)?,
        referral_recipient: row.referral_recipient,
        referral_wrap: row.referral_wrap,
        address_tag: row.address_tag,
        made_at: read::at(T, row.made_at)?,
        touched_at: read::at(T, row.touched_at)?,
        expires_at: read::at(T, row.expires_at)?,
        warned_at: row.warned_at.map(|at| read::at(T, at)).transpose()?,
    })
}
