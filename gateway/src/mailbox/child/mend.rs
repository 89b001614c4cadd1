//! What the parser gives up on and a person would not: base64 that is cut short, a name that is given twice. Adds what stands there;
//! takes nothing away.

use std::borrow::Cow;

use mail_parser::{ContentType, HeaderName, Message, MessagePart, MimeHeaders as _, PartType};

use super::{headers::Lines, kinds::is_risky, tree::Source};

/// Bytes that a name is looked for in.
const HEAD: usize = 16 * 1024;

/// Decodes again what the parser left as it stands because its end is missing.
pub(super) fn mend<'raw>(message: &mut Message<'raw>, source: Source<'_, 'raw>) {
    for part in &mut message.parts {
        say_what_it_is(part);
        let encoding = part.content_transfer_encoding().unwrap_or_default();
        let left = part.is_encoding_problem && matches!(part.body, PartType::Text(_));
        if !left || !encoding.trim().eq_ignore_ascii_case("base64") {
            continue;
        }
        let bytes = base64(&source.slice(part));
        if !bytes.is_empty() {
            part.body = body(part, bytes);
        }
    }
}

/// A multipart that does not say where its parts end is a text.
fn say_what_it_is(part: &mut MessagePart<'_>) {
    let multipart = part
        .content_type()
        .is_some_and(|content| content.c_type.eq_ignore_ascii_case("multipart"));
    if let (true, PartType::Binary(bytes)) = (multipart, &part.body) {
        let text = String::from_utf8_lossy(bytes).into_owned();
        part.body = PartType::Text(Cow::Owned(text));
    }
}

fn body<'raw>(part: &MessagePart<'_>, bytes: Vec<u8>) -> PartType<'raw> {
    let subtype = part
        .content_type()
        .filter(|content| content.c_type.eq_ignore_ascii_case("text"))
        .map(|content| {
            content
                .c_subtype
                .as_deref()
                .unwrap_or_default()
                .to_lowercase()
        });
    let text = || Cow::Owned(String::from_utf8_lossy(&bytes).into_owned());
    match subtype.as_deref() {
        Some("html") => PartType::Html(text()),
        Some(_) => PartType::Text(text()),
        None => PartType::Binary(Cow::Owned(bytes)),
    }
}

/// Base64 as far as it goes: letters of other alphabets are passed over, and so is what does not fill a byte.
fn base64(letters: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(letters.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for letter in letters {
        let Some(six) = six(*letter) else {
            continue;
        };
        bits = (bits << 6 | six) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.extend(u8::try_from(bits >> held & 0xff).ok());
        }
    }
    bytes
}

fn six(letter: u8) -> Option<u32> {
    let place = match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(place))
}

/// A part's name, and another that its head gives it too; of several others one that would run.
pub(super) fn names(part: &MessagePart<'_>, source: Source<'_, '_>) -> (String, Option<String>) {
    let of = |content: Option<&ContentType<'_>>, attribute: &str| {
        content.and_then(|content| content.attribute(attribute).map(str::to_owned))
    };
    let by_type = of(part.content_type(), "name");
    let name = of(part.content_disposition(), "filename").or_else(|| by_type.clone());
    let name = name.unwrap_or_default();
    let encoded = |other: &String| other.starts_with("=?");
    let plain = in_head(part, source);
    let plain = plain.into_iter().filter(|other| !encoded(other));
    let others: Vec<String> = by_type
        .into_iter()
        .chain(plain)
        .filter(|other| *other != name)
        .collect();
    let runs = others.iter().find(|other| is_risky(other));
    let other = runs.or_else(|| others.first()).cloned();
    (name, other)
}

/// Every name that a part's head gives it in plain letters, as it stands: the parser keeps one of several.
fn in_head(part: &MessagePart<'_>, source: Source<'_, '_>) -> Vec<String> {
    let kinds = [HeaderName::ContentDisposition, HeaderName::ContentType];
    let lines = Lines::new(&part.headers, source.bytes());
    let mut names = Vec::new();
    for kind in kinds {
        for value in lines.texts(kind.as_str()) {
            let value: String = value.chars().take(HEAD).collect();
            names.extend(in_line(&value));
        }
    }
    names
}

fn in_line(value: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = value;
    while let Some((_, after)) = rest.split_once(';') {
        rest = after;
        let Some((name, value)) = after.split_once('=') else {
            break;
        };
        if !["filename", "name"].contains(&name.trim().to_lowercase().as_str()) {
            continue;
        }
        let value = value.trim_start();
        let name = match value.strip_prefix('"') {
            // One with marks of its own within is left to the parser.
            Some(quoted) => quoted
                .split('"')
                .next()
                .filter(|name| !name.ends_with('\\')),
            None => value.split([';', ' ']).next(),
        };
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        names.extend(name.map(str::to_owned));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_goes_as_far_as_it_goes() {
        assert_eq!(base64(b"JVBERi0xLjQK"), b"%PDF-1.4\n");
        assert_eq!(base64(b"JVBE\r\nRi0xLj!Q"), b"%PDF-1.4");
        assert_eq!(base64(b"=="), b"");
    }

    #[test]
    fn every_plain_name_is_found() {
        let line = "attachment; filename*=utf-8''caf%C3%A9.pdf; filename=\"cafe; x.exe\"; size=3; name=a.txt";
        assert_eq!(in_line(line), ["cafe; x.exe", "a.txt"]);
    }
}
