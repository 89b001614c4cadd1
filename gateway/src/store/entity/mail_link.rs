//! Row of `mail_link`: a message that became a referral or belongs to one.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub message: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub referral: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
