//! Whether a message is from the domain it says it is from: by what our own receiving server wrote on it, and by nothing else. Must
//! never believe a line that the sender may have written.

use super::read::{Forwarded, ReadMessage};

/// How well the sender's domain is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// The receiving server checked that the sender's domain sent it.
    Verified,
    /// Nobody vouches for it.
    NotVerified,
    /// The receiving server says that the sender's domain did not send it.
    Failed,
}

impl Trust {
    const ALL: [Self; 3] = [Self::Verified, Self::NotVerified, Self::Failed];

    /// Code in rows and in what is sealed.
    pub fn code(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::NotVerified => "not_verified",
            Self::Failed => "failed",
        }
    }

    /// The desk's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Verified => "Sender’s domain checked",
            Self::NotVerified => "Sender not checked",
            Self::Failed => "The sender’s domain says it did not send this",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trust| trust.code() == code)
    }
}

/// Whose word counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum TrustRule {
    /// The server that signs its `Authentication-Results` with this name.
    AuthservId(String),
    /// Exchange Online, whose own line carries no name.
    ExchangeOnline,
    /// The gateway itself: what it found out, and no line of the message.
    Here,
    /// Nobody's.
    #[default]
    Nobody,
}

/// What the receiving server says about the one sender of a message. Several senders, or none, are never verified; nor is what a
/// journal wrapped, whose lines are those of the message inside.
pub fn trust(read: &ReadMessage, rule: &TrustRule) -> Trust {
    let journal = |inner: &super::read::Inner| inner.how == Forwarded::Journal;
    let [from] = read.head.from.as_slice() else {
        return Trust::NotVerified;
    };
    if read.inner.iter().any(journal) {
        return Trust::NotVerified;
    }
    let lines = match rule {
        TrustRule::Here => std::slice::from_ref(&read.checked),
        _ => read.head.authentication_results.as_slice(),
    };
    of_results(lines, &from.domain(), rule)
}

/// The same for lines, topmost first, and the sender's domain in lower case.
fn of_results(lines: &[String], from: &str, rule: &TrustRule) -> Trust {
    let parsed: Vec<Results> = lines.iter().map(|line| Results::read(line)).collect();
    let counts = |results: &&Results| match rule {
        TrustRule::AuthservId(id) => results.server.eq_ignore_ascii_case(id) && !id.is_empty(),
        TrustRule::ExchangeOnline => results.server.is_empty(),
        TrustRule::Here => results.server == "here",
        TrustRule::Nobody => false,
    };
    let mut ours = parsed.iter().filter(counts);
    let Some(first) = ours.next() else {
        return Trust::NotVerified;
    };
    if from.is_empty() {
        return Trust::NotVerified;
    }
    match first.about(from) {
        Trust::Failed => Trust::Failed,
        _ if ours.any(|other| other.methods != first.methods) => Trust::NotVerified,
        about => about,
    }
}

/// One `Authentication-Results`, taken apart (RFC 8601).
#[derive(Debug, Default, PartialEq, Eq)]
struct Results {
    /// The name of the server; empty when the line has none.
    server: String,
    methods: Vec<Method>,
}

/// One method with its result and properties, all in lower case.
#[derive(Debug, Default, PartialEq, Eq)]
struct Method {
    name: String,
    result: String,
    properties: Vec<(String, String)>,
}

impl Results {
    fn read(line: &str) -> Self {
        let mut results = Self::default();
        for (place, part) in split(&without_comments(line)).into_iter().enumerate() {
            let words = words(&part);
            let Some(first) = words.first() else { continue };
            match Method::read(first, words.get(1..).unwrap_or_default()) {
                Some(method) => results.methods.push(method),
                None if place == 0 => results.server.clone_from(first),
                None => {}
            }
        }
        results
    }

    fn about(&self, from: &str) -> Trust {
        let dmarc: Vec<&Method> = self.named("dmarc").collect();
        if dmarc.iter().any(|method| method.result == "fail") {
            return Trust::Failed;
        }
        let proved = if dmarc.iter().all(|method| method.result == "none") {
            self.is_signed_by(from) || self.is_sent_by(from)
        } else {
            dmarc.iter().all(|method| {
                method.result == "pass" && method.property("header.from") == Some(from)
            })
        };
        if proved {
            Trust::Verified
        } else {
            Trust::NotVerified
        }
    }

    fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Method> {
        self.methods
            .iter()
            .filter(move |method| method.name == name)
    }

    /// A good signature by the sender's domain, or by one above it.
    fn is_signed_by(&self, from: &str) -> bool {
        self.named("dkim").any(|method| {
            method.result == "pass"
                && method
                    .property("header.d")
                    .is_some_and(|by| covers(by, from))
        })
    }

    /// The envelope's sender is of the same domain, or of one above it, and may send from there.
    fn is_sent_by(&self, from: &str) -> bool {
        self.named("spf").any(|method| {
            let by = method.property("smtp.mailfrom").map(domain);
            method.result == "pass" && by.is_some_and(|by| covers(by, from))
        })
    }
}

impl Method {
    fn read(first: &str, rest: &[String]) -> Option<Self> {
        let (name, result) = first.split_once('=')?;
        let name = name.split('/').next().unwrap_or_default();
        let pairs = rest.iter().filter_map(|word| word.split_once('='));
        Some(Self {
            name: name.to_lowercase(),
            result: result.to_lowercase(),
            properties: pairs
                .map(|(name, value)| (name.to_lowercase(), value.to_lowercase()))
                .collect(),
        })
    }

    fn property(&self, name: &str) -> Option<&str> {
        let mut named = self.properties.iter().filter(|(known, _)| known == name);
        let (_, value) = named.next()?;
        named.next().is_none().then_some(value.as_str())
    }
}

/// Whether `by` is `from`, or a domain above it that is not a top-level one.
fn covers(by: &str, from: &str) -> bool {
    let above = from
        .strip_suffix(by)
        .is_some_and(|label| label.ends_with('.') && by.contains('.'));
    !by.is_empty() && (by == from || above)
}

/// The domain of an address, or the domain itself.
fn domain(text: &str) -> &str {
    text.rsplit_once('@').map_or(text, |(_, domain)| domain)
}

