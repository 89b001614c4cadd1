//! The hub's mailbox from outside: messages in, outcomes, referrals and letters out.

mod classes;
mod outcomes;
mod replies;
mod samples;
