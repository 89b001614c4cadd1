//! The hub's mailbox: getting messages, and having them read by a child that is shut in. Decides nothing about a message, keeps no
//! row, holds no key.

pub mod child;
mod child_process;
mod file_kinds;
mod files;
mod frames;
mod imap;
mod maildir;
mod mbox;
mod parsers;
mod prescan;
mod sender;
mod source;

pub use child_process::ChildDeath;
pub use files::{FoundMail, Stopped, Walk};
pub use frames::{Landlock, Ready};
pub use imap::{ImapFolder, ServerCan};
pub use maildir::Maildir;
pub use parsers::{OpenMessage, ParseFailure, ParserSettings, Parsers, SandboxNeed};
pub use prescan::{Prescan, TooWild, prescan};
pub use sender::{NoNameServer, SenderCheck};
pub use source::{ClearTo, FetchedMail, Listing, MailboxError, RawMail, Source, leaves, try_out};
