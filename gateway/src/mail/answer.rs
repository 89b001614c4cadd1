//! Whether anything may be sent because of a message (RFC 3834): never to a machine, a list, a failed sender or ourselves, and
//! nothing for old mail. Must never let what a message says choose the words, the subject or the reader of a letter.

use super::{
    authors,
    automatic::{Automatic, automatic, is_nobody},
    lanes::{Outcome, Why},
    outcome::{Decided, Facts},
    read::{Mailbox, ReadMessage, ReturnPath},
    trust::Trust,
};
use crate::config::Addresses;

/// Servers that may have handed a message on; more is a loop.
const MOST_HOPS: u32 = 30;

/// Bytes of a Message-ID that is repeated in an answer.
const LONGEST_ID: usize = 250;

/// Why nothing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// It is old mail.
    Archive,
    /// The sender's domain says that it did not send it.
    Failed,
    /// A machine, a list or a mail server sent it, or there is no way back.
    Automatic,
    /// It carries our own mark or address, or went through too many servers.
    Loop,
    /// It is not proved who sent it, or nobody or several people did.
    NotVerified,
    /// The sender is not one who may refer.
    NotAllowed,
    /// What became of it needs no answer.
    NotNeeded,
}

/// An answer that says only that a message came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A person will read it.
    Received,
    /// It could not be read, and why.
    NotRead(Why),
}

/// Whether letters may be written because of this message at all.
pub fn may_write(read: &ReadMessage, facts: &Facts) -> Result<(), NoAnswer> {
    if facts.archive {
        return Err(NoAnswer::Archive);
    }
    if facts.trust == Trust::Failed {
        return Err(NoAnswer::Failed);
    }
    if facts.says_it_is_us || read.signs.own_mark.is_some() || read.head.hops > MOST_HOPS {
        return Err(NoAnswer::Loop);
    }
    let nobody = read.head.from.iter().any(|from| is_nobody(&from.address))
        || matches!(&read.head.return_path, ReturnPath::Address(path) if is_nobody(path));
    if automatic(read) != Automatic::No || read.head.return_path == ReturnPath::Null || nobody {
        return Err(NoAnswer::Automatic);
    }
    Ok(())
}

/// Whether a message that became no referral is answered, with what, and to whom: its one proved sender, who may refer.
pub fn may_answer<'a>(
    read: &'a ReadMessage,
    facts: &Facts,
    decided: &Decided,
    addresses: &Addresses,
) -> Result<(Answer, &'a Mailbox), NoAnswer> {
    may_write(read, facts)?;
    let answer = match decided.outcome {
        Outcome::HoldingPen => Answer::Received,
        Outcome::Encrypted | Outcome::Oversize | Outcome::PortalNotice => {
            Answer::NotRead(decided.why)
        }
        _ => return Err(NoAnswer::NotNeeded),
    };
    let sender = authors::sender(read)
        .filter(|_| facts.trust == Trust::Verified)
        .ok_or(NoAnswer::NotVerified)?;
    if authors::is_address(&sender.address) && addresses.allows(&sender.address) {
        Ok((answer, sender))
    } else {
        Err(NoAnswer::NotAllowed)
    }
}

