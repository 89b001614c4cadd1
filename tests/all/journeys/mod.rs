//! A referral's walk through the journey without its doors, on SQLite and real files: what must hold whatever the page looks like.

mod accounts;
mod amended;
mod asked;
mod before_release;
mod corrected;
mod decided;
mod ended;
mod exchanged;
mod forged;
mod form_changed;
pub(crate) mod held_back;
mod held_forged;
mod kept;
mod posted;
mod proved;
mod recorded;
mod replayed;
mod schools;
mod sent;
mod signed;
mod timed;
mod together;
mod unscreened;
mod warned;
