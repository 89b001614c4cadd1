//! Load from outside: `wrk`, `h2load`, new connections with an upload, and many uploads held open at once.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use futures::future::try_join_all;
use reqwest::{Certificate, Client, RequestBuilder};
use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, SupportedKxGroup, aws_lc_rs};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// What a page load gave.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rate {
    /// Requests a second.
    pub(crate) per_second: f64,
    /// 99 in a hundred took no longer, in milliseconds.
    pub(crate) p99_ms: f64,
}

/// HTTP/1.1, 64 connections kept open, for `seconds`.
pub(crate) fn wrk(url: &str, seconds: u32) -> Result<Rate> {
    let mut command = Command::new("wrk");
    command.args(["-t1", "-c64", &format!("-d{seconds}"), "--latency"]);
    let text = said(command.arg(url))?;
    ensure!(!text.contains("Non-2xx"), "{url} refused: {text}");
    let word = |mark: &str| {
        text.lines()
            .find(|line| line.trim_start().starts_with(mark))
            .and_then(|line| line.split_whitespace().last())
            .map(str::to_owned)
    };
    let per_second = word("Requests/sec:").context("wrk's rate")?.parse()?;
    Ok(Rate {
        per_second,
        p99_ms: milliseconds(&word("99%").context("wrk's p99")?)?,
    })
}

/// HTTP/2, 64 connections with ten streams each.
pub(crate) fn h2load(url: &str, requests: u32) -> Result<f64> {
    let text =
        said(Command::new("h2load").args(["-t1", "-c64", "-m10", &format!("-n{requests}"), url]))?;
    ensure!(
        text.contains(&format!("{requests} succeeded")),
        "{url} refused: {text}"
    );
    let line = text
        .lines()
        .find(|line| line.starts_with("finished in"))
        .context("h2load's rate")?;
    let rate = line
        .split(", ")
        .find_map(|part| part.strip_suffix(" req/s"))
        .context("h2load's rate")?;
    Ok(rate.parse()?)
}

/// CPU time these processes have used, in microseconds.
pub(crate) fn cpu_us(pids: &[u32]) -> f64 {
    let ticks = |pid: &u32| -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        after_name
            .split_whitespace()
            .skip(11)
            .take(2)
            .filter_map(|number| number.parse::<f64>().ok())
            .sum()
    };
    pids.iter().map(ticks).sum::<f64>() * 10_000.0
}

/// Memory these processes have to themselves or share fairly (PSS), in MiB.
pub(crate) fn memory_mib(pids: &[u32]) -> f64 {
    let kib = |pid: &u32| -> f64 {
        let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        let line = text
            .lines()
            .find(|line| line.starts_with("Pss:"))
            .unwrap_or_default();
        line.split_whitespace()
            .nth(1)
            .and_then(|number| number.parse().ok())
            .unwrap_or_default()
    };
    pids.iter().map(kib).sum::<f64>() / 1024.0
}

/// A client that has no connection yet.
pub(crate) fn new_client(ca: &Path) -> Result<Client> {
    let pem = std::fs::read(ca)?;
    Ok(Client::builder()
        .tls_certs_only(Certificate::from_pem_bundle(&pem)?)
        .http1_only()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()?)
}

/// Sends one request and reads the whole answer; milliseconds and the status.
pub(crate) async fn timed(request: RequestBuilder) -> Result<(f64, u16)> {
    let started = Instant::now();
    let response = request.send().await?;
    let status = response.status().as_u16();
    response.bytes().await?;
    Ok((started.elapsed().as_secs_f64() * 1e3, status))
}

/// Visitors who come for the first time: each makes a connection and a full handshake, asks for one page and reads it to its end.
pub(crate) struct NewVisits {
    connector: TlsConnector,
    port: u16,
    request: String,
}

/// Visitors at once, and how long they keep coming.
const VISITORS: usize = 16;
const VISITING: Duration = Duration::from_secs(3);

impl NewVisits {
    /// Visitors of a page, who agree on their keys this way.
    pub(crate) fn to(
        port: u16,
        ca: &Path,
        page: &str,
        keys: &'static dyn SupportedKxGroup,
    ) -> Result<Self> {
        Ok(Self {
            connector: connector(ca, vec![keys])?,
            port,
            request: format!("GET {page} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
        })
    }

    /// How many have read their page in a second.
    #[expect(clippy::cast_precision_loss, reason = "a rate, not a count")]
    pub(crate) async fn a_second(&self) -> Result<f64> {
        let begun = Instant::now();
        let visitor = || async {
            let mut visits = 0_usize;
            while begun.elapsed() < VISITING {
                self.once().await?;
                visits += 1;
            }
            anyhow::Ok(visits)
        };
        let visits = try_join_all((0..VISITORS).map(|_| visitor())).await?;
        Ok(visits.iter().sum::<usize>() as f64 / begun.elapsed().as_secs_f64())
    }

    async fn once(&self) -> Result<()> {
        let mut tls = connected(&self.connector, self.port).await?;
        tls.write_all(self.request.as_bytes()).await?;
        tls.flush().await?;
        let mut answer = Vec::with_capacity(16 * 1024);
        // Who closes first, and how, is not what is measured.
        let end = tls.read_to_end(&mut answer).await;
        ensure!(
            answer.starts_with(b"HTTP/1.1 200") && answer.trim_ascii_end().ends_with(b"</html>"),
            "no whole page, but {} bytes and {end:?}",
            answer.len()
        );
        Ok(())
    }
}

/// A client that takes up no earlier session.
fn connector(ca: &Path, keys: Vec<&'static dyn SupportedKxGroup>) -> Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(ca)? {
        roots.add(certificate?)?;
    }
    let provider = CryptoProvider {
        kx_groups: keys,
        ..aws_lc_rs::default_provider()
    };
    let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.resumption = Resumption::disabled();
    Ok(TlsConnector::from(Arc::new(config)))
}

async fn connected(connector: &TlsConnector, port: u16) -> Result<TlsStream<TcpStream>> {
    let tcp = TcpStream::connect(("127.0.0.1", port)).await?;
    tcp.set_nodelay(true)?;
    let name = ServerName::try_from("localhost")?;
    Ok(connector.connect(name, tcp).await?)
}

/// Opens `count` connections, sends `head` and then one MiB of body on each, and holds them.
pub(crate) async fn hold(
    port: u16,
    ca: &Path,
    count: usize,
    head: &str,
) -> Result<Vec<TlsStream<TcpStream>>> {
    let connector = connector(ca, aws_lc_rs::ALL_KX_GROUPS.to_vec())?;
    let block = vec![b'x'; 64 * 1024];
    let mut open = Vec::with_capacity(count);
    for _ in 0..count {
        let mut tls = connected(&connector, port).await?;
        tls.write_all(head.as_bytes()).await?;
        for _ in 0..16 {
            tls.write_all(&block).await?;
        }
        tls.flush().await?;
        open.push(tls);
    }
    Ok(open)
}

fn said(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    ensure!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

/// wrk's `850.00us`, `1.20ms`, `2.00s` as milliseconds.
fn milliseconds(text: &str) -> Result<f64> {
    for (unit, factor) in [("us", 0.001), ("ms", 1.0), ("s", 1000.0)] {
        if let Some(number) = text.strip_suffix(unit) {
            return Ok(number.parse::<f64>()? * factor);
        }
    }
    anyhow::bail!("no time: {text}")
}
