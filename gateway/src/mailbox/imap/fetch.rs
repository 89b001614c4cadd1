//! Fetching: sizes first, then bodies in groups. A message that is too large is never fetched whole, whatever size the server told.

use std::{collections::BTreeMap, time::Duration};

use async_imap::imap_proto::{AttributeValue, MessageSection, Response, SectionPath};
use jiff::{Timestamp, fmt::strtime};
use zeroize::Zeroizing;

use super::{
    ImapFolder,
    talk::{COMMAND, Told},
    uids,
};
use crate::mailbox::source::{FetchedMail, HEAD_BYTES, MailboxError, RawMail, head_of};

/// Messages fetched together, at most.
const GROUP: usize = 64;
/// Their bytes, at most; a larger message is fetched alone.
const GROUP_BYTES: u64 = 8 * 1024 * 1024;
/// Sizes asked for together.
const SIZES: usize = 500;
/// The slowest line that is waited for, bytes a second.
const SLOWEST: u64 = 8 * 1024;

/// What came of a UID that was asked for.
#[derive(Debug)]
pub(super) enum Ready {
    /// The message.
    Mail(FetchedMail),
    /// The server told of it, and did not hand it out.
    Withheld,
    /// The server was asked twice, and said nothing of it: it is there no more.
    Gone,
}

/// What the server told of one message.
#[derive(Debug, Default)]
struct Attributes {
    uid: Option<u32>,
    size: Option<u64>,
    arrived_at: Option<Timestamp>,
    bytes: Option<Zeroizing<Vec<u8>>>,
    head: Option<Zeroizing<Vec<u8>>>,
}

impl ImapFolder {
    /// What will be fetched next, in this order.
    pub(in crate::mailbox) fn want(&mut self, uids: &[String]) {
        self.wanted = uids.iter().cloned().collect();
    }

    /// One message; `None` when it is there no more. Fetches those that are wanted next along with it.
    pub(in crate::mailbox) async fn fetch(
        &mut self,
        uid: &str,
        largest: u64,
    ) -> Result<Option<FetchedMail>, MailboxError> {
        if !self.ready.contains_key(uid) {
            self.fetch_group(uid, largest).await?;
        }
        match self.ready.remove(uid) {
            Some(Ready::Mail(mail)) => Ok(Some(mail)),
            Some(Ready::Gone) => Ok(None),
            Some(Ready::Withheld) => Err(MailboxError::Later(
                "a message is listed and not handed out",
            )),
            None => Err(MailboxError::Lost("fetching")),
        }
    }

    /// Makes `uid` ready, and others with it. When the line is lost, what came before is ready all the same.
    async fn fetch_group(&mut self, uid: &str, largest: u64) -> Result<(), MailboxError> {
        while self.wanted.front().is_some_and(|next| next != uid) {
            self.wanted.pop_front();
        }
        if self.wanted.is_empty() {
            self.wanted.push_back(uid.to_owned());
        }
        self.ask_sizes(uid).await?;
        if self.size(uid) > largest {
            self.wanted.pop_front();
            return self.fetch_head(uid).await;
        }
        let mut group = self.next_group(largest);
        let mut asked = self.ask_bodies(&group, largest).await;
        group.retain(|uid| !self.ready.contains_key(uid));
        if asked.is_ok() && !group.is_empty() {
            asked = self.ask_bodies(&group, largest).await;
            group.retain(|uid| !self.ready.contains_key(uid));
        }
        match asked {
            Ok(()) => self.call_rest(group, || Ready::Gone),
            Err(Told::No) if group.len() == 1 => self.call_rest(group, || Ready::Withheld),
            Err(Told::No) => {
                self.alone.extend(group.iter().cloned());
                for uid in group.into_iter().rev() {
                    self.wanted.push_front(uid);
                }
            }
            // Asked for the first message that did not come, the line is found lost again.
            Err(Told::Lost) => {}
        }
        if self.ready.contains_key(uid) {
            return Ok(());
        }
        match asked {
            Ok(()) | Err(Told::Lost) => Err(MailboxError::Lost("fetching")),
            Err(Told::No) => self.fetch_alone(uid, largest).await,
        }
    }

