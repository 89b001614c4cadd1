//! Row of `letter`: the outbox, one recipient a row, words sealed.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub referral: Option<String>,
    pub kind: String,
    pub reader: String,
    pub sealed: Vec<u8>,
    pub state: String,
    pub attempts: i32,
    pub next_at: i64,
    pub lease: i64,
    pub leased_until: i64,
    pub why: Option<String>,
    pub made_at: i64,
    pub changed_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
