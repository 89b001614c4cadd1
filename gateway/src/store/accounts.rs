//! Accounts of people at the desk.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, sea_query::Expr,
};

use super::{Store, StoreError, Tx, entity::account, read};
use crate::referral::{Account, Id, Role};

impl Tx {
    /// Stores a new account. `Conflict` when the e-mail has one.
    pub async fn insert_account(&self, new: &Account) -> Result<(), StoreError> {
        let row = account::Model {
            id: new.id.as_str().to_owned(),
            email: new.email.clone(),
            name: new.name.clone(),
            role: new.role.code().to_owned(),
            password: new.password.clone(),
            totp: new.totp.clone(),
            totp_step: new.totp_step,
            set_up_digest: new.set_up.map(|(digest, _)| digest.to_vec()),
            set_up_until: new.set_up.map(|(_, until)| until.as_microsecond()),
            made_at: new.made_at.as_microsecond(),
        };
        account::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }

    /// Gives an account its password and second proof, and ends its set-up code. `Conflict` when that code was used, or replaced.
    pub async fn finish_set_up(
        &self,
        id: &Id<Account>,
        set_up: [u8; 32],
        password: &str,
        (totp, step): (&[u8], i64),
    ) -> Result<(), StoreError> {
        let done = account::Entity::update_many()
            .col_expr(account::Column::Password, Expr::value(password))
            .col_expr(account::Column::Totp, Expr::value(totp.to_vec()))
            .col_expr(account::Column::TotpStep, Expr::value(step))
            .col_expr(
                account::Column::SetUpDigest,
                Expr::value(Option::<Vec<u8>>::None),
            )
            .col_expr(
                account::Column::SetUpUntil,
                Expr::value(Option::<i64>::None),
            )
            .filter(account::Column::Id.eq(id.as_str()))
            .filter(account::Column::SetUpDigest.eq(set_up.to_vec()))
            .exec(&self.database)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Gives an existing account a new one-time set-up code; its password and second proof stay until it is used.
    pub async fn renew_set_up(
        &self,
        id: &Id<Account>,
        digest: [u8; 32],
        until: Timestamp,
    ) -> Result<(), StoreError> {
        account::Entity::update_many()
            .col_expr(account::Column::SetUpDigest, Expr::value(digest.to_vec()))
            .col_expr(
                account::Column::SetUpUntil,
                Expr::value(until.as_microsecond()),
            )
            .filter(account::Column::Id.eq(id.as_str()))
            .exec(&self.database)
            .await?;
        Ok(())
    }

    /// Uses up a TOTP step. `Conflict` when this or a later one was used, on any node.
    pub async fn use_totp_step(&self, id: &Id<Account>, step: i64) -> Result<(), StoreError> {
        let done = account::Entity::update_many()
            .col_expr(account::Column::TotpStep, Expr::value(step))
            .filter(account::Column::Id.eq(id.as_str()))
            .filter(account::Column::TotpStep.lt(step))
            .exec(&self.database)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }
}

impl Store {
    /// The account with this id.
    pub async fn find_account(&self, id: &Id<Account>) -> Result<Option<Account>, StoreError> {
        account::Entity::find_by_id(id.as_str())
            .one(&self.database)
            .await?
            .map(word)
            .transpose()
    }

    /// The account of this e-mail (lower case).
    pub async fn find_account_of(&self, email: &str) -> Result<Option<Account>, StoreError> {
        account::Entity::find()
            .filter(account::Column::Email.eq(email))
            .one(&self.database)
            .await?
            .map(word)
            .transpose()
    }

    /// Every account, by name: a hub has a few dozen at most.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let rows = account::Entity::find()
            .order_by_asc(account::Column::Name)
            .all(&self.database)
            .await?;
        rows.into_iter().map(word).collect()
    }

    /// How many accounts there are.
    pub async fn count_accounts(&self) -> Result<u64, StoreError> {
        Ok(account::Entity::find().count(&self.database).await?)
    }
}

fn word(row: account::Model) -> Result<Account, StoreError> {
    const T: &str = "account";
    let set_up = match (row.set_up_digest, row.set_up_until) {
        (Some(digest), Some(until)) => Some((read::digest(T, digest)?, read::at(T, until)?)),
        _ => None,
    };
    Ok(Account {
        id: read::id(T, &row.id)?,
        email: row.email,
        name: row.name,
        role: read::known(T, "role", Role::read(&row.role))?,
        password: row.password,
        totp: row.totp,
        totp_step: row.totp_step,
        set_up,
        made_at: read::at(T, row.made_at)?,
    })
}
