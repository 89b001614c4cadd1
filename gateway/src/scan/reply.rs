//! What clamd's reply means (SECURITY §0.26). Anything that is not known to be clean is not.

use super::{CannotScan, ScanOutcome};

/// Reads one reply to INSTREAM.
pub(super) fn read(reply: &[u8]) -> ScanOutcome {
    let text = String::from_utf8_lossy(reply);
    let text = text.trim_end_matches(['\0', '\n', '\r', ' ']);
    let Some((_, said)) = text.split_once(": ") else {
        return error(text);
    };
    if text == "stream: OK" {
        return ScanOutcome::NoThreatFound;
    }
    match said.strip_suffix(" FOUND") {
        Some(name) => found(name),
        None => error(text),
    }
}

fn found(name: &str) -> ScanOutcome {
    let Some(policy) = name.strip_prefix("Heuristics.") else {
        let name = name
            .chars()
            .filter(char::is_ascii_graphic)
            .take(100)
            .collect();
        return ScanOutcome::Threat { name };
    };
    let why = if policy.starts_with("Encrypted") {
        CannotScan::Encrypted
    } else if policy.starts_with("Limits") {
        CannotScan::OverLimit
    } else if policy.starts_with("OLE2.ContainsMacros") {
        CannotScan::Macros
    } else {
        CannotScan::Suspicious
    };
    ScanOutcome::CannotScan { why }
}

fn error(text: &str) -> ScanOutcome {
    let lower = text.to_ascii_lowercase();
    if lower.contains("size limit exceeded") {
        ScanOutcome::CannotScan {
            why: CannotScan::OverLimit,
        }
    } else if lower.ends_with("error") && !lower.contains("timed out") {
        ScanOutcome::CannotScan {
            why: CannotScan::ScannerError,
        }
    } else {
        ScanOutcome::Unavailable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ok_means_that_no_threat_was_found() {
        let cannot = |why| ScanOutcome::CannotScan { why };
        for (reply, outcome) in [
            ("stream: OK\0", ScanOutcome::NoThreatFound),
            ("stream: OK\n", ScanOutcome::NoThreatFound),
            (
                "stream: Eicar-Test-Signature FOUND\0",
                ScanOutcome::Threat {
                    name: "Eicar-Test-Signature".to_owned(),
                },
            ),
            (
                "stream: Heuristics.Encrypted.Zip FOUND\0",
                cannot(CannotScan::Encrypted),
            ),
            (
                "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
                cannot(CannotScan::OverLimit),
            ),
            (
                "stream: Heuristics.OLE2.ContainsMacros FOUND\0",
                cannot(CannotScan::Macros),
            ),
            (
                "stream: Heuristics.Broken.Media.PNG FOUND\0",
                cannot(CannotScan::Suspicious),
            ),
            (
                "INSTREAM size limit exceeded. ERROR\0",
                cannot(CannotScan::OverLimit),
            ),
            (
                "stream: Can't allocate memory ERROR\0",
                cannot(CannotScan::ScannerError),
            ),
            ("COMMAND READ TIMED OUT", ScanOutcome::Unavailable),
            ("UNKNOWN COMMAND\0", ScanOutcome::Unavailable),
            ("", ScanOutcome::Unavailable),
            ("stream: OK FOUND OK", ScanOutcome::Unavailable),
            ("OK", ScanOutcome::Unavailable),
        ] {
            assert_eq!(read(reply.as_bytes()), outcome, "{reply}");
        }
    }
}
