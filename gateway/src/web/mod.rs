//! The web door: translates requests into one journey verb. Decides nothing.
//!
//! A request's way in: [`serve`] (TCP, TLS, time-outs) → [`gate`] (method, origin, rate; later headers and error pages) → a route of
//! [`manifest`] → [`extract`] (what a handler may have only once it is checked) → the handler.

pub mod assets;
pub mod cookies;
pub mod csrf;
pub mod desk;
pub mod extract;
pub mod gate;
pub mod headers;
pub mod idle;
pub mod limits;
pub mod manifest;
pub mod origin;
pub mod page;
pub mod page_error;
pub mod probes;
pub mod public;
pub mod room;
pub mod serve;
pub mod timed_body;
pub mod tls;
pub mod turns;

#[cfg(test)]
mod tests;
