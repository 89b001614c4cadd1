//! What happened to a referral, newest first, from its audit lines. Codes become words; nothing else of a line is shown.

use super::super::{dates, page::HistoryItem, words};
use crate::{
    audit::{Action, Entry},
    journey::view::OpenReferral,
    letters::LetterKind,
    referral::{Reason, ScanState},
};

/// The lines. What one person read in one go, with nothing happening between, is one line.
pub(crate) fn items(open: &OpenReferral) -> Vec<HistoryItem> {
    let entries: Vec<&Entry> = open.history.iter().rev().map(|line| &line.entry).collect();
    let in_one_go = |one: &&Entry, next: &&Entry| {
        one.action == Action::Viewed && next.action == Action::Viewed && one.actor == next.actor
    };
    let runs = entries.chunk_by(in_one_go);
    runs.filter_map(|run| {
        let newest = run.first()?;
        let detail = if newest.action == Action::Viewed {
            read(run)
        } else {
            detail(newest)
        };
        Some(HistoryItem {
            detail,
            ..item(newest, open)
        })
    })
    .collect()
}

/// "Overview, answers." for a run of reading.
fn read(run: &[&Entry]) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for entry in run.iter().rev() {
        let known = entry.detail.get("part").and_then(part);
        parts.extend(known.filter(|part| !parts.contains(part)));
    }
    let mut words = parts.join(", ");
    let first = words.get_mut(..1)?;
    first.make_ascii_uppercase();
    words.push('.');
    Some(words)
}

fn item(entry: &Entry, open: &OpenReferral) -> HistoryItem {
    HistoryItem {
        title: words::event(entry.action).to_owned(),
        by: open
            .names
            .get(&entry.actor)
            .cloned()
            .unwrap_or_else(|| actor(&entry.actor).to_owned()),
        at: dates::moment(entry.at),
        machine_at: entry.at.to_string(),
        detail: None,
    }
}

/// Who is not an account.
fn actor(code: &str) -> &'static str {
    match code {
        "manager" => "the manager",
        "intake" | "referrer" => "the referrer",
        "operator" => "an operator",
        "worker" => "the gateway",
        "police_contact" => "the police contact",
        _ => "somebody whose account is gone",
    }
}

/// One sentence more, where a code says something to a reader.
fn detail(entry: &Entry) -> Option<String> {
    let of = |name: &str| entry.detail.get(name);
    match entry.action {
        Action::Screened | Action::Rescreened => of("rules").map(|rules| format!("Rules {rules}.")),
        Action::Corrected => of("correction").map(|number| format!("Correction {number}.")),
        Action::ClockKept => {
            let words = match of("event")? {
                "started" => "First meeting with the child recorded.",
                "corrected" => "First meeting with the child corrected.",
                "paused" => "Pause recorded.",
                "resumed" => "End of a pause recorded.",
                "overran" => "Reason for running over recorded.",
                _ => return None,
            };
            Some(words.to_owned())
        }
        Action::Decided => {
            let outcome = match of("outcome")? {
                "accept" => "Accepted",
                "decline" => "Declined",
                _ => return None,
            };
            let reason = Reason::read(of("reason")?)?;
            let beyond = match of("beyond_ceiling") {
                Some("yes") => " Above the offer ceiling, with a reason.",
                _ => "",
            };
            Some(format!("{outcome}. {}.{beyond}", reason.label()))
        }
        Action::LetterRelayed | Action::LetterUncertain | Action::LetterFailed => {
            let reader = words::reader(of("reader")?).to_lowercase();
            Some(format!("{}, {reader}.", letter_kind(of("kind")?)?))
        }
        Action::AttachmentDownloaded | Action::AttachmentScanned => {
            let scan = ScanState::read(of("scan")?)?;
            Some(format!("{}.", scan.label()))
        }
        _ => None,
    }
}

fn part(code: &str) -> Option<&'static str> {
    Some(match code {
        "overview" => "overview",
        "who_sent_it" => "who sent it",
        "answers" => "answers",
        "attachments" => "list of attachments",
        "letters" => "letters",
        "history" => "history",
        "clock" => "clock",
        "decision" => "while deciding",
        _ => return None,
    })
}

/// "Decline" for `declined`.
pub(super) fn letter_kind(code: &str) -> Option<&'static str> {
    let kind: LetterKind = serde_json::from_value(serde_json::Value::from(code)).ok()?;
    Some(kind.label())
}

#[cfg(test)]
mod tests {
    use super::{letter_kind, read};
    use crate::audit::{Action, Detail, Entry};

    #[test]
    fn what_was_read_in_one_go_is_one_sentence() {
        let entry = |part: &str| Entry {
            seq: 1,
            at: jiff::Timestamp::UNIX_EPOCH,
            actor: "a".to_owned(),
            action: Action::Viewed,
            object: "r".to_owned(),
            detail: Detail::none().with("part", part),
        };
        let entries = [
            entry("answers"),
            entry("overview"),
            entry("answers"),
            entry("x"),
        ];
        let run: Vec<&Entry> = entries.iter().collect();
        assert_eq!(read(&run).as_deref(), Some("Answers, overview."));
    }

    #[test]
    fn the_outboxs_codes_of_letters_have_words() {
        assert_eq!(letter_kind("declined"), Some("Decline"));
        assert_eq!(letter_kind("acknowledgement"), Some("Acknowledgement"));
        assert_eq!(letter_kind("x"), None);
    }
}
