//! Row of `referral`: where one is and its wrapped key.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referral")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub reference: String,
    pub form: String,
    pub recipient: String,
    pub wrap: Vec<u8>,
    pub stage: String,
    pub claimed_by: Option<String>,
    pub version: i32,
    pub submission: i32,
    pub sent_at: i64,
    pub received_at: Option<i64>,
    pub stage_at: i64,
    pub read_first: bool,
    pub eligible_month: i32,
    pub desk_line: Option<Vec<u8>>,
    pub review_on: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
