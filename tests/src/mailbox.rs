//! A person's mailbox, read over IMAPS as their mail program would. Reads only; never deletes a letter.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_imap::Session;
use futures::TryStreamExt as _;
use mail_parser::{Message, MessageParser, MimeHeaders as _};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::servers::Servers;

/// How long a letter may take from cause to mailbox.
pub const ARRIVES_WITHIN: Duration = Duration::from_secs(30);

/// One open mailbox.
#[derive(Debug)]
pub struct Mailbox {
    address: String,
    session: Session<TlsStream<TcpStream>>,
}

/// One letter as its reader sees it.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The subject, decoded.
    pub subject: String,
    /// The address in `From`.
    pub from: String,
    /// The addresses in `To`.
    pub to: Vec<String>,
    /// `Message-ID` without its angle brackets.
    pub message_id: String,
    /// The text part.
    pub text: String,
    /// The HTML part, empty if there is none.
    pub html: String,
    /// Attachments: name and bytes.
    pub attachments: Vec<(String, Vec<u8>)>,
    /// The letter exactly as it was delivered.
    pub raw: Vec<u8>,
}

impl Mailbox {
    /// Opens the inbox of `address`, which needs no preparation: every `*.test` address exists.
    pub async fn open(servers: &Servers, address: &str) -> Self {
        let mut roots = rustls::RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(&servers.ca).expect("the test authority") {
            roots
                .add(certificate.expect("a certificate"))
                .expect("a root");
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let imap = &servers.imap;
        let tcp = TcpStream::connect(("127.0.0.1", imap.port))
            .await
            .expect("Dovecot answers");
        let name = ServerName::try_from(imap.host.clone()).expect("a host name");
        let tls = TlsConnector::from(Arc::new(config))
            .connect(name, tcp)
            .await
            .expect("TLS with Dovecot");
        let mut client = async_imap::Client::new(tls);
        client
            .read_response()
            .await
            .expect("a greeting")
            .expect("a greeting");
        let mut session = client
            .login(address, &imap.password)
            .await
            .map_err(|(error, _)| error)
            .expect("a login");
        session.select("INBOX").await.expect("an inbox");
        Self {
            address: address.to_owned(),
            session,
        }
    }

    /// Every letter now in the inbox, oldest first.
    pub async fn letters(&mut self) -> Vec<Letter> {
        self.session.noop().await.expect("NOOP");
        let mut uids: Vec<u32> = self
            .session
            .uid_search("ALL")
            .await
            .expect("SEARCH")
            .into_iter()
            .collect();
        uids.sort_unstable();
        if uids.is_empty() {
            return Vec::new();
        }
        let set = uids
            .iter()
            .map(u32::to_string)
            .collect::<Vec<_>>()
            .join(",");
        let stream = self
            .session
            .uid_fetch(set, "(UID BODY.PEEK[])")
            .await
            .expect("FETCH");
        let mut fetched: Vec<_> = stream.try_collect().await.expect("FETCH");
        fetched.sort_by_key(|fetch| fetch.uid);
        fetched
            .iter()
            .map(|fetch| Letter::parse(fetch.body().expect("a body")))
            .collect()
    }

    /// Waits for a letter whose subject contains `subject`; the newest, if there are several.
    pub async fn wait_for(&mut self, subject: &str) -> Letter {
        self.wait_until(&format!("a letter about “{subject}”"), |letter| {
            letter.subject.contains(subject)
        })
        .await
    }

    /// Waits for a letter that `wanted` accepts; the newest, if there are several.
    pub async fn wait_until(&mut self, what: &str, wanted: impl Fn(&Letter) -> bool) -> Letter {
        let until = Instant::now() + ARRIVES_WITHIN;
        loop {
            let letters = self.letters().await;
            if let Some(letter) = letters.iter().rev().find(|letter| wanted(letter)) {
                return letter.clone();
            }
            if Instant::now() > until {
                let subjects: Vec<&str> = letters
                    .iter()
                    .map(|letter| letter.subject.as_str())
                    .collect();
                panic!(
                    "{} was still waiting for {what}; the inbox holds {subjects:?}",
                    self.address
                );
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until the inbox holds at least `count` letters whose subject contains `subject`.
    pub async fn wait_for_count(&mut self, subject: &str, count: usize) -> Vec<Letter> {
        let until = Instant::now() + ARRIVES_WITHIN;
        loop {
            let found: Vec<Letter> = self
                .letters()
                .await
                .into_iter()
                .filter(|letter| letter.subject.contains(subject))
                .collect();
            if found.len() >= count {
                return found;
            }
            assert!(
                Instant::now() < until,
                "{}: {} of {count} letters about “{subject}”",
                self.address,
                found.len()
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Letter {
    /// Reads one message.
    pub fn parse(raw: &[u8]) -> Self {
        let message = MessageParser::default().parse(raw).expect("a message");
        let addresses = |list: Option<&mail_parser::Address<'_>>| -> Vec<String> {
            list.into_iter()
                .flat_map(|list| list.iter())
                .filter_map(|one| one.address().map(str::to_owned))
                .collect()
        };
        Self {
            subject: message.subject().unwrap_or_default().to_owned(),
            from: addresses(message.from())
                .into_iter()
                .next()
                .unwrap_or_default(),
            to: addresses(message.to()),
            message_id: message.message_id().unwrap_or_default().to_owned(),
            text: text_of(&message),
            html: message
                .body_html(0)
                .map(std::borrow::Cow::into_owned)
                .unwrap_or_default(),
            attachments: message
                .attachments()
                .map(|part| {
                    (
                        part.attachment_name().unwrap_or_default().to_owned(),
                        part.contents().to_vec(),
                    )
                })
                .collect(),
            raw: raw.to_vec(),
        }
    }

    /// The eight-character one-time code that the letter carries: the only line that is nothing else.
    pub fn code(&self) -> String {
        let is_code = |word: &str| {
            word.len() == 8
                && word
                    .chars()
                    .all(|letter| letter.is_ascii_digit() || letter.is_ascii_uppercase())
        };
        let plain = |line: &str| line.replace(['-', ' '], "");
        self.text
            .lines()
            .map(plain)
            .find(|line| is_code(line))
            .unwrap_or_else(|| panic!("no code in this letter:\n{}", self.text))
    }

    /// Insists that the text part says something.
    pub fn must_say(&self, words: &str) -> &Self {
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            squeezed(&self.text).contains(&squeezed(words)),
            "the letter does not say “{words}”:\n{}",
            self.text
        );
        self
    }
}

fn text_of(message: &Message<'_>) -> String {
    message
        .body_text(0)
        .map(|text| text.replace("\r\n", "\n"))
        .unwrap_or_default()
}
