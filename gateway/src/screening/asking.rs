//! What to ask for: the form's questions whose answers screening lacks, each with what it would settle.
//! Names questions only. Never asks again what was answered, and never words a question: the form does.

use super::answers::csc_question;
use super::facts::{Consent, Facts};
use super::verdict::{Criterion, Finding, Flag, Verdict};

/// A question of the form whose answer is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenQuestion {
    /// The form's id.
    pub question: &'static str,
    /// The criterion that it would settle; none for a note.
    pub settles: Option<Criterion>,
}

/// The questions whose answers are not known: those that settle a criterion first.
pub fn open_questions(facts: &Facts, verdict: &Verdict) -> Vec<OpenQuestion> {
    let criteria = verdict.criteria();
    let unknown = |criterion| criteria.of(criterion) == Finding::NotKnown;
    let has = |flag| verdict.flags().contains(&flag);
    let not_asked = |consent: Option<Consent>| matches!(consent, None | Some(Consent::NotAsked));
    let stated = has(Flag::PostcodeNotFound) || has(Flag::ResidenceConflict);
    let of = |settles, question| OpenQuestion { question, settles };
    let note = |question| of(None, question);
    let asked = [
        (
            unknown(Criterion::Police),
            of(Some(Criterion::Police), "pol_status"),
        ),
        (
            unknown(Criterion::Residence),
            of(Some(Criterion::Residence), "addr_postcode"),
        ),
        (
            unknown(Criterion::Residence) && stated,
            of(Some(Criterion::Residence), "addr_authority"),
        ),
        (unknown(Criterion::Age), of(Some(Criterion::Age), "ch_dob")),
        (
            unknown(Criterion::Recency),
            of(Some(Criterion::Recency), "inc_date"),
        ),
        (has(Flag::CyjsNotKnown), note("elig_open_cyjs")),
        (has(Flag::CscNotKnown), note(csc_question(facts.route))),
        (has(Flag::ConNotKnown), note("elig_con")),
        (not_asked(facts.consent_child), note("con_child")),
        (not_asked(facts.consent_carer), note("con_carer")),
        (
            has(Flag::StrategyMeetingNotConsidered) && facts.strategy_meeting.is_none(),
            note("strat_considered"),
        ),
    ];
    asked
        .into_iter()
        .filter_map(|(open, question)| open.then_some(question))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screening::oracle::{directory, plain, shipped};
    use crate::screening::{Police, Route, StrategyMeeting, screen};

    fn asked(change: impl FnOnce(&mut Facts)) -> Vec<(&'static str, Option<Criterion>)> {
        let mut facts = plain();
        change(&mut facts);
        open_questions(&facts, &screen(&facts, &shipped(), &directory()))
            .into_iter()
            .map(|open| (open.question, open.settles))
            .collect()
    }

    #[test]
    fn what_is_known_is_not_asked_again() {
        assert_eq!(asked(|_| ()), []);
        assert_eq!(
            asked(|facts| facts.consent_child = Some(Consent::Declined)),
            []
        );
        assert_eq!(
            asked(|facts| facts.strategy_meeting = Some(StrategyMeeting::NotConsidered)),
            []
        );
        assert_eq!(asked(|facts| facts.police = Some(Police::Open)), []);
    }

    #[test]
    fn each_finding_that_is_not_known_has_its_question_and_criteria_come_first() {
        let all = asked(|facts| {
            *facts = Facts::blank("x".to_owned(), facts.received_on);
        });
        assert_eq!(
            all,
            [
                ("pol_status", Some(Criterion::Police)),
                ("addr_postcode", Some(Criterion::Residence)),
                ("ch_dob", Some(Criterion::Age)),
                ("inc_date", Some(Criterion::Recency)),
                ("elig_open_cyjs", None),
                ("elig_open_csc", None),
                ("elig_con", None),
                ("con_child", None),
                ("con_carer", None),
                ("strat_considered", None),
            ]
        );
    }

    #[test]
    fn a_postcode_that_is_not_found_asks_for_the_authority_too_and_a_school_for_its_own() {
        let found = asked(|facts| facts.postcode = Some("ZZ99 9ZZ".to_owned()));
        assert_eq!(
            found,
            [
                ("addr_postcode", Some(Criterion::Residence)),
                ("addr_authority", Some(Criterion::Residence))
            ]
        );
        let school = asked(|facts| {
            facts.route = Route::School;
            facts.open_to_csc = None;
        });
        assert_eq!(school, [("sw_allocated", None)]);
    }
}
