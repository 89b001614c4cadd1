//! What a screening writes, the first time and every time after it: verdict, line of the queue, audit line. Decides nothing.
//! The day of receipt stands, whatever was corrected since.

use futures::{FutureExt as _, future::BoxFuture};
use jiff::{Timestamp, civil::Date};
use serde_json::Value;

use super::{JourneyError, Keyholder, people, pin};
use crate::{
    audit::Action,
    clock::london_day,
    letters::Limits,
    referral::{CRITERIA, Came, DeskLine, Referral, Screened, Sent, Stage, StoredVerdict},
    screening::{
        Flag, Route, evidence, facts_from_answers, screen as find_verdict, what_would_change,
    },
    seal::{Label, Purpose, ReferralIdentity, Sealed, To, from_hex},
    store::{Change, Event, StoreError, Tx},
};

/// A referral with everything that is written when it is screened.
pub(in super::super) struct Ready {
    referral: Referral,
    stage: Stage,
    stage_at: Timestamp,
    verdict: StoredVerdict,
    /// The sealed line of the queue, and whether it is raised.
    line: (Vec<u8>, bool),
    eligible_until: Option<Date>,
    event: Event,
}

/// What a screening is in the life of its referral.
struct Turn<'a> {
    ordinal: i32,
    stage: Stage,
    actor: &'a str,
    action: Action,
}

/// Makes the first screening ready to be written: the referral becomes one that waits. Without what was sent, a person must look.
pub(in super::super) fn first(
    keyholder: &Keyholder,
    referral: Referral,
    screened: &Screened,
    sent: Option<&Sent>,
    now: Timestamp,
) -> Result<Ready, JourneyError> {
    let stage = referral
        .stage
        .clone()
        .screened()
        .map_err(|_| JourneyError::Inconsistent("a stage"))?;
    let action = if screened.verdict.is_screened() {
        Action::Screened
    } else {
        Action::NotScreened
    };
    let turn = Turn {
        ordinal: 1,
        stage,
        actor: "worker",
        action,
    };
    ready(keyholder, referral, screened, sent, (turn, now))
}

/// Makes a later screening ready, with the answers as they are now: the verdict stands beside the earlier ones, and the referral is at
/// `stage` afterwards.
pub(in super::super) async fn again(
    keyholder: &Keyholder,
    referral: Referral,
    sent: &Sent,
    (actor, stage): (&str, Stage),
    now: Timestamp,
) -> Result<Ready, JourneyError> {
    let latest = keyholder.store.latest_verdict(&referral.id).await?;
    let latest = latest.ok_or(JourneyError::Inconsistent("a verdict"))?;
    let screened = verdict(keyholder, &referral, sent)?;
    pin(keyholder, screened.verdict.rules(), now).await?;
    let turn = Turn {
        ordinal: latest.ordinal + 1,
        stage,
        actor,
        action: Action::Rescreened,
    };
    ready(keyholder, referral, &screened, Some(sent), (turn, now))
}

