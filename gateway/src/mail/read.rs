//! A message that was read: what the parsing child tells the gateway. Everything in it was written by a stranger: names, addresses
//! and times are claims. Bounded (`bounds.rs`), and never shows its words in `Debug`.

use std::{collections::BTreeSet, fmt};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{form_reading::FormReading, signs::Signs};

/// A message, read.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadMessage {
    /// Its head. Of a journal's wrapper: the head of the message inside.
    pub head: Head,
    /// Its text, safe to show.
    pub text: SafeText,
    /// What it carries, in the order of the message, with what was unpacked after its container.
    pub parts: Vec<Part>,
    /// The messages inside it.
    pub inner: Vec<Inner>,
    /// The filled forms that were found.
    pub forms: Vec<FoundForm>,
    /// What kind of message it is, by what stands in it.
    pub signs: Signs,
    /// What is not as it should be.
    pub oddities: BTreeSet<Oddity>,
    /// Where its body begins, in bytes from its start.
    pub body_at: u64,
    /// What the gateway found out about its sender, in the words of `Authentication-Results`; empty when it did not look. Never the
    /// child's word.
    #[serde(default)]
    pub checked: String,
}

/// The head of a message.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Who it says it is from, of every `From` line.
    pub from: Vec<Mailbox>,
    /// `Sender`.
    pub sender: Option<Mailbox>,
    /// `Reply-To`.
    pub reply_to: Vec<Mailbox>,
    /// `To`.
    pub to: Vec<Mailbox>,
    /// `Cc`.
    pub cc: Vec<Mailbox>,
    /// `Subject`, one line.
    pub subject: String,
    /// `Date`, as the sender claims it.
    pub date: Option<Timestamp>,
    /// `Message-ID`, without its brackets.
    pub message_id: Option<String>,
    /// `In-Reply-To` and `References`, without brackets, each once.
    pub answers: Vec<String>,
    /// Where a message that could not be delivered would go back to.
    pub return_path: ReturnPath,
    /// Every `Authentication-Results`, unfolded, topmost first.
    pub authentication_results: Vec<String>,
    /// How many servers say they handed it on.
    pub hops: u32,
    /// `Message-ID`, `From`, `Date` and `Subject` as they stand, unfolded, for the tag of its content.
    #[serde(with = "hexadecimal")]
    pub identity: [Vec<u8>; 4],
}

/// A name and an address, each one line without control or direction characters.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    /// The name beside the address; may say anything, another address too.
    pub name: String,
    /// The address; may be empty.
    pub address: String,
}

/// `Return-Path`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnPath {
    /// There is none.
    #[default]
    Absent,
    /// `<>`: nobody is to be told.
    Null,
    /// An address.
    Address(String),
}

/// A message's text, safe to show: no markup, and characters that hide or turn words are written out.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SafeText {
    /// The words.
    pub words: String,
    /// It goes on in the original.
    pub cut: bool,
    /// It was made from HTML, for there was no plain text.
    pub from_html: bool,
    /// The plain text and the HTML do not say the same; both stand in the words.
    pub differs: bool,
    /// Pictures that the HTML would have fetched or shown. None was.
    pub pictures: u32,
}

/// Something that a message carries.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Where it is: `1.2`; inside a container `1.3!2`.
    pub path: String,
    /// Its name, safe to show; may be empty.
    pub name: String,
    /// The other name, when the message gives it two.
    pub other_name: Option<String>,
    /// What it says it is: `application/pdf`.
    pub kind: String,
    /// Its length, decoded.
    pub bytes: u64,
    /// What to know about it.
    pub marks: BTreeSet<Mark>,
}

/// What to know about a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// It is locked: nothing in it was read.
    Encrypted,
    /// There is a program in the document.
    Macros,
    /// It is, or holds, a program or something that makes one run or fetches something.
    Risky,
    /// It is cut short.
    Truncated,
    /// Its name or kind does not fit what is in it.
    NameLies,
    /// It holds others, which follow it.
    Container,
    /// It holds others that were not unpacked: they are in the original only.
    NotUnpacked,
    /// A picture that belongs to the text.
    InlinePicture,
}

/// A message inside the message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inner {
    /// Where it is: a part's path, or `text` for one within the text.
    pub path: String,
    /// Who it says it is from. Nobody vouches for it.
    pub from: Vec<Mailbox>,
    /// Its subject.
    pub subject: String,
    /// When it says it was written.
    pub date: Option<Timestamp>,
    /// How it came to be inside.
    pub how: Forwarded,
}

/// How a message came to be inside another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forwarded {
    /// As a part of its own.
    Attached,
    /// Its text within the forwarder's.
    Inline,
    /// A journal's copy: the wrapper says nothing of its own.
    Journal,
}

/// A filled form that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoundForm {
    /// The part that is the form, or `text`.
    pub path: String,
    /// The message inside that it came with, by its path, when it was not the outer message's own.
    pub inside: Option<String>,
    /// What it says.
    pub reading: FormReading,
}

