//! Everything that follows from one message, made ready outside any transaction: its outcome, its referrals with their files, its
//! letters and tasks. Writes nothing but sealed files, which nobody knows until a row names them.

use jiff::{SignedDuration, Timestamp};

use super::{
    super::{
        JourneyError, Keyholder,
        rooms::{ReferralKey, Seals, Taken, Version, look_at_sender, new_task, seal_payload},
    },
    SortedLine,
    bounced::{self, Returned},
    facts,
    files::InHand,
    letters::{self, Because, Outgoing},
    raw::{self, Tags},
    referral::{self, Planned},
};
use crate::{
    mail::{Decided, Facts, Outcome, Trust, Why, outcome},
    mailbox::ParseFailure,
    referral::{Id, MailMessage, Payload, Reference, Referral, Sent, Task, TaskKind},
    seal::{Label, Purpose, To},
    store::Unaudited,
};

/// How often a message is taken in hand before it is left unread.
const MOST_TRIES: i32 = 3;
/// When a message is tried again that could not be read on this machine.
const LATER: SignedDuration = SignedDuration::from_mins(1);

/// One message with everything that is written for it.
#[derive(Debug)]
pub(super) struct Sorted {
    pub(super) message: MailMessage,
    pub(super) outcome: Outcome,
    pub(super) why: Why,
    /// The tag of its content, when it is the first with it.
    pub(super) tag: Option<[u8; 32]>,
    /// The tag of its Message-ID.
    pub(super) id_tag: Option<[u8; 32]>,
    /// The referral of the message that it is a copy of.
    pub(super) original: Option<Id<Referral>>,
    /// The referral it belongs to, without being it.
    pub(super) joins: Option<Id<Referral>>,
    pub(super) reading: Option<Vec<u8>>,
    pub(super) new: Vec<Planned>,
    pub(super) letters: Vec<Outgoing>,
    pub(super) returned: Vec<Returned>,
    pub(super) tasks: Vec<Task>,
    pub(super) reference: Option<Reference>,
}

impl Sorted {
    pub(super) fn new(message: &MailMessage, outcome: Outcome, why: Why) -> Self {
        Self {
            message: message.clone(),
            outcome,
            why,
            tag: None,
            id_tag: None,
            original: None,
            joins: None,
            reading: None,
            new: Vec::new(),
            letters: Vec::new(),
            returned: Vec::new(),
            tasks: Vec::new(),
            reference: None,
        }
    }

    /// Its line.
    pub(super) fn line(&self) -> SortedLine {
        SortedLine {
            message: self.message.id.clone(),
            outcome: self.outcome,
            why: self.why,
            reference: self.reference.clone(),
        }
    }

    pub(super) fn raise(
        &mut self,
        kind: TaskKind,
        about: Option<&Id<Referral>>,
        now: Timestamp,
    ) -> Result<(), JourneyError> {
        let subject = about.map_or(self.message.id.as_str(), Id::as_str);
        // Each reply is a task of its own; of the others one for a referral is enough.
        let subject = match kind {
            TaskKind::Reply | TaskKind::NewVersion => self.message.id.as_str(),
            _ => subject,
        };
        let task = new_task(kind, subject, now)?;
        self.tasks.push(Task {
            referral: about.cloned(),
            message: Some(self.message.id.clone()),
            why: Some(self.why.code().to_owned()),
            ..task
        });
        Ok(())
    }
}

/// Reads one message and makes ready what follows; none when it cannot be read on this machine now.
pub(super) async fn prepare(
    keyholder: &Keyholder,
    taken: &Taken,
    now: Timestamp,
) -> Result<Option<Sorted>, JourneyError> {
    let message = &taken.message;
    let unreadable = |why| Ok(Some(Sorted::new(message, Outcome::Unreadable, why)));
    if message.attempts > MOST_TRIES {
        return unreadable(Why::TooManyTries);
    }
    let raw = raw::bytes(keyholder, taken).await?;
    if raw.is_empty() {
        return unreadable(Why::NoBytes);
    }
    let mut open = match keyholder.parsers.read(&raw).await {
        Ok(open) => open,
        Err(failure) => return not_read(keyholder, message, failure, now).await,
    };
    let mut read = open.read().clone();
    look_at_sender(keyholder, message, &raw, &mut read).await?;
    let tags = if message.whole {
        Tags::of(keyholder, &read, &raw)
    } else {
        Tags::default()
    };
    let facts = facts::facts(keyholder, message, &read, &tags).await?;
    let decided = if message.whole {
        outcome(&read, &facts)
    } else {
        Decided::plain(Outcome::Oversize, Why::TooLarge)
    };
    let mut sorted = Sorted::new(message, decided.outcome, decided.why);
    if decided.outcome == Outcome::Duplicate {
        let seen = facts.seen.as_ref().and_then(|seen| seen.referral.clone());
        sorted.original = seen.map(|(id, _)| id);
    } else {
        sorted.tag = tags.content;
        sorted.id_tag = tags.id;
    }
    if decided.outcome.is_for_a_person() {
        let label = Label::of(Purpose::Reading, message.id.as_str(), message.id.as_str());
        let to = To::Key(&message.recipient);
        let sealed = keyholder.sealer.seal(to, &label, now, &read)?;
        sorted.reading = Some(sealed.into_bytes());
    }
    let mut hand = InHand {
        message,
        raw: &raw,
        read: &read,
        open: Some(&mut open),
        now,
    };
    new_referrals(keyholder, &mut hand, &facts, &decided, &mut sorted).await?;
    drop(open);
    let because = Because {
        read: &read,
        facts: &facts,
        decided: &decided,
    };
    follow(keyholder, &because, &mut sorted, now).await?;
    Ok(Some(sorted))
}

