//! Receiving a referral: validated, sealed, signed and stored in one transaction, with a letter to each of its two people.
//! Sent twice, it is one referral. Nothing here can open what it has stored.

use std::collections::BTreeSet;

use intake_forms::{Answers, FormDefinition, Problem, Problems};
use jiff::Timestamp;

use super::{
    Intake, JourneyError, OpenDraft,
    rooms::{
        ReferralKey, STAND_INS, Seals, Version, WRITTEN_BY, child_words, manager_address, new_id,
        new_referral, outbox_letter, people, seal_payload,
    },
};
use crate::{
    clock::london_day,
    letters::{self, Reader, Stamp},
    random,
    referral::{Draft, DraftState, OutboxLetter, Reference, Sent},
    store::{Change, StoreError, Unaudited},
};

/// How often a new reference is drawn when one is taken.
const DRAWS: usize = 8;

/// Why a draft was not sent.
#[derive(Debug)]
pub enum ReceiveError {
    /// The person can put it right.
    Problems(Problems),
    /// We could not.
    Journey(JourneyError),
}

impl<E: Into<JourneyError>> From<E> for ReceiveError {
    fn from(error: E) -> Self {
        Self::Journey(error.into())
    }
}

/// Sends a draft. `confirmed` are the declarations that were ticked. Only after this returns is anything acknowledged.
pub async fn receive(
    intake: &Intake,
    open: &OpenDraft,
    form: &FormDefinition,
    confirmed: &BTreeSet<String>,
    now: Timestamp,
) -> Result<Reference, ReceiveError> {
    if let DraftState::Sent(reference) = &open.draft.state {
        return Ok(reference.clone());
    }
    let submission = form
        .validate(&open.content.answers, confirmed, london_day(now))
        .map_err(ReceiveError::Problems)?;
    let problems = people_problems(intake, open, form, submission.answers());
    if !problems.is_empty() {
        return Err(ReceiveError::Problems(problems));
    }
    let sent = Sent {
        record: submission.record(),
        answers: open.content.answers.clone(),
        address: open.content.address.clone(),
        files: open.content.files.clone(),
        mail: None,
    };
    for _ in 0..DRAWS {
        let failed = match store(intake, &open.draft, (form, &sent), now).await {
            Ok(reference) => return Ok(reference),
            Err(failed) => failed,
        };
        // Whatever failed: when the draft was sent, saved or deleted meanwhile, that is why.
        if let Some(reference) = sent_meanwhile(intake, &open.draft).await? {
            return Ok(reference);
        }
        if !failed.is_conflict() {
            return Err(failed.into());
        }
    }
    Err(JourneyError::Store(StoreError::Conflict).into())
}

/// What is wrong with good answers when they are sent: the manager's mailbox is a different one that may release, and what
/// letters repeat names no child.
pub fn people_problems(
    intake: &Intake,
    open: &OpenDraft,
    form: &FormDefinition,
    answers: &Answers,
) -> Problems {
    let manager = manager_address(answers);
    let mut problems: Vec<Problem> = manager_problem(intake, form, &open.content.address, manager)
        .into_iter()
        .collect();
    problems.extend(stand_in_problems(intake, answers));
    problems.extend(told_nobody(answers));
    let forbidden = child_words(answers);
    if !letters::unsuitable(answers.text("ref_own").unwrap_or_default(), &forbidden).is_empty() {
        let message = "Take the child’s name or date of birth out of your own reference: it is printed in letters";
        problems.push(Problem::new("ref_own", "ref_own", message));
    }
    Problems::from(problems)
}

/// The question that asks for the mailbox of whoever releases or oversees a referral.
pub fn manager_question(form: &FormDefinition) -> &'static str {
    if form.manager_releases() {
        "mgr_email"
    } else {
        "head_email"
    }
}

/// Whether the form is filled in for somebody who dictates it: its manager is theirs.
pub fn is_dictated(form: &FormDefinition) -> bool {
    form.question(WRITTEN_BY).is_some()
}

/// What is wrong with the address of whoever releases or oversees it, if anything.
pub fn manager_problem(
    intake: &Intake,
    form: &FormDefinition,
    referrer: &str,
    manager: &str,
) -> Option<Problem> {
    let whose = match (form.manager_releases(), is_dictated(form)) {
        (true, false) => "Your manager’s",
        (true, true) => "The manager’s",
        (false, _) => "Your head or line manager’s",
    };
    let must = if manager.eq_ignore_ascii_case(referrer) {
        "be different from yours"
    } else if intake.addresses.allows_pair(referrer, manager) {
        return None;
    } else if intake.addresses.manager_domain_may_differ {
        "be a work address at an organisation that the hub works with"
    } else {
        "be a work address at your organisation"
    };
    let message = format!("{whose} email address must {must}");
    let question = manager_question(form);
    Some(Problem::new(question, question, message))
}

