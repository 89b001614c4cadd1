//! Forms that contradict themselves are refused, and the refusal names the key.

use intake_forms::{AnswerPlace, FormDefinition, Kind, SectionKind};

use crate::example::{TODAY, form};

const HEAD: &str = "id = \"f\"\nversion = \"1\"\ntitle = \"F\"\nrole = \"R\"\noffered_to = \"O\"\nroute = \"social_worker\"\nrelease = false\n";

/// A form of one section with these questions.
fn one_page(questions: &str) -> String {
    format!(
        "{HEAD}[[group]]\ntitle = \"G\"\n[[group.section]]\nslug = \"s\"\ntitle = \"S\"\n{questions}"
    )
}

fn question(id: &str, rest: &str) -> String {
    format!("[[group.section.question]]\nid = \"{id}\"\nlabel = \"L\"\nmissing = \"M\"\n{rest}\n")
}

fn refused(text: &str) -> String {
    FormDefinition::read(text).unwrap_err().to_string()
}

const YES_NO: &str = "kind = \"choice\"\noptions = [{ code = \"yes\", label = \"Yes\" }, { code = \"no\", label = \"No\" }]";

#[test]
fn the_shipped_form_is_read_whole() {
    let form = form();
    assert_eq!(
        (form.id(), form.role(), form.manager_releases()),
        ("social-worker", "Social worker", true)
    );
    let groups: Vec<&str> = form
        .groups()
        .iter()
        .map(|group| group.title.as_str())
        .collect();
    assert_eq!(
        groups,
        [
            "You and your manager",
            "The child",
            "What happened",
            "Safety",
            "What you are asking for"
        ]
    );
    let slugs: Vec<&str> = form
        .sections()
        .map(|section| section.slug.as_str())
        .collect();
    assert_eq!(
        slugs,
        [
            "service",
            "you",
            "manager",
            "child",
            "equality",
            "home",
            "carers",
            "household",
            "social-care",
            "education",
            "professionals",
            "incidents",
            "others",
            "pattern",
            "responses",
            "police",
            "safety",
            "request",
            "agreement",
            "attachments",
        ]
    );
}

#[test]
fn the_shipped_forms_sections_and_questions_keep_what_the_file_says_of_them() {
    let form = form();
    assert!(form.section("incidents").is_some_and(
        |section| section.is_repeated() && section.heading == "What happened and when"
    ));
    assert!(
        form.section("attachments")
            .is_some_and(|section| section.kind == SectionKind::Attachments)
    );
    let (section, question) = form.question("inc_date").unwrap();
    assert_eq!(
        (section.caption.as_str(), question.first_field().as_str()),
        ("What happened", "inc_date-precision")
    );
    assert_eq!(
        question.kind,
        Kind::Happened {
            born: Some("ch_dob".to_owned()),
            event: "it happened".to_owned(),
        }
    );
}

#[test]
fn what_is_not_toml_names_the_line_and_a_wrong_key_its_path() {
    assert!(refused("id = \"f\"\nversion = \n").starts_with("line 2: "));
    assert!(refused(&format!("{HEAD}colour = \"red\"\n")).contains("colour"));
    let typo = one_page(&question("a", "kind = \"text\"\nlenght = 3"));
    let found = FormDefinition::read(&typo).unwrap_err();
    assert!(
        found.key.starts_with("group[0].section[0].question[0]"),
        "{found}"
    );
    assert!(found.reason.contains("lenght"), "{found}");
    assert!(refused(&one_page(&question("a", "kind = \"picture\""))).contains("kind"));
    assert!(refused("version = \"1\"").contains("missing field"));
}

const TEXT: &str = "kind = \"text\"";

/// What opens the section, its questions, and the refusal.
type Refused = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

