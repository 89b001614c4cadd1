//! Whoever does not know can say so: every required question of the shipped forms has an answer for it, or is known to whoever is asked.
//! And what is answered is not listed as not known.

use intake_forms::{FormDefinition, Kind, Question, Required};

const FORMS: [&str; 3] = [
    include_str!("../../../config/forms/social-worker.toml"),
    include_str!("../../../config/forms/school.toml"),
    include_str!("../../../config/forms/phone.toml"),
];

/// Options that say it without being counted as not known: the hub is told that nobody was asked, or that nothing is known of any.
const SAID_OTHERWISE: [&str; 2] = ["not_asked", "none_known"];

/// Why a question may be required without such an answer, and which.
const REASONS: [(&str, &[&str]); 6] = [
    (
        "who asks knows who they and those above them are, and when they agreed",
        &[
            "ref_name",
            "ref_role",
            "ref_team",
            "ref_phone",
            "mgr_name",
            "mgr_email",
            "mgr_phone",
            "mgr_discussed",
            "dsl_name",
            "dsl_role",
            "dsl_phone",
            "sch_name",
            "sch_type",
            "head_name",
            "head_email",
            "head_agreed",
            "hol_name",
            "hol_email",
            "hol_from",
            "hol_to",
        ],
    ),
    (
        "who the child is: nothing can be done for a child who is not named",
        &["ch_first", "ch_last", "ch_dob", "ch_lcs_id"],
    ),
    (
        "who writes down what is dictated was there",
        &["tak_how", "tak_date", "tak_by", "dict_name", "dict_role"],
    ),
    (
        "what the writer did, thinks or wants",
        &[
            "mash_contacted",
            "mash_no_reason",
            "view_concern",
            "ask_type",
            "ask_questions",
            "con_reason",
        ],
    ),
    (
        "the writer has chosen “Something else” and knows what",
        &["inc_types_other"],
    ),
    ("a word of the writer's own", &["oth_label"]),
];

fn forms() -> impl Iterator<Item = FormDefinition> {
    let read = |text: &str| FormDefinition::read(text).unwrap();
    FORMS.into_iter().map(read)
}

fn questions(form: &FormDefinition) -> impl Iterator<Item = &Question> {
    form.sections()
        .flat_map(|section| section.questions.iter().chain(section.any()))
}

/// Whether the question can be answered by somebody who does not know: with an option, a precision, or words that its message offers.
fn has_a_way(form: &FormDefinition, question: &Question) -> bool {
    let says = |code: &str| {
        let (_, other) = form.question(code).unwrap();
        move |wanted: &String| other.option(wanted).is_some_and(|option| option.not_known)
    };
    let unknown_elsewhere = matches!(&question.required, Required::Unless(conditions)
        if conditions.iter().all(|condition| condition.any_of.iter().all(says(&condition.question))));
    let option = question
        .options()
        .iter()
        .any(|option| option.not_known || SAID_OTHERWISE.contains(&option.code.as_str()));
    let typed = matches!(question.kind, Kind::Text | Kind::LongText | Kind::Address)
        && ["write Not known", "Not known", "None known"]
            .iter()
            .any(|words| question.missing.ends_with(words));
    option || typed || unknown_elsewhere || matches!(question.kind, Kind::Happened { .. })
}

/// The required questions that leave nothing to say to who does not know, and are not excused.
fn silent(form: &FormDefinition) -> Vec<String> {
    let excused = |id: &str| REASONS.iter().any(|(_, ids)| ids.contains(&id));
    let required = questions(form).filter(|question| !question.is_optional());
    let without = required.filter(|question| !excused(&question.id) && !has_a_way(form, question));
    without.map(|question| question.id.clone()).collect()
}

#[test]
fn every_required_question_has_an_answer_for_who_does_not_know() {
    for form in forms() {
        assert_eq!(silent(&form), [""; 0], "{}", form.id());
    }
}

#[test]
fn a_required_question_without_such_an_answer_is_found() {
    let broken: [(&str, &str, &[&str]); 4] = [
        (
            "missing = \"Enter the age, or write Not known\"",
            "missing = \"Enter the age\"",
            &["hh_age"],
        ),
        (
            "{ code = \"unknown\", label = \"Not known\", not_known = true }",
            "{ code = \"unknown\", label = \"Not known\" }",
            &["pol_status"],
        ),
        (
            "kind = \"happened\"\nevent = \"it came to light\"",
            "kind = \"date\"",
            &["inc_known_date"],
        ),
        (
            "unless = [{ question = \"addr_type\", any_of = [\"not_known\"] }]",
            "unless = [{ question = \"addr_type\", any_of = [\"other\"] }]",
            &["addr_postcode"],
        ),
    ];
    for (from, to, found) in broken {
        assert!(FORMS[0].contains(from), "{from}");
        let form = FormDefinition::read(&FORMS[0].replace(from, to)).unwrap();
        assert_eq!(silent(&form), found, "{from}");
    }
}

#[test]
fn nothing_is_excused_that_need_not_be() {
    for id in REASONS.iter().flat_map(|(_, ids)| *ids) {
        let mut asked = forms().filter(|form| {
            let question = form.question(id).map(|(_, question)| question);
            question.is_some_and(|question| !question.is_optional() && !has_a_way(form, question))
        });
        assert!(asked.next().is_some(), "{id} needs no excuse");
    }
}

#[test]
fn none_known_is_an_answer_and_never_counted_as_not_known() {
    for form in forms() {
        for question in questions(&form) {
            let none = question.option("none_known");
            assert!(
                none.is_none_or(|option| !option.not_known),
                "{}",
                question.id
            );
        }
    }
}

#[test]
fn a_question_that_begins_with_if_is_asked_only_if() {
    for form in forms() {
        for question in questions(&form) {
            let conditional =
                question.asked_when().is_some() || matches!(question.required, Required::Unless(_));
            assert!(
                conditional || !question.label.starts_with("If "),
                "{}: {}",
                form.id(),
                question.id
            );
        }
    }
}
