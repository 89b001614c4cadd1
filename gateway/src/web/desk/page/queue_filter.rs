//! The filter of the queue: its boxes with their words, and the addresses that hold them. An address holds codes alone; what a person
//! typed, such as the name of a team or school, is never a filter, for it would stand there.

use super::super::words;
use super::QueueView;
use crate::referral::{Came, HeldBy, Narrowing, QueueFilter};

/// One box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterBox {
    /// What is sent.
    pub code: &'static str,
    /// What a person reads.
    pub label: &'static str,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// Boxes of which any is enough, or, for the last group, all are needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterGroup {
    /// Its name in the address.
    pub name: &'static str,
    /// Its words.
    pub legend: &'static str,
    /// In order.
    pub boxes: Vec<FilterBox>,
}

/// A part of the queue as its address says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuePlace {
    /// The view.
    pub view: QueueView,
    /// Whether the soonest *eligible until* comes first; else it goes by receipt.
    pub by_eligible: bool,
    /// What is kept of the view.
    pub filter: QueueFilter,
    /// Whether the boxes are shown.
    pub boxes_shown: bool,
}

impl QueuePlace {
    /// Reads an address's names and values; what it does not know it leaves out.
    pub fn read(pairs: &[(String, String)]) -> Self {
        let has = |name: &str, value: &str| {
            let mut pairs = pairs.iter();
            pairs.any(|(key, text)| key == name && text == value)
        };
        let view = pairs.iter().find(|(key, _)| key == "view");
        Self {
            view: view
                .and_then(|(_, code)| QueueView::read(code))
                .unwrap_or(QueueView::ToScreen),
            by_eligible: has("sort", "eligible"),
            filter: QueueFilter::of(Narrowing::all().filter(|one| has(group(*one).0, code(*one)))),
            boxes_shown: has("filter", "open"),
        }
    }

    /// The address of its first page.
    pub fn path(&self) -> String {
        let mut path = self.view.path();
        if self.by_eligible {
            path.push_str("&sort=eligible");
        }
        for one in self.filter.ticked() {
            path.push('&');
            path.push_str(group(*one).0);
            path.push('=');
            path.push_str(code(*one));
        }
        if self.boxes_shown {
            path.push_str("&filter=open");
        }
        path
    }

    /// The same in another order.
    pub fn sorted(&self, by_eligible: bool) -> String {
        Self {
            by_eligible,
            ..self.clone()
        }
        .path()
    }

    /// The same with the boxes shown, or not.
    pub fn showing_boxes(&self, boxes_shown: bool) -> String {
        Self {
            boxes_shown,
            ..self.clone()
        }
        .path()
    }

    /// The same with another filter.
    fn filtered(&self, filter: QueueFilter) -> String {
        Self {
            filter,
            ..self.clone()
        }
        .path()
    }

    /// The same without any filter.
    pub fn cleared(&self) -> String {
        self.filtered(QueueFilter::default())
    }

    /// Whether anything is left out.
    pub fn is_filtered(&self) -> bool {
        !self.filter.ticked().is_empty()
    }

    /// What is in force, each with the address that takes it off.
    pub fn tags(&self) -> Vec<(String, String)> {
        let ticked = self.filter.ticked().iter();
        let words = |one: Narrowing| match group(one) {
            ("also", _) => label(one).to_owned(),
            (_, legend) => format!("{legend}: {}", label(one).to_lowercase()),
        };
        ticked
            .map(|one| (words(*one), self.filtered(self.filter.without(*one))))
            .collect()
    }

    /// The boxes, group by group.
    pub fn groups(&self) -> Vec<FilterGroup> {
        let mut groups: Vec<FilterGroup> = Vec::new();
        for one in Narrowing::all() {
            let (name, legend) = group(one);
            let a_box = FilterBox {
                code: code(one),
                label: label(one),
                ticked: self.filter.has(one),
            };
            match groups.last_mut().filter(|last| last.name == name) {
                Some(last) => last.boxes.push(a_box),
                None => groups.push(FilterGroup {
                    name,
                    legend,
                    boxes: vec![a_box],
                }),
            }
        }
        groups
    }
}

