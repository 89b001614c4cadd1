//! Row of `verdict`: one screening, sealed, with the digest that outlives the key.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "verdict")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub referral: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i32,
    pub rules: String,
    pub sealed: Vec<u8>,
    pub digest: Vec<u8>,
    pub made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
