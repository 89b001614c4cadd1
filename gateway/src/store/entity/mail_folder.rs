//! Row of `mail_folder`: what is known of one folder, and who reads it now.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_folder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub folder: String,
    pub validity: Option<i64>,
    pub archive_below: String,
    pub first_at: i64,
    pub last_good_at: Option<i64>,
    pub lease: i64,
    pub leased_until: i64,
    pub server_count: Option<i64>,
    pub counted_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
