//! The test harness: the real executable, real servers, and people who use pages and read letters.
//!
//! Nothing here knows the product's insides; it starts `gateway` as a process and talks to it over the wire. A step that
//! cannot go on panics with what it saw, because a test that guesses on is worse than one that stops.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test stops where it stands and says what it saw"
)]

pub mod answers;
pub mod architecture;
pub mod edited_form;
pub mod fault_proxy;
pub mod form;
pub mod fuzzed;
pub mod gateway;
pub mod house;
pub mod hub;
pub mod kill_sweep;
pub mod letters;
pub mod mail_makes;
pub mod mail_rooms;
pub mod mail_shapes;
pub mod mailbox;
pub mod naughty;
pub mod one_time_code;
pub mod open_house;
pub mod page;
pub mod people;
pub mod relay;
pub mod rows;
pub mod servers;
pub mod stand;
pub mod visitor;
