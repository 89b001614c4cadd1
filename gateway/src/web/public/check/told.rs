//! What was chosen on `/check`, as facts for screening. Kept nowhere, and never a fact that was not chosen.

use intake_forms::Fields;
use jiff::{Span, civil::Date};

use crate::screening::{Code, Facts, Incident, Police, Route, Rules};

/// An authority that no hub serves: what "somewhere else" means to screening.
const ELSEWHERE: &str = "E99999999";

/// Where the asker works.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// Children's Social Care, or not said.
    SocialCare,
    /// A school or college.
    School,
    /// Neither: cannot refer.
    Elsewhere,
}

/// How Children's Social Care works with the child.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Csc {
    /// Continuum of Need Level 4.
    Level4,
    /// Any other level.
    AnotherLevel,
}

/// What was chosen; anything that was not offered is not known.
pub(super) struct Told {
    pub(super) work: Work,
    pub(super) age: String,
    pub(super) when: String,
    pub(super) place: String,
    pub(super) police: String,
    pub(super) csc: Option<Csc>,
    pub(super) cyjs: bool,
    pub(super) neither: bool,
}

impl Told {
    /// From the answers as they were posted.
    pub(super) fn read(fields: &Fields) -> Self {
        let one = |name: &str| fields.first(name).to_owned();
        let with = |code: &str| fields.has("with", code);
        // Both levels ticked: the higher one counts.
        let csc = if with("csc_4") {
            Some(Csc::Level4)
        } else {
            with("csc_other").then_some(Csc::AnotherLevel)
        };
        let cyjs = with("cyjs");
        Self {
            work: match fields.first("work") {
                "school" => Work::School,
                "elsewhere" => Work::Elsewhere,
                _ => Work::SocialCare,
            },
            age: one("age"),
            when: one("when"),
            place: one("place"),
            police: one("police"),
            csc,
            cyjs,
            // Ticked with others, the others count.
            neither: with("neither") && csc.is_none() && !cyjs,
        }
    }

    /// The same as facts: a band of age is its youngest, a side of the window a day of it.
    pub(super) fn facts(&self, rules: &Rules, today: Date) -> Facts {
        let start = rules.window_start(today);
        let age = match self.age.as_str() {
            "under" => rules.youngest().checked_sub(1),
            "young" => Some(rules.youngest()),
            "full" => Some(rules.youngest().max(rules.consultation_only_below())),
            "over" => rules.oldest().checked_add(1),
            _ => None,
        };
        let day = match self.when.as_str() {
            "since" => Some(today),
            "before" => start.yesterday().ok(),
            _ => None,
        };
        let known = self.csc.is_some() || self.cyjs || self.neither;
        let mut facts = Facts::blank(String::new(), today);
        facts.route = if self.work == Work::School {
            Route::School
        } else {
            Route::SocialWorker
        };
        facts.date_of_birth =
            age.and_then(|age| today.checked_sub(Span::new().years(i64::from(age))).ok());
        facts.latest_incident = day.and_then(|day| Incident::new(day, day));
        facts.authority = match self.place.as_str() {
            "inside" => rules
                .areas()
                .iter()
                .find(|area| rules.area(area.code, today).is_some())
                .map(|area| area.code),
            "outside" => Code::of_authority(ELSEWHERE),
            _ => None,
        };
        facts.police = match self.police.as_str() {
            "yes" => Some(Police::Open),
            "no" => Some(Police::NotReported),
            _ => None,
        };
        facts.open_to_csc = known.then_some(self.csc.is_some());
        facts.con_level = self.csc.map(|csc| match csc {
            Csc::Level4 => 4,
            Csc::AnotherLevel => 3,
        });
        facts.open_to_cyjs = known.then_some(self.cyjs);
        facts
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Told;
    use crate::screening::{Directory, Finding, Offer, Rules, screen};
    use intake_forms::Fields;

    const RULES: &str = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../config/screening/lancashire-2020-01-01.toml"
    ));

    fn offer(sent: &[(&str, &str)]) -> (Offer, Finding) {
        let rules = Rules::read("shipped", RULES).unwrap();
        let told = Told::read(&Fields::bounded(sent.iter().copied()).unwrap());
        let facts = told.facts(&rules, date(2026, 11, 22));
        let verdict = screen(&facts, &rules, &Directory::none());
        (verdict.offer(), verdict.criteria().recency)
    }

    #[test]
    fn the_check_and_the_screening_agree() {
        let met = [
            ("work", "csc"),
            ("age", "full"),
            ("when", "since"),
            ("place", "inside"),
            ("police", "no"),
            ("with", "csc_4"),
        ];
        assert_eq!(offer(&met).0, Offer::Full);
        let with = |name: &str, value: &'static str| {
            let sent =
                met.map(|(field, chosen)| (field, if field == name { value } else { chosen }));
            offer(&sent)
        };
        assert_eq!(with("age", "young").0, Offer::ConsultationOnly);
        assert_eq!(with("age", "under").0, Offer::None);
        assert_eq!(with("age", "over").0, Offer::None);
        assert_eq!(with("when", "before"), (Offer::None, Finding::NotMet));
        assert_eq!(with("place", "outside").0, Offer::None);
        assert_eq!(with("police", "yes").0, Offer::ConsultationOnly);
        assert_eq!(with("place", "not_known").0, Offer::NotKnown);
        assert_eq!(with("age", "<script>").0, Offer::NotKnown);
        assert_eq!(with("work", "school").0, Offer::ConsultationOnly);
        assert_eq!(offer(&[]).0, Offer::NotKnown);
    }
}
