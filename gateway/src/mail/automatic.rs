//! Which messages a machine sent, and which must never be answered by one (RFC 3834). A message is never lost for it: it is only
//! kept apart, or not answered.

use super::read::{ReadMessage, ReturnPath};

/// How surely a machine sent a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Automatic {
    /// Nothing says so.
    No,
    /// It came as mail comes that nobody answers: through a list, in bulk, with no way back.
    Perhaps,
    /// It says so itself: an absence, an automatic reply.
    Surely,
}

/// Local parts that nobody reads.
const NOBODY: [&str; 12] = [
    "noreply",
    "no-reply",
    "no_reply",
    "no.reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "do.not.reply",
    "mailer-daemon",
    "mailerdaemon",
    "postmaster",
    "bounce",
];

/// How surely a machine sent it.
pub fn automatic(read: &ReadMessage) -> Automatic {
    let auto = read.signs.auto.clone().unwrap_or_default();
    if auto.submitted || auto.reply || auto.away {
        return Automatic::Surely;
    }
    let daemon = read.head.from.iter().any(|from| is_daemon(&from.address));
    let perhaps = auto.bulk
        || auto.suppress
        || read.signs.list
        || read.head.return_path == ReturnPath::Null
        || daemon;
    if perhaps {
        Automatic::Perhaps
    } else {
        Automatic::No
    }
}

/// Whether the address is one of a mail server's own.
pub fn is_daemon(address: &str) -> bool {
    let local = local(address);
    local.starts_with("mailer-daemon") || local == "postmaster"
}

/// Whether nobody reads what is sent to this address.
pub fn is_nobody(address: &str) -> bool {
    let local = local(address);
    let known = |name: &str| {
        local
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || !rest.starts_with(char::is_alphabetic))
    };
    NOBODY.iter().any(|name| known(name))
}

fn local(address: &str) -> String {
    let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
    local.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{Auto, Mailbox};

    fn with(change: impl FnOnce(&mut ReadMessage)) -> Automatic {
        let mut read = ReadMessage::default();
        change(&mut read);
        automatic(&read)
    }

    #[test]
    fn what_says_that_it_is_automatic_surely_is() {
        let auto = |change: fn(&mut Auto)| {
            with(|read| {
                let mut auto = Auto::default();
                change(&mut auto);
                read.signs.auto = Some(auto);
            })
        };
        assert_eq!(auto(|auto| auto.submitted = true), Automatic::Surely);
        assert_eq!(auto(|auto| auto.reply = true), Automatic::Surely);
        assert_eq!(auto(|auto| auto.away = true), Automatic::Surely);
        assert_eq!(auto(|auto| auto.bulk = true), Automatic::Perhaps);
        assert_eq!(auto(|auto| auto.suppress = true), Automatic::Perhaps);
        assert_eq!(auto(|_| {}), Automatic::No);
    }

    #[test]
    fn a_list_and_a_null_return_path_perhaps_are_and_an_absent_one_is_not() {
        assert_eq!(with(|read| read.signs.list = true), Automatic::Perhaps);
        let path = |path| with(|read: &mut ReadMessage| read.head.return_path = path);
        assert_eq!(path(ReturnPath::Null), Automatic::Perhaps);
        assert_eq!(path(ReturnPath::Absent), Automatic::No);
        let daemon = with(|read| {
            read.head.from = vec![Mailbox {
                name: String::new(),
                address: "MAILER-DAEMON@mx.exampleshire.test".to_owned(),
            }];
        });
        assert_eq!(daemon, Automatic::Perhaps);
    }

    #[test]
    fn nobody_reads_an_address_that_says_so() {
        for address in [
            "no-reply@a.test",
            "NoReply+7@a.test",
            "donotreply2@a.test",
            "postmaster@a.test",
            "bounce-12@a.test",
        ] {
            assert!(is_nobody(address), "{address}");
        }
        for address in [
            "sam.sample@a.test",
            "noreplyson@a.test",
            "office@a.test",
            "bouncer@a.test",
        ] {
            assert!(!is_nobody(address), "{address}");
        }
    }
}
