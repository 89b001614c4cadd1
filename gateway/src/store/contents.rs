//! What ties messages together: content seen before, the referral one belongs to, and how many letters answered a sender.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use super::{
    Store, StoreError, Tx,
    entity::{mail_answer, mail_content, mail_link, message, referral},
    read,
};
use crate::referral::{Id, MailMessage, Reference, Referral};

impl Tx {
    /// Notes that `message` is the first with this content. `Conflict` when the content was seen before: the transaction is over then.
    pub async fn claim_content(
        &self,
        tag: &[u8; 32],
        message: &Id<MailMessage>,
    ) -> Result<(), StoreError> {
        let row = mail_content::Model {
            tag: tag.to_vec(),
            message: message.as_str().to_owned(),
        };
        mail_content::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }

    /// Notes that `message` is the first with this mark, unless another one was.
    pub async fn note_content(
        &self,
        tag: &[u8; 32],
        message: &Id<MailMessage>,
    ) -> Result<(), StoreError> {
        let row = mail_content::Model {
            tag: tag.to_vec(),
            message: message.as_str().to_owned(),
        };
        mail_content::Entity::insert(row.into_active_model().reset_all())
            .on_conflict(
                OnConflict::column(mail_content::Column::Tag)
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }

    /// Ties a message to a referral; nothing happens when it is.
    pub async fn link(
        &self,
        message: &Id<MailMessage>,
        referral: &Id<Referral>,
    ) -> Result<(), StoreError> {
        let row = mail_link::Model {
            message: message.as_str().to_owned(),
            referral: referral.as_str().to_owned(),
        };
        mail_link::Entity::insert(row.into_active_model().reset_all())
            .on_conflict(
                OnConflict::columns([mail_link::Column::Message, mail_link::Column::Referral])
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }

    /// Counts a letter to the sender of this tag in this span of time (a day, or an hour). `false`, and nothing is counted, when
    /// `most` have gone.
    pub async fn count_answer(
        &self,
        tag: &[u8; 32],
        span: &str,
        most: i32,
    ) -> Result<bool, StoreError> {
        let row = mail_answer::Model {
            tag: tag.to_vec(),
            day: span.to_owned(),
            sent: 0,
        };
        mail_answer::Entity::insert(row.into_active_model().reset_all())
            .on_conflict(
                OnConflict::columns([mail_answer::Column::Tag, mail_answer::Column::Day])
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(&self.database)
            .await?;
        let done = mail_answer::Entity::update_many()
            .col_expr(
                mail_answer::Column::Sent,
                Expr::col(mail_answer::Column::Sent).add(1),
            )
            .filter(mail_answer::Column::Tag.eq(tag.to_vec()))
            .filter(mail_answer::Column::Day.eq(span))
            .filter(mail_answer::Column::Sent.lt(most))
            .exec(&self.database)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Forgets how many letters went before the day `before`. Gives how many lines.
    pub async fn forget_answers(&self, before: &str) -> Result<u64, StoreError> {
        let done = mail_answer::Entity::delete_many()
            .filter(mail_answer::Column::Day.lt(before))
            .exec(&self.database)
            .await?;
        Ok(done.rows_affected)
    }
}

impl Store {
    /// The first message with this content, and the referral it became or belongs to, with its reference.
    pub async fn message_by_content(
        &self,
        tag: &[u8; 32],
    ) -> Result<Option<(Id<MailMessage>, Option<(Id<Referral>, Reference)>)>, StoreError> {
        let found = mail_content::Entity::find_by_id(tag.to_vec())
            .one(&self.database)
            .await?;
        let Some(found) = found else { return Ok(None) };
        let id = read::id("mail_content", &found.message)?;
        let first = message::Entity::find_by_id(found.message)
            .one(&self.database)
            .await?;
        let Some(about) = first.and_then(|row| row.referral) else {
            return Ok(Some((id, None)));
        };
        let referral = referral::Entity::find_by_id(about)
            .one(&self.database)
            .await?;
        let about = referral
            .map(|row| {
                let reference = Reference::read(&row.reference).ok();
                let reference = read::known("referral", "reference", reference)?;
                Ok::<_, StoreError>((read::id("referral", &row.id)?, reference))
            })
            .transpose()?;
        Ok(Some((id, about)))
    }

    /// The referrals that a message became or belongs to.
    pub async fn referrals_of(
        &self,
        message: &Id<MailMessage>,
    ) -> Result<Vec<Id<Referral>>, StoreError> {
        let rows = mail_link::Entity::find()
            .filter(mail_link::Column::Message.eq(message.as_str()))
            .all(&self.database)
            .await?;
        rows.iter()
            .map(|row| read::id("mail_link", &row.referral))
            .collect()
    }
}
