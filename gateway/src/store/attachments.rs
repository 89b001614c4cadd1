//! Attachments: rows of sealed files. The row is written after the blob is durable, and removed before it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, Query},
};

use super::{
    Store, StoreError, Tx,
    entity::{attachment, message, referral},
    messages::ROWS,
    read,
};
use crate::referral::{Attachment, Id, Referral, ScanState};

impl Tx {
    /// Stores a file's row; its blob must be durable.
    pub async fn insert_attachment(&self, new: &Attachment) -> Result<(), StoreError> {
        self.insert_attachments(&[new]).await
    }

    /// Stores rows of files; their blobs must be durable.
    pub async fn insert_attachments(&self, new: &[&Attachment]) -> Result<(), StoreError> {
        for some in new.chunks(ROWS) {
            attachment::Entity::insert_many(some.iter().map(|new| row(new)))
                .exec_without_returning(&self.database)
                .await?;
        }
        Ok(())
    }

    /// Removes a file's row; the blob goes after the commit.
    pub async fn remove_attachment(&self, id: &Id<Attachment>) -> Result<(), StoreError> {
        attachment::Entity::delete_by_id(id.as_str())
            .exec(&self.database)
            .await?;
        Ok(())
    }

    /// Records what the scanner said, or when to ask again.
    pub async fn record_scan(
        &self,
        id: &Id<Attachment>,
        scan: ScanState,
        next_at: Timestamp,
    ) -> Result<(), StoreError> {
        attachment::Entity::update_many()
            .col_expr(attachment::Column::Scan, Expr::value(scan.code()))
            .col_expr(
                attachment::Column::ScanNextAt,
                Expr::value(next_at.as_microsecond()),
            )
            .filter(attachment::Column::Id.eq(id.as_str()))
            .exec(&self.database)
            .await?;
        Ok(())
    }

    /// Has the scanner look at a referral's waiting files at once: they have become the hub's.
    pub async fn scan_at_once(
        &self,
        referral: &Id<Referral>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        attachment::Entity::update_many()
            .col_expr(
                attachment::Column::ScanNextAt,
                Expr::value(now.as_microsecond()),
            )
            .filter(attachment::Column::Referral.eq(referral.as_str()))
            .filter(attachment::Column::Scan.eq(ScanState::Waiting.code()))
            .exec(&self.database)
            .await?;
        Ok(())
    }
}

impl Store {
    /// The files sealed to a referral's key, oldest first.
    pub async fn attachments_of(
        &self,
        referral: &Id<Referral>,
    ) -> Result<Vec<Attachment>, StoreError> {
        let rows = attachment::Entity::find()
            .filter(attachment::Column::Referral.eq(referral.as_str()))
            .order_by_asc(attachment::Column::MadeAt)
            .order_by_asc(attachment::Column::Id)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }

    /// Files after `id` in the order of their ids.
    pub async fn attachments_after(
        &self,
        id: Option<&Id<Attachment>>,
        limit: u64,
    ) -> Result<Vec<Attachment>, StoreError> {
        let mut select = attachment::Entity::find();
        if let Some(id) = id {
            select = select.filter(attachment::Column::Id.gt(id.as_str()));
        }
        let rows = select
            .order_by_asc(attachment::Column::Id)
            .limit(limit)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }

    /// Which of these ids name a file, of a referral or a message.
    pub async fn attachments_among(&self, ids: &[String]) -> Result<BTreeSet<String>, StoreError> {
        let of_messages: Vec<String> = message::Entity::find()
            .select_only()
            .column(message::Column::Blob)
            .filter(message::Column::Blob.is_in(ids.iter().map(String::as_str)))
            .into_tuple()
            .all(&self.database)
            .await?;
        let mut named = self.referral_files_among(ids).await?;
        named.extend(of_messages);
        Ok(named)
    }

    /// Which of these ids name a file of a referral.
    pub async fn referral_files_among(
        &self,
        ids: &[String],
    ) -> Result<BTreeSet<String>, StoreError> {
        let rows: Vec<String> = attachment::Entity::find()
            .select_only()
            .column(attachment::Column::Id)
            .filter(attachment::Column::Id.is_in(ids.iter().map(String::as_str)))
            .into_tuple()
            .all(&self.database)
            .await?;
        Ok(rows.into_iter().collect())
    }

    /// One file.
    pub async fn find_attachment(
        &self,
        id: &Id<Attachment>,
    ) -> Result<Option<Attachment>, StoreError> {
        attachment::Entity::find_by_id(id.as_str())
            .one(&self.database)
            .await?
            .map(word)
            .transpose()
    }

    /// Files of referrals that the hub has, which wait for the scanner and may be tried at `now`.
    pub async fn attachments_to_scan(
        &self,
        now: Timestamp,
        limit: u64,
    ) -> Result<Vec<Attachment>, StoreError> {
        let rows = attachment::Entity::find()
            .filter(attachment::Column::Scan.eq(ScanState::Waiting.code()))
            .filter(attachment::Column::ScanNextAt.lte(now.as_microsecond()))
            .filter(
                attachment::Column::Referral.in_subquery(
                    Query::select()
                        .column(referral::Column::Id)
                        .from(referral::Entity)
                        .and_where(referral::Column::ReceivedAt.is_not_null())
                        .to_owned(),
                ),
            )
            .order_by_asc(attachment::Column::ScanNextAt)
            .limit(limit)
            .all(&self.database)
            .await?;
        Ok(read::readable(rows, word))
    }
}

pub(super) fn word(row: attachment::Model) -> Result<Attachment, StoreError> {
    const T: &str = "attachment";
    Ok(Attachment {
        id: read::id(T, &row.id)?,
        referral: read::id(T, &row.referral)?,
        header: row.header,
        sha256: read::digest(T, row.sha256)?,
        length: read::known(T, "length", u64::try_from(row.length).ok())?,
        scan: read::known(T, "scan", ScanState::read(&row.scan))?,
        made_at: read::at(T, row.made_at)?,
    })
}

/// A new one as a row.
fn row(new: &Attachment) -> attachment::ActiveModel {
    let row = attachment::Model {
        id: new.id.as_str().to_owned(),
        referral: new.referral.as_str().to_owned(),
        header: new.header.clone(),
        sha256: new.sha256.to_vec(),
        length: i64::try_from(new.length).unwrap_or(i64::MAX),
        scan: new.scan.code().to_owned(),
        scan_next_at: new.made_at.as_microsecond(),
        made_at: new.made_at.as_microsecond(),
    };
    row.into_active_model().reset_all()
}
