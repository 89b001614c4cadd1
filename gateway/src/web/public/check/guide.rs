//! The words of the answer on `/check`. Never "eligible", a score or a promise.

use jiff::civil::Date;

use super::{
    super::{
        PublicSite,
        page::check::{Checked, tag},
    },
    bands,
    told::{Csc, Told, Work},
};
use crate::{
    config::{Audience, Need, Why, oldest},
    journey::CheckOutcome,
    screening::{Finding, Offer, PolicePolicy, Rules, Service, Verdict},
    web::page::Tag,
};

/// The answer in the making.
pub(super) struct Guide<'a> {
    pub(super) site: &'a PublicSite,
    pub(super) rules: &'a Rules,
    pub(super) told: &'a Told,
    pub(super) verdict: &'a Verdict,
    /// The first day of the window, in words.
    pub(super) since: String,
}

impl Guide<'_> {
    /// The page with the answer.
    pub(super) fn page(&self, found: CheckOutcome, today: Date) -> Checked<'_> {
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
            can_start: found != CheckOutcome::WouldNot && self.told.work != Work::Elsewhere,
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
        let words = if told.work == Work::School {
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
        if told.work == Work::Elsewhere {
            lines.push(format!(
                "This form is for social workers and schools. Ask the child’s social worker to refer, or call the hub on {}.",
                hub.phone
            ));
        } else if told.work == Work::SocialCare
            && (told.csc == Some(Csc::AnotherLevel) || told.neither)
        {
            lines.push("The hub takes social work referrals for children open to Children’s Social Care at Level 4. Talk to your manager or an HSB Champion first.".to_owned());
        }
        lines
    }

    fn steps(&self) -> Vec<String> {
        let services = &self.site.intake.hub.childrens_services;
        let number = &services.day_number;
        if self.told.work == Work::Elsewhere {
            return Vec::new();
        }
        let list: &[&str] = if self.told.work == Work::School {
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
        let told = (self.told.work == Work::School)
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

    /// What was checked: criterion, what was answered, finding in its colour.
    fn rows(&self) -> Vec<(&'static str, String, Tag)> {
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
            ("Age", age, tag(criteria.age)),
            ("Recent behaviour", when, tag(criteria.recency)),
            ("Where the child lives", place, tag(criteria.residence)),
            ("Police", police.to_owned(), tag(criteria.police)),
        ]
    }
}
