//! Asking the referrer for information: the question, its letters, the stage and the audit line in one transaction; taking it back,
//! reminding, and noting that it was answered. A question never declines anything, and its end never decides.

use jiff::{Timestamp, civil::Date};

use super::{
    JourneyError, Keyholder, OpenedSent, open_sent,
    rooms::{forbidden, new_id, next_at, open_screened, outbox_letter, question_letters, reminder},
};
use crate::{
    audit::Action,
    clock::london_day,
    letters::{self, Letter, Reader},
    referral::{
        Account, Asked, Claimed, Id, ProposedQuestion, QuestionProblem, QuestionState, Referral,
        Screened, Stage, StoredQuestion, TaskKind, can_ask,
    },
    seal::{Label, Purpose, ReferralIdentity, To},
    store::{Change, Event, StoreError},
};

/// Working days until an answer is wanted, unless the screener says otherwise.
const ANSWER_IN: u32 = 5;

/// Why a question was not put, or nothing was done about one.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The screener can put these right.
    #[error("the question is not complete")]
    Problems(Vec<QuestionProblem>),
    /// The words name the child, or use a word about a child that the hub does not use.
    #[error("the question holds words that cannot go out")]
    Unsuitable(Vec<String>),
    /// The screener does not hold the referral, or nothing is asked.
    #[error("the referral is not this person's to ask about")]
    NotYours,
    /// It has changed since the screener opened it.
    #[error("the referral has changed")]
    Changed,
    /// There is no address to write to.
    #[error("there is no address to write to")]
    NoAddress,
    /// They were asked or reminded today.
    #[error("they were written to today")]
    Today,
    /// There is no such referral.
    #[error("there is no such referral")]
    NotThere,
    /// We could not.
    #[error(transparent)]
    Journey(#[from] JourneyError),
}

impl From<StoreError> for AskError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Changed,
            error => Self::Journey(error.into()),
        }
    }
}

/// A question that has passed every check, with the letters it would send.
#[derive(Debug)]
pub struct Prepared {
    /// The question.
    pub asked: Asked,
    /// To the referrer, then the copy.
    pub letters: Vec<(Reader, Letter)>,
    referral: Referral,
    claimed: Claimed,
}

/// The day by which an answer is wanted unless the screener says otherwise, and the working days until then.
pub fn usual_day(keyholder: &Keyholder, now: Timestamp) -> (Date, u32) {
    let due = keyholder.holidays.due(london_day(now), ANSWER_IN);
    (due.on, ANSWER_IN)
}

/// Checks a question and writes its letters without recording anything: what the preview shows.
/// `version` is the referral's version that the screener had open.
pub async fn prepare(
    keyholder: &Keyholder,
    who: &Account,
    id: &Id<Referral>,
    version: i32,
    proposed: &ProposedQuestion,
    now: Timestamp,
) -> Result<Prepared, AskError> {
    let referral = with_the_hub(keyholder, id).await?;
    if referral.version != version {
        return Err(AskError::Changed);
    }
    let stage = referral.stage.clone();
    let claimed = stage.held_by(&who.id).map_err(|_| AskError::NotYours)?;
    let OpenedSent { key, sent, .. } = open_sent(keyholder, &referral, referral.submission).await?;
    let screened = screened(keyholder, &referral, &key).await?;
    let mut forms = keyholder.forms.iter();
    let form = forms.find(|form| form.id() == sent.record.form);
    let today = london_day(now);
    let is_due_day = |day: Date| day > today && keyholder.holidays.is_working_day(day);
    let can = can_ask(screened.as_ref(), &sent, form);
    let asked = Asked::new(proposed, &can, &who.name, is_due_day).map_err(AskError::Problems)?;
    let words = letters::unsuitable(&asked.words, &forbidden(&sent));
    if !words.is_empty() {
        return Err(AskError::Unsuitable(words));
    }
    let letters = question_letters(keyholder, &referral, &sent, &asked, now)?;
    if !letters
        .iter()
        .any(|(reader, _)| *reader == Reader::Referrer)
    {
        return Err(AskError::NoAddress);
    }
    Ok(Prepared {
        asked,
        letters,
        referral,
        claimed,
    })
}

async fn screened(
    keyholder: &Keyholder,
    referral: &Referral,
    key: &ReferralIdentity,
) -> Result<Option<Screened>, AskError> {
    let stored = keyholder.store.latest_verdict(&referral.id).await?;
    Ok(stored
        .map(|stored| open_screened(key, &stored))
        .transpose()?)
}

