//! G1: a form page with a fresh token, against nginx serving the very same bytes.

use anyhow::{Context as _, Result, ensure};

use crate::Bench;
use crate::load::{cpu_us, h2load, new_client, wrk};
use crate::ratio::{Limit, Pairs, median, say};

/// A page with a form and a fresh token, for a visitor without a cookie.
pub(crate) const FORM_PAGE: &str = "/refer/social-worker/email";

/// Seconds of each load.
const SECONDS: u32 = 3;

pub(crate) async fn run(bench: &Bench) -> Result<()> {
    let stand = Bench::gateway();
    let gateway = stand.gateway.as_ref().context("it was started")?;
    let ours = format!("{}{FORM_PAGE}", stand.public_origin());
    let response = new_client(&stand.ca())?.get(&ours).send().await?;
    ensure!(
        response.status() == 200,
        "{ours} answered {}",
        response.status()
    );
    let page = response.bytes().await?;
    let text = String::from_utf8_lossy(&page);
    ensure!(text.contains("name=\"csrf\""), "{ours} holds no token");
    let nginx = bench.nginx("g1", &page)?;
    let theirs = format!("{}{}", nginx.origin, crate::nginx::PAGE);
    say(&format!("G1 form page: {} bytes", page.len()));

    let mut kept = Pairs {
        name: "G1 form page, HTTP/1.1",
        unit: "a second",
        limit: Limit::AtLeast(0.75),
        figures: Vec::new(),
    };
    let mut slowest = Pairs {
        name: "G1 form page, p99",
        unit: "ms",
        limit: Limit::AtMost(1.5),
        figures: Vec::new(),
    };
    let mut streams = Pairs {
        name: "G1 form page, HTTP/2",
        unit: "a second",
        limit: Limit::AtLeast(0.70),
        figures: Vec::new(),
    };
    let mut cpu = Vec::new();
    for _ in 0..bench.pairs {
        let before = cpu_us(&[gateway.pid()]);
        let our_rate = wrk(&ours, SECONDS)?;
        cpu.push((cpu_us(&[gateway.pid()]) - before) / (our_rate.per_second * f64::from(SECONDS)));
        let their_rate = wrk(&theirs, SECONDS)?;
        kept.figures
            .push((our_rate.per_second, their_rate.per_second));
        slowest.figures.push((our_rate.p99_ms, their_rate.p99_ms));
        streams
            .figures
            .push((h2load(&ours, 40_000)?, h2load(&theirs, 40_000)?));
    }
    kept.print();
    slowest.print();
    streams.print();
    say(&format!(
        "G1 form page, CPU: {:.1} µs a request (goal ≤ 22)",
        median(&cpu)
    ));
    Ok(())
}
