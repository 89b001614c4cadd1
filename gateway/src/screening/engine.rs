//! The rules themselves: findings, offer ceiling, suggestion, services and flags, in the numbered order of SCREENING.md.
//! Pure. What is not known is never taken as met.

use jiff::civil::Date;

use super::because::because;
use super::days::age_on;
use super::directory::Directory;
use super::facts::{Consent, Facts, Police, Route, StrategyMeeting};
use super::residence::Residence;
use super::rules::{PolicePolicy, Rules};
use super::verdict::{Criteria, Finding, Flag, Offer, Service, Suggestion, Verdict};

/// The age of criminal responsibility, in whole years; law, not a hub's rule.
const CRIMINAL_RESPONSIBILITY: u16 = 10;

/// The Continuum of Need level at which Children's Social Care leads.
const CSC_LEVEL: u8 = 4;

/// Screens one referral.
pub fn screen(facts: &Facts, rules: &Rules, directory: &Directory) -> Verdict {
    let age = facts
        .date_of_birth
        .and_then(|born| age_on(born, facts.received_on));
    let residence = Residence::find(facts, rules, directory);
    let criteria = Criteria {
        age: age_finding(age, rules),
        recency: recency(facts, rules.window_start(facts.received_on)),
        residence: residence.finding(),
        police: police(facts.police),
    };
    let offer = ceiling(facts.route, age, criteria, rules);
    Verdict {
        id: facts.id.clone(),
        rules: rules.name().to_owned(),
        directory: directory.name().to_owned(),
        age,
        criteria,
        offer,
        suggestion: suggestion(facts, criteria, offer, rules.police_policy()),
        services: services(facts, offer),
        flags: flags(facts, &residence),
        missing: criteria.with(Finding::NotKnown).collect(),
        eligible_until: eligible_until(facts, criteria, rules),
        because: because(facts, age, rules, &residence),
    }
}

fn age_finding(age: Option<u16>, rules: &Rules) -> Finding {
    match age {
        None => Finding::NotKnown,
        Some(age) if (rules.youngest()..=rules.oldest()).contains(&age) => Finding::Met,
        Some(_) => Finding::NotMet,
    }
}

fn recency(facts: &Facts, window_start: Date) -> Finding {
    let Some(incident) = facts.latest_incident else {
        return Finding::NotKnown;
    };
    if incident.from() > facts.received_on {
        Finding::NotKnown
    } else if incident.from() >= window_start {
        Finding::Met
    } else if incident.to().min(facts.received_on) < window_start {
        Finding::NotMet
    } else {
        Finding::NotKnown
    }
}

fn police(position: Option<Police>) -> Finding {
    match position {
        Some(Police::Open | Police::BailedOrReleased | Police::Charged) => Finding::NotMet,
        Some(Police::Unknown) | None => Finding::NotKnown,
        Some(
            Police::NotReported
            | Police::ReportedNoInvestigation
            | Police::ClosedNoAction
            | Police::ClosedOutcome,
        ) => Finding::Met,
    }
}

fn ceiling(route: Route, age: Option<u16>, criteria: Criteria, rules: &Rules) -> Offer {
    let gates = [criteria.age, criteria.recency, criteria.residence];
    let police_open = criteria.police == Finding::NotMet;
    let young = age.is_some_and(|age| age < rules.consultation_only_below());
    if gates.contains(&Finding::NotMet) {
        Offer::None
    } else if gates.contains(&Finding::NotKnown) {
        Offer::NotKnown
    } else if police_open && rules.police_policy() == PolicePolicy::Decline {
        Offer::None
    } else if young || criteria.police != Finding::Met || route == Route::School {
        Offer::ConsultationOnly
    } else {
        Offer::Full
    }
}

fn suggestion(facts: &Facts, criteria: Criteria, offer: Offer, policy: PolicePolicy) -> Suggestion {
    let csc_first =
        facts.open_to_csc == Some(false) || facts.con_level.is_some_and(|level| level < CSC_LEVEL);
    let declined = [facts.consent_child, facts.consent_carer].contains(&Some(Consent::Declined));
    if facts.open_to_cyjs == Some(true) {
        Suggestion::RedirectCyjs
    } else if offer == Offer::None {
        Suggestion::Decline
    } else if facts.route == Route::SocialWorker && csc_first {
        Suggestion::RedirectCsc
    } else if declined || criteria.with(Finding::NotKnown).next().is_some() {
        Suggestion::Ask
    } else if criteria.police == Finding::NotMet && policy == PolicePolicy::Hold {
        Suggestion::Hold
    } else if offer == Offer::ConsultationOnly {
        Suggestion::AcceptConsultationOnly
    } else {
        Suggestion::Accept
    }
}

