//! Makes documents for the tests: Word, ODT and PDF files out of a few words, and fills in our own empty form as a person or
//! a program would.

use std::io::{Cursor, Read, Write};

use intake_forms::FormDefinition;
use intake_forms::document::{
    DocumentKind, Labels, Reading, blank_document, read_document, read_text,
};
use lopdf::{Document, Object, Stream, dictionary};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

pub(crate) fn forms() -> Vec<FormDefinition> {
    vec![FormDefinition::read(include_str!("../../../config/forms/social-worker.toml")).unwrap()]
}

pub(crate) fn labels() -> Labels {
    Labels::read(include_str!("../../../config/forms/labels.toml"), &forms()).unwrap()
}

pub(crate) fn read(bytes: &[u8]) -> Reading {
    let kind = DocumentKind::of(bytes).unwrap_or(DocumentKind::Docx);
    read_document(bytes, kind, &forms(), &labels())
}

pub(crate) fn read_words(text: &str) -> Reading {
    read_text(text, &forms(), &labels())
}

pub(crate) fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(crate) const WORD: &str = r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:body>"#;

pub(crate) fn docx(body: &str) -> Vec<u8> {
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "word/document.xml",
            &format!("{WORD}{body}</w:body></w:document>"),
        ),
    ])
}

pub(crate) fn odt(body: &str) -> Vec<u8> {
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            &format!(
                r#"<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:loext="l"><office:body><office:text>{body}</office:text></office:body></office:document-content>"#
            ),
        ),
    ])
}

/// A paragraph of Word.
pub(crate) fn line(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

pub(crate) fn heading(text: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#)
}

/// A table of Word, a list of cells for each row.
pub(crate) fn table(rows: &[&[&str]]) -> String {
    let cell = |text: &&str| {
        let lines: String = text.split('\n').map(line).collect();
        format!("<w:tc><w:tcPr/>{lines}</w:tc>")
    };
    let row = |cells: &&[&str]| {
        format!(
            "<w:tr>{}</w:tr>",
            cells.iter().map(cell).collect::<String>()
        )
    };
    format!(
        "<w:tbl>{}</w:tbl>",
        rows.iter().map(row).collect::<String>()
    )
}

/// A table of an ODT.
pub(crate) fn open_table(rows: &[&[&str]]) -> String {
    let cell =
        |text: &&str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row = |cells: &&[&str]| {
        format!(
            "<table:table-row>{}</table:table-row>",
            cells.iter().map(cell).collect::<String>()
        )
    };
    format!(
        "<table:table>{}</table:table>",
        rows.iter().map(row).collect::<String>()
    )
}

/// The text of a part of a zip.
pub(crate) fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// The names of the parts of a zip.
pub(crate) fn parts(bytes: &[u8]) -> Vec<String> {
    let zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    zip.file_names()
        .map(|name| name.unwrap().into_owned())
        .collect()
}

/// The same document with another body.
pub(crate) fn with_body(bytes: &[u8], body: &str) -> Vec<u8> {
    let texts: Vec<(String, String)> = parts(bytes)
        .into_iter()
        .map(|name| {
            let text = if name == "word/document.xml" {
                body.to_owned()
            } else {
                part(bytes, &name)
            };
            (name, text)
        })
        .collect();
    let borrowed: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    zipped(&borrowed)
}

/// How our empty form is filled in.
pub(crate) struct Filling {
    blank: Vec<u8>,
    pub(crate) body: String,
    /// Whether the mark of the prompt is taken away, as Word does and other programs do not.
    pub(crate) tidy: bool,
}

impl Filling {
    pub(crate) fn new() -> Self {
        let blank = blank_document(&forms()[0]).unwrap();
        let body = part(&blank, "word/document.xml");
        Self {
            blank,
            body,
            tidy: true,
        }
    }

    /// Writes into the nth place of this tag, counted from 0.
    pub(crate) fn write(&mut self, tag: &str, n: usize, text: &str) -> &mut Self {
        let start = self.place(tag, n);
        let (before, control) = self.body.split_at(start);
        let mut control = control.to_owned();
        if self.tidy {
            control = control.replacen("<w:showingPlcHdr/>", "", 1);
        }
        let from = control.find("<w:t>").unwrap() + "<w:t>".len();
        let to = control.find("</w:t>").unwrap();
        control.replace_range(from..to, &text.replace('\n', "</w:t><w:br/><w:t>"));
        self.body = before.to_owned() + &control;
        self
    }

    pub(crate) fn tick(&mut self, tag: &str, n: usize) -> &mut Self {
        let start = self.place(tag, n);
        let (before, control) = self.body.split_at(start);
        let control = control
            .replacen(
                r#"w14:checked w14:val="0""#,
                r#"w14:checked w14:val="1""#,
                1,
            )
            .replacen('☐', "☒", 1);
        self.body = before.to_owned() + &control;
        self
    }

    pub(crate) fn done(&self) -> Vec<u8> {
        with_body(&self.blank, &self.body)
    }

    fn place(&self, tag: &str, n: usize) -> usize {
        let wanted = format!(r#"<w:tag w:val="{tag}"/>"#);
        self.body
            .match_indices(&wanted)
            .nth(n)
            .unwrap_or_else(|| panic!("no {n} of {tag}"))
            .0
    }
}

/// A PDF page that shows these words at these places.
pub(crate) fn pdf(shown: &[(f32, f32, &str)], fields: &[(&str, Object)]) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let text: Vec<String> = shown
        .iter()
        .map(|(x, y, words)| format!("BT /F1 11 Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET\n"))
        .collect();
    let content = document.add_object(Stream::new(dictionary! {}, text.concat().into_bytes()));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    });
    document.objects.insert(
        pages,
        Object::Dictionary(dictionary! {
            "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1,
        }),
    );
    let fields: Vec<Object> = fields
        .iter()
        .map(|(name, value)| {
            let kind = if matches!(value, Object::Name(_)) { "Btn" } else { "Tx" };
            let field = dictionary! { "T" => Object::string_literal(*name), "FT" => kind, "V" => value.clone() };
            document.add_object(field).into()
        })
        .collect();
    let form = document.add_object(dictionary! { "Fields" => fields });
    let catalog = document
        .add_object(dictionary! { "Type" => "Catalog", "Pages" => pages, "AcroForm" => form });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}
