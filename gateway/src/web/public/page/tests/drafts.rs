//! The pages of a draft with invented answers.

use intake_forms::{Fields, FormDefinition, Problems, RawAnswers};
use jiff::civil::date;

use super::super::*;
use super::{FORM, draft, errors, html, sections, sent};
use crate::config::Hub;
use crate::web::page::{ErrorSummary, Frame, Leave, Link, SummaryList, SummaryRow, question};

fn groups() -> Vec<TaskGroup> {
    let row = |id: &str, title: &str, state, hint: Option<&str>| TaskRow {
        id: id.to_owned(),
        title: title.to_owned(),
        href: (state != TaskState::CannotStartYet).then(|| format!("/refer/social-worker/{id}")),
        hint: hint.map(str::to_owned),
        state,
    };
    let group = |title: &str, rows| TaskGroup {
        title: title.to_owned(),
        rows,
    };
    vec![
        group(
            "The child",
            vec![
                row("child", "The child’s details", TaskState::Completed, None),
                row("home", "Where the child lives", TaskState::InProgress, None),
            ],
        ),
        group(
            "What happened",
            vec![
                row(
                    "incidents",
                    "The behaviour",
                    TaskState::Problem,
                    Some("1 incident added"),
                ),
                row("pattern", "Pattern", TaskState::NotYetStarted, None),
            ],
        ),
        group(
            "Check and send",
            vec![
                row(
                    "answers",
                    "Check your answers",
                    TaskState::CannotStartYet,
                    Some("Complete the sections above first"),
                ),
                row("files", "Attachments", TaskState::Optional, None),
            ],
        ),
    ]
}

pub(super) fn tasks(hub: &Hub) -> String {
    html(&Tasks {
        frame: Frame::new(hub, "Your referral")
            .csrf("token")
            .leave(Leave::Draft),
        errors: ErrorSummary::default(),
        note: Some(ManagersNote {
            manager: "Max Specimen".to_owned(),
            text: "Please add the log reference.".to_owned(),
        }),
        groups: groups(),
        completed: 7,
        total: 15,
        saved_until: "20 February 2027".to_owned(),
        put_aside: vec!["Words of <before>".to_owned()],
        criteria: vec![
            Criterion {
                name: "Age".to_owned(),
                result: "Met".to_owned(),
            },
            Criterion {
                name: "Police".to_owned(),
                result: "Not known yet".to_owned(),
            },
        ],
        delete_href: Some("/refer/social-worker/delete".to_owned()),
    })
}

pub(super) fn question_pages(hub: &Hub) -> Vec<(&'static str, String)> {
    let form = FormDefinition::read(FORM).unwrap();
    let typed = Fields::bounded([
        ("ch_first", "Robin"),
        ("ch_dob-day", "31"),
        ("ch_dob-month", "2"),
        ("ch_dob-year", "2013"),
        ("ch_lcs_id", "EX-123"),
        ("inc_date-month-month", "9"),
        ("inc_date-month-year", "2026"),
        ("inc_types", "touching_over_clothing"),
        (
            "inc_desc",
            "At an after-school club, Robin touched Child A over clothing.",
        ),
        ("safe_now", "yes"),
    ])
    .unwrap();
    let today = date(2026, 11, 19);
    let page = |slug: &'static str, checked: bool| {
        let section = form.section(slug).unwrap();
        let answers = RawAnswers::default();
        let problems = match (checked, section.is_repeated()) {
            (false, _) => Problems::default(),
            (true, true) => form.check_item(section, &typed, &answers, today),
            (true, false) => {
                let mut answers = answers;
                answers.put(slug, typed.clone());
                form.check_section(section, &answers, today)
            }
        };
        let rendered = html(&QuestionPage {
            frame: draft(hub, &section.heading)
                .leave(Leave::Page)
                .problems(!problems.is_empty()),
            errors: question::errors(&problems),
            caption: section.caption.clone(),
            intro: section.intro.clone(),
            advice: question::advice(section, &typed),
            fields: question::fields(section, &typed, &problems),
            action: format!("/refer/social-worker/{slug}"),
            sections_href: "/refer/social-worker".to_owned(),
        });
        (slug, rendered)
    };
    let slugs = form
        .sections()
        .filter(|section| !section.questions.is_empty())
        .map(|section| section.slug.clone());
    let slugs: Vec<&'static str> = slugs
        .map(|slug| &*Box::leak(slug.into_boxed_str()))
        .collect();
    slugs
        .iter()
        .map(|slug| page(slug, true))
        .chain(slugs.iter().map(|slug| page(slug, false)))
        .collect()
}

