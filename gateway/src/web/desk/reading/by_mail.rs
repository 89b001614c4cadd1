//! What the desk says of a form that came by email: who wrote, forwarded and sent it, never merged into one; what it lacks; what was not
//! read. Passages that were not read may hold a name, so they wait until the name is shown.

use super::super::page::ByMailFacts;
use crate::{
    mail::Trust,
    referral::{FromMail, Sent},
};

/// The facts; none for a form that was sent from its pages.
pub(crate) fn by_mail(sent: &Sent, name: bool) -> Option<ByMailFacts> {
    let mail = sent.mail.as_ref()?;
    let mut missing: Vec<String> = Vec::new();
    for answer in &sent.record.missing {
        if !missing.contains(&answer.label) {
            missing.push(answer.label.clone());
        }
    }
    let questions = sent.record.missing.iter();
    Some(ByMailFacts {
        came: came(mail),
        can_ask: !sent.address.is_empty()
            && questions.into_iter().any(|answer| answer.section.is_some()),
        missing,
        unread: name.then(|| mail.unread.clone()),
        unread_count: mail.unread.len(),
    })
}

fn came(mail: &FromMail) -> Vec<String> {
    let trust = Trust::read(&mail.trust).unwrap_or(Trust::NotVerified);
    let sender = if mail.sender.is_empty() {
        "nobody named"
    } else {
        &mail.sender
    };
    let mut came = vec![format!(
        "It came by email from {sender}. {}.",
        trust.label()
    )];
    if let Some(forwarder) = &mail.forwarder {
        came.push(format!("{forwarder} forwarded it."));
    }
    if let Some(original) = &mail.original {
        came.push(format!(
            "The message inside says that it is from {original}. Nobody vouches for that."
        ));
    }
    came
}
