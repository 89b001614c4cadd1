//! Row of `hand_out`: a code asked for, and what it opened.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hand_out")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub purpose: String,
    pub recipient: String,
    pub state: String,
    pub request: Vec<u8>,
    pub code: Option<Vec<u8>>,
    pub typed: Option<Vec<u8>>,
    pub tries: i32,
    pub view: Option<Vec<u8>>,
    pub address_tag: Option<Vec<u8>>,
    pub referral: Option<String>,
    pub reader: Option<String>,
    pub asked_at: i64,
    pub expires_at: i64,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
