//! Referrals: made once, then changed only by compare-and-swap on their version.

use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{
    Store, StoreError, Tx,
    entity::{addition, payload, referral},
    messages::ROWS,
    read,
};
use crate::referral::{Id, Reference, Referral, Stage};

/// What a change of stage changes beside the stage.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// When the hub received it.
    pub received_at: Option<Timestamp>,
    /// A new version of the submission, sent at.
    pub sent: Option<(i32, Timestamp)>,
    /// The sealed line of the queue, and whether it is raised.
    pub desk_line: Option<(Vec<u8>, bool)>,
    /// Until when it is eligible, where it was screened again: the row keeps the month alone (decision 0008).
    pub eligible_until: Option<Option<Date>>,
}

impl Tx {
    /// Stores a new referral. `Conflict` when the id or the reference is taken.
    pub async fn insert_referral(&self, new: &Referral) -> Result<(), StoreError> {
        self.insert_referrals(&[new]).await
    }

    /// Stores new referrals. `Conflict` when one of their references is taken.
    pub async fn insert_referrals(&self, new: &[&Referral]) -> Result<(), StoreError> {
        for some in new.chunks(ROWS) {
            referral::Entity::insert_many(some.iter().map(|new| row(new)))
                .exec_without_returning(&self.database)
                .await?;
        }
        Ok(())
    }

