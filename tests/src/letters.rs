//! Where letters arrive, and the one way to read them: a folder of `.eml` files, or inboxes over IMAPS. Reads only.

use std::path::PathBuf;
use std::time::Instant;

use crate::mailbox::{ARRIVES_WITHIN, Letter, Mailbox};
use crate::servers::Servers;

/// Where letters arrive.
#[derive(Debug, Clone)]
pub enum Letters {
    /// The folder of a gateway without a relay.
    Folder(PathBuf),
    /// Dovecot.
    Imap(Box<Servers>),
}

impl Letters {
    /// Every letter to an address, oldest first.
    pub async fn to(&self, address: &str) -> Vec<Letter> {
        match self {
            Self::Imap(servers) => Mailbox::open(servers, address).await.letters().await,
            Self::Folder(folder) => {
                let mut letters = in_folder(folder);
                letters
                    .retain(|letter| letter.to.iter().any(|to| to.eq_ignore_ascii_case(address)));
                letters
            }
        }
    }

    /// Waits until there are `count` letters to an address about `subject`, and gives the newest.
    pub async fn wait_for(&self, address: &str, subject: &str, count: usize) -> Letter {
        let until = Instant::now() + ARRIVES_WITHIN;
        loop {
            let letters = self.to(address).await;
            let mut found = letters
                .iter()
                .filter(|letter| letter.subject.contains(subject));
            if found.clone().count() >= count {
                return found.next_back().expect("counted").clone();
            }
            let subjects: Vec<&str> = letters
                .iter()
                .map(|letter| letter.subject.as_str())
                .collect();
            assert!(
                Instant::now() < until,
                "{address}: no letter {count} about “{subject}” among {subjects:?}"
            );
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        }
    }

    /// How many letters about `subject` an address has.
    pub async fn count(&self, address: &str, subject: &str) -> usize {
        let letters = self.to(address).await;
        letters
            .iter()
            .filter(|letter| letter.subject.contains(subject))
            .count()
    }
}

/// Every letter in a folder, oldest first. One that is being written is not there yet.
pub fn in_folder(folder: &std::path::Path) -> Vec<Letter> {
    let Ok(list) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<(std::time::SystemTime, PathBuf)> = list
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "eml"))
        .filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path)))
        .collect();
    files.sort();
    files
        .into_iter()
        .filter_map(|(_, path)| std::fs::read(path).ok())
        .map(|raw| Letter::parse(&raw))
        .collect()
}
