//! Messages out of files that an operator names: single messages, mbox files, Maildirs, and folders of them, in an order that does not
//! depend on the disk. Blocking; follows no symbolic link but one that was named. A file that cannot be read is told, never passed over.

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, BufReader},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{
    file_kinds::{Kind, kind},
    maildir,
    mbox::Mbox,
    source::RawMail,
};

/// Messages handed over at a time, at most.
const BATCH: usize = 64;
/// Bytes handed over at a time; one message more than that is handed over alone.
const BATCH_BYTES: usize = 16 * 1024 * 1024;

/// Folders inside folders that are walked, at most: more are no collection of mail.
const DEEPEST: usize = 200;

/// What was found.
#[derive(Debug)]
pub enum FoundMail {
    /// A message.
    Mail {
        /// The path, and `#n` in an mbox.
        source: String,
        /// Its bytes.
        raw: RawMail,
    },
    /// A file or folder that cannot be read.
    Unreadable {
        /// The path, and `#n` in an mbox.
        source: String,
        /// Why.
        error: io::Error,
    },
    /// A file in a folder that holds no mail, as far as can be seen, or a link.
    NotMail {
        /// The path.
        source: String,
    },
}

/// Everybody has gone who wanted to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// Hands over batches of what it finds.
pub struct Walk<Give> {
    give: Give,
    largest: u64,
    batch: Vec<FoundMail>,
    bytes: usize,
}

impl<Give> std::fmt::Debug for Walk<Give> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Walk({} found)", self.batch.len())
    }
}

impl<Give: FnMut(Vec<FoundMail>) -> Result<(), Stopped>> Walk<Give> {
    /// A walk that hands batches to `give`; of a message larger than `largest` bytes it takes the head.
    pub fn new(largest: u64, give: Give) -> Self {
        Self {
            give,
            largest,
            batch: Vec::new(),
            bytes: 0,
        }
    }

    /// Walks over `paths` in their order.
    pub fn over(mut self, paths: &[PathBuf]) -> Result<(), Stopped> {
        for path in paths {
            match std::fs::metadata(path) {
                Ok(meta) if meta.is_dir() => self.folder(path, 0)?,
                Ok(meta) if meta.is_file() => self.named(path)?,
                // A pipe would have us wait for ever.
                Ok(_) => self.unreadable(path, io::Error::other("it is no file"))?,
                Err(error) => self.unreadable(path, error)?,
            }
        }
        self.hand_over()
    }

    fn hand_over(&mut self) -> Result<(), Stopped> {
        self.bytes = 0;
        if self.batch.is_empty() {
            return Ok(());
        }
        (self.give)(std::mem::take(&mut self.batch))
    }

    fn found(&mut self, found: FoundMail) -> Result<(), Stopped> {
        let bytes = match &found {
            FoundMail::Mail { raw, .. } => raw.bytes().len(),
            FoundMail::Unreadable { .. } | FoundMail::NotMail { .. } => 0,
        };
        if self.bytes + bytes > BATCH_BYTES {
            self.hand_over()?;
        }
        self.bytes += bytes;
        self.batch.push(found);
        if self.batch.len() >= BATCH {
            self.hand_over()?;
        }
        Ok(())
    }

    fn unreadable(&mut self, path: &Path, error: io::Error) -> Result<(), Stopped> {
        self.found(FoundMail::Unreadable {
            source: source(path),
            error,
        })
    }

    /// A file that was named is always taken.
    fn named(&mut self, path: &Path) -> Result<(), Stopped> {
        match kind(path) {
            Ok(Kind::Mbox) => self.mbox(path),
            Ok(Kind::Message | Kind::Other) => self.message(path),
            Err(error) => self.unreadable(path, error),
        }
    }

