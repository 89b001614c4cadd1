//! Commands: translate a command line into one journey verb. Decide nothing.

pub mod screen;
