//! The hub's opening side. Never tells why something did not open.

use age::x25519;
use serde::de::DeserializeOwned;

use super::SealError;
use super::identity::{BrowserIdentity, ReferralIdentity};
use super::keyfile::HubIdentities;
use super::label::{Label, Purpose};
use super::object::{self, Sealed};
use super::sealer::{KeyKind, Probe, Wrapped};

/// Opens with the hub's identities; on the recovery machine, with a recovery identity.
#[derive(Debug)]
pub struct Opener {
    identities: HubIdentities,
}

impl Opener {
    /// An opener with these keys.
    pub fn new(identities: HubIdentities) -> Self {
        Self { identities }
    }

    /// The public keys that belong to this opener's.
    pub fn recipients(&self) -> Vec<String> {
        self.identities.recipients()
    }

    /// Unwraps the key of the referral `id`, which must be that of `recipient` (from the verified manifest).
    ///
    /// # Errors
    /// [`SealError::Unreadable`]: no key opens the wrap, or it is of something else.
    pub fn unwrap_referral(
        &self,
        wrap: &[u8],
        id: &str,
        recipient: &str,
    ) -> Result<ReferralIdentity, SealError> {
        self.unwrap_key(wrap, KeyKind::Referral, id, recipient)
            .map(ReferralIdentity)
    }

    /// Unwraps the key of the draft of `recipient`, whose draft id is `id`.
    ///
    /// # Errors
    /// As [`Opener::unwrap_referral`].
    pub fn unwrap_draft(
        &self,
        wrap: &[u8],
        id: &str,
        recipient: &str,
    ) -> Result<BrowserIdentity, SealError> {
        let identity = BrowserIdentity(self.unwrap_key(wrap, KeyKind::Draft, id, recipient)?);
        if identity.draft_id() == id {
            Ok(identity)
        } else {
            Err(SealError::Unreadable)
        }
    }

    /// Opens the object `label`, sealed to the hub.
    ///
    /// # Errors
    /// [`SealError::Unreadable`], whatever the reason.
    pub fn open<T: DeserializeOwned>(
        &self,
        sealed: &Sealed<T>,
        label: &Label,
    ) -> Result<T, SealError> {
        object::open(&self.identities.all(), sealed, label)
    }

    /// Those recipients of `probes` whose probe this opener cannot open: empty when every key is there.
    pub fn unopened(&self, probes: &[Probe]) -> Vec<String> {
        let opens = |probe: &Probe| {
            let label = Label::own(Purpose::Probe, probe.recipient.clone());
            self.open(&probe.sealed, &label)
                .is_ok_and(|body| body == probe.recipient)
        };
        probes
            .iter()
            .filter(|probe| !opens(probe))
            .map(|probe| probe.recipient.clone())
            .collect()
    }

    /// The identity in `wrap`, if it is the one asked for.
    fn unwrap_key(
        &self,
        wrap: &[u8],
        kind: KeyKind,
        id: &str,
        recipient: &str,
    ) -> Result<x25519::Identity, SealError> {
        let plain = object::decrypt(&self.identities.all(), wrap)?;
        let wrapped: Wrapped = serde_json::from_slice(&plain).map_err(|_| SealError::Unreadable)?;
        let identity: x25519::Identity = wrapped
            .identity
            .parse()
            .map_err(|_| SealError::Unreadable)?;
        let right = wrapped.v == Wrapped::V
            && wrapped.kind == kind
            && wrapped.id == id
            && identity.to_public().to_string() == recipient;
        if right {
            Ok(identity)
        } else {
            Err(SealError::Unreadable)
        }
    }
}
