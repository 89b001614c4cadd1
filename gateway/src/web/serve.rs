//! The accept loop: TCP, TLS, HTTP/1.1 and 2, and a time-out or a bound on everything a stranger can make it wait for or hold.
//! Knows nothing of pages.

use std::{
    io,
    net::{SocketAddr, TcpListener as StdListener},
    sync::Arc,
    time::Duration,
};

use axum::{Router, extract::ConnectInfo};
use http::Request;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto::Builder,
        graceful::{GracefulShutdown, Watcher},
    },
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tower::Service;

use super::{idle::Idle, timed_body::timed, tls::Tls};
use crate::config::Limits;

/// A handshake, and a request's head, must be there by then. Between two requests of HTTP/1.1 too.
const HEAD: Duration = Duration::from_secs(10);

/// A connection on which no byte moves is closed.
const IDLE: Duration = Duration::from_secs(75);

/// How long running requests may take to finish at the end.
const DRAIN: Duration = Duration::from_secs(10);

/// After a failed accept (no file descriptor left) before the next.
const BREATHE: Duration = Duration::from_millis(100);

/// A request's head, at most, as many servers have it; and what a connection that sends a file keeps room for.
const HEAD_BYTES: usize = 8 * 1024;

/// Requests at once on one connection of HTTP/2.
const STREAMS: u32 = 64;

/// What a stranger may hold.
#[derive(Clone, Copy, Debug)]
pub struct ServeLimits {
    /// Connections at once; the next ones wait in the listener's queue.
    pub connections: usize,
    /// How long a request's body may take to arrive.
    pub body: Duration,
}

impl From<&Limits> for ServeLimits {
    fn from(limits: &Limits) -> Self {
        Self {
            connections: limits.connections,
            body: Duration::from_secs(limits.body_seconds),
        }
    }
}

/// Listens on an address. The system may give it a port, when that is 0.
///
/// # Errors
/// The address is in use, or not this machine's. Must be called inside the runtime.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = StdListener::bind(address)?;
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

/// Serves a site until `shutdown`; then lets running requests finish, ten seconds at most.
pub async fn serve(
    listener: TcpListener,
    tls: Arc<Tls>,
    router: Router,
    limits: ServeLimits,
    shutdown: CancellationToken,
) {
    let slots = Arc::new(Semaphore::new(
        limits.connections.clamp(1, Semaphore::MAX_PERMITS),
    ));
    let graceful = GracefulShutdown::new();
    let (now, site) = (
        CancellationToken::new(),
        Arc::new(Served::new(tls, router, limits)),
    );
    while let Some((stream, peer, slot)) = next(&listener, &slots, &shutdown).await {
        let (site, watcher, now) = (Arc::clone(&site), graceful.watcher(), now.clone());
        tokio::spawn(async move {
            let connection = site.connection(stream, peer, watcher);
            now.run_until_cancelled(connection).await;
            drop(slot);
        });
    }
    drop(listener);
    if timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were cut off at the end");
    }
    now.cancel();
}

/// The next connection and its slot; none at the end.
async fn next(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
    shutdown: &CancellationToken,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let accept = async {
        let slot = Arc::clone(slots).acquire_owned().await.ok()?;
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => return Some((stream, peer, slot)),
                Err(error) if of_one_connection(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, "no connection can be accepted");
                    sleep(BREATHE).await;
                }
            }
        }
    };
    shutdown.run_until_cancelled(accept).await.flatten()
}

fn of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

/// What every connection of a site shares.
struct Served {
    tls: Arc<Tls>,
    router: Router,
    body: Duration,
    one: Builder<TokioExecutor>,
    two: Builder<TokioExecutor>,
}

impl Served {
    fn new(tls: Arc<Tls>, router: Router, limits: ServeLimits) -> Self {
        let builder = builder();
        Self {
            tls,
            router,
            body: limits.body,
            one: builder.clone().http1_only(),
            two: builder.http2_only(),
        }
    }

    /// One connection, from its handshake to its end.
    async fn connection(&self, stream: TcpStream, peer: SocketAddr, watcher: Watcher) {
        let unset = stream.set_nodelay(true);
        drop(unset);
        // In a box that goes with it: a connection would else keep room for its handshake to its end.
        let handshake = self.tls.acceptor().accept(Idle::new(stream, IDLE));
        let Ok(Ok(stream)) = Box::pin(timeout(HEAD, handshake)).await else {
            return;
        };
        let two = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        let builder = if two { &self.two } else { &self.one };
        let service = service_fn(|request| self.answer(request, peer));
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(error, "a connection ended early");
        }
    }

    fn answer(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
    ) -> <Router as Service<Request<axum::body::Body>>>::Future {
        let mut request = timed(request, self.body);
        request.extensions_mut().insert(ConnectInfo(peer));
        self.router.clone().call(request)
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(32 * 1024)
        .max_pending_accept_reset_streams(20)
        .max_local_error_reset_streams(256)
        .initial_stream_window_size(128 * 1024)
        .initial_connection_window_size(256 * 1024)
        .max_send_buf_size(64 * 1024);
    builder
}
