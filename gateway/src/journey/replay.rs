//! Making every stored verdict again from its sealed facts, its version of the rules and what its postcode resolved to then: the same
//! must come out. Changes no verdict; says references and codes, never a fact.

use jiff::Timestamp;
use serde::Serialize;

use super::{
    JourneyError, Keyholder,
    rooms::{identity, open_screened},
};
use crate::{
    audit::Action,
    referral::{Id, Reference, Referral, Screened, StoredVerdict},
    screening::{Directory, Facts, screen},
    seal::hex,
    store::{AuditLine, Event, Store, StoreError},
};

/// Referrals read at a time.
const BATCH: u64 = 200;
/// References that a line of the audit chain has room for.
const NAMED: usize = 12;
/// What the line of a whole run is about.
const RUN: &str = "replay";

/// What became of one verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// The same verdict came out.
    Same,
    /// No rule had made it: a person checked everything.
    NotScreened,
    /// The referral's key is destroyed: only the digest remains.
    KeyDestroyed,
    /// Another verdict came out.
    Different,
    /// The version of the rules that made it is not there.
    RulesMissing,
    /// It does not open, or its facts are no facts.
    Unreadable,
    /// The audit chain has no line of it: somebody else wrote it.
    NotInTheChain,
}

impl Became {
    /// Whether it is as it should be.
    pub fn is_fine(self) -> bool {
        matches!(self, Self::Same | Self::NotScreened | Self::KeyDestroyed)
    }
}

/// One verdict, made again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replayed {
    /// The referral's reference.
    pub reference: String,
    /// Which screening of the referral, from 1.
    pub screening: i32,
    /// The version of the rules.
    pub rules: String,
    /// SHA-256 of the verdict, in hex.
    pub digest: String,
    /// What became of it.
    pub outcome: Became,
}

/// What came out, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// The same verdict, or one that no rule had made.
    pub same: u64,
    /// Another one, or none that can be told.
    pub different: u64,
    /// The key is destroyed.
    pub key_destroyed: u64,
    /// References of referrals with a difference, each once.
    pub references: Vec<String>,
}

impl Tally {
    fn count(&mut self, replayed: &Replayed) {
        match replayed.outcome {
            Became::Same | Became::NotScreened => self.same += 1,
            Became::KeyDestroyed => self.key_destroyed += 1,
            _ => {
                self.different += 1;
                if self.references.last() != Some(&replayed.reference) {
                    self.references.push(replayed.reference.clone());
                }
            }
        }
    }
}

/// The last run over all referrals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastRun {
    /// When.
    pub at: Timestamp,
    /// What came out; of the references the first few only.
    pub tally: Tally,
}

/// Replays the verdicts of one referral. None when there is no such referral.
pub async fn one(
    keyholder: &Keyholder,
    reference: &Reference,
    mut told: impl FnMut(&Replayed),
) -> Result<Option<Tally>, JourneyError> {
    let found = keyholder.store.find_by_reference(reference).await?;
    let Some(referral) = found else {
        return Ok(None);
    };
    let mut tally = Tally::default();
    for replayed in of_referral(keyholder, &referral).await? {
        tally.count(&replayed);
        told(&replayed);
    }
    Ok(Some(tally))
}

/// Replays every verdict there is, and writes down what came out.
pub async fn all(
    keyholder: &Keyholder,
    now: Timestamp,
    mut told: impl FnMut(&Replayed),
) -> Result<Tally, JourneyError> {
    let mut tally = Tally::default();
    let mut after: Option<Id<Referral>> = None;
    loop {
        let store = &keyholder.store;
        let batch = store.referrals_after(after.as_ref(), BATCH).await?;
        let Some(last) = batch.last() else { break };
        after = Some(last.id.clone());
        for referral in &batch {
            for replayed in of_referral(keyholder, referral).await? {
                tally.count(&replayed);
                told(&replayed);
            }
        }
    }
    let named: Vec<&str> = tally
        .references
        .iter()
        .take(NAMED)
        .map(String::as_str)
        .collect();
    let event = Event::new("operator", Action::Replayed, RUN)
        .with("same", &tally.same)
        .with("different", &tally.different)
        .with("key_destroyed", &tally.key_destroyed)
        .with("references", &named.join("+"));
    let tx = keyholder.store.begin().await?;
    tx.commit(now, &[event]).await?;
    Ok(tally)
}

