//! What a verdict allows a person to offer, and what may be offered above it with a reason. Decides nothing.

use std::collections::BTreeSet;

use super::DecisionProblem;

/// What a verdict allows a person to offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ceiling {
    /// Codes of the services within it.
    pub within: BTreeSet<String>,
    /// Codes of the services above it that may be offered with a reason.
    pub beyond: BTreeSet<String>,
    /// Whether it is known.
    pub known: bool,
}

impl Ceiling {
    /// Whether offering this needs a reason.
    pub(super) fn is_exceeded(&self, services: &BTreeSet<String>) -> bool {
        !self.known || !services.is_subset(&self.within)
    }

    /// Why these services cannot be offered, with this reason for going beyond it or none.
    pub(super) fn refuses(
        &self,
        services: &BTreeSet<String>,
        reason: Option<&str>,
    ) -> Option<DecisionProblem> {
        let reachable =
            |service: &String| self.within.contains(service) || self.beyond.contains(service);
        if !services.iter().all(reachable) {
            return Some(DecisionProblem::OutOfReach);
        }
        (self.is_exceeded(services) && reason.is_none()).then_some(DecisionProblem::AboveCeiling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(codes: &[&str]) -> BTreeSet<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    fn ceiling(known: bool) -> Ceiling {
        Ceiling {
            within: codes(&["resources"]),
            beyond: codes(&["consultation"]),
            known,
        }
    }

    #[test]
    fn what_is_out_of_reach_is_not_offered_whatever_the_reason() {
        let aim = codes(&["aim_assessment", "resources"]);
        let refused = ceiling(true).refuses(&aim, Some("A reason."));
        assert_eq!(refused, Some(DecisionProblem::OutOfReach));
    }

    #[test]
    fn what_is_above_it_needs_a_reason_and_while_it_is_not_known_everything_does() {
        let (within, above) = (codes(&["resources"]), codes(&["consultation"]));
        assert_eq!(ceiling(true).refuses(&within, None), None);
        let needs_reason = Some(DecisionProblem::AboveCeiling);
        assert_eq!(ceiling(true).refuses(&above, None), needs_reason);
        assert_eq!(ceiling(true).refuses(&above, Some("A reason.")), None);
        assert_eq!(ceiling(false).refuses(&within, None), needs_reason);
        assert_eq!(ceiling(false).refuses(&within, Some("A reason.")), None);
    }
}
