//! The web door: translates requests into one journey verb. Decides nothing.

pub mod desk;
pub mod public;
