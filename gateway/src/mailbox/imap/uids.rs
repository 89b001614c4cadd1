//! UIDs as the ledger writes them and as the server reads them, and names of folders as IMAP spells them. Pure.

/// As the ledger writes it: ten digits, so that the order of texts is the order of numbers.
pub(super) fn text(uid: u32) -> String {
    format!("{uid:010}")
}

/// A set of UIDs for a command; texts that are no UIDs are left out.
pub(super) fn set<'a>(uids: impl IntoIterator<Item = &'a str>) -> String {
    let mut numbers: Vec<u32> = uids
        .into_iter()
        .filter_map(|uid| uid.parse().ok())
        .filter(|uid| *uid > 0)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let ranges = numbers.chunk_by(|one, next| one.checked_add(1) == Some(*next));
    let mut set = String::new();
    for range in ranges {
        let (Some(first), Some(last)) = (range.first(), range.last()) else {
            continue;
        };
        if !set.is_empty() {
            set.push(',');
        }
        set.push_str(&first.to_string());
        if first != last {
            set.push(':');
            set.push_str(&last.to_string());
        }
    }
    set
}

/// A folder's name in modified UTF-7 (RFC 3501 §5.1.3), quoted. `None` when it holds what no name holds.
pub(super) fn folder(name: &str) -> Option<String> {
    if name.is_empty() || name.chars().any(char::is_control) {
        return None;
    }
    let mut spelt = String::from("\"");
    let mut shifted: Vec<u8> = Vec::new();
    for letter in name.chars() {
        if letter.is_ascii() {
            unshift(&mut spelt, &mut shifted);
            match letter {
                '&' => spelt.push_str("&-"),
                '"' | '\\' => spelt.extend(['\\', letter]),
                letter => spelt.push(letter),
            }
        } else {
            let mut units = [0; 2];
            let units = letter.encode_utf16(&mut units);
            shifted.extend(units.iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    unshift(&mut spelt, &mut shifted);
    spelt.push('"');
    Some(spelt)
}

fn unshift(spelt: &mut String, shifted: &mut Vec<u8>) {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    if shifted.is_empty() {
        return;
    }
    spelt.push('&');
    for three in shifted.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..=three.len() {
            let index = bits >> (18 - 6 * place) & 63;
            let letter = usize::try_from(index).ok().and_then(|at| LETTERS.get(at));
            spelt.push(char::from(*letter.unwrap_or(&b'A')));
        }
    }
    spelt.push('-');
    shifted.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_names_each_uid_once_and_no_other() {
        let uids = ["0000000007", "0000000003", "0000000004", "0000000005", "x"];
        assert_eq!(set(uids), "3:5,7");
        assert_eq!(set(["4294967295", "4294967294"]), "4294967294:4294967295");
        assert_eq!(set([]), "");
        assert_eq!(text(42), "0000000042");
    }

    #[test]
    fn folders_are_spelt_as_the_standard_does() {
        for (name, spelt) in [
            ("INBOX", "\"INBOX\""),
            ("Tom & Jerry", "\"Tom &- Jerry\""),
            ("a\"b\\c", "\"a\\\"b\\\\c\""),
            ("Entw\u{fc}rfe", "\"Entw&APw-rfe\""),
            (
                "~peter/mail/\u{53f0}\u{5317}/\u{65e5}\u{672c}\u{8a9e}",
                "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\"",
            ),
        ] {
            assert_eq!(folder(name).as_deref(), Some(spelt));
        }
        assert_eq!(folder("a\r\nb"), None);
        assert_eq!(folder(""), None);
    }
}
