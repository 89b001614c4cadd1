//! G4: eight people send at once: a file and then the referral, each on a kept connection. Its limit is the floor of one thread that makes
//! as many files durable one after another. Each pair starts from the same filled drafts, on a copy of their gateway.

use std::time::Instant;

use anyhow::{Context as _, Result};
use reqwest::Client;
use tests::stand::Stand;

use crate::floor::Floor;
use crate::load::new_client;
use crate::ratio::{Limit, Pairs, say};
use crate::ready::{Draft, done, in_lanes, text};
use crate::{Bench, random};

/// Who sends at once.
const CLIENTS: usize = 8;

/// Submissions of each size in a pair: 2,000 in five pairs.
const TIMES: usize = 200;

pub(crate) async fn run(bench: &Bench) -> Result<()> {
    let times = bench.number("submissions", TIMES);
    let mut first = Bench::gateway();
    let drafts = Draft::many_filled(&first, times).await?;
    first.settled().await;
    first.stop().await;
    let mut floor = Floor::new(&bench.folder.path().join("g4-floor")).await?;
    let (mut sent, mut failed, mut reason) = (0, 0, None);
    for (name, size, limit) in [
        ("G4 eight clients, 4 KiB file and send", 4 << 10, 1.0),
        ("G4 eight clients, 1 MiB file and send", 1 << 20, 0.6),
    ] {
        let file = text(&random(size)?);
        let mut rates = Pairs {
            name,
            unit: "a second",
            limit: Limit::AtLeast(limit),
            figures: Vec::new(),
        };
        for _ in 0..bench.pairs {
            let mut stand = first.copy();
            stand.serve();
            let ours = all(&stand, drafts.clone(), &file).await?;
            sent += times;
            failed += ours.failed;
            reason = reason.or(ours.reason);
            drop(stand);
            rates
                .figures
                .push((ours.a_second, floor_rate(&mut floor, &file, times).await?));
        }
        rates.print();
    }
    let reason = reason
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    say(&format!(
        "G4 submissions: {failed} of {sent} failed (goal 0 of 2000){reason}"
    ));
    Ok(())
}

/// What became of a round.
struct Round {
    a_second: f64,
    failed: usize,
    reason: Option<String>,
}

/// Uploads and sends them all.
#[expect(clippy::cast_precision_loss, reason = "a rate, not a count")]
async fn all(stand: &Stand, drafts: Vec<Draft>, file: &[u8]) -> Result<Round> {
    let count = drafts.len();
    let clients: Vec<Client> = (0..CLIENTS)
        .map(|_| new_client(&stand.ca()))
        .collect::<Result<_>>()?;
    let (origin, file) = (
        stand.public_origin().to_owned(),
        bytes::Bytes::copy_from_slice(file),
    );
    let begun = Instant::now();
    let (failed, reason) = in_lanes(&clients, drafts, move |client, draft| {
        let (origin, file) = (origin.clone(), file.clone());
        async move {
            done(draft.upload(&client, &origin, &file))
                .await
                .context("the upload")?;
            done(draft.send(&client, &origin)).await.context("the send")
        }
    })
    .await?;
    Ok(Round {
        a_second: count as f64 / begun.elapsed().as_secs_f64(),
        failed,
        reason,
    })
}

#[expect(clippy::cast_precision_loss, reason = "a rate, not a count")]
async fn floor_rate(floor: &mut Floor, file: &[u8], times: usize) -> Result<f64> {
    let mut taken = 0.0;
    for _ in 0..times {
        taken += floor.once(file).await?;
    }
    Ok(times as f64 * 1e3 / taken)
}
