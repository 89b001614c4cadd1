//! Reading a form out of the text of a message.

use intake_forms::document::Reason;
use serde_json::json;

use crate::paper::read_words;

#[test]
fn text_goes_on_over_lines_and_ends_at_the_signature_and_at_what_another_message_said() {
    let reading = read_words(
        "Hello,\n\nChild's first name: Sam\nChild's surname:\nSample\nDate of birth - see below\nDOB: 27/3/2013\n\
         Description of the behaviour: It began at a club.\nHe said: stop.\n\nA second paragraph.\n\nKind regards\nAsha Sample\n\
         Surname: Notme\n-- \nLCS number: 999\n> LCS number: 111\n",
    );
    let values = reading.values();
    assert_eq!(
        (&values["ch_first"], &values["ch_dob"]["from"]),
        (&json!("Sam"), &json!("2013-03-27"))
    );
    assert_eq!(
        values["incidents"][0]["inc_desc"],
        "It began at a club.\nHe said: stop.\n\nA second paragraph."
    );
    assert!(!values.contains_key("ch_lcs_id"));
}

#[test]
fn lines_quoted_from_another_message_are_not_read_and_that_is_said() {
    let reading = read_words(
        "> Child's first name: Sam\nChild's surname: Sample\nLCS number: 1\nDOB: 27/3/2013",
    );
    assert_eq!([reading.problems()[0].reason], [Reason::Quoted]);
    assert!(!reading.values().contains_key("ch_first"));
}

#[test]
fn an_ordinary_message_is_no_form() {
    let reading = read_words("Any news on this child?\nName: Someone\n");
    assert_eq!(
        (reading.form(), [reading.problems()[0].reason]),
        (None, [Reason::NoForm])
    );
    assert!(reading.values().is_empty());
}