pub(super) fn attachments(hub: &Hub) -> String {
    let upload = errors(&[("files", "Choose a file")]);
    html(&Attachments {
        frame: draft(hub, "Attachments (optional)").problems(true),
        upload: Attachments::upload("PDF or Word. Up to 25 MB each.", ".pdf,.docx", &upload),
        errors: upload,
        caption: "What you are asking for".to_owned(),
        intro: Some("Add a chronology, assessment, plan or minutes if you have them.".to_owned()),
        added: Some("Chronology.docx has been added".to_owned()),
        files: SummaryList::new(vec![
            SummaryRow::new("Chronology.docx", "Word, 212 KB")
                .action(Link::new("/1/remove", "Remove").hidden("Chronology.docx")),
        ]),
        action: "/".to_owned(),
        sections_href: "/refer/social-worker".to_owned(),
    })
}

fn items(hub: &Hub, list: SummaryList, asked: &ErrorSummary) -> String {
    html(&Items {
        frame: draft(hub, "You have added 1 incident").problems(!asked.is_empty()),
        another: Items::another("incident", Some("yes"), asked),
        errors: asked.clone(),
        caption: "The behaviour".to_owned(),
        words: vec!["Add the most recent one first.".to_owned()],
        any: None,
        list,
        add: "Add an incident".to_owned(),
        add_href: "/2".to_owned(),
        action: "/".to_owned(),
        sections_href: "/refer/social-worker".to_owned(),
    })
}

fn answers(hub: &Hub) -> String {
    let form = FormDefinition::read(FORM).unwrap();
    let open = errors(&[("decl", "Confirm that this is accurate")]);
    html(&Answers {
        frame: draft(hub, "Check your answers").problems(true),
        unfinished: vec![Link::new(
            "/refer/social-worker/incidents",
            "You said there is another incident. Add the incident, or say there is none",
        )],
        not_known: vec![Link::new(
            "/refer/social-worker/police",
            "Police – What is the police position?",
        )],
        sections: sections(),
        put_aside: vec!["Words of <before>".to_owned()],
        version: "2026-11-22".to_owned(),
        releases: true,
        dictated: false,
        manager_name: "Max Specimen".to_owned(),
        manager_email: "max.specimen@exampleshire.test".to_owned(),
        declarations: Answers::declarations(&form, |_| false, &open),
        errors: open,
        action: "/refer/social-worker/answers".to_owned(),
        sections_href: "/refer/social-worker".to_owned(),
    })
}

pub(super) fn drafts(hub: &Hub) -> Vec<(&'static str, String)> {
    let both = SummaryRow::new("September 2026", "Touching others over clothing. 13 then.")
        .action(Link::new("/1", "Change").hidden("the incident of September 2026"))
        .action(Link::new("/1/remove", "Remove").hidden("the incident of September 2026"));
    let asked = errors(&[("another", "Select yes if you need to add another incident")]);
    vec![
        ("tasks", tasks(hub)),
        ("items", items(hub, SummaryList::new(vec![both]), &asked)),
        (
            "items-none",
            items(hub, SummaryList::default(), &ErrorSummary::default()),
        ),
        (
            "confirm",
            html(&Confirm {
                frame: draft(hub, "Remove an incident")
                    .heading("Remove the incident of September 2026?"),
                caption: "The behaviour".to_owned(),
                words: None,
                action: "/1/remove".to_owned(),
                button: "Remove".to_owned(),
                keep: "Keep it".to_owned(),
                keep_href: "/".to_owned(),
            }),
        ),
        ("attachments", attachments(hub)),
        ("answers", answers(hub)),
        (
            "sent",
            html(&Sent {
                frame: sent(hub, "Sent to your manager"),
                releases: true,
                dictated: false,
                reminded: Some("1 working day".to_owned()),
                reference: "7K3Q-92MX".to_owned(),
                print_href: "/refer/social-worker/sent/print".to_owned(),
            }),
        ),
    ]
}
