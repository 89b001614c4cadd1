//! The pre-check: six questions that name nobody, and the answer. Never "eligible", a score or a promise.

use askama::Template;
use jiff::civil::Date;

use crate::{
    screening::Finding,
    web::page::{Checkboxes, Colour, Frame, Item, Radios, Size, Tag},
};

/// The six questions.
#[derive(Debug, Clone)]
pub struct Questions {
    /// Where the asker works, the child's age, when, where.
    pub first: Vec<Radios>,
    /// The police.
    pub police: Radios,
    /// Who works with the child.
    pub with: Checkboxes,
}

/// `/check`.
#[derive(Debug, Template)]
#[template(path = "public/check.html")]
pub struct Check<'a> {
    /// Titled "Check whether the hub could help".
    pub frame: Frame<'a>,
    /// The questions, always empty.
    pub questions: Questions,
}

/// The answer.
#[derive(Debug, Template)]
#[template(path = "public/checked.html")]
pub struct Checked<'a> {
    /// Headed with the answer, which is not in the title: titles stay in a browser's history.
    pub frame: Frame<'a>,
    /// The most that could be offered, or why not.
    pub lead: String,
    /// That the hub may hold it.
    pub more: Option<String>,
    /// Whether starting is the next ordinary step.
    pub can_start: bool,
    /// Whether the criteria would not be met.
    pub would_not: bool,
    /// What would change this.
    pub change: Vec<String>,
    /// What would settle it.
    pub settle: Vec<(&'static str, String)>,
    /// What comes first, whatever the answer.
    pub first: Vec<String>,
    /// What to do now, in order.
    pub steps: Vec<String>,
    /// Places of help.
    pub signposts: Vec<String>,
    /// Criterion, what was answered, finding in its colour.
    pub rows: Vec<(&'static str, String, Tag)>,
}

impl Questions {
    /// The questions of a hub: its area, its bands of age, the first day of its window.
    pub fn new(area: &str, bands: &[(&'static str, String)], start: Date) -> Self {
        let start = intake_forms::long_date(start);
        let radios = |id: &str, legend: &str, items: Vec<Item>| {
            Radios::new(id, legend, items).size(Size::Medium)
        };
        let not_known = || Item::new("not_known", "Not known");
        let ages = bands
            .iter()
            .map(|(code, words)| Item::new(*code, words.as_str()))
            .chain([not_known()])
            .collect();
        let work = vec![
            Item::new("csc", "Children’s Social Care"),
            Item::new("school", "A school or college"),
            Item::new("elsewhere", "Somewhere else"),
        ];
        let when = vec![
            Item::new("since", format!("On or after {start}")),
            Item::new("before", format!("Before {start}")),
            not_known(),
        ];
        let place = vec![
            Item::new("inside", format!("In {area}")),
            Item::new("outside", "Somewhere else"),
            not_known(),
        ];
        let police = vec![Item::new("yes", "Yes"), Item::new("no", "No"), not_known()];
        let with = vec![
            Item::new(
                "csc_4",
                "Children’s Social Care, at Continuum of Need Level 4",
            ),
            Item::new("csc_other", "Children’s Social Care, at another level"),
            Item::new("cyjs", "The Child and Youth Justice Service"),
            exclusive("neither", "Neither of these").apart(),
            exclusive("not_known", "Not known"),
        ];
        Self {
            first: vec![
                radios("work", "Where do you work?", work),
                radios("age", "How old is the child today?", ages),
                radios("when", "When did the most recent behaviour happen?", when),
                radios("place", "Where does the child live now?", place)
                    .hint("Where they actually live, even if another council placed them there."),
            ],
            police: radios("police", "Is there an open police investigation?", police)
                .hint("Include bail, release under investigation and charge.")
                .inline(),
            with: Checkboxes::new("with", "Who is already working with the child?", with)
                .size(Size::Medium)
                .hint("Select all that apply."),
        }
    }
}

fn exclusive(code: &str, words: &str) -> Item {
    let mut item = Item::new(code, words);
    item.exclusive = true;
    item
}

/// A finding in its colour: orange, not red, for not met; it is nobody's fault.
pub fn tag(finding: Finding) -> Tag {
    match finding {
        Finding::Met => Tag::new("Met", Colour::Green),
        Finding::NotMet => Tag::new("Not met", Colour::Orange),
        Finding::NotKnown => Tag::new("Not known", Colour::Grey),
    }
}
