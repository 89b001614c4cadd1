//! How often the pre-check gave each answer, since this process began. Numbers only: no time, no address, no answer of anybody.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// What the pre-check said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckOutcome {
    /// The child would meet the criteria.
    Would,
    /// The child would not.
    WouldNot,
    /// It is not known.
    May,
}

/// The counters.
#[derive(Clone, Debug, Default)]
pub struct CheckCounts(Arc<[AtomicU64; 3]>);

impl CheckCounts {
    /// Counts one answer.
    pub fn count(&self, outcome: CheckOutcome) {
        let [would, would_not, may] = &*self.0;
        let counter = match outcome {
            CheckOutcome::Would => would,
            CheckOutcome::WouldNot => would_not,
            CheckOutcome::May => may,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Each counter with its name for monitoring.
    pub fn now(&self) -> [(&'static str, u64); 3] {
        let [would, would_not, may] = &*self.0;
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        [
            ("gateway_checks_would_total", read(would)),
            ("gateway_checks_would_not_total", read(would_not)),
            ("gateway_checks_may_total", read(may)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::{CheckCounts, CheckOutcome};

    #[test]
    fn answers_are_counted_and_nothing_else() {
        let counts = CheckCounts::default();
        counts.count(CheckOutcome::May);
        counts.clone().count(CheckOutcome::May);
        assert_eq!(counts.now().map(|(_, count)| count), [0, 0, 2]);
    }
}
