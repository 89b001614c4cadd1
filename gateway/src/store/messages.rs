//! Messages of the mailbox. A message is leased, sorted, and its outcome recorded under the same lease; the lease returns when it ends.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr, sea_query::Query,
};

use super::{
    Store, StoreError, Tx,
    entity::{mail_link, message},
    read,
};
use crate::referral::{Id, MailMessage, MessageState, Origin, Referral};

/// What sorting records of a message.
#[derive(Clone, Debug, Default)]
pub struct SortedColumns {
    /// What became of it, as a code of `mail`.
    pub outcome: String,
    /// Why, as a code of `mail`.
    pub why: String,
    /// The referral it became or belongs to; the first when there are several.
    pub referral: Option<Id<Referral>>,
    /// What was read in it, sealed to its own key.
    pub reading: Option<Vec<u8>>,
}

/// Rows that one statement inserts, at most: a database binds so many values and no more.
pub(super) const ROWS: usize = 500;

impl Tx {
    /// Stores new messages, leased to whoever fetched them until `until`. `Conflict` when one is there already.
    pub async fn insert_messages(
        &self,
        new: &[MailMessage],
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let rows = new
            .iter()
            .map(|message| row(message, until).into_active_model().reset_all());
        message::Entity::insert_many(rows)
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }

    /// Leases messages that nobody has in hand, oldest first, until `until`. Another worker cannot take them meanwhile.
    pub async fn lease_messages(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u64,
    ) -> Result<Vec<MailMessage>, StoreError> {
        let due = message::Entity::find()
            .filter(message::Column::State.eq(MessageState::Fetched.code()))
            .filter(message::Column::LeasedUntil.lte(now.as_microsecond()))
            .order_by_asc(message::Column::LeasedUntil)
            .order_by_asc(message::Column::Id)
            .limit(limit)
            .all(&self.database)
            .await?;
        let mut leased = Vec::new();
        for row in due {
            let done = message::Entity::update_many()
                .col_expr(message::Column::Lease, Expr::value(row.lease + 1))
                .col_expr(message::Column::Attempts, Expr::value(row.attempts + 1))
                .col_expr(
                    message::Column::LeasedUntil,
                    Expr::value(until.as_microsecond()),
                )
                .filter(message::Column::Id.eq(&row.id))
                .filter(message::Column::Lease.eq(row.lease))
                .filter(message::Column::State.eq(MessageState::Fetched.code()))
                .exec(&self.database)
                .await?;
            if done.rows_affected == 1 {
                leased.push(message::Model {
                    lease: row.lease + 1,
                    attempts: row.attempts + 1,
                    ..row
                });
            }
        }
        Ok(read::readable(leased, word))
    }

    /// Keeps leased messages until `until`; those whose lease has passed on, or that are sorted, are left alone.
    pub async fn renew_messages(
        &self,
        leased: &[(Id<MailMessage>, i64)],
        until: Timestamp,
    ) -> Result<(), StoreError> {
        for (id, lease) in leased {
            message::Entity::update_many()
                .col_expr(
                    message::Column::LeasedUntil,
                    Expr::value(until.as_microsecond()),
                )
                .filter(message::Column::Id.eq(id.as_str()))
                .filter(message::Column::Lease.eq(*lease))
                .filter(message::Column::State.eq(MessageState::Fetched.code()))
                .exec(&self.database)
                .await?;
        }
        Ok(())
    }

    /// Gives a leased message back unsorted, free at `next_at`; this try does not count. Nothing happens when the lease has passed on.
    pub async fn return_message(
        &self,
        leased: &MailMessage,
        next_at: Timestamp,
    ) -> Result<(), StoreError> {
        message::Entity::update_many()
            .col_expr(message::Column::Attempts, Expr::value(leased.attempts - 1))
            .col_expr(
                message::Column::LeasedUntil,
                Expr::value(next_at.as_microsecond()),
            )
            .filter(message::Column::Id.eq(leased.id.as_str()))
            .filter(message::Column::Lease.eq(leased.lease))
            .filter(message::Column::State.eq(MessageState::Fetched.code()))
            .exec(&self.database)
            .await?;
        Ok(())
    }