/// Everything outside parentheses. What is in quotation marks stays, parentheses and all.
fn without_comments(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    for letter in line.chars() {
        let plain = !escaped;
        escaped = plain && letter == '\\' && (quoted || depth > 0);
        match letter {
            '"' if plain && depth == 0 => quoted = !quoted,
            '(' if plain && !quoted => depth = depth.saturating_add(1),
            ')' if plain && !quoted && depth > 0 => {
                depth -= 1;
                kept.push(' ');
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            kept.push(letter);
        }
    }
    kept
}

/// The pieces between semicolons that stand outside quotation marks.
fn split(line: &str) -> Vec<String> {
    pieces(line, |letter| letter == ';')
}

/// The words of a piece, without their quotation marks. White space around `=` does not part words.
fn words(piece: &str) -> Vec<String> {
    let mut joined = piece.trim().to_owned();
    for spaced in [" =", "= "] {
        while joined.contains(spaced) {
            joined = joined.replace(spaced, "=");
        }
    }
    let words = pieces(&joined, char::is_whitespace);
    words
        .into_iter()
        .map(|word| word.replace('"', ""))
        .filter(|word| !word.is_empty())
        .collect()
}

fn pieces(line: &str, ends: impl Fn(char) -> bool) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        quoted ^= letter == '"';
        if !quoted && ends(letter) {
            pieces.push(String::new());
        } else if let Some(last) = pieces.last_mut() {
            last.push(letter);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "mx.hub.test; spf=pass smtp.mailfrom=exampleshire.test; dkim=pass header.d=exampleshire.test; dmarc=pass header.from=exampleshire.test";

    fn by(lines: &[&str], from: &str) -> Trust {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        of_results(
            &lines,
            from,
            &TrustRule::AuthservId("mx.hub.test".to_owned()),
        )
    }

    #[test]
    fn the_trusted_servers_word_counts_and_nobody_elses() {
        assert_eq!(by(&[GOOD], "exampleshire.test"), Trust::Verified);
        assert_eq!(by(&[GOOD], "elsewhere.test"), Trust::NotVerified);
        let foreign = GOOD.replace("mx.hub.test", "mx.elsewhere.test");
        assert_eq!(by(&[&foreign], "exampleshire.test"), Trust::NotVerified);
        assert_eq!(by(&[&foreign, GOOD], "exampleshire.test"), Trust::Verified);
        assert_eq!(by(&[], "exampleshire.test"), Trust::NotVerified);
        assert_eq!(by(&[GOOD], ""), Trust::NotVerified);
        for rule in [TrustRule::Nobody, TrustRule::AuthservId(String::new())] {
            assert_eq!(
                of_results(&[GOOD.to_owned()], "exampleshire.test", &rule),
                Trust::NotVerified
            );
        }
    }

    #[test]
    fn two_lines_of_the_trusted_name_that_differ_verify_nothing() {
        let other = "mx.hub.test; dmarc=none";
        assert_eq!(by(&[other, GOOD], "exampleshire.test"), Trust::NotVerified);
        assert_eq!(by(&[GOOD, other], "exampleshire.test"), Trust::NotVerified);
        assert_eq!(by(&[GOOD, GOOD], "exampleshire.test"), Trust::Verified);
        let failed = "mx.hub.test; dmarc=fail header.from=exampleshire.test";
        assert_eq!(by(&[failed, GOOD], "exampleshire.test"), Trust::Failed);
    }

    #[test]
    fn a_line_cannot_be_made_to_say_what_it_does_not() {
        for spoof in [
            "mx.hub.test; dmarc=fail (dmarc=pass header.from=exampleshire.test)",
            "mx.hub.test; x=\"; dmarc=pass header.from=exampleshire.test\"",
            "mx.hub.test (; dmarc=pass header.from=exampleshire.test",
            "mx.hub.test.evil.test; dmarc=pass header.from=exampleshire.test",
            "mx.hub.test; dmarc=pass header.from=exampleshire.test header.from=evil.test",
            "mx.hub.test; dmarc=pass header.from=exampleshire.test.evil.test",
            "mx.hub.test; dmarc=pass reason=\"header.from=exampleshire.test\"",
            "mx.hub.test; dkim=pass header.d=ampleshire.test",
            "mx.hub.test; dkim=pass header.d=test",
            "mx.hub.test; dkim=fail header.d=exampleshire.test; spf=fail smtp.mailfrom=exampleshire.test",
            "mx.hub.test; spf=pass smtp.helo=exampleshire.test",
            "mx.hub.test; none",
            "",
        ] {
            assert_ne!(
                by(&[spoof], "exampleshire.test"),
                Trust::Verified,
                "{spoof}"
            );
        }
    }

    #[test]
    fn without_a_policy_a_signature_or_the_envelope_of_the_same_domain_is_enough() {
        for line in [
            "mx.hub.test; dkim=pass header.d=exampleshire.test",
            "mx.hub.test 1; dkim = pass (2048-bit key; unprotected) header.d=Exampleshire.test",
            "mx.hub.test; dmarc=none; spf=pass smtp.mailfrom=sam@exampleshire.test",
            "mx.hub.test; dkim/1=pass header.d=\"exampleshire.test\"",
        ] {
            assert_eq!(by(&[line], "exampleshire.test"), Trust::Verified, "{line}");
            assert_eq!(
                by(&[line], "mail.exampleshire.test"),
                Trust::Verified,
                "{line}"
            );
        }
        let forwarded = "mx.hub.test; spf=pass smtp.mailfrom=lists.elsewhere.test; dkim=fail header.d=exampleshire.test";
        assert_eq!(by(&[forwarded], "exampleshire.test"), Trust::NotVerified);
        let unsure = "mx.hub.test; dmarc=temperror header.from=exampleshire.test; dkim=pass header.d=exampleshire.test";
        assert_eq!(by(&[unsure], "exampleshire.test"), Trust::NotVerified);
    }

    #[test]
    fn exchange_onlines_line_has_no_name_and_only_the_topmost_counts() {
        let exchange = "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=exampleshire.test; dkim=pass (signature was verified) header.d=exampleshire.test;dmarc=pass action=none header.from=exampleshire.test;compauth=pass reason=100";
        let of = |lines: &[&str]| {
            let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            of_results(&lines, "exampleshire.test", &TrustRule::ExchangeOnline)
        };
        assert_eq!(of(&[exchange]), Trust::Verified);
        assert_eq!(of(&[GOOD]), Trust::NotVerified);
        let failed = exchange.replace("dmarc=pass", "dmarc=fail");
        assert_eq!(of(&[&failed, exchange]), Trust::Failed);
        let unknown = "spf=none smtp.mailfrom=elsewhere.test; dmarc=none";
        assert_eq!(of(&[unknown, exchange]), Trust::NotVerified);
    }
}
