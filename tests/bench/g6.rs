//! G6: memory with a thousand uploads of 25 MiB held open, one MiB of each already sent.

use std::time::Duration;

use anyhow::Result;

use crate::Bench;
use crate::load::{hold, memory_mib};
use crate::nginx::UPLOAD;
use crate::ratio::say;

/// Uploads held at once.
const HELD: usize = 1000;

pub(crate) async fn run(bench: &Bench) -> Result<()> {
    let nginx = bench.nginx("g6", b"")?;
    let idle = memory_mib(&nginx.pids());
    let head = format!(
        "POST {UPLOAD} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: {}\r\n\r\n",
        25 << 20
    );
    let open = hold(nginx.port, &nginx.ca, HELD, &head).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    say(&format!(
        "G6 limit, nginx holding {HELD} uploads: {:.0} MiB (idle {idle:.0} MiB)",
        memory_mib(&nginx.pids())
    ));
    drop(open);
    Ok(())
}
