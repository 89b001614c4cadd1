//! A new referral out of one form of a message. Answers are taken as they were read; what is missing is listed, and nobody is taken
//! for a manager or referrer whom letters may not go to.

use std::collections::BTreeMap;

use intake_forms::{AnswerPlace, FormDefinition, RawAnswers};
use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    super::{
        JourneyError, Keyholder,
        rooms::{ReferralKey, new_id, new_referral},
    },
    files::{Files, InHand, Which, files},
};
use crate::{
    blobs::BlobWriter,
    clock::london_day,
    credentials::address_tag,
    letters,
    mail::{Facts, FormPeople, FoundForm, NewOne, ReadMessage, authors},
    random,
    referral::{
        Attachment, Draft, DraftState, FromMail, Id, MailMessage, Payload, Reference, Referral,
        Sent, Stage,
    },
};

/// How old mail may say it is.
const OLDEST: SignedDuration = SignedDuration::from_hours(10 * 366 * 24);

/// A new referral with everything that is stored for it. The payload comes last: it signs for files that must be durable.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) referral: Referral,
    pub(super) sent: Sent,
    pub(super) files: Vec<Attachment>,
    pub(super) writers: Vec<BlobWriter>,
    pub(super) draft: Option<Draft>,
    pub(super) payload: Option<Payload>,
    pub(super) people: FormPeople,
    pub(super) released: bool,
}

/// Plans the referral of one form. The first of a message has the message's own key.
pub(super) async fn plan(
    keyholder: &Keyholder,
    hand: &mut InHand<'_>,
    facts: &Facts,
    (first, one): (bool, NewOne),
    others: Vec<&str>,
) -> Result<Option<Planned>, JourneyError> {
    let (message, read, now) = (hand.message, hand.read, hand.now);
    let (Some(found), Some(people)) = (read.forms.get(one.form), facts.people.get(one.form)) else {
        return Ok(None);
    };
    let mut forms = keyholder.forms.iter();
    let Some(form) = forms.find(|form| form.id() == found.reading.form) else {
        return Ok(None);
    };
    let key = Key::of(keyholder, message, first, now)?;
    let which = Which {
        form: &found.path,
        others,
        own_key: first,
    };
    let Files {
        listed,
        rows,
        writers,
        lost,
    } = files(keyholder, hand, key.lent(), &which).await?;
    let arrived_at = message.arrived_at.clamp(now - OLDEST, now);
    let (answers, dropped) = answers(form, found, people);
    let confirmed = &found.reading.confirmed;
    let day = london_day(arrived_at);
    let submission = form.receive_partly(&answers, confirmed, day);
    let mut mail = from_mail(message, read, facts, found);
    mail.unread = unread(found, dropped, lost);
    mail.unread.extend(not_asked(form, found, &answers, day));
    let sent = Sent {
        record: submission.record(),
        answers,
        address: people.referrer.clone().unwrap_or_default(),
        files: listed,
        mail: Some(mail),
    };
    let reference = Reference::from_random(random::bytes()?);
    let mut referral = new_referral(key.lent(), &reference, form.id(), arrived_at);
    referral.stage_at = now;
    let mut waits = None;
    if one.released {
        referral.stage = Stage::Received;
        referral.received_at = Some(arrived_at);
    } else {
        waits = Some(draft(keyholder, &referral, people, now)?);
    }
    Ok(Some(Planned {
        referral,
        sent,
        files: rows,
        writers,
        draft: waits,
        payload: None,
        people: people.clone(),
        released: one.released,
    }))
}

/// The key of a new referral: the message's own for the first, a new one for each other.
struct Key {
    id: Id<Referral>,
    recipient: String,
    wrap: Vec<u8>,
}

impl Key {
    fn of(
        keyholder: &Keyholder,
        message: &MailMessage,
        first: bool,
        now: Timestamp,
    ) -> Result<Self, JourneyError> {
        if first {
            let id = message.as_referral();
            return Ok(Self {
                id: id.ok_or(JourneyError::Inconsistent("a message's id"))?,
                recipient: message.recipient.clone(),
                wrap: message.wrap.clone(),
            });
        }
        let id = new_id::<Referral>()?;
        let new = keyholder.sealer.new_referral_key(id.as_str(), now)?;
        Ok(Self {
            id,
            recipient: new.recipient,
            wrap: new.wrap,
        })
    }

    fn lent(&self) -> ReferralKey<'_> {
        ReferralKey {
            id: &self.id,
            recipient: &self.recipient,
            wrap: &self.wrap,
        }
    }
}

/// What a referral keeps of its message: who had a hand in it, and where each answer stands.
fn from_mail(
    message: &MailMessage,
    read: &ReadMessage,
    facts: &Facts,
    found: &FoundForm,
) -> FromMail {
    let authors = authors::who(read, Some(found));
    FromMail {
        message: message.id.as_str().to_owned(),
        sender: authors.sender,
        forwarder: authors.forwarder,
        original: authors.original,
        trust: facts.trust.code().to_owned(),
        found: places(found),
        unread: Vec::new(),
        form_path: found.path.clone(),
        archive: message.archive,
    }
}

