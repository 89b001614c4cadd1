//! What stands beside a decision in the making: findings, ceiling, suggestion, and who will be told.

use super::super::{
    page::{DecideSide, WhoIsTold},
    words,
};
use super::{code_of, screening};
use crate::{
    journey::view::OpenReferral,
    referral::{Ceiling, LetterState, Outcome, Screened},
    screening::Suggestion,
};

/// Beside the fields; `outcome` once it is chosen.
pub(crate) fn side(open: &OpenReferral, outcome: Option<Outcome>) -> DecideSide {
    let text = |id: &str| {
        open.sent
            .record
            .answers
            .text(id)
            .unwrap_or_default()
            .to_owned()
    };
    let told = [
        ("referrer", text("ref_name")),
        ("manager", text("mgr_name")),
    ]
    .map(|(reader, name)| WhoIsTold {
        role: words::reader(reader).to_owned(),
        name,
        last_letter: last_letter(open, reader),
    });
    let told = told.to_vec();
    let Some(verdict) = open.screened.as_ref().map(|screened| &screened.verdict) else {
        return DecideSide {
            told,
            ..DecideSide::default()
        };
    };
    DecideSide {
        findings: screening::findings(verdict),
        ceiling: words::ceiling(&code_of(&verdict.offer())).to_owned(),
        suggestion: screening::suggested(verdict).to_owned(),
        with_suggestion: outcome
            .filter(|_| verdict.is_screened())
            .map(|outcome| goes_with(verdict.suggestion(), outcome)),
        told,
    }
}

/// What may be offered.
pub(crate) fn ceiling(open: &OpenReferral) -> Ceiling {
    let screened = open.screened.as_ref();
    screened.map(Screened::ceiling).unwrap_or_default()
}

/// Why the other services are above it: a sentence.
pub(crate) fn above_because(open: &OpenReferral) -> String {
    let because = open
        .screened
        .as_ref()
        .map(screening::ceiling_because)
        .unwrap_or_default();
    if because.is_empty() || because.ends_with("is met") {
        return "They need a child at Continuum of Need 4 who is open to Children’s Social Care and not to CYJS.".to_owned();
    }
    format!("The ceiling is where it is {because}.")
}

/// Whether an outcome follows a suggestion. A redirect is told to both people with a decline.
pub(super) fn goes_with(suggestion: Suggestion, outcome: Outcome) -> bool {
    match suggestion {
        Suggestion::Accept | Suggestion::AcceptConsultationOnly => outcome == Outcome::Accept,
        Suggestion::Decline | Suggestion::RedirectCyjs | Suggestion::RedirectCsc => {
            outcome == Outcome::Decline
        }
        Suggestion::Ask | Suggestion::Hold => false,
    }
}

/// The person's last letter, when it did not go.
fn last_letter(open: &OpenReferral, reader: &str) -> Option<String> {
    let last = open
        .letters
        .iter()
        .rev()
        .find(|(row, _)| row.reader == reader)?;
    match last.0.state {
        LetterState::Refused => Some("Last letter refused".to_owned()),
        LetterState::Bounced => Some("Last letter bounced".to_owned()),
        LetterState::Uncertain => Some("Last letter uncertain".to_owned()),
        LetterState::Queued | LetterState::Posting | LetterState::Relayed => None,
    }
}

#[cfg(test)]
mod tests {
    use super::goes_with;
    use crate::{referral::Outcome, screening::Suggestion};

    #[test]
    fn nothing_goes_with_a_suggestion_to_wait() {
        for outcome in [Outcome::Accept, Outcome::Decline] {
            assert!(!goes_with(Suggestion::Ask, outcome));
            assert!(!goes_with(Suggestion::Hold, outcome));
        }
        assert!(goes_with(
            Suggestion::AcceptConsultationOnly,
            Outcome::Accept
        ));
        assert!(goes_with(Suggestion::RedirectCyjs, Outcome::Decline));
        assert!(!goes_with(Suggestion::Accept, Outcome::Decline));
    }
}
