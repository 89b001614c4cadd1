//! The floor under one submission: seal with age, write, fsync, fsync the folder, one row committed with `synchronous=FULL`.
//! Whatever the gateway does more than this is its own cost.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection as _, SqliteConnection};

/// A folder and a database to do the floor's work in.
#[derive(Debug)]
pub(crate) struct Floor {
    folder: PathBuf,
    handle: File,
    database: SqliteConnection,
    recipient: age::x25519::Recipient,
    done: u64,
}

impl Floor {
    /// Prepares an empty folder on the file system that is measured.
    pub(crate) async fn new(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let options = SqliteConnectOptions::new()
            .filename(folder.join("floor.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let mut database = SqliteConnection::connect_with(&options).await?;
        sqlx::query("create table if not exists item (id integer primary key, name text not null, head blob not null)").execute(&mut database).await?;
        let recipient = age::x25519::Identity::generate().to_public();
        Ok(Self {
            folder: folder.to_owned(),
            handle: File::open(folder)?,
            database,
            recipient,
            done: 0,
        })
    }

    /// Does it once; milliseconds.
    pub(crate) async fn once(&mut self, bytes: &[u8]) -> Result<f64> {
        let started = Instant::now();
        let recipient: &dyn age::Recipient = &self.recipient;
        let encryptor = age::Encryptor::with_recipients(std::iter::once(recipient))?;
        let path = self.folder.join(format!("item-{}", self.done));
        let mut sealed = Vec::with_capacity(bytes.len() + bytes.len() / 1000 + 1000);
        let mut writer = encryptor.wrap_output(&mut sealed)?;
        writer.write_all(bytes)?;
        writer.finish()?;
        let mut file = File::create_new(&path)?;
        file.write_all(&sealed)?;
        file.sync_all()?;
        self.handle.sync_all()?;
        let head = bytes.get(..bytes.len().min(500)).unwrap_or_default();
        sqlx::query("insert into item (name, head) values (?, ?)")
            .bind(path.to_string_lossy())
            .bind(head)
            .execute(&mut self.database)
            .await?;
        let taken = started.elapsed().as_secs_f64() * 1e3;
        self.done += 1;
        fs::remove_file(path)?;
        Ok(taken)
    }
}
