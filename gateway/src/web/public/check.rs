//! `/check`: an answer in a minute, before anyone gives a name. What is chosen is read, answered and forgotten: nothing is stored but how
//! often each answer was given, and nothing stands in an address or a cookie.

use std::sync::Arc;

use axum::extract::State;
use intake_forms::Fields;
use jiff::{Span, civil::Date};

use super::{
    PublicSite,
    page::check::{Check, Checked, Questions},
    reply::{Answer, Asked, page},
};
use crate::{
    config::{Audience, Need, Why, oldest},
    journey::CheckOutcome,
    screening::{
        Code, Directory, Facts, Finding, Incident, Offer, Police, PolicePolicy, Route, Rules,
        Service, Verdict, screen,
    },
    web::{extract::Posted, page_error::PageError},
};

/// An authority that no hub serves: what "somewhere else" means to screening.
const ELSEWHERE: &str = "E99999999";

/// GET `/check`.
pub(super) async fn questions(State(site): State<Arc<PublicSite>>, asked: Asked) -> Answer {
    let today = site.today();
    let rules = site.rules.in_force_on(today).ok_or(PageError::NotFound)?;
    let frame = site
        .frame("Check whether the hub could help")
        .back("/")
        .csrf(asked.token.as_str());
    page(&Check {
        questions: Questions::new(
            &site.intake.hub.area,
            &bands(rules),
            rules.window_start(today),
        ),
        frame,
    })
}

/// POST `/check`: the answer, in the answer.
pub(super) async fn checked(
    State(site): State<Arc<PublicSite>>,
    _asked: Asked,
    Posted(fields): Posted,
) -> Answer {
    let today = site.today();
    let rules = site.rules.in_force_on(today).ok_or(PageError::NotFound)?;
    let told = Told::read(&fields);
    let facts = told.facts(rules, today);
    let verdict = screen(&facts, rules, &Directory::none());
    let found = match verdict.offer() {
        Offer::Full | Offer::ConsultationOnly => CheckOutcome::Would,
        Offer::None => CheckOutcome::WouldNot,
        Offer::NotKnown => CheckOutcome::May,
    };
    site.intake.checks.count(found);
    let guide = Guide {
        site: &site,
        rules,
        told: &told,
        verdict: &verdict,
        since: long(rules.window_start(today)),
    };
    page(&guide.page(found, today))
}

/// The bands of age, each with the age that stands for it: under, consultation only, everything, over. A band that is empty is left out.
fn bands(rules: &Rules) -> Vec<(&'static str, String)> {
    let (from, to) = (rules.youngest(), rules.oldest());
    let full = rules.consultation_only_below();
    let range = |from: u16, to: u16| match to.checked_sub(from) {
        Some(0) => from.to_string(),
        Some(1) => format!("{from} or {to}"),
        _ => format!("{from} to {to}"),
    };
    let mut bands = Vec::new();
    if from > 0 {
        bands.push(("under", format!("Under {from}")));
    }
    if from < full {
        bands.push(("young", range(from, to.min(full - 1))));
    }
    if full <= to {
        bands.push(("full", range(from.max(full), to)));
    }
    bands.push(("over", format!("{} or over", to + 1)));
    bands
}

/// What was chosen; anything that was not offered is not known.
struct Told {
    school: bool,
    elsewhere: bool,
    age: String,
    when: String,
    place: String,
    police: String,
    csc_at_4: bool,
    csc_other: bool,
    cyjs: bool,
    neither: bool,
}

impl Told {
    fn read(fields: &Fields) -> Self {
        let one = |name: &str| fields.first(name).to_owned();
        let with = |code: &str| fields.has("with", code);
        let some = with("csc_4") || with("csc_other") || with("cyjs");
        Self {
            school: fields.first("work") == "school",
            elsewhere: fields.first("work") == "elsewhere",
            age: one("age"),
            when: one("when"),
            place: one("place"),
            police: one("police"),
            csc_at_4: with("csc_4"),
            csc_other: with("csc_other"),
            cyjs: with("cyjs"),
            // Ticked with others, the others count.
            neither: with("neither") && !some,
        }
    }

