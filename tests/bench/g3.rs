//! G3: the last request of a submission, carrying a 1 MiB file over a new connection. Its limit is what nginx takes to receive
//! the same bytes plus the floor of making them durable.

use anyhow::{Result, ensure};

use crate::floor::Floor;
use crate::load::{new_client, timed};
use crate::nginx::UPLOAD;
use crate::ratio::{median, quantile, say};
use crate::{Bench, random};

/// Uploads of each kind in a run.
const TIMES: usize = 100;

pub(crate) async fn run(bench: &Bench) -> Result<()> {
    let nginx = bench.nginx("g3", b"")?;
    let mut floor = Floor::new(&bench.folder.path().join("g3-floor")).await?;
    let bytes = random(1 << 20)?;
    let url = format!("{}{UPLOAD}", nginx.origin);
    let mut limits = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let (received, status) =
            timed(new_client(&nginx.ca)?.post(&url).body(bytes.clone())).await?;
        ensure!(status == 204, "nginx answered {status}");
        limits.push(received + floor.once(&bytes).await?);
    }
    say(&format!(
        "G3 limit, nginx upload + floor, 1 MiB: median {:.2} ms, p99 {:.2} ms",
        median(&limits),
        quantile(&limits, 0.99)
    ));
    Ok(())
}
