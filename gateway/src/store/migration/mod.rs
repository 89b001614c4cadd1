//! Migrations: one set for both databases, forward only. A released file is never edited; a change is a new file.

mod m0001_first_tables;
mod m0002_mailbox;
mod m0003_screening;
mod m0004_intake;
mod m0005_clock;
mod m0006_questions;

use sea_orm_migration::prelude::*;

/// Every migration in order.
#[derive(Debug)]
pub(super) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_first_tables::Migration),
            Box::new(m0002_mailbox::Migration),
            Box::new(m0003_screening::Migration),
            Box::new(m0004_intake::Migration),
            Box::new(m0005_clock::Migration),
            Box::new(m0006_questions::Migration),
        ]
    }
}
