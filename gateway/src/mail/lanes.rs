//! The names of what becomes of a message, and of why. The codes stand in rows, lines and audit entries: never reuse one.

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It is one or more new referrals.
    Referral,
    /// It answers a letter about a referral, and its sender is part of it.
    FollowUp,
    /// The same message was here before.
    Duplicate,
    /// It tells that a letter was not delivered.
    Bounce,
    /// A machine sent it.
    AutoReply,
    /// It reports about mail.
    Report,
    /// It answers an invitation.
    CalendarReply,
    /// It is locked.
    Encrypted,
    /// Its words wait in somebody's portal.
    PortalNotice,
    /// It is larger than what is read.
    Oversize,
    /// It cannot be read safely.
    Unreadable,
    /// A person has to look at it.
    HoldingPen,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 12] = [
        Self::Referral,
        Self::FollowUp,
        Self::Duplicate,
        Self::Bounce,
        Self::AutoReply,
        Self::Report,
        Self::CalendarReply,
        Self::Encrypted,
        Self::PortalNotice,
        Self::Oversize,
        Self::Unreadable,
        Self::HoldingPen,
    ];

    /// Code in rows and output.
    pub fn code(self) -> &'static str {
        match self {
            Self::Referral => "referral",
            Self::FollowUp => "follow_up",
            Self::Duplicate => "duplicate",
            Self::Bounce => "bounce",
            Self::AutoReply => "auto_reply",
            Self::Report => "report",
            Self::CalendarReply => "calendar_reply",
            Self::Encrypted => "encrypted",
            Self::PortalNotice => "portal_notice",
            Self::Oversize => "oversize",
            Self::Unreadable => "unreadable",
            Self::HoldingPen => "holding_pen",
        }
    }

    /// The desk's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Referral => "New referral",
            Self::FollowUp => "Reply about a referral",
            Self::Duplicate => "The same message again",
            Self::Bounce => "A letter came back",
            Self::AutoReply => "Automatic reply",
            Self::Report => "Report about mail",
            Self::CalendarReply => "Answer to an invitation",
            Self::Encrypted => "Locked message",
            Self::PortalNotice => "Waits in a secure portal",
            Self::Oversize => "Too large",
            Self::Unreadable => "Could not be read",
            Self::HoldingPen => "For a person to look at",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    /// Whether a person has to look at what is in it, so that its words are kept ready.
    pub fn is_for_a_person(self) -> bool {
        matches!(
            self,
            Self::FollowUp
                | Self::Encrypted
                | Self::PortalNotice
                | Self::Oversize
                | Self::HoldingPen
        )
    }

    /// Whether it waits in the holding pen until a person files it.
    pub fn waits(self) -> bool {
        matches!(
            self,
            Self::HoldingPen
                | Self::Encrypted
                | Self::PortalNotice
                | Self::Oversize
                | Self::Unreadable
        )
    }

    /// Whether its line names a referral.
    pub fn has_a_reference(self) -> bool {
        matches!(self, Self::Referral | Self::FollowUp | Self::Duplicate)
    }
}

macro_rules! whys {
    ($($(#[$doc:meta])+ $name:ident = $code:literal, $label:literal;)+) => {
        /// Why a message has its outcome.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Why {
            $($(#[$doc])+ $name,)+
        }

        impl Why {
            /// Every reason.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Code in rows and output.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// The desk's words.
            pub fn label(self) -> &'static str {
                match self {
                    $(Self::$name => $label,)+
                }
            }
        }
    };
}

whys! {
    /// The manager whom the form names sent it, and that is proved.
    FromManager = "from_manager", "Sent by the manager the form names";
    /// Somebody else than the named manager sent it, or it is not proved.
    NotFromManager = "not_from_manager", "Not proved to be from the manager the form names";
    /// The form came inside another message.
    Forwarded = "forwarded", "Forwarded by somebody";
    /// The sender's domain says that it did not send it.
    SenderFailed = "sender_failed", "The sender’s domain says it did not send this";
    /// The same words were here before.
    SameContent = "same_content", "The same message was here before";
    /// Another message had this Message-ID.
    MessageIdReused = "message_id_reused", "Another message had the same Message-ID";
    /// The reader of a letter answered it.
    ReaderReplied = "reader_replied", "A reader of our letter answered";
    /// It is said to be from a reader of the letter, and that is not proved.
    ReaderNotVerified = "reader_not_verified", "May be from a reader of our letter; not proved";
    /// It quotes a reference or a letter, and its sender is not part of it.
    StrangerQuotes = "stranger_quotes", "Quotes a referral its sender is not part of";
    /// It says that it is from the hub.
    SaysItIsUs = "says_it_is_us", "Says it is from the hub; not proved";
    /// It hands on something, and no form is in it.
    ForwardedUnclear = "forwarded_unclear", "Forwarded, with no form in it";
    /// It carries a document that could not be read: a scan, perhaps.
    ScanOnly = "scan_only", "A document that could not be read as a form, such as a scan";
    /// There is nothing in it.
    Empty = "empty", "Nothing in it";
    /// There is no form in it.
    NoForm = "no_form", "No form in it";
    /// What it carries is locked.
    LockedAttachment = "locked_attachment", "An attachment is locked";
    /// It is a piece of a message.
    Partial = "partial", "Only a piece of a message";
    /// Something in it is somewhere else.
    External = "external", "Refers to something elsewhere; it was not fetched";
    /// It arrived before there were rules to screen by.
    BeforeRules = "before_rules", "Older than the first criteria";
    /// Its head says that a machine sent it.
    HeaderSaysSo = "its_header_says_so", "Its header says it is automatic";
    /// It came through a list or in bulk.
    ListMail = "list_mail", "Sent to a list or in bulk";
    /// One of our own letters.
    OwnLetter = "own_letter", "One of our own letters";
    /// It tells of a letter of ours.
    ReportNamesOurLetter = "report_names_our_letter", "About one of our letters";
    /// It tells of a letter that we do not know.
    ReportUnmatched = "report_unmatched", "About a letter we do not know";
    /// It tells that a message is late or was delivered.
    DeliveryReport = "delivery_report", "A delivery report";
    /// Somebody read or deleted a message.
    ReadReceipt = "read_receipt", "A read receipt";
    /// Somebody calls a message abuse, or figures about mail.
    AbuseReport = "abuse_report", "A report about mail";
    /// An invitation, or an answer to one.
    Calendar = "calendar", "A calendar message";
    /// S/MIME.
    Smime = "smime", "Locked with S/MIME, or signed so that only such a program opens it";
    /// PGP.
    Pgp = "pgp", "Locked with PGP";
    /// A portal.
    Portal = "portal", "Its words wait in a secure portal";
    /// Larger than what is read.
    TooLarge = "too_large", "Larger than what is read";
    /// It is built in a way that no mail program builds.
    TooWild = "too_wild", "Built in a way that cannot be read safely";
    /// Reading it ended the reader.
    ParserDied = "parser_died", "Reading it failed";
    /// Reading it took too long.
    OutOfTime = "out_of_time", "Reading it took too long";
    /// It was in hand too often.
    TooManyTries = "too_many_tries", "Reading it failed too often";
    /// There are no bytes.
    NoBytes = "no_bytes", "An empty file";
    /// A person chose.
    FiledByPerson = "filed_by_person", "Filed by a person";
}

impl Why {
    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|why| why.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::read(outcome.code()), Some(outcome));
        }
        for why in Why::ALL {
            assert_eq!(Why::read(why.code()), Some(*why));
        }
        assert_eq!(Outcome::read("lost"), None);
    }
}
