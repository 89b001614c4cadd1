//! Showing the queue and a referral to a screener. Opening one is recorded; nothing here is kept after the page is made.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    JourneyError, Keyholder, OpenedSent, open_sent,
    rooms::{clock_events, open_asked, open_decision, open_holds, open_screened},
};
use crate::{
    audit::Action,
    letters::Letter,
    referral::{
        Account, Asked, Attachment, Decision, DeskLine, Id, LetterState, MadeAmendment,
        MadeClockEvent, MadeCorrection, OpenHold, OutboxLetter, Referral, Screened, Sent, SentFile,
        Stage, StoredDecision, StoredQuestion,
    },
    seal::{Label, Purpose, ReferralIdentity, Sealed},
    store::{AuditLine, Cursor, Event, QueueView, Store, Wanted},
};

/// One line of the queue.
#[derive(Debug)]
pub struct QueueRow {
    /// The referral.
    pub referral: Referral,
    /// Its sealed line, opened; none while it is being screened.
    pub line: Option<DeskLine>,
    /// Who holds it.
    pub holder: Option<String>,
    /// Its newest letter.
    pub letter: Option<OutboxLetter>,
}

/// One page of the queue.
#[derive(Debug)]
pub struct Queue {
    /// Raised referrals.
    pub read_first: Vec<QueueRow>,
    /// The others.
    pub rows: Vec<QueueRow>,
    /// The page before.
    pub before: Option<Cursor>,
    /// The page after.
    pub after: Option<Cursor>,
    /// Whether rows that match may come after what was looked through for this page.
    pub cut_short: bool,
    /// How many referrals match in all, where that is known without opening every line.
    pub matching: Option<u64>,
    /// How many referrals each view has: to screen, mine, waiting for the referrer, all open, accepted, declined.
    pub counts: [u64; 6],
    /// Letters that have waited too long, were refused, or may not have gone.
    pub letters_waiting: u64,
}

/// Which part of a referral is looked at, as the audit line names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Findings and who is involved.
    Overview,
    /// The answers.
    Answers,
    /// The list of files.
    Attachments,
    /// The letters.
    Letters,
    /// What happened.
    History,
    /// The clock.
    Clock,
    /// The child's name, on purpose.
    Name,
    /// Everything, for paper, without the name.
    Print,
    /// Everything, for paper, with the name.
    PrintNamed,
    /// The decision being written.
    Decision,
    /// The question being put to the referrer.
    Question,
}

impl Part {
    fn code(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Answers => "answers",
            Self::Attachments => "attachments",
            Self::Letters => "letters",
            Self::History => "history",
            Self::Clock => "clock",
            Self::Name => "name",
            Self::Print => "print",
            Self::PrintNamed => "print_named",
            Self::Decision => "decision",
            Self::Question => "question",
        }
    }
}

/// A referral, open on a screener's desk.
#[derive(Debug)]
pub struct OpenReferral {
    /// The row.
    pub referral: Referral,
    /// What was sent, with every correction in it.
    pub sent: Sent,
    /// The corrections, in their order.
    pub corrections: Vec<MadeCorrection>,
    /// What the referrer and the manager wrote back after sending, in its order.
    pub amendments: Vec<MadeAmendment>,
    /// How often it was set aside, in order; the last one may be open.
    pub holds: Vec<OpenHold>,
    /// The newest screening.
    pub screened: Option<Screened>,
    /// When it was made.
    pub screened_at: Option<Timestamp>,
    /// The screenings before it, the first one first, with when they were made.
    pub earlier: Vec<(Timestamp, Screened)>,
    /// Its files with what their sender called them.
    pub files: Vec<(Attachment, SentFile)>,
    /// Its letters.
    pub letters: Vec<(OutboxLetter, Letter)>,
    /// Its audit lines, oldest first.
    pub history: Vec<AuditLine>,
    /// The decision, once recorded.
    pub decision: Option<(StoredDecision, Decision)>,
    /// The open question to the referrer.
    pub question: Option<(StoredQuestion, Asked)>,
    /// What was recorded of its clock, in order.
    pub clock: Vec<MadeClockEvent>,
    /// Names of the people at the desk, by id.
    pub names: BTreeMap<String, String>,
}

