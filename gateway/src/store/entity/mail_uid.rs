//! Row of `mail_uid`: one UID of one folder, and how far it has come.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_uid")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub folder: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub validity: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub uid: String,
    pub message: Option<String>,
    pub state: String,
    pub attempts: i32,
    pub next_at: i64,
    pub why: Option<String>,
    pub arrived_at: Option<i64>,
    pub present: bool,
    pub seen_at: i64,
    pub changed_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
