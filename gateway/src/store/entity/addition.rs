//! Row of `addition`: what a person without an account wrote back, waiting to be merged.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "addition")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub referral: String,
    pub submission: i32,
    pub once: String,
    pub kind: String,
    pub hand_out: String,
    pub sealed: Vec<u8>,
    pub manifest: Vec<u8>,
    pub signature: Vec<u8>,
    pub node: String,
    pub merged: bool,
    pub made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
