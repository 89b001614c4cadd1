//! The queue: what needs a screener now, and why. Never a name, initials, date of birth, postcode or free text.

use askama::Template;

use super::super::words::{self, Found};
use super::letters::state_tag;
use super::{DeskFrame, QueuePlace, QueueView, Raised};
use crate::referral::{DeskLine, LetterState};
use crate::web::page::Tag;

/// A view with its count.
#[derive(Clone, Debug)]
pub struct ViewLink {
    /// The view.
    pub view: QueueView,
    /// How many; none when the store could not say in time.
    pub count: Option<u64>,
}

/// A finding that is not met or not known, spelled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Not met or not known.
    pub found: Found,
    /// The criterion's word.
    pub criterion: &'static str,
}

impl Exception {
    /// "Police not known".
    pub fn words(&self) -> String {
        format!("{} {}", self.criterion, self.found.label().to_lowercase())
    }
}

/// What screening found, exceptions first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Not met, then not known.
    pub exceptions: Vec<Exception>,
    /// "All 4 met", "3 met"; empty when none is.
    pub met: String,
}

impl Findings {
    /// From a desk line's pairs of criterion and finding.
    pub fn of(pairs: &[(String, String)]) -> Self {
        let read = |wanted: Found| {
            pairs.iter().filter_map(move |(criterion, finding)| {
                let found = Found::read(finding).filter(|found| *found == wanted)?;
                Some(Exception {
                    found,
                    criterion: words::criterion(criterion)?,
                })
            })
        };
        let exceptions: Vec<_> = read(Found::NotMet).chain(read(Found::NotKnown)).collect();
        let met = match read(Found::Met).count() {
            0 => String::new(),
            all if exceptions.is_empty() => format!("All {all} met"),
            some => format!("{some} met"),
        };
        Self { exceptions, met }
    }
}

/// The cell that says until when it is eligible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Eligible {
    /// "14 Sep 2027", "not now met", "not known yet".
    pub words: String,
    /// "8 days".
    pub left: Option<String>,
}

/// What the last cell of a row offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claiming {
    /// Nobody holds it: a button.
    Free,
    /// The reader holds it.
    You,
    /// Somebody else holds it, by name.
    Held(String),
    /// Nothing to claim: not screened yet, or decided.
    Nothing,
}

/// What screening made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screened {
    /// Not yet.
    NotYet,
    /// Done.
    Done(ScreenedLine),
}

/// The words of a desk line in the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScreenedLine {
    /// The findings.
    pub findings: Findings,
    /// The offer ceiling in words.
    pub ceiling: &'static str,
    /// The suggestion in words.
    pub suggestion: &'static str,
}

impl ScreenedLine {
    /// From the sealed line.
    pub fn of(line: &DeskLine) -> Self {
        Self {
            findings: Findings::of(&line.findings),
            ceiling: words::ceiling(&line.offer),
            suggestion: words::suggestion(&line.suggestion),
        }
    }
}

/// The latest letter of a referral.
#[derive(Clone, Debug)]
pub struct LatestLetter {
    /// Where it is.
    pub state: LetterState,
    /// Its kind in words.
    pub kind: String,
}

impl LatestLetter {
    /// The state in its colour, when a person must look at it.
    fn alarm(&self) -> Option<Tag> {
        matches!(
            self.state,
            LetterState::Uncertain | LetterState::Refused | LetterState::Bounced
        )
        .then(|| state_tag(self.state))
    }
}

/// One referral in the queue.
#[derive(Clone, Debug)]
pub struct QueueRow {
    /// The reference.
    pub reference: String,
    /// Whole years on the day of receipt.
    pub age: Option<i16>,
    /// What raises it.
    pub raised: Vec<Raised>,
    /// Team or school.
    pub team: String,
    /// The referrer's name.
    pub referrer: String,
    /// The referrer's own reference.
    pub own_reference: Option<String>,
    /// Findings, ceiling, suggestion.
    pub screened: Screened,
    /// "2 working days", "Today".
    pub waited: String,
    /// "19 Nov".
    pub received: String,
    /// Until when it is eligible.
    pub eligible: Eligible,
    /// The latest letter.
    pub letter: Option<LatestLetter>,
    /// Claim, or who holds it.
    pub claiming: Claiming,
    /// Carried by the claim form.
    pub version: i32,
}

