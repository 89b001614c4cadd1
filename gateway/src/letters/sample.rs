//! One letter of each kind, from invented facts. Tests only; never a real person's.

use jiff::civil::date;

use super::*;
use crate::{
    config::Hub,
    referral::{Asked, AskedItem, Reason},
    screening::{
        Change, ChangingFact, Consent, Criteria, Criterion, Evidence, Finding, Offer, Service,
        Suggestion,
    },
};

pub(super) const REFERENCE: &str = "7K3Q-92MX";
const RATIONALE: &str = "The incident described is from June 2025 and you told us there has been nothing since. The safety plan you \
    describe is in place and reviewed.\n\nWe think this is best taken forward within the child’s plan.";

pub(super) fn people() -> People {
    People {
        referrer_name: "Sam Sample".to_owned(),
        referrer_address: "sam.sample@council.exampleshire.test".to_owned(),
        manager_name: "Max Specimen".to_owned(),
        manager_address: "max.specimen@council.exampleshire.test".to_owned(),
        written_by: None,
        own_reference: Some("TS-041".to_owned()),
        school: None,
        stand_ins: Vec::new(),
        social_worker: None,
    }
}

pub(super) fn stamp() -> Stamp {
    Stamp {
        id: "01jd3k".to_owned(),
        at: "2026-11-19T15:41:00Z".parse().unwrap(),
    }
}

pub(super) fn facts(recency: Finding) -> DecisionFacts {
    let limits = Limits {
        youngest: 8,
        oldest: 17,
        full_from: 10,
        window_months: 12,
    };
    let criteria = Criteria {
        age: Finding::Met,
        recency,
        residence: Finding::Met,
        police: Finding::Met,
    };
    let evidence = Evidence {
        age: "13 when we received the referral.".to_owned(),
        recency: "The most recent behaviour you told us about was in June 2025. The 12 months began on 19 November 2025.".to_owned(),
        residence: "The postcode you gave is in North Testing.".to_owned(),
        police: "You told us: reported, no investigation.".to_owned(),
    };
    let accept = recency == Finding::Met;
    DecisionFacts {
        reference: REFERENCE.to_owned(),
        people: people(),
        received_on: date(2026, 11, 19),
        decided_on: date(2026, 11, 24),
        decided_by: "Toni Trial".to_owned(),
        rationale: RATIONALE.to_owned(),
        reason: if accept {
            Reason::CriteriaMet
        } else {
            Reason::CriterionNotMet
        },
        named: if accept {
            Vec::new()
        } else {
            vec![Criterion::Recency]
        },
        findings: CriterionFinding::all(&Hub::sample(), limits, criteria, &evidence),
        offer: if accept { Offer::Full } else { Offer::None },
        changes: if accept {
            Vec::new()
        } else {
            vec![Change {
                fact: ChangingFact::Incident,
                learnt: recency == Finding::NotKnown,
                offer: Offer::ConsultationOnly,
                suggestion: Suggestion::Ask,
                services: vec![Service::Consultation, Service::PatternMapping],
            }]
        },
        limits,
        age: Some(13),
        window_start: date(2025, 11, 19),
        consent_gaps: ConsentGap::of(Some(Consent::Agreed), Some(Consent::NotAsked)),
        invitation_by: None,
    }
}

pub(super) fn asked() -> Asked {
    Asked {
        items: vec![AskedItem {
            question: "pol_status".to_owned(),
            label: "What is the police position?".to_owned(),
        }],
        words: "Was the officer told?".to_owned(),
        answer_by: date(2026, 11, 30),
        copy: true,
        by: "Asha Demo".to_owned(),
    }
}

pub(super) fn all() -> Vec<Letter> {
    let (hub, people, stamp) = (Hub::sample(), people(), stamp());
    let received = "2026-11-19T15:40:00Z".parse().unwrap();
    let mut letters = vec![
        code(&hub, &stamp, &people.referrer_address, "AB2C-3D4E"),
        waiting_for_manager(&hub, &stamp, REFERENCE, &people),
        sent_to_manager(&hub, &stamp, REFERENCE, &people),
        returned(&hub, &stamp, REFERENCE, &people),
        taken_back(&hub, &stamp, REFERENCE, &people),
        still_waiting(&hub, &stamp, (REFERENCE, &people), date(2026, 11, 19)),
        manager_reminded(&hub, &stamp, REFERENCE, &people),
        not_sent(&hub, &stamp, REFERENCE, &people),
        hub_notice(&hub, &stamp),
        mail_received(&hub, &stamp, &people.referrer_address),
        mail_not_read(&hub, &stamp, &people.referrer_address, NotRead::Locked),
        mail_not_read(&hub, &stamp, &people.referrer_address, NotRead::TooLarge),
        mail_not_read(&hub, &stamp, &people.referrer_address, NotRead::Portal),
    ];
    let about = (REFERENCE, &people);
    let by_mail = ByMail {
        arrived_at: received,
        missing: vec!["Date of birth".to_owned(), "Police".to_owned()],
    };
    for asked in [true, false] {
        letters.push(waits_for_release(&hub, &stamp, about, &by_mail, asked));
    }
    letters.push(question_reminder(&hub, &stamp, about, &asked()));
    for reader in [Reader::Referrer, Reader::Manager] {
        letters.push(acknowledgement(
            &hub, &stamp, REFERENCE, &people, received, reader,
        ));
        letters.push(acknowledgement_by_mail(
            &hub, &stamp, about, received, &by_mail, reader,
        ));
        letters.push(question(&hub, &stamp, about, &asked(), reader));
        letters.push(declined(&hub, &stamp, &facts(Finding::NotMet), reader));
        letters.push(declined(&hub, &stamp, &facts(Finding::NotKnown), reader));
        letters.push(accepted(&hub, &stamp, &facts(Finding::Met), reader));
    }
    letters
}

/// The words that a reader of the HTML part meets, in order.
pub(super) fn words_of_html(html: &str) -> String {
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

pub(super) fn plain_words(text: &str) -> Vec<String> {
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
