//! What ties messages together: content seen before, the referral one belongs to, and how many letters answered a sender.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use super::{
    Store, StoreError, Tx,
    entity::{mail_answer, mail_content, mail_link, message, referral},
    messages::ROWS,
    read,
};
use crate::referral::{Id, MailMessage, Reference, Referral};

/// How often counting is tried while other nodes count too.
const TRIES: usize = 10;

fn content((tag, message): &(&[u8; 32], &Id<MailMessage>)) -> mail_content::ActiveModel {
    let row = mail_content::Model {
        tag: tag.to_vec(),
        message: message.as_str().to_owned(),
    };
    row.into_active_model().reset_all()
}

impl Tx {
    /// Notes that each message is the first with its content. `Conflict` when one's content was seen before: the transaction is over then.
    pub async fn claim_contents(
        &self,
        first: &[(&[u8; 32], &Id<MailMessage>)],
    ) -> Result<(), StoreError> {
        for some in first.chunks(ROWS) {
            mail_content::Entity::insert_many(some.iter().map(content))
                .exec_without_returning(&self.database)
                .await?;
        }
        Ok(())
    }

    /// Notes that each message is the first with its mark, unless another one was.
    pub async fn note_contents(
        &self,
        first: &[(&[u8; 32], &Id<MailMessage>)],
    ) -> Result<(), StoreError> {
        let known = OnConflict::column(mail_content::Column::Tag)
            .do_nothing()
            .to_owned();
        for some in first.chunks(ROWS) {
            mail_content::Entity::insert_many(some.iter().map(content))
                .on_conflict(known.clone())
                .exec_without_returning(&self.database)
                .await?;
        }
        Ok(())
    }

    /// Ties messages to referrals; nothing happens where one is.
    pub async fn link(&self, ties: &[(&Id<MailMessage>, &Id<Referral>)]) -> Result<(), StoreError> {
        let known = OnConflict::columns([mail_link::Column::Message, mail_link::Column::Referral])
            .do_nothing()
            .to_owned();
        let row = |(message, referral): &(&Id<MailMessage>, &Id<Referral>)| {
            let row = mail_link::Model {
                message: message.as_str().to_owned(),
                referral: referral.as_str().to_owned(),
            };
            row.into_active_model().reset_all()
        };
        for some in ties.chunks(ROWS) {
            mail_link::Entity::insert_many(some.iter().map(row))
                .on_conflict(known.clone())
                .exec_without_returning(&self.database)
                .await?;
        }
        Ok(())
    }

    /// Counts `wanted` letters to the sender of this tag in this span of time (a day, or an hour). Gives how many of them may go: not
    /// more than `most` go in all, and only these are counted.
    pub async fn count_answers(
        &self,
        tag: &[u8; 32],
        span: &str,
        (wanted, most): (usize, i32),
    ) -> Result<usize, StoreError> {
        if wanted == 0 {
            return Ok(0);
        }
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
        for _ in 0..TRIES {
            let found = mail_answer::Entity::find_by_id((tag.to_vec(), span.to_owned()))
                .one(&self.database)
                .await?;
            let sent = found.map_or(0, |row| row.sent);
            let left = most.saturating_sub(sent).max(0);
            let granted = i32::try_from(wanted).unwrap_or(i32::MAX).min(left);
            if granted == 0 {
                return Ok(0);
            }
            let done = mail_answer::Entity::update_many()
                .col_expr(mail_answer::Column::Sent, Expr::value(sent + granted))
                .filter(mail_answer::Column::Tag.eq(tag.to_vec()))
                .filter(mail_answer::Column::Day.eq(span))
                .filter(mail_answer::Column::Sent.eq(sent))
                .exec(&self.database)
                .await?;
            // Otherwise another node has counted meanwhile.
            if done.rows_affected == 1 {
                return Ok(usize::try_from(granted).unwrap_or_default());
            }
        }
        Err(StoreError::Conflict)
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
