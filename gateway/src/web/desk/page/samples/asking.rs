//! Asking the referrer. Tests only.

use super::super::*;
use super::{frame, head};
use crate::referral::ProposedQuestion;
use crate::web::page::ErrorSummary;

pub(crate) fn asking(problems: ErrorSummary) -> AskPage {
    let row = |question: &str, label: &str, hint: &str, settles| QuestionRow {
        question: question.to_owned(),
        label: label.to_owned(),
        hint: hint.to_owned(),
        settles,
    };
    AskPage {
        frame: frame(),
        head: head(None),
        questions: vec![
            row(
                "pol_status",
                "What is the police position?",
                "Would settle: police. The ceiling may become full.",
                true,
            ),
            row(
                "con_carer",
                "Has a parent or carer agreed to this referral?",
                "Would settle: a note, not a criterion.",
                false,
            ),
        ],
        proposed: ProposedQuestion {
            questions: ["pol_status".to_owned()].into(),
            copy: true,
            ..ProposedQuestion::default()
        },
        by: "due".to_owned(),
        typed_day: Default::default(),
        usual_day: "Mon 30 November (5 working days)".to_owned(),
        manager: Some("Morgan Placeholder".to_owned()),
        eligible_until: Some("1 December 2026".to_owned()),
        problems,
    }
}

pub(crate) fn asked() -> AskedPage {
    AskedPage {
        frame: frame(),
        head: head(None),
        by: "Asha Demo".to_owned(),
        at: "23 November 2026, 10:12".to_owned(),
        answer_by: "30 November 2026".to_owned(),
        items: vec!["What is the police position?".to_owned()],
        words: "Was the officer told?".to_owned(),
        reminded: None,
    }
}

pub(crate) fn check() -> CheckQuestionPage {
    let letter = |reader: &str, name: &str| LetterPreview {
        reader: reader.to_owned(),
        name: name.to_owned(),
        address: "casey.sample@exampleshire.test".to_owned(),
        subject: "Referral 7K3Q-2FWD: a question for you".to_owned(),
        goes_as: "full letter, TLS required".to_owned(),
        pieces: pieces(
            "Dear Casey Sample\n\nWas the officer told?\n",
            "Was the officer told?",
            "",
        ),
    };
    CheckQuestionPage {
        frame: frame(),
        head: head(None),
        letters: vec![
            letter("referrer", "Casey Sample"),
            letter("manager", "Morgan Placeholder"),
        ],
        proposed: asking(ErrorSummary::default()).proposed,
    }
}

pub(crate) fn forms() -> FormsPage {
    let stumble = |question: &str, count| Stumble {
        question: question.to_owned(),
        section: "The child’s details".to_owned(),
        count,
        mostly: "nothing was entered, not a date that can be".to_owned(),
    };
    let questions = vec![stumble("Date of birth", 23), stumble("LCS ID", 2)];
    FormsPage {
        frame: frame(),
        since: "1 September 2026".to_owned(),
        forms: vec![FormStumbles::new("Social worker".to_owned(), questions)],
    }
}

pub(crate) fn rules() -> RulesPage {
    let version = |name: &str, later| VersionRow {
        name: name.to_owned(),
        from: "1 Jan 2027".to_owned(),
        later,
        verdicts: 214,
        changes: if later {
            vec![RuleChange {
                what: "Police".to_owned(),
                before: "consultation only".to_owned(),
                now: "hold".to_owned(),
            }]
        } else {
            Vec::new()
        },
        digest: ("9f2ca41b".to_owned(), "9f2ca41b0000".to_owned()),
    };
    RulesPage {
        frame: frame(),
        in_force: Some("exampleshire-2020-01".to_owned()),
        rules: vec![RuleRow {
            criterion: "Age",
            words: "8 to 17, whole years on the day of receipt.".to_owned(),
            setting: "age 8 to 17".to_owned(),
        }],
        versions: vec![
            version("exampleshire-2027-01", true),
            version("exampleshire-2020-01", false),
        ],
        replay: Some((
            "23 Nov 2026, 03:00".to_owned(),
            vec![("The same", 211), ("Different", 1)],
        )),
        different: vec!["7K3Q-2FWD".to_owned()],
        data: vec![("Postcodes", "sample, August 2026".to_owned())],
        areas: (
            "Exampleshire and 12 more, valid to 31 Mar 2028".to_owned(),
            Some("Ends in 16 months".to_owned()),
        ),
    }
}
