//! The parts of a form: groups, sections, questions, options. Data that a definition was checked to hold together;
//! must never read an answer.

use serde::{Deserialize, Serialize};

/// Sections under one heading of the task list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// The heading, also the caption above each of its sections' pages.
    pub title: String,
    /// In order.
    pub sections: Vec<Section>,
}

/// One page of the form, one topic.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Section {
    /// Its name in addresses and in a draft: `[a-z][a-z0-9-]*`.
    pub slug: String,
    /// The row of the task list.
    pub title: String,
    /// The heading of the page itself; the title unless the file says otherwise.
    pub heading: String,
    /// The title of its group.
    pub caption: String,
    /// What to say above the questions.
    pub intro: Option<String>,
    /// What kind of page it is.
    pub kind: SectionKind,
    /// In page order; empty for attachments.
    pub questions: Vec<Question>,
}

impl Section {
    /// The question of this id, if it is asked here.
    pub fn question(&self, id: &str) -> Option<&Question> {
        let all = self.questions.iter().chain(self.any());
        all.into_iter().find(|question| question.id == id)
    }

    /// The question before the first item of a repeated section, whether there is any.
    pub fn any(&self) -> Option<&Question> {
        match &self.kind {
            SectionKind::Repeated { any, .. } => any.as_deref(),
            SectionKind::Questions | SectionKind::Attachments => None,
        }
    }

    /// Whether a question is asked for each item; the one whether there is any is asked once.
    pub fn asks_each(&self, id: &str) -> bool {
        self.is_repeated() && self.questions.iter().any(|question| question.id == id)
    }

    /// Whether the section may have several items.
    pub fn is_repeated(&self) -> bool {
        matches!(self.kind, SectionKind::Repeated { .. })
    }
}

/// What kind of page a section is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SectionKind {
    /// Questions, asked once.
    Questions,
    /// The same questions for each of several items: at least one, or as many as there are where `any` asks that.
    Repeated {
        /// The word for one item: "incident".
        singular: String,
        /// The word for several: "incidents".
        plural: String,
        /// Items at most.
        max: usize,
        /// Asks whether there is any: yes, no or not known. Without it there must be one.
        any: Option<Box<Question>>,
    },
    /// Files; the bytes are the business of others.
    Attachments,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Question {
    /// Its stable name: `[a-z][a-z0-9_]*`, unique in the form.
    pub id: String,
    /// The label or legend, without "(optional)".
    pub label: String,
    /// What error messages call it; the label unless the file says otherwise.
    pub name: String,
    /// A line under the label.
    pub hint: Option<String>,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// Whether it must be answered.
    pub required: Required,
    /// What to say when it must be answered and is not.
    pub missing: String,
    /// What to say when the answer has the wrong shape, where the kind's own wording will not do.
    pub wrong: Option<String>,
    /// Unicode characters at most, for texts.
    pub max: usize,
    /// This date must not be before another.
    pub not_before: Option<Bound>,
    /// The `autocomplete` purpose of the input; none means "off".
    pub autocomplete: Option<String>,
    /// Whether the hub cannot begin without it: what a sender is asked for when it is missing in a form that came by email.
    pub essential: bool,
    /// Whether two words that look like a name are refused, for a text.
    pub no_names: bool,
}

impl Question {
    /// The options, in order; empty for a question without.
    pub fn options(&self) -> &[OptionDef] {
        match &self.kind {
            Kind::Choice(options) | Kind::Choices(options) | Kind::Select(options) => options,
            _ => &[],
        }
    }

    /// The option of this code.
    pub fn option(&self, code: &str) -> Option<&OptionDef> {
        self.options().iter().find(|option| option.code == code)
    }

    /// The same question, where it may be left empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.required = Required::Optional;
        self
    }

    /// Whether to write "(optional)" after the label: it may always be left empty.
    pub fn is_optional(&self) -> bool {
        matches!(
            self.required,
            Required::Optional | Required::OptionalWhen(_)
        )
    }

    /// It is asked only when one of these holds; none for a question that is asked whatever else is answered.
    pub fn asked_when(&self) -> Option<&[Condition]> {
        match &self.required {
            Required::When(conditions) | Required::OptionalWhen(conditions) => Some(conditions),
            Required::Always | Required::Optional | Required::Unless(_) => None,
        }
    }

    /// What a record, a letter or a list calls it: its label. Its name where the label says nothing away from its page: a follow-up
    /// ("If yes, when?"), and a date that is known more or less exactly, whose label asks how exactly.
    pub fn called(&self) -> &str {
        let follows = !matches!(self.required, Required::Always | Required::Optional);
        if follows || matches!(self.kind, Kind::Happened { .. }) {
            &self.name
        } else {
            &self.label
        }
    }

    /// The HTML id of its first input.
    pub fn first_field(&self) -> String {
        match self.kind {
            Kind::Date(_) => format!("{}-day", self.id),
            Kind::Happened { .. } => format!("{}-precision", self.id),
            _ => self.id.clone(),
        }
    }
}

