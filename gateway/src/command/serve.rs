//! `serve`: both sites, the probes and the worker in one process, until somebody ends it. Decides nothing.

use std::{net::SocketAddr, path::Path, sync::Arc};

use anyhow::Context as _;
use serde_json::json;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use super::{Outcome, console::Console, gauges::Gauges};
use crate::{
    clock::Clock,
    config::Config,
    gateway::Gateway,
    journey::keep_refusals,
    web::{self, limits::Limits, probes::Probes, public::PublicSite, serve, tls::Tls},
    worker,
};

/// The three addresses, open.
#[derive(Debug)]
pub(super) struct Listeners {
    public: TcpListener,
    desk: TcpListener,
    probes: TcpListener,
}

impl Listeners {
    /// Opens the addresses of the configuration. A port of 0 becomes a free one, in the site's origin as well.
    pub(super) fn open(config: &mut Config) -> anyhow::Result<Self> {
        let public = listen("public.listen", config.public.listen)?;
        let desk = listen("desk.listen", config.desk.listen)?;
        let probes = listen("probes.listen", config.probes.listen)?;
        if config.public.listen.port() == 0 {
            config.public.origin = with_port(&config.public.origin, public.local_addr()?.port());
        }
        if config.desk.listen.port() == 0 {
            config.desk.origin = with_port(&config.desk.origin, desk.local_addr()?.port());
        }
        Ok(Self {
            public,
            desk,
            probes,
        })
    }

    /// Addresses that are open already.
    pub(super) fn of(public: TcpListener, desk: TcpListener, probes: TcpListener) -> Self {
        Self {
            public,
            desk,
            probes,
        }
    }
}

fn listen(key: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    serve::listen(address).with_context(|| format!("{key}: {address}"))
}

fn with_port(origin: &str, port: u16) -> String {
    let host = origin.strip_prefix("https://").unwrap_or(origin);
    let host = host
        .rsplit_once(':')
        .filter(|(_, port)| port.parse::<u16>().is_ok())
        .map_or(host, |(host, _)| host);
    format!("https://{host}:{port}")
}

/// Everything that runs.
pub(super) struct Running {
    gateway: Gateway,
    certificates: [Arc<Tls>; 2],
    tasks: JoinSet<()>,
    stop_sites: CancellationToken,
    stop_worker: watch::Sender<bool>,
}

impl Running {
    /// Starts everything. Requests are answered from here on.
    pub(super) fn start(gateway: Gateway, listeners: Listeners) -> anyhow::Result<Self> {
        let config = Arc::clone(&gateway.config);
        let [public_tls, desk_tls] = certificates(&config)?;
        let counters = [(); 2].map(|()| Arc::new(Limits::new(&config.limits)));
        let [public_counters, desk_counters] = &counters;
        let public = web::public::router(
            public_site(&gateway, public_counters),
            &gateway.forms_key,
            &config.public.origin,
        );
        let desk = web::desk::router(&gateway, desk_counters);
        let limits = serve::ServeLimits::from(&config.limits);
        let stop_sites = CancellationToken::new();
        let (stop_worker, stopping) = watch::channel(false);
        let mut tasks = JoinSet::new();
        tasks.spawn(worker::run(
            gateway.intake.clone(),
            Arc::clone(&gateway.keyholder),
            gateway.clock.clone(),
            stopping,
        ));
        let token = stop_sites.clone();
        for counters in counters {
            let token = token.clone();
            tasks.spawn(async move {
                token.run_until_cancelled(counters.keep_tidy()).await;
            });
        }
        tasks.spawn(serve::serve(
            listeners.public,
            Arc::clone(&public_tls),
            public,
            limits,
            token.clone(),
        ));
        tasks.spawn(serve::serve(
            listeners.desk,
            Arc::clone(&desk_tls),
            desk,
            limits,
            token.clone(),
        ));
        let gauges = Gauges::new(
            gateway.keyholder.store.clone(),
            gateway.keyholder.parsers.clone(),
            gateway.intake.checks.clone(),
        );
        tasks.spawn(gauges.clone().keep(gateway.clock.clone(), token.clone()));
        tasks.spawn(probes(&gateway, gauges, listeners.probes, token));
        Ok(Self {
            gateway,
            certificates: [public_tls, desk_tls],
            tasks,
            stop_sites,
            stop_worker,
        })
    }