    fn folder(&mut self, path: &Path, depth: usize) -> Result<(), Stopped> {
        if depth > DEEPEST {
            return self.unreadable(path, io::Error::other("it lies in too many folders"));
        }
        let entries = match entries(path) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(path, error),
        };
        let is_maildir = is_maildir(path);
        if is_maildir {
            let parts = ["new", "cur"].map(|name| path.join(name));
            for part in parts.iter().filter(|part| part.is_dir()) {
                self.maildir_part(part)?;
            }
        }
        for entry in entries {
            let name = entry.file_name().unwrap_or_default();
            let own = is_maildir && ["cur", "new", "tmp"].iter().any(|part| name == *part);
            // The folders of a Maildir++ are hidden ones.
            let nested = is_maildir && (entry.join("cur").is_dir() || entry.join("new").is_dir());
            if own || is_hidden(name) && !nested {
                continue;
            }
            match std::fs::symlink_metadata(&entry) {
                Ok(meta) if meta.is_dir() => self.folder(&entry, depth + 1)?,
                Ok(_) if is_maildir => {}
                Ok(meta) if meta.is_file() => self.file(&entry)?,
                // A link to a message may lead to one that is taken by itself, or out of the folder.
                Ok(_) => self.found(FoundMail::NotMail {
                    source: source(&entry),
                })?,
                Err(error) => self.unreadable(&entry, error)?,
            }
        }
        Ok(())
    }

    fn maildir_part(&mut self, path: &Path) -> Result<(), Stopped> {
        let entries = match entries(path) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(path, error),
        };
        for entry in entries {
            let is_message = std::fs::symlink_metadata(&entry).is_ok_and(|meta| meta.is_file())
                && !is_hidden(entry.file_name().unwrap_or_default());
            if is_message {
                self.message(&entry)?;
            }
        }
        Ok(())
    }

    /// A file in a folder.
    fn file(&mut self, path: &Path) -> Result<(), Stopped> {
        match kind(path) {
            Ok(Kind::Mbox) => self.mbox(path),
            Ok(Kind::Message) => self.message(path),
            Ok(Kind::Other) => self.found(FoundMail::NotMail {
                source: source(path),
            }),
            Err(error) => self.unreadable(path, error),
        }
    }

    fn message(&mut self, path: &Path) -> Result<(), Stopped> {
        match maildir::read(path, self.largest) {
            Ok(raw) => self.found(FoundMail::Mail {
                source: source(path),
                raw: without_envelope(raw),
            }),
            Err(error) => self.unreadable(path, error),
        }
    }

    fn mbox(&mut self, path: &Path) -> Result<(), Stopped> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) => return self.unreadable(path, error),
        };
        let mut mbox = Mbox::new(BufReader::with_capacity(256 * 1024, file), self.largest);
        for number in 1_u64.. {
            let source = format!("{}#{number}", source(path));
            match mbox.next_mail() {
                Ok(Some(raw)) => self.found(FoundMail::Mail { source, raw })?,
                Ok(None) => break,
                Err(error) => return self.found(FoundMail::Unreadable { source, error }),
            }
        }
        Ok(())
    }
}

/// A file of one message may begin with the line that an mbox puts before it.
fn without_envelope(raw: RawMail) -> RawMail {
    let RawMail::Whole(bytes) = &raw else {
        return raw;
    };
    if !bytes.starts_with(b"From ") {
        return raw;
    }
    let line = bytes.iter().position(|byte| *byte == b'\n');
    let rest = line.and_then(|end| bytes.get(end + 1..));
    rest.map(|rest| RawMail::Whole(Zeroizing::new(rest.to_vec())))
        .unwrap_or(raw)
}

/// Two of the three folders make a Maildir: an empty one is lost when it is packed. One does when the names in it are a Maildir's.
fn is_maildir(path: &Path) -> bool {
    let parts = ["cur", "new", "tmp"].map(|name| path.join(name));
    match parts.iter().filter(|part| part.is_dir()).count() {
        0 => false,
        1 => parts.iter().any(|part| {
            entries(part).is_ok_and(|entries| entries.iter().any(|path| is_unique(path)))
        }),
        _ => true,
    }
}

/// Whether a file is named as in a Maildir: a time in seconds and a dot, or flags at its end.
fn is_unique(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    name.contains(":2,") || digits >= 9 && name.as_bytes().get(digits) == Some(&b'.')
}

