//! Row of `mail_content`: a keyed digest of a message's content, and the first message that had it.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_content")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tag: Vec<u8>,
    pub message: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
