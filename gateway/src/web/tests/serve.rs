//! The accept loop, asked over real connections.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    routing::{get, post},
};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use rustls_pki_types::ServerName;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::Instant,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_util::sync::CancellationToken;

use crate::web::{
    extract::ClientAddress,
    idle::Idle,
    serve::{ServeLimits, listen, serve},
    tls::{Tls, TlsError},
};

struct Running {
    address: SocketAddr,
    client: TlsConnector,
    shutdown: CancellationToken,
    done: tokio::task::JoinHandle<()>,
}

fn router() -> Router {
    Router::new()
        .route(
            "/",
            get(async |client: ClientAddress| format!("{client:?}")),
        )
        .route(
            "/slow",
            get(async || {
                tokio::time::sleep(Duration::from_millis(300)).await;
                "finished"
            }),
        )
        .route("/post", post(async |body: Bytes| body.len().to_string()))
}

fn running(connections: usize) -> Running {
    running_with(connections, Duration::from_millis(500))
}

fn running_with(connections: usize, body: Duration) -> Running {
    let folder = tempfile::tempdir().unwrap();
    let own = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (certificate, key) = (
        folder.path().join("cert.pem"),
        folder.path().join("key.pem"),
    );
    std::fs::write(&certificate, own.cert.pem()).unwrap();
    std::fs::write(&key, own.signing_key.serialize_pem()).unwrap();
    let tls = Arc::new(Tls::open(&certificate, &key).unwrap());
    tls.reload().unwrap();
    assert!(matches!(
        Tls::open(&key, &certificate),
        Err(TlsError::NoCertificate(_))
    ));
    let mut roots = RootCertStore::empty();
    roots.add(own.cert.der().clone()).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = CancellationToken::new();
    let limits = ServeLimits { connections, body };
    let done = tokio::spawn(serve(listener, tls, router(), limits, shutdown.clone()));
    Running {
        address,
        client: TlsConnector::from(Arc::new(client)),
        shutdown,
        done,
    }
}

impl Running {
    async fn connect(&self) -> TlsStream<TcpStream> {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        self.client.connect(name, stream).await.unwrap()
    }

    /// Sends bytes and reads until the other side closes.
    async fn ask(&self, request: &str) -> String {
        let mut stream = self.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        read_all(&mut stream).await
    }
}

async fn read_all(stream: &mut TlsStream<TcpStream>) -> String {
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer).await);
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_page_comes_over_tls_and_the_client_is_the_other_end() {
    let site = running(10);
    let answer = site
        .ask("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\nConnection: close\r\n\r\n")
        .await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(
        answer.contains("127.0.0.1") && !answer.contains("192.0.2.1"),
        "{answer}"
    );
    assert!(!answer.to_lowercase().contains("\r\nserver:"), "{answer}");
}

#[tokio::test]
async fn a_head_that_is_too_large_or_smuggles_is_refused() {
    let site = running(10);
    let large = format!(
        "GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n",
        "x".repeat(1 << 20)
    );
    let mut stream = site.connect().await;
    drop(stream.write_all(large.as_bytes()).await);
    let answer = read_all(&mut stream).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
        "{answer}"
    );
    for head in [
        "Content-Length: 3\r\nContent-Length: 4",
        "Content-Length: 3\r\nTransfer-Encoding: chunked, identity",
    ] {
        let answer = site
            .ask(&format!(
                "POST /post HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\nabc"
            ))
            .await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{head}: {answer}");
    }
}

#[tokio::test]
async fn half_a_head_is_cut_off_after_ten_seconds() {
    let site = running(10);
    let mut stream = site.connect().await;
    let begun = Instant::now();
    stream.write_all(b"GET / HTTP/1.1\r\nHost").await.unwrap();
    let answer = read_all(&mut stream).await;
    assert!(!answer.contains("200 OK"), "{answer}");
    let seconds = begun.elapsed().as_secs();
    assert!((9..=12).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn a_handshake_that_never_comes_is_cut_off_after_ten_seconds() {
    let site = running(10);
    let mut stream = TcpStream::connect(site.address).await.unwrap();
    let begun = Instant::now();
    let mut byte = [0_u8; 1];
    drop(stream.read(&mut byte).await);
    let seconds = begun.elapsed().as_secs();
    assert!((9..=12).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn a_body_that_does_not_arrive_ends_its_request() {
    let site = running(10);
    let begun = Instant::now();
    let answer = site
        .ask("POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nConnection: close\r\n\r\nabc")
        .await;
    assert!(!answer.contains("200 OK"), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_browser_that_sends_far_too_much_still_gets_its_page() {
    let site = running_with(10, Duration::from_mins(1));
    let bytes = 20 * 1024 * 1024;
    let mut stream = site.connect().await;
    let head = format!(
        "POST /post HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {bytes}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![b'x'; bytes]).await.unwrap();
    let answer = read_all(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test]
async fn beyond_the_cap_a_connection_waits_for_its_turn() {
    let site = running(1);
    let first = site.connect().await;
    let ask = site.ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    tokio::pin!(ask);
    let early = tokio::time::timeout(Duration::from_millis(300), &mut ask).await;
    assert!(early.is_err(), "the second connection waits");
    drop(first);
    assert!(ask.await.contains("200 OK"));
}

#[tokio::test]
async fn a_running_request_finishes_when_the_site_stops() {
    let site = running(10);
    let mut stream = site.connect().await;
    stream
        .write_all(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    site.shutdown.cancel();
    let answer = read_all(&mut stream).await;
    assert!(answer.ends_with("finished"), "{answer}");
    tokio::time::timeout(Duration::from_secs(2), site.done)
        .await
        .unwrap()
        .unwrap();
    assert!(TcpStream::connect(site.address).await.is_err());
}

#[tokio::test]
async fn a_connection_on_which_nothing_moves_times_out_and_a_slow_one_does_not() {
    let (near, mut far) = tokio::io::duplex(64);
    let mut idle = Idle::new(near, Duration::from_millis(400));
    let mut byte = [0_u8; 1];
    for _ in 0..3 {
        let write = async {
            tokio::time::sleep(Duration::from_millis(250)).await;
            far.write_all(b"x").await
        };
        let (read, written) = tokio::join!(idle.read_exact(&mut byte), write);
        read.unwrap();
        written.unwrap();
    }
    let error = idle.read_exact(&mut byte).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
}

#[tokio::test]
async fn browsers_get_http_2_with_a_bound_on_streams() {
    let site = running(10);
    let mut config = (**site.client.config()).clone();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let stream = TcpStream::connect(site.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let client = TlsConnector::from(Arc::new(config));
    let mut stream = client.connect(name, stream).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let settings = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    stream.write_all(settings).await.unwrap();
    let mut head = [0_u8; 9];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(head[3], 4, "a SETTINGS frame comes first");
    let mut settings = vec![0_u8; usize::from(head[2])];
    stream.read_exact(&mut settings).await.unwrap();
    let streams = settings.chunks(6).find(|setting| setting[1] == 3).unwrap();
    assert_eq!(streams[2..], [0, 0, 0, 64]);
}
