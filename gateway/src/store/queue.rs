//! The queue: keyset pages over stages and times. Opens nothing and reads no answer: what only a sealed line tells, the caller says of
//! each referral in turn, and for one page a bounded number of them is looked through (decision 0008).

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    Cursor, QueueView, Store, StoreError, Wanted,
    entity::{letter, referral},
    letters, read, referrals,
};
use crate::referral::{OutboxLetter, Referral};

/// Rows on one page.
const PAGE: usize = 25;
/// Rows read at once where not every one of them is kept.
const STEP: usize = 100;
/// The most rows looked through for one page.
const LOOKED: usize = 1000;
/// The most raised referrals shown on top; more than a person can read first. The others stand in their place among the rows.
const RAISED: u64 = 100;

/// Whether a referral is kept: what only its sealed line tells.
pub type Keep<'a> = dyn FnMut(&Referral) -> bool + Send + 'a;

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
    /// Whether the search for rows ended before the page was full and before the view ended.
    pub cut_short: bool,
    /// Of each referral shown, the letter that most needs a look; else the newest.
    pub letters: BTreeMap<String, OutboxLetter>,
}

/// The rows of a page, and what lies before and after them.
struct Walked {
    rows: Vec<Referral>,
    before: Option<Cursor>,
    after: Option<Cursor>,
    cut_short: bool,
}

impl Store {
    /// One page of what is wanted. Open views go from the oldest, decided ones from the newest.
    pub async fn queue(
        &self,
        wanted: &Wanted,
        keep: &mut Keep<'_>,
    ) -> Result<QueuePage, StoreError> {
        let top = if wanted.view.is_open() {
            let rows = wanted
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
        let mut raised = words(top);
        raised.retain(|referral| keep(referral));
        let walked = self.walk(wanted, last_on_top.as_ref(), keep).await?;
        let ids = raised
            .iter()
            .chain(&walked.rows)
            .map(|row| row.id.as_str().to_owned())
            .collect();
        Ok(QueuePage {
            read_first: raised,
            rows: walked.rows,
            before: walked.before,
            after: walked.after,
            cut_short: walked.cut_short,
            letters: self.newest_letters(ids).await?,
        })
    }

    /// How many referrals a view has.
    pub async fn count_queue(&self, view: &QueueView) -> Result<u64, StoreError> {
        Ok(view.select().count(&self.database).await?)
    }

    /// How many referrals are wanted, where columns alone can tell.
    pub async fn count_wanted(&self, wanted: &Wanted) -> Result<Option<u64>, StoreError> {
        if wanted.filter.needs_lines() {
            return Ok(None);
        }
        Ok(Some(wanted.select().count(&self.database).await?))
    }

    /// Goes along the rows from where the last page ended until a page is full, the rows end, or enough were looked through.
    async fn walk(
        &self,
        wanted: &Wanted,
        last_on_top: Option<&Cursor>,
        keep: &mut Keep<'_>,
    ) -> Result<Walked, StoreError> {
        let from = wanted.from.as_ref();
        let newest_first = wanted.newest_first();
        let upwards = from.map_or(!newest_first, |cursor| cursor.newer);
        let step = if wanted.filter.needs_lines() {
            STEP
        } else {
            PAGE + 1
        };
        let (mut near, mut far) = (None, wanted.from.clone());
        let (mut kept, mut looked, mut more) = (Vec::new(), 0, true);
        while more && kept.len() <= PAGE && looked < LOOKED {
            let rows = wanted.next(far.as_ref(), last_on_top, upwards);
            let rows = rows
                .limit(u64::try_from(step).unwrap_or(u64::MAX))
                .all(&self.database)
                .await?;
            more = rows.len() == step;
            looked += rows.len();
            near = near.or_else(|| rows.first().map(|row| cursor(row, !upwards)));
            far = rows.last().map(|row| cursor(row, upwards)).or(far);
            for row in rows {
                let place = cursor(&row, upwards);
                let word = words(vec![row]).pop().filter(|word| keep(word));
                kept.extend(word.map(|word| (place, word)));
            }
        }
        let full = kept.len() > PAGE;
        kept.truncate(PAGE);
        if full {
            far = kept.last().map(|(place, _)| place.clone());
        }
        let mut rows: Vec<Referral> = kept.into_iter().map(|(_, word)| word).collect();
        let near = near.filter(|_| from.is_some());
        let far = far.filter(|_| full || more);
        let onward = upwards != newest_first;
        if !onward {
            rows.reverse();
        }
        let (before, after) = if onward { (near, far) } else { (far, near) };
        Ok(Walked {
            rows,
            before,
            after,
            cut_short: more && !full,
        })
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
