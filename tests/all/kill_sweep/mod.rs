//! `kill -9` at every fsync of what must not be lost.

mod mailbox;
mod order;
mod submission;
mod switch;
