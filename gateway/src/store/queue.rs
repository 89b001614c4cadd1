//! The queue: keyset pages over stages and times. Opens nothing and reads no answer.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::{
    Store, StoreError,
    entity::{letter, referral},
    letters, read, referrals,
};
use crate::referral::{Account, Id, OutboxLetter, Referral};

/// Rows on one page.
const PAGE: u64 = 25;
/// The most raised referrals shown on top; more than a person can read first. The others stand in their place among the rows.
const RAISED: u64 = 100;

/// Which referrals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueueView {
    /// Received or screened, and nobody's.
    ToScreen,
    /// Claimed by this person.
    Mine(Id<Account>),
    /// Asked a question; nobody's until there is an answer.
    Asked,
    /// With the hub and undecided.
    AllOpen,
    /// Accepted.
    Accepted,
    /// Declined.
    Declined,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueueOrder {
    /// By receipt: open views from the oldest, decided ones from the newest.
    #[default]
    Received,
    /// By the month up to which a referral is eligible, the soonest first; those that are not now come last.
    Eligible,
}

/// A place between rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The month up to which it is eligible: year and month as one number.
    pub month: i32,
    /// Receipt, microseconds.
    pub received_at: i64,
    /// Tie breaker.
    pub id: String,
    /// Towards newer (`true`) or older rows from here.
    pub newer: bool,
}

/// One page.
#[derive(Clone, Debug)]
pub struct QueuePage {
    /// The oldest raised referrals, oldest first; on top of every page of the views that are still open.
    pub read_first: Vec<Referral>,
    /// All others, oldest first (decided ones newest first).
    pub rows: Vec<Referral>,
    /// The page before.
    pub before: Option<Cursor>,
    /// The page after.
    pub after: Option<Cursor>,
    /// Of each referral shown, the letter that most needs a look; else the newest.
    pub letters: BTreeMap<String, OutboxLetter>,
}

impl QueueView {
    fn stages(&self) -> &'static [&'static str] {
        match self {
            Self::ToScreen => &["received", "waiting"],
            Self::Mine(_) => &["claimed"],
            Self::Asked => &["asked"],
            Self::AllOpen => &["received", "waiting", "claimed", "asked", "held"],
            Self::Accepted => &["accepted"],
            Self::Declined => &["declined"],
        }
    }

    fn select(&self) -> Select<referral::Entity> {
        let select = referral::Entity::find()
            .filter(referral::Column::Stage.is_in(self.stages().iter().copied()));
        match self {
            Self::Mine(by) => select.filter(referral::Column::ClaimedBy.eq(by.as_str())),
            _ => select,
        }
    }

    fn is_open(&self) -> bool {
        matches!(self, Self::ToScreen | Self::AllOpen)
    }
}

impl Store {
    /// One page of a view. Open views go from the oldest, decided ones from the newest.
    pub async fn queue(
        &self,
        view: &QueueView,
        order: QueueOrder,
        from: Option<&Cursor>,
    ) -> Result<QueuePage, StoreError> {
        let top = if view.is_open() {
            let rows = view
                .select()
                .filter(referral::Column::ReadFirst.eq(true))
                .order_by_asc(referral::Column::ReceivedAt)
                .order_by_asc(referral::Column::Id)
                .limit(RAISED);
            rows.all(&self.database).await?
        } else {
            Vec::new()
        };
        let last_on_top = top.last().map(|row| cursor(row, true));
        let raised = words(top);
        let (rows, before, after) = self.rows((view, order), from, last_on_top.as_ref()).await?;
        let ids = raised
            .iter()
            .chain(&rows)
            .map(|row| row.id.as_str().to_owned())
            .collect();
        Ok(QueuePage {
            read_first: raised,
            rows,
            before,
            after,
            letters: self.newest_letters(ids).await?,
        })
    }

    /// How many referrals a view has.
    pub async fn count_queue(&self, view: &QueueView) -> Result<u64, StoreError> {
        Ok(view.select().count(&self.database).await?)
    }

