//! Where the child lives, as far as postcode and stated authority tell (R-23, DOMAIN 5.4).
//! Never uses the responsible authority: a child placed by another council would always conflict.

use super::areas::Area;
use super::directory::Directory;
use super::facts::Facts;
use super::rules::Rules;
use super::verdict::{Finding, Flag};

/// How the residence was found, and in which of the hub's areas it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Residence<'r> {
    /// The postcode resolves; no area means another council's.
    ByPostcode {
        area: Option<&'r Area>,
        terminated: bool,
    },
    /// The postcode resolves, and the stated authority says otherwise.
    Conflict { terminated: bool },
    /// The stated authority decides.
    Stated {
        area: Option<&'r Area>,
        postcode_given: bool,
    },
    /// Neither tells.
    NotKnown { postcode_given: bool },
}

impl<'r> Residence<'r> {
    pub(super) fn find(facts: &Facts, rules: &'r Rules, directory: &Directory) -> Self {
        let day = facts.received_on;
        let stated = facts.authority.map(|code| rules.area(code, day));
        let postcode = facts
            .postcode
            .as_deref()
            .filter(|text| !text.trim().is_empty());
        let Some(place) = postcode.and_then(|postcode| directory.resolve(postcode)) else {
            let postcode_given = postcode.is_some();
            return stated.map_or(Self::NotKnown { postcode_given }, |area| Self::Stated {
                area,
                postcode_given,
            });
        };
        // The smaller area first: letters name the district.
        let area = [place.district, place.county]
            .into_iter()
            .flatten()
            .find_map(|code| rules.area(code, day));
        let terminated = place.terminated;
        if stated.is_some_and(|stated| stated.is_some() != area.is_some()) {
            Self::Conflict { terminated }
        } else {
            Self::ByPostcode { area, terminated }
        }
    }

    pub(super) fn finding(&self) -> Finding {
        match self {
            Self::ByPostcode { area, .. } | Self::Stated { area, .. } if area.is_some() => {
                Finding::Met
            }
            Self::ByPostcode { .. } | Self::Stated { .. } => Finding::NotMet,
            Self::Conflict { .. } | Self::NotKnown { .. } => Finding::NotKnown,
        }
    }

    pub(super) fn flags(&self) -> impl Iterator<Item = Flag> {
        let (terminated, not_found, conflict) = match *self {
            Self::ByPostcode { terminated, .. } => (terminated, false, false),
            Self::Conflict { terminated } => (terminated, false, true),
            Self::Stated { postcode_given, .. } | Self::NotKnown { postcode_given } => {
                (false, postcode_given, false)
            }
        };
        [
            (not_found, Flag::PostcodeNotFound),
            (terminated, Flag::PostcodeTerminated),
            (conflict, Flag::ResidenceConflict),
        ]
        .into_iter()
        .filter_map(|(raised, flag)| raised.then_some(flag))
    }
}