    /// Moves `from` to `stage`. `Conflict` when it has been changed since it was read.
    pub async fn move_referral(
        &self,
        from: &Referral,
        stage: &Stage,
        at: Timestamp,
        change: Change,
    ) -> Result<(), StoreError> {
        let holder = if let Stage::Claimed(by) = stage {
            Some(by.as_str().to_owned())
        } else {
            None
        };
        let mut update = referral::Entity::update_many()
            .col_expr(referral::Column::Stage, Expr::value(stage.code()))
            .col_expr(referral::Column::ClaimedBy, Expr::value(holder))
            .col_expr(referral::Column::ReviewOn, Expr::value(review_on(stage)))
            .col_expr(referral::Column::StageAt, Expr::value(at.as_microsecond()))
            .col_expr(referral::Column::Version, Expr::value(from.version + 1));
        if let Some(received) = change.received_at {
            update = update.col_expr(
                referral::Column::ReceivedAt,
                Expr::value(received.as_microsecond()),
            );
        }
        if let Some((submission, sent)) = change.sent {
            update = update
                .col_expr(referral::Column::Submission, Expr::value(submission))
                .col_expr(referral::Column::SentAt, Expr::value(sent.as_microsecond()));
        }
        if let Some((line, raised)) = change.desk_line {
            update = update
                .col_expr(referral::Column::DeskLine, Expr::value(line))
                .col_expr(referral::Column::ReadFirst, Expr::value(raised));
        }
        if let Some(until) = change.eligible_until {
            update = update.col_expr(
                referral::Column::EligibleMonth,
                Expr::value(eligible_month(until)),
            );
        }
        let done = update
            .filter(referral::Column::Id.eq(from.id.as_str()))
            .filter(referral::Column::Version.eq(from.version))
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
    /// The referral with this id.
    pub async fn find_referral(&self, id: &Id<Referral>) -> Result<Option<Referral>, StoreError> {
        referral::Entity::find_by_id(id.as_str())
            .one(&self.database)
            .await?
            .map(word)
            .transpose()
    }

    /// The referral with this reference.
    pub async fn find_by_reference(
        &self,
        reference: &Reference,
    ) -> Result<Option<Referral>, StoreError> {
        let found = referral::Entity::find()
            .filter(referral::Column::Reference.eq(reference.as_str()))
            .one(&self.database)
            .await?;
        found.map(word).transpose()
    }

    /// Referrals after `id` in the order of their ids.
    pub async fn referrals_after(
        &self,
        id: Option<&Id<Referral>>,
        limit: u64,
    ) -> Result<Vec<Referral>, StoreError> {
        let mut select = referral::Entity::find();
        if let Some(id) = id {
            select = select.filter(referral::Column::Id.gt(id.as_str()));
        }
        let rows = select
            .order_by_asc(referral::Column::Id)
            .limit(limit)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }

    /// Referrals at a stage after `id` in the order of their ids.
    pub async fn referrals_at_after(
        &self,
        stage: &str,
        id: Option<&Id<Referral>>,
        limit: u64,
    ) -> Result<Vec<Referral>, StoreError> {
        let mut select = referral::Entity::find().filter(referral::Column::Stage.eq(stage));
        if let Some(id) = id {
            select = select.filter(referral::Column::Id.gt(id.as_str()));
        }
        let rows = select
            .order_by_asc(referral::Column::Id)
            .limit(limit)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }

    /// Referrals of these forms that were sent and wait, longest first.
    pub async fn waiting_of_forms(
        &self,
        forms: &[String],
        limit: u64,
    ) -> Result<Vec<Referral>, StoreError> {
        let rows = referral::Entity::find()
            .filter(referral::Column::Stage.eq(Stage::AwaitingManager.code()))
            .filter(referral::Column::Form.is_in(forms))
            .order_by_asc(referral::Column::StageAt)
            .limit(limit)
            .all(&self.database)
            .await?;
        Ok(read::readable(rows, word))
    }

    /// Referrals at a stage, longest there first; what a round of the worker takes.
    pub async fn referrals_at(&self, stage: &str, limit: u64) -> Result<Vec<Referral>, StoreError> {
        let rows = referral::Entity::find()
            .filter(referral::Column::Stage.eq(stage))
            .order_by_asc(referral::Column::StageAt)
            .limit(limit)
            .all(&self.database)
            .await?;
        Ok(read::readable(rows, word))
    }

    /// Work that the worker should have done by `before` and has not: submissions not admitted, decisions of managers not
    /// carried out, referrals not screened, messages not sorted. More than none is an alarm.
    pub async fn stuck_since(&self, before: Timestamp) -> Result<u64, StoreError> {
        let before = before.as_microsecond();
        let submissions = payload::Entity::find()
            .filter(payload::Column::Admitted.eq(false))
            .filter(payload::Column::MadeAt.lte(before))
            .count(&self.database)
            .await?;
        let additions = addition::Entity::find()
            .filter(addition::Column::Merged.eq(false))
            .filter(addition::Column::MadeAt.lte(before))
            .count(&self.database)
            .await?;
        let received = referral::Entity::find()
            .filter(referral::Column::Stage.eq(Stage::Received.code()))
            .filter(referral::Column::StageAt.lte(before))
            .count(&self.database)
            .await?;
        let messages = self
            .messages_fetched_since(read::at("message", before)?)
            .await?;
        Ok(submissions + additions + received + messages)
    }
}

/// The month of a referral that is not eligible, or not known to be: after every other.
pub(super) const NEVER: i32 = 999_912;

/// Year and month as one number. The day stays in the sealed line: for a child who is nearly too old it would be a date of birth.
pub(super) fn eligible_month(until: Option<Date>) -> i32 {
    until.map_or(NEVER, |day| {
        i32::from(day.year()) * 100 + i32::from(day.month())
    })
}

fn row(new: &Referral) -> referral::ActiveModel {
    let holder = if let Stage::Claimed(by) = &new.stage {
        Some(by.as_str().to_owned())
    } else {
        None
    };
    let model = referral::Model {
        id: new.id.as_str().to_owned(),
        reference: new.reference.as_str().to_owned(),
        form: new.form.clone(),
        recipient: new.recipient.clone(),
        wrap: new.wrap.clone(),
        stage: new.stage.code().to_owned(),
        claimed_by: holder,
        version: new.version,
        submission: new.submission,
        sent_at: new.sent_at.as_microsecond(),
        received_at: new.received_at.map(Timestamp::as_microsecond),
        stage_at: new.stage_at.as_microsecond(),
        read_first: new.read_first,
        eligible_month: NEVER,
        desk_line: new.desk_line.clone(),
        review_on: review_on(&new.stage),
    };
    model.into_active_model().reset_all()
}

/// The day until which it is held.
fn review_on(stage: &Stage) -> Option<String> {
    if let Stage::Held { review_on } = stage {
        Some(review_on.to_string())
    } else {
        None
    }
}

/// A row as the product's word.
pub(super) fn word(row: referral::Model) -> Result<Referral, StoreError> {
    const T: &str = "referral";
    Ok(Referral {
        id: read::id(T, &row.id)?,
        reference: read::known(T, "reference", Reference::read(&row.reference).ok())?,
        form: row.form,
        recipient: row.recipient,
        wrap: row.wrap,
        stage: read::known(
            T,
            "stage",
            Stage::read(
                &row.stage,
                row.claimed_by.as_deref(),
                row.review_on.as_deref().and_then(|day| day.parse().ok()),
            ),
        )?,
        version: row.version,
        submission: row.submission,
        sent_at: read::at(T, row.sent_at)?,
        received_at: row.received_at.map(|at| read::at(T, at)).transpose()?,
        stage_at: read::at(T, row.stage_at)?,
        read_first: row.read_first,
        desk_line: row.desk_line,
    })
}
