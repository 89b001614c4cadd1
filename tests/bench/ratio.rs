//! Numbers measured in pairs, and the one line a goal is told in. Measures nothing itself.

use std::io::Write as _;

/// The middle of some numbers.
pub(crate) fn median(numbers: &[f64]) -> f64 {
    quantile(numbers, 0.5)
}

/// The number that `part` (0 to 1) of them do not exceed.
pub(crate) fn quantile(numbers: &[f64], part: f64) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a short list"
    )]
    let at = (last as f64 * part).round() as usize;
    sorted.get(at.min(last)).copied().unwrap_or(f64::NAN)
}

/// What a goal asks of its ratio.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Limit {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
}

/// Interleaved pairs: ours and the limit's, measured one straight after the other.
#[derive(Debug)]
pub(crate) struct Pairs {
    /// The goal and what is compared, such as `G1 form page, HTTP/1.1`.
    pub(crate) name: &'static str,
    /// The unit of both figures.
    pub(crate) unit: &'static str,
    /// What the goal asks.
    pub(crate) limit: Limit,
    /// Ours first.
    pub(crate) figures: Vec<(f64, f64)>,
}

impl Pairs {
    /// The median of the pairwise ratios.
    pub(crate) fn ratio(&self) -> f64 {
        median(
            &self
                .figures
                .iter()
                .map(|(ours, theirs)| ours / theirs)
                .collect::<Vec<_>>(),
        )
    }

    /// Prints the goal's line.
    pub(crate) fn print(&self) {
        let ours: Vec<f64> = self.figures.iter().map(|(ours, _)| *ours).collect();
        let theirs: Vec<f64> = self.figures.iter().map(|(_, theirs)| *theirs).collect();
        let ratio = self.ratio();
        let (sign, limit, met) = match self.limit {
            Limit::AtLeast(limit) => ("≥", limit, ratio >= limit),
            Limit::AtMost(limit) => ("≤", limit, ratio <= limit),
        };
        let verdict = if met { "met" } else { "not met" };
        say(&format!(
            "{}: {ratio:.2} × (goal {sign} {limit}, {verdict}); ours {:.4} {unit}, limit {:.4} {unit}, {} pairs",
            self.name,
            median(&ours),
            median(&theirs),
            self.figures.len(),
            unit = self.unit,
        ));
    }
}

/// Prints one line for people and machines alike.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, "{line}").and_then(|()| out.flush()));
}
