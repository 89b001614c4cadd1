//! Row of `task`: something that a person has to look at.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub kind: String,
    pub subject: String,
    pub referral: Option<String>,
    pub message: Option<String>,
    pub letter: Option<String>,
    pub why: Option<String>,
    pub raised_at: i64,
    pub done_at: Option<i64>,
    pub done_by: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
