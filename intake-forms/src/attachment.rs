//! Which files may be added, and what to say about one that may not. Looks at a name, a size and the first bytes; must never
//! hold a whole file, and never trusts a name alone: extension and content have to agree.

use std::fmt;

use serde::Deserialize;

/// How many of a file's first bytes [`sniff`] wants to see; fewer only when the file is shorter.
pub const HEAD_BYTES: usize = 8 * 1024;

const MIB: u64 = 1024 * 1024;
/// Characters of a file's name that are kept.
const MAX_NAME: usize = 120;

/// A kind of file that can be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FileKind {
    /// Portable Document Format.
    Pdf,
    /// Word, since 2007.
    Docx,
    /// `OpenDocument` text.
    Odt,
    /// Word, before 2007.
    Doc,
    /// A message saved by Outlook.
    Msg,
    /// A message as it travels.
    Eml,
    /// Plain text.
    Txt,
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpg,
    /// The pictures of some telephones.
    Heic,
}

impl FileKind {
    /// Every kind, in the order that hints name them.
    pub const ALL: [Self; 10] = [
        Self::Pdf,
        Self::Docx,
        Self::Odt,
        Self::Doc,
        Self::Msg,
        Self::Eml,
        Self::Txt,
        Self::Png,
        Self::Jpg,
        Self::Heic,
    ];

    /// The extension, in small letters.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Doc => "doc",
            Self::Msg => "msg",
            Self::Eml => "eml",
            Self::Txt => "txt",
            Self::Png => "png",
            Self::Jpg => "jpg",
            Self::Heic => "heic",
        }
    }

    /// What a person calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Docx | Self::Doc => "Word",
            Self::Odt => "OpenDocument",
            Self::Msg | Self::Eml => "Saved email",
            Self::Txt => "Text",
            Self::Png => "PNG",
            Self::Jpg => "JPG",
            Self::Heic => "HEIC",
        }
    }

    /// What a person says that one of them is.
    fn is_a(self) -> &'static str {
        match self {
            Self::Pdf => "a PDF",
            Self::Docx | Self::Doc => "a Word document",
            Self::Odt => "an OpenDocument text",
            Self::Msg | Self::Eml => "a saved email",
            Self::Txt => "a text file",
            Self::Png => "a PNG picture",
            Self::Jpg => "a JPG picture",
            Self::Heic => "a HEIC picture",
        }
    }

    /// The media type to serve it as.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Doc => "application/msword",
            Self::Msg => "application/vnd.ms-outlook",
            Self::Eml => "message/rfc822",
            Self::Txt => "text/plain",
            Self::Png => "image/png",
            Self::Jpg => "image/jpeg",
            Self::Heic => "image/heic",
        }
    }

    fn of_extension(extension: &str) -> Option<Self> {
        if extension == "jpeg" {
            return Some(Self::Jpg);
        }
        Self::ALL
            .into_iter()
            .find(|kind| kind.extension() == extension)
    }
}

/// The limits of attachments (DESIGN §4); all of it settings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct AttachmentPolicy {
    /// Bytes in one file, at most.
    pub max_file_bytes: u64,
    /// Bytes in all files of one referral, at most.
    pub max_total_bytes: u64,
    /// Files in one referral, at most.
    pub max_files: usize,
    /// Kinds that are taken.
    pub kinds: Vec<FileKind>,
}

impl Default for AttachmentPolicy {
    fn default() -> Self {
        Self {
            max_file_bytes: 25 * MIB,
            max_total_bytes: 100 * MIB,
            max_files: 40,
            kinds: FileKind::ALL.to_vec(),
        }
    }
}

impl AttachmentPolicy {
    /// The kind that a name claims.
    ///
    /// # Errors
    /// [`FileProblem::WrongKind`] when its extension is not one that is taken.
    pub fn check_name(&self, name: &str) -> Result<FileKind, FileProblem> {
        let name = clean_name(name);
        let extension = name
            .rsplit_once('.')
            .map(|(_, extension)| extension.to_ascii_lowercase());
        let kind = extension.and_then(|extension| FileKind::of_extension(&extension));
        kind.filter(|kind| self.kinds.contains(kind))
            .ok_or(FileProblem::WrongKind(name))
    }

