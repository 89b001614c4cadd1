//! Messages made at run time: heads, bodies, parts, containers and a small Word form, of invented people. Nothing here came from a
//! mailbox, and nothing is stored.

/// Who refers.
pub const SAM: &str = "sam.sample@council.test";
/// Who releases.
pub const MAX: &str = "max.specimen@council.test";
/// The hub's own mailbox.
pub const HUB: &str = "hub@exampleshire.test";
/// The receiving server whose word counts.
pub const RECEIVER: &str = "mx.exampleshire.test";

/// The settings that make its word count.
pub const TRUST: &str = "\n[mailbox.trust]\nauthserv_id = \"mx.exampleshire.test\"\n";

/// A message on its way to being one.
#[derive(Clone, Debug)]
pub struct Mail {
    heads: Vec<(String, String)>,
    body: Vec<u8>,
}

/// Labels and answers of an ordinary form, as people type them.
pub const ANSWERS: &[(&str, &str)] = &[
    ("Name of referrer", "Sam Sample"),
    ("Job title", "Social Worker"),
    ("Team", "Children and Families Team 4"),
    ("Email", SAM),
    ("Telephone", "01632 960101"),
    ("Team Manager", "Max Specimen"),
    ("Team Manager email", MAX),
    ("Child's first name", "Casey"),
    ("Child's surname", "Example"),
    ("Date of birth", "14/03/2013"),
    ("LCS number", "7004512"),
    (
        "Home address and postcode",
        "1 Example Street, Exampleton ZP1 1AA",
    ),
    ("Continuum of Need level", "4"),
    ("Is the child open to CSC?", "Yes"),
    ("Is the child open to CYJS?", "No"),
    ("Date of most recent incident", "03/09/2026"),
    (
        "Description of the behaviour",
        "Invented account. Two incidents at a club; staff separated the children.",
    ),
    ("Police investigation", "No - not reported"),
    ("Has the child agreed to this referral?", "Yes, 01/10/2026"),
    ("Have parents/carers agreed?", "Yes, 01/10/2026"),
    ("What support do you want?", "Consultation"),
];

/// The form's labels and answers with some changed; an empty answer leaves its line out.
pub fn answers<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let of = |label: &'a str, answer: &'a str| {
        let other = changes.iter().find(|(known, _)| *known == label);
        (label, other.map_or(answer, |(_, other)| *other))
    };
    let all = ANSWERS.iter().map(|(label, answer)| of(label, answer));
    all.filter(|(_, answer)| !answer.is_empty()).collect()
}

/// The form as labelled text.
pub fn form_text(changes: &[(&str, &str)]) -> String {
    let lines = answers(changes);
    let lines = lines
        .iter()
        .map(|(label, answer)| format!("{label}: {answer}\r\n"));
    lines.collect::<Vec<_>>().concat()
}

/// What is in a Word document's package.
const TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
        <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
        <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
/// Which of it is the document.
const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
        <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";

/// The form as a Word document: one table of labels and answers.
pub fn form_docx(changes: &[(&str, &str)]) -> Vec<u8> {
    word(form_table(changes).as_bytes())
}

/// The words of that document, in Word's XML.
pub fn form_table(changes: &[(&str, &str)]) -> String {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let rows = answers(changes)
        .iter()
        .map(|(label, answer)| format!("<w:tr>{}{}</w:tr>", cell(label), cell(answer)))
        .collect::<Vec<_>>()
        .concat();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body><w:p><w:r><w:t>HSB Consultation Referral Form</w:t></w:r></w:p><w:tbl>{rows}</w:tbl></w:body></w:document>"
    )
}

/// A Word document around its words.
pub fn word(document: &[u8]) -> Vec<u8> {
    zip(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("word/document.xml", document),
    ])
}

/// A zip of stored files.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(files, 0)
}

/// A zip whose files say that they are locked.
pub fn locked_zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(files, 1)
}

fn zip_with(files: &[(&str, &[u8])], flags: u16) -> Vec<u8> {
    let (mut out, mut index) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let at = u32::try_from(out.len()).unwrap();
        let length = u32::try_from(bytes.len()).unwrap();
        let mut head = Vec::new();
        for number in [20_u16, flags, 0, 0, 0x21] {
            head.extend(number.to_le_bytes());
        }
        for number in [crc32(bytes), length, length] {
            head.extend(number.to_le_bytes());
        }
        head.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        head.extend(0_u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(name.as_bytes());
        out.extend(*bytes);
        index.extend(b"PK\x01\x02\x14\x00");
        index.extend(&head);
        index.extend([0; 10]);
        index.extend(at.to_le_bytes());
        index.extend(name.as_bytes());
    }
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    let (at, length) = (out.len(), index.len());
    out.extend(&index);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count, count].concat());
    out.extend(u32::try_from(length).unwrap().to_le_bytes());
    out.extend(u32::try_from(at).unwrap().to_le_bytes());
    out.extend(0_u16.to_le_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg())
        })
    };
    !bytes.iter().fold(!0, step)
}

