//! G6: memory with a thousand uploads of 25 MiB held open, one MiB of each already sent.

use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::Bench;
use crate::load::{hold, memory_mib};
use crate::nginx::UPLOAD;
use crate::ratio::say;
use crate::ready::Draft;

/// Uploads held at once.
const HELD: usize = 1000;

/// Bytes of each.
const SIZE: usize = 25 << 20;

/// The goals, in MiB and as a multiple of idle.
const GOALS: (f64, f64, f64) = (160.0, 25.0, 2.0);

pub(crate) async fn run(bench: &Bench) -> Result<()> {
    let nginx = bench.nginx("g6", b"")?;
    let nginx_idle = memory_mib(&nginx.pids());
    let head = format!(
        "POST {UPLOAD} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: {SIZE}\r\n\r\n"
    );
    let open = hold(nginx.port, &nginx.ca, HELD, &head).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let nginx_held = memory_mib(&nginx.pids());
    drop(open);
    drop(nginx);

    let stand = Bench::gateway();
    let pids = [stand.gateway.as_ref().context("it was started")?.pid()];
    let idle = memory_mib(&pids);
    let origin = stand.public_origin();
    let port = origin.rsplit(':').next().context("a port")?.parse()?;
    let head = Draft::begun(&stand).await?.begun_upload(origin, SIZE);
    let open = hold(port, &stand.ca(), HELD, &head).await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let ours = memory_mib(&pids);
    drop(open);
    tokio::time::sleep(Duration::from_secs(10)).await;
    let after = memory_mib(&pids);
    let (most, most_idle, most_after) = GOALS;
    say(&format!(
        "G6 memory, {HELD} uploads held: {:.2} × (nginx; no goal); ours {ours:.0} MiB (goal ≤ {most}, {}), nginx {nginx_held:.0} MiB (idle {nginx_idle:.0} MiB)",
        ours / nginx_held,
        met(ours <= most)
    ));
    say(&format!(
        "G6 memory, idle: {idle:.0} MiB (goal ≤ {most_idle}, {}); afterwards {:.2} × idle (goal ≤ {most_after}, {}), {after:.0} MiB",
        met(idle <= most_idle),
        after / idle,
        met(after / idle <= most_after)
    ));
    Ok(())
}

fn met(met: bool) -> &'static str {
    if met { "met" } else { "not met" }
}
