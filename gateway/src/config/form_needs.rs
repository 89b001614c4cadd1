//! What the gateway itself reads out of a form: screening, letters and the way to whoever releases it go by the ids of questions. A form that
//! lacks one would be taken in and then go nowhere, so it is refused. Must never look at an answer.

use intake_forms::{FormDefinition, Kind, Question, Section};
use jiff::civil::date;
use serde_json::{Map, Value};

use crate::screening::facts_from_answers;

/// The repeated section of incidents.
const INCIDENTS: &str = "incidents";

/// A question's id, what kind it must be, and why.
type Need<'a> = (&'a str, fn(&Kind) -> bool, &'a str);

/// What is missing in a form or of another kind than it must be: the key, and why it matters. None for a form that can go its way.
pub fn unmet(form: &FormDefinition) -> Option<(String, String)> {
    let (name, email) = if form.manager_releases() {
        ("mgr_name", "mgr_email")
    } else {
        ("head_name", "head_email")
    };
    let once: [Need<'_>; 9] = [
        (name, is_text, "letters name them"),
        (email, is_email, "letters go there"),
        ("ch_first", is_text, "no letter may hold it"),
        ("ch_last", is_text, "no letter may hold it"),
        ("ch_dob", is_date, "screening reads it"),
        ("addr_postcode", is_postcode, "screening reads it"),
        ("pol_status", is_choice, "screening reads it"),
        ("con_child", is_choice, "screening reads it"),
        ("con_carer", is_choice, "screening reads it"),
    ];
    let missing = once.into_iter().find_map(|need| lacks(form, need));
    missing
        .or_else(|| referrer(form))
        .or_else(|| incidents(form))
        .or_else(|| unread_option(form))
}

fn is_text(kind: &Kind) -> bool {
    matches!(kind, Kind::Text)
}

fn is_email(kind: &Kind) -> bool {
    matches!(kind, Kind::Email)
}

fn is_date(kind: &Kind) -> bool {
    matches!(kind, Kind::Date(_))
}

fn is_postcode(kind: &Kind) -> bool {
    matches!(kind, Kind::Postcode)
}

fn is_choice(kind: &Kind) -> bool {
    matches!(kind, Kind::Choice(_) | Kind::Select(_))
}

fn lacks(form: &FormDefinition, (id, fits, why): Need<'_>) -> Option<(String, String)> {
    let asked_once =
        |(section, question): (&Section, &Question)| !section.is_repeated() && fits(&question.kind);
    let key = format!("question {id}");
    let reason =
        format!("is missing, or of another kind than it must be, or asked of each item: {why}");
    (!form.question(id).is_some_and(asked_once)).then_some((key, reason))
}

fn referrer(form: &FormDefinition) -> Option<(String, String)> {
    let mut ids = ["ref_name", "dsl_name"].into_iter();
    (!ids.any(|id| form.question(id).is_some())).then(|| {
        (
            "question ref_name".to_owned(),
            "is missing, and so is dsl_name: letters name the referrer".to_owned(),
        )
    })
}

fn incidents(form: &FormDefinition) -> Option<(String, String)> {
    let section = form.section(INCIDENTS);
    let question = section.and_then(|section| section.question("inc_date"));
    let is_dated = question.is_some_and(|question| matches!(question.kind, Kind::Happened { .. }));
    let fits = section.is_some_and(Section::is_repeated) && is_dated;
    (!fits).then(|| {
        (
            format!("section {INCIDENTS}"),
            "is missing, or not repeated, or does not ask inc_date: screening reads when it happened"
                .to_owned(),
        )
    })
}

/// An option that says nothing to screening, although it does not say that nothing is known.
fn unread_option(form: &FormDefinition) -> Option<(String, String)> {
    ["pol_status", "con_child", "con_carer"]
        .into_iter()
        .find_map(|id| {
            let (_, question) = form.question(id)?;
            let mut options = question.options().iter().filter(|option| !option.not_known);
            let unread = options.find(|option| !is_read(form, id, &option.code))?;
            let key = format!("question {id}.options");
            Some((
                key,
                format!("screening does not know the code {}", unread.code),
            ))
        })
}

fn is_read(form: &FormDefinition, id: &str, code: &str) -> bool {
    let mut answers = Map::new();
    answers.insert(id.to_owned(), Value::from(code));
    let facts = facts_from_answers("form", form.route(), date(2026, 1, 1), &answers);
    facts.police.is_some() || facts.consent_child.is_some() || facts.consent_carer.is_some()
}

#[cfg(test)]
mod tests {
    use intake_forms::FormDefinition;

    use super::unmet;

    const SCHOOL: &str = include_str!("../../../config/forms/school.toml");
    const SOCIAL_WORKER: &str = include_str!("../../../config/forms/social-worker.toml");
    const PHONE: &str = include_str!("../../../config/forms/phone.toml");

    fn key(text: &str) -> Option<String> {
        unmet(&FormDefinition::read(text).unwrap()).map(|(key, _)| key)
    }

    #[test]
    fn the_shipped_forms_can_go_their_way() {
        for text in [SCHOOL, SOCIAL_WORKER, PHONE] {
            assert_eq!(key(text), None);
        }
    }

    #[test]
    fn a_form_without_what_screening_and_letters_read_is_refused_by_its_key() {
        let wanted = |key: &str| Some(key.to_owned());
        let released = SCHOOL.replace("release = false", "release = true");
        assert_eq!(key(&released), wanted("question mgr_name"));
        let renamed = SOCIAL_WORKER.replace("slug = \"incidents\"", "slug = \"behaviour\"");
        assert_eq!(key(&renamed), wanted("section incidents"));
        let code = SOCIAL_WORKER.replace("code = \"charged\"", "code = \"in_court\"");
        let code = code.replace("\"charged\"", "\"in_court\"");
        assert_eq!(key(&code), wanted("question pol_status.options"));
        let nameless = PHONE.replace("id = \"ref_name\"", "id = \"caller\"");
        assert_eq!(key(&nameless), wanted("question ref_name"));
    }
}
