//! Row of `correction`: one answer that changed after sending, sealed and marked.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "correction")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub referral: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i32,
    pub submission: i32,
    pub by_kind: String,
    pub sealed: Vec<u8>,
    pub mark: Vec<u8>,
    pub made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
