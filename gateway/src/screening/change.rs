//! What would change a verdict: the facts screened again with one fact changed, so that nothing is promised that another fact still blocks.
//! Only looks for changes that open something; never says that one is likely, and never guesses two at once.

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

use super::directory::Directory;
use super::engine::screen;
use super::facts::{Consent, Facts, Incident, Police};
use super::rules::Rules;
use super::verdict::{Criterion, Finding, Offer, Service, Suggestion, Verdict};

/// The Continuum of Need level at which Children's Social Care leads.
const LEVEL: u8 = 4;

/// A fact that can change, the smallest first: what one telephone call settles before what a person must look up, and that before
/// what has to happen in a child's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangingFact {
    /// The police have no investigation open.
    Police,
    /// The child is not open to youth justice.
    YouthJustice,
    /// The child is open to Children's Social Care.
    SocialCare,
    /// The Continuum of Need level is 4.
    Level,
    /// The child agrees to the referral.
    ChildAgrees,
    /// The parent or carer agrees to it.
    CarerAgrees,
    /// The child lives in one of the hub's areas.
    Residence,
    /// The date of birth, and an age at which everything can be offered.
    Birth,
    /// The latest incident lies within the window.
    Incident,
}

/// One change and the verdict that would follow from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which fact.
    pub fact: ChangingFact,
    /// Whether it only has to become known; else it has to come about.
    pub learnt: bool,
    /// The offer ceiling then.
    pub offer: Offer,
    /// The suggestion then.
    pub suggestion: Suggestion,
    /// The services within the ceiling then, sorted.
    pub services: Vec<Service>,
}

impl ChangingFact {
    /// Every fact, the smallest first.
    const ALL: [Self; 9] = [
        Self::Police,
        Self::YouthJustice,
        Self::SocialCare,
        Self::Level,
        Self::ChildAgrees,
        Self::CarerAgrees,
        Self::Residence,
        Self::Birth,
        Self::Incident,
    ];

    /// The criterion that it decides, where it decides one.
    pub fn criterion(self) -> Option<Criterion> {
        match self {
            Self::Police => Some(Criterion::Police),
            Self::Residence => Some(Criterion::Residence),
            Self::Birth => Some(Criterion::Age),
            Self::Incident => Some(Criterion::Recency),
            Self::YouthJustice
            | Self::SocialCare
            | Self::Level
            | Self::ChildAgrees
            | Self::CarerAgrees => None,
        }
    }

    /// Whether it only has to become known.
    fn is_to_be_learnt(self, facts: &Facts, verdict: &Verdict) -> bool {
        match self {
            Self::YouthJustice => facts.open_to_cyjs.is_none(),
            Self::SocialCare => facts.open_to_csc.is_none(),
            Self::Level => facts.con_level.is_none(),
            Self::ChildAgrees => facts.consent_child.is_none(),
            Self::CarerAgrees => facts.consent_carer.is_none(),
            Self::Police | Self::Residence | Self::Birth | Self::Incident => self
                .criterion()
                .is_some_and(|criterion| verdict.criteria().of(criterion) == Finding::NotKnown),
        }
    }

    /// The same facts with this one as the hub would need it; nothing where no fact could make it so.
    fn changed(self, facts: &Facts, rules: &Rules, verdict: &Verdict) -> Option<Facts> {
        let mut changed = facts.clone();
        match self {
            Self::Police => changed.police = Some(Police::ClosedNoAction),
            Self::YouthJustice => changed.open_to_cyjs = Some(false),
            Self::SocialCare => changed.open_to_csc = Some(true),
            Self::Level => changed.con_level = Some(LEVEL),
            Self::ChildAgrees => changed.consent_child = Some(Consent::Agreed),
            Self::CarerAgrees => changed.consent_carer = Some(Consent::Agreed),
            Self::Residence => {
                let day = facts.received_on;
                let served = |code| rules.area(code, day).is_some();
                let area = rules.areas().iter().find(|area| served(area.code))?;
                changed.postcode = None;
                changed.authority = Some(area.code);
            }
            // A child who is too young or too old on the day of receipt stays so: only a new referral can differ.
            Self::Birth if verdict.criteria().age == Finding::NotKnown => {
                changed.date_of_birth = Some(born_at(facts.received_on, full_age(rules))?);
            }
            Self::Birth => return None,
            Self::Incident => {
                changed.latest_incident = Incident::new(facts.received_on, facts.received_on);
            }
        }
        Some(changed)
    }
}

