//! A mailbox that fills while faults are injected, and what must hold after each of them: every message in the ledger once, moved once.

use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::PathBuf;

use tests::rows::Rows;

use super::{Account, Hub, question, referral};

/// A hub whose sorted messages are moved, and what was put into its mailbox.
pub(super) struct Filled {
    pub(super) hub: Hub,
    pub(super) rows: Rows,
    maildir: PathBuf,
    pub(super) delivered: i64,
    referred: i64,
}

impl Filled {
    /// One whose mailbox was looked at once; `port` is between us and Dovecot.
    pub(super) async fn new(port: Option<u16>) -> Self {
        let hub = Hub::looked_at(&Account {
            port,
            after: "move",
            more: "move_to = \"Done\"",
            ..Account::default()
        });
        Self {
            rows: hub.stand.rows().await,
            maildir: hub.maildir(),
            delivered: 1,
            referred: 0,
            hub,
        }
    }

    /// Puts another message into the mailbox.
    pub(super) fn deliver(&mut self, is_referral: bool) {
        let id = format!("m{}", self.delivered);
        let mail = if is_referral {
            self.referred += 1;
            referral(&id)
        } else {
            question(&id)
        };
        self.hub.drop_in(&id, &mail.bytes());
        self.delivered += 1;
    }

    /// How many messages lie in a folder.
    pub(super) fn files(&self, folder: &str) -> i64 {
        let count = ["new", "cur"].map(|part| {
            let folder = self.maildir.join(folder).join(part);
            std::fs::read_dir(folder).map_or(0, Iterator::count)
        });
        i64::try_from(count.iter().sum::<usize>()).unwrap()
    }

    /// Each message stands in the ledger once, with a message of its own, and was moved once.
    pub(super) async fn holds(&mut self, what: &str) {
        let all = self.delivered;
        for query in [
            "select count(*) from mail_uid where state = 'settled' and not present",
            "select count(distinct message) from mail_uid",
            "select count(*) from message where state = 'sorted'",
        ] {
            assert_eq!(self.rows.number(query).await, all, "{what}: {query}");
        }
        assert_eq!((self.files(""), self.files(".Done")), (0, all), "{what}");
    }

    /// No message was moved before it had its outcome.
    pub(super) async fn nothing_moved_early(&mut self, what: &str) {
        let sorted = "select count(*) from message where state = 'sorted'";
        let moved = self.files(".Done");
        assert!(self.rows.number(sorted).await >= moved, "{what}");
        // A server that is asked to move a message goes on when nobody hears it: it may be in both for a moment.
        assert!(self.files("") + moved >= self.delivered, "{what}");
    }

    /// The newest message lies where it was put, and nothing is written of it.
    pub(super) async fn is_untouched(&mut self) -> bool {
        let known = self.rows.number("select count(*) from mail_uid").await;
        known == self.delivered - 1 && self.files("") == 1
    }

    /// The next look finishes it; one more, when the process that died had taken a message in and not sorted it: what is not sorted yet
    /// stays where it is until a look finds it sorted.
    pub(super) async fn look_on(&mut self) {
        // The leases of a process that is gone end by themselves.
        for table in ["mail_folder", "message"] {
            let over = format!("update {table} set leased_until = 0");
            self.rows.change(&over).await;
        }
        self.hub.poll();
        if self.files("") > 0 {
            self.hub.poll();
        }
    }

    /// All that there is, and Dovecot's own word for it.
    pub(super) async fn holds_to_the_end(&mut self) {
        for (query, wanted) in [
            ("select count(*) from message", self.delivered),
            ("select count(*) from referral", self.referred),
            (
                "select count(*) from message where outcome = 'duplicate'",
                0,
            ),
            ("select count(*) from task where kind = 'missing_uid'", 0),
        ] {
            assert_eq!(self.rows.number(query).await, wanted, "{query}");
        }
        let dovecot = ["INBOX", "Done"].map(|folder| self.hub.counted_in(folder));
        assert_eq!(dovecot, [0, u64::try_from(self.delivered).unwrap()]);
        self.hub.stand.done(&["fsck"]);
        self.hub.stand.done(&["audit", "verify"]);
    }
}

impl Hub {
    /// Where Dovecot keeps the mailbox.
    pub(super) fn maildir(&self) -> PathBuf {
        self.servers.dir.join("dovecot/mail").join(&self.address)
    }

    /// Puts a message into the inbox as Dovecot's own delivery does, by a rename: faster than asking it to.
    pub(super) fn drop_in(&self, name: &str, bytes: &[u8]) {
        let maildir = self.maildir();
        let unfinished = maildir.join("tmp").join(name);
        std::fs::write(&unfinished, bytes).unwrap();
        let owner = maildir.metadata().unwrap();
        chown(&unfinished, Some(owner.uid()), Some(owner.gid())).unwrap();
        std::fs::rename(unfinished, maildir.join("new").join(name)).unwrap();
    }
}