/// The Message-ID that an answer names, with its brackets; none when it is long or not plain.
pub fn message_id_to_name(read: &ReadMessage) -> Option<String> {
    let plain = read.head.message_id.as_deref()?.trim_matches(['<', '>']);
    let fits = !plain.is_empty()
        && plain.len() <= LONGEST_ID
        && plain
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte));
    fits.then(|| format!("<{plain}>"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{
        Auto,
        made_up::{facts, from, mailbox},
    };

    fn addresses() -> Addresses {
        Addresses {
            allowed_domains: vec!["exampleshire.test".to_owned()],
            manager_domain_may_differ: false,
        }
    }

    fn pen() -> Decided {
        Decided::plain(Outcome::HoldingPen, Why::NoForm)
    }

    #[test]
    fn a_proved_sender_who_may_refer_is_told_that_a_message_came() {
        let read = from("sam@exampleshire.test");
        let answer = may_answer(&read, &facts(&read), &pen(), &addresses());
        assert_eq!(answer.unwrap().0, Answer::Received);
        let locked = Decided::plain(Outcome::Encrypted, Why::Pgp);
        let answer = may_answer(&read, &facts(&read), &locked, &addresses());
        assert_eq!(answer.unwrap().0, Answer::NotRead(Why::Pgp));
        for outcome in Outcome::ALL {
            let told = may_answer(
                &read,
                &facts(&read),
                &Decided::plain(outcome, Why::NoForm),
                &addresses(),
            )
            .is_ok();
            let wanted = matches!(
                outcome,
                Outcome::HoldingPen
                    | Outcome::Encrypted
                    | Outcome::Oversize
                    | Outcome::PortalNotice
            );
            assert_eq!(told, wanted, "{outcome:?}");
        }
    }

    #[test]
    fn nobody_else_is() {
        let read = from("sam@exampleshire.test");
        let not = |change: &dyn Fn(&mut Facts)| {
            let mut facts = facts(&read);
            change(&mut facts);
            may_answer(&read, &facts, &pen(), &addresses()).err()
        };
        assert_eq!(not(&|facts| facts.archive = true), Some(NoAnswer::Archive));
        assert_eq!(
            not(&|facts| facts.trust = Trust::Failed),
            Some(NoAnswer::Failed)
        );
        assert_eq!(
            not(&|facts| facts.trust = Trust::NotVerified),
            Some(NoAnswer::NotVerified)
        );
        assert_eq!(
            not(&|facts| facts.says_it_is_us = true),
            Some(NoAnswer::Loop)
        );
        let stranger = from("sam@elsewhere.test");
        let answer = may_answer(&stranger, &facts(&stranger), &pen(), &addresses());
        assert_eq!(answer.err(), Some(NoAnswer::NotAllowed));
    }

    #[test]
    fn nothing_is_ever_sent_to_a_machine_a_list_or_a_loop() {
        let refused = |change: &dyn Fn(&mut ReadMessage)| {
            let mut read = from("sam@exampleshire.test");
            change(&mut read);
            may_write(&read, &facts(&read)).err()
        };
        let auto = |change: fn(&mut Auto)| {
            refused(&|read: &mut ReadMessage| {
                let mut auto = Auto::default();
                change(&mut auto);
                read.signs.auto = Some(auto);
            })
        };
        let changes: [fn(&mut Auto); 5] = [
            |auto| auto.submitted = true,
            |auto| auto.bulk = true,
            |auto| auto.suppress = true,
            |auto| auto.reply = true,
            |auto| auto.away = true,
        ];
        for change in changes {
            assert_eq!(auto(change), Some(NoAnswer::Automatic));
        }
        assert_eq!(
            refused(&|read| read.signs.list = true),
            Some(NoAnswer::Automatic)
        );
        assert_eq!(
            refused(&|read| read.head.return_path = ReturnPath::Null),
            Some(NoAnswer::Automatic)
        );
        for address in [
            "no-reply@exampleshire.test",
            "MAILER-DAEMON@exampleshire.test",
            "postmaster@exampleshire.test",
        ] {
            let by = refused(&|read| read.head.from = vec![mailbox(address)]);
            assert_eq!(by, Some(NoAnswer::Automatic), "{address}");
        }
        assert_eq!(refused(&|read| read.head.hops = 31), Some(NoAnswer::Loop));
        assert_eq!(
            refused(&|read| read.signs.own_mark = Some("x".to_owned())),
            Some(NoAnswer::Loop)
        );
        assert_eq!(refused(&|_| {}), None);
    }

    #[test]
    fn an_answer_names_a_plain_message_id_only() {
        let named = |id: &str| {
            let mut read = from("sam@exampleshire.test");
            read.head.message_id = Some(id.to_owned());
            message_id_to_name(&read)
        };
        assert_eq!(named("a.1@b.test").as_deref(), Some("<a.1@b.test>"));
        assert_eq!(named(&"a".repeat(251)), None);
        assert_eq!(named("a\r\nBcc: x@y.test"), None);
        assert_eq!(named("a b@c.test"), None);
        assert_eq!(named(""), None);
    }
}
