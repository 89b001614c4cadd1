//! One message: facts, its words as plain text, what it carries, and what a person can say that it is. Nothing is chosen beforehand.

use askama::Template;

use super::DeskFrame;
use crate::web::page::{Checkboxes, ErrorSummary, Input, Item, Radios, Tag};

/// What a person can say that a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileChoice {
    /// A new referral that waits for its manager.
    New,
    /// A new referral that a manager has agreed to.
    NewAgreed,
    /// It belongs to a referral.
    Join,
    /// A letter came back.
    Bounce,
    /// A machine's reply.
    AutoReply,
    /// A report about mail.
    Report,
    /// No referral; the sender is told.
    TellSender,
    /// No referral.
    NoAnswer,
}

impl FileChoice {
    /// Every choice in the desk's order.
    pub const ALL: [Self; 8] = [
        Self::New,
        Self::NewAgreed,
        Self::Join,
        Self::Bounce,
        Self::AutoReply,
        Self::Report,
        Self::TellSender,
        Self::NoAnswer,
    ];

    /// Code in forms and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::NewAgreed => "new-agreed",
            Self::Join => "join",
            Self::Bounce => "bounce",
            Self::AutoReply => "auto-reply",
            Self::Report => "report",
            Self::TellSender => "tell-sender",
            Self::NoAnswer => "no-answer",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.code() == code)
    }

    /// The words beside the button.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "New referral, ask the manager to release it",
            Self::NewAgreed => "New referral, a manager has already agreed",
            Self::Join => "Belongs to a referral we have",
            Self::Bounce => "A bounce",
            Self::AutoReply => "An automatic reply",
            Self::Report => "A delivery or security report",
            Self::TellSender => "Not a referral: tell the sender",
            Self::NoAnswer => "Not a referral: no answer",
        }
    }

    /// A line below.
    fn hint(self) -> Option<&'static str> {
        match self {
            Self::NewAgreed => {
                Some("It is with the hub at once only if that manager sent this message.")
            }
            _ => None,
        }
    }
}

/// A fact about a message.
#[derive(Clone, Debug)]
pub struct Fact {
    /// "From".
    pub name: &'static str,
    /// As it stands.
    pub value: String,
}

/// Something that a message carries.
#[derive(Clone, Debug)]
pub struct PartRow {
    /// Its place in the list, from 1.
    pub number: usize,
    /// Its name, safe to show.
    pub name: String,
    /// "application/pdf, 184 KB".
    pub kind: String,
    /// What to know about it.
    pub marks: Vec<&'static str>,
    /// "Read as a form: 41 answers. Not read: …".
    pub form: Option<String>,
}

/// Who filed it, and what can still be done about that.
#[derive(Clone, Debug)]
pub struct FiledLine {
    /// "Filed by Bryn Demo at 09:50 as New referral."
    pub words: String,
    /// Whether it can be undone.
    pub can_undo: bool,
}

/// The referral that a message became or belongs to.
#[derive(Clone, Debug)]
pub struct ReferralLink {
    /// Its reference.
    pub reference: String,
    /// Whether the desk may open it.
    pub can_open: bool,
    /// Where its manager can be named, while it waits for one.
    pub waits: Option<String>,
}

/// A message.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/message.html")]
pub struct MessagePage {
    /// The frame.
    pub frame: DeskFrame,
    /// Its id in addresses.
    pub id: String,
    /// Rises with each change; forms carry it back.
    pub version: i32,
    /// Whether its sender is proved.
    pub trust: Option<Tag>,
    /// What is known about it.
    pub facts: Vec<Fact>,
    /// Its words; none when it could not be read, or does not show them here.
    pub text: Option<String>,
    /// What to know about the words.
    pub notes: Vec<String>,
    /// Why there are no words.
    pub no_text: Option<&'static str>,
    /// What it carries.
    pub parts: Vec<PartRow>,
    /// Whether the original and the parts can be downloaded.
    pub can_download: bool,
    /// The referral it became or belongs to.
    pub referral: Option<ReferralLink>,
    /// What can be chosen; nothing when it does not wait for a person.
    pub choices: Vec<FileChoice>,
    /// Best guess, which is not chosen.
    pub guess: Option<&'static str>,
    /// Who filed it.
    pub filed: Option<FiledLine>,
    /// What to put right.
    pub problems: ErrorSummary,
}

impl MessagePage {
    fn radios(&self) -> Radios {
        let items = self.choices.iter().map(|choice| {
            let item = Item::new(choice.code(), choice.label());
            match choice.hint() {
                Some(hint) => item.hint(hint),
                None => item,
            }
        });
        Radios::new("choice", "What is it?", items.collect())
            .error(self.problems.for_field("choice"))
    }
}

/// The one further page of a choice that needs more.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/file_more.html")]
pub struct FileMorePage {
    /// The frame.
    pub frame: DeskFrame,
    /// The message's id.
    pub id: String,
    /// Its version.
    pub version: i32,
    /// What was chosen.
    pub choice: FileChoice,
    /// What was typed.
    pub typed: String,
    /// The referral to join, once it was found, and whether the sender is part of it.
    pub join: Option<(String, bool)>,
    /// What to put right.
    pub problems: ErrorSummary,
}

impl FileMorePage {
    fn heading(&self) -> String {
        match (&self.join, self.choice) {
            (Some((reference, _)), _) => format!("Join to {reference}?"),
            (None, FileChoice::Join) => "Which referral does it belong to?".to_owned(),
            (None, _) => "Who is the manager?".to_owned(),
        }
    }

    fn input(&self) -> Input {
        let input = if self.choice == FileChoice::Join {
            Input::new("reference", "Reference").hint("For example 7K3Q-2FWD")
        } else {
            Input::new("manager", "The manager’s work email")
                .hint("The manager is asked to release the referral. Filing it releases nothing.")
        };
        let field = if self.choice == FileChoice::Join {
            "reference"
        } else {
            "manager"
        };
        input
            .value(self.typed.clone())
            .error(self.problems.for_field(field))
    }
}

/// The second step before a part, or the whole message, is downloaded.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/download_part.html")]
pub struct DownloadPartPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The message's id.
    pub id: String,
    /// Which part: its number, or `original`.
    pub part: String,
    /// What to put right.
    pub problems: ErrorSummary,
}

impl DownloadPartPage {
    fn confirm(&self) -> Checkboxes {
        let words = "I need this for the work of the hub, and I will open it only on a machine that checks files";
        Checkboxes::new(
            "confirm",
            "Before you download it",
            vec![Item::new("yes", words)],
        )
        .error(self.problems.for_field("confirm"))
    }
}
