//! The desk, for screeners.
