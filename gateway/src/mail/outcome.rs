//! What becomes of a message: one function, from values, without doing anything. On doubt a person looks. A reply never releases,
//! decides or changes a referral, and nobody joins one by quoting it.

use super::{
    authors::{self, Child, FormPeople},
    automatic::{Automatic, automatic},
    lanes::{Outcome, Why},
    read::{FoundForm, Mark, Oddity, Part, ReadMessage},
    signs::{Bounce, BounceAction, Calendar, Encryption, Report},
    thread,
    trust::Trust,
};
use crate::referral::{Id, MailMessage, OutboxLetter, Reference, Referral, TaskKind};

/// What is known beside the message itself.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact by itself, and none follows from another"
)]
#[derive(Clone, Debug)]
pub struct Facts {
    /// Whether the sender is proved.
    pub trust: Trust,
    /// The same content, when it was here before.
    pub seen: Option<Seen>,
    /// Whether another message with other content had the same Message-ID.
    pub id_reused: bool,
    /// The letters of ours that it says it answers and that we wrote.
    pub thread: Vec<ThreadFact>,
    /// Whether the mark of our own letters on it names a letter that we wrote.
    pub own_letter: bool,
    /// Whether its sender's address is the hub's own.
    pub says_it_is_us: bool,
    /// Old mail: nothing is sent for it.
    pub archive: bool,
    /// Whether there are criteria for the day it arrived.
    pub rules_in_force: bool,
    /// The people that each form names, in the order of the forms.
    pub people: Vec<FormPeople>,
}

/// An earlier message with the same content.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The earlier message.
    pub message: Id<MailMessage>,
    /// The referral it became or belongs to, with its reference.
    pub referral: Option<(Id<Referral>, Reference)>,
}

/// A letter of ours that a message answers.
#[derive(Clone, Debug)]
pub struct ThreadFact {
    /// The letter.
    pub letter: Id<OutboxLetter>,
    /// The referral it is about.
    pub referral: Option<Id<Referral>>,
    /// The addresses of the letter's reader and of the referral's two people, lower case.
    pub people: Vec<String>,
    /// The referral's child.
    pub child: Child,
}

/// What becomes of it.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The lane.
    pub outcome: Outcome,
    /// Why.
    pub why: Why,
    /// The new referrals, one a form.
    pub referrals: Vec<NewOne>,
    /// The referral that it belongs to.
    pub joins: Option<Id<Referral>>,
    /// What it tells of letters.
    pub bounces: Vec<Bounce>,
    /// What a person has to look at, beside what each referral raises.
    pub tasks: Vec<TaskKind>,
}

/// A new referral out of one form of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewOne {
    /// The form, by its place in the message.
    pub form: usize,
    /// Whether the named manager sent it, so that it is with the hub at once; else it waits for the manager.
    pub released: bool,
    /// Why it is, or is not.
    pub why: Why,
}

impl Decided {
    /// A lane and its reason, and nothing else.
    pub fn plain(outcome: Outcome, why: Why) -> Self {
        Self {
            outcome,
            why,
            referrals: Vec::new(),
            joins: None,
            bounces: Vec::new(),
            tasks: Vec::new(),
        }
    }

    fn with_task(mut self, task: TaskKind) -> Self {
        self.tasks.push(task);
        self
    }
}

/// Decides what becomes of a message that was read. The order is the rule: the first that fits is it.
pub fn outcome(read: &ReadMessage, facts: &Facts) -> Decided {
    let mut decided = decide(read, facts);
    if facts.id_reused && is_told_of_its_id(&decided) {
        decided.why = Why::MessageIdReused;
    }
    if facts.archive && !decided.tasks.is_empty() {
        decided.tasks = vec![TaskKind::OldMail];
    }
    decided
}

fn decide(read: &ReadMessage, facts: &Facts) -> Decided {
    if facts.seen.is_some() {
        return Decided::plain(Outcome::Duplicate, Why::SameContent);
    }
    if let Some(report) = &read.signs.report {
        return reported(report);
    }
    let us = facts.says_it_is_us && facts.trust != Trust::Verified;
    if read.signs.own_mark.is_some() && read.forms.is_empty() {
        return if facts.own_letter {
            Decided::plain(Outcome::AutoReply, Why::OwnLetter)
        } else {
            pen(Why::SaysItIsUs)
        };
    }
    if us && automatic(read) != Automatic::Surely {
        return pen(Why::SaysItIsUs);
    }
    if !read.forms.is_empty() {
        return with_forms(read, facts);
    }
    without_form(read, facts)
}