    /// The same as facts: a band of age is its youngest, a side of the window a day of it.
    fn facts(&self, rules: &Rules, today: Date) -> Facts {
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
        let known = self.csc_at_4 || self.csc_other || self.cyjs || self.neither;
        let csc = self.csc_at_4 || self.csc_other;
        let mut facts = Facts::blank(String::new(), today);
        facts.route = if self.school {
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
        facts.open_to_csc = known.then_some(csc);
        facts.con_level = if self.csc_at_4 {
            Some(4)
        } else {
            self.csc_other.then_some(3)
        };
        facts.open_to_cyjs = known.then_some(self.cyjs);
        facts
    }
}

fn long(day: Date) -> String {
    intake_forms::long_date(day)
}

/// The answer in the making.
struct Guide<'a> {
    site: &'a PublicSite,
    rules: &'a Rules,
    told: &'a Told,
    verdict: &'a Verdict,
    since: String,
}

impl Guide<'_> {
    fn page(&self, found: CheckOutcome, today: Date) -> Checked<'_> {
        let heading = match found {
            CheckOutcome::Would => "This child would meet the criteria",
            CheckOutcome::WouldNot => "This child would not meet the criteria",
            CheckOutcome::May => "This child may meet the criteria",
        };
        let (lead, more) = match found {
            CheckOutcome::Would => self.most(),
            CheckOutcome::WouldNot => (self.why_not(), None),
            CheckOutcome::May => (self.not_known(), None),
        };
        Checked {
            frame: self
                .site
                .frame("What the check says")
                .heading(heading)
                .back("/check"),
            lead,
            more,
            can_start: found != CheckOutcome::WouldNot && !self.told.elsewhere,
            would_not: found == CheckOutcome::WouldNot,
            change: match found {
                CheckOutcome::WouldNot => self.would_change(),
                _ => Vec::new(),
            },
            settle: match found {
                CheckOutcome::May => self.would_settle(),
                _ => Vec::new(),
            },
            first: self.first(),
            steps: match found {
                CheckOutcome::WouldNot => Vec::new(),
                _ => self.steps(),
            },
            signposts: match found {
                CheckOutcome::WouldNot => self.signposts(today),
                _ => Vec::new(),
            },
            rows: self.rows(),
        }
    }

    fn area(&self) -> &str {
        &self.site.intake.hub.area
    }

    /// The most that could be offered, and what may become of it.
    fn most(&self) -> (String, Option<String>) {
        let (verdict, told) = (self.verdict, self.told);
        let aim = verdict.services().contains(&Service::AimAssessment);
        let limited = verdict.offer() == Offer::ConsultationOnly;
        let police = verdict.criteria().police;
        let young = verdict
            .age()
            .is_some_and(|age| age < self.rules.consultation_only_below());
        let most = "The most we could offer: a consultation";
        let words = if told.school {
            format!("{most}. Other services are offered through the child’s social worker.")
        } else if aim {
            format!("{most}, pattern mapping, and an AIM assessment and intervention.")
        } else if !limited {
            format!(
                "{most} and pattern mapping. An AIM assessment also needs the child to be open to Children’s Social Care at Level 4."
            )
        } else if young {
            let under = self.rules.consultation_only_below();
            format!("{most} and pattern mapping, because the child is under {under}.")
        } else if police == Finding::NotMet {
            format!("{most} and pattern mapping, while a police investigation is open.")
        } else {
            format!(
                "{most} and pattern mapping, until we know whether a police investigation is open."
            )
        };
        let held = police == Finding::NotMet && self.rules.police_policy() == PolicePolicy::Hold;
        let more = held.then(|| {
            "The hub may hold the referral until the investigation closes. It keeps the date we received it."
                .to_owned()
        });
        (words, more)
    }

    /// The criteria that are not met, as sentences.
    fn why_not(&self) -> String {
        let criteria = self.verdict.criteria();
        let not = |finding| finding == Finding::NotMet;
        let mut lines = Vec::new();
        if not(criteria.age) {
            lines.push(if self.told.age == "under" {
                format!("The child is under {}.", self.rules.youngest())
            } else {
                format!("The child is {} or over.", self.rules.oldest() + 1)
            });
        }
        if not(criteria.recency) {
            lines.push(format!(
                "The most recent behaviour was more than {} months ago.",
                self.rules.window_months()
            ));
        }
        if not(criteria.residence) {
            lines.push(format!("The child does not live in {}.", self.area()));
        }
        if not(criteria.police) && self.rules.police_policy() == PolicePolicy::Decline {
            lines.push("A police investigation is open.".to_owned());
        }
        lines.push("Resources and signposting are still available.".to_owned());
        lines.join(" ")
    }

    fn not_known(&self) -> String {
        let criteria = self.verdict.criteria();
        let parts: Vec<&str> = [
            (criteria.age, "how old the child is"),
            (criteria.recency, "when the most recent behaviour happened"),
            (criteria.residence, "where the child lives"),
        ]
        .into_iter()
        .filter_map(|(finding, words)| (finding == Finding::NotKnown).then_some(words))
        .collect();
        let list = match parts.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => String::new(),
        };
        format!("We cannot tell yet, because it is not known {list}.")
    }

    /// What would make the answer another one. Where two criteria stand in the way, all of it would have to change.
    fn would_change(&self) -> Vec<String> {
        let criteria = self.verdict.criteria();
        let not = |finding| finding == Finding::NotMet;
        let mut lines = Vec::new();
        if not(criteria.age) {
            if self.told.age == "over" {
                return vec![format!(
                    "Nothing: the hub works with children up to {}. Contact adult services.",
                    self.rules.oldest()
                )];
            }
            lines.push(format!(
                "Refer again if there is new behaviour after the child turns {}.",
                self.rules.youngest()
            ));
        }
        if not(criteria.recency) {
            lines.push(format!(
                "Anything on or after {}. If there has been more recent behaviour, refer.",
                self.since
            ));
        }
        if not(criteria.residence) {
            lines.push(format!(
                "If the child moves to {}, refer then. Until then, contact the hub or children’s services where they live.",
                self.area()
            ));
        }
        if not(criteria.police) && self.rules.police_policy() == PolicePolicy::Decline {
            lines.push("Refer when the investigation closes.".to_owned());
        }
        if lines.len() > 1 {
            lines.push("One of these alone would not be enough.".to_owned());
        }
        lines
    }

    fn would_settle(&self) -> Vec<(&'static str, String)> {
        let criteria = self.verdict.criteria();
        let all = [
            (criteria.age, "Age:", "the child’s age today.".to_owned()),
            (
                criteria.recency,
                "Recent behaviour:",
                format!(
                    "the month it last happened is enough. Look for anything on or after {}.",
                    self.since
                ),
            ),
            (
                criteria.residence,
                "Where the child lives:",
                "their current postcode.".to_owned(),
            ),
            (
                criteria.police,
                "Police:",
                "ask whether an investigation is open. If one is, we could not offer an AIM assessment or intervention until it closes."
                    .to_owned(),
            ),
        ];
        all.into_iter()
            .filter(|(finding, _, _)| *finding == Finding::NotKnown)
            .map(|(_, label, words)| (label, words))
            .collect()
    }

    /// What comes before everything else, whatever the answer.
    fn first(&self) -> Vec<String> {
        let told = self.told;
        let hub = &self.site.intake.hub;
        let mut lines = Vec::new();
        if told.cyjs {
            lines.push("The child is already open to the Child and Youth Justice Service. Speak to their youth justice worker and that worker’s team manager about next steps, before you refer.".to_owned());
        }
        if told.elsewhere {
            lines.push(format!(
                "This form is for social workers and schools. Ask the child’s social worker to refer, or call the hub on {}.",
                hub.phone
            ));
        } else if !told.school && (told.csc_other && !told.csc_at_4 || told.neither) {
            lines.push("The hub takes social work referrals for children open to Children’s Social Care at Level 4. Talk to your manager or an HSB Champion first.".to_owned());
        }
        lines
    }

    fn steps(&self) -> Vec<String> {
        let services = &self.site.intake.hub.childrens_services;
        let number = &services.day_number;
        if self.told.elsewhere {
            return Vec::new();
        }
        let list: &[&str] = if self.told.school {
            &[
                "If the child has a social worker, tell them you are asking.",
                "Talk to the child and their parent or carer, unless it is not safe to.",
                "Start the referral.",
            ]
        } else {
            &[
                "Agree with your manager to ask for a consultation. Note the date.",
                "Talk to the child, and to their parent or carer, about the referral and ask if they agree – unless it is not safe to ask.",
                "Start the referral. Your manager sends it to the hub.",
            ]
        };
        let told = self
            .told
            .school
            .then(|| format!("If you have not told Children’s Services, do that first: {number}."));
        told.into_iter()
            .chain(list.iter().map(|line| (*line).to_owned()))
            .collect()
    }

    /// Checked places of help for this child's age, area and the reason.
    fn signposts(&self, today: Date) -> Vec<String> {
        let criteria = self.verdict.criteria();
        let not = |finding| finding == Finding::NotMet;
        let why = [
            (not(criteria.age) && self.told.age == "under", Why::TooYoung),
            (not(criteria.age) && self.told.age == "over", Why::TooOld),
            (not(criteria.recency), Why::NotRecent),
            (not(criteria.residence), Why::OutsideArea),
            (not(criteria.police), Why::PoliceOpen),
            (self.told.cyjs, Why::YouthJustice),
            (self.told.neither, Why::NotOpenToSocialCare),
        ];
        let need = Need {
            age: self.verdict.age(),
            inside: match criteria.residence {
                Finding::Met => Some(true),
                Finding::NotMet => Some(false),
                Finding::NotKnown => None,
            },
            why: why
                .into_iter()
                .filter_map(|(is, why)| is.then_some(why))
                .collect(),
        };
        self.site
            .intake
            .hub
            .signposts_for(Audience::Professional, Some(&need), oldest(today))
            .map(|post| match &post.phone {
                Some(phone) => format!("{}, {phone}: {}.", post.name, post.text),
                None => format!("{}: {}.", post.name, post.text),
            })
            .collect()
    }

    /// What was checked: criterion, what was answered, finding.
    fn rows(&self) -> Vec<(&'static str, String, Finding)> {
        let criteria = self.verdict.criteria();
        let age = bands(self.rules)
            .into_iter()
            .find(|(code, _)| *code == self.told.age)
            .map_or("Not known".to_owned(), |(_, words)| {
                if self.told.age == "under" {
                    words
                } else {
                    format!("Aged {words}")
                }
            });
        let when = match self.told.when.as_str() {
            "since" => format!("On or after {}", self.since),
            "before" => format!("Before {}", self.since),
            _ => "Not known".to_owned(),
        };
        let place = match self.told.place.as_str() {
            "inside" => format!("In {}", self.area()),
            "outside" => "Somewhere else".to_owned(),
            _ => "Not known".to_owned(),
        };
        let police = match self.told.police.as_str() {
            "yes" => "Open investigation",
            "no" => "No open investigation",
            _ => "Not known",
        };
        vec![
            ("Age", age, criteria.age),
            ("Recent behaviour", when, criteria.recency),
            ("Where the child lives", place, criteria.residence),
            ("Police", police.to_owned(), criteria.police),
        ]
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Told, bands};
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
    fn the_bands_of_age_come_from_the_rules() {
        let rules = Rules::read("shipped", RULES).unwrap();
        let words: Vec<String> = bands(&rules).into_iter().map(|(_, words)| words).collect();
        assert_eq!(words, ["Under 8", "8 or 9", "10 to 17", "18 or over"]);
        let narrow = RULES.replace("from = 8", "from = 10");
        let words: Vec<String> = bands(&Rules::read("narrow", &narrow).unwrap())
            .into_iter()
            .map(|(_, words)| words)
            .collect();
        assert_eq!(words, ["Under 10", "10 to 17", "18 or over"]);
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
            let mut sent = met;
            for pair in &mut sent {
                if pair.0 == name {
                    pair.1 = value;
                }
            }
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
