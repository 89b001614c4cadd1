//! G5: one upload of 25 MiB over a new connection, from its first byte to its answer, against the floor of making the same bytes durable.

use anyhow::{Result, ensure};

use crate::floor::Floor;
use crate::load::{new_client, timed};
use crate::ratio::{Limit, Pairs};
use crate::ready::{Draft, text};
use crate::{Bench, random};

/// As much as one file may have, less the little that its form adds.
const SIZE: usize = 25 << 20;

/// Files that one draft takes: 100 MiB in all.
const OF_ONE_DRAFT: usize = 3;

pub(crate) async fn run(bench: &Bench) -> Result<()> {
    let stand = Bench::gateway();
    let drafts = Draft::many_begun(&stand, bench.pairs).await?;
    stand.settled().await;
    let mut floor = Floor::new(&bench.folder.path().join("g5-floor")).await?;
    let file = text(&random(SIZE)?);
    let mut uploads = Pairs {
        name: "G5 upload of 25 MiB",
        unit: "ms",
        limit: Limit::AtMost(1.3),
        figures: Vec::new(),
    };
    for draft in &drafts {
        for _ in 0..OF_ONE_DRAFT {
            let client = new_client(&stand.ca())?;
            let upload = draft.upload(&client, stand.public_origin(), &file);
            let (ours, status) = timed(upload).await?;
            ensure!(status == 303, "the upload was answered with {status}");
            uploads.figures.push((ours, floor.once(&file).await?));
        }
    }
    uploads.print();
    Ok(())
}
