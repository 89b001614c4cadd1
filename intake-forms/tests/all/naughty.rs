//! Every question of every shipped form, each with texts that have broken programs before and with values that its kind must refuse:
//! a message or an answer, never a failure, and never the text in a message. The list is our own; it has a few of each class of the
//! "Big List of Naughty Strings".

use intake_forms::{
    Fields, FormDefinition, Identifier, Kind, Question, RawAnswers, Record, Section,
};
use serde_json::Value;

use crate::example::TODAY;

const FORMS: [&str; 3] = [
    include_str!("../../../config/forms/phone.toml"),
    include_str!("../../../config/forms/school.toml"),
    include_str!("../../../config/forms/social-worker.toml"),
];

const NAUGHTY: &[&str] = &[
    // words that programs take for something else
    "",
    " ",
    "\t",
    "undefined",
    "null",
    "NaN",
    "None",
    "true",
    "nil",
    "0",
    "-1",
    "1/0",
    "1e1000",
    "0x0",
    "٠١٢",
    "999999999999999999999999999999999999999999",
    // marks and code
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'; DROP TABLE referral; --",
    "1' OR '1'='1",
    "${7*7}{{7*7}}<%= 7 %>",
    "$(touch /tmp/x)",
    "`id`",
    "|id",
    "../../../etc/passwd",
    "%00%0a%0d",
    "%s%s%n",
    "=cmd|' /C calc'!A0",
    "<?xml version=\"1.0\"?><!DOCTYPE x>",
    "]]>",
    "&lt;&amp;&#0;",
    "\\\\server\\share",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "{\"from\":\"2026-01-01\",\"to\":null}",
    "\r\nSet-Cookie: a=b",
    "\r\nBcc: x@y.test",
    "Content-Type: text/html\r\n\r\n",
    // letters of all kinds
    "Ω≈ç√∫˜µ≤≥÷",
    "ÅÍÎÏ˝ÓÔ\u{F8FF}ÒÚÆ☃",
    "表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀",
    "الكل في المجمو عة",
    "\u{202B}test\u{202B}",
    "\u{202E}gnp.exe",
    "T̫̺̳o̬̜ ì̬͎̲n̡̟v͔̭o̝k̘e",
    "👩🏽‍👩‍👧‍👦",
    "\u{FEFF}",
    "\u{200B}\u{2060}",
    "\u{FFFE}\u{FFFF}",
    "\u{10FFFF}",
    "i\u{307}İıſ",
    "ǅ ﬃ ẞ",
    "\u{202E}\u{2066}\u{2069}",
    "\u{85}\u{2028}\u{2029}",
    "Z\u{0}é\u{7F}",
    // names that are names
    "O’Specimen-van der Test",
    "Jean-Luc",
    "李",
    "X Æ A-12",
    "Scunthorpe",
    "Mr Null",
    // and what looks like an answer of another kind
    "2026-02-30",
];

fn forms() -> Vec<FormDefinition> {
    FORMS
        .iter()
        .map(|text| FormDefinition::read(text).unwrap())
        .collect()
}

/// The boxes of a question.
fn boxes(question: &Question) -> Vec<String> {
    let of = |ends: &[&str]| {
        ends.iter()
            .map(|end| format!("{}-{end}", question.id))
            .collect()
    };
    match question.kind {
        Kind::Date(_) => of(&["day", "month", "year"]),
        Kind::Happened { .. } => of(&[
            "precision",
            "date-day",
            "date-month",
            "date-year",
            "month-month",
            "year-year",
            "from-day",
            "to-year",
        ]),
        _ => vec![question.id.clone()],
    }
}

/// The finished draft with one page whose question is answered so.
fn answered(
    draft: &RawAnswers,
    section: &Section,
    question: &Question,
    boxes: &[(String, String)],
) -> RawAnswers {
    let mut draft = draft.clone();
    let once = !section.asks_each(&question.id);
    let before = if once {
        draft.section(&section.slug)
    } else {
        draft.item(&section.slug, 0)
    };
    let before = before.cloned().unwrap_or_default();
    let own = |name: &str| {
        let rest = name.strip_prefix(question.id.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let kept = before.pairs().filter(|(name, _)| !own(name));
    let told = boxes
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let fields = Fields::bounded(kept.chain(told)).unwrap();
    if once {
        draft.put(&section.slug, fields);
    } else {
        assert!(draft.put_item(&section.slug, 0, fields));
    }
    draft
}

fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn takes_any_text(
    form: &FormDefinition,
    finished: &RawAnswers,
    section: &Section,
    question: &Question,
) {
    for &text in NAUGHTY {
        let boxes: Vec<_> = boxes(question)
            .into_iter()
            .map(|name| (name, text.to_owned()))
            .collect();
        let draft = answered(finished, section, question, &boxes);
        let problems = form.check_section(section, &draft, TODAY);
        for problem in &problems {
            assert!(!problem.message.is_empty(), "{}", question.id);
            let long = text.trim().chars().count() > 4;
            assert!(
                !long || !problem.message.contains(text.trim()),
                "{}",
                problem.message
            );
        }
        let shown = form.shown(&draft, TODAY);
        let lines = shown.iter().flat_map(|section| &section.lines);
        for line in lines {
            assert!(!line.value.contains(is_hidden), "{}: {text:?}", question.id);
        }
    }
}

#[test]
fn no_text_in_any_question_of_any_form_makes_it_fail_or_comes_back_in_a_message() {
    for form in forms() {
        let finished = form.made_up(&[], TODAY);
        for section in form.sections() {
            for question in &section.questions {
                takes_any_text(&form, &finished, section, question);
            }
        }
        let record = form
            .receive_partly(&finished, &std::collections::BTreeSet::new(), TODAY)
            .record();
        let text = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), record);
    }
}

