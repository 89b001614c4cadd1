//! One letter, ready to be sealed and posted. It holds its whole wording: it must never be made anywhere but in this folder,
//! and never be shown by its `Debug`.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{block::Block, contacts::StandIn, frame::one_line, html, text};
use crate::config::Hub;

/// What a letter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// A one-time code for a work mailbox.
    Code,
    /// To the manager: please read and release.
    WaitingForManager,
    /// To the referrer: it is with the manager.
    SentToManager,
    /// To the referrer: the manager wants changes.
    Returned,
    /// To the referrer: the manager will not send it.
    NotSent,
    /// To both: the hub has received it.
    Acknowledgement,
    /// To both: declined, with the rationale.
    Declined,
    /// To both: accepted.
    Accepted,
    /// To the hub's own address: something waits, naming nothing.
    HubNotice,
    /// To who sent a message: a person will read it.
    MailReceived,
    /// To who sent a message: it could not be read.
    MailNotRead,
    /// To who sent a message: a person read it, and it is no referral.
    NotAReferral,
    /// To the referrer, with a copy to the manager: what the hub needs to know.
    Question,
    /// To the referrer: that has not been answered.
    QuestionReminder,
    /// To who began a draft: it will be deleted.
    DraftEnding,
    /// To the child's social worker: a school has asked for advice.
    SchoolHasReferred,
    /// To the manager: the referrer took it back.
    TakenBack,
    /// To the manager: it still waits.
    StillWaiting,
    /// To the referrer: the manager was reminded.
    ManagerReminded,
    /// To both: it was withdrawn.
    Withdrawn,
    /// To both: the hub holds it until a day.
    Held,
    /// To both: it is no longer held.
    HeldNoMore,
    /// To the contact at the police: one question.
    PoliceQuestion,
}

impl LetterKind {
    /// The word for people at the desk.
    pub fn label(self) -> &'static str {
        match self {
            Self::Code => "Code",
            Self::WaitingForManager => "Waiting for the manager",
            Self::SentToManager => "Sent to the manager",
            Self::Returned => "Returned",
            Self::NotSent => "Not sent",
            Self::Acknowledgement => "Acknowledgement",
            Self::Declined => "Decline",
            Self::Accepted => "Accept",
            Self::HubNotice => "Notice to the hub",
            Self::MailReceived => "Message received",
            Self::MailNotRead => "Message not read",
            Self::NotAReferral => "Not a referral",
            Self::Question => "Question",
            Self::QuestionReminder => "Reminder of a question",
            Self::DraftEnding => "Unsent referral ends",
            Self::SchoolHasReferred => "Note to the social worker",
            Self::TakenBack => "Taken back",
            Self::StillWaiting => "Reminder to the manager",
            Self::ManagerReminded => "Manager reminded",
            Self::Withdrawn => "Withdrawn",
            Self::Held => "Set aside",
            Self::HeldNoMore => "Taken up again",
            Self::PoliceQuestion => "Question to the police contact",
        }
    }

    /// Code in rows and lines: the same as in the sealed letter.
    pub fn code(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::WaitingForManager => "waiting_for_manager",
            Self::SentToManager => "sent_to_manager",
            Self::Returned => "returned",
            Self::NotSent => "not_sent",
            Self::Acknowledgement => "acknowledgement",
            Self::Declined => "declined",
            Self::Accepted => "accepted",
            Self::HubNotice => "hub_notice",
            Self::MailReceived => "mail_received",
            Self::MailNotRead => "mail_not_read",
            Self::NotAReferral => "not_a_referral",
            Self::Question => "question",
            Self::QuestionReminder => "question_reminder",
            Self::DraftEnding => "draft_ending",
            Self::SchoolHasReferred => "school_has_referred",
            Self::TakenBack => "taken_back",
            Self::StillWaiting => "still_waiting",
            Self::ManagerReminded => "manager_reminded",
            Self::Withdrawn => "withdrawn",
            Self::Held => "held",
            Self::HeldNoMore => "held_no_more",
            Self::PoliceQuestion => "police_question",
        }
    }

    /// Whether it is worthless after ten minutes, so that trying it again later helps nobody.
    pub fn is_short_lived(self) -> bool {
        matches!(self, Self::Code)
    }
}

/// Which of the two people a letter is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// Who completed the referral.
    Referrer,
    /// Who released it.
    Manager,
}

impl Reader {
    /// Code in rows and lines.
    pub fn code(self) -> &'static str {
        match self {
            Self::Referrer => "referrer",
            Self::Manager => "manager",
        }
    }
}

/// The two people that a referral's letters go to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// Who completed the referral.
    pub referrer_name: String,
    /// Their work mailbox.
    pub referrer_address: String,
    /// Who released it.
    pub manager_name: String,
    /// Their work mailbox.
    pub manager_address: String,
    /// Who wrote it down for the referrer, and whose mailbox the referrer's letters go to; none where the referrer did.
    pub written_by: Option<String>,
    /// The referrer's own, non-identifying reference.
    pub own_reference: Option<String>,
    /// The school that refers; none where a social worker does. A school records nothing on LCS, and nobody releases for it.
    pub school: Option<String>,
    /// Who stands in for the referrer, and when.
    pub stand_ins: Vec<StandIn>,
    /// Name and work mailbox of the child's social worker, where a school names one.
    pub social_worker: Option<(String, String)>,
}

