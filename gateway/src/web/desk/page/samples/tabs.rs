//! Answers, files, letters and history of an invented referral. Tests only.

use intake_forms::Completeness;

use super::super::*;
use super::{FILE_NAME, frame, head};
use crate::referral::{LetterState, ScanState};

fn plain(text: &str) -> AnswerText {
    AnswerText::Plain(text.to_owned())
}

fn question(question: &str, answer: AnswerText, used_by: Option<&str>) -> AnswerRow {
    let used_by = used_by.map(str::to_owned);
    AnswerRow {
        question: question.to_owned(),
        answer,
        used_by,
        found: None,
        before: Vec::new(),
        correct: Some("/desk/referrals/7K3Q-2FWD/answers/pol_status/correct".to_owned()),
    }
}

fn topic(id: &str, title: &str, rows: Vec<AnswerRow>, not_answered: usize) -> AnswerTopic {
    AnswerTopic {
        id: id.to_owned(),
        title: title.to_owned(),
        rows,
        not_answered,
        can_add: Vec::new(),
    }
}

pub(crate) fn answers(head: ReferralHead) -> AnswersPage {
    let name = head
        .shown
        .as_ref()
        .map_or(AnswerText::NameHidden, |shown| plain(&shown.name));
    let seen = "What was seen and by whom, in plain words. ".repeat(12);
    let child = vec![
        question("Name", name, None),
        question("Date of birth", plain("14 May 2012"), Some("age")),
    ];
    let behaviour = vec![
        question(
            "Incident 2: when",
            plain("December 2025 (month and year)"),
            Some("recency"),
        ),
        question(
            "Incident 2: what happened",
            AnswerText::of(seen, true),
            None,
        ),
        question("What was said", AnswerText::LeftOut, None),
    ];
    let position = AnswerRow {
        before: vec![AnswerBefore {
            answer: Some(plain("Investigation open")),
            until: "until 20 Nov 2026, 11:04, changed by Casey Sample".to_owned(),
        }],
        ..question("Position", plain("Not known"), Some("police"))
    };
    let police = vec![position];
    AnswersPage {
        frame: frame(),
        head,
        form: "Form: social worker, version 1. Sent 19 November 2026.".to_owned(),
        complete: Some(Completeness {
            asked: 40,
            answered: 36,
            not_known: 4,
        }),
        without_behaviour: true,
        topics: vec![
            topic("child", "The child", child, 0),
            topic("behaviour", "The behaviour", behaviour, 3),
            topic("police", "Police", police, 1),
        ],
        by_mail: None,
        corrected: Some(
            "1 answer was corrected after sending, on 20 Nov 2026, 11:04 by Casey Sample."
                .to_owned(),
        ),
        only_changed: false,
    }
}

pub(crate) fn file(title: &str, scan: ScanState, name: bool) -> FileRow {
    FileRow {
        id: "0000000000000000000000000a".to_owned(),
        title: title.to_owned(),
        file_name: name.then(|| FILE_NAME.to_owned()),
        kind: "Word document".to_owned(),
        size: "184 KB".to_owned(),
        arrived: "19 Nov 2026, 15:20".to_owned(),
        scan,
    }
}

pub(crate) fn attachments(head: ReferralHead) -> AttachmentsPage {
    let name = head.shown.is_some();
    let states = [
        ScanState::NoThreat,
        ScanState::NotScanned,
        ScanState::Waiting,
        ScanState::CannotScan,
        ScanState::Threat,
    ];
    let files = states
        .into_iter()
        .zip(1..)
        .map(|(scan, n)| file(&format!("File {n}"), scan, name))
        .collect();
    AttachmentsPage {
        frame: frame(),
        head,
        files,
    }
}

pub(crate) fn letter_rows() -> Vec<LetterRow> {
    let row = |reader: &str, name: &str, address: &str, state, why: Option<&str>| LetterRow {
        id: "0000000000000000000000000b".to_owned(),
        kind: "Decline".to_owned(),
        reader: reader.to_owned(),
        name: name.to_owned(),
        address: address.to_owned(),
        state,
        attempts: 2,
        queued: "23 Nov 2026, 10:12".to_owned(),
        since: "23 Nov 2026, 10:13".to_owned(),
        why: why.map(str::to_owned),
    };
    vec![
        row(
            "Referrer",
            "Casey Sample",
            "casey.sample@exampleshire.test",
            LetterState::Relayed,
            None,
        ),
        row(
            "Manager",
            "Morgan Placeholder",
            "morgan.placeholder@exampleshire.test",
            LetterState::Refused,
            Some("The mailbox does not exist"),
        ),
        row(
            "Manager",
            "Morgan Placeholder",
            "morgan.placeholder@exampleshire.test",
            LetterState::Uncertain,
            None,
        ),
        row(
            "Referrer",
            "Casey Sample",
            "casey.sample@exampleshire.test",
            LetterState::Posting,
            None,
        ),
    ]
}

pub(crate) fn history() -> HistoryPage {
    let item = |title: &str, by: &str, detail: Option<&str>| HistoryItem {
        title: title.to_owned(),
        by: by.to_owned(),
        at: "23 Nov 2026, 10:12".to_owned(),
        machine_at: "2026-11-23T10:12:00Z".to_owned(),
        detail: detail.map(str::to_owned),
    };
    HistoryPage {
        frame: frame(),
        head: head(Some(Tab::History)),
        items: vec![
            item(
                "Decision recorded",
                "Asha Demo",
                Some("Declined. A criterion is not met."),
            ),
            item("Claimed", "Asha Demo", None),
            item(
                "Criteria checked",
                "the gateway",
                Some("Rules exampleshire-2020-01."),
            ),
        ],
    }
}
