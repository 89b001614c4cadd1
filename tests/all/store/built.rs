//! How SQLite was built: this repository's `.cargo/config.toml` says how, and a build that misses it is slower and looks the same.

use sqlx::{Connection as _, SqliteConnection};

#[tokio::test]
async fn sqlite_plans_a_statement_once_counts_no_memory_and_shares_no_page_cache() {
    let mut memory = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let options = sqlx::query_scalar("PRAGMA compile_options");
    let options: Vec<String> = options.fetch_all(&mut memory).await.unwrap();
    let has = |wanted: &str| options.iter().any(|option| option == wanted);
    assert!(has("ENABLE_QPSG"), "{options:?}");
    assert!(has("DEFAULT_MEMSTATUS=0"), "{options:?}");
    assert!(!has("ENABLE_MEMORY_MANAGEMENT"), "{options:?}");
}
