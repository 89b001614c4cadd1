//! One letter of each kind, from invented facts, and the rules that all of them keep. Tests only.

use jiff::civil::date;

use super::*;
use crate::config::Hub;

const REFERENCE: &str = "7K3Q-92MX";
const RATIONALE: &str = "The incident described is from June 2025 and you told us there has been nothing since. The safety plan you \
    describe is in place and reviewed.\n\nWe think this is best taken forward within the child’s plan.";

fn people() -> People {
    People {
        referrer_name: "Sam Sample".to_owned(),
        referrer_address: "sam.sample@council.exampleshire.test".to_owned(),
        manager_name: "Max Specimen".to_owned(),
        manager_address: "max.specimen@council.exampleshire.test".to_owned(),
        own_reference: Some("TS-041".to_owned()),
    }
}

fn stamp() -> Stamp {
    Stamp {
        id: "01jd3k".to_owned(),
        at: "2026-11-19T15:41:00Z".parse().unwrap(),
    }
}

fn facts(recency: Finding) -> DecisionFacts {
    let found = |criterion, title: &str, finding, evidence: &str| CriterionFinding {
        criterion,
        title: title.to_owned(),
        finding,
        evidence: evidence.to_owned(),
    };
    DecisionFacts {
        reference: REFERENCE.to_owned(),
        people: people(),
        received_on: date(2026, 11, 19),
        decided_on: date(2026, 11, 24),
        decided_by: "Toni Trial".to_owned(),
        rationale: RATIONALE.to_owned(),
        reason: "not_recent".to_owned(),
        named: vec![Criterion::Recency],
        findings: vec![
            found(
                Criterion::Age,
                "Age 8 to 17",
                Finding::Met,
                "13 when we received the referral.",
            ),
            found(
                Criterion::Recency,
                "Behaviour in the last 12 months",
                recency,
                "The most recent behaviour you told us about was in June 2025. The 12 months began on 19 November 2025.",
            ),
            found(
                Criterion::Residence,
                "Lives in Exampleshire",
                Finding::Met,
                "The postcode you gave is in North Testing.",
            ),
            found(
                Criterion::Police,
                "Police",
                Finding::Met,
                "You told us: reported, no investigation.",
            ),
        ],
        offer: if recency == Finding::Met {
            Offer::Full
        } else {
            Offer::None
        },
        limits: Limits {
            youngest: 8,
            oldest: 17,
            full_from: 10,
            window_months: 12,
        },
        age: Some(13),
        window_start: date(2025, 11, 19),
        consent_gaps: vec![ConsentGap::CarerNotAsked],
        invitation_by: None,
    }
}

fn all() -> Vec<Letter> {
    let (hub, people, stamp) = (Hub::sample(), people(), stamp());
    let received = "2026-11-19T15:40:00Z".parse().unwrap();
    let mut letters = vec![
        code(&hub, &stamp, &people.referrer_address, "AB2C-3D4E"),
        waiting_for_manager(&hub, &stamp, REFERENCE, &people),
        sent_to_manager(&hub, &stamp, REFERENCE, &people),
        returned(&hub, &stamp, REFERENCE, &people),
        not_sent(&hub, &stamp, REFERENCE, &people),
        hub_notice(&hub, &stamp),
    ];
    for reader in [Reader::Referrer, Reader::Manager] {
        letters.push(acknowledgement(
            &hub, &stamp, REFERENCE, &people, received, reader,
        ));
        letters.push(declined(&hub, &stamp, &facts(Finding::NotMet), reader));
        letters.push(declined(&hub, &stamp, &facts(Finding::NotKnown), reader));
        letters.push(accepted(&hub, &stamp, &facts(Finding::Met), reader));
    }
    letters
}

/// The words that a reader of the HTML part meets, in order.
fn words_of_html(html: &str) -> String {
    let mut body = html
        .split_once("<body")
        .map(|(_, body)| body.to_owned())
        .unwrap();
    // The header with the organisation's name, and the table header, stand in the HTML part only.
    body = body
        .replace("Exampleshire Child and Youth Justice Service", "")
        .replace(">Criterion<", "><")
        .replace(">Finding<", "><");
    let mut words = String::new();
    let mut inside = true;
    for letter in body.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                words.push(' ');
            }
            _ if !inside => words.push(letter),
            _ => {}
        }
    }
    words
}

fn plain_words(text: &str) -> Vec<String> {
    let text = text
        .replace("&#8204;", " ")
        .replace("&#160;", " ")
        .replace("---- copy from here ----", " ")
        .replace("---- to here ----", " ")
        .to_lowercase();
    let lone_number =
        |word: &str| word.len() == 1 && word.chars().all(|digit| digit.is_ascii_digit());
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && !lone_number(word))
        .map(str::to_owned)
        .collect()
}

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
        let free = matches!(letter.kind(), LetterKind::Code | LetterKind::HubNotice);
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

#[test]
fn a_letter_comes_back_from_its_sealed_form_unchanged() {
    for letter in all() {
        let stored = serde_json::to_vec(&letter).unwrap();
        assert_eq!(serde_json::from_slice::<Letter>(&stored).unwrap(), letter);
        assert_eq!(
            serde_json::to_value(letter.kind()).unwrap(),
            letter.kind().as_str()
        );
        assert_eq!(letter.message_id(), "<01jd3k@exampleshire.test>");
    }
}
