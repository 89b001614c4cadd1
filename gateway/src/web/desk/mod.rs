//! The desk, for screeners. Its pages work without a script and never hold a child's name that nobody asked to see.
//!
//! [`door`] says who asks; [`found`] finds the referral that an address names, [`named`] a message or task; the handlers stand by group of pages; `reading` puts
//! what the journey opened into the words of [`page`].

pub mod answers;
pub mod ask;
pub mod ask_manager;
pub mod attachments;
pub mod claim;
pub mod clock;
pub mod correct;
pub mod dates;
pub mod decide;
pub mod door;
pub mod failure;
pub mod filing;
mod foot;
mod forms;
pub mod found;
pub mod held;
pub mod holding;
pub mod ledger;
pub mod letters;
pub mod named;
pub mod page;
pub mod print;
pub mod queue;
mod reading;
pub mod referral;
pub mod rules;
pub mod set_up;
pub mod sign_in;
pub mod site;
pub mod tasks;
pub mod words;

pub use site::{DeskSite, router, routes};