/// Where a reused Message-ID is what a person should know first: it may be a copy that somebody changed.
fn is_told_of_its_id(decided: &Decided) -> bool {
    match decided.outcome {
        Outcome::Referral | Outcome::FollowUp => true,
        Outcome::HoldingPen => decided.why == Why::NoForm,
        _ => false,
    }
}

/// A report about mail.
fn reported(report: &Report) -> Decided {
    match report {
        Report::Delivery(bounces) => {
            let failed = bounces.iter().any(|bounce| {
                matches!(bounce.action, BounceAction::Failed | BounceAction::Unknown)
            });
            let why = if failed || bounces.is_empty() {
                Why::ReportUnmatched
            } else {
                Why::DeliveryReport
            };
            Decided {
                bounces: bounces.clone(),
                ..Decided::plain(Outcome::Bounce, why)
            }
        }
        Report::Disposition => Decided::plain(Outcome::Report, Why::ReadReceipt),
        Report::Abuse | Report::Dmarc | Report::Tls => {
            Decided::plain(Outcome::Report, Why::AbuseReport)
        }
    }
}

/// A form is in it: that beats every other lane.
fn with_forms(read: &ReadMessage, facts: &Facts) -> Decided {
    if !facts.rules_in_force {
        return pen(Why::BeforeRules);
    }
    let joined = joins(read, facts);
    if let Some(fact) = joined
        && facts
            .people
            .iter()
            .all(|people| people.child.is(&fact.child))
    {
        return Decided {
            joins: fact.referral.clone(),
            ..Decided::plain(Outcome::FollowUp, Why::ReaderReplied)
        }
        .with_task(TaskKind::NewVersion);
    }
    let referrals: Vec<NewOne> = read
        .forms
        .iter()
        .enumerate()
        .filter(|(place, _)| !is_a_copy(read, facts, *place))
        .map(|(place, form)| new_one(read, facts, place, form))
        .collect();
    let why = referrals.first().map_or(Why::NoForm, |first| first.why);
    let decided = Decided {
        joins: joined.and_then(|fact| fact.referral.clone()),
        referrals,
        ..Decided::plain(Outcome::Referral, why)
    };
    if facts.trust == Trust::Failed {
        decided.with_task(TaskKind::CheckSender)
    } else if facts.archive {
        decided.with_task(TaskKind::OldMail)
    } else {
        decided
    }
}

/// Whether an earlier form of the message is about the same child and says the same: one form in two formats is one referral.
fn is_a_copy(read: &ReadMessage, facts: &Facts, place: usize) -> bool {
    let of = |place: usize| Some((read.forms.get(place)?, facts.people.get(place)?));
    let Some((form, people)) = of(place) else {
        return false;
    };
    (0..place).filter_map(of).any(|(earlier, its_people)| {
        earlier.reading.answers == form.reading.answers && its_people.child.is(&people.child)
    })
}

/// Whether the manager whom a form names released it by sending it: only their own message, proved and not handed on, does.
pub fn new_one(read: &ReadMessage, facts: &Facts, place: usize, form: &FoundForm) -> NewOne {
    let people = facts.people.get(place);
    let sender = authors::sender(read).map(|from| from.address.to_lowercase());
    let is_manager = people.is_some_and(|people| {
        people.manager.is_some() && people.manager == sender && !people.same_person
    });
    let why = if facts.trust == Trust::Failed {
        Why::SenderFailed
    } else if authors::is_handed_on(read, form) {
        Why::Forwarded
    } else if is_manager && facts.trust == Trust::Verified && read.signs.own_mark.is_none() {
        Why::FromManager
    } else {
        Why::NotFromManager
    };
    NewOne {
        form: place,
        released: why == Why::FromManager,
        why,
    }
}

/// The letter that the message answers, when its sender is a reader of it and that is proved.
fn joins<'a>(read: &ReadMessage, facts: &'a Facts) -> Option<&'a ThreadFact> {
    let (fact, proved) = answered(read, facts)?;
    proved.then_some(fact)
}

