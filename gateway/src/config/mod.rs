//! Configuration: typed and validated whole before anything starts. Never prints a secret.

mod hub;

pub use hub::{Audience, ChildrensServices, DataController, Hub, Signpost};
