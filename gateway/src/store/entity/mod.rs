//! Rows, one table a file. Private to the store; never seen outside it.
#![expect(
    unreachable_pub,
    reason = "the entity macros make public items; the module itself is private"
)]

pub mod account;
pub mod addition;
pub mod attachment;
pub mod audit;
pub mod clock_event;
pub mod correction;
pub mod decision;
pub mod draft;
pub mod hand_out;
pub mod hold;
pub mod letter;
pub mod mail_answer;
pub mod mail_content;
pub mod mail_day;
pub mod mail_folder;
pub mod mail_link;
pub mod mail_uid;
pub mod message;
pub mod payload;
pub mod question;
pub mod referral;
pub mod refusal;
pub mod session;
pub mod task;
pub mod verdict;
