//! Row of `draft`: an unsent referral, sealed to its own key.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub form: String,
    pub recipient: String,
    pub wrap: Vec<u8>,
    pub content: Vec<u8>,
    pub version: i32,
    pub reference: Option<String>,
    pub referral: String,
    pub referral_recipient: String,
    pub referral_wrap: Vec<u8>,
    pub address_tag: Vec<u8>,
    pub made_at: i64,
    pub touched_at: i64,
    pub expires_at: i64,
    pub warned_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
