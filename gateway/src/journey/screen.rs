//! Screening received referrals: each opened, checked by the rules of its day, sealed again with the verdict. Plain text lives only in this call.
//! One that cannot be screened is passed on all the same: it waits at the desk, on top, and a person must check it.

use futures::{FutureExt as _, future::BoxFuture};
use jiff::Timestamp;
use serde_json::Value;

use super::{
    JourneyError, Keyholder, OpenedSent, open_sent,
    rooms::{people, together},
};
use crate::{
    audit::Action,
    clock::london_day,
    letters::Limits,
    referral::{DeskLine, Referral, Screened, Sent, Stage, StoredVerdict},
    screening::{Route, Verdict, evidence, facts_from_answers, screen as find_verdict},
    seal::{Label, Purpose, To, from_hex, sha256_hex},
    store::{Change, Event, StoreError, Tx},
};

/// Screens referrals at `Received`, written together where that goes. What became of each, in their order.
pub async fn screen(
    keyholder: &Keyholder,
    referrals: Vec<Referral>,
    now: Timestamp,
) -> Vec<Result<(), JourneyError>> {
    let mut ready = Vec::with_capacity(referrals.len());
    for referral in referrals {
        ready.push(screened(keyholder, referral, now).await);
    }
    together(&keyholder.store, ready, write, now).await
}

async fn screened(
    keyholder: &Keyholder,
    referral: Referral,
    now: Timestamp,
) -> Result<Ready, JourneyError> {
    let received_at = referral
        .received_at
        .ok_or(JourneyError::Inconsistent("a received referral"))?;
    let OpenedSent { sent, .. } = open_sent(keyholder, &referral, referral.submission).await?;
    let screened = verdict(keyholder, &referral, &sent, received_at)?;
    let line = desk_line(&screened.verdict, Some(&sent));
    let raised = !line.raised.is_empty();
    ready(keyholder, referral, &screened, (line, raised), now)
}

/// Passes on a referral whose screening keeps failing: raised, with a verdict in which nothing is known. What can be read of it is
/// shown; one that does not open at all is passed on too, so that a person finds out.
pub async fn pass_unscreened(
    keyholder: &Keyholder,
    referral: Referral,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let sent = match open_sent(keyholder, &referral, referral.submission).await {
        Ok(opened) => Some(opened.sent),
        Err(error) if error.may_pass() => return Err(error),
        Err(_) => None,
    };
    let received_on = london_day(referral.received_at.unwrap_or(referral.stage_at));
    let rules = keyholder.rules.in_force_on(received_on);
    let rules = rules.or_else(|| keyholder.rules.versions().first());
    let rules = rules.ok_or(JourneyError::Inconsistent("the rules"))?;
    let looked_at = || "This was not checked by rule: a person at the hub looked at it.".to_owned();
    let screened = Screened {
        place: None,
        facts: Value::Null,
        verdict: Verdict::not_screened(referral.reference.as_str()),
        evidence: [looked_at(), looked_at(), looked_at(), looked_at()],
        received_on,
        window_start: rules.window_start(received_on),
        limits: Limits::of(rules),
    };
    let line = desk_line(&screened.verdict, sent.as_ref());
    let ready = ready(keyholder, referral, &screened, (line, true), now);
    let became = together(&keyholder.store, vec![ready], write, now).await;
    became.into_iter().collect()
}

/// A referral with everything that is written when it is screened.
struct Ready {
    referral: Referral,
    stage: Stage,
    verdict: StoredVerdict,
    /// The sealed line of the queue, and whether it is raised.
    line: (Vec<u8>, bool),
    event: Event,
}

