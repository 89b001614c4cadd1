//! Public pages, for referrers and managers.

pub mod page;