impl fmt::Debug for People {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("People").finish_non_exhaustive()
    }
}

impl People {
    /// Name and address of one of the two.
    pub(super) fn of(&self, reader: Reader) -> (&str, &str) {
        match reader {
            Reader::Referrer => {
                let name = self.written_by.as_ref().unwrap_or(&self.referrer_name);
                (name, &self.referrer_address)
            }
            Reader::Manager => (&self.manager_name, &self.manager_address),
        }
    }

    /// The fact row for the referrer's own reference, when there is one.
    pub(super) fn own_reference_row(&self, reader: Reader) -> Option<(String, String)> {
        let own = one_line(self.own_reference.as_deref()?);
        let label = match reader {
            Reader::Referrer => "Your reference",
            Reader::Manager => "Referrer’s reference",
        };
        (!own.is_empty()).then(|| (label.to_owned(), own))
    }
}

/// What makes one letter itself: drawn once, stored with it, the same at every attempt to send it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The letter's id: letters, digits and hyphens. It names the `.eml` file and the Message-ID.
    pub id: String,
    /// When the letter was made; its `Date`.
    pub at: Timestamp,
}

/// A letter. Made only by the functions of this folder; sealed as it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    id: String,
    kind: LetterKind,
    wording: String,
    from_name: String,
    from_address: String,
    to_name: String,
    to_address: String,
    subject: String,
    text: String,
    html: String,
    written: String,
    message_id: String,
    made_at: Timestamp,
    /// The Message-ID of the message that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    in_reply_to: Option<String>,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Letter {
    /// The id it was made with.
    pub fn id(&self) -> &str {
        &self.id
    }
    /// What it is for.
    pub fn kind(&self) -> LetterKind {
        self.kind
    }
    /// The version of its wording.
    pub fn wording(&self) -> &str {
        &self.wording
    }
    /// The sender's name: says nothing about what the hub does, because it shows on a locked phone.
    pub fn from_name(&self) -> &str {
        &self.from_name
    }
    /// The sender's address.
    pub fn from_address(&self) -> &str {
        &self.from_address
    }
    /// The one recipient's name; empty when it is not known.
    pub fn to_name(&self) -> &str {
        &self.to_name
    }
    /// The one recipient's address.
    pub fn to_address(&self) -> &str {
        &self.to_address
    }
    /// The subject: never a name, a place or the decision.
    pub fn subject(&self) -> &str {
        &self.subject
    }
    /// The text part: UTF-8, lines of at most 76 columns.
    pub fn text(&self) -> &str {
        &self.text
    }
    /// The HTML part: the same words in the same order.
    pub fn html(&self) -> &str {
        &self.html
    }
    /// The words in it that a person typed (rationale, own reference): what the check before sending reads most closely.
    pub fn written(&self) -> &str {
        &self.written
    }
    /// Its constant Message-ID, with the angle brackets.
    pub fn message_id(&self) -> &str {
        &self.message_id
    }
    /// When it was made; its `Date`.
    pub fn made_at(&self) -> Timestamp {
        self.made_at
    }
    /// The Message-ID of the message that it answers, with the angle brackets.
    pub fn in_reply_to(&self) -> Option<&str> {
        self.in_reply_to.as_deref()
    }

    /// The same letter as the answer to a message, so that mail programs show it beside that one. `message_id` has its brackets and
    /// is one plain word.
    #[must_use]
    pub fn answering(mut self, message_id: Option<&str>) -> Self {
        self.in_reply_to = message_id.map(str::to_owned);
        self
    }
}

/// A letter on its way to being one: what the functions of this folder fill in.
pub(super) struct Draft<'a> {
    pub(super) kind: LetterKind,
    pub(super) wording: &'static str,
    pub(super) to_name: &'a str,
    pub(super) to_address: &'a str,
    pub(super) subject: String,
    /// The line that a mail program shows beside the subject; neutral, because it shows on a locked phone.
    pub(super) preview: &'static str,
    pub(super) blocks: Vec<Block>,
    pub(super) written: Vec<String>,
}

impl Draft<'_> {
    /// Renders both parts.
    pub(super) fn finish(self, hub: &Hub, stamp: &Stamp) -> Letter {
        let subject = one_line(&self.subject);
        let domain = hub
            .email
            .rsplit_once('@')
            .map_or("localhost", |(_, domain)| domain);
        Letter {
            text: text::render(self.preview, &self.blocks),
            html: html::render(hub, &subject, self.preview, &self.blocks),
            message_id: format!("<{}@{domain}>", stamp.id),
            id: stamp.id.clone(),
            kind: self.kind,
            wording: self.wording.to_owned(),
            from_name: format!("{} referrals", one_line(&hub.area)),
            from_address: hub.email.clone(),
            to_name: one_line(self.to_name),
            to_address: self.to_address.trim().to_owned(),
            subject,
            written: self.written.join("\n"),
            made_at: stamp.at,
            in_reply_to: None,
        }
    }
}
