//! Which answers of the same page a question follows, for the script that hides what does not apply (`reveal.js`). What depends on a
//! question of another page says nothing here and stays open: the page cannot see that answer. Decides nothing; the check does.

use intake_forms::{Condition, Question, Required, Section};

/// When a question is shown. Conditions are written `question=code,code`, with a space between two of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Follows {
    /// Shown while one of these holds.
    pub when: Option<String>,
    /// Shown unless all of these hold.
    pub unless: Option<String>,
}

impl Follows {
    /// The conditions of a question that stands on a page of this section.
    pub(super) fn of(section: &Section, question: &Question) -> Self {
        let here = |conditions: &[Condition], known: bool| {
            let written = conditions.iter().map(|one| written(section, one, known));
            written.collect::<Option<Vec<_>>>().map(|all| all.join(" "))
        };
        let unless = match &question.required {
            Required::Unless(conditions) => here(conditions, true),
            _ => None,
        };
        Self {
            when: question.asked_when().and_then(|all| here(all, false)),
            unless,
        }
    }
}

/// One condition; none where its question is not on the page, or where no code is left. `known`: without the codes for not knowing.
fn written(section: &Section, condition: &Condition, known: bool) -> Option<String> {
    let mut asked = section.questions.iter();
    let target = asked.find(|one| one.id == condition.question)?;
    let codes: Vec<&str> = if known {
        condition.known_codes(target).map(String::as_str).collect()
    } else {
        condition.any_of.iter().map(String::as_str).collect()
    };
    (!codes.is_empty()).then(|| format!("{}={}", target.id, codes.join(",")))
}

#[cfg(test)]
mod tests {
    use intake_forms::{Fields, FormDefinition, Problems, RawAnswers};

    use super::Follows;
    use crate::web::page::question::fields;

    fn of(form: &str, question: &str) -> Follows {
        let form = FormDefinition::read(form).unwrap();
        let (section, question) = form.question(question).unwrap();
        Follows::of(section, question)
    }

    const SOCIAL_WORKER: &str = include_str!("../../../../config/forms/social-worker.toml");
    const SCHOOL: &str = include_str!("../../../../config/forms/school.toml");

    #[test]
    fn a_question_names_the_answers_of_its_page_with_which_it_is_asked() {
        let when = |question: &str| of(SOCIAL_WORKER, question).when;
        assert_eq!(
            when("safe_selfharm_detail").as_deref(),
            Some("safe_selfharm=yes")
        );
        assert_eq!(
            when("pol_conditions").as_deref(),
            Some("pol_status=bailed_or_released,charged")
        );
        assert_eq!(when("safe_selfharm"), None);
        assert_eq!(
            of(SOCIAL_WORKER, "con_reason"),
            Follows {
                when: None,
                unless: Some("con_child=agreed con_carer=agreed".to_owned()),
            }
        );
    }

    /// A page of the social worker's form as it comes back when it is sent.
    fn page(slug: &str, sent: &[(&str, &str)]) -> String {
        let form = FormDefinition::read(SOCIAL_WORKER).unwrap();
        let section = form.section(slug).unwrap();
        let sent = Fields::bounded(sent.iter().copied()).unwrap();
        let today = jiff::civil::date(2026, 11, 19);
        let problems = if sent.is_blank() {
            Problems::default()
        } else {
            form.check_item(section, &sent, &RawAnswers::default(), today)
        };
        let fields = fields(section, &sent, &problems);
        fields.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_question_of_a_page_is_of_one_size() {
        for slug in ["child", "home", "others", "incidents", "safety", "police"] {
            let html = page(slug, &[]);
            let form = FormDefinition::read(SOCIAL_WORKER).unwrap();
            let questions = form.section(slug).unwrap().questions.len();
            let small = html.matches("govuk-label govuk-label--s").count()
                + html.matches("legend govuk-fieldset__legend--s").count();
            assert_eq!(small, questions, "{slug}");
            assert!(!html.contains("label--m") && !html.contains("legend--m"));
        }
    }

    #[test]
    fn a_page_says_of_each_follow_up_what_it_follows() {
        let html = page("safety", &[]);
        assert!(html.contains(r#"data-maxlength="1000" data-when="safe_selfharm=yes">"#));
        let html = page("agreement", &[]);
        assert!(html.contains(r#" data-unless="con_child=agreed con_carer=agreed">"#));
        let html = page("police", &[]);
        assert!(html.contains(
            r#"<div class="govuk-form-group" data-when="pol_status=open,bailed_or_released,charged">"#
        ));
        assert!(!page("child", &[]).contains("data-when"));
    }

    #[test]
    fn a_choice_that_does_not_apply_can_be_taken_back_and_no_other() {
        let taken_out = r#"type="radio" value="">"#;
        let refused = [("pol_status", "unknown"), ("pol_ok_share", "yes")];
        let html = page("police", &refused);
        assert_eq!(html.matches(taken_out).count(), 1);
        assert!(html.contains("Take this answer out"));
        assert!(
            html.contains(r#"value="yes" checked"#),
            "what was chosen is shown"
        );
        let asked = [("pol_status", "open"), ("pol_ok_share", "yes")];
        assert!(!page("police", &asked).contains(taken_out));
        assert!(!page("police", &[("pol_status", "open")]).contains(taken_out));
        let date = [
            ("pat_freq", "once"),
            ("pat_first-precision", "year"),
            ("pat_first-year-year", "2025"),
        ];
        assert_eq!(page("pattern", &date).matches(taken_out).count(), 1);
    }

    #[test]
    fn not_knowing_and_what_another_page_asks_take_no_question_away() {
        assert_eq!(of(SOCIAL_WORKER, "addr_postcode"), Follows::default());
        assert_eq!(of(SCHOOL, "dsl_termtime"), Follows::default());
    }
}