/// What is not as it should be with a message. None of them stops it being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Oddity {
    /// A head that should stand once stands twice or more.
    DoubleHeader,
    /// More than one person in `From`.
    SeveralFrom,
    /// Nobody in `From`.
    NoFrom,
    /// A name beside an address that is an address itself, another one.
    NameIsAddress,
    /// Bytes that are not in the alphabet they say they are in; they were replaced.
    Encoding,
    /// Bytes that are not allowed in a head.
    EightBitHead,
    /// No-space, direction or control characters; they were written out.
    HiddenCharacters,
    /// The message or a part ends before it should, or its boundaries do not fit.
    Truncated,
    /// A transfer encoding that nobody knows, or that a part of its kind must not have.
    TransferEncoding,
    /// Words in the text that its HTML hides.
    HiddenText,
    /// There is no date, or not one.
    NoDate,
    /// There is no Message-ID, or a very long one.
    NoMessageId,
    /// Line ends of more than one kind.
    LineEnds,
    /// More parts than are listed; the rest is in the original.
    TooManyParts,
    /// Deeper than is read; the rest is in the original.
    TooDeep,
    /// A piece of a message (`message/partial`).
    Partial,
    /// A part that is somewhere else (`message/external-body`). It was not fetched.
    External,
    /// More people than are listed.
    TooManyPeople,
    /// Something in a container was not unpacked.
    NotUnpacked,
    /// A document that may be a form could not be read: a scan, perhaps.
    Scan,
    /// More in it than one message may say; the rest is in the original.
    Cut,
    /// A file is written into its words, as was done before there were attachments (uuencode, yEnc, `BinHex`). It was not taken out.
    FileInWords,
}

impl ReadMessage {
    /// Whether anything in the message was written by its sender: words, or a part.
    pub fn is_empty(&self) -> bool {
        self.text.words.trim().is_empty() && self.parts.is_empty()
    }

    /// A part by its path.
    pub fn part(&self, path: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.path == path)
    }
}

impl Part {
    /// Whether it has a mark.
    pub fn is(&self, mark: Mark) -> bool {
        self.marks.contains(&mark)
    }
}

impl Mailbox {
    /// The domain of the address, lower-case; empty when it has none.
    pub fn domain(&self) -> String {
        let domain = self.address.rsplit_once('@').map(|(_, domain)| domain);
        domain.unwrap_or_default().to_lowercase()
    }
}

impl fmt::Debug for ReadMessage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "ReadMessage({} parts, {} inside, {} forms, {:?})",
            self.parts.len(),
            self.inner.len(),
            self.forms.len(),
            self.oddities
        )
    }
}

/// `Debug` that names the kind of thing only: what is in it was written by a person.
macro_rules! silent {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(stringify!($name))
            }
        }
    )+};
}
silent!(Head, Mailbox, SafeText, Inner);

impl fmt::Debug for Part {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "Part({}, {} bytes, {:?})",
            self.path, self.bytes, self.marks
        )
    }
}

/// Bytes as hexadecimal digits.
mod hexadecimal {
    use serde::{
        Deserialize as _, Deserializer, Serializer, de::Error as _, ser::SerializeSeq as _,
    };

    pub(super) fn serialize<S: Serializer>(
        all: &[Vec<u8>; 4],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        const DIGITS: [char; 16] = [
            '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
        ];
        let digit = |number: u8| DIGITS.get(usize::from(number)).copied().unwrap_or('0');
        let mut list = serializer.serialize_seq(Some(4))?;
        for bytes in all {
            let text: String = bytes
                .iter()
                .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
                .collect();
            list.serialize_element(&text)?;
        }
        list.end()
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<[Vec<u8>; 4], D::Error> {
        let texts = <[String; 4]>::deserialize(deserializer)?;
        let mut all: [Vec<u8>; 4] = Default::default();
        for (bytes, text) in all.iter_mut().zip(&texts) {
            *bytes = read(text).ok_or_else(|| D::Error::custom("not hexadecimal"))?;
        }
        Ok(all)
    }

    fn read(text: &str) -> Option<Vec<u8>> {
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if !rest.is_empty() {
            return None;
        }
        pairs
            .iter()
            .map(|[high, low]| u8::try_from(digit(*high)? << 4 | digit(*low)?).ok())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_crosses_the_pipe_unchanged() {
        let mut read = ReadMessage {
            body_at: 12,
            ..ReadMessage::default()
        };
        read.head.identity = [vec![0, 255, 16], Vec::new(), b"x".to_vec(), Vec::new()];
        read.head.return_path = ReturnPath::Address("a@b.test".to_owned());
        read.oddities.insert(Oddity::NoDate);
        let json = serde_json::to_vec(&read).expect("JSON");
        assert_eq!(
            serde_json::from_slice::<ReadMessage>(&json).expect("a message"),
            read
        );
    }

    #[test]
    fn what_it_says_never_shows() {
        let mut read = ReadMessage::default();
        read.text.words = "secret".to_owned();
        read.head.subject = "secret".to_owned();
        read.head.from.push(Mailbox {
            name: "secret".to_owned(),
            address: "secret@x.test".to_owned(),
        });
        assert!(!format!("{read:?} {:?} {:?}", read.head, read.text).contains("secret"));
    }

    #[test]
    fn a_field_that_nobody_knows_is_refused() {
        assert!(serde_json::from_str::<Mailbox>(r#"{"name":"","address":"","more":1}"#).is_err());
    }
}