/// The entries of a folder, by the bytes of their names.
fn entries(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = std::fs::read_dir(path)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort_by(|one, other| {
        let bytes = |path: &PathBuf| path.as_os_str().as_encoded_bytes().to_vec();
        bytes(one).cmp(&bytes(other))
    });
    Ok(entries)
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn source(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(paths: &[PathBuf]) -> Vec<String> {
        let mut lines = Vec::new();
        let walk = Walk::new(1_000_000, |batch: Vec<FoundMail>| {
            lines.extend(batch.into_iter().map(|found| match found {
                FoundMail::Mail { source, raw } => {
                    format!("{source} {}", String::from_utf8_lossy(raw.bytes()))
                }
                FoundMail::Unreadable { source, .. } => format!("{source} !"),
                FoundMail::NotMail { source } => format!("{source} -"),
            }));
            Ok(())
        });
        walk.over(paths).unwrap();
        lines
    }

    #[test]
    fn a_folder_is_walked_in_the_order_of_its_names_and_every_kind_of_file_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("b.eml", "From a@b.test Thu Oct  1 10:00:00 2026\nA: b\n\n");
        write("B.EML", "");
        write("a/x", "Subject: x\n\nhello");
        write("a/notes.txt", "Note: nothing here is mail\n\n");
        write("a/y.mbox", "From a@b.test\nA: 1\n\nFrom a@b.test\nA: 2\n");
        write("m/new/1.a", "A: new\n");
        write("m/cur/0.a:2,S", "A: cur\n");
        write("m/tmp/2.a", "A: tmp\n");
        write("m/.Sent/cur/3.a:2,", "A: sent\n");
        std::fs::create_dir_all(folder.path().join("m/.Sent/new")).unwrap();
        std::fs::create_dir_all(folder.path().join("m/.Sent/tmp")).unwrap();
        write(".hidden.eml", "A: hidden\n");
        std::os::unix::fs::symlink(folder.path().join("b.eml"), folder.path().join("c.eml"))
            .unwrap();
        let root = folder.path().to_str().unwrap().to_owned();
        let lines: Vec<String> = found(&[folder.path().to_owned()])
            .iter()
            .map(|line| line.strip_prefix(&root).unwrap().replace('\n', "|"))
            .collect();
        assert_eq!(
            lines,
            [
                "/B.EML ",
                "/a/notes.txt -",
                "/a/x Subject: x||hello",
                "/a/y.mbox#1 A: 1|",
                "/a/y.mbox#2 A: 2|",
                "/b.eml A: b||",
                "/c.eml -",
                "/m/new/1.a A: new|",
                "/m/cur/0.a:2,S A: cur|",
                "/m/.Sent/cur/3.a:2, A: sent|",
            ]
        );
    }

    #[test]
    fn of_a_maildir_that_lost_its_other_folders_an_empty_message_is_taken_too() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "one/cur/1.a:2,S",
            "two/new/1750000000.M1.host",
            "three/new/notes",
        ] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let lines = found(&[folder.path().to_owned()]);
        let ends: Vec<&str> = lines
            .iter()
            .map(|line| line.rsplit('/').next().unwrap())
            .collect();
        assert_eq!(ends, ["1.a:2,S ", "notes -", "1750000000.M1.host "]);
    }

    #[test]
    fn folders_without_end_are_told_and_what_lies_beside_them_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let mut deep = folder.path().join("a");
        for _ in 0..DEEPEST + 10 {
            deep.push("d");
        }
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::write(deep.join("deep.eml"), "A: deep\n").unwrap();
        std::fs::write(folder.path().join("b.eml"), "A: b\n").unwrap();
        let lines = found(&[folder.path().to_owned()]);
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].ends_with("/d !"), "{lines:?}");
        assert!(lines[1].ends_with("/b.eml A: b\n"), "{lines:?}");
    }

    #[test]
    fn a_file_that_is_named_is_taken_whatever_it_is_and_one_that_is_not_there_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let odd = folder.path().join("odd.bin");
        std::fs::write(&odd, "no mail at all").unwrap();
        let missing = folder.path().join("missing.eml");
        let lines = found(&[missing, odd]);
        assert!(lines[0].ends_with("missing.eml !"), "{lines:?}");
        assert!(lines[1].ends_with("odd.bin no mail at all"), "{lines:?}");
    }
}