/// The youngest age at which everything can be offered; the oldest served where there is none.
fn full_age(rules: &Rules) -> u16 {
    rules
        .youngest()
        .max(rules.consultation_only_below())
        .min(rules.oldest())
}

fn born_at(day: Date, age: u16) -> Option<Date> {
    day.checked_sub(Span::new().years(i64::from(age))).ok()
}

/// Every single change that would open something, the smallest first: what only has to become known before what has to come about.
/// Give the directory that the verdict was made with, or `Directory::remembered`.
pub fn what_would_change(facts: &Facts, rules: &Rules, directory: &Directory) -> Vec<Change> {
    let now = screen(facts, rules, directory);
    let mut found: Vec<Change> = ChangingFact::ALL
        .into_iter()
        .filter_map(|fact| {
            let changed = fact.changed(facts, rules, &now)?;
            let then = screen(&changed, rules, directory);
            opens(&now, &then).then(|| Change {
                fact,
                learnt: fact.is_to_be_learnt(facts, &now),
                offer: then.offer(),
                suggestion: then.suggestion(),
                services: then.services().to_vec(),
            })
        })
        .collect();
    found.sort_by_key(|change| !change.learnt);
    found
}

/// Whether the later verdict offers more, or suggests to accept where the earlier did not.
fn opens(now: &Verdict, then: &Verdict) -> bool {
    let accepts = |verdict: &Verdict| {
        matches!(
            verdict.suggestion(),
            Suggestion::Accept | Suggestion::AcceptConsultationOnly
        )
    };
    let more = then
        .services()
        .iter()
        .any(|service| !now.services().contains(service));
    let higher = height(then.offer()) > height(now.offer());
    more || higher || (accepts(then) && !accepts(now))
}

