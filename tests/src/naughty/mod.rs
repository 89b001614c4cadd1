//! Texts that have broken programs before, made class by class: words that mean something to a machine, numbers at their edges, marks of
//! every kind, scripts of all widths and directions, what cannot be seen, and code of every language that a text may pass through. The
//! classes are those of the "Big List of Naughty Strings"; the texts are made here.

mod code;

/// Every one of them, each once, in a fixed order.
pub fn naughty() -> Vec<String> {
    let classes = [
        words(),
        numbers(),
        marks(),
        letters(),
        unseen(),
        drawn(),
        code::markup(),
        code::queries(),
        code::commands(),
        code::formats(),
        code::headers(),
        names(),
    ];
    let mut all: Vec<String> = Vec::new();
    for text in classes.into_iter().flatten() {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    all
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn each<T>(of: impl IntoIterator<Item = T>, text: impl Fn(T) -> String) -> Vec<String> {
    of.into_iter().map(text).collect()
}

/// What some language, format or system keeps for itself.
fn words() -> Vec<String> {
    owned(&[
        "undefined",
        "null",
        "(null)",
        "nil",
        "None",
        "NaN",
        "Infinity",
        "true",
        "FALSE",
        "yes",
        "hasOwnProperty",
        "__proto__",
        "constructor",
        "self",
        "then",
        "\\",
        "\\\\",
        "CON",
        "prn.txt",
        "AUX",
        "nul",
        "COM1",
        "LPT1:",
        ".",
        "..",
        "...",
        "admin",
        "root",
        "select",
        "exec",
        "_id",
        "not_known",
        "on",
        "~",
        "[]",
        "{}",
        "\"\"",
        "''",
        "<blank>",
    ])
}

/// The edges of whole numbers, and numbers as people and programs write them.
fn numbers() -> Vec<String> {
    let edges = [
        0,
        1,
        -1,
        i128::from(i8::MAX),
        i128::from(u8::MAX) + 1,
        i128::from(i16::MIN),
        i128::from(u16::MAX),
        i128::from(i32::MAX),
        i128::from(i32::MIN),
        i128::from(i64::MAX),
        i128::from(u64::MAX),
        i128::MIN,
    ];
    let mut all = each(edges, |edge| edge.to_string());
    all.extend(each([255_u64, u64::MAX], |n| format!("0x{n:x}")));
    all.extend(each([9, 308, 309, 1_000_000], |n| format!("1e{n}")));
    all.extend(owned(&[
        "-0",
        "+.5",
        "1.",
        "1/0",
        "0/0",
        "1,000.00",
        "1.000,00",
        "1 000",
        "0b101",
        "0o17",
        "1_000",
        "12:34:56",
        "2026-02-30",
        "1 < 2",
        "٣٤٥",
        "３４５",
        "²³",
        "Ⅻ",
        "½",
        "१२३",
        "#REF!",
    ]));
    all
}

/// Every mark of a keyboard, three times over, and all of them at once.
fn marks() -> Vec<String> {
    let ascii = || {
        (b'!'..=b'~')
            .map(char::from)
            .filter(char::is_ascii_punctuation)
    };
    let mut all = each(ascii(), |mark| format!("{mark}{mark} {mark}"));
    all.push(ascii().collect());
    all.push(ascii().rev().collect());
    all
}

/// Eight letters of each of many blocks, then letters under heaps of marks, and letters that change when their case does.
fn letters() -> Vec<String> {
    let blocks = [
        0xC0, 0x100, 0x250, 0x391, 0x410, 0x531, 0x5D0, 0x628, 0x905, 0xE01, 0xF40, 0x10A0, 0x1100,
        0x1208, 0x13A0, 0x3042, 0x30A2, 0x4E00, 0xAC00, 0xE000, 0xF900, 0xFB00, 0xFF21, 0x10330,
        0x1D400, 0x20000, 0x2F800, 0x10_FFF0,
    ];
    let mut all = each(blocks, |from: u32| {
        (from..from + 8).filter_map(char::from_u32).collect()
    });
    all.extend(each([1, 5, 20, 60], |marks: u32| {
        let heap: String = (0..marks)
            .filter_map(|n| char::from_u32(0x300 + n))
            .collect();
        format!("Z{heap}a{heap}")
    }));
    all.extend(owned(&[
        "İıſßẞ",
        "ǅǆŉ",
        "ﬀﬃ",
        "é e\u{301}",
        "Å Å Å",
        "ʼn",
        "ＡＢＣ",
        "ⓐⓑⓒ",
        "🅐🅑",
        "ɐqɔ",
    ]));
    all
}

/// What has no width, turns the direction, ends a line, or is no character at all; and every control character.
fn unseen() -> Vec<String> {
    let hidden = [
        0xAD, 0x34F, 0x61C, 0x115F, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029,
        0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2063, 0x2066, 0x2067, 0x2068, 0x2069,
        0x3000, 0x3164, 0xFE0F, 0xFEFF, 0xFFF9, 0xFFFC, 0xFFFD, 0xFFFE, 0xFFFF, 0x1_FFFE, 0xE_0041,
    ];
    let controls = (0..0x20).chain(0x7F..=0x9F);
    let hidden = hidden
        .into_iter()
        .chain(controls)
        .filter_map(char::from_u32);
    let mut all = each(hidden, |c| format!("in{c}side"));
    all.extend(owned(&[
        "\u{202E}gpj.eciton",
        "\u{202B}abc \u{2066}def",
        "\u{FEFF}",
        "\u{200B}",
        "\u{3000}",
        "الإحالة اليوم 12",
        "הפניה 12 (abc)",
        "abc\u{5D0}\u{5D1}def\u{628}",
    ]));
    all
}

/// Pictures for letters: alone, with each skin, joined, flags and keys.
fn drawn() -> Vec<String> {
    let skins = (0x1F3FB..=0x1F3FF).filter_map(char::from_u32);
    let mut all = each(skins, |skin| format!("👋{skin}👩{skin}\u{200D}🔬"));
    let first = (0x1F600..0x1F640).step_by(8);
    all.extend(each(first, |from: u32| {
        (from..from + 8).filter_map(char::from_u32).collect()
    }));
    all.extend(owned(&[
        "👩\u{200D}👩\u{200D}👧\u{200D}👦",
        "🇬🇧🏴",
        "1\u{20E3}#\u{20E3}",
        "☃\u{FE0E}☃\u{FE0F}",
    ]));
    all
}

/// Names that are names.
fn names() -> Vec<String> {
    owned(&[
        "O’Specimen-van der Test",
        "Null",
        "Ng",
        "李",
        "X Æ A-12",
        "Jean-Luc Ó Specimen",
        "ʻOkina Testʻ",
        "d’Example",
        "True Sample",
        "S. P. E. Cimen III",
        "Specimen & Co.",
        "Zoë Müller-Ñandú",
    ])
}

#[cfg(test)]
mod tests {
    use super::naughty;

    #[test]
    fn there_are_more_than_two_hundred_texts_and_each_is_short() {
        let all = naughty();
        assert!(all.len() > 300, "{}", all.len());
        assert!(all.iter().all(|text| text.chars().count() < 200));
        assert!(all.iter().any(|text| text.contains('\0')));
    }
}