const REFUSED: [Refused; 24] = [
    (
        "",
        &[("a", TEXT), ("a", TEXT)],
        "question a: the name is used twice",
    ),
    ("", &[("s", TEXT)], "question s: the name is used twice"),
    (
        "",
        &[("A-1", TEXT)],
        "question A-1: must be small letters, digits and underscores, a letter first, 40 at most",
    ),
    (
        "",
        &[("a", "kind = 'choice'")],
        "question a.options: there is nothing to choose from",
    ),
    (
        "",
        &[("a", "kind = 'choice'\nchoices = 'none'")],
        "question a.choices: there are no choices named none",
    ),
    (
        "",
        &[(
            "a",
            "kind = 'choices'\noptions = [{ code = 'x', label = 'X' }, { code = 'x', label = 'Y' }]",
        )],
        "question a.options: the code x is used twice",
    ),
    (
        "",
        &[(
            "a",
            "kind = 'choices'\noptions = [{ code = 'x', label = 'X' }, { code = 'y z', label = 'Y' }]",
        )],
        "question a.options: the code \"y z\" must be letters, digits and underscores",
    ),
    (
        "",
        &[(
            "a",
            "kind = 'select'\noptions = [{ code = 'x', label = 'X', exclusive = true }, { code = 'y', label = 'Y' }]",
        )],
        "question a.options: x: only one can be chosen anyway",
    ),
    (
        "",
        &[(
            "a",
            "kind = 'text'\nwhen = [{ question = 'b', any_of = ['yes'] }]",
        )],
        "question a.when: there is no question b",
    ),
    (
        "",
        &[
            ("b", YES_NO),
            (
                "a",
                "kind = 'text'\nunless = [{ question = 'b', any_of = ['maybe'] }]",
            ),
        ],
        "question a.unless: b has no option maybe",
    ),
    (
        "",
        &[
            ("b", YES_NO),
            (
                "a",
                "kind = 'text'\nwhen = [{ question = 'b', any_of = [] }]",
            ),
        ],
        "question a.when: any_of is empty",
    ),
    (
        "",
        &[(
            "a",
            "kind = 'text'\noptional = true\nunless = [{ question = 'a', any_of = ['yes'] }]",
        )],
        "question a: has unless beside optional or when",
    ),
    (
        "",
        &[(
            "a",
            "kind = 'choice'\noptions = [{ code = 'x', label = 'X' }, { code = 'y', label = 'Y' }]\nwhen = [{ question = 'a', any_of = ['x'] }]",
        )],
        "question a.when: a has a condition itself",
    ),
    (
        "",
        &[
            ("b", TEXT),
            (
                "a",
                "kind = 'date'\nnot_before = { question = 'b', error = 'E' }",
            ),
        ],
        "question a.not_before: b does not ask for a date",
    ),
    (
        "",
        &[("b", TEXT), ("a", "kind = 'happened'\nborn = 'b'")],
        "question a.born: b does not ask for a date",
    ),
    (
        "",
        &[("a", "kind = 'text'\nmust_be = 'past'")],
        "question a.must_be: has no use in a question of this kind",
    ),
    (
        "",
        &[("a", "kind = 'date'\nevent = 'it began'")],
        "question a.event: has no use in a question of this kind",
    ),
    (
        "",
        &[
            ("b", YES_NO),
            (
                "c",
                "kind = 'choice'\noptional = true\noptions = [{ code = 'x', label = 'X' }, { code = 'y', label = 'Y' }]\nwhen = [{ question = 'b', any_of = ['yes'] }]",
            ),
            (
                "a",
                "kind = 'text'\nwhen = [{ question = 'c', any_of = ['x'] }]",
            ),
        ],
        "question a.when: c has a condition itself",
    ),
    (
        "",
        &[("a", "kind = 'text'\nmax = 0")],
        "question a.max: must be at least 1",
    ),
    ("", &[], "section s: has no questions"),
    (
        "repeated = { singular = 'item', plural = 'items', max = 3 }",
        &[],
        "section s: has no questions",
    ),
    (
        "repeated = { singular = 'item', plural = 'items', max = 0 }",
        &[("a", TEXT)],
        "section s.repeated.max: must be at least 1",
    ),
    (
        "attachments = true",
        &[("a", TEXT)],
        "section s: attachments have no questions",
    ),
    (
        "attachments = true\nrepeated = { singular = 'item', plural = 'items', max = 3 }",
        &[],
        "section s: is either repeated or attachments",
    ),
];

#[test]
fn a_form_that_contradicts_itself_is_refused_with_the_key() {
    for (opening, questions, wanted) in REFUSED {
        let questions: String = questions
            .iter()
            .map(|(id, rest)| question(id, rest))
            .collect();
        assert_eq!(
            refused(&one_page(&format!("{opening}\n{questions}"))),
            wanted
        );
    }
    let silent = "[[group.section.question]]\nid = 'a'\nlabel = 'L'\nkind = 'text'";
    assert_eq!(
        refused(&one_page(silent)),
        "question a.missing: says what to enter; needed unless optional"
    );
    assert_eq!(refused(HEAD), "group: a form has at least one");
    assert_eq!(
        refused(&format!("{HEAD}[[group]]\ntitle = \"G\"")),
        "group G: has no sections"
    );
    assert_eq!(
        refused(&HEAD.replace("\"R\"", "\"\"")),
        "role: must not be empty"
    );
}

#[test]
fn a_question_asked_several_times_has_no_answer_for_another_page() {
    let repeated = format!(
        "repeated = {{ singular = \"item\", plural = \"items\", max = 3 }}\n{}",
        question("b", YES_NO)
    );
    let other = question(
        "a",
        "kind = \"text\"\nwhen = [{ question = \"b\", any_of = [\"yes\"] }]",
    );
    let text = format!(
        "{}[[group.section]]\nslug = \"t\"\ntitle = \"T\"\n{other}",
        one_page(&repeated)
    );
    assert_eq!(
        refused(&text),
        "question a.when: b is asked several times, so it has no one answer"
    );
}

#[test]
fn a_follow_up_may_be_optional_and_is_asked_only_if() {
    let form = form();
    let (_, question) = form.question("strat_date").unwrap();
    assert!(question.is_optional() && question.asked_when().is_some());
    let place = AnswerPlace {
        question: "strat_date".to_owned(),
        item: None,
    };
    for (answer, asked) in [("held", true), ("not_considered", false)] {
        let known = [("strat_considered", answer)];
        let draft = form.made_up(&known, TODAY);
        assert_eq!(form.asks(&place, &draft, TODAY), asked, "{answer}");
        let section = form.section("social-care").unwrap();
        assert!(form.check_section(section, &draft, TODAY).is_empty());
    }
}
