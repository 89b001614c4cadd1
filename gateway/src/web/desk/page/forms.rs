//! Where people stumble over the forms: questions with a bar each, and the same number beside it. Counts only; nothing about a person.

use askama::Template;

use super::DeskFrame;

/// Counts below this are not shown: they would point at somebody's page.
const FEW: u64 = 5;

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stumble {
    /// What the form calls it.
    pub question: String,
    /// The section that it is in.
    pub section: String,
    /// How often an answer to it was refused.
    pub count: u64,
    /// What for, the commonest first, in words.
    pub mostly: String,
}

impl Stumble {
    /// The number, or that it is small.
    pub fn number(&self) -> String {
        match self.count {
            0 => "0".to_owned(),
            1..FEW => format!("1 to {}", FEW - 1),
            count => count.to_string(),
        }
    }

    /// Whether the number is not shown.
    pub fn is_few(&self) -> bool {
        (1..FEW).contains(&self.count)
    }

    /// The bar's length in hundredths of the longest; a hidden number's is that of the largest it can be.
    pub fn bar(&self, longest: &u64) -> u64 {
        let shown = if self.is_few() { FEW - 1 } else { self.count };
        (shown * 100).checked_div(*longest).unwrap_or(0).min(100)
    }
}

/// One form.
#[derive(Clone, Debug)]
pub struct FormStumbles {
    /// Whose form it is.
    pub title: String,
    /// The questions, the most refused first.
    pub questions: Vec<Stumble>,
    /// The number of the longest bar.
    pub longest: u64,
}

impl FormStumbles {
    /// The questions of a form; the most refused first.
    pub fn new(title: String, mut questions: Vec<Stumble>) -> Self {
        questions.sort_by(|one, other| {
            let by_count = other.count.cmp(&one.count);
            by_count.then_with(|| one.question.cmp(&other.question))
        });
        let longest = questions.first().map_or(0, |first| first.count.max(FEW));
        Self {
            title,
            questions,
            longest,
        }
    }
}

/// `/desk/forms`.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/forms.html")]
pub struct FormsPage {
    /// The frame.
    pub frame: DeskFrame,
    /// "1 September 2026".
    pub since: String,
    /// The forms in which anything was refused.
    pub forms: Vec<FormStumbles>,
}

#[cfg(test)]
mod tests {
    use super::{FormStumbles, Stumble};

    fn stumble(question: &str, count: u64) -> Stumble {
        Stumble {
            question: question.to_owned(),
            section: String::new(),
            count,
            mostly: String::new(),
        }
    }

    #[test]
    fn bars_begin_at_nought_and_small_numbers_are_all_alike() {
        let form = FormStumbles::new(
            "F".to_owned(),
            vec![
                stumble("a", 1),
                stumble("b", 40),
                stumble("c", 4),
                stumble("d", 20),
            ],
        );
        let drawn: Vec<(String, u64)> = form
            .questions
            .iter()
            .map(|one| (one.number(), one.bar(&form.longest)))
            .collect();
        let wanted = [("40", 100), ("20", 50), ("1 to 4", 10), ("1 to 4", 10)];
        assert_eq!(drawn, wanted.map(|(number, bar)| (number.to_owned(), bar)));
        let few = FormStumbles::new("F".to_owned(), vec![stumble("a", 1)]);
        assert_eq!(few.questions[0].bar(&few.longest), 80);
    }
}
