//! Closed days of the mailbox: numbers that are never rewritten.

use jiff::civil::Date;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

use super::{Store, StoreError, Tx, entity::mail_day, read};
use crate::referral::{FolderKey, MailDay};

impl Tx {
    /// Closes a day of a folder. `Conflict` when it is closed.
    pub async fn close_day(&self, day: &MailDay) -> Result<(), StoreError> {
        let counts: serde_json::Map<String, serde_json::Value> = day
            .counts
            .iter()
            .map(|(code, count)| (code.clone(), (*count).into()))
            .collect();
        let row = mail_day::Model {
            account: day.key.account.clone(),
            folder: day.key.folder.clone(),
            day: day.day.to_string(),
            in_mailbox: day.in_mailbox,
            missing: day.missing,
            counts: serde_json::Value::Object(counts).to_string(),
            closed_at: day.closed_at.as_microsecond(),
        };
        mail_day::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }
}

impl Store {
    /// The last day of a folder that is closed.
    pub async fn last_day(&self, key: &FolderKey) -> Result<Option<Date>, StoreError> {
        let row = mail_day::Entity::find()
            .filter(mail_day::Column::Account.eq(&key.account))
            .filter(mail_day::Column::Folder.eq(&key.folder))
            .order_by_desc(mail_day::Column::Day)
            .one(&self.database)
            .await?;
        Ok(row.map(word).transpose()?.map(|day| day.day))
    }

    /// The closed days since `from`, latest first.
    pub async fn days(&self, from: Date) -> Result<Vec<MailDay>, StoreError> {
        let rows = mail_day::Entity::find()
            .filter(mail_day::Column::Day.gte(from.to_string()))
            .order_by_desc(mail_day::Column::Day)
            .order_by_asc(mail_day::Column::Account)
            .order_by_asc(mail_day::Column::Folder)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }
}

fn word(row: mail_day::Model) -> Result<MailDay, StoreError> {
    const T: &str = "mail_day";
    Ok(MailDay {
        day: read::known(T, "day", row.day.parse().ok())?,
        counts: read::known(T, "counts", serde_json::from_str(&row.counts).ok())?,
        closed_at: read::at(T, row.closed_at)?,
        key: FolderKey {
            account: row.account,
            folder: row.folder,
        },
        in_mailbox: row.in_mailbox,
        missing: row.missing,
    })
}
