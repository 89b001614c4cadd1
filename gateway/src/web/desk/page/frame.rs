//! What every page of the desk carries: the hub, who is signed in, where in the desk it is, the token of its forms. Holds nothing about
//! a child.

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Their name.
    pub name: String,
    /// Their role in words, such as "screener".
    pub role: String,
}

/// A section of the desk, as the navigation names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// Referrals.
    #[default]
    Queue,
    /// What a rule must not decide.
    Tasks,
    /// Messages that wait for a person.
    Held,
    /// Every message accounted for.
    Ledger,
    /// What screening goes by.
    Rules,
}

impl Section {
    /// Every section in order.
    pub const ALL: [Self; 5] = [
        Self::Queue,
        Self::Tasks,
        Self::Held,
        Self::Ledger,
        Self::Rules,
    ];

    /// Its word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Queue => "Queue",
            Self::Tasks => "Tasks",
            Self::Held => "Holding pen",
            Self::Ledger => "Mailbox ledger",
            Self::Rules => "Rules",
        }
    }

    /// Its address.
    pub fn path(self) -> &'static str {
        match self {
            Self::Queue => "/desk/queue",
            Self::Tasks => "/desk/tasks",
            Self::Held => "/desk/held",
            Self::Ledger => "/desk/ledger",
            Self::Rules => "/desk/rules",
        }
    }
}

/// The frame of a page.
#[derive(Clone, Debug, Default)]
pub struct DeskFrame {
    /// The hub's name.
    pub hub: String,
    /// Who is signed in; nobody on the pages before.
    pub person: Option<SignedIn>,
    /// The token that every form carries.
    pub csrf: String,
    /// Whether everything here is invented.
    pub demonstration: bool,
    /// One line at the top after something was done.
    pub notice: Option<String>,
    /// Facts at the foot: rules, postcode directory.
    pub foot: Vec<String>,
    /// The section that the page belongs to.
    pub section: Section,
    /// Whether it is the section's own page.
    pub is_its_page: bool,
    /// How many tasks are open.
    pub tasks: u64,
    /// How many messages wait in the holding pen.
    pub held: u64,
}

impl DeskFrame {
    /// The same frame on a page below a section.
    #[must_use]
    pub fn within(self, section: Section) -> Self {
        Self { section, ..self }
    }

    /// The same frame on a section's own page.
    #[must_use]
    pub fn at(self, section: Section) -> Self {
        Self {
            section,
            is_its_page: true,
            ..self
        }
    }

    /// The sections, with how many wait there.
    pub fn sections(&self) -> [(Section, Option<u64>); 5] {
        Section::ALL.map(|section| {
            let count = match section {
                Section::Tasks => Some(self.tasks),
                Section::Held => Some(self.held),
                Section::Queue | Section::Ledger | Section::Rules => None,
            };
            (section, count)
        })
    }

    /// What the navigation says of a section: that this is its page, or a page of it.
    pub fn current(&self, section: &Section) -> Option<&'static str> {
        (self.section == *section).then_some(if self.is_its_page { "page" } else { "true" })
    }
}