/// A school that has not told Children's Services, and gives no reason, stops here.
pub fn told_nobody(answers: &Answers) -> Option<Problem> {
    let message = "Contact Children’s Services before you send this, or say why you have not";
    (answers.code("mash_contacted") == Some("no"))
        .then(|| Problem::new("mash_contacted", "mash_contacted", message))
}

/// What is wrong with the address of whoever stands in, if anything: letters about the child go there, so it is a work mailbox as well.
pub fn stand_in_problem(intake: &Intake, address: &str) -> Option<Problem> {
    let message = "The holiday contact’s email address must be a work address at an organisation that the hub works with";
    (!intake.addresses.allows(address)).then(|| Problem::new("hol_email", "hol_email", message))
}

/// The same for everybody who stands in, each with its place.
fn stand_in_problems(intake: &Intake, answers: &Answers) -> Vec<Problem> {
    let of = |(n, item): (usize, &Answers)| {
        let mut problem = stand_in_problem(intake, item.text("hol_email")?)?;
        problem.item = Some(n);
        Some(problem)
    };
    let items = answers.items(STAND_INS);
    items.iter().enumerate().filter_map(of).collect()
}

async fn sent_meanwhile(intake: &Intake, draft: &Draft) -> Result<Option<Reference>, JourneyError> {
    let found = intake.store.find_draft(&draft.id).await?;
    let Some(found) = found else {
        return Err(JourneyError::Store(StoreError::Conflict));
    };
    match found.state {
        DraftState::Sent(reference) => Ok(Some(reference)),
        DraftState::Open if found.version == draft.version => Ok(None),
        DraftState::Open => Err(JourneyError::Store(StoreError::Conflict)),
    }
}

async fn store(
    intake: &Intake,
    draft: &Draft,
    (form, sent): (&FormDefinition, &Sent),
    now: Timestamp,
) -> Result<Reference, JourneyError> {
    let (before, files) = tokio::try_join!(
        intake.store.find_referral(&draft.referral),
        intake.store.attachments_of(&draft.referral),
    )?;
    let submission = before
        .as_ref()
        .map_or(1, |referral| referral.submission + 1);
    let reference = match &before {
        Some(referral) => referral.reference.clone(),
        None => Reference::from_random(random::bytes()?),
    };
    let seals = Seals {
        sealer: &intake.sealer,
        signer: &intake.signer,
        blobs: &intake.blobs,
    };
    let version = Version {
        channel: "web",
        submission,
        sent,
        files: &files,
    };
    let payload = seal_payload(seals, key(draft), version, now).await?;
    // Where nobody releases, the worker passes it on to the hub at once, and writes to everybody then.
    let letters = if form.manager_releases() {
        letters(intake, draft, sent, &reference, now)?.into()
    } else {
        Vec::new()
    };
    let tx = intake.store.begin().await?;
    match before {
        Some(referral) => {
            let stage = referral
                .stage
                .clone()
                .send_again()
                .map_err(|_| JourneyError::Store(StoreError::Conflict))?;
            let change = Change {
                sent: Some((submission, now)),
                ..Change::default()
            };
            tx.move_referral(&referral, &stage, now, change).await?;
        }
        None => {
            tx.insert_referral(&new_referral(key(draft), &reference, &draft.form, now))
                .await?;
        }
    }
    tx.insert_payload(&payload).await?;
    for letter in &letters {
        tx.insert_letter(letter).await?;
    }
    tx.send_draft(&draft.id, draft.version, (&reference, now))
        .await?;
    tx.commit_unaudited(Unaudited::Intake).await?;
    intake.wake.send_replace(());
    Ok(reference)
}

/// The referral's key as the draft holds it, which intake signed for.
fn key(draft: &Draft) -> ReferralKey<'_> {
    ReferralKey {
        id: &draft.referral,
        recipient: &draft.referral_recipient,
        wrap: &draft.referral_wrap,
    }
}

fn letters(
    intake: &Intake,
    draft: &Draft,
    sent: &Sent,
    reference: &Reference,
    now: Timestamp,
) -> Result<[OutboxLetter; 2], JourneyError> {
    let people = people(sent);
    let about = Some((&draft.referral, draft.referral_recipient.as_str()));
    let stamp = |id: crate::referral::Id<OutboxLetter>| Stamp {
        id: id.as_str().to_owned(),
        at: now,
    };
    let to_manager =
        letters::waiting_for_manager(&intake.hub, &stamp(new_id()?), reference.as_str(), &people);
    let to_referrer =
        letters::sent_to_manager(&intake.hub, &stamp(new_id()?), reference.as_str(), &people);
    Ok([
        outbox_letter(
            &intake.sealer,
            &to_manager,
            about,
            Reader::Manager.code(),
            now,
        )?,
        outbox_letter(
            &intake.sealer,
            &to_referrer,
            about,
            Reader::Referrer.code(),
            now,
        )?,
    ])
}
