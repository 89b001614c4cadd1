//! A referral's walk through the journey without its doors, on SQLite and real files: what must hold whatever the page looks like.

mod decided;
mod kept;
mod proved;
mod sent;
mod unscreened;
