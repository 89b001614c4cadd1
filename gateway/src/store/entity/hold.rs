//! Row of `hold`: a referral set aside until a day, sealed and marked.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hold")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub referral: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i32,
    pub review_on: String,
    pub made_by: String,
    pub sealed: Vec<u8>,
    pub mark: Vec<u8>,
    pub made_at: i64,
    pub told_at: Option<i64>,
    pub ended_by: Option<String>,
    pub ending: Option<Vec<u8>>,
    pub ended_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
