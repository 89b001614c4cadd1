//! What a part is, by its name and by its first bytes, and what to know about it. Never believes either alone.

use std::collections::BTreeSet;

use memchr::memmem;

use crate::mail::Mark;

/// What bytes are, by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A zip, or a document that is one.
    Zip,
    /// Microsoft's older container: a document, or a message.
    Compound,
    /// A PDF.
    Pdf,
    /// A picture.
    Picture,
    /// A program.
    Program,
    /// RAR, 7z, gzip and their like.
    OtherArchive,
    /// Outlook's `winmail.dat`.
    Tnef,
    /// Anything else.
    Other,
}

/// Endings of what runs, makes something run, or fetches something when it is opened.
const RISKY: [&str; 52] = [
    "exe",
    "scr",
    "com",
    "bat",
    "cmd",
    "pif",
    "cpl",
    "dll",
    "sys",
    "msi",
    "msp",
    "mst",
    "jar",
    "js",
    "jse",
    "vbs",
    "vbe",
    "vb",
    "ws",
    "wsf",
    "wsh",
    "wsc",
    "ps1",
    "psm1",
    "psc1",
    "hta",
    "htm",
    "html",
    "xhtml",
    "mht",
    "mhtml",
    "svg",
    "lnk",
    "url",
    "iso",
    "img",
    "vhd",
    "vhdx",
    "reg",
    "inf",
    "scf",
    "chm",
    "hlp",
    "gadget",
    "application",
    "settingcontent-ms",
    "appref-ms",
    "xll",
    "iqy",
    "slk",
    "one",
    "sh",
];
/// Endings of documents that carry programs.
const WITH_PROGRAMS: [&str; 8] = [
    "docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm",
];
/// Endings and what such bytes are.
const ENDINGS: [(&str, Sort); 24] = [
    ("zip", Sort::Zip),
    ("docx", Sort::Zip),
    ("docm", Sort::Zip),
    ("xlsx", Sort::Zip),
    ("xlsm", Sort::Zip),
    ("pptx", Sort::Zip),
    ("odt", Sort::Zip),
    ("ods", Sort::Zip),
    ("pages", Sort::Zip),
    ("doc", Sort::Compound),
    ("xls", Sort::Compound),
    ("ppt", Sort::Compound),
    ("msg", Sort::Compound),
    ("pdf", Sort::Pdf),
    ("png", Sort::Picture),
    ("jpg", Sort::Picture),
    ("jpeg", Sort::Picture),
    ("gif", Sort::Picture),
    ("bmp", Sort::Picture),
    ("tif", Sort::Picture),
    ("tiff", Sort::Picture),
    ("rar", Sort::OtherArchive),
    ("7z", Sort::OtherArchive),
    ("gz", Sort::OtherArchive),
];
const STARTS: [(&[u8], Sort); 19] = [
    (b"PK\x03\x04", Sort::Zip),
    (b"PK\x05\x06", Sort::Zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Sort::Compound),
    (b"\x89PNG", Sort::Picture),
    (b"\xff\xd8\xff", Sort::Picture),
    (b"GIF8", Sort::Picture),
    (b"II*\0", Sort::Picture),
    (b"MM\0*", Sort::Picture),
    (b"BM", Sort::Picture),
    (b"MZ", Sort::Program),
    (b"\x7fELF", Sort::Program),
    (b"#!", Sort::Program),
    (b"\xca\xfe\xba\xbe", Sort::Program),
    (b"Rar!", Sort::OtherArchive),
    (b"7z\xbc\xaf", Sort::OtherArchive),
    (b"\x1f\x8b", Sort::OtherArchive),
    (b"BZh", Sort::OtherArchive),
    (b"\xfd7zXZ", Sort::OtherArchive),
    (b"\x78\x9f\x3e\x22", Sort::Tnef),
];
/// Where a PDF may begin.
const PDF_REACH: usize = 1024;

/// What bytes are.
pub(super) fn sort(bytes: &[u8]) -> Sort {
    if let Some((_, sort)) = STARTS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return *sort;
    }
    let start = bytes.get(..PDF_REACH.min(bytes.len())).unwrap_or_default();
    if memmem::find(start, b"%PDF-").is_some() {
        return Sort::Pdf;
    }
    Sort::Other
}

/// The ending of a name: what follows its last full stop, lower-case; dots and spaces at its end do not count.
pub(super) fn ending(name: &str) -> String {
    let name = name.trim_end_matches(['.', ' ']);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.unwrap_or_default().trim().to_lowercase()
}

/// Whether what goes by a name runs or makes something run.
pub(super) fn is_risky(name: &str) -> bool {
    RISKY.contains(&ending(name).as_str())
}