/// The services above the ceiling that a person may offer all the same, with a reason: those that only the police position or an age
/// below the limit withholds, and, while the ceiling is not known, those that it may turn out to allow. Nothing where age, recency or
/// residence is not met, and nothing more for a school than it can be offered.
pub fn beyond_ceiling(facts: &Facts, verdict: &Verdict) -> Vec<Service> {
    let Criteria {
        age,
        recency,
        residence,
        ..
    } = verdict.criteria();
    if [age, recency, residence].contains(&Finding::NotMet) {
        return Vec::new();
    }
    let highest = match facts.route {
        Route::SocialWorker => Offer::Full,
        Route::School => Offer::ConsultationOnly,
    };
    let within = verdict.services();
    let mut beyond = services(facts, highest);
    beyond.retain(|service| !within.contains(service));
    beyond
}

fn services(facts: &Facts, offer: Offer) -> Vec<Service> {
    let consultation = matches!(offer, Offer::ConsultationOnly | Offer::Full);
    let csc_leads = facts.open_to_csc == Some(true) && facts.con_level == Some(CSC_LEVEL);
    let aim = offer == Offer::Full && csc_leads && facts.open_to_cyjs == Some(false);
    let offered = [
        (aim, Service::AimAssessment),
        (aim, Service::AimIntervention),
        (consultation, Service::Consultation),
        (
            consultation && facts.route == Route::SocialWorker,
            Service::PatternMapping,
        ),
        (true, Service::Resources),
        (true, Service::Signposting),
    ];
    offered
        .into_iter()
        .filter_map(|(within, service)| within.then_some(service))
        .collect()
}

fn flags(facts: &Facts, residence: &Residence<'_>) -> Vec<Flag> {
    let day = facts.received_on;
    let social_worker = facts.route == Route::SocialWorker;
    let no_meeting = matches!(
        facts.strategy_meeting,
        Some(StrategyMeeting::NotConsidered) | None
    );
    let raised = [
        (
            facts.con_level.is_some_and(|level| level < CSC_LEVEL),
            Flag::ConBelow4,
        ),
        (facts.con_level.is_none(), Flag::ConNotKnown),
        (
            facts.consent_carer != Some(Consent::Agreed),
            Flag::ConsentCarerMissing,
        ),
        (
            facts.consent_child != Some(Consent::Agreed),
            Flag::ConsentChildMissing,
        ),
        (facts.open_to_csc.is_none(), Flag::CscNotKnown),
        (facts.open_to_csc == Some(false), Flag::CscNotOpen),
        (facts.open_to_cyjs.is_none(), Flag::CyjsNotKnown),
        (facts.open_to_cyjs == Some(true), Flag::CyjsOpen),
        (
            facts.date_of_birth.is_some_and(|born| born > day),
            Flag::DateOfBirthInFuture,
        ),
        (
            facts
                .latest_incident
                .is_some_and(|incident| incident.from() > day),
            Flag::IncidentInFuture,
        ),
        (facts.placed == Some(true), Flag::PlacedChild),
        (
            social_worker && no_meeting,
            Flag::StrategyMeetingNotConsidered,
        ),
        (
            age_at_incident(facts).is_some_and(|age| age < CRIMINAL_RESPONSIBILITY),
            Flag::Under10AtIncident,
        ),
    ];
    let mut flags: Vec<Flag> = raised
        .into_iter()
        .filter_map(|(raised, flag)| raised.then_some(flag))
        .collect();
    flags.extend(residence.flags());
    flags.sort_unstable();
    flags
}

fn age_at_incident(facts: &Facts) -> Option<u16> {
    age_on(facts.date_of_birth?, facts.latest_incident?.from())
}

