//! Deciding: the decision, both letters and the audit line in one transaction. Exactly one decision a referral; it goes to both people or not at all.

use jiff::{Timestamp, ToSpan as _, civil::Date};

use super::{
    JourneyError, Keyholder, OpenedSent, open_sent,
    rooms::{forbidden, new_id, new_task, open_screened, outbox_letter, people},
};
use crate::{
    audit::Action,
    clock::london_day,
    letters::{self, ConsentGap, CriterionFinding, DecisionFacts, Letter, Reader, Stamp},
    referral::{
        Account, Claimed, Decision, DecisionProblem, Id, OutboxLetter, Outcome, ProposedDecision,
        Referral, Screened, Sent, StoredDecision, Task, TaskKind,
    },
    screening::{Criterion, Evidence, facts_from_answers},
    seal::{Label, Purpose, Sealed, To},
    store::{Change, Event, StoreError},
};

/// Why a decision was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// The screener can put these right.
    #[error("the decision is not complete")]
    Problems(Vec<DecisionProblem>),
    /// The rationale names what a letter must not name, or uses a word about a child that the hub does not use.
    #[error("the rationale holds words that cannot go out")]
    Unsuitable(Vec<String>),
    /// The screener does not hold the referral, or it has been decided.
    #[error("the referral is not this person's to decide")]
    NotYours,
    /// It has changed since the screener opened it.
    #[error("the referral has changed")]
    Changed,
    /// There is no such referral.
    #[error("there is no such referral")]
    NotThere,
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for DecideError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Changed,
            error => Self::Journey(error.into()),
        }
    }
}

/// A decision that has passed every check, with the letters it would send.
#[derive(Debug)]
pub struct Prepared {
    /// The decision.
    pub decision: Decision,
    /// To the referrer, then to the manager.
    pub letters: [Letter; 2],
    referral: Referral,
    claimed: Claimed,
}

/// Checks a proposed decision and writes both letters without recording anything: what the second step shows.
/// `version` is the referral's version that the screener had open.
pub async fn prepare(
    keyholder: &Keyholder,
    who: &Account,
    id: &Id<Referral>,
    version: i32,
    proposed: &ProposedDecision,
    now: Timestamp,
) -> Result<Prepared, DecideError> {
    let found = keyholder.store.find_referral(id).await?;
    let referral = found
        .filter(|found| found.stage.is_with_the_hub())
        .ok_or(DecideError::NotThere)?;
    if referral.version != version {
        return Err(if referral.stage.is_decided() {
            DecideError::NotYours
        } else {
            DecideError::Changed
        });
    }
    let claimed = referral
        .stage
        .clone()
        .held_by(&who.id)
        .map_err(|_| DecideError::NotYours)?;
    let OpenedSent { key, sent, .. } = open_sent(keyholder, &referral, referral.submission).await?;
    let stored = keyholder
        .store
        .latest_verdict(id)
        .await?
        .ok_or(JourneyError::Inconsistent("a verdict"))?;
    let screened = open_screened(&key, &stored)?;
    let decision = Decision::new(proposed, &screened.ceiling()).map_err(DecideError::Problems)?;
    let words = letters::unsuitable(decision.rationale(), &forbidden(&sent));
    if !words.is_empty() {
        return Err(DecideError::Unsuitable(words));
    }
    let facts = facts(
        keyholder,
        (who, now),
        &referral,
        &sent,
        &screened,
        &decision,
    );
    let write = |reader| -> Result<Letter, JourneyError> {
        let stamp = Stamp {
            id: new_id::<OutboxLetter>()?.as_str().to_owned(),
            at: now,
        };
        Ok(match decision.outcome() {
            Outcome::Accept => letters::accepted(&keyholder.hub, &stamp, &facts, reader),
            Outcome::Decline => letters::declined(&keyholder.hub, &stamp, &facts, reader),
        })
    };
    let letters = [write(Reader::Referrer)?, write(Reader::Manager)?];
    Ok(Prepared {
        decision,
        letters,
        referral,
        claimed,
    })
}