/// One page of the queue. Every line that is opened for it is a line of a referral that its reader may see.
pub async fn queue(
    keyholder: &Keyholder,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Queue, JourneyError> {
    let store = &keyholder.store;
    let mut lines = BTreeMap::new();
    let mut keep = |referral: &Referral| {
        let line = line(keyholder, referral);
        let kept = wanted.filter.keeps(line.as_ref(), wanted.today);
        if let (true, Some(line)) = (kept, line) {
            lines.insert(referral.id.as_str().to_owned(), line);
        }
        kept
    };
    let page = store.queue(wanted, &mut keep).await?;
    let names = names(keyholder).await?;
    let mut letters = page.letters;
    let mut row = |referral: Referral| {
        let holder = if let Stage::Claimed(by) = &referral.stage {
            names.get(by.as_str()).cloned()
        } else {
            None
        };
        QueueRow {
            line: lines.remove(referral.id.as_str()),
            letter: letters.remove(referral.id.as_str()),
            referral,
            holder,
        }
    };
    let counts = [
        store.count_queue(&QueueView::ToScreen).await?,
        store
            .count_queue(&QueueView::Mine(wanted.reader.clone()))
            .await?,
        store.count_queue(&QueueView::Asked).await?,
        store.count_queue(&QueueView::AllOpen).await?,
        store.count_queue(&QueueView::Accepted).await?,
        store.count_queue(&QueueView::Declined).await?,
    ];
    Ok(Queue {
        read_first: page.read_first.into_iter().map(&mut row).collect(),
        rows: page.rows.into_iter().map(&mut row).collect(),
        before: page.before,
        after: page.after,
        cut_short: page.cut_short,
        counts,
        matching: store.count_wanted(wanted).await?,
        letters_waiting: letters_waiting(store, now).await?,
    })
}

/// The sealed line of a referral; none while it is being screened.
fn line(keyholder: &Keyholder, referral: &Referral) -> Option<DeskLine> {
    let sealed = Sealed::<DeskLine>::from_stored(referral.desk_line.clone()?);
    let label = Label::own(Purpose::Summary, referral.id.as_str());
    let opened = keyholder.opener.open(&sealed, &label);
    opened
        .inspect_err(|_| tracing::error!(referral.id = %referral.id, "a queue line does not open"))
        .ok()
}

/// Letters that somebody must look at.
async fn letters_waiting(store: &Store, now: Timestamp) -> Result<u64, JourneyError> {
    let an_hour_ago = now - jiff::SignedDuration::from_hours(1);
    let mut waiting = store.letters_waiting_since(an_hour_ago).await?;
    for state in [
        LetterState::Refused,
        LetterState::Bounced,
        LetterState::Uncertain,
    ] {
        waiting += store.count_letters(state).await?;
    }
    Ok(waiting)
}

/// Opens a referral for `who`, and records it. None when there is no such referral, or the hub has not received it.
pub async fn open(
    keyholder: &Keyholder,
    who: &Account,
    id: &Id<Referral>,
    part: Part,
    now: Timestamp,
) -> Result<Option<OpenReferral>, JourneyError> {
    let found = keyholder.store.find_referral(id).await?;
    let Some(referral) = found.filter(|referral| referral.stage.is_with_the_hub()) else {
        return Ok(None);
    };
    let OpenedSent {
        key,
        sent,
        corrections,
        amendments,
        ..
    } = open_sent(keyholder, &referral, referral.submission).await?;
    let holds = open_holds(keyholder, (&referral, &key)).await?;
    let mut earlier = screenings(keyholder, &referral, &key).await?;
    let (screened_at, screened) = earlier.pop().unzip();
    let files = files(keyholder, &referral, &sent).await?;
    let letters = letters(keyholder, &referral, &key).await?;
    let decision = open_decision(keyholder, &referral, &key).await?;
    let question = question(keyholder, &referral, &key).await?;
    let clock = clock_events(keyholder, &referral, &key).await?;
    let history = keyholder.store.audit_lines_about(id.as_str()).await?;
    let names = names(keyholder).await?;
    let action = if matches!(part, Part::Name | Part::PrintNamed) {
        Action::NameShown
    } else {
        Action::Viewed
    };
    let event = Event::new(who.id.as_str(), action, id.as_str()).with("part", part.code());
    let tx = keyholder.store.begin().await?;
    tx.commit(now, &[event]).await?;
    Ok(Some(OpenReferral {
        referral,
        sent,
        corrections,
        amendments,
        holds,
        screened,
        screened_at,
        earlier,
        files,
        letters,
        history,
        decision,
        question,
        clock,
        names,
    }))
}

/// Every screening with when it was made, the first one first.
async fn screenings(
    keyholder: &Keyholder,
    referral: &Referral,
    key: &ReferralIdentity,
) -> Result<Vec<(Timestamp, Screened)>, JourneyError> {
    let stored = keyholder.store.verdicts_of(&referral.id).await?;
    let opened = stored
        .iter()
        .map(|stored| Ok((stored.made_at, open_screened(key, stored)?)));
    opened.collect()
}

async fn question(
    keyholder: &Keyholder,
    referral: &Referral,
    key: &ReferralIdentity,
) -> Result<Option<(StoredQuestion, Asked)>, JourneyError> {
    let Some(stored) = keyholder.store.open_question(&referral.id).await? else {
        return Ok(None);
    };
    let asked = open_asked(key, &stored)?;
    Ok(Some((stored, asked)))
}

async fn files(
    keyholder: &Keyholder,
    referral: &Referral,
    sent: &Sent,
) -> Result<Vec<(Attachment, SentFile)>, JourneyError> {
    let rows = keyholder.store.attachments_of(&referral.id).await?;
    let named = rows.into_iter().filter_map(|row| {
        let file = sent
            .files
            .iter()
            .find(|file| file.id == row.id.as_str())?
            .clone();
        Some((row, file))
    });
    Ok(named.collect())
}

async fn letters(
    keyholder: &Keyholder,
    referral: &Referral,
    key: &ReferralIdentity,
) -> Result<Vec<(OutboxLetter, Letter)>, JourneyError> {
    let mut out = Vec::new();
    for row in keyholder.store.letters_of(&referral.id).await? {
        let label = Label::of(Purpose::Letter, referral.id.as_str(), row.id.as_str());
        let sealed: Sealed<Letter> = Sealed::from_stored(row.sealed.clone());
        if let Ok(letter) = key.open(&sealed, &label) {
            out.push((row, letter));
        } else {
            tracing::error!(letter.id = %row.id, "a letter does not open");
        }
    }
    Ok(out)
}

async fn names(keyholder: &Keyholder) -> Result<BTreeMap<String, String>, JourneyError> {
    let accounts = keyholder.store.accounts().await?;
    Ok(accounts
        .into_iter()
        .map(|account| (account.id.as_str().to_owned(), account.name))
        .collect())
}