/// A message that the parsers did not read: its own fault, or this machine's.
async fn not_read(
    keyholder: &Keyholder,
    message: &MailMessage,
    failure: ParseFailure,
    now: Timestamp,
) -> Result<Option<Sorted>, JourneyError> {
    let (outcome, why) = match failure {
        _ if !message.whole => (Outcome::Oversize, Why::TooLarge),
        ParseFailure::TooWild(_) => (Outcome::Unreadable, Why::TooWild),
        ParseFailure::Died(_) | ParseFailure::Nonsense | ParseFailure::NoPart => {
            (Outcome::Unreadable, Why::ParserDied)
        }
        ParseFailure::OutOfTime => (Outcome::Unreadable, Why::OutOfTime),
        ParseFailure::NoSandbox | ParseFailure::NoChild => {
            tracing::error!(message = %message.id, "messages cannot be read on this machine");
            let task = new_task(TaskKind::ParserUnsafe, "parser", now)?;
            let tx = keyholder.store.begin().await?;
            tx.return_message(message, now + LATER).await?;
            tx.insert_task(&task).await?;
            tx.commit_unaudited(Unaudited::Lease).await?;
            return Ok(None);
        }
    };
    Ok(Some(Sorted::new(message, outcome, why)))
}

async fn new_referrals(
    keyholder: &Keyholder,
    hand: &mut InHand<'_>,
    facts: &Facts,
    decided: &Decided,
    sorted: &mut Sorted,
) -> Result<(), JourneyError> {
    let read = hand.read;
    let path = |place: usize| read.forms.get(place).map(|form| form.path.as_str());
    for one in &decided.referrals {
        let others: Vec<&str> = decided
            .referrals
            .iter()
            .filter(|other| other.form != one.form)
            .filter_map(|other| path(other.form))
            .collect();
        let first = sorted.new.is_empty();
        let planned = referral::plan(keyholder, hand, facts, (first, *one), others).await?;
        sorted.new.extend(planned);
    }
    if decided.outcome == Outcome::Referral && sorted.new.is_empty() {
        // A form that this gateway does not have.
        sorted.outcome = Outcome::HoldingPen;
        sorted.why = Why::NoForm;
    }
    Ok(())
}

/// The letters, marks and tasks that follow.
async fn follow(
    keyholder: &Keyholder,
    because: &Because<'_>,
    sorted: &mut Sorted,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let decided = because.decided;
    sorted.joins.clone_from(&decided.joins);
    if decided.outcome == Outcome::Bounce {
        came_back(keyholder, because, sorted, now).await?;
    }
    if sorted.new.is_empty() {
        for kind in &decided.tasks {
            sorted.raise(*kind, decided.joins.as_ref(), now)?;
        }
    }
    let new = std::mem::take(&mut sorted.new);
    for planned in &new {
        let letters = letters::about_referral(keyholder, because, planned, now)?;
        for kind in tasks_of(because, planned, &letters) {
            sorted.raise(kind, Some(&planned.referral.id), now)?;
        }
        sorted.letters.extend(letters);
    }
    if let Some(answer) = letters::answer(keyholder, because, now)? {
        sorted.letters.push(answer);
    }
    sorted.new = new;
    sorted.reference = reference(keyholder, because.facts, sorted).await?;
    Ok(())
}