    /// Records what became of a leased message. `Conflict` when the lease has passed to another worker, or it is sorted.
    pub async fn sort_message(
        &self,
        leased: &MailMessage,
        sorted: SortedColumns,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let referral = sorted.referral.map(|id| id.as_str().to_owned());
        let done = message::Entity::update_many()
            .col_expr(
                message::Column::State,
                Expr::value(MessageState::Sorted.code()),
            )
            .col_expr(message::Column::Outcome, Expr::value(Some(sorted.outcome)))
            .col_expr(message::Column::Why, Expr::value(Some(sorted.why)))
            .col_expr(message::Column::Referral, Expr::value(referral))
            .col_expr(message::Column::Reading, Expr::value(sorted.reading))
            .col_expr(
                message::Column::SortedAt,
                Expr::value(Some(now.as_microsecond())),
            )
            .filter(message::Column::Id.eq(leased.id.as_str()))
            .filter(message::Column::Lease.eq(leased.lease))
            .filter(message::Column::State.eq(MessageState::Fetched.code()))
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
    /// The message with this id.
    pub async fn find_message(
        &self,
        id: &Id<MailMessage>,
    ) -> Result<Option<MailMessage>, StoreError> {
        message::Entity::find_by_id(id.as_str())
            .one(&self.database)
            .await?
            .map(word)
            .transpose()
    }

    /// Messages after `id` in the order of their ids.
    pub async fn messages_after(
        &self,
        id: Option<&Id<MailMessage>>,
        limit: u64,
    ) -> Result<Vec<MailMessage>, StoreError> {
        let mut select = message::Entity::find();
        if let Some(id) = id {
            select = select.filter(message::Column::Id.gt(id.as_str()));
        }
        let rows = select
            .order_by_asc(message::Column::Id)
            .limit(limit)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }

    /// The messages that became this referral or belong to it, oldest first.
    pub async fn messages_of(
        &self,
        referral: &Id<Referral>,
    ) -> Result<Vec<MailMessage>, StoreError> {
        let linked = Query::select()
            .column(mail_link::Column::Message)
            .from(mail_link::Entity)
            .and_where(mail_link::Column::Referral.eq(referral.as_str()))
            .to_owned();
        let rows = message::Entity::find()
            .filter(message::Column::Id.in_subquery(linked))
            .order_by_asc(message::Column::ArrivedAt)
            .order_by_asc(message::Column::Id)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }

    /// How many messages wait for somebody to sort them, and may be taken in hand at `now`.
    pub async fn messages_to_lease(&self, now: Timestamp) -> Result<u64, StoreError> {
        Ok(message::Entity::find()
            .filter(message::Column::State.eq(MessageState::Fetched.code()))
            .filter(message::Column::LeasedUntil.lte(now.as_microsecond()))
            .count(&self.database)
            .await?)
    }

    /// How many messages were taken in before `before` and have no outcome yet.
    pub async fn messages_fetched_since(&self, before: Timestamp) -> Result<u64, StoreError> {
        Ok(message::Entity::find()
            .filter(message::Column::State.eq(MessageState::Fetched.code()))
            .filter(message::Column::MadeAt.lte(before.as_microsecond()))
            .count(&self.database)
            .await?)
    }

    /// How many messages have this outcome, old mail apart.
    pub async fn count_messages(&self, outcome: &str) -> Result<u64, StoreError> {
        Ok(message::Entity::find()
            .filter(message::Column::Outcome.eq(outcome))
            .filter(message::Column::Archive.eq(false))
            .count(&self.database)
            .await?)
    }
}

fn row(new: &MailMessage, until: Timestamp) -> message::Model {
    let text = |id: &str| id.to_owned();
    message::Model {
        id: text(new.id.as_str()),
        origin: text(new.origin.code()),
        recipient: new.recipient.clone(),
        wrap: new.wrap.clone(),
        blob: text(new.blob.as_str()),
        sha256: new.sha256.to_vec(),
        length: i64::try_from(new.length).unwrap_or(i64::MAX),
        manifest: new.manifest.clone(),
        signature: new.signature.clone(),
        node: new.node.clone(),
        arrived_at: new.arrived_at.as_microsecond(),
        archive: new.archive,
        whole: new.whole,
        state: text(new.state.code()),
        attempts: new.attempts,
        lease: new.lease,
        leased_until: until.as_microsecond(),
        outcome: new.outcome.clone(),
        why: new.why.clone(),
        referral: new.referral.as_ref().map(|id| text(id.as_str())),
        reading: new.reading.clone(),
        filed_by: new.filed_by.as_ref().map(|id| text(id.as_str())),
        filed_at: new.filed_at.map(Timestamp::as_microsecond),
        sorted_at: new.sorted_at.map(Timestamp::as_microsecond),
        made_at: new.made_at.as_microsecond(),
        version: new.version,
    }
}

/// A row as the product's word.
pub(super) fn word(row: message::Model) -> Result<MailMessage, StoreError> {
    const T: &str = "message";
    let at = |at: Option<i64>| at.map(|at| read::at(T, at)).transpose();
    Ok(MailMessage {
        id: read::id(T, &row.id)?,
        origin: read::known(T, "origin", Origin::read(&row.origin))?,
        recipient: row.recipient,
        wrap: row.wrap,
        blob: read::id(T, &row.blob)?,
        sha256: read::digest(T, row.sha256)?,
        length: read::known(T, "length", u64::try_from(row.length).ok())?,
        manifest: row.manifest,
        signature: row.signature,
        node: row.node,
        arrived_at: read::at(T, row.arrived_at)?,
        archive: row.archive,
        whole: row.whole,
        state: read::known(T, "state", MessageState::read(&row.state))?,
        attempts: row.attempts,
        lease: row.lease,
        outcome: row.outcome,
        why: row.why,
        referral: row
            .referral
            .as_deref()
            .map(|id| read::id(T, id))
            .transpose()?,
        reading: row.reading,
        filed_by: row
            .filed_by
            .as_deref()
            .map(|id| read::id(T, id))
            .transpose()?,
        filed_at: at(row.filed_at)?,
        sorted_at: at(row.sorted_at)?,
        made_at: read::at(T, row.made_at)?,
        version: row.version,
    })
}
