//! A form's questions as fields of a page: what the definition asks, what was sent, what is wrong with it. Shows; never checks,
//! and never changes what was typed.

use intake_forms::{
    Fields, Identifier, Kind, OptionDef, PRECISIONS, Problem, Problems, Question, Rule, Section,
};

use super::words::curly;
use super::{
    Checkboxes, DateInput, ErrorSummary, Field, Follows, Input, Item, Radios, Select, Size,
    Textarea, Width,
};

const DAY: [&str; 3] = ["day", "month", "year"];
const MONTH: [&str; 2] = ["month", "year"];
const YEAR: [&str; 1] = ["year"];

/// The fields of a page, in page order; all of one size.
pub fn fields(section: &Section, sent: &Fields, problems: &Problems) -> Vec<Field> {
    let one = |question: &Question| {
        let problem = problems.for_question(&question.id);
        let mut field = field(question, Size::Small, sent, problem);
        field.label_mut().follows = Follows::of(section, question);
        field
    };
    section.questions.iter().map(one).collect()
}

/// The error summary of a page.
pub fn errors(problems: &Problems) -> ErrorSummary {
    let mut summary = ErrorSummary::default();
    for problem in problems {
        summary.push(&problem.field, curly(&problem.message));
    }
    summary
}

/// What to tell the referrer about the options that were chosen. Advice, never a block.
pub fn advice(section: &Section, sent: &Fields) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for question in &section.questions {
        let chosen = question
            .options()
            .iter()
            .filter(|option| sent.has(&question.id, &option.code));
        for text in chosen
            .filter_map(|option| option.advice.as_deref())
            .map(curly)
        {
            if !all.contains(&text) {
                all.push(text);
            }
        }
    }
    all
}

/// The question whether there is any item of a repeated section.
pub fn whether_any(any: &Question, sent: &Fields, error: Option<String>) -> Radios {
    let asked = Asked {
        question: any,
        size: Size::Medium,
        sent,
        problem: None,
    };
    asked.radios(any.options()).error(error)
}

/// One question as a field; `size` is that of its label or legend.
pub fn field(question: &Question, size: Size, sent: &Fields, problem: Option<&Problem>) -> Field {
    let asked = Asked {
        question,
        size,
        sent,
        problem,
    };
    match &question.kind {
        Kind::LongText | Kind::Address => Field::Textarea(asked.textarea()),
        Kind::Date(_) => Field::Date(asked.date()),
        Kind::Happened { .. } => Field::Radios(asked.happened()),
        Kind::Choice(options) => Field::Radios(asked.radios(options)),
        Kind::Choices(options) => Field::Checkboxes(asked.checkboxes(options)),
        Kind::Select(options) => Field::Select(asked.select(options)),
        _ => Field::Input(asked.input()),
    }
}

struct Asked<'a> {
    question: &'a Question,
    size: Size,
    sent: &'a Fields,
    problem: Option<&'a Problem>,
}