/// What a person has to look at about a new referral: it never waits where nobody sees it.
pub(super) fn tasks_of(
    because: &Because<'_>,
    planned: &Planned,
    letters: &[Outgoing],
) -> Vec<TaskKind> {
    let mut kinds = because.decided.tasks.clone();
    if because.facts.archive {
        return kinds;
    }
    if lacks_what_is_needed(&planned.sent) {
        kinds.push(TaskKind::MissingAnswers);
    }
    if planned.people.referrer.is_none() {
        kinds.push(TaskKind::NoAddress);
    }
    let is_asked = letters.iter().any(|out| out.letter.reader == "manager");
    let failed = because.facts.trust == Trust::Failed;
    if !planned.released && !is_asked && !failed {
        kinds.push(TaskKind::NoManager);
    }
    kinds
}

/// Whether an answer is missing without which nobody can screen or decide: the child's birth, where they live, when and what happened,
/// the police, who works with the child, the need, and whether the child and a carer agreed. An older form lacks others as a
/// rule; they stand with the answers.
fn lacks_what_is_needed(sent: &Sent) -> bool {
    const NEEDED: [&str; 13] = [
        "ch_dob",
        "addr_postcode",
        "incidents",
        "inc_date",
        "inc_desc",
        "pol_status",
        "elig_open_csc",
        "elig_open_cyjs",
        "elig_con",
        "sw_allocated",
        "con_child",
        "con_carer",
        "ref_phone",
    ];
    let mut missing = sent.record.missing.iter();
    missing.any(|answer| NEEDED.contains(&answer.question.as_str()))
}

async fn came_back(
    keyholder: &Keyholder,
    because: &Because<'_>,
    sorted: &mut Sorted,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let bounces = &because.decided.bounces;
    sorted.returned = bounced::returned(keyholder, bounces).await?;
    if !sorted.returned.is_empty() {
        sorted.why = Why::ReportNamesOurLetter;
        return Ok(());
    }
    let failed = bounces.is_empty() || bounces.iter().any(bounced::failed);
    if failed && !because.facts.archive {
        sorted.raise(TaskKind::BounceUnmatched, None, now)?;
    }
    Ok(())
}

/// The reference that the line names.
async fn reference(
    keyholder: &Keyholder,
    facts: &Facts,
    sorted: &Sorted,
) -> Result<Option<Reference>, JourneyError> {
    if let Some(planned) = sorted.new.first() {
        return Ok(Some(planned.referral.reference.clone()));
    }
    match sorted.outcome {
        Outcome::Duplicate => {
            let seen = facts.seen.as_ref().and_then(|seen| seen.referral.clone());
            Ok(seen.map(|(_, reference)| reference))
        }
        Outcome::FollowUp => match &sorted.joins {
            Some(id) => {
                let found = keyholder.store.find_referral(id).await?;
                Ok(found.map(|referral| referral.reference))
            }
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

/// Makes the files of a batch durable, all at once, and signs for each referral.
pub(super) async fn finish(
    keyholder: &Keyholder,
    batch: &mut [Sorted],
    now: Timestamp,
) -> Result<(), JourneyError> {
    let all = batch.iter_mut().flat_map(|sorted| sorted.new.iter_mut());
    let writers: Vec<_> = all.flat_map(|planned| planned.writers.drain(..)).collect();
    if !writers.is_empty() {
        keyholder.blobs.commit_all(writers).await?;
    }
    let seals = Seals {
        sealer: &keyholder.sealer,
        signer: &keyholder.signer,
        blobs: &keyholder.blobs,
    };
    for planned in batch.iter_mut().flat_map(|sorted| sorted.new.iter_mut()) {
        let key = ReferralKey {
            id: &planned.referral.id,
            recipient: &planned.referral.recipient,
            wrap: &planned.referral.wrap,
        };
        let version = Version {
            channel: "mailbox",
            submission: 1,
            sent: &planned.sent,
            files: &planned.files,
        };
        let payload = seal_payload(seals, key, version, now).await?;
        // Who signs it and who keeps the chain are one here.
        planned.payload = Some(Payload {
            admitted: true,
            ..payload
        });
    }
    Ok(())
}

/// Removes the files that were made for a batch whose rows were certainly not written. The messages' own files stay.
pub(super) async fn discard(keyholder: &Keyholder, batch: &[Sorted]) {
    let files = batch.iter().flat_map(|sorted| {
        let new = sorted.new.iter();
        new.flat_map(|planned| referral::new_files(planned, &sorted.message.blob))
    });
    for id in files.collect::<Vec<_>>() {
        if let Err(error) = keyholder.blobs.remove(id.as_str()).await {
            tracing::warn!(error = %error, "a sealed file without a row stays");
        }
    }
}
