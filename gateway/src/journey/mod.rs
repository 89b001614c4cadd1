//! The journey: one verb a file, one transaction each. Verbs never call each other; they meet through a stored stage.
//!
//! A referral's walk, in order: [`ask_code`] → [`make_code`] → [`type_code`] → [`check_code`] prove a work mailbox; [`draft`] and
//! [`attach`] fill a draft; [`receive`] seals and stores it; [`admit`] enters it into the audit chain; [`release`] writes down what
//! the manager decided and [`merge`] carries it out ([`pass_on`] where nobody releases); [`amend`] and [`add_files`] write down what is changed after
//! sending, and [`remind_managers`] reminds managers; [`screen`] records a verdict; [`view`] shows it; [`claim`] takes it; [`ask`] asks the referrer and
//! [`remind`] reminds them; [`decide`]
//! records the decision with one letter a recipient; [`deliver`] posts each letter; [`keep_clock`] times what follows. [`scan_attachment`], [`download`], [`warn_drafts`],
//! [`expire`],
//! [`sweep`], [`keep_refusals`], [`resend`], [`open_sealed`], [`make_account`], [`fsck`] and [`restore`] stand beside the walk; [`set_up`] and [`sign_in`] stand before the desk.
//!
//! A message's walk: [`take_in`] seals and stores it; [`sort`] reads it and writes what follows; [`held`] shows it to a person, who files
//! it with [`file_message`] or [`sort::file_as_new`]; [`finish_task`] and [`ask_manager`] deal with what it left to a
//! person; [`reconcile`] closes its day, and [`alarm`] tells when the mailbox is not read.

pub mod add_files;
pub mod admit;
pub mod alarm;
pub mod amend;
pub mod answer_hold;
pub mod ask;
pub mod ask_code;
pub mod ask_manager;
pub mod attach;
pub mod check_code;
pub mod check_rules;
pub mod check_signposts;
pub mod claim;
pub mod correct;
pub mod decide;
pub mod deliver;
pub mod download;
pub mod draft;
pub mod expire;
pub mod file_message;
pub mod finish_task;
pub mod fsck;
pub mod held;
pub mod hold;
pub mod keep_clock;
pub mod keep_refusals;
pub mod make_account;
pub mod make_code;
pub mod merge;
pub mod open_sealed;
pub mod pass_on;
pub mod receive;
pub mod reconcile;
pub mod release;
pub mod remind;
pub mod remind_managers;
pub mod replay;
pub mod resend;
pub mod restore;
pub mod review_holds;
pub mod scan_attachment;
pub mod screen;
pub mod set_up;
pub mod sign_in;
pub mod sort;
pub mod sweep;
pub mod take_in;
pub mod type_code;
pub mod view;
pub mod warn_drafts;

mod rooms;

pub use rooms::{
    CheckCounts, CheckOutcome, Doubt, FileError, Intake, JourneyError, Keyholder, OpenDraft,
    Opened, OpenedSent, RefusalCounts, Taken, open_sent,
};
