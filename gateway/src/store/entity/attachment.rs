//! Row of `attachment`: one sealed file; name and type are inside the sealed header.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub referral: String,
    pub header: Vec<u8>,
    pub sha256: Vec<u8>,
    pub length: i64,
    pub scan: String,
    pub scan_next_at: i64,
    pub made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
