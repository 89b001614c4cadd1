//! Outlook's `winmail.dat`: its words and its files. Read by hand, one pass, as far as it goes.

use super::{
    bytes::{Bytes, one_byte},
    properties::{self, Value},
    rtf,
    unpack::{Budget, Contents, ENTRIES},
};

const SIGNATURE: u32 = 0x223e_9f78;
/// Attributes of one file.
const MOST: usize = 10_000;
const BODY: u32 = 0x0002_800c;
const PROPERTIES: u32 = 0x0006_9003;
const NEXT_FILE: u32 = 0x0006_9002;
const FILE_NAME: u32 = 0x0001_8010;
const FILE_DATA: u32 = 0x0006_800f;
const FILE_PROPERTIES: u32 = 0x0006_9005;

#[derive(Default)]
struct File<'bytes> {
    name: String,
    kind: String,
    bytes: &'bytes [u8],
}

/// What is in it.
pub(super) fn open(bytes: &[u8], budget: &mut Budget) -> Option<Contents> {
    let mut bytes = Bytes(bytes);
    if bytes.u32()? != SIGNATURE {
        return None;
    }
    bytes.u16()?;
    let mut contents = Contents::default();
    let mut files: Vec<File<'_>> = Vec::new();
    for _ in 0..MOST {
        let Some((attribute, data)) = attribute(&mut bytes) else {
            break;
        };
        match attribute {
            BODY => contents.plain = one_byte(data),
            PROPERTIES => words(data, &mut contents),
            NEXT_FILE if files.len() < ENTRIES => files.push(File::default()),
            NEXT_FILE => {
                contents.more = true;
                break;
            }
            _ => {
                if let Some(file) = files.last_mut() {
                    add(file, attribute, data);
                }
            }
        }
    }
    for file in files {
        if budget.take(file.bytes.len()) {
            contents
                .entries
                .push((file.name, file.kind, file.bytes.to_vec()));
        } else {
            contents.more = true;
        }
    }
    Some(contents)
}

fn attribute<'bytes>(bytes: &mut Bytes<'bytes>) -> Option<(u32, &'bytes [u8])> {
    bytes.byte()?;
    let attribute = bytes.u32()?;
    let length = bytes.length()?;
    // One that is cut short gives what is there.
    let data = bytes.take(length.min(bytes.0.len()))?;
    bytes.u16();
    Some((attribute, data))
}

fn add<'bytes>(file: &mut File<'bytes>, attribute: u32, data: &'bytes [u8]) {
    match attribute {
        FILE_NAME if file.name.is_empty() => file.name = one_byte(data),
        FILE_DATA => file.bytes = data,
        FILE_PROPERTIES => {
            for (number, value) in properties::read(data) {
                match (number, value) {
                    (properties::LONG_NAME, name) => file.name = name.text(),
                    (properties::NAME, name) if file.name.is_empty() => file.name = name.text(),
                    (properties::MIME, kind) => file.kind = kind.text(),
                    (properties::DATA, Value::Binary(bytes)) if file.bytes.is_empty() => {
                        file.bytes = bytes;
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn words(data: &[u8], contents: &mut Contents) {
    for (number, value) in properties::read(data) {
        match (number, value) {
            (properties::BODY, text) => contents.plain = text.text(),
            (properties::HTML, Value::Binary(page)) => contents.page = one_byte(page),
            (properties::HTML, text) => contents.page = text.text(),
            (properties::RTF, Value::Binary(packed)) if contents.plain.trim().is_empty() => {
                contents.plain = rtf::unpack(packed)
                    .map(|rtf| rtf::to_text(&rtf))
                    .unwrap_or_default();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(level: u8, number: u32, data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).expect("short");
        [
            &[level][..],
            &number.to_le_bytes(),
            &length.to_le_bytes(),
            data,
            &[0, 0],
        ]
        .concat()
    }

    #[test]
    fn words_and_files_are_taken_out() {
        let bytes = [
            SIGNATURE.to_le_bytes().to_vec(),
            vec![1, 0],
            attribute(1, BODY, b"Hello\0"),
            attribute(2, NEXT_FILE, &[0; 14]),
            attribute(2, FILE_NAME, b"../a.pdf\0"),
            attribute(2, FILE_DATA, b"%PDF-"),
            attribute(2, NEXT_FILE, &[0; 14]),
            attribute(2, FILE_DATA, b"x"),
        ]
        .concat();
        let contents = open(&bytes, &mut Budget::default()).expect("a container");
        assert_eq!(contents.plain, "Hello");
        let names: Vec<&str> = contents
            .entries
            .iter()
            .map(|entry| entry.0.as_str())
            .collect();
        assert_eq!(names, ["../a.pdf", ""]);
        for end in 0..bytes.len() {
            let _part = open(&bytes[..end], &mut Budget::default());
        }
    }
}
