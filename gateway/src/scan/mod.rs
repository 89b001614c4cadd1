//! The scanner: streams bytes to clamd and reports what it said. Never treats silence as clean.
