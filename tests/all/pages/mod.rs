//! Pages over the wire, as a person without JavaScript meets them: what is wrong is said, nothing is lost, nothing is half-stored.

mod answers;
mod canary;
mod check;
mod configuration;
mod difficult;
mod drafts;
mod forged;
mod form_changed;
mod idle;
mod many;
mod routes;
mod screeners;
mod twice;
mod uploads;
