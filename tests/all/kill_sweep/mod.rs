//! `kill -9` at every fsync of what must not be lost.

mod order;
mod submission;
mod switch;
