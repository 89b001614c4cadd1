//! The ledger of UIDs. A UID's row, once it names a message, never names another.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, ExprTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict, Query},
};

use super::{
    Store, StoreError, Tx,
    entity::{mail_uid, message, referral},
    read,
};
use crate::referral::{
    FolderKey, FolderLease, LedgerLine, MessageState, Reference, UidRow, UidState,
};

/// Rows asked for at a time where all are wanted.
const PAGE: u64 = 1_000;

/// Which lines of the ledger are wanted.
#[derive(Clone, Debug, Default)]
pub struct LedgerView {
    /// Only this account's.
    pub account: Option<String>,
    /// Only this folder's.
    pub folder: Option<String>,
    /// Only messages that arrived from here, until there.
    pub arrived: Option<(Timestamp, Timestamp)>,
}

impl Tx {
    /// Writes rows of the ledger under the folder's lease, which is kept until `until`. `Conflict`, and the transaction is over, when the
    /// lease has passed to another node, or when a row names another message.
    pub async fn put_uids(
        &self,
        lease: &FolderLease,
        until: Timestamp,
        rows: &[UidRow],
    ) -> Result<(), StoreError> {
        self.renew_folder(lease, until).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let free = Condition::any()
            .add(Expr::col((mail_uid::Entity, mail_uid::Column::Message)).is_null())
            .add(
                Expr::col((mail_uid::Entity, mail_uid::Column::Message))
                    .eq(Expr::col(("excluded", mail_uid::Column::Message))),
            );
        let change = OnConflict::columns([
            mail_uid::Column::Account,
            mail_uid::Column::Folder,
            mail_uid::Column::Validity,
            mail_uid::Column::Uid,
        ])
        .update_columns([
            mail_uid::Column::Message,
            mail_uid::Column::State,
            mail_uid::Column::Attempts,
            mail_uid::Column::NextAt,
            mail_uid::Column::Why,
            mail_uid::Column::ArrivedAt,
            mail_uid::Column::Present,
            mail_uid::Column::ChangedAt,
        ])
        .action_cond_where(free)
        .to_owned();
        let written = mail_uid::Entity::insert_many(
            rows.iter()
                .map(|row| model(row).into_active_model().reset_all()),
        )
        .on_conflict(change)
        .exec_without_returning(&self.database)
        .await?;
        if usize::try_from(written).is_ok_and(|written| written == rows.len()) {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Notes that what the settings ask was done in the mailbox for these UIDs, and whether they are still there.
    pub async fn settle_uids(
        &self,
        lease: &FolderLease,
        validity: i64,
        uids: &[String],
        present: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for some in uids.chunks(500) {
            mail_uid::Entity::update_many()
                .col_expr(
                    mail_uid::Column::State,
                    Expr::value(UidState::Settled.code()),
                )
                .col_expr(mail_uid::Column::Present, Expr::value(present))
                .col_expr(
                    mail_uid::Column::ChangedAt,
                    Expr::value(now.as_microsecond()),
                )
                .filter(in_folder(&lease.key, validity))
                .filter(mail_uid::Column::Uid.is_in(some))
                .filter(mail_uid::Column::State.eq(UidState::Sealed.code()))
                .exec(&self.database)
                .await?;
        }
        Ok(())
    }

    /// Notes whether UIDs are in the mailbox now.
    pub async fn set_present(
        &self,
        lease: &FolderLease,
        validity: i64,
        uids: &[String],
        present: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for some in uids.chunks(500) {
            mail_uid::Entity::update_many()
                .col_expr(mail_uid::Column::Present, Expr::value(present))
                .col_expr(
                    mail_uid::Column::ChangedAt,
                    Expr::value(now.as_microsecond()),
                )
                .filter(in_folder(&lease.key, validity))
                .filter(mail_uid::Column::Uid.is_in(some))
                .exec(&self.database)
                .await?;
        }
        Ok(())
    }
}

impl Store {
    /// Every UID of a folder under this UIDVALIDITY that was ever listed, and how far it has come.
    pub async fn known_uids(
        &self,
        key: &FolderKey,
        validity: i64,
    ) -> Result<BTreeMap<String, UidRow>, StoreError> {
        let mut known = BTreeMap::new();
        let mut after: Option<String> = None;
        loop {
            let mut select = mail_uid::Entity::find().filter(in_folder(key, validity));
            if let Some(after) = after {
                select = select.filter(mail_uid::Column::Uid.gt(after));
            }
            let rows = select
                .order_by_asc(mail_uid::Column::Uid)
                .limit(PAGE)
                .all(&self.database)
                .await?;
            let Some(last) = rows.last() else {
                return Ok(known);
            };
            after = Some(last.uid.clone());
            for row in rows {
                let row = word(row)?;
                known.insert(row.uid.clone(), row);
            }
        }
    }

    /// Those of these UIDs that were listed before, and how far they have come.
    pub async fn uids_known_of(
        &self,
        key: &FolderKey,
        validity: i64,
        uids: &[&str],
    ) -> Result<BTreeMap<String, UidRow>, StoreError> {
        let mut known = BTreeMap::new();
        for some in uids.chunks(500) {
            let select = mail_uid::Entity::find().filter(in_folder(key, validity));
            let select = select.filter(mail_uid::Column::Uid.is_in(some.iter().copied()));
            for row in select.all(&self.database).await? {
                known.insert(row.uid.clone(), word(row)?);
            }
        }
        Ok(known)
    }

    /// UIDs whose message is sorted and for which nothing was done in the mailbox yet.
    pub async fn to_settle(
        &self,
        key: &FolderKey,
        validity: i64,
        limit: u64,
    ) -> Result<Vec<LedgerLine>, StoreError> {
        let sorted = Query::select()
            .column(message::Column::Id)
            .from(message::Entity)
            .and_where(message::Column::State.eq(MessageState::Sorted.code()))
            .to_owned();
        let rows = mail_uid::Entity::find()
            .filter(in_folder(key, validity))
            .filter(mail_uid::Column::State.eq(UidState::Sealed.code()))
            .filter(mail_uid::Column::Message.in_subquery(sorted))
            .order_by_asc(mail_uid::Column::Uid)
            .limit(limit)
            .all(&self.database)
            .await?;
        self.lines(rows).await
    }

    /// Lines of the ledger after one, in the order of account, folder, UIDVALIDITY and UID.
    pub async fn ledger_after(
        &self,
        view: &LedgerView,
        after: Option<&UidRow>,
        limit: u64,
    ) -> Result<Vec<LedgerLine>, StoreError> {
        let mut select = mail_uid::Entity::find().filter(wanted(view));
        if let Some(after) = after {
            select = select.filter(beyond(after));
        }
        let rows = select
            .order_by_asc(mail_uid::Column::Account)
            .order_by_asc(mail_uid::Column::Folder)
            .order_by_asc(mail_uid::Column::Validity)
            .order_by_asc(mail_uid::Column::Uid)
            .limit(limit)
            .all(&self.database)
            .await?;
        self.lines(rows).await
    }

    /// How many UIDs of a folder there are, how many of them are in the mailbox, and how many are missing.
    pub async fn count_uids(&self, view: &LedgerView) -> Result<[u64; 3], StoreError> {
        let all = || mail_uid::Entity::find().filter(wanted(view));
        let gone = UidState::Gone.code();
        Ok([
            all().count(&self.database).await?,
            all()
                .filter(mail_uid::Column::Present.eq(true))
                .filter(mail_uid::Column::State.ne(gone))
                .count(&self.database)
                .await?,
            all()
                .filter(mail_uid::Column::State.eq(gone))
                .count(&self.database)
                .await?,
        ])
    }

    /// Rows with what became of their messages.
    async fn lines(&self, rows: Vec<mail_uid::Model>) -> Result<Vec<LedgerLine>, StoreError> {
        let ids = rows.iter().filter_map(|row| row.message.clone()).collect();
        let messages = self.outcomes(ids).await?;
        let line = |row: mail_uid::Model| {
            let found = row.message.as_ref().and_then(|id| messages.get(id));
            let (outcome, why, reference) = found.cloned().unwrap_or_default();
            Ok(LedgerLine {
                row: word(row)?,
                outcome,
                why,
                reference,
            })
        };
        rows.into_iter().map(line).collect()
    }

    async fn outcomes(
        &self,
        ids: Vec<String>,
    ) -> Result<BTreeMap<String, (Option<String>, Option<String>, Option<Reference>)>, StoreError>
    {
        type Line = (String, Option<String>, Option<String>, Option<String>);
        let rows: Vec<Line> = message::Entity::find()
            .select_only()
            .column(message::Column::Id)
            .column(message::Column::Outcome)
            .column(message::Column::Why)
            .column(referral::Column::Reference)
            .join(
                sea_orm::JoinType::LeftJoin,
                message::Entity::belongs_to(referral::Entity)
                    .from(message::Column::Referral)
                    .to(referral::Column::Id)
                    .into(),
            )
            .filter(message::Column::Id.is_in(ids))
            .into_tuple()
            .all(&self.database)
            .await?;
        rows.into_iter()
            .map(|(id, outcome, why, reference)| {
                let read = |text: String| {
                    read::known("referral", "reference", Reference::read(&text).ok())
                };
                Ok((id, (outcome, why, reference.map(read).transpose()?)))
            })
            .collect()
    }
}

fn in_folder(key: &FolderKey, validity: i64) -> Condition {
    Condition::all()
        .add(mail_uid::Column::Account.eq(&key.account))
        .add(mail_uid::Column::Folder.eq(&key.folder))
        .add(mail_uid::Column::Validity.eq(validity))
}

fn wanted(view: &LedgerView) -> Condition {
    let mut wanted = Condition::all();
    if let Some(account) = &view.account {
        wanted = wanted.add(mail_uid::Column::Account.eq(account));
    }
    if let Some(folder) = &view.folder {
        wanted = wanted.add(mail_uid::Column::Folder.eq(folder));
    }
    if let Some((from, until)) = view.arrived {
        wanted = wanted
            .add(mail_uid::Column::ArrivedAt.gte(from.as_microsecond()))
            .add(mail_uid::Column::ArrivedAt.lt(until.as_microsecond()));
    }
    wanted
}

/// Rows that stand after this one in the order of the primary key.
fn beyond(row: &UidRow) -> Condition {
    let account = || mail_uid::Column::Account.eq(&row.key.account);
    let folder = || mail_uid::Column::Folder.eq(&row.key.folder);
    let validity = || mail_uid::Column::Validity.eq(row.validity);
    Condition::any()
        .add(mail_uid::Column::Account.gt(&row.key.account))
        .add(account().and(mail_uid::Column::Folder.gt(&row.key.folder)))
        .add(
            account()
                .and(folder())
                .and(mail_uid::Column::Validity.gt(row.validity)),
        )
        .add(
            account()
                .and(folder())
                .and(validity())
                .and(mail_uid::Column::Uid.gt(&row.uid)),
        )
}

fn model(row: &UidRow) -> mail_uid::Model {
    mail_uid::Model {
        account: row.key.account.clone(),
        folder: row.key.folder.clone(),
        validity: row.validity,
        uid: row.uid.clone(),
        message: row.message.as_ref().map(|id| id.as_str().to_owned()),
        state: row.state.code().to_owned(),
        attempts: row.attempts,
        next_at: row.next_at.as_microsecond(),
        why: row.why.clone(),
        arrived_at: row.arrived_at.map(Timestamp::as_microsecond),
        present: row.present,
        seen_at: row.seen_at.as_microsecond(),
        changed_at: row.changed_at.as_microsecond(),
    }
}

fn word(row: mail_uid::Model) -> Result<UidRow, StoreError> {
    const T: &str = "mail_uid";
    Ok(UidRow {
        message: row
            .message
            .as_deref()
            .map(|id| read::id(T, id))
            .transpose()?,
        state: read::known(T, "state", UidState::read(&row.state))?,
        next_at: read::at(T, row.next_at)?,
        arrived_at: row.arrived_at.map(|at| read::at(T, at)).transpose()?,
        seen_at: read::at(T, row.seen_at)?,
        changed_at: read::at(T, row.changed_at)?,
        key: FolderKey {
            account: row.account,
            folder: row.folder,
        },
        validity: row.validity,
        uid: row.uid,
        attempts: row.attempts,
        why: row.why,
        present: row.present,
    })
}
