//! A Maildir that is read as it fills. A message is known by its unique name, whatever folder and flags it has. Follows no symbolic link
//! below the Maildir and never reads `tmp`.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    io::{self, ErrorKind, Read as _},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::source::{FetchedMail, HEAD_BYTES, Listing, MailboxError, RawMail, head_of};
use crate::config::After;

/// What stands between a message's unique name and its flags.
const FLAGS: &str = ":2,";

/// One Maildir.
#[derive(Debug, Clone)]
pub struct Maildir {
    path: PathBuf,
    /// Where each message was when the folder was last listed.
    found: BTreeMap<String, Found>,
}

#[derive(Debug, Clone)]
struct Found {
    path: PathBuf,
    size: u64,
}

impl Maildir {
    /// The Maildir at `path`.
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            found: BTreeMap::new(),
        }
    }

    /// What it holds.
    pub(super) async fn list(&mut self) -> Result<Listing, MailboxError> {
        let path = self.path.clone();
        self.found = away(move || look(&path)).await?.map_err(|_| NOT_READ)?;
        let uids = self.found.iter();
        Ok(Listing {
            validity: 0,
            uids: uids
                .map(|(uid, found)| (uid.clone(), Some(found.size)))
                .collect(),
            is_whole: true,
            counted: self.found.len(),
        })
    }

    /// One message. One that was moved meanwhile is looked for once more.
    pub(super) async fn fetch(
        &mut self,
        uid: &str,
        largest: u64,
    ) -> Result<Option<FetchedMail>, MailboxError> {
        for _ in 0..2 {
            let Some(found) = self.found.get(uid).cloned() else {
                return Ok(None);
            };
            match away(move || read(&found.path, largest)).await? {
                Ok(raw) => {
                    return Ok(Some(FetchedMail {
                        uid: uid.to_owned(),
                        arrived_at: None,
                        archive: false,
                        raw,
                    }));
                }
                Err(error) if error.kind() == ErrorKind::NotFound => self.list().await?,
                Err(_) => return Err(MailboxError::Later("a message cannot be read")),
            };
        }
        Ok(None)
    }

    /// Marks as read (`new` → `cur`, flag S) or removes.
    pub(super) async fn settle(&mut self, uids: &[String], how: After) -> Result<(), MailboxError> {
        if how == After::Leave || uids.is_empty() {
            return Ok(());
        }
        self.list().await?;
        let wanted: Vec<(String, PathBuf)> = uids
            .iter()
            .filter_map(|uid| Some((uid.clone(), self.found.get(uid)?.path.clone())))
            .collect();
        let cur = self.path.join("cur");
        let done = away(move || settle_all(&wanted, &cur, how)).await?;
        done.map_err(|_| MailboxError::Later("a message cannot be marked or removed"))
    }
}

const NOT_READ: MailboxError = MailboxError::Later("the Maildir cannot be read");

/// Does slow work with files away from the threads that answer requests.
async fn away<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, MailboxError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| MailboxError::Machine("a thread broke"))
}

