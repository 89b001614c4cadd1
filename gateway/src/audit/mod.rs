//! Audit: the words of an audit line and the hash chain. Pure; never holds personal data.
