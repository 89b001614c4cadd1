//! The one audit chain: lines are appended under a lock in the transaction of the change they record, and never changed.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::{Store, StoreError, dialect, entity::audit, read};
use crate::audit::{Action, Bad, Detail, Entry, START, Verifier, chain};

/// What the line will say, before it has its number and time.
#[derive(Clone, Debug)]
pub struct Event {
    /// An account's id, or `worker`, `operator`, `referrer`, `manager`.
    pub actor: String,
    /// What was done.
    pub action: Action,
    /// The id of what it was done to.
    pub object: String,
    /// Codes, numbers and digests.
    pub detail: Detail,
}

impl Event {
    /// An event without detail.
    pub fn new(actor: &str, action: Action, object: &str) -> Self {
        Self {
            actor: actor.to_owned(),
            action,
            object: object.to_owned(),
            detail: Detail::none(),
        }
    }

    /// Adds a detail.
    #[must_use]
    pub fn with(mut self, name: &str, value: &(impl ToString + ?Sized)) -> Self {
        self.detail = self.detail.with(name, value);
        self
    }
}

/// A line as it stands in the chain.
#[derive(Clone, Debug)]
pub struct AuditLine {
    /// The entry.
    pub entry: Entry,
    /// Its link.
    pub hash: [u8; 32],
}

/// Lines written at a time.
const LINES: usize = 500;

/// Appends `events` to the chain inside `tx`.
pub(super) async fn append(
    tx: &DatabaseTransaction,
    at: Timestamp,
    events: &[Event],
) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    dialect::lock_audit(tx).await?;
    let last = audit::Entity::find()
        .order_by_desc(audit::Column::Seq)
        .one(tx)
        .await?;
    let (mut seq, mut head) = match last {
        None => (0, START),
        Some(row) => (row.seq, read::digest("audit", row.hash)?),
    };
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        seq += 1;
        let entry = Entry {
            seq: read::known("audit", "seq", u64::try_from(seq).ok())?,
            at,
            actor: event.actor.clone(),
            action: event.action,
            object: event.object.clone(),
            detail: event.detail.clone(),
        };
        head = chain(head, &entry);
        let row = audit::Model {
            seq,
            at: at.as_microsecond(),
            actor: entry.actor,
            action: entry.action.word().to_owned(),
            object: entry.object,
            detail: serde_json::to_string(&entry.detail).unwrap_or_default(),
            hash: head.to_vec(),
        };
        rows.push(row.into_active_model().reset_all());
    }
    for some in rows.chunks(LINES) {
        audit::Entity::insert_many(some.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

impl Store {
    /// Lines after `seq`, in order.
    pub async fn audit_lines_after(
        &self,
        seq: u64,
        limit: u64,
    ) -> Result<Vec<AuditLine>, StoreError> {
        let rows = audit::Entity::find()
            .filter(audit::Column::Seq.gt(i64::try_from(seq).unwrap_or(i64::MAX)))
            .order_by_asc(audit::Column::Seq)
            .limit(limit)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }

    /// The newest line; of one action, if one is asked for.
    pub async fn newest_audit_line(
        &self,
        of: Option<Action>,
    ) -> Result<Option<AuditLine>, StoreError> {
        let mut select = audit::Entity::find().order_by_desc(audit::Column::Seq);
        if let Some(action) = of {
            select = select.filter(audit::Column::Action.eq(action.word()));
        }
        select.one(&self.database).await?.map(word).transpose()
    }

    /// The lines about one thing, oldest first.
    pub async fn audit_lines_about(&self, object: &str) -> Result<Vec<AuditLine>, StoreError> {
        let rows = audit::Entity::find()
            .filter(audit::Column::Object.eq(object))
            .order_by_asc(audit::Column::Seq)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }

    /// The lines of one action about one thing, oldest first.
    pub async fn audit_lines_of(
        &self,
        object: &str,
        action: Action,
    ) -> Result<Vec<AuditLine>, StoreError> {
        let rows = audit::Entity::find()
            .filter(audit::Column::Object.eq(object))
            .filter(audit::Column::Action.eq(action.word()))
            .order_by_asc(audit::Column::Seq)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }

    /// Walks the whole chain: how many lines and the head, or the first bad line.
    pub async fn verify_audit(&self) -> Result<Result<(u64, [u8; 32]), Bad>, StoreError> {
        let mut verifier = Verifier::new();
        loop {
            let (seen, _) = verifier.head();
            let lines = self.audit_lines_after(seen, 1_000).await?;
            if lines.is_empty() {
                return Ok(Ok(verifier.head()));
            }
            let bad = lines
                .iter()
                .find_map(|line| verifier.feed(&line.entry, line.hash).err());
            if let Some(bad) = bad {
                return Ok(Err(bad));
            }
        }
    }
}

fn word(row: audit::Model) -> Result<AuditLine, StoreError> {
    const T: &str = "audit";
    let entry = Entry {
        seq: read::known(T, "seq", u64::try_from(row.seq).ok())?,
        at: read::at(T, row.at)?,
        actor: row.actor,
        action: read::known(T, "action", Action::from_word(&row.action))?,
        object: row.object,
        detail: read::known(T, "detail", serde_json::from_str(&row.detail).ok())?,
    };
    Ok(AuditLine {
        entry,
        hash: read::digest(T, row.hash)?,
    })
}
