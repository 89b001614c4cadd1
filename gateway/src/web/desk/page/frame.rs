//! What every page of the desk carries: the hub, who is signed in, the token of its forms. Holds nothing about a child.

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Their name.
    pub name: String,
    /// Their role in words, such as "screener".
    pub role: String,
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
}
