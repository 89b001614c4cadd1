//! The hub's mailbox from outside: messages in, outcomes, referrals and letters out.

mod again;
mod child;
mod classes;
mod closing;
mod corpus;
mod fuzz_seeds;
mod import;
mod ledger;
mod loops;
mod outcomes;
mod poison;
mod replies;
mod samples;
mod silence;
