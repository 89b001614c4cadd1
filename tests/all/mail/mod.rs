//! The hub's mailbox from outside: messages in, outcomes, referrals and letters out.

mod child;
mod classes;
mod import;
mod ledger;
mod outcomes;
mod replies;
mod samples;
