//! The marks of HTML: tags, their attributes, letters written as entities. Bytes of any kind have some reading; a mark that is never
//! closed ends where the text does.

/// A tag up to its `>`, which may stand within quotation marks, and what follows.
pub(super) fn tag(after: &str) -> Option<(&str, &str)> {
    let mut quote: Option<char> = None;
    for (at, letter) in after.char_indices() {
        if quote == Some(letter) {
            quote = None;
        } else if quote.is_some() {
            // Within a value.
        } else if letter == '>' {
            let (tag, rest) = after.split_at_checked(at)?;
            return Some((tag, rest.strip_prefix('>').unwrap_or(rest)));
        } else if matches!(letter, '"' | '\'') && after.get(..at)?.trim_end().ends_with('=') {
            // A quotation mark counts only where a value begins.
            quote = Some(letter);
        }
    }
    // A mark that is never closed: the tag ends at the first `>` all the same.
    after.split_once('>')
}

/// What follows the end of an element whose content is passed over; nothing when it has no end.
pub(super) fn after_end<'html>(rest: &'html str, name: &str) -> &'html str {
    let mut from = rest;
    while let Some((_, after)) = from.split_once("</") {
        let same = after
            .get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name));
        if same {
            return after.split_once('>').map_or("", |(_, rest)| rest);
        }
        from = after;
    }
    // A head that is not closed ends where the body begins.
    match from_body(rest) {
        Some(body) if name == "head" => body,
        _ => "",
    }
}

fn from_body(rest: &str) -> Option<&str> {
    let at = memchr::memmem::find(rest.as_bytes(), b"<body")
        .or_else(|| memchr::memmem::find(rest.as_bytes(), b"<BODY"))?;
    rest.get(at..)
}

/// A tag's name.
pub(super) fn name_of(tag: &str) -> String {
    tag.chars()
        .take_while(char::is_ascii_alphanumeric)
        .take(20)
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

/// An attribute's value, as it stands.
pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower.get(from..)?.find(name) {
        let at = from + found;
        let end = at + name.len();
        from = end;
        let before = lower.get(..at)?.chars().next_back();
        let value = tag.get(end..)?.trim_start();
        if let Some(value) = value.strip_prefix('=')
            && before.is_some_and(|letter| letter.is_whitespace() || "\"'/".contains(letter))
        {
            let value = value.trim_start();
            return Some(match value.chars().next() {
                Some(mark @ ('"' | '\'')) => {
                    value.split(mark).nth(1).unwrap_or_default().to_owned()
                }
                _ => value
                    .split(char::is_whitespace)
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            });
        }
    }
    None
}

/// Whether an element hides what is in it.
pub(super) fn hides(tag: &str) -> bool {
    const STYLES: [&str; 8] = [
        "display:none",
        "visibility:hidden",
        "mso-hide:all",
        "font-size:0;",
        "font-size:0px",
        "font-size:0pt",
        "opacity:0;",
        "max-height:0",
    ];
    let style = attribute(tag, "style")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let style: String = style
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let style = style + ";";
    let attribute = tag
        .split(|letter: char| letter.is_whitespace() || letter == '=')
        .any(|word| word.eq_ignore_ascii_case("hidden"));
    STYLES.iter().any(|hidden| style.contains(hidden)) || attribute
}

/// Letters written as `&…;`, made letters.
pub(super) fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (letter, left) = entity(after).unwrap_or(('&', after));
        out.push(letter);
        rest = left;
    }
    out.push_str(rest);
    out
}

fn entity(after: &str) -> Option<(char, &str)> {
    const NAMED: [(&str, char); 34] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", '\u{a0}'),
        ("pound", '£'),
        ("euro", '€'),
        ("copy", '©'),
        ("reg", '®'),
        ("trade", '™'),
        ("hellip", '…'),
        ("ndash", '–'),
        ("mdash", '—'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("bull", '•'),
        ("middot", '·'),
        ("eacute", 'é'),
        ("egrave", 'è'),
        ("agrave", 'à'),
        ("ccedil", 'ç'),
        ("ouml", 'ö'),
        ("uuml", 'ü'),
        ("auml", 'ä'),
        ("szlig", 'ß'),
        ("ntilde", 'ñ'),
        ("frac12", '½'),
        ("deg", '°'),
        ("times", '×'),
        ("check", '✓'),
        ("ballot", '☐'),
    ];
    let end = after
        .char_indices()
        .take(12)
        .find(|(_, letter)| *letter == ';')?
        .0;
    let name = after.get(..end)?;
    let rest = after.get(end + 1..)?;
    let letter = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            // Old pages mean Windows' letters by 128 to 159.
            match u8::try_from(code) {
                Ok(byte @ 0x80..=0x9f) => super::bytes::windows(byte),
                _ => char::from_u32(code).filter(|letter| *letter != '\0')?,
            }
        }
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((letter, rest))
}