/// The answers as a draft, and what was taken out of them: a manager who may not release, so that nobody takes them for one, and a
/// reference of the referrer's own that names the child, because letters print it.
fn answers(
    form: &FormDefinition,
    found: &FoundForm,
    people: &FormPeople,
) -> (RawAnswers, Vec<String>) {
    let mut answers = found.reading.answers.clone();
    let mut dropped = Vec::new();
    let mut drop = |question: &str, why: String| {
        if let Some((section, _)) = form.question(question)
            && let Some(fields) = answers.section(&section.slug).cloned()
        {
            answers.put(&section.slug, fields.without(question));
            dropped.push(why);
        }
    };
    if people.manager.is_none() && !people.named_manager.is_empty() {
        let address = &people.named_manager;
        let why = format!(
            "{address} is named as the manager’s address, and cannot release this referral"
        );
        drop("mgr_email", why);
    }
    let text = |id: &str| {
        found
            .reading
            .answer(id)
            .map_or("", |answer| answer.text.as_str())
    };
    let names = [text("ch_first"), text("ch_last")].map(str::to_owned);
    let own = text("ref_own");
    if !letters::unsuitable(
        own,
        &letters::forbidden(&names, people.child.birthday(), &[]),
    )
    .is_empty()
    {
        drop(
            "ref_own",
            format!("{own} is given as the referrer’s own reference; letters cannot print it"),
        );
    }
    (answers, dropped)
}

/// Where each answer stands, by its question; of a list, by `question/number`.
fn places(found: &FoundForm) -> BTreeMap<String, String> {
    let all = found.reading.found.iter().map(|found| {
        let question = match found.item {
            Some(item) => format!("{}/{}", found.question, item + 1),
            None => found.question.clone(),
        };
        (question, found.place.clone())
    });
    all.collect()
}

/// What was not taken as an answer, each in a line.
fn unread(found: &FoundForm, dropped: Vec<String>, lost: Vec<String>) -> Vec<String> {
    let lines = found
        .reading
        .unread
        .iter()
        .map(|unread| format!("{}: {} ({})", unread.label, unread.text, unread.place));
    let troubles = found
        .reading
        .problems
        .iter()
        .map(|trouble| format!("{}: {} ({})", trouble.message, trouble.text, trouble.place));
    // What the form does not ask, but for the address that letters go to.
    let beside = found
        .reading
        .found
        .iter()
        .filter(|found| found.section.is_empty() && found.question != "ref_email")
        .map(|found| format!("{}: {} ({})", found.question, found.text, found.place));
    let lost = lost.into_iter().map(|name| {
        format!("{name} could not be taken out of the message; it is in the whole message")
    });
    lines
        .chain(beside)
        .chain(troubles)
        .chain(dropped)
        .chain(lost)
        .collect()
}

/// What is written under a question that another answer says does not apply, each in a line: nobody takes it for an answer.
fn not_asked(
    form: &FormDefinition,
    found: &FoundForm,
    answers: &RawAnswers,
    day: Date,
) -> Vec<String> {
    let line = |place: AnswerPlace| {
        let (_, question) = form.question(&place.question)?;
        let at = place.item.and_then(|item| item.checked_sub(1));
        let mut all = found.reading.found.iter();
        let written = all.find(|one| one.question == place.question && one.item == at)?;
        let (label, text, place) = (&question.label, &written.text, &written.place);
        Some(format!("{label}: {text} ({place})"))
    };
    let places = form.answered_unasked(answers, day).into_iter();
    places.filter_map(line).collect()
}

/// The draft that a return opens again: sent, its key wrapped to the hub.
fn draft(
    keyholder: &Keyholder,
    referral: &Referral,
    people: &FormPeople,
    now: Timestamp,
) -> Result<Draft, JourneyError> {
    let (_identity, key) = keyholder.sealer.new_draft_key(now)?;
    let address = people.referrer.as_deref().unwrap_or_default();
    Ok(Draft {
        id: key.id,
        form: referral.form.clone(),
        recipient: key.recipient,
        wrap: key.wrap,
        content: Vec::new(),
        version: 1,
        state: DraftState::Sent(referral.reference.clone()),
        referral: referral.id.clone(),
        referral_recipient: referral.recipient.clone(),
        referral_wrap: referral.wrap.clone(),
        address_tag: address_tag(&keyholder.tag_key, address),
        made_at: now,
        touched_at: now,
        expires_at: now + SignedDuration::from_hours(24 * keyholder.drafts.days),
        warned_at: None,
    })
}

/// The ids of the sealed files that were made for it.
pub(super) fn new_files(planned: &Planned, message_file: &Id<Attachment>) -> Vec<Id<Attachment>> {
    let ids = planned.files.iter().map(|file| file.id.clone());
    ids.filter(|id| id != message_file).collect()
}
