//! A line to a server: TCP and TLS, verified in full, on which nothing waits for ever. Speaks no protocol of its own.

use std::{
    io,
    path::{Path, PathBuf},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use rustls_pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep, timeout},
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::super::source::MailboxError;

/// The longest that one read or write may wait.
pub(super) const PATIENCE: Duration = Duration::from_secs(55);
/// The longest that connecting may take, TLS included.
const CONNECT: Duration = Duration::from_secs(30);

/// Where a server is.
#[derive(Clone, Debug)]
pub(super) struct Address {
    /// Its name, as its certificate has it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// PEM file of the only authorities to trust; without it the system's.
    pub ca_file: Option<PathBuf>,
}

/// How long a line's reads may wait: changed while it is used.
#[derive(Clone, Debug)]
pub(super) struct Patience(Arc<AtomicU64>);

impl Patience {
    fn new() -> Self {
        Self(Arc::new(AtomicU64::new(PATIENCE.as_secs())))
    }

    /// Reads that begin to wait from now on may wait so long.
    pub(super) fn set(&self, longest: Duration) {
        self.0.store(longest.as_secs(), Ordering::Relaxed);
    }

    fn longest(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::Relaxed))
    }
}

/// A connection whose reads and writes give up.
#[derive(Debug)]
pub(super) struct Patient {
    inner: TcpStream,
    patience: Patience,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    /// `Ready` once it has waited too long for the other side.
    fn poll_tired(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let longest = self.patience.longest();
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(longest)));
        ready!(waiting.as_mut().poll(cx));
        Poll::Ready(io::ErrorKind::TimedOut.into())
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Poll::Ready(read) = Pin::new(&mut self.inner).poll_read(cx, buffer) {
            self.waiting = None;
            return Poll::Ready(read);
        }
        self.poll_tired(cx).map(Err)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        // What is written begins a new wait.
        if let Poll::Ready(written) = Pin::new(&mut self.inner).poll_write(cx, bytes) {
            self.waiting = None;
            return Poll::Ready(written);
        }
        self.poll_tired(cx).map(Err)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// Connects, and encrypts before the first byte.
///
/// # Errors
/// `Later` when nobody answers, `Refused` when the other side is not who it should be.
pub(super) async fn dial(
    address: &Address,
) -> Result<(TlsStream<Patient>, Patience), MailboxError> {
    const NOT_NOW: MailboxError = MailboxError::Later("connecting");
    let tls = TlsConnector::from(Arc::new(settings(address.ca_file.as_deref())?));
    let name = ServerName::try_from(address.host.clone())
        .map_err(|_| MailboxError::Refused("host is no name of a server"))?;
    let until = Instant::now() + CONNECT;
    let tcp = timeout(
        CONNECT,
        TcpStream::connect((address.host.as_str(), address.port)),
    );
    let tcp = tcp.await.map_err(|_| NOT_NOW)?.map_err(|_| NOT_NOW)?;
    tcp.set_nodelay(true).map_err(|_| NOT_NOW)?;
    let patience = Patience::new();
    let line = Patient {
        inner: tcp,
        patience: patience.clone(),
        waiting: None,
    };
    let left = until.saturating_duration_since(Instant::now());
    match timeout(left, tls.connect(name, line)).await {
        Ok(Ok(line)) => Ok((line, patience)),
        Ok(Err(error)) if is_stranger(&error) => {
            Err(MailboxError::Refused("its certificate is not trusted"))
        }
        Ok(Err(_)) | Err(_) => Err(MailboxError::Later("encrypting")),
    }
}

fn is_stranger(error: &io::Error) -> bool {
    let tls = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}

fn settings(ca_file: Option<&Path>) -> Result<ClientConfig, MailboxError> {
    const NO_TLS: MailboxError = MailboxError::Machine("TLS cannot be set up");
    const NO_CA: MailboxError = MailboxError::Refused("ca_file holds no authority in PEM");
    let provider = Arc::new(aws_lc_rs::default_provider());
    let settings = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| NO_TLS)?;
    let Some(file) = ca_file else {
        let trusting = settings.with_platform_verifier().map_err(|_| NO_TLS)?;
        return Ok(trusting.with_no_client_auth());
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|_| NO_CA)? {
        roots
            .add(certificate.map_err(|_| NO_CA)?)
            .map_err(|_| NO_CA)?;
    }
    if roots.is_empty() {
        return Err(NO_CA);
    }
    Ok(settings.with_root_certificates(roots).with_no_client_auth())
}
