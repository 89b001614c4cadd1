//! Sessions of the desk: only the digest of a token is stored, so a stolen table signs nobody in.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};

use super::{Store, StoreError, Tx, entity::session, read};
use crate::referral::{Account, Id};

/// One session.
#[derive(Clone, Debug)]
pub struct Session {
    /// SHA-256 of the token in the cookie.
    pub digest: [u8; 32],
    /// Whose it is.
    pub account: Id<Account>,
    /// Whether the second proof was given; before that it opens nothing.
    pub proved: bool,
    /// Ids of referrals whose content warning was passed, separated by spaces.
    pub warned: String,
    /// While an account is being set up: what it will have, sealed to the hub. Such a session never opens the desk.
    pub set_up: Option<Vec<u8>>,
    /// When it began.
    pub made_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends whatever happens.
    pub ends_at: Timestamp,
}

impl Tx {
    /// Stores a new session.
    pub async fn insert_session(&self, new: &Session) -> Result<(), StoreError> {
        let row = session::Model {
            id: new.digest.to_vec(),
            account: new.account.as_str().to_owned(),
            proved: new.proved,
            warned: new.warned.clone(),
            set_up: new.set_up.clone(),
            made_at: new.made_at.as_microsecond(),
            seen_at: new.seen_at.as_microsecond(),
            ends_at: new.ends_at.as_microsecond(),
        };
        session::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }

    /// Notes use of a session, and the content warnings passed in it.
    pub async fn touch_session(
        &self,
        digest: [u8; 32],
        warned: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        session::Entity::update_many()
            .col_expr(session::Column::SeenAt, Expr::value(now.as_microsecond()))
            .col_expr(session::Column::Warned, Expr::value(warned))
            .filter(session::Column::Id.eq(digest.to_vec()))
            .exec(&self.database)
            .await?;
        Ok(())
    }

    /// Ends one session.
    pub async fn delete_session(&self, digest: [u8; 32]) -> Result<(), StoreError> {
        session::Entity::delete_by_id(digest.to_vec())
            .exec(&self.database)
            .await?;
        Ok(())
    }

    /// Ends every session of an account.
    pub async fn delete_sessions_of(&self, account: &Id<Account>) -> Result<(), StoreError> {
        session::Entity::delete_many()
            .filter(session::Column::Account.eq(account.as_str()))
            .exec(&self.database)
            .await?;
        Ok(())
    }

    /// Deletes sessions past their end.
    pub async fn delete_ended_sessions(&self, now: Timestamp) -> Result<(), StoreError> {
        session::Entity::delete_many()
            .filter(session::Column::EndsAt.lte(now.as_microsecond()))
            .exec(&self.database)
            .await?;
        Ok(())
    }
}

impl Store {
    /// The session with this token digest, ended or not.
    pub async fn find_session(&self, digest: [u8; 32]) -> Result<Option<Session>, StoreError> {
        const T: &str = "session";
        let found = session::Entity::find_by_id(digest.to_vec())
            .one(&self.database)
            .await?;
        found
            .map(|row| {
                Ok(Session {
                    digest: read::digest(T, row.id)?,
                    account: read::id(T, &row.account)?,
                    proved: row.proved,
                    warned: row.warned,
                    set_up: row.set_up,
                    made_at: read::at(T, row.made_at)?,
                    seen_at: read::at(T, row.seen_at)?,
                    ends_at: read::at(T, row.ends_at)?,
                })
            })
            .transpose()
    }
}