    /// Whether one more file fits, before its bytes are taken.
    ///
    /// # Errors
    /// [`FileProblem::NoMore`] when `added` files are there already and it is one too many.
    pub fn check_count(&self, added: usize, more: usize) -> Result<(), FileProblem> {
        let left = self.max_files.saturating_sub(added);
        if more <= left {
            Ok(())
        } else {
            Err(FileProblem::NoMore(left))
        }
    }

    /// Whether a file of `bytes` fits beside the `total` bytes of those already added.
    ///
    /// # Errors
    /// [`FileProblem::Empty`], [`FileProblem::TooLarge`] or [`FileProblem::OverTotal`].
    pub fn check_size(&self, name: &str, bytes: u64, total: u64) -> Result<(), FileProblem> {
        let name = clean_name(name);
        if bytes == 0 {
            return Err(FileProblem::Empty(name));
        }
        if bytes > self.max_file_bytes {
            return Err(FileProblem::TooLarge(name, size(self.max_file_bytes)));
        }
        if total.saturating_add(bytes) > self.max_total_bytes {
            return Err(FileProblem::OverTotal(name, size(self.max_total_bytes)));
        }
        Ok(())
    }
}

/// Why a file was not added, naming it. Displayed, it is what to say, without a full stop; for the log there is `Debug`, which
/// leaves the name out.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileProblem {
    /// Nothing was chosen.
    NoneChosen,
    /// The file is over the limit, given in words.
    TooLarge(String, String),
    /// The file has no bytes.
    Empty(String),
    /// The kind is not taken.
    WrongKind(String),
    /// The content is not of the kind that the name claims.
    NotReally(String, FileKind),
    /// The file is locked with a password.
    HasPassword(String),
    /// Only so many more can be added.
    NoMore(usize),
    /// All files together would be over the limit, given in words.
    OverTotal(String, String),
    /// The bytes broke off.
    DidNotArrive(String),
    /// More than an unproved draft may hold.
    NotProved,
}

impl fmt::Debug for FileProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::NoneChosen => "NoneChosen",
            Self::TooLarge(..) => "TooLarge",
            Self::Empty(_) => "Empty",
            Self::WrongKind(_) => "WrongKind",
            Self::NotReally(..) => "NotReally",
            Self::HasPassword(_) => "HasPassword",
            Self::NoMore(_) => "NoMore",
            Self::OverTotal(..) => "OverTotal",
            Self::DidNotArrive(_) => "DidNotArrive",
            Self::NotProved => "NotProved",
        })
    }
}

impl fmt::Display for FileProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoneChosen => write!(out, "Choose a file"),
            Self::TooLarge(name, limit) => write!(out, "{name} is larger than {limit}"),
            Self::Empty(name) => write!(out, "{name} is empty"),
            Self::WrongKind(name) => write!(
                out,
                "{name} is not a type we can take. Use PDF, Word, OpenDocument, text, saved email, JPG, PNG or HEIC"
            ),
            Self::NotReally(name, kind) => {
                let what = kind.is_a();
                write!(
                    out,
                    "“{name}” is not really {what}. Check that it is the right file, or save it again as {what}"
                )
            }
            Self::HasPassword(name) => {
                write!(
                    out,
                    "{name} has a password, so we cannot check it. Save a copy without one"
                )
            }
            Self::NoMore(0) => write!(out, "You cannot add more files"),
            Self::NoMore(1) => write!(out, "You can add 1 more file. Choose fewer"),
            Self::NoMore(left) => write!(out, "You can add {left} more files. Choose fewer"),
            Self::OverTotal(name, limit) => {
                write!(
                    out,
                    "These files would go over {limit} in all. {name} was not added"
                )
            }
            Self::DidNotArrive(name) => write!(out, "{name} did not arrive. Try again"),
            Self::NotProved => write!(
                out,
                "You can add more after you have confirmed your email address"
            ),
        }
    }
}

