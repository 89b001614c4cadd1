//! The line in which our own receiving server says who handed a message over. Believed in one shape only, the one that a mail server
//! of ours writes; anything else says nothing.

use std::net::IpAddr;

/// Who handed a message over to our server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HandedOver {
    /// From which address.
    pub(super) ip: IpAddr,
    /// The name it gave.
    pub(super) helo: String,
    /// The server that wrote the line.
    pub(super) by: String,
    /// The path back that it named, without brackets; empty for none.
    pub(super) mail_from: String,
}

impl HandedOver {
    /// The domain that the envelope names; without one, the name that was given.
    pub(super) fn domain(&self) -> &str {
        let at = self.mail_from.rsplit_once('@');
        at.map_or(self.helo.as_str(), |(_, domain)| domain)
    }
}

/// Reads `from NAME (HOST [ADDRESS]) … by SERVER …`. None when another server wrote it, when it has another shape, or when the address
/// is one of our own side: that is a server between, not the sender's.
pub(super) fn handed_over(line: &str, by: &str) -> Option<HandedOver> {
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let (from, rest) = line.split_once(' ')?;
    let (helo, rest) = rest.split_once(' ')?;
    let (comment, rest) = rest.strip_prefix('(')?.split_once(')')?;
    let (host, address) = comment.strip_suffix(']')?.rsplit_once('[')?;
    let shaped = from.eq_ignore_ascii_case("from")
        && (host.is_empty() || host.ends_with(' '))
        && !host.contains(['[', '(']);
    let mut words = without_comments(rest).split_ascii_whitespace();
    let ours = words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("by"))
        && words
            .next()
            .is_some_and(|server| server.eq_ignore_ascii_case(by));
    if !shaped || !ours {
        return None;
    }
    let ip: IpAddr = without_prefix(address).parse().ok()?;
    is_outside(ip).then(|| HandedOver {
        ip,
        helo: helo.to_ascii_lowercase(),
        by: by.to_owned(),
        mail_from: String::new(),
    })
}

fn without_prefix(address: &str) -> &str {
    const PREFIX: &str = "ipv6:";
    match address.split_at_checked(PREFIX.len()) {
        Some((start, rest)) if start.eq_ignore_ascii_case(PREFIX) => rest,
        _ => address,
    }
}

/// What stands after the comments at the beginning, which may hold others.
fn without_comments(text: &str) -> &str {
    let mut depth = 0_u32;
    for (place, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            ' ' => {}
            _ if depth > 0 => {}
            _ => return text.get(place..).unwrap_or_default(),
        }
    }
    ""
}

fn is_outside(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            !(ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified())
        }
        IpAddr::V6(ip) => {
            !(ip.is_loopback()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
                || ip.is_unspecified())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const US: &str = "mx.hub.test";

    fn address(line: &str) -> Option<String> {
        handed_over(line, US).map(|found| found.ip.to_string())
    }

    #[test]
    fn the_address_that_our_server_wrote_is_read() {
        for (line, wanted) in [
            (
                "from mail.council.test (mail.council.test [192.0.2.10])\r\n\tby mx.hub.test (Postfix) with ESMTPS id 4X for <hub@hub.test>; Mon, 2 Nov 2026 09:01:02 +0000 (GMT)",
                "192.0.2.10",
            ),
            (
                "from mail.council.test (unknown [IPv6:2001:db8::10]) (using TLSv1.3 with cipher X (256/256 bits)) (No client certificate requested) by MX.hub.test with ESMTP id 1",
                "2001:db8::10",
            ),
            (
                "from [8.8.8.8] ([192.0.2.10]) by mx.hub.test with SMTP",
                "192.0.2.10",
            ),
        ] {
            assert_eq!(address(line).unwrap_or_default(), wanted, "{line}");
        }
    }

    #[test]
    fn any_other_shape_and_any_other_server_say_nothing() {
        for line in [
            "from mail.council.test (mail.council.test [192.0.2.10]) by mx.elsewhere.test with SMTP",
            "from mail.council.test by mx.hub.test with SMTP",
            "from x (helo=[192.0.2.10]) by mx.hub.test with SMTP",
            "from x (a [192.0.2.10] b) by mx.hub.test with SMTP",
            "from x (a [192.0.2.1] [192.0.2.10]) by mx.hub.test with SMTP",
            "from x (a [192.0.2.10]) via mx.hub.test by mx.hub.test",
            "from localhost (localhost [127.0.0.1]) by mx.hub.test with SMTP",
            "from in (in [::ffff:10.0.0.7]) by mx.hub.test with SMTP",
            "from x (x [not an address]) by mx.hub.test",
            "by mx.hub.test with LMTP",
            "",
        ] {
            assert_eq!(address(line), None, "{line}");
        }
    }
}