    async fn rows(
        &self,
        (view, order): (&QueueView, QueueOrder),
        from: Option<&Cursor>,
        last_on_top: Option<&Cursor>,
    ) -> Result<(Vec<Referral>, Option<Cursor>, Option<Cursor>), StoreError> {
        let by_month = order == QueueOrder::Eligible;
        let newest_first = !by_month && matches!(view, QueueView::Accepted | QueueView::Declined);
        let mut select = view.select();
        if let Some(last) = last_on_top {
            let not_on_top = Condition::any()
                .add(referral::Column::ReadFirst.eq(false))
                .add(beyond(last));
            select = select.filter(not_on_top);
        }
        let upwards = from.map_or(!newest_first, |cursor| cursor.newer);
        if let Some(cursor) = from {
            select = select.filter(if by_month {
                beyond_month(cursor)
            } else {
                beyond(cursor)
            });
        }
        if by_month {
            let towards = if upwards { Order::Asc } else { Order::Desc };
            select = select.order_by(referral::Column::EligibleMonth, towards);
        }
        select = if upwards {
            select
                .order_by_asc(referral::Column::ReceivedAt)
                .order_by_asc(referral::Column::Id)
        } else {
            select
                .order_by_desc(referral::Column::ReceivedAt)
                .order_by_desc(referral::Column::Id)
        };
        let mut rows = select.limit(PAGE + 1).all(&self.database).await?;
        let more = rows.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
        rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let onward = upwards != newest_first;
        if !onward {
            rows.reverse();
        }
        let first = rows.first().map(|row| cursor(row, newest_first));
        let last = rows.last().map(|row| cursor(row, !newest_first));
        let (before, after) = if onward {
            (from.is_some(), more)
        } else {
            (more, from.is_some())
        };
        Ok((
            words(rows),
            first.filter(|_| before),
            last.filter(|_| after),
        ))
    }

    async fn newest_letters(
        &self,
        ids: Vec<String>,
    ) -> Result<BTreeMap<String, OutboxLetter>, StoreError> {
        let rows = letter::Entity::find()
            .filter(letter::Column::Referral.is_in(ids))
            .order_by_asc(letter::Column::MadeAt)
            .order_by_asc(letter::Column::Id)
            .all(&self.database)
            .await?;
        let mut newest = BTreeMap::new();
        for row in rows {
            let Some(referral) = row.referral.clone() else {
                continue;
            };
            let letter = letters::word(row)?;
            let shown: Option<&OutboxLetter> = newest.get(&referral);
            if shown.is_none_or(|shown| shown.state.urgency() <= letter.state.urgency()) {
                newest.insert(referral, letter);
            }
        }
        Ok(newest)
    }
}

fn beyond(cursor: &Cursor) -> Condition {
    let (received, id) = (referral::Column::ReceivedAt, referral::Column::Id);
    let tie = received.eq(cursor.received_at);
    if cursor.newer {
        Condition::any()
            .add(received.gt(cursor.received_at))
            .add(tie.and(id.gt(cursor.id.as_str())))
    } else {
        Condition::any()
            .add(received.lt(cursor.received_at))
            .add(tie.and(id.lt(cursor.id.as_str())))
    }
}

/// The same in the order of the months; ties by receipt.
fn beyond_month(cursor: &Cursor) -> Condition {
    let month = referral::Column::EligibleMonth;
    let further = if cursor.newer {
        month.gt(cursor.month)
    } else {
        month.lt(cursor.month)
    };
    let tie = Condition::all()
        .add(month.eq(cursor.month))
        .add(beyond(cursor));
    Condition::any().add(further).add(tie)
}

fn cursor(row: &referral::Model, newer: bool) -> Cursor {
    Cursor {
        month: row.eligible_month,
        received_at: row.received_at.unwrap_or_default(),
        id: row.id.clone(),
        newer,
    }
}

fn words(rows: Vec<referral::Model>) -> Vec<Referral> {
    read::readable(rows, referrals::word)
}