fn height(offer: Offer) -> u8 {
    match offer {
        Offer::None | Offer::NotKnown => 0,
        Offer::ConsultationOnly => 1,
        Offer::Full => 2,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::screening::Route;
    use crate::screening::oracle::{directory, plain, shipped, some_facts};

    fn changes(change: impl FnOnce(&mut Facts)) -> Vec<Change> {
        let mut facts = plain();
        change(&mut facts);
        what_would_change(&facts, &shipped(), &directory())
    }

    fn names(changes: &[Change]) -> Vec<(ChangingFact, bool)> {
        changes
            .iter()
            .map(|change| (change.fact, change.learnt))
            .collect()
    }

    #[test]
    fn a_police_position_that_becomes_known_opens_the_assessment() {
        let found = changes(|facts| facts.police = Some(Police::Unknown));
        assert_eq!(names(&found), [(ChangingFact::Police, true)]);
        assert_eq!(found[0].offer, Offer::Full);
        assert!(found[0].services.contains(&Service::AimAssessment));
        let open = changes(|facts| facts.police = Some(Police::Charged));
        assert_eq!(names(&open), [(ChangingFact::Police, false)]);
    }

    #[test]
    fn nothing_is_promised_that_another_fact_still_blocks() {
        // Two gates are shut: neither alone opens anything.
        let both = changes(|facts| {
            facts.postcode = None;
            facts.latest_incident = None;
        });
        assert_eq!(names(&both), []);
        // A gate and the police: the gate opens consultation only.
        let gate = changes(|facts| {
            facts.postcode = None;
            facts.police = Some(Police::Open);
        });
        assert_eq!(names(&gate), [(ChangingFact::Residence, true)]);
        assert_eq!(gate[0].offer, Offer::ConsultationOnly);
        assert!(!gate[0].services.contains(&Service::AimAssessment));
    }

    #[test]
    fn what_must_come_about_stands_after_what_must_become_known() {
        let found = changes(|facts| {
            facts.open_to_cyjs = Some(true);
            facts.police = None;
        });
        assert_eq!(names(&found), [(ChangingFact::Police, true)]);
        let several = changes(|facts| {
            facts.police = Some(Police::Open);
            facts.con_level = Some(3);
            facts.postcode = None;
        });
        assert_eq!(names(&several), [(ChangingFact::Residence, true)]);
        let both = changes(|facts| {
            facts.con_level = None;
            facts.consent_child = Some(Consent::Declined);
        });
        assert_eq!(
            names(&both),
            [
                (ChangingFact::Level, true),
                (ChangingFact::ChildAgrees, false)
            ]
        );
    }

    #[test]
    fn an_age_outside_the_criterion_is_not_said_to_change() {
        for born in [date(2019, 1, 1), date(2000, 1, 1)] {
            assert_eq!(
                names(&changes(|facts| facts.date_of_birth = Some(born))),
                []
            );
        }
        let found = changes(|facts| facts.date_of_birth = None);
        assert_eq!(names(&found), [(ChangingFact::Birth, true)]);
        assert_eq!(found[0].offer, Offer::Full);
    }

    #[test]
    fn a_later_incident_would_open_what_an_old_or_undated_one_shuts() {
        let undated = changes(|facts| facts.latest_incident = None);
        assert_eq!(names(&undated), [(ChangingFact::Incident, true)]);
        assert_eq!(undated[0].offer, Offer::Full);
        let day = date(2020, 1, 1);
        let old = changes(|facts| facts.latest_incident = Incident::new(day, day));
        assert_eq!(names(&old), [(ChangingFact::Incident, false)]);
    }

    #[test]
    fn everything_met_leaves_nothing_to_change() {
        assert_eq!(names(&changes(|_| ())), []);
        let asked = changes(|facts| facts.consent_child = Some(Consent::Declined));
        assert_eq!(names(&asked), [(ChangingFact::ChildAgrees, false)]);
        assert_eq!(asked[0].suggestion, Suggestion::Accept);
    }

    /// Another way for the fact to be as the change says, not the one that was tried.
    fn witness(facts: &Facts, fact: ChangingFact, seed: u16) -> Facts {
        let mut other = facts.clone();
        let day = facts.received_on;
        let days = i64::from(seed) % 365;
        match fact {
            ChangingFact::Police => {
                let met = [
                    Police::NotReported,
                    Police::ReportedNoInvestigation,
                    Police::ClosedNoAction,
                    Police::ClosedOutcome,
                ];
                other.police = Some(met[usize::from(seed) % met.len()]);
            }
            ChangingFact::YouthJustice => other.open_to_cyjs = Some(false),
            ChangingFact::SocialCare => other.open_to_csc = Some(true),
            ChangingFact::Level => other.con_level = Some(4),
            ChangingFact::ChildAgrees => other.consent_child = Some(Consent::Agreed),
            ChangingFact::CarerAgrees => other.consent_carer = Some(Consent::Agreed),
            ChangingFact::Residence => {
                other.postcode = Some("ZP1 1AA".to_owned());
                other.authority = None;
            }
            ChangingFact::Birth => {
                let years = 10 + i64::from(seed % 7);
                let born = day.saturating_sub(Span::new().years(years).days(days.min(360)));
                other.date_of_birth = Some(born);
            }
            ChangingFact::Incident => {
                let when = day.saturating_sub(Span::new().days(days % 365));
                other.latest_incident = Incident::new(when, when);
            }
        }
        other
    }

    proptest! {
        #[test]
        fn whatever_makes_the_fact_so_gives_the_verdict_that_was_told(facts in some_facts(), seed in any::<u16>()) {
            let (rules, directory) = (shipped(), directory());
            let now = screen(&facts, &rules, &directory);
            for change in what_would_change(&facts, &rules, &directory) {
                let then = screen(&witness(&facts, change.fact, seed), &rules, &directory);
                prop_assert_eq!(then.offer(), change.offer, "{:?}", change.fact);
                prop_assert_eq!(then.suggestion(), change.suggestion, "{:?}", change.fact);
                prop_assert_eq!(then.services(), change.services.as_slice(), "{:?}", change.fact);
                prop_assert!(opens(&now, &then));
                prop_assert!(now.services().iter().all(|service| change.services.contains(service)));
                if facts.route == Route::School {
                    prop_assert!(change.offer != Offer::Full);
                }
            }
        }
    }
}