    /// One message of a group that was refused.
    async fn fetch_alone(&mut self, uid: &str, largest: u64) -> Result<(), MailboxError> {
        self.wanted.retain(|other| other != uid);
        let group = [uid.to_owned()];
        let asked = self.ask_bodies(&group, largest).await;
        if self.ready.contains_key(uid) {
            return Ok(());
        }
        match asked {
            Ok(()) | Err(Told::No) => {
                self.ready.insert(uid.to_owned(), Ready::Withheld);
                Ok(())
            }
            Err(Told::Lost) => Err(MailboxError::Lost("fetching")),
        }
    }

    fn call_rest(&mut self, group: Vec<String>, as_what: impl Fn() -> Ready) {
        self.ready
            .extend(group.into_iter().map(|uid| (uid, as_what())));
    }

    /// Messages from the front of what is wanted that fit together.
    fn next_group(&mut self, largest: u64) -> Vec<String> {
        let (mut group, mut bytes): (Vec<String>, u64) = (Vec::new(), 0);
        while let Some(next) = self.wanted.front() {
            let size = self.size(next);
            let alone = self.alone.contains(next);
            let fits = bytes.saturating_add(size) <= GROUP_BYTES
                && group.len() < GROUP
                && size <= largest
                && self.sizes.contains_key(next)
                && !alone;
            if !group.is_empty() && !fits {
                break;
            }
            bytes = bytes.saturating_add(size);
            group.extend(self.wanted.pop_front());
            if alone {
                break;
            }
        }
        group
    }

    /// A message's size; one that the server does not tell is taken for small, and cut off where it is too large.
    fn size(&self, uid: &str) -> u64 {
        self.sizes.get(uid).copied().unwrap_or(0)
    }

    async fn ask_sizes(&mut self, uid: &str) -> Result<(), MailboxError> {
        if self.sizes.contains_key(uid) {
            return Ok(());
        }
        let some: Vec<&str> = self.wanted.iter().take(SIZES).map(String::as_str).collect();
        let command = format!(
            "UID FETCH {} (UID RFC822.SIZE)",
            uids::set(some.iter().copied())
        );
        let mut sizes: BTreeMap<String, u64> =
            some.into_iter().map(|uid| (uid.to_owned(), 0)).collect();
        let asked = self
            .talk
            .ask(&command, COMMAND, |said| {
                let told = read(said);
                if let (Some(uid), Some(size)) = (told.uid, told.size) {
                    sizes.insert(uids::text(uid), size);
                }
            })
            .await;
        asked.map_err(|told| told.later("asking for sizes"))?;
        self.sizes.extend(sizes);
        Ok(())
    }

    /// Asks for whole messages; each that comes is ready.
    async fn ask_bodies(&mut self, group: &[String], largest: u64) -> Result<(), Told> {
        let most = largest.saturating_add(1);
        let command = format!(
            "UID FETCH {} (UID INTERNALDATE BODY.PEEK[]<0.{most}>)",
            uids::set(group.iter().map(String::as_str))
        );
        let bytes = group.iter().map(|uid| self.size(uid)).sum();
        let ready = &mut self.ready;
        let sizes = &self.sizes;
        self.talk
            .ask(&command, time_for(bytes), |said| {
                let told = read(said);
                let Some(uid) = told.uid.map(uids::text) else {
                    return;
                };
                if !group.contains(&uid) {
                    return;
                }
                match told.bytes {
                    Some(bytes) => {
                        let size = sizes.get(&uid).copied().unwrap_or(0);
                        let raw = raw(bytes, size, largest);
                        ready.insert(uid.clone(), mail(uid, told.arrived_at, raw));
                    }
                    // A word about its flags is no word about the message.
                    None if told.arrived_at.is_some() => {
                        ready.entry(uid).or_insert(Ready::Withheld);
                    }
                    None => {}
                }
            })
            .await
    }

