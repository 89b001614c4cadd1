//! Configuration: typed and validated whole before anything starts. Never prints a secret.

mod form_needs;
mod hub;
mod mailbox;
mod pages;
mod pathway;
mod read;
mod rules_files;
mod settings;
mod signposts;
mod telephone;

pub use form_needs::unmet;
pub use hub::{ChildrensServices, DataController, Hub};
pub use mailbox::{
    AccountSection, After, ImapSection, MailboxSection, OauthSection, SandboxNeed, TrustSection,
};
pub use pages::{Pages, Part, TextPage, Words};
pub use pathway::PathwaySection;
pub use read::{ConfigError, read_folder, read_text};
pub use rules_files::{RulesRefused, rules};
pub use settings::{
    Addresses, Blobs, Config, Desk, Drafts, Folder, Keys, Limits, PostSection, Probes, Scan,
    Screening, SignpostsSection, Site, StoreSettings, Tls, Uploads,
};
pub use signposts::{
    Ages, Audience, Need, SHIPPED_SIGNPOSTS, Side, Signpost, Why, oldest, read_signposts,
};
pub use telephone::{Stretch, dials};