fn eligible_until(facts: &Facts, criteria: Criteria, rules: &Rules) -> Option<Date> {
    let both = criteria.age == Finding::Met && criteria.recency == Finding::Met;
    both.then(|| Some(rules.eligible_until(facts.date_of_birth?, facts.latest_incident?.from())))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screening::oracle::{SHIPPED, directory, plain};

    fn under(policy: &str, change: impl FnOnce(&mut Facts)) -> (Offer, Suggestion) {
        let policy = format!("police_policy = \"{policy}\"");
        let text = SHIPPED.replace("police_policy = \"consultation_only\"", &policy);
        let mut facts = plain();
        facts.police = Some(Police::Open);
        change(&mut facts);
        let rules = Rules::read("other", &text).expect("rules");
        let verdict = screen(&facts, &rules, &directory());
        (verdict.offer(), verdict.suggestion())
    }

    #[test]
    fn a_hub_chooses_what_an_open_investigation_means() {
        let (consultation, advised) = (Offer::ConsultationOnly, Suggestion::AcceptConsultationOnly);
        assert_eq!(under("consultation_only", |_| ()), (consultation, advised));
        assert_eq!(under("hold", |_| ()), (consultation, Suggestion::Hold));
        assert_eq!(under("decline", |_| ()), (Offer::None, Suggestion::Decline));
    }

    #[test]
    fn an_unknown_position_is_never_held_or_declined() {
        for policy in ["consultation_only", "hold", "decline"] {
            let found = under(policy, |facts| facts.police = Some(Police::Unknown));
            assert_eq!(
                found,
                (Offer::ConsultationOnly, Suggestion::Ask),
                "{policy}"
            );
        }
    }

    #[test]
    fn a_missing_residence_is_asked_for_before_an_investigation_declines() {
        let found = under("decline", |facts| facts.postcode = None);
        assert_eq!(found, (Offer::NotKnown, Suggestion::Ask));
    }

    #[test]
    fn only_what_the_police_or_an_age_below_ten_withholds_can_be_offered_above_the_ceiling() {
        use Service::{AimAssessment, AimIntervention, Consultation, PatternMapping};
        let beyond = |policy: &str, change: &dyn Fn(&mut Facts)| {
            let policy = format!("police_policy = \"{policy}\"");
            let text = SHIPPED.replace("police_policy = \"consultation_only\"", &policy);
            let mut facts = plain();
            change(&mut facts);
            let rules = Rules::read("other", &text).expect("rules");
            beyond_ceiling(&facts, &screen(&facts, &rules, &directory()))
        };
        let usual = "consultation_only";
        assert_eq!(beyond(usual, &|_| ()), []);
        for police in [Police::Open, Police::Unknown] {
            let found = beyond(usual, &|facts| facts.police = Some(police));
            assert_eq!(found, [AimAssessment, AimIntervention]);
        }
        let under_ten = |facts: &mut Facts| {
            facts.date_of_birth = facts
                .received_on
                .checked_sub(jiff::Span::new().years(9))
                .ok();
        };
        assert_eq!(beyond(usual, &under_ten), [AimAssessment, AimIntervention]);
        let declined = beyond("decline", &|facts| facts.police = Some(Police::Open));
        assert_eq!(
            declined,
            [AimAssessment, AimIntervention, Consultation, PatternMapping]
        );
        let unknown = |facts: &mut Facts| facts.date_of_birth = None;
        assert_eq!(
            beyond(usual, &unknown),
            [AimAssessment, AimIntervention, Consultation, PatternMapping]
        );
        let elsewhere: [&dyn Fn(&mut Facts); 3] = [
            &|facts| {
                facts.date_of_birth = facts
                    .received_on
                    .checked_sub(jiff::Span::new().years(7))
                    .ok();
            },
            &|facts| {
                facts.latest_incident = super::super::Incident::new(
                    jiff::civil::date(2020, 1, 1),
                    jiff::civil::date(2020, 1, 1),
                );
            },
            &|facts| {
                facts.con_level = Some(3);
                facts.police = Some(Police::Open);
            },
        ];
        for change in elsewhere {
            assert_eq!(beyond(usual, change), []);
        }
        let school = |facts: &mut Facts| {
            facts.route = Route::School;
            facts.police = Some(Police::Open);
        };
        assert_eq!(beyond(usual, &school), []);
    }

    #[test]
    fn the_hold_comes_after_every_other_reason_to_turn_elsewhere() {
        let csc = under("hold", |facts| facts.con_level = Some(3));
        assert_eq!(csc, (Offer::ConsultationOnly, Suggestion::RedirectCsc));
        let asked = under("hold", |facts| {
            facts.consent_child = Some(Consent::Declined);
        });
        assert_eq!(asked, (Offer::ConsultationOnly, Suggestion::Ask));
    }
}
