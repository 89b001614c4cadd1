//! Row of `clock_event`: one thing recorded of a referral's AIM clock, sealed.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "clock_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub referral: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i32,
    pub made_by: String,
    pub sealed: Vec<u8>,
    pub made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
