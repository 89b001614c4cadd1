//! Public pages, for referrers and managers.
