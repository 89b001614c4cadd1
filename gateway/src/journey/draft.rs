//! Filling in a draft: begun after the mailbox is proved, saved after every page, sealed to the key in the browser's cookie.

use intake_forms::{Fields, FormDefinition, Section};
use jiff::{SignedDuration, Timestamp};

use super::{
    Intake, JourneyError, OpenDraft, Opened,
    rooms::{becomes, draft_label, new_id, open_content, save_draft},
};
use crate::{
    referral::{Draft, DraftContent, DraftState, HandOut, HandOutState, Id, Purpose, Referral},
    seal::{BrowserIdentity, To},
    store::Unaudited,
};

/// What became of a wish to begin.
#[derive(Debug)]
pub enum Begun {
    /// A draft; its key is the browser's.
    Draft(BrowserIdentity),
    /// The mailbox has as many unsent drafts as it may have.
    TooMany(u64),
}

/// Begins a draft of `form` for the mailbox that `hand_out` proved.
pub async fn begin(
    intake: &Intake,
    hand_out: &Id<HandOut>,
    address: &str,
    form: &FormDefinition,
    now: Timestamp,
) -> Result<Begun, JourneyError> {
    let proved = intake.store.find_hand_out(hand_out).await?.filter(|found| {
        found.state == HandOutState::Proved
            && found.purpose == Purpose::Begin
            && found.expires_at > now
    });
    let proved = proved.ok_or(JourneyError::Inconsistent("a hand-out"))?;
    let tag = proved.address_tag.clone().unwrap_or_default();
    let most = intake.drafts.most_of_one_mailbox;
    if intake.store.count_open_drafts(&tag, now).await? >= most {
        return Ok(Begun::TooMany(most));
    }
    let (key, new_key) = intake.sealer.new_draft_key(now)?;
    let referral: Id<Referral> = new_id()?;
    let referral_key = intake.sealer.new_referral_key(referral.as_str(), now)?;
    let content = DraftContent {
        address: address.to_owned(),
        becomes: becomes(intake, &referral, &referral_key, now)?,
        ..DraftContent::default()
    };
    let to = To::Key(&new_key.recipient);
    let sealed = intake
        .sealer
        .seal(to, &draft_label(&new_key.id), now, &content)?
        .into_bytes();
    let draft = Draft {
        id: new_key.id.clone(),
        form: form.id().to_owned(),
        recipient: new_key.recipient.clone(),
        wrap: new_key.wrap,
        content: sealed,
        version: 1,
        state: DraftState::Open,
        referral,
        referral_recipient: referral_key.recipient,
        referral_wrap: referral_key.wrap,
        address_tag: tag,
        made_at: now,
        touched_at: now,
        expires_at: now + SignedDuration::from_hours(24 * intake.drafts.days),
        warned_at: None,
    };
    let tx = intake.store.begin().await?;
    tx.insert_draft(&draft).await?;
    tx.use_up_hand_out(hand_out).await?;
    tx.commit_unaudited(Unaudited::Draft).await?;
    Ok(Begun::Draft(key))
}

/// Opens the draft whose key the cookie holds.
pub async fn open(
    intake: &Intake,
    key: &BrowserIdentity,
    now: Timestamp,
) -> Result<Opened, JourneyError> {
    let Some(mut draft) = intake.store.find_draft(&key.draft_id()).await? else {
        return Ok(Opened::Gone);
    };
    if draft.expires_at <= now {
        return Ok(Opened::Gone);
    }
    let unused = now.duration_since(draft.touched_at);
    // Some time after it was sent there is nothing in it any more.
    let sealed = std::mem::take(&mut draft.content);
    let content = if sealed.is_empty() {
        DraftContent::default()
    } else {
        open_content(&intake.verifier, key, &draft, sealed)?
    };
    if unused > SignedDuration::from_mins(intake.drafts.idle_minutes) {
        return Ok(Opened::Idle(Box::new(OpenDraft { draft, content })));
    }
    if unused > SignedDuration::from_mins(1) {
        touch(intake, &draft.id, now).await?;
    }
    Ok(Opened::Draft(Box::new(OpenDraft { draft, content })))
}

/// Takes a draft up again after its key came back through a hand-out.
pub async fn take_up(
    intake: &Intake,
    key: &BrowserIdentity,
    now: Timestamp,
) -> Result<(), JourneyError> {
    touch(intake, &key.draft_id(), now).await
}

async fn touch(intake: &Intake, id: &str, now: Timestamp) -> Result<(), JourneyError> {
    let tx = intake.store.begin().await?;
    tx.touch_draft(id, now).await?;
    Ok(tx.commit_unaudited(Unaudited::Draft).await?)
}

/// Saves the fields of one section, or of item `n` of a repeated one.
pub async fn save(
    intake: &Intake,
    mut open: OpenDraft,
    section: &Section,
    item: Option<usize>,
    fields: Fields,
    now: Timestamp,
) -> Result<(), JourneyError> {
    match item {
        None => open.content.answers.put(&section.slug, fields),
        Some(n) => {
            open.content.answers.put_item(&section.slug, n, fields);
        }
    }
    save_draft(intake, &open, now).await
}

/// Says whether there is one more item of a repeated section than the draft has.
pub async fn say_more(
    intake: &Intake,
    mut open: OpenDraft,
    section: &Section,
    more: bool,
    now: Timestamp,
) -> Result<(), JourneyError> {
    open.content.answers.say_more(&section.slug, more);
    save_draft(intake, &open, now).await
}

/// Removes item `n` of a repeated section.
pub async fn remove_item(
    intake: &Intake,
    mut open: OpenDraft,
    section: &Section,
    n: usize,
    now: Timestamp,
) -> Result<(), JourneyError> {
    open.content.answers.remove_item(&section.slug, n);
    save_draft(intake, &open, now).await
}

/// Deletes an unsent draft and every file of it. One that was sent before is the referral's only way back to its referrer,
/// and stays: `false`.
pub async fn delete(intake: &Intake, open: OpenDraft) -> Result<bool, JourneyError> {
    let draft = &open.draft;
    if intake.store.find_referral(&draft.referral).await?.is_some() {
        return Ok(false);
    }
    let files = intake.store.attachments_of(&draft.referral).await?;
    let tx = intake.store.begin().await?;
    tx.delete_draft(&draft.id, draft.version).await?;
    for file in &files {
        tx.remove_attachment(&file.id).await?;
    }
    tx.commit_unaudited(Unaudited::Draft).await?;
    for file in &files {
        intake.blobs.remove(file.id.as_str()).await?;
    }
    Ok(true)
}
