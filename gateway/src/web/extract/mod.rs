//! What a handler may ask for. What was sent can be had only through [`Posted`] and [`Uploaded`], which check its token first.

mod client;
mod form_token;
mod posted;
mod uploaded;

pub use client::ClientAddress;
pub use form_token::FormToken;
pub(super) use posted::body_failed;
pub use posted::{FORM_BODY, Posted};
pub use uploaded::{Part, Uploaded, read_failed};
