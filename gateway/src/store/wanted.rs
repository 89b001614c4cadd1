//! What is wanted of the queue, as a selection of rows: a view, an order, a place to go on from, and what columns can tell of a filter.
//! What only a sealed line tells is left to the caller.

use jiff::{Span, civil::Date};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select, sea_query::SelectStatement,
};

use super::{
    entity::{letter, referral},
    referrals::eligible_month,
};
use crate::referral::{Account, HeldBy, Id, LetterState, Narrowing, QueueFilter, SOON};

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

/// What is wanted of the queue.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Of these referrals.
    pub view: QueueView,
    /// In this order.
    pub order: QueueOrder,
    /// From here on; none for the first page.
    pub from: Option<Cursor>,
    /// Only those that it keeps.
    pub filter: QueueFilter,
    /// Who reads.
    pub reader: Id<Account>,
    /// The day of reading.
    pub today: Date,
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

    pub(super) fn select(&self) -> Select<referral::Entity> {
        let select = referral::Entity::find()
            .filter(referral::Column::Stage.is_in(self.stages().iter().copied()));
        match self {
            Self::Mine(by) => select.filter(referral::Column::ClaimedBy.eq(by.as_str())),
            _ => select,
        }
    }

    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::ToScreen | Self::AllOpen)
    }
}

impl Wanted {
    /// The rows of the view, as far as columns can tell what the filter keeps.
    pub(super) fn select(&self) -> Select<referral::Entity> {
        let mut select = self.view.select();
        let mut holders: Option<Condition> = None;
        for narrowing in self.filter.ticked() {
            let all = Condition::all();
            let condition = match narrowing {
                Narrowing::HeldBy(by) => {
                    let any = holders.take().unwrap_or_else(Condition::any);
                    holders = Some(any.add(self.held(*by)));
                    continue;
                }
                Narrowing::ReadFirst => all.add(referral::Column::ReadFirst.eq(true)),
                Narrowing::LetterFailed => {
                    all.add(referral::Column::Id.in_subquery(letters_that_failed()))
                }
                Narrowing::EligibleSoon => self.soon(),
                Narrowing::Came(_)
                | Narrowing::NotMet(_)
                | Narrowing::NotKnown(_)
                | Narrowing::Placed => continue,
            };
            select = select.filter(condition);
        }
        match holders {
            Some(any) => select.filter(any),
            None => select,
        }
    }

    fn held(&self, by: HeldBy) -> Condition {
        let holder = referral::Column::ClaimedBy;
        let me = self.reader.as_str();
        let all = Condition::all();
        match by {
            HeldBy::Nobody => all.add(holder.is_null()),
            HeldBy::Me => all.add(holder.eq(me)),
            HeldBy::AnyoneElse => all.add(holder.is_not_null()).add(holder.ne(me)),
        }
    }

    /// The months in which a last day that is near can lie.
    fn soon(&self) -> Condition {
        let last = self.today.saturating_add(Span::new().days(SOON));
        let month = referral::Column::EligibleMonth;
        Condition::all()
            .add(month.gte(eligible_month(Some(self.today))))
            .add(month.lte(eligible_month(Some(last))))
    }

    pub(super) fn by_month(&self) -> bool {
        self.order == QueueOrder::Eligible
    }

    /// Whether the first page begins with the newest.
    pub(super) fn newest_first(&self) -> bool {
        !self.by_month() && matches!(self.view, QueueView::Accepted | QueueView::Declined)
    }

    /// The next rows from a place, in the direction of the walk.
    pub(super) fn next(
        &self,
        place: Option<&Cursor>,
        last_on_top: Option<&Cursor>,
        upwards: bool,
    ) -> Select<referral::Entity> {
        let mut select = self.select();
        if let Some(last) = last_on_top {
            let not_on_top = Condition::any()
                .add(referral::Column::ReadFirst.eq(false))
                .add(beyond(last));
            select = select.filter(not_on_top);
        }
        if let Some(cursor) = place {
            select = select.filter(if self.by_month() {
                beyond_month(cursor)
            } else {
                beyond(cursor)
            });
        }
        let towards = || if upwards { Order::Asc } else { Order::Desc };
        if self.by_month() {
            select = select.order_by(referral::Column::EligibleMonth, towards());
        }
        select
            .order_by(referral::Column::ReceivedAt, towards())
            .order_by(referral::Column::Id, towards())
    }
}

/// The referrals of letters that somebody must look at.
fn letters_that_failed() -> SelectStatement {
    let failed = [
        LetterState::Refused,
        LetterState::Bounced,
        LetterState::Uncertain,
    ];
    letter::Entity::find()
        .select_only()
        .column(letter::Column::Referral)
        .filter(letter::Column::State.is_in(failed.map(LetterState::code)))
        .filter(letter::Column::Referral.is_not_null())
        .into_query()
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
