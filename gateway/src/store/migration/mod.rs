//! Migrations: one set for both databases, forward only. A released file is never edited; a change is a new file. Portable columns only:
//! text ids, whole microseconds (UTC), blobs, codes as text.

mod m0001_first_tables;
mod m0002_mailbox;
mod m0003_screening;
mod m0004_intake;
mod m0005_clock;
mod m0006_questions;
mod m0007_refusals;
mod step;

use sea_orm_migration::prelude::*;

/// Every migration in order.
#[derive(Debug)]
pub(super) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let steps = [
            m0001_first_tables::step(),
            m0002_mailbox::step(),
            m0003_screening::step(),
            m0004_intake::step(),
            m0005_clock::step(),
            m0006_questions::step(),
            m0007_refusals::step(),
        ];
        let boxed = |step| -> Box<dyn MigrationTrait> { Box::new(step) };
        steps.into_iter().map(boxed).collect()
    }
}