/// Values that a question of this kind must refuse.
fn wrong(question: &Question) -> Vec<Vec<(String, String)>> {
    let one = |text: &str| vec![(question.id.clone(), text.to_owned())];
    let dated = |day: &str, month: &str, year: &str| {
        let part = |end: &str, value: &str| (format!("{}-{end}", question.id), value.to_owned());
        vec![part("day", day), part("month", month), part("year", year)]
    };
    let long = "x".repeat(question.max + 1);
    match &question.kind {
        Kind::Text => vec![one(&long)],
        Kind::LongText | Kind::Address => vec![one(&long), one(&"é".repeat(question.max + 1))],
        Kind::Email => vec![
            one("sam"),
            one("sam@"),
            one("a@b.test, c@d.test"),
            one("Sam <sam@council.test>"),
        ],
        Kind::Phone => vec![one("12"), one("ask at the desk"), one("01632 960 00l")],
        Kind::Postcode => vec![one("ZP1"), one("1AA ZP1"), one("Not known")],
        Kind::Identifier(Identifier::Nhs) => vec![one("999000001"), one("9990000019")],
        Kind::Identifier(Identifier::Upn) => vec![one("C88800002600"), one("D888000026001")],
        Kind::Identifier(_) => vec![one("12a"), one("letters")],
        Kind::Date(_) => vec![
            dated("31", "2", "2026"),
            dated("1", "13", "2026"),
            dated("1", "1", "26"),
            dated("1", "", "2026"),
            dated("x", "y", "z"),
            dated("0", "0", "0"),
        ],
        Kind::Happened { .. } => {
            let precision =
                |code: &str| vec![(format!("{}-precision", question.id), code.to_owned())];
            vec![
                precision("sometime"),
                precision("date"),
                precision("month"),
                precision("between"),
            ]
        }
        Kind::Choice(_) | Kind::Select(_) | Kind::Choices(_) => {
            vec![one("no_such_code"), one("Yes"), one("<b>")]
        }
        other => panic!("{other:?}: say what is wrong for it"),
    }
}

fn refuses_what_is_wrong(
    form: &FormDefinition,
    finished: &RawAnswers,
    section: &Section,
    question: &Question,
) {
    if !form_asks(form, finished, section, question) {
        return;
    }
    for boxes in wrong(question) {
        let mut draft = answered(finished, section, question, &boxes);
        if section.asks_each(&question.id) && draft.items(&section.slug).len() > 1 {
            draft.remove_item(&section.slug, 1);
        }
        let problems = form.check_section(section, &draft, TODAY);
        let own = problems.for_question(&question.id);
        let own = own.unwrap_or_else(|| panic!("{}: {boxes:?} is taken", question.id));
        assert!(!own.missing || question.max == 0 || own.field.starts_with(&question.id));
        let taken = form.answers(&draft, TODAY);
        assert_eq!(taken.values().get(&question.id), None::<&Value>);
    }
}

#[test]
fn every_question_of_every_form_refuses_what_its_kind_does_not_take_beside_its_own_field() {
    for form in forms() {
        // What asks everything that may be asked.
        let finished = form.made_up(&[], TODAY);
        for section in form.sections() {
            for question in &section.questions {
                refuses_what_is_wrong(&form, &finished, section, question);
            }
        }
    }
}

fn form_asks(
    form: &FormDefinition,
    draft: &RawAnswers,
    section: &Section,
    question: &Question,
) -> bool {
    let item = section.asks_each(&question.id).then_some(1);
    let place = intake_forms::AnswerPlace {
        question: question.id.clone(),
        item,
    };
    form.asks(&place, draft, TODAY)
}

#[test]
fn every_shipped_form_can_be_finished_and_the_forms_agree() {
    let forms = forms();
    for (n, form) in forms.iter().enumerate() {
        let confirmed = form
            .declarations()
            .iter()
            .map(|one| one.id.clone())
            .collect();
        for today in [
            TODAY,
            jiff::civil::date(2028, 2, 29),
            jiff::civil::date(2027, 1, 1),
        ] {
            let made_up = form.made_up(&[], today);
            let refused = form.validate(&made_up, &confirmed, today).err();
            assert!(refused.is_none(), "{}: {refused:?}", form.id());
        }
        form.agrees_with(&forms[..n])
            .unwrap_or_else(|error| panic!("{}: {error}", form.id()));
    }
    let again = forms[0].agrees_with(&forms[..1]).unwrap_err();
    assert_eq!(
        again.to_string(),
        "id: another file has a form of this name"
    );
}
