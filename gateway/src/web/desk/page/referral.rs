//! What the pages of one referral share: identity bar, raised flags, tabs. The child's name is in them only when somebody pressed "Show name".

/// A flag that raises a referral to the top of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raised {
    /// Somebody may be in danger now.
    ImmediateRisk,
    /// The child may hurt themself.
    SelfHarm,
    /// The address must not become known to the family.
    AddressWithheld,
}

impl Raised {
    /// Reads a code of a desk line.
    pub fn read(code: &str) -> Option<Self> {
        match code {
            "immediate_risk" => Some(Self::ImmediateRisk),
            "self_harm" => Some(Self::SelfHarm),
            "address_withheld" => Some(Self::AddressWithheld),
            _ => None,
        }
    }

    /// The short words.
    pub fn label(self) -> &'static str {
        match self {
            Self::ImmediateRisk => "Immediate risk",
            Self::SelfHarm => "Self-harm risk",
            Self::AddressWithheld => "Address withheld",
        }
    }

    /// What to do about it.
    pub fn words(self) -> &'static str {
        match self {
            Self::ImmediateRisk => "Call the referrer. In an emergency, 999.",
            Self::SelfHarm => {
                "The referrer says that there is a risk now. Read the answers on safety first."
            }
            Self::AddressWithheld => {
                "The address must not be told to anyone in the family. Do not write it in a letter, note or invitation."
            }
        }
    }
}

/// The name and what belongs to it, after it was asked for and recorded.
#[derive(Clone, Debug, Default)]
pub struct ShownName {
    /// First and last name.
    pub name: String,
    /// "14 May 2012".
    pub born: Option<String>,
    /// The number in the council's case system.
    pub lcs_id: Option<String>,
    /// Left out when the address is withheld.
    pub postcode: Option<String>,
    /// What the child likes to be called.
    pub known_as: Option<String>,
    /// "09:42".
    pub at: String,
}

/// Who holds a referral, as its pages say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Nobody.
    Nobody,
    /// The reader.
    You,
    /// Somebody else, by name.
    Other(String),
}

/// The tabs of a referral; each is an address of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Findings, offer, decision.
    Overview,
    /// What was answered.
    Answers,
    /// Files.
    Attachments,
    /// Letters and where they are.
    Letters,
    /// What happened.
    History,
    /// Days counted.
    Clock,
}

impl Tab {
    /// Every tab in order.
    pub const ALL: [Self; 6] = [
        Self::Overview,
        Self::Answers,
        Self::Attachments,
        Self::Letters,
        Self::History,
        Self::Clock,
    ];

    /// The word on the tab.
    pub fn label(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Answers => "Answers",
            Self::Attachments => "Attachments",
            Self::Letters => "Letters",
            Self::History => "History",
            Self::Clock => "Clock",
        }
    }

    /// Its last part of the address; the overview has none.
    pub fn code(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Answers => "answers",
            Self::Attachments => "attachments",
            Self::Letters => "letters",
            Self::History => "history",
            Self::Clock => "clock",
        }
    }

    /// Reads the last part of an address.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.code() == code)
    }
}

/// The head of every page of one referral.
#[derive(Clone, Debug)]
pub struct ReferralHead {
    /// Its reference, which is also its place in addresses.
    pub reference: String,
    /// The name, when it was asked for.
    pub shown: Option<ShownName>,
    /// Whole years on the day of receipt.
    pub age: Option<i16>,
    /// The stage in words.
    pub stage: String,
    /// Who holds it.
    pub holder: Holder,
    /// "19 Nov 2026".
    pub received: String,
    /// What raises it.
    pub raised: Vec<Raised>,
    /// The tab that is open; none on the steps of a decision, where a name is never shown beside a text box.
    pub tab: Option<Tab>,
    /// How many files it has.
    pub attachments: usize,
    /// Rises with each change; forms carry it back.
    pub version: i32,
    /// How many screenings it has had; a form carries it back, so that what changed since can be shown.
    pub screenings: usize,
}

impl ReferralHead {
    /// The address of the referral.
    pub fn path(&self) -> String {
        format!("/desk/referrals/{}", self.reference)
    }

    /// The address of one of its tabs.
    pub fn tab_path(&self, tab: &Tab) -> String {
        match tab.code() {
            "" => self.path(),
            code => format!("{}/{code}", self.path()),
        }
    }

    /// Whether a tab is the open one.
    pub fn is_open(&self, tab: &Tab) -> bool {
        self.tab == Some(*tab)
    }

    /// Every tab in order.
    pub fn tabs(&self) -> [Tab; 6] {
        Tab::ALL
    }

    /// Who holds it, as the identity bar says it.
    pub fn held_by(&self) -> Option<&str> {
        match &self.holder {
            Holder::Nobody => None,
            Holder::You => Some("you"),
            Holder::Other(name) => Some(name),
        }
    }

    /// How many stand behind a tab; nothing where it is not counted.
    pub fn count(&self, tab: &Tab) -> Option<usize> {
        (*tab == Tab::Attachments).then_some(self.attachments)
    }
}
