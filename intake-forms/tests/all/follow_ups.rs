//! Follow-ups that were filled in although another answer says that they do not apply: a page refuses them and says why, each in the words
//! of its definition; what came another way is listed and not refused; a form that is edited under a draft says it too.

use intake_forms::{AnswerPlace, ErrorCounts, FormDefinition, RawAnswers, Rule, State};

use crate::example::{
    AGREEMENT, INCIDENT, POLICE, SAFETY, TODAY, confirmed, fields, finished, form, messages,
    problems, with,
};

const HEAD: &str = "id = \"f\"\nversion = \"1\"\ntitle = \"F\"\nrole = \"R\"\noffered_to = \"R\"\nroute = \"school\"\nrelease = false\n";
const YES_NO: &str = "[{ code = \"yes\", label = \"Yes\" }, { code = \"no\", label = \"No\" }]";

/// A form of two pages: `tool`, which may be left out, and `away` on the first, and on the second the questions given.
fn small(questions: &str) -> FormDefinition {
    let text = format!(
        "{HEAD}[[group]]\ntitle = \"G\"\n[[group.section]]\nslug = \"first\"\ntitle = \"First\"\n\
         [[group.section.question]]\nid = \"tool\"\nlabel = \"What did the tool say?\"\nkind = \"choice\"\noptional = true\noptions = {YES_NO}\n\
         [[group.section.question]]\nid = \"away\"\nlabel = \"Away?\"\nkind = \"choice\"\nmissing = \"Say\"\noptions = {YES_NO}\n\
         [[group.section]]\nslug = \"second\"\ntitle = \"Second\"\n{questions}"
    );
    FormDefinition::read(&text).unwrap()
}

fn draft(first: &[(&str, &str)], second: &[(&str, &str)]) -> RawAnswers {
    let mut draft = RawAnswers::default();
    draft.put("first", fields(first));
    draft.put("second", fields(second));
    draft
}

fn refused(form: &FormDefinition, draft: &RawAnswers) -> Vec<String> {
    let section = form.section("second").unwrap();
    let found = form.check_section(section, draft, TODAY);
    assert!(found.iter().all(|problem| problem.rule == Rule::NotAsked));
    messages(&found).into_iter().map(str::to_owned).collect()
}

#[test]
fn what_is_told_under_an_answer_that_does_not_ask_for_it_is_refused_beside_its_field() {
    let page = with(
        SAFETY,
        &[
            ("safe_selfharm", "no"),
            ("safe_selfharm_detail", "The plan"),
        ],
    );
    let found = problems("safety", page);
    assert_eq!(
        messages(&found),
        [
            "You answered \"No\" to \"Is there a risk of self-harm or suicide?\". Change that answer, or take this out"
        ]
    );
    let problem = found.iter().next().unwrap();
    assert_eq!(problem.field, "safe_selfharm_detail");
    assert_eq!((problem.rule.code(), problem.missing), ("not_asked", false));
    let mut counts = ErrorCounts::default();
    counts.count(&form(), &found);
    let counted: Vec<_> = counts.iter().collect();
    assert_eq!(
        counted,
        [("social-worker", "safe_selfharm_detail", Rule::NotAsked, 1)]
    );
    for kept in [
        ("safe_selfharm", "yes", "The plan"),
        ("safe_selfharm", "no", " \r\n"),
    ] {
        let page = with(
            SAFETY,
            &[(kept.0, kept.1), ("safe_selfharm_detail", kept.2)],
        );
        assert!(problems("safety", page).is_empty(), "{kept:?}");
    }
}

#[test]
fn an_answer_that_must_be_given_and_is_not_is_the_only_problem() {
    let page = with(
        SAFETY,
        &[("safe_selfharm", ""), ("safe_selfharm_detail", "The plan")],
    );
    let found = problems("safety", page);
    assert_eq!(found.len(), 1);
    assert_eq!(found.iter().next().unwrap().rule, Rule::Missing);
}

#[test]
fn boxes_that_were_not_ticked_are_named_and_of_many_those_that_were() {
    let other = with(INCIDENT, &[("inc_types_other", "Words on a wall")]);
    assert_eq!(
        messages(&problems("incidents", other)),
        [
            "You did not select \"Something else\" for \"What kind of behaviour was it?\". Select it, or take this out"
        ]
    );
    let known = with(
        INCIDENT,
        &[
            ("inc_context", "none_known"),
            ("inc_context_detail", "It was planned"),
        ],
    );
    assert_eq!(
        messages(&problems("incidents", known)),
        [
            "You answered \"None of these known\" to \"What is known about how it came about?\". Change that answer, or take this out"
        ]
    );
}

#[test]
fn a_chosen_option_and_a_date_are_refused_like_a_text() {
    let shared = with(
        POLICE,
        &[("pol_status", "unknown"), ("pol_ok_share", "yes")],
    );
    let found = problems("police", shared);
    assert!(found.for_question("pol_ok_share").is_some());
    let agreed = with(
        AGREEMENT,
        &[("con_child", "not_asked"), ("con_child_date-month", "10")],
    );
    let found = problems("agreement", agreed);
    let problem = found.for_question("con_child_date").unwrap();
    assert_eq!(problem.field, "con_child_date-day");
    assert_eq!(problem.boxes.len(), 3);
}