    /// Runs until SIGTERM or SIGINT; SIGHUP reads the certificates again. Then lets requests and the worker finish what is in hand.
    pub(super) async fn until_told(mut self) -> anyhow::Result<Outcome> {
        let mut told = Told::new()?;
        let ended_early = loop {
            tokio::select! {
                word = told.next() => match word {
                    Some(Word::Reload) => self.certificates.iter().for_each(|tls| reload(tls)),
                    _ => break false,
                },
                _ = self.tasks.join_next() => break true,
            }
        };
        tracing::info!(ended_early, "stopping");
        self.stop_sites.cancel();
        self.stop_worker.send_replace(true);
        while let Some(ended) = self.tasks.join_next().await {
            ended.context("a part of the gateway ended early")?;
        }
        let (intake, now) = (&self.gateway.intake, self.gateway.clock.now());
        if let Err(error) = keep_refusals::keep_refusals(intake, now).await {
            tracing::warn!(%error, "the last counts of refused answers are lost");
        }
        let store = self.gateway.keyholder.store.clone();
        drop(self.gateway);
        store.close().await?;
        anyhow::ensure!(!ended_early, "a part of the gateway ended early");
        Ok(Outcome::Done)
    }
}

/// Of the public site and of the desk.
fn certificates(config: &Config) -> anyhow::Result<[Arc<Tls>; 2]> {
    let (public, desk) = (&config.public, &config.desk);
    let public = Tls::open(&public.certificate, &public.key).context("public.certificate")?;
    let desk = Tls::open(&desk.certificate, &desk.key).context("desk.certificate")?;
    Ok([Arc::new(public), Arc::new(desk)])
}

fn reload(tls: &Tls) {
    match tls.reload() {
        Ok(()) => tracing::info!("a certificate was read again"),
        Err(error) => {
            tracing::error!(%error, "a certificate could not be read again; the old one stays in use");
        }
    }
}

/// What the public pages work with: nothing of the hub's keys.
fn public_site(gateway: &Gateway, limits: &Arc<Limits>) -> PublicSite {
    PublicSite {
        intake: gateway.intake.clone(),
        clock: gateway.clock.clone(),
        limits: Arc::clone(limits),
        rules: gateway.keyholder.rules.clone(),
        pages: gateway.pages.clone(),
        demonstration: gateway.config.demonstration,
    }
}

fn probes(
    gateway: &Gateway,
    gauges: Gauges,
    listener: TcpListener,
    stop: CancellationToken,
) -> impl Future<Output = ()> + use<> {
    let store = gateway.keyholder.store.clone();
    let blobs = gateway.keyholder.blobs.clone();
    let ready = move || {
        let (store, blobs) = (store.clone(), blobs.clone());
        async move {
            if store.count_accounts().await.is_err() {
                return Err("the database does not answer");
            }
            match blobs.has_room().await {
                Ok(true) => Ok(()),
                Ok(false) => Err("the disk has no room but what is kept free; uploads are refused"),
                Err(_) => Err("the folder of sealed files cannot be used"),
            }
        }
    };
    let refusals = gateway.intake.refusals.clone();
    let numbers = move || {
        let counted = gauges.now().into_iter();
        let counted = counted.map(|(name, number)| (name.to_owned(), number));
        #[expect(clippy::cast_precision_loss, reason = "a count of refused answers")]
        let refused = refusals
            .now()
            .into_iter()
            .map(|(name, count)| (name, count as f64));
        counted.chain(refused).collect()
    };
    let probes = Probes::new(ready, numbers);
    async move {
        if let Err(error) = probes.serve_on(listener, stop).await {
            tracing::error!(%error, "the probes stopped");
        }
    }
}

/// What the operator says by signal.
enum Word {
    Reload,
    Stop,
}

struct Told {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Told {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> Option<Word> {
        tokio::select! {
            _ = self.terminate.recv() => Some(Word::Stop),
            _ = self.interrupt.recv() => Some(Word::Stop),
            _ = self.hang_up.recv() => Some(Word::Reload),
        }
    }
}

/// Serves what the configuration names.
pub(super) async fn run(
    file: &Path,
    clock: &Clock,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let mut config = Config::read(file)?;
    let listeners = Listeners::open(&mut config)?;
    let probes = listeners.probes.local_addr()?;
    let ready = json!({
        "ready": true,
        "public": config.public.origin,
        "desk": config.desk.origin,
        "probes": format!("http://{probes}"),
    });
    let gateway = Gateway::build(config, clock.clone()).await?;
    let running = Running::start(gateway, listeners)?;
    console.line(&ready)?;
    running.until_told().await
}

#[cfg(test)]
mod tests {
    use super::with_port;

    #[test]
    fn a_free_port_stands_in_the_origin() {
        assert_eq!(
            with_port("https://localhost:0", 8443),
            "https://localhost:8443"
        );
        assert_eq!(
            with_port("https://refer.exampleshire.test", 9),
            "https://refer.exampleshire.test:9"
        );
    }
}