/// A file's name as it is kept and shown: without folders, control or direction characters, 120 characters at most with its
/// extension kept.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let line = crate::one_line(last);
    let line = line.trim_start_matches('.').trim();
    if line.is_empty() {
        return "file".to_owned();
    }
    if line.chars().count() <= MAX_NAME {
        return line.to_owned();
    }
    let (stem, extension) = line.rsplit_once('.').unwrap_or((line, ""));
    let extension: String = extension.chars().take(10).collect();
    let stem: String = stem.chars().take(MAX_NAME.saturating_sub(11)).collect();
    if extension.is_empty() {
        stem
    } else {
        format!("{stem}.{extension}")
    }
}

/// A number of bytes in the words of the pages: "25 MB", "340 KB".
pub fn size(bytes: u64) -> String {
    if bytes >= MIB {
        return format!("{} MB", bytes.div_ceil(MIB));
    }
    format!("{} KB", bytes.div_ceil(1024).max(1))
}

/// Whether a file's first bytes are of the kind that its name claims.
///
/// # Errors
/// [`FileProblem::Empty`], [`FileProblem::HasPassword`] for an encrypted Word file, or [`FileProblem::NotReally`].
pub fn sniff(name: &str, kind: FileKind, head: &[u8]) -> Result<(), FileProblem> {
    let name = clean_name(name);
    if head.is_empty() {
        return Err(FileProblem::Empty(name));
    }
    if kind == FileKind::Docx && is_compound(head) {
        return Err(FileProblem::HasPassword(name));
    }
    let agrees = match kind {
        FileKind::Pdf => infer::archive::is_pdf(head),
        FileKind::Docx => is_zip(head) && PARTS_OF_A_DOCX.iter().any(|part| holds(head, part)),
        FileKind::Odt => {
            is_zip(head) && holds(head, b"mimetypeapplication/vnd.oasis.opendocument.text")
        }
        FileKind::Doc | FileKind::Msg => is_compound(head),
        FileKind::Eml => is_text(head) && starts_with_header(head),
        FileKind::Txt => is_text(head),
        FileKind::Png => infer::image::is_png(head),
        FileKind::Jpg => infer::image::is_jpeg(head),
        FileKind::Heic => infer::image::is_heif(head),
    };
    if agrees {
        Ok(())
    } else {
        Err(FileProblem::NotReally(name, kind))
    }
}

/// The Compound File Binary of Word before 2007, Outlook, and encrypted Word files.
fn is_compound(head: &[u8]) -> bool {
    head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
}

/// Names of which a Word file has one near its start, whichever program wrote it.
const PARTS_OF_A_DOCX: [&[u8]; 3] = [b"[Content_Types].xml", b"_rels/.rels", b"word/"];

fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

fn holds(head: &[u8], part: &[u8]) -> bool {
    head.windows(part.len()).any(|window| window == part)
}

/// Printable, or UTF-16 that says so; and not one of the kinds that are themselves written as text.
fn is_text(head: &[u8]) -> bool {
    let wide = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    let printable = |byte: &u8| !matches!(byte, 0..=8 | 11 | 14..=31 | 127);
    (wide || head.iter().all(printable))
        && !infer::get(head).is_some_and(|found| IS_NOT_PLAIN.contains(&found.mime_type()))
}

/// Kinds that a program would run or lay out although they are written as text. Others are told apart by their bytes: what only
/// starts like a picture ("BMI is …") is text.
const IS_NOT_PLAIN: [&str; 6] = [
    "text/html",
    "text/xml",
    "text/x-shellscript",
    "application/pdf",
    "application/rtf",
    "application/postscript",
];

/// The first line looks like "Subject: …", or like the "From " of a mailbox.
fn starts_with_header(head: &[u8]) -> bool {
    let head = head.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(head);
    let line: &[u8] = head.split(|byte| *byte == b'\n').next().unwrap_or(head);
    let name = line.split(|byte| *byte == b':').next().unwrap_or(line);
    let header =
        name.len() < line.len() && !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    header || line.starts_with(b"From ")
}
