//! Folders of the mailbox: who reads one now, and how far it is known. A batch under an older lease is refused.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    UpdateMany,
    sea_query::{Expr, OnConflict},
};

use super::{Store, StoreError, Tx, entity::mail_folder, read};
use crate::referral::{Folder, FolderKey, FolderLease};

impl Tx {
    /// Takes a folder until `until`; makes its row when there is none. `None` while another node has it.
    pub async fn lease_folder(
        &self,
        key: &FolderKey,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<FolderLease>, StoreError> {
        let new = mail_folder::Model {
            account: key.account.clone(),
            folder: key.folder.clone(),
            validity: None,
            archive_below: String::new(),
            first_at: now.as_microsecond(),
            last_good_at: None,
            lease: 0,
            leased_until: 0,
            server_count: None,
            counted_at: None,
        };
        mail_folder::Entity::insert(new.into_active_model().reset_all())
            .on_conflict(
                OnConflict::columns([mail_folder::Column::Account, mail_folder::Column::Folder])
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(&self.database)
            .await?;
        let found = mail_folder::Entity::find_by_id((key.account.clone(), key.folder.clone()))
            .one(&self.database)
            .await?;
        let Some(found) = found else { return Ok(None) };
        let done = mail_folder::Entity::update_many()
            .col_expr(mail_folder::Column::Lease, Expr::value(found.lease + 1))
            .col_expr(
                mail_folder::Column::LeasedUntil,
                Expr::value(until.as_microsecond()),
            )
            .filter(mail_folder::Column::Account.eq(&key.account))
            .filter(mail_folder::Column::Folder.eq(&key.folder))
            .filter(mail_folder::Column::Lease.eq(found.lease))
            .filter(mail_folder::Column::LeasedUntil.lte(now.as_microsecond()))
            .exec(&self.database)
            .await?;
        Ok((done.rows_affected == 1).then(|| FolderLease {
            key: key.clone(),
            lease: found.lease + 1,
        }))
    }

    /// Keeps a folder until `until`. `Conflict` when it has passed to another node.
    pub async fn renew_folder(
        &self,
        lease: &FolderLease,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_folder(lease, |update| {
            update.col_expr(
                mail_folder::Column::LeasedUntil,
                Expr::value(until.as_microsecond()),
            )
        })
        .await
    }

    /// Notes a folder's UIDVALIDITY, and which of its messages were there before us. What was clear of an older one counts no more.
    pub async fn set_validity(
        &self,
        lease: &FolderLease,
        validity: i64,
        archive_below: &str,
    ) -> Result<(), StoreError> {
        self.change_folder(lease, |update| {
            update
                .col_expr(mail_folder::Column::Validity, Expr::value(Some(validity)))
                .col_expr(
                    mail_folder::Column::ArchiveBelow,
                    Expr::value(archive_below),
                )
        })
        .await
    }

    /// Notes that a folder was read well, and what its server counted.
    pub async fn read_folder(
        &self,
        lease: &FolderLease,
        server_count: Option<i64>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let at = Some(now.as_microsecond());
        self.change_folder(lease, |update| {
            let update = update.col_expr(mail_folder::Column::LastGoodAt, Expr::value(at));
            if server_count.is_none() {
                return update;
            }
            update
                .col_expr(mail_folder::Column::ServerCount, Expr::value(server_count))
                .col_expr(mail_folder::Column::CountedAt, Expr::value(at))
        })
        .await
    }

    /// Changes a folder's row under its lease.
    pub(super) async fn change_folder(
        &self,
        lease: &FolderLease,
        change: impl FnOnce(UpdateMany<mail_folder::Entity>) -> UpdateMany<mail_folder::Entity> + Send,
    ) -> Result<(), StoreError> {
        let done = change(mail_folder::Entity::update_many())
            .filter(mail_folder::Column::Account.eq(&lease.key.account))
            .filter(mail_folder::Column::Folder.eq(&lease.key.folder))
            .filter(mail_folder::Column::Lease.eq(lease.lease))
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
    /// What is known of a folder; `None` when it was never read.
    pub async fn folder(&self, key: &FolderKey) -> Result<Option<Folder>, StoreError> {
        mail_folder::Entity::find_by_id((key.account.clone(), key.folder.clone()))
            .one(&self.database)
            .await?
            .map(word)
            .transpose()
    }

    /// Every folder that was ever read, by account and name.
    pub async fn folders(&self) -> Result<Vec<Folder>, StoreError> {
        let rows = mail_folder::Entity::find()
            .order_by_asc(mail_folder::Column::Account)
            .order_by_asc(mail_folder::Column::Folder)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }
}

fn word(row: mail_folder::Model) -> Result<Folder, StoreError> {
    const T: &str = "mail_folder";
    let at = |at: Option<i64>| at.map(|at| read::at(T, at)).transpose();
    Ok(Folder {
        first_at: read::at(T, row.first_at)?,
        last_good_at: at(row.last_good_at)?,
        counted_at: at(row.counted_at)?,
        key: FolderKey {
            account: row.account,
            folder: row.folder,
        },
        validity: row.validity,
        archive_below: row.archive_below,
        lease: row.lease,
        server_count: row.server_count,
    })
}
