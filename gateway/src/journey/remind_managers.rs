//! Reminding managers of referrals that wait for them: once at each set number of working days, and never after it moved.

use jiff::{Timestamp, civil::Date};

use super::{
    JourneyError, Keyholder, OpenedSent, open_sent,
    rooms::{people, reminder_letters},
};
use crate::{
    audit::Action,
    clock::london_day,
    referral::{Referral, Stage},
    store::{AuditLine, Event},
};

/// How many referrals are looked at together.
const BATCH: u64 = 100;

/// Reminds every manager whose reminder is due.
pub async fn remind_managers(keyholder: &Keyholder, now: Timestamp) -> Result<(), JourneyError> {
    let waiting = Stage::AwaitingManager.code();
    let mut after = None;
    loop {
        let store = &keyholder.store;
        let some = store
            .referrals_at_after(waiting, after.as_ref(), BATCH)
            .await?;
        let Some(last) = some.last() else {
            return Ok(());
        };
        after = Some(last.id.clone());
        for referral in some {
            if is_due(keyholder, &referral, london_day(now)).await? {
                remind_one(keyholder, &referral, now).await?;
            }
        }
    }
}

/// Whether more reminders are due by now than went for this version, by hand or by rule.
async fn is_due(
    keyholder: &Keyholder,
    referral: &Referral,
    today: Date,
) -> Result<bool, JourneyError> {
    let waited = keyholder
        .holidays
        .working_days_between(london_day(referral.sent_at), today);
    let due = keyholder.drafts.remind_manager_after.iter();
    let due = due.filter(|days| **days <= waited).count();
    if due == 0 {
        return Ok(false);
    }
    let lines = keyholder
        .store
        .audit_lines_of(referral.id.as_str(), Action::Reminded)
        .await?;
    let of_this = |line: &&AuditLine| {
        line.entry.detail.get("submission") == Some(&referral.submission.to_string())
    };
    Ok(lines.iter().filter(of_this).count() < due)
}

async fn remind_one(
    keyholder: &Keyholder,
    referral: &Referral,
    now: Timestamp,
) -> Result<(), JourneyError> {
    let OpenedSent { sent, .. } = open_sent(keyholder, referral, referral.submission).await?;
    let letters = reminder_letters(keyholder, referral, &people(&sent), now)?;
    let event = Event::new("worker", Action::Reminded, referral.id.as_str())
        .with("submission", &referral.submission);
    let tx = keyholder.store.begin().await?;
    for letter in &letters {
        tx.insert_letter(letter).await?;
    }
    tx.commit(now, &[event]).await?;
    keyholder.wake.send_replace(());
    Ok(())
}
