//! Clocks: what was recorded of each referral's.

use sea_orm_migration::schema::{big_integer, blob, integer, text};

use super::step::{Step, table};

pub(super) fn step() -> Step {
    let events = table(
        "clock_event",
        &["referral", "ordinal"],
        vec![
            text("referral"),
            integer("ordinal"),
            text("made_by"),
            blob("sealed"),
            big_integer("made_at"),
        ],
    );
    Step {
        name: "m0005_clock",
        tables: vec![events],
        columns: Vec::new(),
        indexes: &[],
    }
}
