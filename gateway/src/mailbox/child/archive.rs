//! A zip opened one level, and documents that are zips looked into for programs and for what they would fetch. Sizes are counted
//! while reading: what a directory claims is not believed.

use std::io::{Cursor, Read as _};

use memchr::memmem;
use zip::ZipArchive;

use super::unpack::{Budget, Contents, ENTRIES, not_unpacked};

/// Bytes that one byte may become, at most.
const RATIO: u64 = 200;
/// Small entries are let grow to this.
const SMALL: u64 = 1024 * 1024;
/// Bytes of a document's small parts that are looked into.
const LOOKED_INTO: u64 = 256 * 1024;
/// Names that are looked at.
const NAMES: usize = 20_000;

/// What is in a zip; within another container nothing is taken out of it.
pub(super) fn open(bytes: &[u8], (unpacked, budget): (bool, &mut Budget)) -> Option<Contents> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Some(not_unpacked());
    };
    if archive.len() > NAMES {
        return Some(not_unpacked());
    }
    let is_document = [
        "[Content_Types].xml",
        "mimetype",
        "META-INF/manifest.xml",
        "Index/Document.iwa",
    ]
    .iter()
    .any(|name| archive.index_for_name(name).is_some());
    if is_document {
        return document(&mut archive);
    }
    if unpacked {
        return Some(not_unpacked());
    }
    Some(entries(&mut archive, budget))
}

type Archive<'bytes> = ZipArchive<Cursor<&'bytes [u8]>>;

fn document(archive: &mut Archive<'_>) -> Option<Contents> {
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|name| name.ok().map(|name| name.to_lowercase()))
        .collect();
    let program = names.iter().any(|name| {
        name.contains("vbaproject.bin")
            || name.contains("vbadata.xml")
            || name.starts_with("basic/")
    });
    let embedded = names.iter().any(|name| {
        (name.contains("/embeddings/") && name.contains(".bin")) || name.contains("activex")
    });
    // A link in a text is a relation too; only what is fetched without asking counts.
    let fetched = [
        "attachedTemplate",
        "frame",
        "subDocument",
        "oleObject",
        "externalLink",
    ];
    let relations = [
        "word/_rels/settings.xml.rels",
        "word/_rels/document.xml.rels",
        "xl/_rels/workbook.xml.rels",
    ];
    let external = relations.iter().any(|name| {
        let text = look_into(archive, name);
        text.split('>').any(|relation| {
            relation.contains("External") && fetched.iter().any(|kind| relation.contains(kind))
        })
    });
    let field = look_into(archive, "word/document.xml");
    let field = memmem::find(field.as_bytes(), b"DDEAUTO").is_some();
    (program || embedded || external || field).then(|| Contents {
        program,
        fetches: embedded || external || field,
        ..Contents::default()
    })
}

fn look_into(archive: &mut Archive<'_>, name: &str) -> String {
    let mut bytes = Vec::new();
    if let Ok(entry) = archive.by_name(name) {
        // What stands before a mistake is looked at all the same.
        let _read = entry.take(LOOKED_INTO).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn entries(archive: &mut Archive<'_>, budget: &mut Budget) -> Contents {
    let mut contents = Contents {
        more: archive.len() > ENTRIES,
        ..Contents::default()
    };
    for number in 0..archive.len().min(ENTRIES) {
        match entry(archive, number, budget) {
            Entry::Whole(name, bytes) => {
                contents.entries.push((name, String::new(), bytes));
            }
            Entry::Locked => contents.locked = true,
            Entry::TooMuch => contents.more = true,
            Entry::Nothing => {}
        }
        if budget.left() == 0 {
            contents.more = true;
            break;
        }
    }
    contents
}

enum Entry {
    Whole(String, Vec<u8>),
    Locked,
    TooMuch,
    Nothing,
}

fn entry(archive: &mut Archive<'_>, number: usize, budget: &mut Budget) -> Entry {
    let Ok(entry) = archive.by_index_raw(number) else {
        return Entry::TooMuch;
    };
    if entry.is_dir() {
        return Entry::Nothing;
    }
    if entry.encrypted() {
        return Entry::Locked;
    }
    let name = entry
        .name()
        .map_or_else(|_| String::new(), std::borrow::Cow::into_owned);
    let most = entry
        .compressed_size()
        .saturating_mul(RATIO)
        .max(SMALL)
        .min(u64::try_from(budget.left()).unwrap_or(u64::MAX));
    drop(entry);
    let Ok(entry) = archive.by_index(number) else {
        return Entry::TooMuch;
    };
    let mut bytes = Vec::new();
    let read = entry.take(most.saturating_add(1)).read_to_end(&mut bytes);
    let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= most);
    if !budget.take(bytes.len()) || !fits || read.is_err() {
        return Entry::TooMuch;
    }
    Entry::Whole(name, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use zip::{ZipWriter, write::SimpleFileOptions};

    fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .expect("a file");
            writer.write_all(bytes).expect("written");
        }
        writer.finish().expect("a zip").into_inner()
    }

    #[test]
    fn a_zip_is_opened_one_level() {
        let inner = zipped(&[("a.txt", b"a")]);
        let outer = zipped(&[("b.txt", b"b"), ("inner.zip", &inner)]);
        let contents = open(&outer, (false, &mut Budget::default())).expect("a container");
        assert_eq!(contents.entries.len(), 2);
        let within = open(&inner, (true, &mut Budget::default())).expect("a container");
        assert!(within.more && within.entries.is_empty());
    }

    #[test]
    fn a_bomb_is_not_let_grow() {
        let bomb = zipped(&[("a", &vec![0_u8; 50 * 1024 * 1024]), ("b.txt", b"b")]);
        let mut budget = Budget::default();
        let contents = open(&bomb, (false, &mut budget)).expect("a container");
        assert!(contents.more);
        assert_eq!(contents.entries.len(), 1);
    }

    #[test]
    fn a_document_is_no_container_but_its_programs_show() {
        let plain = zipped(&[
            ("[Content_Types].xml", b"<x/>"),
            ("word/document.xml", b"<x/>"),
        ]);
        assert!(open(&plain, (false, &mut Budget::default())).is_none());
        let macros = zipped(&[
            ("[Content_Types].xml", b"<x/>"),
            ("word/vbaProject.bin", b"x"),
        ]);
        assert!(open(&macros, (false, &mut Budget::default())).is_some_and(|it| it.program));
        let fetching = zipped(&[
            ("[Content_Types].xml", b"<x/>"),
            (
                "word/_rels/settings.xml.rels",
                b"<Relationship Type=\"x/attachedTemplate\" Target=\"https://evil.test/a.dotm\" TargetMode=\"External\"/>",
            ),
        ]);
        assert!(open(&fetching, (false, &mut Budget::default())).is_some_and(|it| it.fetches));
    }

    #[test]
    fn what_is_no_zip_is_not_opened() {
        let broken = open(b"PK\x03\x04broken", (false, &mut Budget::default()));
        assert!(broken.is_some_and(|contents| contents.more));
    }
}
