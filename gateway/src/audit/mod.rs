//! Audit: the words of an audit line and the hash chain. Pure; never holds personal data.
//!
//! Each change writes one [`Entry`] in its own transaction. Entries are numbered without gaps from 1, and each carries
//! `SHA-256("hsb-audit-v1" ‖ hash before ‖ canonical bytes)`; before the first stands [`START`]. The canonical bytes are
//! JSON with sorted keys and no white space, so that a few lines of any language can verify an exported chain.
#![warn(clippy::wildcard_enum_match_arm)]

mod action;
mod chain;
mod entry;

pub use action::Action;
pub use chain::{Bad, Hash, START, Verifier, Why, chain};
pub use entry::{Detail, Entry};