/// Records a prepared decision and puts both letters into the outbox.
pub async fn decide(
    keyholder: &Keyholder,
    prepared: Prepared,
    now: Timestamp,
) -> Result<(), DecideError> {
    let Prepared {
        decision,
        letters,
        referral,
        claimed,
    } = prepared;
    let id: Id<StoredDecision> = new_id().map_err(JourneyError::from)?;
    let label = Label::of(Purpose::Rationale, referral.id.as_str(), id.as_str());
    let sealed = keyholder
        .sealer
        .seal(To::Key(&referral.recipient), &label, now, &decision)
        .map_err(JourneyError::from)?;
    let by = claimed.by().clone();
    let event = event(&referral, &decision, &id, &by, &sealed);
    let stored = StoredDecision {
        id,
        referral: referral.id.clone(),
        outcome: decision.outcome(),
        reason: decision.reason(),
        by,
        sealed: sealed.into_bytes(),
        made_at: now,
    };
    let stage = claimed.decide(decision.outcome());
    let about = Some((&referral.id, referral.recipient.as_str()));
    let mut outgoing = Vec::new();
    for (letter, reader) in letters.iter().zip([Reader::Referrer, Reader::Manager]) {
        // A form that came by email may name nobody to write to; then a person has to tell them.
        if !letter.to_address().is_empty() {
            let boxed = outbox_letter(&keyholder.sealer, letter, about, reader.code(), now)?;
            outgoing.push(boxed);
        }
    }
    let tx = keyholder.store.begin().await?;
    tx.move_referral(&referral, &stage, now, Change::default())
        .await?;
    tx.insert_decision(&stored).await?;
    for letter in &outgoing {
        tx.insert_letter(letter).await?;
    }
    if outgoing.len() < letters.len() {
        let task =
            new_task(TaskKind::NoAddress, referral.id.as_str(), now).map_err(JourneyError::from)?;
        tx.insert_task(&Task {
            referral: Some(referral.id.clone()),
            why: Some("decided".to_owned()),
            ..task
        })
        .await?;
    }
    tx.commit(now, &[event]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}

fn event(
    referral: &Referral,
    decision: &Decision,
    id: &Id<StoredDecision>,
    by: &Id<Account>,
    sealed: &Sealed<Decision>,
) -> Event {
    let beyond = decision.beyond_ceiling().map_or("no", |_| "yes");
    Event::new(by.as_str(), Action::Decided, referral.id.as_str())
        .with("outcome", decision.outcome().code())
        .with("reason", decision.reason().code())
        .with("decision", id)
        .with("sealed", &sealed.sha256())
        .with("beyond_ceiling", beyond)
}

/// The criteria by their codes.
const CRITERIA: [(&str, Criterion); 4] = [
    ("age", Criterion::Age),
    ("recency", Criterion::Recency),
    ("residence", Criterion::Residence),
    ("police", Criterion::Police),
];

fn facts(
    keyholder: &Keyholder,
    (who, now): (&Account, Timestamp),
    referral: &Referral,
    sent: &Sent,
    screened: &Screened,
    decision: &Decision,
) -> DecisionFacts {
    let decided_on = london_day(now);
    let [age, recency, residence, police] = screened.evidence.clone();
    let evidence = Evidence {
        age,
        recency,
        residence,
        police,
    };
    let told = facts_from_answers(
        "",
        sent.record.route,
        screened.received_on,
        sent.record.answers.values(),
    );
    DecisionFacts {
        reference: referral.reference.as_str().to_owned(),
        people: people(sent),
        received_on: screened.received_on,
        decided_on,
        decided_by: who.name.clone(),
        rationale: decision.rationale().to_owned(),
        reason: decision.reason(),
        named: CRITERIA
            .into_iter()
            .filter(|(code, _)| decision.criteria().contains(*code))
            .map(|(_, word)| word)
            .collect(),
        findings: CriterionFinding::all(
            &keyholder.hub,
            screened.limits,
            screened.verdict.criteria(),
            &evidence,
        ),
        offer: screened.verdict.offer(),
        changes: screened.changes.clone(),
        limits: screened.limits,
        age: screened.verdict.age(),
        window_start: screened.window_start,
        consent_gaps: ConsentGap::of(told.consent_child, told.consent_carer),
        invitation_by: keyholder
            .invitation_days
            .and_then(|days| after(decided_on, days)),
    }
}

fn after(day: Date, days: i64) -> Option<Date> {
    day.checked_add(i32::try_from(days).ok()?.days()).ok()
}
