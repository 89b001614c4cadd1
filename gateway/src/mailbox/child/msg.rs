//! Outlook's `.msg`: a message as a compound file. Its words, who it says it is from, its files; one level.

use std::io::{Cursor, Read as _};

use cfb::CompoundFile;

use super::{
    bytes::{one_byte, utf16},
    lines::plain_line,
    rtf,
    unpack::{Budget, Contents, ENTRIES},
};
use crate::mail::{Mailbox, bounds};

/// Bytes of a text.
const TEXT: u64 = 4 * 1024 * 1024;
/// Files and folders that are looked at.
const STREAMS: usize = 20_000;

/// What is in it; nothing when it is another compound file.
pub(super) fn open(bytes: &[u8], budget: &mut Budget) -> Option<Contents> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).ok()?;
    if file.walk().take(STREAMS + 1).count() > STREAMS {
        return None;
    }
    let subject = text(&mut file, "/", "0037");
    let plain = text(&mut file, "/", "1000");
    if subject.is_none() && plain.is_none() && !file.exists("/__properties_version1.0") {
        return None;
    }
    let mut contents = Contents {
        plain: plain.unwrap_or_default(),
        page: page(&mut file),
        message: Some((
            vec![sender(&mut file)],
            plain_line(&subject.unwrap_or_default(), bounds::SUBJECT),
        )),
        ..Contents::default()
    };
    if contents.plain.trim().is_empty() && contents.page.is_empty() {
        let packed = bytes_of(&mut file, "/__substg1.0_10090102", TEXT);
        contents.plain = packed
            .and_then(|packed| rtf::unpack(&packed))
            .map(|rtf| rtf::to_text(&rtf))
            .unwrap_or_default();
    }
    let folders: Vec<String> = file
        .read_root_storage()
        .filter(|entry| entry.is_storage() && entry.name().starts_with("__attach_version1.0_"))
        .map(|entry| format!("/{}/", entry.name()))
        .collect();
    contents.more = folders.len() > ENTRIES;
    for folder in folders.iter().take(ENTRIES) {
        attachment(&mut file, folder, (&mut contents, budget));
    }
    Some(contents)
}

type File<'bytes> = CompoundFile<Cursor<&'bytes [u8]>>;

fn attachment(file: &mut File<'_>, folder: &str, (contents, budget): (&mut Contents, &mut Budget)) {
    let name = text(file, folder, "3707").or_else(|| text(file, folder, "3704"));
    let kind = text(file, folder, "370E").unwrap_or_default();
    let most = u64::try_from(budget.left()).unwrap_or(u64::MAX);
    let data = bytes_of(file, &format!("{folder}__substg1.0_37010102"), most);
    match data {
        Some(data) if budget.take(data.len()) => {
            contents
                .entries
                .push((name.unwrap_or_default(), kind, data));
        }
        // A message within it, or too much.
        _ => contents.more = true,
    }
}

fn sender(file: &mut File<'_>) -> Mailbox {
    let name = text(file, "/", "0C1A").or_else(|| text(file, "/", "0042"));
    let address = ["5D01", "5D02", "0C1F", "0065"]
        .iter()
        .filter_map(|number| text(file, "/", number))
        .find(|address| address.contains('@'));
    let address: String = plain_line(&address.unwrap_or_default(), bounds::ADDRESS)
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    Mailbox {
        name: plain_line(&name.unwrap_or_default(), bounds::NAME),
        address,
    }
}

fn page(file: &mut File<'_>) -> String {
    if let Some(page) = text(file, "/", "1013") {
        return page;
    }
    let bytes = bytes_of(file, "/__substg1.0_10130102", TEXT);
    bytes.map(|bytes| one_byte(&bytes)).unwrap_or_default()
}

/// A text property by its number, in either alphabet.
fn text(file: &mut File<'_>, folder: &str, number: &str) -> Option<String> {
    if let Some(bytes) = bytes_of(file, &format!("{folder}__substg1.0_{number}001F"), TEXT) {
        return Some(utf16(&bytes));
    }
    let bytes = bytes_of(file, &format!("{folder}__substg1.0_{number}001E"), TEXT)?;
    Some(one_byte(&bytes))
}

fn bytes_of(file: &mut File<'_>, path: &str, most: u64) -> Option<Vec<u8>> {
    let stream = file.open_stream(path).ok()?;
    if stream.len() > most {
        return None;
    }
    let mut bytes = Vec::new();
    stream.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn made() -> Vec<u8> {
        let mut file = CompoundFile::create(Cursor::new(Vec::new())).expect("a file");
        let unicode =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        file.create_storage("/__attach_version1.0_#00000000")
            .expect("a folder");
        for (path, bytes) in [
            ("/__substg1.0_0037001F", unicode("Referral")),
            ("/__substg1.0_1000001F", unicode("Words")),
            ("/__substg1.0_0C1A001F", unicode("Sam Sample")),
            ("/__substg1.0_5D01001F", unicode("sam@a.test")),
            (
                "/__attach_version1.0_#00000000/__substg1.0_3707001F",
                unicode("a.pdf"),
            ),
            (
                "/__attach_version1.0_#00000000/__substg1.0_37010102",
                b"%PDF-".to_vec(),
            ),
        ] {
            let mut stream = file.create_stream(path).expect("a stream");
            stream.write_all(&bytes).expect("written");
        }
        file.flush().expect("written");
        file.into_inner().into_inner()
    }

    #[test]
    fn words_sender_and_files_are_taken_out() {
        let contents = open(&made(), &mut Budget::default()).expect("a message");
        assert_eq!(contents.plain, "Words");
        let (from, subject) = contents.message.expect("a message");
        assert_eq!(
            (from[0].address.as_str(), subject.as_str()),
            ("sam@a.test", "Referral")
        );
        assert_eq!(
            contents.entries,
            [("a.pdf".to_owned(), String::new(), b"%PDF-".to_vec())]
        );
    }

    #[test]
    fn what_is_cut_short_or_another_compound_file_is_nothing() {
        let bytes = made();
        for end in (0..bytes.len()).step_by(97) {
            let _part = open(&bytes[..end], &mut Budget::default());
        }
        let file = CompoundFile::create(Cursor::new(Vec::new())).expect("a file");
        let other = file.into_inner().into_inner();
        assert!(open(&other, &mut Budget::default()).is_none());
    }
}
