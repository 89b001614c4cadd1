//! The manager reads the referral and decides whether to send it. No choice is made beforehand, and attachments cannot be opened.

use askama::Template;

use super::AnswerSection;
use crate::web::page::{
    Checkboxes, ErrorSummary, Field, Frame, Item, Link, Radios, Size, Textarea,
};

/// Characters at most in what the manager writes.
const MOST: usize = 4000;

/// The whole referral, and one decision.
#[derive(Debug, Template)]
#[template(path = "public/release.html")]
pub struct Release<'a> {
    /// Titled "Read this referral and decide whether to send it".
    pub frame: Frame<'a>,
    /// What to put right.
    pub errors: ErrorSummary,
    /// "Referral 7K3Q-92MX, referrer’s reference TS-041".
    pub caption: String,
    /// Who fills in its pages.
    pub referrer: String,
    /// "Sam Sample completed this on 19 November 2026 and named you as manager."
    pub completed: String,
    /// Everything the hub would get, without Change links.
    pub sections: Vec<AnswerSection>,
    /// The questions left as "Not known", each linking to its section.
    pub not_known: Vec<Link>,
    /// "Chronology.docx (212 KB)".
    pub attachments: Vec<String>,
    /// The decision, from [`ReleaseForm::radios`].
    pub choice: Radios,
    /// Where the form goes.
    pub action: String,
}

/// What the manager chose and wrote. Field names: `choice` (`release`, `return` or `stop`), `add`, `lcs`, `change`, `why`.
#[derive(Debug, Clone, Default)]
pub struct ReleaseForm {
    /// `release`, `return`, `stop`, or nothing yet.
    pub choice: String,
    /// Anything to add for the hub.
    pub add: String,
    /// Whether the request is recorded on LCS.
    pub lcs: bool,
    /// What needs to change.
    pub change: String,
    /// Why it is not sent.
    pub why: String,
}

impl ReleaseForm {
    /// The decision with all its boxes open; only those of the chosen one are read.
    pub fn radios(&self, referrer: &str, errors: &ErrorSummary) -> Radios {
        let reads = format!("{referrer} will read this. The hub will not.");
        let area = |id: &str, label: &str, typed: &str| {
            Textarea::new(id, label)
                .value(typed)
                .max(MOST)
                .rows(4)
                .error(errors.for_field(id))
        };
        let lcs = Checkboxes::new(
            "lcs-group",
            "LCS",
            vec![
                Item::own("lcs", "This request is recorded on LCS, or will be today")
                    .checked(self.lcs),
            ],
        )
        .size(Size::Hidden)
        .error(errors.for_field("lcs"));
        let release = vec![
            Field::Textarea(area(
                "add",
                "Anything to add for the hub (optional)",
                &self.add,
            )),
            Field::Checkboxes(lcs),
        ];
        let change = area("change", "What needs to change?", &self.change).hint(reads.as_str());
        let why = area("why", "Why are you not sending it?", &self.why)
            .hint(format!("{reads} Record your reason on LCS too."));
        let item = |code: &str, label: &str, hint: String, below| {
            Item::new(code, label)
                .hint(hint)
                .checked(self.choice == code)
                .below(below)
        };
        let items = vec![
            item(
                "release",
                "Release it to the hub",
                "The hub receives it today and starts to screen it.".to_owned(),
                release,
            ),
            item(
                "return",
                "Return it for changes",
                format!("{referrer} can change it and send it to you again."),
                vec![Field::Textarea(change)],
            ),
            item(
                "stop",
                "Do not send it",
                "It closes here. The hub never sees it.".to_owned(),
                vec![Field::Textarea(why)],
            ),
        ];
        Radios::new("choice", "What do you want to do?", items)
            .size(Size::Medium)
            .error(errors.for_field("choice"))
    }
}

/// After a release. Returned, not sent and already decided are [`super::Message`]s.
#[derive(Debug, Template)]
#[template(path = "public/released.html")]
pub struct Released<'a> {
    /// Titled "Your decision", headed "Released to the hub".
    pub frame: Frame<'a>,
    /// The hub's reference.
    pub reference: String,
    /// Who completed it.
    pub referrer: String,
}
