//! One step of the migrations: what it adds to the database. Must never hold what only one of the two databases understands.

use sea_orm_migration::{
    prelude::*,
    sea_query::{ColumnDef, TableAlterStatement, TableCreateStatement},
};

/// Table, columns, unique.
pub(super) type IndexOn = (&'static str, &'static [&'static str], bool);

/// What a step adds, in this order.
#[derive(Debug)]
pub(super) struct Step {
    /// Its file's, which the database remembers.
    pub(super) name: &'static str,
    pub(super) tables: Vec<TableCreateStatement>,
    /// Columns of tables that stand already.
    pub(super) columns: Vec<TableAlterStatement>,
    pub(super) indexes: &'static [IndexOn],
}

/// A table with these columns, of which `key` are its primary key.
pub(super) fn table(
    name: &'static str,
    key: &[&'static str],
    columns: Vec<ColumnDef>,
) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    for column in columns {
        table.col(column);
    }
    let mut primary = Index::create();
    for column in key {
        primary.col(*column);
    }
    table.primary_key(&mut primary);
    table
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[expect(
    elided_lifetimes_in_paths,
    reason = "the trait's own macro wants the lifetime left out"
)]
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in &self.tables {
            manager.create_table(table.clone()).await?;
        }
        for columns in &self.columns {
            manager.alter_table(columns.clone()).await?;
        }
        for (table, columns, unique) in self.indexes {
            let mut index = Index::create();
            index
                .name(format!("{table}_by_{}", columns.join("_")))
                .table(*table);
            for column in *columns {
                index.col(*column);
            }
            if *unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
