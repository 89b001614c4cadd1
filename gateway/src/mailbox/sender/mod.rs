//! Checking a message's sender ourselves, for mail that no trusted server received before us: its signatures (DKIM), the address that
//! handed it over (SPF), and what its domain asks for (DMARC). Asks the name servers and nobody else; what they do not answer in time
//! is not proved, and never said to be forged. Reads the head and digests the body, never a part of it.

mod received;

use std::{fmt, net::SocketAddr, time::Duration};

use mail_auth::{
    AuthenticatedMessage, DkimOutput, DkimResult, DmarcOutput, DmarcResult, MessageAuthenticator,
    SpfOutput, SpfResult,
    common::crypto::Algorithm,
    dmarc::verify::DmarcParameters,
    hickory_resolver::{
        config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts},
        system_conf::read_system_conf,
    },
    spf::verify::SpfParameters,
};
use tokio::time::timeout;

use received::{HandedOver, handed_over};

/// How long all questions about one message may take.
const WALL: Duration = Duration::from_secs(5);
/// How long a name server may take for one answer, and how often it is asked.
const ANSWER: Duration = Duration::from_secs(2);
const TRIES: usize = 2;
/// Signatures on one message; of more than these none is looked at.
const SIGNATURES: usize = 20;

/// Looks at senders. Cheap to clone; remembers what name servers said as long as they allow.
#[derive(Clone)]
pub struct SenderCheck {
    names: MessageAuthenticator,
    received_by: Option<String>,
}

/// The name servers cannot be asked.
#[derive(Debug, thiserror::Error)]
#[error("the machine names no name server that can be asked")]
pub struct NoNameServer;

impl SenderCheck {
    /// A check that asks the name server at this address, or those of the machine. `received_by` is the server of ours whose topmost
    /// `Received` names the address that handed a message over; without it only signatures count.
    ///
    /// # Errors
    /// [`NoNameServer`].
    pub fn new(
        resolver: Option<SocketAddr>,
        received_by: Option<String>,
    ) -> Result<Self, NoNameServer> {
        let (settings, mut options) = match resolver {
            Some(address) => (only(address), ResolverOpts::default()),
            None => read_system_conf().map_err(|_| NoNameServer)?,
        };
        options.timeout = ANSWER;
        options.attempts = TRIES;
        let names = MessageAuthenticator::new(settings, options).map_err(|_| NoNameServer)?;
        Ok(Self { names, received_by })
    }

    /// What can be said of a whole message's sender, as one line in the words of `Authentication-Results` (RFC 8601); empty when nothing
    /// can. Never longer in hand than five seconds.
    pub async fn look(&self, raw: &[u8]) -> String {
        let (check, raw) = (self.clone(), raw.to_vec());
        // A task of its own: what makes the library stumble ends this look, not the gateway.
        let looking = tokio::spawn(async move { check.results(&raw).await });
        let stop = looking.abort_handle();
        match timeout(WALL, looking).await {
            Ok(Ok(line)) => line,
            Ok(Err(_)) => {
                tracing::error!("a sender could not be checked");
                String::new()
            }
            Err(_) => {
                stop.abort();
                tracing::warn!("the name servers did not answer in time: a sender is not verified");
                String::new()
            }
        }
    }

    async fn results(&self, raw: &[u8]) -> String {
        let Some(message) = AuthenticatedMessage::parse(raw) else {
            return String::new();
        };
        let heads = message.raw_parsed_headers();
        let signatures = heads.iter().filter(|(name, _)| is(name, b"DKIM-Signature"));
        let mut signed = Vec::new();
        if signatures.count() <= SIGNATURES {
            signed = self.names.verify_dkim(&message).await;
        }
        // RFC 8301: SHA-1 proves nothing any more.
        signed.retain(|output| {
            let algorithm = output.signature().map(|signature| signature.a);
            algorithm != Some(Algorithm::RsaSha1)
        });
        let handed = self
            .received_by
            .as_deref()
            .and_then(|by| HandedOver::of(heads, by));
        let spf = match &handed {
            Some(handed) => self.names.verify_spf(parameters(handed)).await,
            None => SpfOutput::new(String::new()),
        };
        let mail_from = handed.as_ref().map_or("", HandedOver::domain);
        let asked = DmarcParameters::new(&message, &signed, mail_from, &spf);
        let dmarc = self.names.verify_dmarc(asked).await;
        line(&signed, &spf, handed.as_ref(), &dmarc)
    }
}