/// What to know about a part: the strictest of its names counts.
pub(super) fn marks(names: [&str; 2], kind: &str, bytes: &[u8]) -> BTreeSet<Mark> {
    let mut marks = BTreeSet::new();
    let sort = sort(bytes);
    let endings = names.map(ending);
    let is = |list: &[&str]| endings.iter().any(|ending| list.contains(&ending.as_str()));
    if is(&RISKY) || sort == Sort::Program {
        marks.insert(Mark::Risky);
    }
    if is(&WITH_PROGRAMS) {
        marks.insert(Mark::Macros);
    }
    if lies(&endings, kind, bytes, sort) || names.iter().any(|name| tricks(name)) {
        marks.insert(Mark::NameLies);
    }
    match sort {
        Sort::OtherArchive => {
            marks.extend([Mark::Container, Mark::NotUnpacked]);
        }
        Sort::Compound => compound(bytes, &mut marks),
        Sort::Pdf => pdf(bytes, &mut marks),
        _ => {}
    }
    marks
}

fn lies(endings: &[String], kind: &str, bytes: &[u8], sort: Sort) -> bool {
    if bytes.is_empty() {
        return false;
    }
    let of_name = |ending: &String| ENDINGS.iter().find(|(known, _)| known == ending);
    let by_name = endings
        .iter()
        .filter_map(of_name)
        // Word opens either container by either name.
        .any(|(_, said)| *said != sort && !matches!((said, sort), (Sort::Zip, Sort::Compound)));
    let by_kind = (kind == "application/pdf" && sort != Sort::Pdf)
        || (kind.starts_with("image/") && matches!(sort, Sort::Zip | Sort::Pdf | Sort::Compound));
    let program = sort == Sort::Program && !endings.iter().any(|it| RISKY.contains(&it.as_str()));
    by_name || by_kind || program
}

/// A name that is made to be read wrongly.
fn tricks(name: &str) -> bool {
    let shown = name.contains("[U+20") || name.contains("[U+0000]");
    let path = name.contains(['/', '\\']);
    let double = {
        let stem = name.rsplit_once('.').map_or("", |(stem, _)| stem);
        RISKY.contains(&ending(name).as_str())
            && ENDINGS.iter().any(|(known, _)| *known == ending(stem))
    };
    shown || path || double || name.ends_with(['.', ' '])
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn compound(bytes: &[u8], marks: &mut BTreeSet<Mark>) {
    let has = |text: &str| memmem::find(bytes, &utf16(text)).is_some();
    if has("EncryptedPackage") || has("EncryptionInfo") {
        marks.insert(Mark::Encrypted);
    }
    if has("_VBA_PROJECT") || has("Macros") {
        marks.insert(Mark::Macros);
    }
}

fn pdf(bytes: &[u8], marks: &mut BTreeSet<Mark>) {
    let has = |text: &[u8]| memmem::find(bytes, text).is_some();
    if has(b"/Encrypt") {
        marks.insert(Mark::Encrypted);
    }
    if has(b"/JavaScript") || has(b"/JS ") || has(b"/Launch") || has(b"/EmbeddedFile") {
        marks.insert(Mark::Risky);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, bytes: &[u8]) -> Vec<Mark> {
        marks([name, ""], "application/octet-stream", bytes)
            .into_iter()
            .collect()
    }

    #[test]
    fn a_name_that_lies_is_marked() {
        assert_eq!(of("a.pdf", b"MZ\0"), [Mark::Risky, Mark::NameLies]);
        assert_eq!(of("a.pdf", b"%PDF-1.4"), []);
        assert_eq!(of("a.pdf.exe", b"MZ"), [Mark::Risky, Mark::NameLies]);
        assert_eq!(of("a[U+202E]fdp.txt", b"a"), [Mark::NameLies]);
        assert_eq!(of("../a.txt", b"a"), [Mark::NameLies]);
        assert_eq!(of("a.exe. ", b"MZ"), [Mark::Risky, Mark::NameLies]);
        assert_eq!(of("a.docx", b""), []);
    }

    #[test]
    fn locked_and_risky_documents_are_marked() {
        assert_eq!(of("a.pdf", b"%PDF-1.4 /Encrypt 1 0 R"), [Mark::Encrypted]);
        let locked = [
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            utf16("EncryptedPackage"),
        ]
        .concat();
        assert_eq!(of("a.docx", &locked), [Mark::Encrypted]);
        assert_eq!(of("a.docm", b"PK\x03\x04"), [Mark::Macros]);
        assert_eq!(
            of("a.7z", b"7z\xbc\xaf"),
            [Mark::Container, Mark::NotUnpacked]
        );
    }
}
