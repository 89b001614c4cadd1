//! What is known beside a message: whether it was here before, who is trusted, which of our letters it answers.

use super::{
    super::{
        JourneyError, Keyholder, open_sent,
        rooms::{people, trust_rule},
    },
    raw::Tags,
};
use crate::{
    clock::london_day,
    letters::People,
    mail::{Child, Facts, FormPeople, ReadMessage, Seen, ThreadFact, authors, thread, trust},
    referral::{Id, MailMessage, OutboxLetter, Sent},
};

/// Letters that are looked up for one message.
const MOST_LETTERS: usize = 5;

/// The facts about a message that was read.
pub(super) async fn facts(
    keyholder: &Keyholder,
    message: &MailMessage,
    read: &ReadMessage,
    tags: &Tags,
) -> Result<Facts, JourneyError> {
    let other =
        |found: Option<(Id<MailMessage>, _)>| found.filter(|(earlier, _)| *earlier != message.id);
    let seen = match &tags.content {
        Some(tag) => other(keyholder.store.message_by_content(tag).await?),
        None => None,
    };
    let same_id = match &tags.id {
        Some(tag) => other(keyholder.store.message_by_content(tag).await?),
        None => None,
    };
    let is_us = |address: &str| address.eq_ignore_ascii_case(&keyholder.hub.email);
    let day = london_day(message.arrived_at);
    Ok(Facts {
        trust: trust::trust(read, &trust_rule(&keyholder.mail.trust)),
        id_reused: seen.is_none() && same_id.is_some(),
        seen: seen.map(|(message, referral)| Seen { message, referral }),
        thread: thread_of(keyholder, read).await?,
        own_letter: is_own_letter(keyholder, read).await?,
        says_it_is_us: authors::sender(read).is_some_and(|from| is_us(&from.address)),
        archive: message.archive,
        rules_in_force: keyholder.rules.in_force_on(day).is_some(),
        people: read
            .forms
            .iter()
            .map(|form| FormPeople::of(read, form, &keyholder.addresses))
            .collect(),
    })
}

/// The hub's own domain, which our Message-IDs end with.
pub(super) fn hub_domain(keyholder: &Keyholder) -> &str {
    let domain = keyholder.hub.email.rsplit_once('@');
    domain.map_or("localhost", |(_, domain)| domain)
}

async fn is_own_letter(keyholder: &Keyholder, read: &ReadMessage) -> Result<bool, JourneyError> {
    let mark = read.signs.own_mark.as_deref();
    let id: Option<Id<OutboxLetter>> = mark.and_then(|mark| Id::read(mark.trim()));
    Ok(match id {
        Some(id) => keyholder.store.find_letter(&id).await?.is_some(),
        None => false,
    })
}

/// The letters of ours that the message answers, with the people and the child of their referrals.
async fn thread_of(
    keyholder: &Keyholder,
    read: &ReadMessage,
) -> Result<Vec<ThreadFact>, JourneyError> {
    let mut facts: Vec<ThreadFact> = Vec::new();
    let letters = thread::our_letters(read, hub_domain(keyholder));
    for letter in letters.into_iter().take(MOST_LETTERS) {
        let Some(found) = keyholder.store.find_letter(&letter).await? else {
            continue;
        };
        let mut fact = ThreadFact {
            letter,
            referral: found.referral.clone(),
            people: Vec::new(),
            child: Child::default(),
        };
        if let Some(id) = &found.referral
            && let Some(referral) = keyholder.store.find_referral(id).await?
        {
            let opened = open_sent(keyholder, &referral, referral.submission).await?;
            let People {
                referrer_address,
                manager_address,
                ..
            } = people(&opened.sent);
            let both = [referrer_address, manager_address];
            fact.people = both
                .into_iter()
                .filter(|address| !address.is_empty())
                .map(|address| address.to_lowercase())
                .collect();
            fact.child = child(&opened.sent);
        }
        facts.push(fact);
    }
    Ok(facts)
}

/// The child of a stored referral.
fn child(sent: &Sent) -> Child {
    let answers = &sent.record.answers;
    let text = |id: &str| answers.text(id).unwrap_or_default();
    let born = answers.date("ch_dob").map(|(day, _)| day.to_string());
    Child::new(
        text("ch_lcs_id"),
        text("ch_last"),
        &born.unwrap_or_default(),
    )
}
