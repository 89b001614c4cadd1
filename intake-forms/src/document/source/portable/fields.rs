//! The fields of a PDF form, by their names. A name may be a question's id or a label; a field without a value says nothing.

use lopdf::{Dictionary, Document, Object, decode_text_string};

use crate::document::Unreadable;
use crate::document::source::sheet::{Control, Piece, Sheet};

/// Fields within fields, at most.
const MAX_DEPTH: usize = 32;
/// The flag of a field of which one button is pressed in.
const RADIO: i64 = 1 << 15;
/// The flag of a field that only does something.
const PUSH: i64 = 1 << 16;

/// Reads the fields.
///
/// # Errors
/// [`Unreadable::OtherForm`] for a form that only one program shows, [`Unreadable::TooLarge`] for too many fields.
pub(in crate::document) fn read(document: &Document, sheet: &mut Sheet) -> Result<(), Unreadable> {
    let Some(form) = document
        .catalog()
        .ok()
        .and_then(|catalog| dictionary(document, catalog, b"AcroForm"))
    else {
        return Ok(());
    };
    let fields = children(document, form, b"Fields");
    if fields.is_empty() && form.get(b"XFA").is_ok() {
        return Err(Unreadable::OtherForm);
    }
    for field in fields {
        one(document, field, &Above::default(), sheet)?;
    }
    Ok(())
}

/// What a field takes over from those above it.
#[derive(Debug, Default, Clone)]
struct Above {
    name: String,
    title: String,
    kind: Vec<u8>,
    flags: i64,
    depth: usize,
}

fn one(
    document: &Document,
    field: &Dictionary,
    above: &Above,
    sheet: &mut Sheet,
) -> Result<(), Unreadable> {
    sheet.count()?;
    if above.depth > MAX_DEPTH {
        return Err(Unreadable::TooLarge);
    }
    let mut here = above.clone();
    here.depth = here.depth.saturating_add(1);
    if let Some(name) = text(document, field, b"T") {
        here.name = if here.name.is_empty() {
            name
        } else {
            format!("{}.{name}", here.name)
        };
    }
    if let Some(title) = text(document, field, b"TU") {
        here.title = title;
    }
    if let Ok(kind) = field.get_deref(b"FT", document).and_then(Object::as_name) {
        here.kind = kind.to_vec();
    }
    if let Ok(flags) = field.get_deref(b"Ff", document).and_then(Object::as_i64) {
        here.flags = flags;
    }
    let kids = children(document, field, b"Kids");
    // Kids with a name are fields; others only show this one.
    if kids.iter().any(|kid| kid.has(b"T")) {
        for kid in kids {
            one(document, kid, &here, sheet)?;
        }
        return Ok(());
    }
    if let Some(control) = control(document, field, &kids, here) {
        sheet.pieces.push(Piece::Control(control));
    }
    Ok(())
}

fn control(
    document: &Document,
    field: &Dictionary,
    kids: &[&Dictionary],
    here: Above,
) -> Option<Control> {
    let mut control = Control {
        place: format!("field {}", here.name),
        tag: here.name,
        title: here.title,
        ..Control::default()
    };
    match here.kind.as_slice() {
        b"Btn" if here.flags & PUSH != 0 => return None,
        b"Btn" => {
            let state = state(document, field, kids);
            if here.flags & RADIO == 0 {
                control.ticked = Some(state.is_some());
            } else {
                control.text = state?;
            }
        }
        b"Ch" => control.text = shown(document, field),
        b"Tx" => control.text = text(document, field, b"V")?,
        _ => return None,
    }
    Some(control)
}

/// The name of the state that a button is in; none when it is off.
fn state(document: &Document, field: &Dictionary, kids: &[&Dictionary]) -> Option<String> {
    let name = |dictionary: &Dictionary, key: &[u8]| {
        let object = dictionary.get_deref(key, document).ok()?;
        let name = object.as_name().ok()?;
        (name != b"Off").then(|| String::from_utf8_lossy(name).into_owned())
    };
    name(field, b"V")
        .or_else(|| name(field, b"AS"))
        .or_else(|| kids.iter().find_map(|kid| name(kid, b"AS")))
}

/// What was chosen from a list, as it is shown.
fn shown(document: &Document, field: &Dictionary) -> String {
    let options: Vec<(String, String)> = array(document, field, b"Opt")
        .iter()
        .filter_map(|option| match option {
            Object::Array(pair) => {
                let words = |place: usize| decode_text_string(pair.get(place)?).ok();
                Some((words(0)?, words(1)?))
            }
            other => decode_text_string(other)
                .ok()
                .map(|words| (words.clone(), words)),
        })
        .collect();
    let Ok(value) = field.get_deref(b"V", document) else {
        return String::new();
    };
    let chosen: Vec<String> = match value {
        Object::Array(all) => all
            .iter()
            .filter_map(|one| decode_text_string(one).ok())
            .collect(),
        one => decode_text_string(one).into_iter().collect(),
    };
    let in_words = chosen.into_iter().map(|value| {
        let known = options.iter().find(|(export, _)| *export == value);
        known.map_or(value, |(_, words)| words.clone())
    });
    in_words.collect::<Vec<_>>().join("\n")
}

fn text(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<String> {
    let object = dictionary.get_deref(key, document).ok()?;
    decode_text_string(object).ok()
}

fn dictionary<'a>(
    document: &'a Document,
    dictionary: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Dictionary> {
    dictionary
        .get_deref(key, document)
        .and_then(Object::as_dict)
        .ok()
}

fn array<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> &'a [Object] {
    dictionary
        .get_deref(key, document)
        .and_then(Object::as_array)
        .map_or(&[], Vec::as_slice)
}

fn children<'a>(document: &'a Document, parent: &'a Dictionary, key: &[u8]) -> Vec<&'a Dictionary> {
    let all = array(document, parent, key).iter();
    all.filter_map(|child| document.dereference(child).ok()?.1.as_dict().ok())
        .collect()
}