/// Outlook's container with one file in it.
pub fn tnef(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x9f, 0x3e, 0x22, 1, 0];
    let mut attribute = |level: u8, id: u32, data: &[u8]| {
        out.push(level);
        out.extend(id.to_le_bytes());
        out.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        out.extend(data);
        let sum = data
            .iter()
            .fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        out.extend(sum.to_le_bytes());
    };
    attribute(
        2,
        0x0006_9002,
        &[1, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0],
    );
    attribute(2, 0x0001_8010, &[name.as_bytes(), b"\0"].concat());
    attribute(2, 0x0006_800f, bytes);
    out
}

/// Base64 in lines.
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (place, three) in bytes.chunks(3).enumerate() {
        let number = (0..3).fold(0_u32, |sum, at| {
            (sum << 8) | u32::from(three.get(at).copied().unwrap_or(0))
        });
        for at in 0..4 {
            let digit = usize::try_from((number >> (18 - 6 * at)) & 63).unwrap();
            let digit = DIGITS.get(digit).filter(|_| at <= three.len());
            text.push(digit.map_or('=', |digit| char::from(*digit)));
        }
        if place % 19 == 18 {
            text.push_str("\r\n");
        }
    }
    text
}

/// One part of a message.
pub fn part(heads: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
    let heads = heads
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect::<Vec<_>>()
        .concat();
    [heads.as_bytes(), b"\r\n", body.as_ref(), b"\r\n"].concat()
}

/// A part with words.
pub fn words(text: &str) -> Vec<u8> {
    part(&[("Content-Type", "text/plain; charset=utf-8")], text)
}

/// A part with a file.
pub fn file(kind: &str, name: &str, bytes: &[u8]) -> Vec<u8> {
    let place = format!("attachment; filename=\"{name}\"");
    part(
        &[
            ("Content-Type", kind),
            ("Content-Disposition", &place),
            ("Content-Transfer-Encoding", "base64"),
        ],
        base64(bytes),
    )
}

/// The Word form as a part.
pub fn docx(changes: &[(&str, &str)]) -> Vec<u8> {
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    file(kind, "HSB referral.docx", &form_docx(changes))
}

/// A message as a part.
pub fn forwarded(message: &[u8]) -> Vec<u8> {
    part(&[("Content-Type", "message/rfc822")], message)
}

/// Parts between boundaries.
pub fn multipart(boundary: &str, parts: &[Vec<u8>]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        body.extend(format!("--{boundary}\r\n").as_bytes());
        body.extend(part);
    }
    body.extend(format!("--{boundary}--\r\n").as_bytes());
    body
}

impl Mail {
    /// An ordinary message; `id` makes it another one than all others.
    pub fn new(id: &str, from: &str) -> Self {
        let domain = from
            .rsplit_once('@')
            .map_or("council.test", |(_, domain)| domain);
        Self {
            heads: Vec::new(),
            body: Vec::new(),
        }
        .head("From", &format!("Somebody <{from}>"))
        .head("To", HUB)
        .head("Subject", "Referral")
        .head("Date", "Mon, 02 Nov 2026 09:01:00 +0000")
        .head(
            "Message-ID",
            &format!("<{id}@{}>", domain.trim_end_matches('>')),
        )
        .head("MIME-Version", "1.0")
        .text("Please see below.")
    }

    /// Adds a line to the head.
    #[must_use]
    pub fn head(mut self, name: &str, value: &str) -> Self {
        self.heads.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Takes lines out of the head.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.heads
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    /// Replaces a line of the head.
    #[must_use]
    pub fn set(self, name: &str, value: &str) -> Self {
        self.without(name).head(name, value)
    }

    /// What the receiving server says of a sender's domain that it has checked.
    #[must_use]
    pub fn verified(self, domain: &str) -> Self {
        let line = format!(
            "{RECEIVER}; spf=pass smtp.mailfrom={domain};\r\n dkim=pass header.d={domain}; dmarc=pass header.from={domain}"
        );
        self.head("Authentication-Results", &line)
    }

    /// Words only.
    #[must_use]
    pub fn text(self, words: &str) -> Self {
        self.of("text/plain; charset=\"utf-8\"", words)
    }

    /// A body of one kind.
    #[must_use]
    pub fn of(mut self, kind: &str, body: impl AsRef<[u8]>) -> Self {
        self = self.set("Content-Type", kind);
        self.body = body.as_ref().to_vec();
        self
    }

    /// Several parts.
    #[must_use]
    pub fn parts(self, parts: &[Vec<u8>]) -> Self {
        self.of("multipart/mixed; boundary=\"b1\"", multipart("b1", parts))
    }

    /// The message's bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let heads = self
            .heads
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect::<Vec<_>>()
            .concat();
        [heads.as_bytes(), b"\r\n", &self.body].concat()
    }
}