impl fmt::Debug for SenderCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SenderCheck")
    }
}

fn only(address: SocketAddr) -> ResolverConfig {
    let mut server = NameServerConfig::new(
        address.ip(),
        true,
        vec![ConnectionConfig::udp(), ConnectionConfig::tcp()],
    );
    for connection in &mut server.connections {
        connection.port = address.port();
    }
    ResolverConfig::from_name_servers(vec![server])
}

fn parameters(handed: &HandedOver) -> SpfParameters<'_> {
    let (helo, by) = (handed.helo.as_str(), handed.by.as_str());
    SpfParameters::verify_mail_from(handed.ip, helo, by, &handed.mail_from)
}

/// The line. A domain that is written oddly is left out: then it proves nothing.
fn line(
    signed: &[DkimOutput<'_>],
    spf: &SpfOutput,
    handed: Option<&HandedOver>,
    dmarc: &DmarcOutput,
) -> String {
    let mut parts = vec![
        "here".to_owned(),
        property(policy(dmarc, spf), "header.from", dmarc.domain()),
    ];
    for output in signed {
        let Some(signature) = output.signature() else {
            continue;
        };
        let result = match output.result() {
            DkimResult::Pass => "dkim=pass",
            DkimResult::TempError(_) => "dkim=temperror",
            _ => "dkim=fail",
        };
        parts.push(property(result, "header.d", &signature.d));
    }
    if let Some(handed) = handed {
        let result = match spf.result() {
            SpfResult::Pass => "spf=pass",
            SpfResult::Fail | SpfResult::SoftFail => "spf=fail",
            SpfResult::TempError => "spf=temperror",
            _ => "spf=none",
        };
        parts.push(property(result, "smtp.mailfrom", handed.domain()));
    }
    parts.join("; ")
}

fn property(result: &str, name: &str, domain: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    if !domain.is_empty() && domain.bytes().all(plain) {
        format!("{result} {name}={}", domain.to_ascii_lowercase())
    } else {
        result.to_owned()
    }
}

/// A domain's own word that it did not send a message counts only when everything was looked at: without the address that handed it
/// over nobody knows.
fn policy(dmarc: &DmarcOutput, spf: &SpfOutput) -> &'static str {
    let looked = !matches!(spf.result(), SpfResult::None | SpfResult::TempError);
    match dmarc.result() {
        DmarcResult::Pass => "dmarc=pass",
        DmarcResult::None => "dmarc=none",
        DmarcResult::Fail(_) if looked => "dmarc=fail",
        DmarcResult::Fail(_) | DmarcResult::TempError(_) => "dmarc=temperror",
        DmarcResult::PermError(_) => "dmarc=permerror",
    }
}

fn is(name: &[u8], wanted: &[u8]) -> bool {
    name.trim_ascii().eq_ignore_ascii_case(wanted)
}

impl HandedOver {
    /// Who handed a message over, by the topmost lines of its head: the path back that stands above `Received`, and that line when our
    /// own server wrote it.
    fn of(heads: &[(&[u8], &[u8])], by: &str) -> Option<Self> {
        let at = heads.iter().position(|(name, _)| is(name, b"Received"))?;
        let (above, rest) = heads.split_at_checked(at)?;
        let mut paths = above.iter().filter(|(name, _)| is(name, b"Return-Path"));
        let (_, path) = paths.next()?;
        let (_, received) = rest.first()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let found = handed_over(&text(received), by)?;
        let path = text(path);
        let path = path.trim().trim_start_matches('<').trim_end_matches('>');
        (path.is_ascii() && path.len() <= 254).then(|| Self {
            mail_from: path.to_ascii_lowercase(),
            ..found
        })
    }
}
