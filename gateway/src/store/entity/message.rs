//! Row of `message`: one message of the mailbox; its bytes are a sealed file.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub origin: String,
    pub recipient: String,
    pub wrap: Vec<u8>,
    pub blob: String,
    pub sha256: Vec<u8>,
    pub length: i64,
    pub manifest: Vec<u8>,
    pub signature: Vec<u8>,
    pub node: String,
    pub arrived_at: i64,
    pub archive: bool,
    pub whole: bool,
    pub state: String,
    pub attempts: i32,
    pub lease: i64,
    pub leased_until: i64,
    pub outcome: Option<String>,
    pub why: Option<String>,
    pub referral: Option<String>,
    pub reading: Option<Vec<u8>>,
    pub filed_by: Option<String>,
    pub filed_at: Option<i64>,
    pub sorted_at: Option<i64>,
    pub made_at: i64,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