/// Every message by its unique name.
fn look(path: &Path) -> io::Result<BTreeMap<String, Found>> {
    let mut found = BTreeMap::new();
    // A message moves from new to cur: looked at in this order, none is missed.
    for folder in ["new", "cur"] {
        for entry in std::fs::read_dir(path.join(folder))? {
            let entry = entry?;
            let name = readable(&entry.file_name());
            if name.starts_with('.') {
                continue;
            }
            let meta = match entry.metadata() {
                Ok(meta) if meta.is_file() => meta,
                Ok(_) => continue,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            let (uid, _) = name.split_once(FLAGS).unwrap_or((&name, ""));
            found.insert(
                uid.to_owned(),
                Found {
                    path: entry.path(),
                    size: meta.len(),
                },
            );
        }
    }
    Ok(found)
}

/// A name for the ledger: as it is, or, where that is no text, with its odd bytes written out.
fn readable(name: &OsStr) -> String {
    if let Some(name) = name.to_str() {
        return name.to_owned();
    }
    let bytes = name.as_encoded_bytes().iter();
    bytes
        .map(|byte| match byte {
            byte if byte.is_ascii_graphic() => char::from(*byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// A file's bytes; of one that is too large, its head.
pub(super) fn read(path: &Path, largest: u64) -> io::Result<RawMail> {
    let mut file = std::fs::File::open(path)?;
    let size = file.metadata()?.len();
    if size > largest {
        let mut head = Zeroizing::new(Vec::with_capacity(HEAD_BYTES));
        let most = u64::try_from(HEAD_BYTES).unwrap_or(u64::MAX);
        (&mut file).take(most).read_to_end(&mut head)?;
        let head = Zeroizing::new(head_of(&head).to_vec());
        return Ok(RawMail::HeadOnly { head, size });
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1));
    // One that grows meanwhile is cut off where it is too large: what is delivered never grows.
    (&mut file).take(largest).read_to_end(&mut bytes)?;
    Ok(RawMail::Whole(bytes))
}

fn settle_all(wanted: &[(String, PathBuf)], cur: &Path, how: After) -> io::Result<()> {
    for (uid, path) in wanted {
        let done = match how {
            After::Delete => std::fs::remove_file(path),
            After::MarkSeen => std::fs::rename(path, cur.join(seen(uid, path))),
            After::Leave | After::Move => Ok(()),
        };
        match done {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// The message's name in `cur`, with the flag S among those that it has, in their order.
fn seen(uid: &str, path: &Path) -> String {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or(uid);
    let (_, flags) = name.split_once(FLAGS).unwrap_or((name, ""));
    let mut flags: Vec<char> = flags.chars().chain(['S']).collect();
    flags.sort_unstable();
    flags.dedup();
    format!("{uid}{FLAGS}{}", flags.into_iter().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn maildir() -> (tempfile::TempDir, Maildir) {
        let folder = tempfile::tempdir().unwrap();
        for name in ["new", "cur", "tmp"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        let maildir = Maildir::new(folder.path());
        (folder, maildir)
    }

    #[tokio::test]
    async fn a_message_is_known_by_its_name_whatever_its_flags() {
        let (folder, mut maildir) = maildir();
        std::fs::write(folder.path().join("new/1.a.host"), "A: b\n\n").unwrap();
        std::fs::write(folder.path().join("cur/2.b.host:2,FR"), "A: b\n\nhello").unwrap();
        std::fs::write(folder.path().join("tmp/3.c.host"), "unfinished").unwrap();
        let listed = maildir.list().await.unwrap();
        assert_eq!(
            listed.uids.keys().collect::<Vec<_>>(),
            ["1.a.host", "2.b.host"]
        );
        let fetched = maildir.fetch("2.b.host", 1_000).await.unwrap().unwrap();
        assert_eq!(fetched.raw.bytes().as_slice(), b"A: b\n\nhello");
        std::fs::rename(
            folder.path().join("new/1.a.host"),
            folder.path().join("cur/1.a.host:2,"),
        )
        .unwrap();
        assert!(maildir.fetch("1.a.host", 1_000).await.unwrap().is_some());
        assert!(maildir.fetch("9.z.host", 1_000).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_message_whose_name_is_no_text_is_known_and_keeps_its_name_in_the_ledger() {
        use std::os::unix::ffi::OsStrExt as _;
        let (folder, mut maildir) = maildir();
        let name = OsStr::from_bytes(b"1.\xe9.host");
        std::fs::write(folder.path().join("new").join(name), "A: b\n\n").unwrap();
        let uid = ["1.%E9.host".to_owned()];
        let listed = maildir.list().await.unwrap();
        assert_eq!(listed.uids.keys().collect::<Vec<_>>(), [&uid[0]]);
        assert!(maildir.fetch(&uid[0], 1_000).await.unwrap().is_some());
        maildir.settle(&uid, After::MarkSeen).await.unwrap();
        let listed = maildir.list().await.unwrap();
        assert_eq!(listed.uids.keys().collect::<Vec<_>>(), [&uid[0]]);
    }

    #[tokio::test]
    async fn marking_keeps_other_flags_and_happens_once() {
        let (folder, mut maildir) = maildir();
        std::fs::write(folder.path().join("new/1.a.host"), "A: b\n\n").unwrap();
        std::fs::write(folder.path().join("cur/2.b.host:2,FT"), "A: b\n\n").unwrap();
        let both = ["1.a.host".to_owned(), "2.b.host".to_owned()];
        for _ in 0..2 {
            maildir.settle(&both, After::MarkSeen).await.unwrap();
            assert!(folder.path().join("cur/1.a.host:2,S").exists());
            assert!(folder.path().join("cur/2.b.host:2,FST").exists());
        }
        maildir.settle(&both, After::Delete).await.unwrap();
        assert!(maildir.list().await.unwrap().uids.is_empty());
    }

    #[tokio::test]
    async fn of_one_that_is_too_large_the_head_is_kept() {
        let (folder, mut maildir) = maildir();
        let text = format!("A: b\r\nC: d\r\n\r\n{}", "x".repeat(5_000));
        std::fs::write(folder.path().join("new/1.a.host"), &text).unwrap();
        maildir.list().await.unwrap();
        let fetched = maildir.fetch("1.a.host", 1_000).await.unwrap().unwrap();
        assert!(!fetched.raw.is_whole());
        assert_eq!(fetched.raw.bytes().as_slice(), b"A: b\r\nC: d\r\n\r\n");
    }
}
