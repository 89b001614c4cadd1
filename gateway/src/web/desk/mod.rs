//! The desk, for screeners. Its pages work without a script and never hold a child's name that nobody asked to see.

pub mod dates;
pub mod page;
pub mod words;
