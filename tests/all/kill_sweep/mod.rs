//! `kill -9` at every fsync of what must not be lost.

mod submission;
mod switch;