/// The letter that the message answers and whose people its sender is said to be one of; and whether that is proved.
fn answered<'a>(read: &ReadMessage, facts: &'a Facts) -> Option<(&'a ThreadFact, bool)> {
    let sender = authors::sender(read)?.address.to_lowercase();
    let mut facts_of = facts.thread.iter();
    let fact = facts_of.find(|fact| fact.referral.is_some() && fact.people.contains(&sender))?;
    Some((fact, facts.trust == Trust::Verified))
}

fn without_form(read: &ReadMessage, facts: &Facts) -> Decided {
    let machine = automatic(read);
    let away = read
        .signs
        .auto
        .as_ref()
        .is_some_and(|auto| auto.away || auto.reply);
    if read.signs.portal && !away {
        return Decided::plain(Outcome::PortalNotice, Why::Portal).with_task(TaskKind::Portal);
    }
    if machine == Automatic::Surely && read.signs.calendar.is_none() {
        return Decided::plain(Outcome::AutoReply, Why::HeaderSaysSo);
    }
    if let Some(fact) = joins(read, facts) {
        return Decided {
            joins: fact.referral.clone(),
            ..Decided::plain(Outcome::FollowUp, Why::ReaderReplied)
        }
        .with_task(TaskKind::Reply);
    }
    match read.signs.encrypted {
        Some(Encryption::Smime) => return Decided::plain(Outcome::Encrypted, Why::Smime),
        Some(Encryption::Pgp) => return Decided::plain(Outcome::Encrypted, Why::Pgp),
        None => {}
    }
    if let Some(calendar) = read.signs.calendar {
        return invited(read, calendar);
    }
    match machine {
        Automatic::Surely => Decided::plain(Outcome::AutoReply, Why::HeaderSaysSo),
        Automatic::Perhaps if !may_hold_a_form(read) => {
            let why = if read.signs.list {
                Why::ListMail
            } else {
                Why::HeaderSaysSo
            };
            Decided::plain(Outcome::AutoReply, why)
        }
        Automatic::Perhaps | Automatic::No => pen(why_in_the_pen(read, facts)),
    }
}

/// An invitation with a document is for a person; without one, and every answer to one, it is not.
fn invited(read: &ReadMessage, calendar: Calendar) -> Decided {
    let answer = matches!(
        calendar,
        Calendar::Reply | Calendar::Cancel | Calendar::Counter
    );
    if answer || !read.parts.iter().any(is_a_document) {
        Decided::plain(Outcome::CalendarReply, Why::Calendar)
    } else {
        pen(Why::Calendar)
    }
}

/// Whether something in it may be a form that was not read.
fn may_hold_a_form(read: &ReadMessage) -> bool {
    [Oddity::Scan, Oddity::FileInWords]
        .iter()
        .any(|odd| read.oddities.contains(odd))
        || read.parts.iter().any(|part| part.is(Mark::Encrypted))
}

/// Something that was attached: no invitation, no picture of the text, no signature.
fn is_a_document(part: &Part) -> bool {
    let kind = part.kind.to_lowercase();
    let of_the_message = kind == "text/calendar"
        || kind == "application/ics"
        || kind.starts_with("application/pkcs7")
        || kind.starts_with("application/x-pkcs7")
        || kind == "application/pgp-signature";
    !of_the_message && !part.is(Mark::InlinePicture) && !part.name.to_lowercase().ends_with(".ics")
}

fn why_in_the_pen(read: &ReadMessage, facts: &Facts) -> Why {
    let odd = |oddity| read.oddities.contains(&oddity);
    if odd(Oddity::Partial) {
        return Why::Partial;
    }
    if odd(Oddity::External) {
        return Why::External;
    }
    if answered(read, facts).is_some() {
        return Why::ReaderNotVerified;
    }
    if !facts.thread.is_empty() || thread::quotes_a_reference(read) {
        return Why::StrangerQuotes;
    }
    if read.parts.iter().any(|part| part.is(Mark::Encrypted)) {
        return Why::LockedAttachment;
    }
    let only_a_picture = read.text.words.trim().is_empty()
        && read
            .parts
            .iter()
            .any(|part| part.kind.starts_with("image/"));
    if odd(Oddity::Scan) || only_a_picture {
        return Why::ScanOnly;
    }
    if authors::is_forward(read) {
        return Why::ForwardedUnclear;
    }
    if read.is_empty() {
        return Why::Empty;
    }
    Why::NoForm
}

fn pen(why: Why) -> Decided {
    Decided::plain(Outcome::HoldingPen, why)
}