#[test]
fn a_reason_is_refused_when_everybody_agreed_and_asked_for_when_not() {
    let reason = ("con_reason", "The school wishes it");
    let found = problems("agreement", with(AGREEMENT, &[reason]));
    assert_eq!(
        messages(&found),
        [
            "You answered \"Agreed\" to \"Has the child agreed to this referral?\" and answered \"Agreed\" to \
             \"Has a parent or carer agreed to this referral?\". Change one of these answers, or take this out"
        ]
    );
    let not_asked = with(
        AGREEMENT,
        &[("con_child", "not_asked"), ("con_child_date", ""), reason],
    );
    assert!(problems("agreement", not_asked).is_empty());
}

#[test]
fn who_does_not_know_with_whom_a_child_lives_may_still_tell_the_postcode() {
    let section = form().section("home").unwrap().clone();
    let mut draft = finished();
    let home = [
        ("addr_type", "not_known"),
        ("addr_postcode", "ZP1 1AA"),
        ("addr_authority", "E07000123"),
        ("addr_resp_la", "not_known"),
        ("addr_withhold", "no"),
    ];
    draft.put("home", fields(&home));
    let found = form().check_section(&section, &draft, TODAY);
    assert!(found.for_question("addr_postcode").is_none(), "{found:?}");
    assert_eq!(
        form().answers(&draft, TODAY).text("addr_postcode"),
        Some("ZP1 1AA")
    );
}

#[test]
fn an_answer_of_another_page_and_one_that_was_left_out_are_named_too() {
    let form = small(
        "[[group.section.question]]\nid = \"when_away\"\nlabel = \"If so, when?\"\nkind = \"text\"\noptional = true\n\
         when = [{ question = \"away\", any_of = [\"yes\"] }]\n\
         [[group.section.question]]\nid = \"trained\"\nlabel = \"If used, by whom?\"\nkind = \"text\"\nmissing = \"Say\"\n\
         when = [{ question = \"tool\", any_of = [\"yes\"] }, { question = \"away\", any_of = [\"yes\"] }]\n",
    );
    let typed = [("when_away", "In May"), ("trained", "A nurse")];
    assert_eq!(
        refused(&form, &draft(&[("away", "no")], &typed)),
        [
            "You answered \"No\" to \"Away?\". Change that answer, or take this out",
            "You did not answer \"What did the tool say?\" and answered \"No\" to \"Away?\". Change one of these answers, or take this out",
        ]
    );
    assert!(refused(&form, &draft(&[("away", "yes")], &typed)).is_empty());
    assert!(
        refused(&form, &draft(&[], &typed)).is_empty(),
        "the other page is not there yet"
    );
}

#[test]
fn a_question_that_may_be_left_out_is_asked_for_or_its_follow_up_taken_out() {
    let form = small(
        "[[group.section.question]]\nid = \"trained\"\nlabel = \"If used, by whom?\"\nkind = \"text\"\nmissing = \"Say\"\n\
         when = [{ question = \"tool\", any_of = [\"yes\"] }]\n",
    );
    assert_eq!(
        refused(&form, &draft(&[("away", "no")], &[("trained", "A nurse")])),
        ["You did not answer \"What did the tool say?\". Answer it, or take this out"]
    );
    let wrong = [("away", "no"), ("tool", "no-such-option")];
    assert!(
        refused(&form, &draft(&wrong, &[("trained", "A nurse")])).is_empty(),
        "its own page says what is wrong with it"
    );
}

#[test]
fn a_form_edited_under_a_draft_says_what_it_no_longer_asks_and_sends_nothing_before() {
    let question = "[[group.section.question]]\nid = \"where\"\nlabel = \"Where to?\"\nkind = \"text\"\noptional = true\n";
    let begun = draft(&[("away", "no")], &[("where", "To the sea")]);
    let confirmed = std::collections::BTreeSet::new();
    assert!(small(question).validate(&begun, &confirmed, TODAY).is_ok());
    let edited = small(&format!(
        "{question}when = [{{ question = \"away\", any_of = [\"yes\"] }}]\n"
    ));
    assert_eq!(
        refused(&edited, &begun),
        ["You answered \"No\" to \"Away?\". Change that answer, or take this out"]
    );
    assert!(edited.validate(&begun, &confirmed, TODAY).is_err());
    assert_eq!(
        messages(&edited.unfinished(&begun, TODAY)),
        ["Second is not complete"]
    );
    let state = edited.progress(&begun, TODAY).pop().map(|row| row.state);
    assert_eq!(state, Some(State::Problem));
}

#[test]
fn a_form_that_came_another_way_is_not_refused_and_lacks_nothing_for_it() {
    let mut answers = finished();
    answers.put(
        "safety",
        with(
            SAFETY,
            &[
                ("safe_selfharm", "no"),
                ("safe_selfharm_detail", "The plan"),
            ],
        ),
    );
    answers.put_item(
        "incidents",
        0,
        with(INCIDENT, &[("inc_types_other", "Words on a wall")]),
    );
    let record = form()
        .receive_partly(&answers, &confirmed(), TODAY)
        .record();
    assert!(record.missing.is_empty(), "{:?}", record.missing);
    assert_eq!(record.answers.text("safe_selfharm_detail"), None);
    let place = |question: &str, item| AnswerPlace {
        question: question.to_owned(),
        item,
    };
    assert_eq!(
        form().answered_unasked(&answers, TODAY),
        [
            place("inc_types_other", Some(1)),
            place("safe_selfharm_detail", None),
        ]
    );
    assert!(form().answered_unasked(&finished(), TODAY).is_empty());
}
