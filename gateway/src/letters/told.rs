//! What letters tell of a referral's way is true for each of them: a social worker's, a school's, one that was written down for somebody.
//! Tests only.

use super::{
    sample::{REFERENCE, people, stamp},
    *,
};
use crate::config::Hub;

/// Words of a letter without its lines' ends.
fn words(letter: &Letter) -> String {
    letter
        .text()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_letter_about_what_somebody_wrote_down_names_them_and_no_manager_of_theirs() {
    let people = People {
        written_by: Some("Kit Invented".to_owned()),
        ..people()
    };
    let (hub, stamp) = (Hub::sample(), stamp());
    let to_manager = waiting_for_manager(&hub, &stamp, REFERENCE, &people);
    let said = words(&to_manager);
    assert!(
        said.contains(
            "Kit Invented has written down a referral for Sam Sample and named you as manager"
        ),
        "{said}"
    );
    let received = stamp.at;
    for letter in [
        sent_to_manager(&hub, &stamp, REFERENCE, &people),
        returned(&hub, &stamp, REFERENCE, &people),
        not_sent(&hub, &stamp, REFERENCE, &people),
        manager_reminded(&hub, &stamp, REFERENCE, &people),
        acknowledgement(&hub, &stamp, REFERENCE, &people, received, Reader::Referrer),
    ] {
        let said = words(&letter);
        assert!(said.contains("Dear Kit Invented"), "{said}");
        for untrue in ["our referral", "our manager"] {
            let whole = format!("{} {said}", letter.subject()).replace("your own safeguarding", "");
            assert!(!whole.contains(&format!("y{untrue}")), "{whole}");
        }
    }
}

#[test]
fn a_letter_that_confirms_says_how_it_can_still_be_changed() {
    let (hub, stamp, people) = (Hub::sample(), stamp(), people());
    let sent = sent_to_manager(&hub, &stamp, REFERENCE, &people);
    assert!(words(&sent).contains("you can take it back to change it"));
    for reader in [Reader::Referrer, Reader::Manager] {
        let letter = acknowledgement(&hub, &stamp, REFERENCE, &people, stamp.at, reader);
        let said = words(&letter);
        assert!(
            said.contains(
                "until we decide, correct an answer, add files, answer our questions or withdraw it"
            ),
            "{said}"
        );
    }
}

#[test]
fn a_withdrawn_letter_says_whether_the_hub_had_it_and_asks_a_school_for_no_case_note() {
    let (hub, stamp) = (Hub::sample(), stamp());
    let letter = |people: &People, seen| {
        let by = (Reader::Referrer, stamp.at, seen);
        words(&withdrawn(
            &hub,
            &stamp,
            (REFERENCE, people),
            by,
            Reader::Manager,
        ))
    };
    let people = people();
    assert!(letter(&people, true).contains("The hub does no more work on it. Record this on LCS."));
    assert!(letter(&people, false).contains("The hub has not seen it. Record this on LCS."));
    let school = People {
        school: Some("Exampleton School".to_owned()),
        ..people
    };
    let said = letter(&school, true);
    assert!(
        !said.contains("LCS") && said.contains("your own safeguarding duties"),
        "{said}"
    );
}

#[test]
fn a_letter_in_html_dials_the_hubs_numbers() {
    for letter in sample::all() {
        let html = letter.html();
        if letter.text().contains("01632") {
            assert!(
                html.contains("href=\"tel:+441632960"),
                "{:?}",
                letter.kind()
            );
        }
    }
}
