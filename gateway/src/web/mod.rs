//! The web door: translates requests into one journey verb. Decides nothing.

pub mod assets;
pub mod desk;
pub mod page;
pub mod public;
