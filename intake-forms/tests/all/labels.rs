//! The table of labels is checked against the forms when it is read: file, key and reason.

use intake_forms::document::Labels;

use crate::paper::{forms, labels};

fn refused(text: &str) -> (String, String) {
    let error = Labels::read(text, &forms()).unwrap_err();
    (error.key, error.reason)
}

#[test]
fn the_shipped_table_fits_the_shipped_form() {
    drop(labels());
}

/// What is wrong with a table, the key that is named and words of the reason.
const WRONG: &[(&str, &str, &str)] = &[
    ("words = 3", "words", "expected a map"),
    (
        "[form.social-worker]\nlabels = []",
        "form.social-worker.labels",
        "unknown field",
    ),
    ("[form.nobody]", "form.nobody", "there is no form nobody"),
    (
        "[form.social-worker.question.ch_none]\nlabels = [\"X\"]",
        "form.social-worker.question.ch_none",
        "there is no question ch_none",
    ),
    (
        "[form.social-worker.headings]\nnowhere = [\"X\"]",
        "form.social-worker.headings.nowhere",
        "there is no section nowhere",
    ),
    (
        "[form.social-worker.question.ch_sex]\noptions = { blue = [\"X\"] }",
        "form.social-worker.question.ch_sex.options.blue",
        "ch_sex has no option blue",
    ),
    (
        "[form.social-worker.question.ch_sex]\noptions = { male = [\"X\"], female = [\"x\"] }",
        "form.social-worker.question.ch_sex.options.male",
        "means two options",
    ),
    (
        "[form.social-worker.question.ch_sex]\nrest = \"nothing\"",
        "form.social-worker.question.ch_sex.rest",
        "there is no question nothing",
    ),
    (
        "[form.social-worker.question.ch_first]\nlabels = [\"?!\"]",
        "form.social-worker.question.ch_first.labels",
        "has no words",
    ),
    (
        "[form.social-worker.question.ch_first]\nlabels = [\"Same\"]\n[form.social-worker.question.ch_last]\nlabels = [\"same:\"]",
        "form.social-worker",
        "means ch_first and ch_last",
    ),
    (
        "[[form.social-worker.joined]]\nlabels = [\"X\"]\nlines = \"ch_first\"\npostcode = \"ch_last\"",
        "form.social-worker.joined[0]",
        "a text and a postcode",
    ),
    (
        "[words]\nblue = [\"X\"]",
        "words.blue",
        "no question has such an option",
    ),
    (
        "[form.social-worker]\nelsewhere = [\"The child’s details\"]",
        "form.social-worker.elsewhere",
        "is the heading of a section",
    ),
    ("\n= 3", "line 2", ""),
];

#[test]
fn a_table_that_does_not_fit_the_forms_is_refused_with_key_and_reason() {
    for (text, key, reason) in WRONG {
        let (found, why) = refused(text);
        assert_eq!(found, *key, "{text}");
        assert!(why.contains(reason), "{text}: {why}");
    }
}
