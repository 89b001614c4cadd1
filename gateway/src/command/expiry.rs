//! When a certificate ends, read from its DER (RFC 5280 §4.1). Judges nothing else about it.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The `notAfter` of a certificate; nothing when it is none.
pub(super) fn ends_at(certificate: &[u8]) -> Option<Timestamp> {
    let (outer, _) = element(certificate, SEQUENCE)?;
    let (body, _) = element(outer, SEQUENCE)?;
    // An optional version, then serial number, signature algorithm and issuer stand before the validity.
    let after_version = element(body, VERSION).map_or(body, |(_, rest)| rest);
    let mut rest = after_version;
    for _ in 0..3 {
        (_, _, rest) = any(rest)?;
    }
    let (validity, _) = element(rest, SEQUENCE)?;
    let (_, _, after_begin) = any(validity)?;
    let (tag, text, _) = any(after_begin)?;
    time(tag, std::str::from_utf8(text).ok()?)
}

fn time(tag: u8, text: &str) -> Option<Timestamp> {
    let digits = text.strip_suffix('Z')?;
    let whole = match tag {
        GENERALIZED_TIME => digits.to_owned(),
        // Two-digit years are 1950 to 2049.
        UTC_TIME if digits >= "50" => format!("19{digits}"),
        UTC_TIME => format!("20{digits}"),
        _ => return None,
    };
    let civil = DateTime::strptime("%Y%m%d%H%M%S", whole).ok()?;
    TimeZone::UTC.to_timestamp(civil).ok()
}

/// The content of the first element, which must have this tag, and what stands after it.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, content, rest) = any(bytes)?;
    (found == tag).then_some((content, rest))
}

/// The first element: tag, content, and what stands after it.
fn any(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (octets, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        if octets.len() > 4 {
            return None;
        }
        (
            octets
                .iter()
                .fold(0_usize, |length, octet| (length << 8) | usize::from(*octet)),
            rest,
        )
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

#[cfg(test)]
mod tests {
    use super::ends_at;

    #[test]
    fn a_certificates_end_is_read() {
        let key = rcgen::KeyPair::generate().unwrap();
        for year in [2027, 2061] {
            let mut asked = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
            asked.not_after = rcgen::date_time_ymd(year, 3, 4);
            let certificate = asked.self_signed(&key).unwrap();
            let ends = ends_at(certificate.der()).unwrap();
            assert_eq!(ends.to_string(), format!("{year}-03-04T00:00:00Z"));
        }
    }

    #[test]
    fn what_is_no_certificate_has_no_end() {
        for bytes in [
            &b""[..],
            b"0",
            b"\x30\x84\xff\xff\xff\xff",
            b"\x30\x03\x30\x01\x00",
        ] {
            assert_eq!(ends_at(bytes), None);
        }
    }
}
