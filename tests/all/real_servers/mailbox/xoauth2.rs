//! Logging in with a token, as Exchange Online asks for: the token comes over HTTPS for the application's secret, and Dovecot asks the
//! same house whether it is good.

use std::sync::Arc;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use tests::servers::Servers;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::{Account, Hub, question, write_secret};

const TOKEN: &str = "a-token-for-the-hub";

/// One request and its answer.
async fn serve<Line: AsyncRead + AsyncWrite + Unpin>(mut line: Line, email: &str) {
    let mut asked = Vec::new();
    let mut bytes = [0; 4096];
    loop {
        let Ok(length @ 1..) = line.read(&mut bytes).await else {
            return;
        };
        asked.extend_from_slice(&bytes[..length]);
        let text = String::from_utf8_lossy(&asked).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .map_or(0, |(_, length)| length.parse().unwrap());
        if body.len() < length {
            continue;
        }
        let (status, answer) = answer(head, body, email);
        let text = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
            answer.len()
        );
        drop(line.write_all(text.as_bytes()).await);
        drop(line.shutdown().await);
        return;
    }
}

fn answer(head: &str, body: &str, email: &str) -> (&'static str, String) {
    let first = head.lines().next().unwrap_or_default();
    if first.starts_with("POST /token ") {
        let good = [
            "client_id=the-gateway",
            "client_secret=s%26cret",
            "grant_type=client_credentials",
            "scope=https%3A%2F%2Foutlook.office365.com%2F.default",
        ];
        if good
            .iter()
            .all(|part| body.split('&').any(|given| given == *part))
        {
            return (
                "200 OK",
                format!(
                    "{{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"{TOKEN}\"}}"
                ),
            );
        }
        return (
            "401 Unauthorized",
            "{\"error\":\"invalid_client\"}".to_owned(),
        );
    }
    if first.contains(&format!("access_token={TOKEN} ")) {
        return (
            "200 OK",
            format!("{{\"email\":\"{email}\",\"active\":true}}"),
        );
    }
    ("401 Unauthorized", "{}".to_owned())
}

/// The port at which tokens are given, over TLS; Dovecot asks at its own.
async fn house(servers: &Servers, email: String) -> u16 {
    let plain = TcpListener::bind(("127.0.0.1", servers.oauth_port))
        .await
        .unwrap();
    let secure = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = secure.local_addr().unwrap().port();
    let chain = CertificateDer::pem_file_iter(&servers.certificate)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let key = PrivateKeyDer::from_pem_file(&servers.key).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let settings = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let tls = TlsAcceptor::from(Arc::new(settings));
    let known = email.clone();
    tokio::spawn(async move {
        while let Ok((line, _)) = plain.accept().await {
            serve(line, &known).await;
        }
    });
    tokio::spawn(async move {
        while let Ok((line, _)) = secure.accept().await {
            if let Ok(line) = tls.accept(line).await {
                serve(line, &email).await;
            }
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_opens_the_mailbox_and_a_wrong_secret_does_not() {
    let servers = Servers::from_env();
    let token_url = "https://localhost:PORT/token";
    let more = format!(
        "oauth = {{ tenant = \"exampleshire\", client_id = \"the-gateway\", client_secret_file = \"client.secret\", token_url = \"{token_url}\" }}"
    );
    let hub = Hub::new(&Account {
        more: &more,
        ..Account::default()
    });
    let port = house(&servers, hub.address.clone()).await;
    let settings = std::fs::read_to_string(hub.stand.config()).unwrap();
    std::fs::write(
        hub.stand.config(),
        settings.replace("PORT", &port.to_string()),
    )
    .unwrap();
    write_secret(&hub.stand, "client.secret", "s&cret\n");
    hub.deliver(&question("1"));
    assert_eq!(hub.poll()["taken"], 1);
    hub.ledger_agrees("read with a token");
    write_secret(&hub.stand, "client.secret", "another");
    let told = hub.stand.run(&["mailbox", "poll"]);
    let words = String::from_utf8(told.stderr).unwrap();
    assert!(!told.status.success());
    assert!(words.contains("the token is not granted"), "{words}");
    assert!(
        !words.contains("another") && !words.contains(TOKEN),
        "{words}"
    );
}