/// What came out of the last run over all referrals, for the page of the rules.
pub async fn last_run(store: &Store) -> Result<Option<LastRun>, StoreError> {
    let lines = store.audit_lines_of(RUN, Action::Replayed).await?;
    Ok(lines.last().map(|line| {
        let number = |name: &str| {
            let text = line.entry.detail.get(name).unwrap_or_default();
            text.parse().unwrap_or_default()
        };
        let references = line.entry.detail.get("references").unwrap_or_default();
        let references = references.split('+').filter(|one| !one.is_empty());
        LastRun {
            at: line.entry.at,
            tally: Tally {
                same: number("same"),
                different: number("different"),
                key_destroyed: number("key_destroyed"),
                references: references.map(str::to_owned).collect(),
            },
        }
    }))
}

async fn of_referral(
    keyholder: &Keyholder,
    referral: &Referral,
) -> Result<Vec<Replayed>, JourneyError> {
    let stored = keyholder.store.verdicts_of(&referral.id).await?;
    if stored.is_empty() {
        return Ok(Vec::new());
    }
    let lines = keyholder
        .store
        .audit_lines_about(referral.id.as_str())
        .await?;
    let key = (!referral.wrap.is_empty()).then(|| identity(keyholder, referral));
    let replayed = stored.into_iter().map(|stored| {
        let outcome = match &key {
            _ if !is_chained(&stored, &lines) => Became::NotInTheChain,
            None => Became::KeyDestroyed,
            Some(Err(_)) => Became::Unreadable,
            Some(Ok(key)) => match open_screened(key, &stored) {
                Ok(screened) => again(keyholder, &stored, &screened),
                Err(_) => Became::Unreadable,
            },
        };
        Replayed {
            reference: referral.reference.as_str().to_owned(),
            screening: stored.ordinal,
            rules: stored.rules,
            digest: hex(&stored.digest),
            outcome,
        }
    });
    Ok(replayed.collect())
}

/// Whether the chain has the line of this screening, with this verdict's digest and rules.
fn is_chained(stored: &StoredVerdict, lines: &[AuditLine]) -> bool {
    let digest = hex(&stored.digest);
    let ordinal = stored.ordinal.to_string();
    lines.iter().any(|line| {
        let of = |name: &str| line.entry.detail.get(name);
        matches!(
            line.entry.action,
            Action::Screened | Action::NotScreened | Action::Rescreened
        ) && of("screening") == Some(&ordinal)
            && of("verdict") == Some(&digest)
            && of("rules") == Some(&stored.rules)
    })
}

fn again(keyholder: &Keyholder, stored: &StoredVerdict, screened: &Screened) -> Became {
    let verdict = &screened.verdict;
    if verdict.sha256() != hex(&stored.digest) || verdict.rules() != stored.rules {
        return Became::Different;
    }
    if !verdict.is_screened() {
        return Became::NotScreened;
    }
    let Some(rules) = keyholder.rules.named(&stored.rules) else {
        return Became::RulesMissing;
    };
    let Ok(facts) = Facts::from_line(&screened.facts.to_string()) else {
        return Became::Unreadable;
    };
    let directory = Directory::remembered(
        verdict.directory(),
        facts.postcode.as_deref(),
        screened.place,
    );
    if screen(&facts, rules, &directory).finds_the_same(verdict) {
        Became::Same
    } else {
        Became::Different
    }
}