/// What kind of answer a question takes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// One line.
    Text,
    /// Several lines, with a count of characters.
    LongText,
    /// One e-mail address.
    Email,
    /// One telephone number, with an extension if need be.
    Phone,
    /// An address without its postcode, a line each.
    Address,
    /// A number or code from somebody's records, checked as far as it can be by itself.
    Identifier(Identifier),
    /// A full United Kingdom postcode.
    Postcode,
    /// A day, in three boxes.
    Date(DateRule),
    /// When something happened, as exactly as is known.
    Happened {
        /// The question that asks for the date of birth, for "after the child was born" and the age then.
        born: Option<String>,
        /// What is dated, as messages say it behind "The date": "it happened".
        event: String,
    },
    /// One of several, as radios.
    Choice(Vec<OptionDef>),
    /// Any of several, as checkboxes.
    Choices(Vec<OptionDef>),
    /// One of many, as a list.
    Select(Vec<OptionDef>),
}

/// Whose records an identifier is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Identifier {
    /// The child's record in LCS: digits, leading zeros count.
    Lcs,
    /// The NHS number: ten digits, the last a check digit.
    Nhs,
    /// The unique pupil number: a check letter and twelve characters.
    Upn,
    /// The school's unique reference number: six digits.
    SchoolUrn,
    /// The school's number at its local authority: seven digits.
    Laestab,
}

/// Where a date may lie.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DateRule {
    /// Anywhere from 1900.
    #[default]
    Any,
    /// Before today.
    Past,
    /// Today or before.
    TodayOrPast,
}

/// Whether a question must be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Required {
    /// Always.
    Always,
    /// Never.
    Optional,
    /// Asked, and then required, only when one of these holds; otherwise what was typed is not read, and a page refuses it.
    When(Vec<Condition>),
    /// Asked only when one of these holds, and then it may be left empty; otherwise what was typed is not read, and a page refuses it.
    OptionalWhen(Vec<Condition>),
    /// Required unless all of these hold; then it may be left empty. Where they hold by answers that say something, a page does not
    /// ask it and refuses what was typed; "Not known" takes no question away.
    Unless(Vec<Condition>),
}

/// A question was answered with one of these codes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Condition {
    /// The question looked at: one with options, itself asked without a condition.
    pub question: String,
    /// Any of these codes.
    pub any_of: Vec<String>,
}

impl Condition {
    /// Its codes that say something about `target`, the question looked at: all but those for not knowing.
    pub fn known_codes<'a>(&'a self, target: &'a Question) -> impl Iterator<Item = &'a String> {
        let known = |code: &&String| target.option(code).is_some_and(|option| !option.not_known);
        self.any_of.iter().filter(known)
    }
}

/// A date that must not certainly be before another.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Bound {
    /// The other date's question.
    pub question: String,
    /// What to say.
    pub error: String,
}

/// How a form comes in, and so by which rules it is screened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// A referral by Children's Social Care.
    #[default]
    SocialWorker,
    /// An enquiry for advice from a school; never above consultation.
    School,
}

/// One option of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct OptionDef {
    /// What is stored and compared: `[A-Za-z0-9_]+`, never changed once used.
    pub code: String,
    /// What a person reads.
    pub label: String,
    /// A line under the label.
    #[serde(default)]
    pub hint: Option<String>,
    /// Ticked alone, not with others.
    #[serde(default)]
    pub exclusive: bool,
    /// Means that the referrer does not know.
    #[serde(default)]
    pub not_known: bool,
    /// What to tell the referrer who chose it; advice, never a block.
    #[serde(default)]
    pub advice: Option<String>,
}

/// A box to tick before sending, kept in the record as it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Declaration {
    /// Its field name.
    pub id: String,
    /// What the referrer confirms.
    pub label: String,
    /// What to say when it is not ticked.
    pub error: String,
}
