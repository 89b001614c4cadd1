//! Row of `question`: what was asked of the referrer, sealed to the referral, and when something about it is due.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "question")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub referral: String,
    pub state: String,
    pub sealed: Vec<u8>,
    pub asked_at: i64,
    pub reminders: i32,
    pub reminded_at: Option<i64>,
    pub next_at: Option<i64>,
    pub ended_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