fn ready(
    keyholder: &Keyholder,
    referral: Referral,
    screened: &Screened,
    sent: Option<&Sent>,
    (turn, now): (Turn<'_>, Timestamp),
) -> Result<Ready, JourneyError> {
    let item = turn.ordinal.to_string();
    let label = Label::of(Purpose::Verdict, referral.id.as_str(), item);
    let sealed = keyholder
        .sealer
        .seal(To::Key(&referral.recipient), &label, now, screened)?;
    let digest = screened.verdict.sha256();
    let verdict = StoredVerdict {
        referral: referral.id.clone(),
        ordinal: turn.ordinal,
        rules: screened.verdict.rules().to_owned(),
        sealed: sealed.into_bytes(),
        digest: from_hex(&digest).ok_or(JourneyError::Inconsistent("a digest"))?,
        made_at: now,
    };
    let line = desk_line(screened, sent);
    let raised = !line.raised.is_empty() || !screened.verdict.is_screened();
    let summary = Label::own(Purpose::Summary, referral.id.as_str());
    let line = keyholder
        .sealer
        .seal(To::Hub, &summary, now, &line)?
        .into_bytes();
    let event = Event::new(turn.actor, turn.action, referral.id.as_str())
        .with("rules", &verdict.rules)
        .with("screening", &turn.ordinal)
        .with("verdict", &digest);
    let stays = turn.stage == referral.stage;
    Ok(Ready {
        stage_at: if stays { referral.stage_at } else { now },
        stage: turn.stage,
        referral,
        verdict,
        line: (line, raised),
        eligible_until: screened.verdict.eligible_until(),
        event,
    })
}

/// The verdict, the queue line and the stage; the audit line comes with them.
pub(in super::super) fn write<'a>(
    tx: &'a Tx,
    ready: &'a Ready,
    _now: Timestamp,
) -> BoxFuture<'a, Result<Event, StoreError>> {
    async move {
        tx.insert_verdict(&ready.verdict).await?;
        let change = Change {
            desk_line: Some(ready.line.clone()),
            eligible_until: Some(ready.eligible_until),
            ..Change::default()
        };
        tx.move_referral(&ready.referral, &ready.stage, ready.stage_at, change)
            .await?;
        Ok(ready.event.clone())
    }
    .boxed()
}

/// Opens a stored screening.
pub(in super::super) fn open_screened(
    key: &ReferralIdentity,
    stored: &StoredVerdict,
) -> Result<Screened, JourneyError> {
    let item = stored.ordinal.to_string();
    let label = Label::of(Purpose::Verdict, stored.referral.as_str(), item);
    Ok(key.open(&Sealed::from_stored(stored.sealed.clone()), &label)?)
}

/// Checks the answers by the rules of the day of receipt.
pub(in super::super) fn verdict(
    keyholder: &Keyholder,
    referral: &Referral,
    sent: &Sent,
) -> Result<Screened, JourneyError> {
    let received_at = referral
        .received_at
        .ok_or(JourneyError::Inconsistent("a received referral"))?;
    let received_on = london_day(received_at);
    let rules = keyholder
        .rules
        .in_force_on(received_on)
        .ok_or(JourneyError::Inconsistent("the rules of the day"))?;
    let facts = facts_from_answers(
        referral.reference.as_str(),
        sent.record.route,
        received_on,
        sent.record.answers.values(),
    );
    let postcode = facts.postcode.as_deref();
    let directory = keyholder.directory.around(postcode)?;
    let verdict = find_verdict(&facts, rules, &directory);
    let words = evidence(&facts, &verdict, rules, &directory);
    let changes = what_would_change(&facts, rules, &directory);
    Ok(Screened {
        place: postcode.and_then(|postcode| directory.resolve(postcode)),
        facts: serde_json::to_value(&facts).unwrap_or(Value::Null),
        verdict,
        changes,
        evidence: [words.age, words.recency, words.residence, words.police],
        received_on,
        window_start: rules.window_start(received_on),
        limits: Limits::of(rules),
    })
}

/// The line of the queue; without what was sent, only what the verdict says.
fn desk_line(screened: &Screened, sent: Option<&Sent>) -> DeskLine {
    let verdict = &screened.verdict;
    let code = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let coded = |value: Result<Value, _>| value.map(|value| code(&value)).unwrap_or_default();
    let criteria = serde_json::to_value(verdict.criteria()).unwrap_or(Value::Null);
    let findings = CRITERIA.into_iter().map(|criterion| {
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
        turns: screened.turns(),
        placed: verdict.flags().contains(&Flag::PlacedChild),
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
    let came = match (&sent.mail, sent.record.route) {
        (Some(_), _) => Came::Mail,
        (None, Route::SocialWorker) => Came::SocialWorker,
        (None, Route::School) => Came::School,
    };
    DeskLine {
        came: came.code().to_owned(),
        referrer: people.referrer_name,
        team: answers.text("ref_team").unwrap_or_default().to_owned(),
        own_reference: people.own_reference,
        raised: raised.collect(),
        ..line
    }
}