impl QueueRow {
    /// The address of the referral.
    pub fn path(&self) -> String {
        format!("/desk/referrals/{}", self.reference)
    }
}

/// A way to the page before or after.
#[derive(Clone, Debug)]
pub struct PageLink {
    /// Its address, with the key of its first row.
    pub path: String,
    /// The dates it leads to: "from 20 November".
    pub dates: String,
}

/// One page of the queue.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/queue.html")]
pub struct QueuePage {
    /// The frame.
    pub frame: DeskFrame,
    /// "Monday 23 November 2026, 09:40".
    pub now: String,
    /// What is shown, as its address says it.
    pub place: QueuePlace,
    /// Every view with its count.
    pub views: Vec<ViewLink>,
    /// Raised referrals; on top of "To screen" and "All open".
    pub read_first: Vec<QueueRow>,
    /// The others, oldest receipt first.
    pub rows: Vec<QueueRow>,
    /// How many match the filter, where that is known.
    pub matching: Option<u64>,
    /// Whether more rows may match than were looked through.
    pub cut_short: bool,
    /// What the hub must look at: letters that do not go.
    pub alarm: Option<String>,
    /// Earlier receipts.
    pub older: Option<PageLink>,
    /// Later receipts.
    pub newer: Option<PageLink>,
}

impl QueuePage {
    /// What stands before the words of the order: how many there are, where that is known.
    pub fn count(&self) -> String {
        if self.place.is_filtered() {
            return match self.matching {
                Some(1) => "1 referral matches".to_owned(),
                Some(count) => format!("{count} referrals match"),
                None => "Referrals that match".to_owned(),
            };
        }
        let open = self.views.iter().find(|link| self.is_open(link));
        let count = open.and_then(|link| link.count);
        let count = count.map(|count| format!("{count} {}", self.place.view.counted()));
        count.unwrap_or_else(|| self.place.view.label().to_owned())
    }

    /// How the rows are sorted, in words.
    fn order(&self) -> &'static str {
        match (self.place.by_eligible, self.place.view.newest_first()) {
            (true, _) => "eligible until, soonest first",
            (false, true) => "date received, newest first",
            (false, false) => "date received, oldest first",
        }
    }

    /// What assistive technology says of the column of receipt.
    fn received_sort(&self) -> &'static str {
        match (self.place.by_eligible, self.place.view.newest_first()) {
            (true, _) => "none",
            (false, true) => "descending",
            (false, false) => "ascending",
        }
    }

    fn is_open(&self, link: &ViewLink) -> bool {
        link.view == self.place.view
    }

    /// Whether there is nothing on this page.
    pub fn is_empty(&self) -> bool {
        self.read_first.is_empty() && self.rows.is_empty()
    }

    /// The groups that have rows, each with its heading; the first is "Read first".
    pub fn groups(&self) -> Vec<(bool, String, &[QueueRow])> {
        let first = (
            true,
            format!("Read first: {}", self.read_first.len()),
            self.read_first.as_slice(),
        );
        let order = if self.place.by_eligible {
            "By eligible until"
        } else {
            "By date received"
        };
        let rest = (false, order.to_owned(), self.rows.as_slice());
        [first, rest]
            .into_iter()
            .filter(|(_, _, rows)| !rows.is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(findings: [&str; 4]) -> Vec<(String, String)> {
        ["age", "recency", "residence", "police"]
            .into_iter()
            .zip(findings)
            .map(|(criterion, finding)| (criterion.to_owned(), finding.to_owned()))
            .collect()
    }

    #[test]
    fn exceptions_are_spelled_out_first_and_the_rest_is_counted() {
        let findings = Findings::of(&pairs(["not_known", "not_met", "met", "met"]));
        let words: Vec<_> = findings.exceptions.iter().map(Exception::words).collect();
        assert_eq!(words, ["Recency not met", "Age not known"]);
        assert_eq!(findings.met, "2 met");
        assert_eq!(Findings::of(&pairs(["met"; 4])).met, "All 4 met");
        assert_eq!(Findings::of(&pairs(["not_known"; 4])).met, "");
    }
}