impl Asked<'_> {
    fn id(&self) -> &str {
        &self.question.id
    }

    fn words(&self) -> String {
        let label = curly(&self.question.label);
        if self.question.is_optional() {
            format!("{label} (optional)")
        } else {
            label
        }
    }

    fn hint(&self) -> Option<String> {
        self.question.hint.as_deref().map(curly)
    }

    fn error(&self) -> Option<String> {
        self.problem.map(|problem| curly(&problem.message))
    }

    fn value(&self) -> &str {
        self.sent.first(self.id())
    }

    fn wrong(&self, name: &str) -> bool {
        self.problem
            .is_some_and(|problem| problem.boxes.iter().any(|wrong| wrong == name))
    }

    fn items(&self, options: &[OptionDef]) -> Vec<Item> {
        let item = |option: &OptionDef| Item {
            hint: option.hint.as_deref().map(curly),
            checked: self.sent.has(self.id(), &option.code),
            apart: option.exclusive,
            exclusive: option.exclusive,
            ..Item::new(option.code.as_str(), curly(&option.label))
        };
        options.iter().map(item).collect()
    }

    fn input(&self) -> Input {
        let question = self.question;
        let mut input = Input::new(self.id(), self.words())
            .size(self.size)
            .value(self.value())
            .error(self.error());
        input.label.hint = self.hint();
        if let Some(purpose) = &question.autocomplete {
            input.autocomplete.clone_from(purpose);
        }
        (input.kind, input.inputmode, input.width) = match question.kind {
            Kind::Email => ("email", None, Width::TwoThirds),
            Kind::Phone => ("tel", None, Width::Characters(20)),
            Kind::Identifier(Identifier::Upn) => ("text", None, Width::Characters(20)),
            Kind::Identifier(_) => ("text", Some("numeric"), Width::Characters(20)),
            Kind::Postcode => ("text", None, Width::Characters(10)),
            _ if question.max <= 60 => ("text", None, Width::Characters(20)),
            _ if question.max <= 100 => ("text", None, Width::TwoThirds),
            _ => ("text", None, Width::Full),
        };
        input
    }

    fn textarea(&self) -> Textarea {
        let long = self.question.max > 1000 && self.question.kind == Kind::LongText;
        let rows = if long { 8 } else { 4 };
        let mut area = Textarea::new(self.id(), self.words())
            .value(self.value())
            .max(self.question.max)
            .rows(rows);
        area.label.hint = self.hint();
        area.size(self.size).error(self.error())
    }

    fn boxes(&self, id: &str, words: &str, parts: &[&'static str]) -> DateInput {
        DateInput::new(
            id,
            words,
            parts,
            |name| self.sent.first(name).to_owned(),
            |name| self.wrong(name),
        )
    }

    fn date(&self) -> DateInput {
        let mut date = self
            .boxes(self.id(), &self.words(), &DAY)
            .size(self.size)
            .error(self.error());
        date.label.hint = self.hint();
        date
    }

    fn radios(&self, options: &[OptionDef]) -> Radios {
        let items = self.items(options).into_iter().chain(self.none_of_them());
        let mut radios = Radios::new(self.id(), self.words(), items.collect())
            .size(self.size)
            .error(self.error());
        radios.label.hint = self.hint();
        radios
    }

    fn checkboxes(&self, options: &[OptionDef]) -> Checkboxes {
        let mut boxes = Checkboxes::new(self.id(), self.words(), self.items(options))
            .size(self.size)
            .error(self.error());
        boxes.label.hint = self.hint();
        boxes
    }

    /// A way to take back what was chosen, where it does not apply: a browser lets nobody choose none of its radios again.
    fn none_of_them(&self) -> Option<Item> {
        self.problem
            .filter(|problem| problem.rule == Rule::NotAsked)
            .map(|_| Item::new("", "Take this answer out").apart())
    }

    fn select(&self, options: &[OptionDef]) -> Select {
        let mut select = Select::new(self.id(), self.words(), self.items(options))
            .size(self.size)
            .error(self.error());
        select.label.hint = self.hint();
        select
    }

    /// When something happened: how exactly it is known, each way with its own boxes.
    fn happened(&self) -> Radios {
        let name = format!("{}-precision", self.id());
        let items = PRECISIONS
            .iter()
            .map(|(code, words)| self.precision(&name, code, words))
            .chain(self.none_of_them())
            .collect();
        let error = self
            .error()
            .filter(|_| self.problem.is_some_and(|problem| problem.field == name));
        let mut radios = Radios::new(name, self.words(), items)
            .size(self.size)
            .error(error);
        radios.label.hint = self.hint();
        radios
    }

    fn precision(&self, name: &str, code: &str, words: &str) -> Item {
        let item = Item::new(code, words).checked(self.sent.has(name, code));
        match code {
            "date" => item.below(vec![self.part("date", "What date was it?", &DAY)]),
            "month" => item.below(vec![self.part("month", "Which month and year?", &MONTH)]),
            "year" => item.below(vec![self.part("year", "Which year?", &YEAR)]),
            "between" => item
                .hint("For example, between Easter and the summer holidays.")
                .below(vec![
                    self.part("from", "Earliest it could have been", &DAY),
                    self.part("to", "Latest it could have been", &DAY),
                ]),
            _ => item.apart(),
        }
    }

    fn part(&self, of: &str, words: &str, parts: &[&'static str]) -> Field {
        let id = format!("{}-{of}", self.id());
        let here = |problem: &&Problem| {
            problem
                .field
                .strip_prefix(&id)
                .is_some_and(|rest| rest.starts_with('-'))
        };
        let error = self.problem.filter(here).and_then(|_| self.error());
        Field::Date(self.boxes(&id, words, parts).error(error))
    }
}

#[cfg(test)]
mod tests {
    use intake_forms::{Fields, FormDefinition, Problems};

    use super::{advice, errors, fields};

    const FORM: &str = include_str!("../../../../config/forms/social-worker.toml");

    fn page(slug: &str, sent: &[(&str, &str)]) -> (String, Problems) {
        let form = FormDefinition::read(FORM).unwrap();
        let section = form.section(slug).unwrap();
        let sent = Fields::bounded(sent.iter().copied()).unwrap();
        let mut answers = intake_forms::RawAnswers::default();
        let today = jiff::civil::date(2026, 11, 19);
        let problems = if section.is_repeated() {
            assert!(answers.put_item(slug, 0, sent.clone()));
            form.check_item(section, &sent, &answers, today)
        } else {
            answers.put(slug, sent.clone());
            form.check_section(section, &answers, today)
        };
        let html = fields(section, &sent, &problems)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n");
        (html, problems)
    }

    #[test]
    fn only_the_wrong_box_of_a_date_is_red() {
        let (html, problems) = page(
            "child",
            &[
                ("ch_dob-day", "27"),
                ("ch_dob-month", "13"),
                ("ch_dob-year", "2013"),
            ],
        );
        assert!(problems.for_question("ch_dob").is_some());
        let red = html
            .matches("govuk-date-input__input govuk-input--error")
            .count();
        let wrong = problems.for_question("ch_dob").unwrap().boxes.len();
        assert_eq!(red, wrong);
        assert!(html.contains("value=\"13\""));
    }

    #[test]
    fn every_link_of_the_error_summary_leads_to_a_field_of_the_page() {
        for (slug, sent) in [
            ("child", [].as_slice()),
            ("home", &[]),
            ("incidents", &[]),
            (
                "incidents",
                &[
                    ("inc_date-precision", "between"),
                    ("inc_date-from-day", "1"),
                ],
            ),
            (
                "incidents",
                &[
                    ("inc_date-precision", "month"),
                    ("inc_date-month-month", "9"),
                ],
            ),
        ] {
            let (html, problems) = page(slug, sent);
            assert!(!problems.is_empty());
            for link in errors(&problems).links {
                let id = link.href.strip_prefix('#').unwrap();
                assert!(
                    html.contains(&format!("id=\"{id}\"")),
                    "{slug}: no field {id}"
                );
                assert!(
                    html.contains(&link.message),
                    "{slug}: {} is not beside its field",
                    link.message
                );
            }
        }
    }

    #[test]
    fn what_was_typed_is_escaped_and_kept() {
        let (html, _) = page("child", &[("ch_first", "\"><script>alert(1)</script>")]);
        assert!(!html.contains("<script>"));
        assert!(html.contains("alert(1)"));
    }

    #[test]
    fn a_chosen_option_gives_its_advice() {
        let form = FormDefinition::read(FORM).unwrap();
        let sent = Fields::bounded([("safe_now", "yes")]).unwrap();
        let said = advice(form.section("safety").unwrap(), &sent);
        assert_eq!(
            said,
            ["Call 999 now. Do not wait for a reply from the hub."]
        );
    }
}
