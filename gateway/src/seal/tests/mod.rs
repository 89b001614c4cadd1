//! Tests of sealing as a whole. Synthetic keys and data only.

mod keys;
mod manifests;
mod objects;
mod stock_age;
mod streams;

use jiff::Timestamp;
use secrecy::ExposeSecret as _;

use super::{HubIdentities, NewIdentity, Opener, Recipients, ReferralIdentity, Sealer};

/// A hub with its keys, and a recovery key apart from it.
struct Hub {
    own: NewIdentity,
    recovery: NewIdentity,
    sealer: Sealer,
    opener: Opener,
}

/// The time at which everything here happens.
fn at() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

fn opener(of: &NewIdentity) -> Opener {
    Opener::new(HubIdentities::read(of.identity_file.expose_secret()).unwrap())
}

impl Hub {
    fn new() -> Self {
        let (own, recovery) = (
            NewIdentity::make("hub", at()),
            NewIdentity::make("recovery 1", at()),
        );
        let sealer =
            Sealer::new(Recipients::read(&own.recipients_file, &recovery.recipients_file).unwrap());
        Self {
            sealer,
            opener: opener(&own),
            own,
            recovery,
        }
    }

    /// A new referral's recipient, and its identity as the hub unwraps it.
    fn referral(&self, id: &str) -> (String, ReferralIdentity) {
        let key = self.sealer.new_referral_key(id, at()).unwrap();
        let identity = self
            .opener
            .unwrap_referral(&key.wrap, id, &key.recipient)
            .unwrap();
        (key.recipient, identity)
    }
}
