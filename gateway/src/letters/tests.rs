//! The rules that every letter keeps, and what the decision letters say when. Tests only.

use jiff::civil::date;

use super::{
    sample::{all, facts, plain_words, stamp, words_of_html},
    *,
};
use crate::{
    config::Hub,
    referral::Reason,
    screening::{Criterion, Finding, Offer},
};

#[test]
fn both_parts_say_the_same_words_in_the_same_order() {
    for letter in all() {
        assert_eq!(
            plain_words(letter.text()),
            plain_words(&words_of_html(letter.html())),
            "{:?}",
            letter.kind()
        );
    }
}

#[test]
fn no_subject_names_a_person_a_place_or_the_decision() {
    for letter in all() {
        let subject = letter.subject().to_lowercase();
        for word in [
            "sample",
            "specimen",
            "trial",
            "exampleshire",
            "child",
            "hsb",
            "accept",
            "declin",
            "ts-041",
        ] {
            assert!(!subject.contains(word), "{subject}");
        }
        let free = matches!(
            letter.kind(),
            LetterKind::Code
                | LetterKind::HubNotice
                | LetterKind::MailReceived
                | LetterKind::MailNotRead
                | LetterKind::NotAReferral
        );
        assert_eq!(subject.starts_with("referral 7k3q-92mx: "), !free);
        assert!(
            letter
                .html()
                .contains(&format!("<title>{}</title>", letter.subject()))
        );
    }
}

#[test]
fn every_letter_says_who_stays_responsible() {
    for letter in all() {
        let text = letter.text().replace('\n', " ");
        assert!(
            text.contains("Children’s Social Care stays the lead agency"),
            "{:?}",
            letter.kind()
        );
        assert!(
            text.contains("It stays responsible for safeguarding and for managing risk."),
            "{:?}",
            letter.kind()
        );
    }
}

#[test]
fn every_letter_but_the_code_says_what_to_do_in_an_emergency() {
    for letter in all() {
        let wanted = letter.kind() != LetterKind::Code;
        assert_eq!(
            letter.text().contains("CALL 999 NOW"),
            wanted,
            "{:?}",
            letter.kind()
        );
        assert_eq!(
            letter.text().contains("01632 960 101"),
            wanted,
            "{:?}",
            letter.kind()
        );
    }
}

#[test]
fn the_text_part_is_at_most_76_columns_wide() {
    for letter in all() {
        for line in letter.text().lines() {
            assert!(line.chars().count() <= text::COLUMNS, "{line}");
            assert!(!line.ends_with(' '), "{line:?}");
        }
    }
}

#[test]
fn no_letter_holds_a_word_that_is_not_child_first() {
    for letter in all() {
        assert!(unsuitable_letter(&letter, &[]).is_empty());
        for word in ["submit", "invalid", "oops", "victim", "{{", "&#38;"] {
            assert!(
                !letter.text().to_lowercase().contains(word)
                    && !letter.html().to_lowercase().contains(word),
                "{word}"
            );
        }
    }
}

#[test]
fn a_letter_that_names_the_child_is_held_back() {
    let names = forbidden(
        &["Robin Will Testing".to_owned()],
        Some(date(2012, 5, 1)),
        &["ZP1 1AA".to_owned()],
    );
    let mut facts = facts(Finding::NotMet);
    assert!(
        unsuitable_letter(
            &declined(&Hub::sample(), &stamp(), &facts, Reader::Referrer),
            &names
        )
        .is_empty()
    );
    facts.rationale.push_str(" Robin is safe.");
    assert_eq!(
        unsuitable_letter(
            &declined(&Hub::sample(), &stamp(), &facts, Reader::Manager),
            &names
        ),
        ["Robin"]
    );
}

#[test]
fn what_a_person_typed_cannot_become_markup_or_a_line_of_its_own() {
    let mut facts = facts(Finding::NotMet);
    facts.people.referrer_name = "Sam\r\nBcc: x <b>Sample</b>".to_owned();
    facts.rationale = "<script>x</script>".to_owned();
    let letter = declined(&Hub::sample(), &stamp(), &facts, Reader::Referrer);
    assert!(!letter.html().contains("<script") && !letter.html().contains("<b>"));
    assert_eq!(letter.to_name(), "Sam Bcc: x <b>Sample</b>");
}

#[test]
fn the_case_note_stands_in_the_managers_letter_only() {
    let (hub, facts) = (Hub::sample(), facts(Finding::NotMet));
    let manager = declined(&hub, &stamp(), &facts, Reader::Manager);
    let referrer = declined(&hub, &stamp(), &facts, Reader::Referrer);
    assert!(
        manager.text().contains("---- copy from here ----")
            && !referrer.text().contains("---- copy")
    );
    assert!(
        referrer
            .text()
            .contains("Your manager, Max Specimen, is responsible")
    );
    for letter in [&manager, &referrer] {
        assert!(letter.text().contains("Stop It Now, 0808 1000 900"));
        assert!(
            letter
                .text()
                .replace('\n', " ")
                .contains("more than 12 months before we received the referral.")
        );
    }
}

