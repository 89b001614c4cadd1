//! Whether the process lives, whether it can work, and its counters, for the machine's own monitoring: plain HTTP on loopback only.
//! Names and numbers; no personal data.

use std::{fmt::Write as _, future::Future, io, net::SocketAddr, pin::Pin, sync::Arc};

use axum::{
    Router,
    extract::State,
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{StatusCode, header::CONTENT_TYPE};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{
    headers,
    manifest::{About, Audience, Route, line},
    serve,
};

type Answer = Result<(), &'static str>;
type Ready = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Answer> + Send>> + Send + Sync>;
type Metrics = Box<dyn Fn() -> Vec<(String, f64)> + Send + Sync>;

/// What the probes ask.
pub struct Probes {
    ready: Ready,
    metrics: Metrics,
}

impl std::fmt::Debug for Probes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Probes").finish_non_exhaustive()
    }
}

impl Probes {
    /// `ready` says whether work can be done now, or in constant words what is in the way; `metrics` gives names in Prometheus' form (`gateway_letters_waiting`) and numbers.
    pub fn new<F>(
        ready: impl Fn() -> F + Send + Sync + 'static,
        metrics: impl Fn() -> Vec<(String, f64)> + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), &'static str>> + Send + 'static,
    {
        Self {
            ready: Box::new(move || Box::pin(ready())),
            metrics: Box::new(metrics),
        }
    }

    /// The manifest.
    pub fn routes() -> [Route; 3] {
        ["/healthz", "/readyz", "/metrics"]
            .map(|path| line(Audience::Probe, "GET", path, About::page()))
    }

    /// The pages.
    pub fn router(self) -> Router {
        Router::new()
            .route("/healthz", get(async || text("live\n".to_owned())))
            .route("/readyz", get(readyz))
            .route("/metrics", get(metrics))
            .with_state(Arc::new(self))
            .layer(middleware::map_response(async |mut answer: Response| {
                headers::protect(answer.headers_mut());
                answer
            }))
    }

    /// Serves them until `shutdown`.
    ///
    /// # Errors
    /// The address is not a loopback address, or in use.
    pub async fn serve(self, address: SocketAddr, shutdown: CancellationToken) -> io::Result<()> {
        if !address.ip().is_loopback() {
            let why = "probes listen on a loopback address only";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        self.serve_on(serve::listen(address)?, shutdown).await
    }

    /// Serves them on a listener that is open already, until `shutdown`.
    ///
    /// # Errors
    /// The listener fails.
    pub async fn serve_on(
        self,
        listener: TcpListener,
        shutdown: CancellationToken,
    ) -> io::Result<()> {
        axum::serve(listener, self.router())
            .with_graceful_shutdown(shutdown.cancelled_owned())
            .await
    }
}

async fn readyz(State(probes): State<Arc<Probes>>) -> Response {
    match (probes.ready)().await {
        Ok(()) => text("ready\n".to_owned()),
        Err(why) => {
            let words = text(format!("not ready: {why}\n"));
            (StatusCode::SERVICE_UNAVAILABLE, words).into_response()
        }
    }
}

async fn metrics(State(probes): State<Arc<Probes>>) -> Response {
    let mut page = String::new();
    for (name, number) in (probes.metrics)() {
        // What is in brackets says which of several counters of one name it is.
        let (family, _) = name.split_once('{').unwrap_or((&name, ""));
        let known = page.contains(&format!("# TYPE {family} gauge\n"));
        let written = if known {
            writeln!(page, "{name} {number}")
        } else {
            writeln!(page, "# TYPE {family} gauge\n{name} {number}")
        };
        debug_assert!(written.is_ok(), "a text takes every line");
    }
    text(page)
}

fn text(page: String) -> Response {
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        page,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::Probes;
    use axum::body::Body;
    use http::{Request, StatusCode};
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    async fn ask(ready: Result<(), &'static str>, path: &str) -> (StatusCode, String) {
        let probes = Probes::new(
            move || async move { ready },
            || {
                let names = ["gateway_letters_waiting", "a{b=\"c\"}", "a{b=\"d\"}"];
                names.map(|name| (name.to_owned(), 3.0)).into()
            },
        );
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = probes.router().oneshot(request).await.unwrap();
        assert!(answer.headers().contains_key("x-content-type-options"));
        let status = answer.status();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn the_process_lives_even_when_it_is_not_ready() {
        let full = Err("no room");
        assert_eq!(ask(full, "/healthz").await.0, StatusCode::OK);
        let (status, words) = ask(full, "/readyz").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(words, "not ready: no room\n");
        assert_eq!(ask(Ok(()), "/readyz").await.0, StatusCode::OK);
    }

    #[tokio::test]
    async fn counters_are_names_and_numbers() {
        let (status, page) = ask(Ok(()), "/metrics").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(
            page,
            "# TYPE gateway_letters_waiting gauge\ngateway_letters_waiting 3\n# TYPE a gauge\na{b=\"c\"} 3\na{b=\"d\"} 3\n"
        );
    }

    #[tokio::test]
    async fn probes_refuse_an_address_that_others_can_reach() {
        let probes = Probes::new(|| async { Ok(()) }, Vec::new);
        let shutdown = tokio_util::sync::CancellationToken::new();
        let refused = probes.serve("0.0.0.0:0".parse().unwrap(), shutdown).await;
        assert_eq!(
            refused.unwrap_err().kind(),
            std::io::ErrorKind::InvalidInput
        );
    }
}
