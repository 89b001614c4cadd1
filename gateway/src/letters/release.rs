//! The short letters between the referrer and the manager before the hub may see anything. None of them may say why a
//! manager returned or did not send a referral: the note stands on the page only.

use jiff::civil::Date;

use super::{
    dates,
    frame::{self, one_line},
    letter::{Letter, LetterKind, People, Reader, Stamp},
    short::Short,
};
use crate::config::Hub;

/// To the manager: please read and release.
pub fn waiting_for_manager(hub: &Hub, stamp: &Stamp, reference: &str, people: &People) -> Letter {
    let words = [
        completed(people),
        format!(
            "Go to {} and enter {reference}. We will email you a code. You can read it, then release it, return it for changes or \
             decide not to send it.",
            frame::page(hub)
        ),
        "If you are not the right manager, choose “Return it for changes” and say so.".to_owned(),
    ];
    Short {
        kind: LetterKind::WaitingForManager,
        wording: "waiting-for-manager-2",
        what: "waiting for you",
        heading: "A referral is waiting for you",
        preview: "What to do now.",
        reader: Reader::Manager,
    }
    .letter(hub, stamp, (reference, people), &words)
}

/// To the referrer: it is with the manager.
pub fn sent_to_manager(hub: &Hub, stamp: &Stamp, reference: &str, people: &People) -> Letter {
    let manager = one_line(&people.manager_name);
    let words = [
        format!(
            "{} is with {manager}. The hub cannot see it until they release it.",
            theirs(people)
        ),
        format!("Its reference is {reference}. Record this request on LCS."),
        format!(
            "Until {manager} decides, you can take it back to change it. Once the hub has it, and until it decides, you can correct \
             an answer, add files or withdraw it. Go to {} and enter {reference}. We will email you a code.",
            frame::page(hub)
        ),
    ];
    let (what, heading) = match people.written_by {
        Some(_) => ("sent to the manager", "The referral is with the manager"),
        None => ("sent to your manager", "Your referral is with your manager"),
    };
    Short {
        kind: LetterKind::SentToManager,
        wording: "sent-to-manager-2",
        what,
        heading,
        preview: "What happens next.",
        reader: Reader::Referrer,
    }
    .letter(hub, stamp, (reference, people), &words)
}

/// To the referrer: the manager wants changes.
pub fn returned(hub: &Hub, stamp: &Stamp, reference: &str, people: &People) -> Letter {
    let manager = one_line(&people.manager_name);
    let words = [
        format!(
            "{manager} has returned {} for changes.",
            uncapital(&theirs(people))
        ),
        format!(
            "To read why and change it, go to {} and enter {reference}. We will email you a code.",
            frame::page(hub)
        ),
    ];
    Short {
        kind: LetterKind::Returned,
        wording: "returned-1",
        what: "returned to you",
        heading: "Your referral has been returned to you",
        preview: "What to do now.",
        reader: Reader::Referrer,
    }
    .letter(hub, stamp, (reference, people), &words)
}

/// To the referrer: the manager will not send it.
pub fn not_sent(hub: &Hub, stamp: &Stamp, reference: &str, people: &People) -> Letter {
    let manager = one_line(&people.manager_name);
    let words = [
        format!(
            "{manager} has decided not to send {}.",
            uncapital(&theirs(people))
        ),
        format!(
            "The reason is at {}. Enter {reference}, and we will email you a code.",
            frame::page(hub)
        ),
        "If a child is at risk, follow your safeguarding procedures.".to_owned(),
    ];
    Short {
        kind: LetterKind::NotSent,
        wording: "not-sent-1",
        what: "not sent",
        heading: "Your referral has not been sent",
        preview: "What to do now.",
        reader: Reader::Referrer,
    }
    .letter(hub, stamp, (reference, people), &words)
}

/// To the manager: the referrer took it back, and nothing waits for them any more.
pub fn taken_back(hub: &Hub, stamp: &Stamp, reference: &str, people: &People) -> Letter {
    let referrer = one_line(people.of(Reader::Referrer).0);
    let words = [
        format!(
            "{referrer} has taken this referral back. It no longer waits for you, and the hub has not seen it."
        ),
        "You do not need to do anything. If it is sent to you again, you get a new email."
            .to_owned(),
    ];
    Short {
        kind: LetterKind::TakenBack,
        wording: "taken-back-1",
        what: "no longer waiting for you",
        heading: "A referral no longer waits for you",
        preview: "Nothing to do.",
        reader: Reader::Manager,
    }
    .letter(hub, stamp, (reference, people), &words)
}

/// To the manager: it still waits, since that day.
pub fn still_waiting(
    hub: &Hub,
    stamp: &Stamp,
    (reference, people): (&str, &People),
    since: Date,
) -> Letter {
    let words = [
        format!(
            "This referral has waited for you since {}.",
            dates::long(since)
        ),
        completed(people),
        format!(
            "Go to {} and enter {reference}. We will email you a code. You can read it, then release it, return it for changes or \
             decide not to send it.",
            frame::page(hub)
        ),
        "If you are not the right manager, choose “Return it for changes” and say so.".to_owned(),
    ];
    Short {
        kind: LetterKind::StillWaiting,
        wording: "still-waiting-2",
        what: "still waiting for you",
        heading: "A referral still waits for you",
        preview: "What to do now.",
        reader: Reader::Manager,
    }
    .letter(hub, stamp, (reference, people), &words)
}

/// To the referrer: the manager was reminded.
pub fn manager_reminded(hub: &Hub, stamp: &Stamp, reference: &str, people: &People) -> Letter {
    let manager = one_line(&people.manager_name);
    let words = [
        format!(
            "We have reminded {manager} that {} waits for them.",
            uncapital(&theirs(people))
        ),
        format!(
            "If {manager} is away, you can take it back and name another manager. Go to {} and enter {reference}. We will email you a \
             code.",
            frame::page(hub)
        ),
    ];
    let (what, heading) = match people.written_by {
        Some(_) => (
            "we have reminded the manager",
            "We have reminded the manager",
        ),
        None => (
            "we have reminded your manager",
            "We have reminded your manager",
        ),
    };
    Short {
        kind: LetterKind::ManagerReminded,
        wording: "manager-reminded-1",
        what,
        heading,
        preview: "What you can do.",
        reader: Reader::Referrer,
    }
    .letter(hub, stamp, (reference, people), &words)
}

/// Who completed it, or wrote it down for whom, and that it waits.
fn completed(people: &People) -> String {
    let referrer = one_line(&people.referrer_name);
    let own = own(people, "their");
    let who = match people.written_by.as_deref().map(one_line) {
        Some(writer) => format!("{writer} has written down a referral for {referrer}"),
        None => format!("{referrer} has completed a referral"),
    };
    format!("{who} and named you as manager{own}. The hub cannot see it until you release it.")
}

/// "Your referral (your reference: TS-041)"; "The referral of Sam Sample" to who wrote it down.
fn theirs(people: &People) -> String {
    match people.written_by {
        Some(_) => format!("The referral of {}", one_line(&people.referrer_name)),
        None => format!("Your referral{}", own(people, "your")),
    }
}

/// Inside a sentence.
fn uncapital(words: &str) -> String {
    let first = words.chars().take(1).flat_map(char::to_lowercase);
    first.chain(words.chars().skip(1)).collect()
}

/// " (your reference: TS-041)", or nothing.
fn own(people: &People, whose: &str) -> String {
    let own = people
        .own_reference
        .as_deref()
        .map(one_line)
        .filter(|own| !own.is_empty());
    own.map(|own| format!(" ({whose} reference: {own})"))
        .unwrap_or_default()
}
