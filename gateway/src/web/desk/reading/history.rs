//! What happened to a referral, newest first, from its audit lines. Codes become words; nothing else of a line is shown.

use super::super::{dates, page::HistoryItem, words};
use crate::{
    audit::{Action, Entry},
    journey::view::OpenReferral,
    letters::LetterKind,
    referral::{Reason, ScanState},
};

/// The lines.
pub(crate) fn items(open: &OpenReferral) -> Vec<HistoryItem> {
    let lines = open.history.iter().rev().map(|line| &line.entry);
    lines.map(|entry| item(entry, open)).collect()
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
        detail: detail(entry),
    }
}

/// Who is not an account.
fn actor(code: &str) -> &'static str {
    match code {
        "manager" => "the manager",
        "referrer" => "the referrer",
        "operator" => "an operator",
        "worker" => "the gateway",
        _ => "somebody whose account is gone",
    }
}

/// One sentence more, where a code says something to a reader.
fn detail(entry: &Entry) -> Option<String> {
    let of = |name: &str| entry.detail.get(name);
    match entry.action {
        Action::Viewed => of("part").and_then(part).map(str::to_owned),
        Action::Screened => of("rules").map(|rules| format!("Rules {rules}.")),
        Action::Decided => {
            let outcome = match of("outcome")? {
                "accept" => "Accepted",
                "decline" => "Declined",
                _ => return None,
            };
            let reason = Reason::read(of("reason")?)?;
            Some(format!("{outcome}. {}.", reason.label()))
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
        "overview" => "Overview.",
        "answers" => "Answers.",
        "attachments" => "List of attachments.",
        "letters" => "Letters.",
        "history" => "History.",
        "decision" => "While deciding.",
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
    use super::letter_kind;

    #[test]
    fn the_outboxs_codes_of_letters_have_words() {
        assert_eq!(letter_kind("declined"), Some("Decline"));
        assert_eq!(letter_kind("acknowledgement"), Some("Acknowledgement"));
        assert_eq!(letter_kind("x"), None);
    }
}
