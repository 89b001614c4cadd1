//! Which of our letters a message answers, and which references it quotes. Hints only: who sent it is what counts.

use super::read::ReadMessage;
use crate::referral::{Id, OutboxLetter, Reference};

/// Letters that one message may name.
const MOST: usize = 50;

/// The letters of ours that a message says it answers, by the Message-IDs we gave them: `ID@the hub's domain`.
pub fn our_letters(read: &ReadMessage, hub_domain: &str) -> Vec<Id<OutboxLetter>> {
    letters_named(&read.head.answers, hub_domain)
}

/// The letters of ours among Message-IDs.
pub fn letters_named(message_ids: &[String], hub_domain: &str) -> Vec<Id<OutboxLetter>> {
    let mut letters: Vec<Id<OutboxLetter>> = Vec::new();
    for message_id in message_ids {
        let plain = message_id.trim().trim_matches(['<', '>']);
        let Some((local, domain)) = plain.rsplit_once('@') else {
            continue;
        };
        if !domain.eq_ignore_ascii_case(hub_domain) || letters.len() >= MOST {
            continue;
        }
        if let Some(id) = Id::read(&local.to_lowercase())
            && !letters.contains(&id)
        {
            letters.push(id);
        }
    }
    letters
}

/// Whether a message quotes what may be a referral's reference, in its subject or its text. Anybody may.
pub fn quotes_a_reference(read: &ReadMessage) -> bool {
    [&read.head.subject, &read.text.words]
        .into_iter()
        .any(|text| is_in(text))
}

/// `XXXX-XXXX`, not within a longer word: a reference, or something that was meant to be one.
fn is_in(text: &str) -> bool {
    let word = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '–';
    text.split(|letter| !word(letter))
        .filter(|word| (9..=16).contains(&word.len()))
        .any(|word| {
            let plain = word.to_ascii_uppercase().replace('–', "-");
            let plain = plain.strip_prefix("HSB-").unwrap_or(&plain);
            let shaped = plain.len() == 9
                && plain.split_once('-').is_some_and(|(left, right)| {
                    left.len() == 4 && right.len() == 4 && !right.contains('-')
                });
            let digit = plain.bytes().any(|letter| letter.is_ascii_digit());
            let letter = plain.bytes().any(|letter| letter.is_ascii_alphabetic());
            shaped && (Reference::read(plain).is_ok() || (digit && letter))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_message_ids_that_we_gave_name_our_letters() {
        let id = Id::<OutboxLetter>::from_random([7; 16]);
        let ids = [
            format!("{id}@exampleshire.test"),
            format!("<{id}@EXAMPLESHIRE.test>"),
            format!("{id}@elsewhere.test"),
            "CAF-123@exampleshire.test".to_owned(),
            String::new(),
        ];
        assert_eq!(letters_named(&ids, "exampleshire.test"), [id]);
    }

    #[test]
    fn a_reference_is_known_by_its_shape_in_a_subject_or_a_text() {
        let quotes = |subject: &str, words: &str| {
            let mut read = ReadMessage::default();
            read.head.subject = subject.to_owned();
            read.text.words = words.to_owned();
            quotes_a_reference(&read)
        };
        let reference = Reference::from_random([1, 2, 3, 4, 5]);
        assert!(quotes(&format!("Re: Referral {reference}: waiting"), ""));
        assert!(quotes(
            "",
            &format!("news of {}?", reference.as_str().to_lowercase())
        ));
        assert!(quotes("Re: HSB-7K3Q-92XA", ""));
        assert!(!quotes(
            "Re: your letter",
            "well-being, part-time, 2026-11-22, 01632-960-120"
        ));
        assert!(!quotes("", "0163-2960"));
    }
}
