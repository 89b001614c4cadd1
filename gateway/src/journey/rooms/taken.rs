//! A message between taking it in and sorting it: its row, and its plain bytes while they are still at hand.

use std::fmt;

use zeroize::Zeroizing;

use crate::referral::MailMessage;

/// A message that this process may sort: it holds the message's lease.
#[derive(Clone)]
pub struct Taken {
    /// The row, with its lease.
    pub message: MailMessage,
    /// Its bytes (of one that is too large, its head); none after a restart: then the sealed file is opened.
    pub raw: Option<Zeroizing<Vec<u8>>>,
}

impl fmt::Debug for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Taken({})", self.message.id)
    }
}
