//! Setting a referral aside: until when, why, and who at the police is asked; or the hold there is, and how it ends.

use askama::Template;

use super::{DeskFrame, ReferralHead};
use crate::{
    journey::hold::{MOST_WHY, ProposedHold},
    web::page::{DateInput, ErrorSummary, Input, Textarea},
};

/// A hold that is open.
#[derive(Clone, Debug, Default)]
pub struct HeldLines {
    /// "3 December 2026".
    pub until: String,
    /// Why.
    pub why: String,
    /// "Casey Sample on 20 Nov 2026, 11:04".
    pub by: String,
    /// "DC Toni Trial, toni.trial@police.test"; none when nobody was asked.
    pub contact: Option<String>,
}

/// A hold that has ended.
#[derive(Clone, Debug)]
pub struct PastHold {
    /// When it began.
    pub since: String,
    /// When it ended.
    pub until: String,
    /// Who set it aside.
    pub by: String,
    /// Why.
    pub why: String,
    /// Who ended it.
    pub ended_by: String,
    /// Why, or what was answered.
    pub ended_why: String,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/hold.html")]
pub struct HoldPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// Whether the reader holds the claim.
    pub mine: bool,
    /// The hold there is.
    pub held: Option<HeldLines>,
    /// What was typed.
    pub proposed: ProposedHold,
    /// The day as typed.
    pub day: [String; 3],
    /// Why it is taken up again, as typed.
    pub end_why: String,
    /// What to put right.
    pub problems: ErrorSummary,
    /// Whether somebody was first.
    pub changed: bool,
}

impl HoldPage {
    fn review_on(&self) -> DateInput {
        let [day, month, year] = &self.day;
        let wrong = self.problems.for_field("review_on-day");
        let value = |name: &str| match name {
            "review_on-day" => day.clone(),
            "review_on-month" => month.clone(),
            _ => year.clone(),
        };
        let parts = &["day", "month", "year"];
        DateInput::new(
            "review_on",
            "When should somebody look at it again?",
            parts,
            value,
            |_| wrong.is_some(),
        )
        .hint("A day after today, for example 3 12 2026. Both people are told the day.")
        .error(wrong.clone())
    }

    fn why(&self) -> Textarea {
        Textarea::new("why", "Why is it set aside?")
            .hint("It stays on the desk. Do not write a name here.")
            .rows(4)
            .max(MOST_WHY)
            .value(self.proposed.why.as_str())
            .error(self.problems.for_field("why"))
    }

    fn contact_name(&self) -> Input {
        Input::new("contact_name", "Name of the police contact (optional)")
            .value(self.proposed.contact_name.as_str())
            .error(self.problems.for_field("contact_name"))
    }

    fn contact_address(&self) -> Input {
        Input::new("contact_address", "Work email of the police contact (optional)")
            .hint("They get the reference and a page with one question: the police position. Nothing about the child.")
            .email()
            .value(self.proposed.contact_address.as_str())
            .error(self.problems.for_field("contact_address"))
    }

    fn end(&self) -> Textarea {
        Textarea::new("end_why", "Why is it taken up again?")
            .hint("It stays on the desk. To change what is known, correct the answer after that.")
            .rows(3)
            .max(MOST_WHY)
            .value(self.end_why.as_str())
            .error(self.problems.for_field("end_why"))
    }
}
