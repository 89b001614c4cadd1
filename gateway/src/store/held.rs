//! The holding pen: messages that wait for a person, and what the person chose. A choice is compare-and-swap on the message's version.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

use super::{
    Store, StoreError, Tx,
    entity::{letter, mail_link, message},
    messages::word,
    read,
};
use crate::{
    mail::Outcome,
    referral::{Account, Id, LetterState, MailMessage, MessageState, OutboxLetter, Referral},
};

/// Messages on one page of the pen.
const PAGE: u64 = 25;

/// A place after which the next page of the pen begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldAfter {
    /// Arrival, microseconds.
    pub arrived_at: i64,
    /// Tie breaker.
    pub id: Id<MailMessage>,
}

/// One page of the pen.
#[derive(Clone, Debug)]
pub struct HeldPage {
    /// Oldest first.
    pub rows: Vec<MailMessage>,
    /// Where the next page begins.
    pub next: Option<HeldAfter>,
}

/// What a message is now: after a person filed it, or after that was undone.
#[derive(Clone, Debug)]
pub struct Filed<'a> {
    /// What became of it, as a code of `mail`.
    pub outcome: &'a str,
    /// Why, as a code of `mail`.
    pub why: &'a str,
    /// The referral it became or belongs to.
    pub referral: Option<&'a Id<Referral>>,
    /// Who filed it, and when; none once it was undone.
    pub by: Option<(&'a Id<Account>, Timestamp)>,
}

impl Tx {
    /// Files a sorted message, or undoes that. `Conflict` when somebody changed it since it was read.
    pub async fn file_message(
        &self,
        from: &MailMessage,
        filed: &Filed<'_>,
    ) -> Result<(), StoreError> {
        let text = |id: &str| id.to_owned();
        let done = message::Entity::update_many()
            .col_expr(message::Column::Outcome, Expr::value(Some(filed.outcome)))
            .col_expr(message::Column::Why, Expr::value(Some(filed.why)))
            .col_expr(
                message::Column::Referral,
                Expr::value(filed.referral.map(|id| text(id.as_str()))),
            )
            .col_expr(
                message::Column::FiledBy,
                Expr::value(filed.by.map(|(by, _)| text(by.as_str()))),
            )
            .col_expr(
                message::Column::FiledAt,
                Expr::value(filed.by.map(|(_, at)| at.as_microsecond())),
            )
            .col_expr(message::Column::Version, Expr::value(from.version + 1))
            .filter(message::Column::Id.eq(from.id.as_str()))
            .filter(message::Column::Version.eq(from.version))
            .filter(message::Column::State.eq(MessageState::Sorted.code()))
            .exec(&self.database)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Takes a message away from a referral.
    pub async fn unlink(
        &self,
        message: &Id<MailMessage>,
        referral: &Id<Referral>,
    ) -> Result<(), StoreError> {
        mail_link::Entity::delete_by_id((
            message.as_str().to_owned(),
            referral.as_str().to_owned(),
        ))
        .exec(&self.database)
        .await?;
        Ok(())
    }

    /// Removes the letters that were made for this referral at `made_at` or later and wait to be posted. `Conflict` when one of them is no
    /// longer waiting.
    pub async fn withdraw_letters(
        &self,
        referral: &Id<Referral>,
        made_at: Timestamp,
    ) -> Result<(), StoreError> {
        let of_then = || {
            Condition::all()
                .add(letter::Column::Referral.eq(referral.as_str()))
                .add(letter::Column::MadeAt.gte(made_at.as_microsecond()))
        };
        letter::Entity::delete_many()
            .filter(of_then())
            .filter(letter::Column::State.eq(LetterState::Queued.code()))
            .exec(&self.database)
            .await?;
        let gone = letter::Entity::find()
            .filter(of_then())
            .count(&self.database)
            .await?;
        if gone == 0 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }
}

impl Tx {
    /// Removes one letter that waits to be posted. `Conflict` when it is no longer waiting.
    pub async fn withdraw_letter(&self, id: &Id<OutboxLetter>) -> Result<(), StoreError> {
        let done = letter::Entity::delete_many()
            .filter(letter::Column::Id.eq(id.as_str()))
            .filter(letter::Column::State.eq(LetterState::Queued.code()))
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
    /// One page of the messages that wait for a person: the mail of every day, or the old mail.
    pub async fn held(
        &self,
        archive: bool,
        after: Option<&HeldAfter>,
    ) -> Result<HeldPage, StoreError> {
        let mut select = message::Entity::find().filter(waits(archive));
        if let Some(after) = after {
            let later = message::Column::ArrivedAt.gt(after.arrived_at);
            let same = message::Column::ArrivedAt
                .eq(after.arrived_at)
                .and(message::Column::Id.gt(after.id.as_str()));
            select = select.filter(later.or(same));
        }
        let mut rows = select
            .order_by_asc(message::Column::ArrivedAt)
            .order_by_asc(message::Column::Id)
            .limit(PAGE + 1)
            .all(&self.database)
            .await?;
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > page;
        rows.truncate(page);
        let rows = read::readable(rows, word);
        let next = rows.last().filter(|_| more).map(|last| HeldAfter {
            arrived_at: last.arrived_at.as_microsecond(),
            id: last.id.clone(),
        });
        Ok(HeldPage { rows, next })
    }

    /// How many messages wait for a person, of every day or of the old mail.
    pub async fn count_held(&self, archive: bool) -> Result<u64, StoreError> {
        Ok(message::Entity::find()
            .filter(waits(archive))
            .count(&self.database)
            .await?)
    }
}

/// What nobody has filed and no rule could.
fn waits(archive: bool) -> Condition {
    let codes = Outcome::ALL
        .into_iter()
        .filter(|outcome| outcome.waits())
        .map(Outcome::code);
    Condition::all()
        .add(message::Column::Outcome.is_in(codes))
        .add(message::Column::FiledBy.is_null())
        .add(message::Column::Archive.eq(archive))
}