/// Seals what is written of a referral that was screened.
fn ready(
    keyholder: &Keyholder,
    referral: Referral,
    screened: &Screened,
    (line, raised): (DeskLine, bool),
    now: Timestamp,
) -> Result<Ready, JourneyError> {
    let stage = referral
        .stage
        .clone()
        .screened()
        .map_err(|_| JourneyError::Inconsistent("a stage"))?;
    let label = Label::of(Purpose::Verdict, referral.id.as_str(), "1");
    let sealed = keyholder
        .sealer
        .seal(To::Key(&referral.recipient), &label, now, screened)?;
    let digest = sha256_hex(&serde_json::to_vec(&screened.verdict).unwrap_or_default());
    let stored = StoredVerdict {
        referral: referral.id.clone(),
        ordinal: 1,
        rules: screened.verdict.rules().to_owned(),
        sealed: sealed.into_bytes(),
        digest: from_hex(&digest).ok_or(JourneyError::Inconsistent("a digest"))?,
        made_at: now,
    };
    let summary = Label::own(Purpose::Summary, referral.id.as_str());
    let line = keyholder
        .sealer
        .seal(To::Hub, &summary, now, &line)?
        .into_bytes();
    let action = if screened.verdict.is_screened() {
        Action::Screened
    } else {
        Action::NotScreened
    };
    let event = Event::new("worker", action, referral.id.as_str())
        .with("rules", &stored.rules)
        .with("verdict", &digest);
    Ok(Ready {
        referral,
        stage,
        verdict: stored,
        line: (line, raised),
        event,
    })
}

/// The verdict, the queue line and the stage; the audit line comes with them.
fn write<'a>(
    tx: &'a Tx,
    ready: &'a Ready,
    now: Timestamp,
) -> BoxFuture<'a, Result<Event, StoreError>> {
    async move {
        tx.insert_verdict(&ready.verdict).await?;
        let change = Change {
            desk_line: Some(ready.line.clone()),
            ..Change::default()
        };
        tx.move_referral(&ready.referral, &ready.stage, now, change)
            .await?;
        Ok(ready.event.clone())
    }
    .boxed()
}

fn verdict(
    keyholder: &Keyholder,
    referral: &Referral,
    sent: &Sent,
    received_at: Timestamp,
) -> Result<Screened, JourneyError> {
    let received_on = london_day(received_at);
    let rules = keyholder
        .rules
        .in_force_on(received_on)
        .ok_or(JourneyError::Inconsistent("the rules of the day"))?;
    let facts = facts_from_answers(
        referral.reference.as_str(),
        Route::SocialWorker,
        received_on,
        sent.record.answers.values(),
    );
    let verdict = find_verdict(&facts, rules, &keyholder.directory);
    let words = evidence(&facts, &verdict, rules, &keyholder.directory);
    Ok(Screened {
        place: facts
            .postcode
            .as_deref()
            .and_then(|postcode| keyholder.directory.resolve(postcode)),
        facts: serde_json::to_value(&facts).unwrap_or(Value::Null),
        verdict,
        evidence: [words.age, words.recency, words.residence, words.police],
        received_on,
        window_start: rules.window_start(received_on),
        limits: Limits::of(rules),
    })
}

/// The line of the queue; without what was sent, only what the verdict says.
fn desk_line(verdict: &Verdict, sent: Option<&Sent>) -> DeskLine {
    let code = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let coded = |value: Result<Value, _>| value.map(|value| code(&value)).unwrap_or_default();
    let criteria = serde_json::to_value(verdict.criteria()).unwrap_or(Value::Null);
    let findings = ["age", "recency", "residence", "police"]
        .into_iter()
        .map(|criterion| {
            (
                criterion.to_owned(),
                criteria.get(criterion).map(code).unwrap_or_default(),
            )
        });
    let line = DeskLine {
        age: verdict.age(),
        findings: findings.collect(),
        offer: coded(serde_json::to_value(verdict.offer())),
        suggestion: if verdict.is_screened() {
            coded(serde_json::to_value(verdict.suggestion()))
        } else {
            "not_screened".to_owned()
        },
        eligible_until: verdict.eligible_until().map(|day| day.to_string()),
        ..DeskLine::default()
    };
    let Some(sent) = sent else {
        return line;
    };
    let answers = &sent.record.answers;
    let people = people(sent);
    let raised = [
        ("safe_now", "immediate_risk"),
        ("safe_selfharm", "self_harm"),
        ("addr_withhold", "address_withheld"),
    ]
    .into_iter()
    .filter(|(question, _)| answers.code(question) == Some("yes"))
    .map(|(_, flag)| flag.to_owned());
    DeskLine {
        referrer: people.referrer_name,
        team: answers.text("ref_team").unwrap_or_default().to_owned(),
        own_reference: people.own_reference,
        raised: raised.collect(),
        ..line
    }
}