    /// The head of a message that is too large.
    async fn fetch_head(&mut self, uid: &str) -> Result<(), MailboxError> {
        let size = self.size(uid);
        let command = format!(
            "UID FETCH {} (UID INTERNALDATE BODY.PEEK[HEADER]<0.{HEAD_BYTES}>)",
            uids::set([uid])
        );
        let mut found = None;
        let most = u64::try_from(HEAD_BYTES).unwrap_or(u64::MAX);
        let asked = self
            .talk
            .ask(&command, time_for(most), |said| {
                let told = read(said);
                if told.uid.map(uids::text).as_deref() == Some(uid)
                    && let Some(head) = told.head
                {
                    let raw = RawMail::HeadOnly { head, size };
                    found = Some(mail(uid.to_owned(), told.arrived_at, raw));
                }
            })
            .await;
        match asked {
            Err(Told::Lost) => Err(MailboxError::Lost("fetching")),
            Err(Told::No) => {
                self.ready.insert(uid.to_owned(), Ready::Withheld);
                Ok(())
            }
            Ok(()) => {
                self.ready
                    .insert(uid.to_owned(), found.unwrap_or(Ready::Gone));
                Ok(())
            }
        }
    }
}

fn mail(uid: String, arrived_at: Option<Timestamp>, raw: RawMail) -> Ready {
    Ready::Mail(FetchedMail {
        uid,
        arrived_at,
        archive: false,
        raw,
    })
}

fn raw(bytes: Zeroizing<Vec<u8>>, size: u64, largest: u64) -> RawMail {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length <= largest {
        return RawMail::Whole(bytes);
    }
    let most = bytes.get(..HEAD_BYTES).unwrap_or(&bytes);
    RawMail::HeadOnly {
        head: Zeroizing::new(head_of(most).to_vec()),
        size: size.max(length),
    }
}

/// How long so many bytes may take.
fn time_for(bytes: u64) -> Duration {
    COMMAND + Duration::from_secs(bytes / SLOWEST)
}

/// What one answer tells of a message.
fn read(said: &Response<'_>) -> Attributes {
    let mut told = Attributes::default();
    let Response::Fetch(_, attributes) = said else {
        return told;
    };
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(uid) => told.uid = Some(*uid),
            AttributeValue::Rfc822Size(size) => told.size = Some(u64::from(*size)),
            AttributeValue::InternalDate(date) => told.arrived_at = arrived_at(date),
            AttributeValue::BodySection {
                section: None,
                data: Some(data),
                ..
            } => told.bytes = Some(Zeroizing::new(data.to_vec())),
            AttributeValue::BodySection {
                section: Some(SectionPath::Full(MessageSection::Header)),
                data: Some(data),
                ..
            } => told.head = Some(Zeroizing::new(data.to_vec())),
            _ => {}
        }
    }
    told
}

/// A date such as `22-Nov-2026 09:05:00 +0000`; its day may begin with a space.
fn arrived_at(date: &str) -> Option<Timestamp> {
    strtime::parse("%d-%b-%Y %H:%M:%S %z", date.trim())
        .and_then(|parsed| parsed.to_timestamp())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_servers_write_it() {
        for (date, read) in [
            ("22-Nov-2026 09:05:00 +0000", "2026-11-22T09:05:00Z"),
            (" 2-Jul-2026 10:05:00 +0100", "2026-07-02T09:05:00Z"),
            ("02-Jul-2026 10:05:00 -0500", "2026-07-02T15:05:00Z"),
        ] {
            assert_eq!(arrived_at(date).unwrap().to_string(), read, "{date}");
        }
        assert_eq!(arrived_at("yesterday"), None);
    }

    #[test]
    fn a_message_that_is_larger_than_its_server_said_is_cut_to_its_head() {
        let text = b"A: b\r\n\r\nhello".to_vec();
        let kept = raw(Zeroizing::new(text.clone()), 5, 13);
        assert!(kept.is_whole());
        let kept = raw(Zeroizing::new(text), 5, 12);
        assert!(!kept.is_whole());
        assert_eq!(kept.bytes().as_slice(), b"A: b\r\n\r\n");
    }
}