/// Records a prepared question and puts its letters into the outbox. The referral waits for the referrer.
pub async fn ask(
    keyholder: &Keyholder,
    prepared: Prepared,
    now: Timestamp,
) -> Result<(), AskError> {
    let Prepared {
        asked,
        letters,
        referral,
        claimed,
    } = prepared;
    let id: Id<StoredQuestion> = new_id().map_err(JourneyError::from)?;
    let label = Label::of(Purpose::Question, referral.id.as_str(), id.as_str());
    let sealed = keyholder
        .sealer
        .seal(To::Key(&referral.recipient), &label, now, &asked)
        .map_err(JourneyError::from)?;
    let event = Event::new(
        claimed.by().as_str(),
        Action::QuestionAsked,
        referral.id.as_str(),
    )
    .with("question", &id)
    .with("answers", &asked.items.len())
    .with("answer_by", &asked.answer_by)
    .with("sealed", &sealed.sha256());
    let stored = StoredQuestion {
        id,
        referral: referral.id.clone(),
        state: QuestionState::Open,
        sealed: sealed.into_bytes(),
        asked_at: now,
        reminders: 0,
        reminded_at: None,
        next_at: next_at(&keyholder.holidays, now, asked.answer_by, 0),
        ended_at: None,
    };
    let about = Some((&referral.id, referral.recipient.as_str()));
    let mut outgoing = Vec::new();
    for (reader, letter) in &letters {
        outgoing.push(outbox_letter(
            &keyholder.sealer,
            letter,
            about,
            reader.code(),
            now,
        )?);
    }
    let stage = claimed.ask();
    let tx = keyholder.store.begin().await?;
    tx.move_referral(&referral, &stage, now, Change::default())
        .await?;
    tx.insert_question(&stored).await?;
    for letter in &outgoing {
        tx.insert_letter(letter).await?;
    }
    let missing = TaskKind::MissingAnswers;
    tx.end_task(missing, referral.id.as_str(), now).await?;
    tx.commit(now, &[event]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}

/// Takes the open question back: the referral waits for a screener again.
pub async fn withdraw(
    keyholder: &Keyholder,
    who: &Account,
    id: &Id<Referral>,
    now: Timestamp,
) -> Result<(), AskError> {
    let end = (QuestionState::Withdrawn, Action::QuestionWithdrawn);
    ended(keyholder, who.id.as_str(), id, end, now).await
}

/// Notes that the question was answered, by mail or by telephone: the referral waits for a screener again. What the answer changes is
/// recorded as a correction.
pub async fn answered(
    keyholder: &Keyholder,
    who: &Account,
    id: &Id<Referral>,
    now: Timestamp,
) -> Result<(), AskError> {
    let end = (QuestionState::Answered, Action::QuestionAnswered);
    ended(keyholder, who.id.as_str(), id, end, now).await
}

async fn ended(
    keyholder: &Keyholder,
    who: &str,
    id: &Id<Referral>,
    (end, action): (QuestionState, Action),
    now: Timestamp,
) -> Result<(), AskError> {
    let (referral, question) = open(keyholder, id).await?;
    let stage: Stage = referral
        .stage
        .clone()
        .asked_no_more()
        .map_err(|_| AskError::NotYours)?;
    let event = Event::new(who, action, id.as_str()).with("question", &question.id);
    let tx = keyholder.store.begin().await?;
    tx.move_referral(&referral, &stage, now, Change::default())
        .await?;
    tx.end_question(&question.id, end, now).await?;
    tx.end_task(TaskKind::QuestionOverdue, question.id.as_str(), now)
        .await?;
    tx.commit(now, &[event]).await?;
    Ok(())
}

/// Sends the reminder now; not twice on one day.
pub async fn remind(
    keyholder: &Keyholder,
    who: &Account,
    id: &Id<Referral>,
    now: Timestamp,
) -> Result<(), AskError> {
    let (referral, question) = open(keyholder, id).await?;
    let last = question.reminded_at.unwrap_or(question.asked_at);
    if london_day(last) == london_day(now) {
        return Err(AskError::Today);
    }
    let (asked, letter) = reminder(keyholder, &referral, &question, now).await?;
    let letter = letter.ok_or(AskError::NoAddress)?;
    let holidays = &keyholder.holidays;
    let next = next_at(
        holidays,
        question.asked_at,
        asked.answer_by,
        question.reminders + 1,
    );
    let event = Event::new(who.id.as_str(), Action::QuestionReminded, id.as_str())
        .with("question", &question.id);
    let tx = keyholder.store.begin().await?;
    tx.remind_question(&question, Some(now), next.filter(|next| *next > now))
        .await?;
    tx.insert_letter(&letter).await?;
    tx.commit(now, &[event]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}

async fn open(
    keyholder: &Keyholder,
    id: &Id<Referral>,
) -> Result<(Referral, StoredQuestion), AskError> {
    let referral = with_the_hub(keyholder, id).await?;
    let question = keyholder.store.open_question(id).await?;
    Ok((referral, question.ok_or(AskError::NotYours)?))
}

async fn with_the_hub(keyholder: &Keyholder, id: &Id<Referral>) -> Result<Referral, AskError> {
    let found = keyholder.store.find_referral(id).await?;
    found
        .filter(|found| found.stage.is_with_the_hub())
        .ok_or(AskError::NotThere)
}
