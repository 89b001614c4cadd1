//! The letters of a referral, newest first, with why one waits or failed in words.

use super::super::{dates, page::LetterRow, words};
use crate::{journey::view::OpenReferral, letters::Letter};

/// The rows.
pub(crate) fn letter_rows(open: &OpenReferral) -> Vec<LetterRow> {
    let row = |(row, letter): &(crate::referral::OutboxLetter, Letter)| LetterRow {
        id: row.id.to_string(),
        kind: kind(letter).to_owned(),
        reader: words::reader(&row.reader).to_owned(),
        name: letter.to_name().to_owned(),
        address: letter.to_address().to_owned(),
        state: row.state,
        attempts: row.attempts,
        queued: dates::moment(row.made_at),
        since: dates::moment(row.changed_at),
        why: row.why.as_deref().map(why),
    };
    open.letters.iter().rev().map(row).collect()
}

/// "Decline" for a letter.
pub(super) fn kind(letter: &Letter) -> &'static str {
    letter.kind().label()
}

/// The outbox's code in words; the relay's own words are never kept.
fn why(code: &str) -> String {
    let (at, reply) = code
        .split_once(' ')
        .map_or((code, None), |(at, reply)| (at, Some(reply)));
    let words = match at {
        "interrupted" => "Broken off while it was being posted.",
        "unreadable" => "It could not be opened. The operator must look.",
        "restored" => "It waited when the store was restored from a backup.",
        "message" | "recipient" => "The relay did not take the address.",
        "connect" => "The relay could not be reached.",
        "tls" => "There was no safe connection to the relay.",
        "sign_in" => "The relay did not let the hub in.",
        "sender" => "The relay did not take the hub’s own address.",
        "reply" if reply.is_none() => "The connection broke after the last byte.",
        "folder" => "The folder cannot be written.",
        _ => "The relay did not take the letter.",
    };
    reply.map_or_else(
        || words.to_owned(),
        |reply| format!("{words} Its reply: {reply}."),
    )
}

#[cfg(test)]
mod tests {
    use super::why;

    #[test]
    fn why_a_letter_waits_is_told_in_words() {
        assert_eq!(
            why("recipient 550"),
            "The relay did not take the address. Its reply: 550."
        );
        assert_eq!(why("reply"), "The connection broke after the last byte.");
        assert_eq!(
            why("reply 554"),
            "The relay did not take the letter. Its reply: 554."
        );
    }
}
