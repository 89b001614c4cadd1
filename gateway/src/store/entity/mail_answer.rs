//! Row of `mail_answer`: how many letters answered mail, by keyed digest of the address and time.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tag: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    pub sent: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
