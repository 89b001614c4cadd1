//! Row of `payload`: one sealed version of a submission with its signed manifest.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payload")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub referral: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission: i32,
    pub sealed: Vec<u8>,
    pub manifest: Vec<u8>,
    pub signature: Vec<u8>,
    pub node: String,
    pub admitted: bool,
    pub made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