/// The referrer's decline letter on one line, after `change`.
fn decline_after(change: impl Fn(&mut DecisionFacts)) -> String {
    let mut facts = facts(Finding::NotMet);
    change(&mut facts);
    let letter = declined(&Hub::sample(), &stamp(), &facts, Reader::Referrer);
    assert_eq!(
        plain_words(letter.text()),
        plain_words(&words_of_html(letter.html()))
    );
    let text = letter.text().replace('\n', " ");
    assert!(text.contains("We know you are worried about this child."));
    text
}

fn find(facts: &mut DecisionFacts, criterion: Criterion, finding: Finding) {
    facts.named = vec![criterion];
    let of_it = facts
        .findings
        .iter_mut()
        .filter(|found| found.criterion == criterion);
    of_it.for_each(|found| found.finding = finding);
}

#[test]
fn a_decline_names_its_criterion_and_what_would_change_it() {
    let young = decline_after(|facts| {
        find(facts, Criterion::Age, Finding::NotMet);
        facts.age = Some(7);
    });
    assert!(young.contains("the child was 7 when we received the referral, and the hub works with children aged 8 to 17."));
    assert!(
        young.contains("If there is new behaviour after the child turns 8, please refer again.")
    );
    let grown = decline_after(|facts| {
        find(facts, Criterion::Age, Finding::NotMet);
        facts.age = Some(18);
    });
    assert!(
        grown.contains("the young person was 18 when")
            && grown.contains("Please talk to adult services.")
    );
    let elsewhere = decline_after(|facts| find(facts, Criterion::Residence, Finding::NotMet));
    assert!(elsewhere.contains("the child does not live in Exampleshire."));
    assert!(elsewhere.contains("If the child moves to Exampleshire"));
    let unknown = decline_after(|facts| find(facts, Criterion::Recency, Finding::NotKnown));
    assert!(unknown.contains(
        "We could not tell whether this criterion is met: Behaviour in the last 12 months."
    ));
}

#[test]
fn a_decline_without_a_criterion_says_its_reason() {
    let justice = decline_after(|facts| {
        facts.named = Vec::new();
        facts.reason = Reason::OpenToYouthJustice;
    });
    assert!(justice.contains("This child is already open to youth justice."));
    assert!(justice.contains("They can ask us for a consultation."));
    let judged = decline_after(|facts| {
        find(facts, Criterion::Recency, Finding::Met);
        facts.named = Vec::new();
        facts.reason = Reason::WithinTheChildsPlan;
    });
    assert!(
        judged.contains(
            "criteria are met, but we do not think a consultation is the right next step."
        )
    );
}

#[test]
fn an_accept_says_why_it_offers_no_more_than_a_consultation() {
    let mut facts = facts(Finding::Met);
    facts.offer = Offer::ConsultationOnly;
    facts.age = Some(9);
    facts
        .findings
        .iter_mut()
        .filter(|found| found.criterion == Criterion::Police)
        .for_each(|found| found.finding = Finding::NotMet);
    facts.invitation_by = Some(date(2026, 12, 1));
    let letter = accepted(&Hub::sample(), &stamp(), &facts, Reader::Manager);
    let text = letter.text().replace('\n', " ");
    for words in [
        "We will send you and Sam Sample a calendar invitation by Tuesday 1 December 2026.",
        "The most the hub can offer: a consultation and pattern mapping. An AIM assessment is not recommended for a child under 10. We cannot \
         start an AIM assessment or intervention while a police investigation is open.",
        "Ask the officer what can be discussed, and tell us before the meeting.",
        "the parent or carer has not been asked",
        "You or Sam Sample record the outcome",
    ] {
        assert!(
            text.replace("   ", " ").replace("  ", " ").contains(words),
            "{words}\n{text}"
        );
    }
}

#[test]
fn a_letter_comes_back_from_its_sealed_form_unchanged() {
    for letter in all() {
        let stored = serde_json::to_vec(&letter).unwrap();
        assert_eq!(serde_json::from_slice::<Letter>(&stored).unwrap(), letter);
        assert_eq!(
            serde_json::to_value(letter.kind()).unwrap(),
            letter.kind().code()
        );
        assert_eq!(letter.message_id(), "<01jd3k@exampleshire.test>");
    }
}

#[test]
fn a_decline_says_what_a_change_would_open_only_where_it_would() {
    let letter = |facts: &DecisionFacts| {
        declined(&Hub::sample(), &stamp(), facts, Reader::Referrer)
            .text()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut facts = facts(Finding::NotMet);
    let then = "The most the hub could offer then: a consultation and pattern mapping.";
    let alone = "One change alone would not be enough.";
    assert!(letter(&facts).contains(then));
    assert!(!letter(&facts).contains(alone));
    facts.changes.clear();
    facts.named.push(Criterion::Residence);
    if let Some(found) = facts
        .findings
        .iter_mut()
        .find(|found| found.criterion == Criterion::Residence)
    {
        found.finding = Finding::NotMet;
    }
    assert!(!letter(&facts).contains("could offer then"));
    assert!(letter(&facts).contains(
        "Each of these would have to be met: Behaviour in the last 12 months; Lives in Exampleshire."
    ));
}
