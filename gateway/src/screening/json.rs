//! One JSON value, borrowed from its line, that remembers whether any object in it repeats a key.
//! Exists because the usual readers keep the last of two equal keys in silence. Never interprets.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

/// A value, as far as facts need to tell values apart.
#[derive(Debug)]
pub(super) enum Value<'a> {
    Null,
    Flag(bool),
    Whole(u64),
    /// A negative number or a fraction: no fact is one.
    OtherNumber,
    Text(Cow<'a, str>),
    List {
        repeats: bool,
    },
    Object(Object<'a>),
}

/// An object in its written order.
#[derive(Debug)]
pub(super) struct Object<'a> {
    pub(super) entries: Vec<(Cow<'a, str>, Value<'a>)>,
    /// A key is repeated here or further in.
    pub(super) repeats: bool,
}

impl Object<'_> {
    /// Whether `key` stands here more than once.
    pub(super) fn repeats_key(&self, key: &str) -> bool {
        self.entries
            .iter()
            .filter(|(other, _)| other == key)
            .nth(1)
            .is_some()
    }
}

impl Value<'_> {
    fn repeats(&self) -> bool {
        match self {
            Self::List { repeats } => *repeats,
            Self::Object(object) => object.repeats,
            Self::Null | Self::Flag(_) | Self::Whole(_) | Self::OtherNumber | Self::Text(_) => {
                false
            }
        }
    }
}

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Value::Whole(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(u64::try_from(number).map_or(Value::OtherNumber, Value::Whole))
    }

    fn visit_f64<E>(self, _number: f64) -> Result<Self::Value, E> {
        Ok(Value::OtherNumber)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut repeats = false;
        while let Some(item) = list.next_element::<Value<'de>>()? {
            repeats |= item.repeats();
        }
        Ok(Value::List { repeats })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::with_capacity(16);
        let mut repeats = false;
        while let Some((Key(key), value)) = map.next_entry::<Key<'de>, Value<'de>>()? {
            repeats |= value.repeats();
            entries.push((key, value));
        }
        repeats |= any_repeated(&entries);
        Ok(Value::Object(Object { entries, repeats }))
    }
}

fn any_repeated(entries: &[(Cow<'_, str>, Value<'_>)]) -> bool {
    let mut keys: Vec<&str> = entries.iter().map(|(key, _)| key.as_ref()).collect();
    keys.sort_unstable();
    keys.windows(2)
        .any(|pair| matches!(pair, [one, other] if one == other))
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn a_repeated_key_is_seen_at_every_depth_and_in_every_spelling() {
        for (text, expected) in [
            (r#"{"a":1,"b":1}"#, false),
            (r#"{"a":1,"a":1}"#, true),
            (r#"{"a":1,"\u0061":1}"#, true),
            (r#"{"a":{"b":1,"b":2}}"#, true),
            (r#"{"a":[{"b":1,"b":2}]}"#, true),
            (r#"{"a":[{"b":1},{"b":2}]}"#, false),
        ] {
            let Ok(Value::Object(object)) = serde_json::from_str(text) else {
                panic!("{text}")
            };
            assert_eq!(object.repeats, expected, "{text}");
        }
    }
}