/// The group of a box: its name in an address, and its words.
fn group(one: Narrowing) -> (&'static str, &'static str) {
    match one {
        Narrowing::Came(_) => ("route", "Route"),
        Narrowing::NotMet(_) => ("not-met", "Finding not met"),
        Narrowing::NotKnown(_) => ("not-known", "Finding not known"),
        Narrowing::HeldBy(_) => ("claimed", "Claimed by"),
        Narrowing::ReadFirst
        | Narrowing::LetterFailed
        | Narrowing::EligibleSoon
        | Narrowing::Placed => ("also", "Also"),
    }
}

fn code(one: Narrowing) -> &'static str {
    match one {
        Narrowing::Came(came) => came.code(),
        Narrowing::NotMet(criterion) | Narrowing::NotKnown(criterion) => criterion,
        Narrowing::HeldBy(HeldBy::Nobody) => "nobody",
        Narrowing::HeldBy(HeldBy::Me) => "me",
        Narrowing::HeldBy(HeldBy::AnyoneElse) => "anyone-else",
        Narrowing::ReadFirst => "read-first",
        Narrowing::LetterFailed => "letter",
        Narrowing::EligibleSoon => "eligible-soon",
        Narrowing::Placed => "placed",
    }
}

fn label(one: Narrowing) -> &'static str {
    match one {
        Narrowing::Came(Came::SocialWorker) => "Social worker",
        Narrowing::Came(Came::School) => "School",
        Narrowing::Came(Came::Mail) => "By mail",
        Narrowing::NotMet(criterion) | Narrowing::NotKnown(criterion) => {
            words::criterion(criterion).unwrap_or_default()
        }
        Narrowing::HeldBy(HeldBy::Nobody) => "Nobody",
        Narrowing::HeldBy(HeldBy::Me) => "Me",
        Narrowing::HeldBy(HeldBy::AnyoneElse) => "Anyone else",
        Narrowing::ReadFirst => "Read first",
        Narrowing::LetterFailed => "A letter refused, bounced or uncertain",
        Narrowing::EligibleSoon => "Eligible until within 14 days",
        Narrowing::Placed => "Child placed away from home",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> QueuePlace {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let pairs: Vec<_> = pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        QueuePlace::read(&pairs)
    }

    fn query(path: &str) -> &str {
        path.split_once('?').unwrap().1
    }

    #[test]
    fn every_box_reads_back_from_its_address_and_a_tag_takes_it_off() {
        let all = QueuePlace {
            filter: QueueFilter::of(Narrowing::all()),
            boxes_shown: true,
            by_eligible: true,
            ..read("view=all-open")
        };
        assert_eq!(read(query(&all.path())), all);
        assert!(!read(query(&all.cleared())).is_filtered());
        assert!(!read(query(&all.showing_boxes(false))).boxes_shown);
        let boxes: Vec<FilterBox> = all
            .groups()
            .into_iter()
            .flat_map(|group| group.boxes)
            .collect();
        assert_eq!(boxes.len(), Narrowing::all().count());
        assert!(boxes.iter().all(|one| one.ticked && !one.label.is_empty()));
        for ((_, path), one) in all.tags().iter().zip(Narrowing::all()) {
            let left = read(query(path));
            assert_eq!(left.filter, all.filter.without(one));
            assert_eq!(left.filter.ticked().len() + 1, boxes.len());
        }
    }

    #[test]
    fn what_an_address_does_not_know_is_left_out() {
        let place = read(
            "view=x&sort=name&route=parent&not-met=name&also=&team=Northtown&claimed=me&claimed=me",
        );
        assert_eq!(place.path(), "/desk/queue?view=to-screen&claimed=me");
        let tags: Vec<String> = place.tags().into_iter().map(|(words, _)| words).collect();
        assert_eq!(tags, ["Claimed by: me"]);
        let place = read("not-known=police&not-known=age&also=placed");
        let tags: Vec<String> = place.tags().into_iter().map(|(words, _)| words).collect();
        assert_eq!(
            tags,
            [
                "Finding not known: age",
                "Finding not known: police",
                "Child placed away from home"
            ]
        );
    }
}
