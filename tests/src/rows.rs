//! What stands in a gateway's SQLite database, seen from outside: counts and contents of tables, and the hand of somebody who edits
//! them. Tests use it to see that nothing was half-stored, and to let time pass.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};

/// Tables in which a referral leaves something.
pub const TABLES: [&str; 8] = [
    "referral",
    "payload",
    "attachment",
    "draft",
    "hand_out",
    "addition",
    "letter",
    "decision",
];

/// A connection beside the gateway's own.
#[derive(Debug)]
pub struct Rows {
    connection: SqliteConnection,
}

impl Rows {
    /// Opens the database file.
    pub async fn open(file: &Path) -> Self {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .busy_timeout(Duration::from_secs(20));
        let connection = SqliteConnection::connect_with(&options)
            .await
            .expect("the database");
        Self { connection }
    }

    /// One number.
    pub async fn number(&mut self, query: &str) -> i64 {
        let row = sqlx::query(AssertSqlSafe(query)).fetch_one(&mut self.connection);
        row.await
            .unwrap_or_else(|error| panic!("{query}: {error}"))
            .get(0)
    }

    /// One text.
    pub async fn text(&mut self, query: &str) -> String {
        let row = sqlx::query(AssertSqlSafe(query)).fetch_one(&mut self.connection);
        row.await
            .unwrap_or_else(|error| panic!("{query}: {error}"))
            .get(0)
    }

    /// Changes rows; how many.
    pub async fn change(&mut self, statement: &str) -> u64 {
        let done = sqlx::query(AssertSqlSafe(statement)).execute(&mut self.connection);
        done.await
            .unwrap_or_else(|error| panic!("{statement}: {error}"))
            .rows_affected()
    }

    /// Rows of each table.
    pub async fn counts(&mut self) -> BTreeMap<&'static str, i64> {
        let mut counts = BTreeMap::new();
        for table in TABLES {
            let query = format!("select count(*) from {table}");
            counts.insert(table, self.number(&query).await);
        }
        counts
    }

    /// Everything in every table, as text: two moments with the same text hold the same.
    pub async fn everything(&mut self) -> String {
        let mut all = String::new();
        for table in TABLES
            .into_iter()
            .chain(["verdict", "account", "session", "audit"])
        {
            let columns = format!(
                "select group_concat('quote(' || name || ')', ' || ''|'' || ') from pragma_table_info('{table}')"
            );
            let columns = self.text(&columns).await;
            let rows = format!(
                "select coalesce(group_concat(line, char(10)), '') from (select {columns} as line from {table} order by 1)"
            );
            all.push_str(table);
            all.push('\n');
            all.push_str(&self.text(&rows).await);
            all.push('\n');
        }
        all
    }

    /// Lets `minutes` pass for everything that a browser or a person holds.
    pub async fn let_time_pass(&mut self, minutes: i64) {
        let micros = minutes * 60_000_000;
        for (table, column) in [
            ("draft", "touched_at"),
            ("hand_out", "asked_at"),
            ("hand_out", "expires_at"),
            ("session", "seen_at"),
            ("session", "ends_at"),
        ] {
            let statement = format!("update {table} set {column} = {column} - {micros}");
            self.change(&statement).await;
        }
    }
}
