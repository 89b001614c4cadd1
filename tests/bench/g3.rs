//! G3: the last requests of a submission: a 1 MiB file over a new connection, then the send. Its limit is what nginx takes to
//! receive the same bytes over a new connection, plus the floor of making them durable.

use anyhow::{Result, ensure};
use tests::stand::Stand;

use crate::floor::Floor;
use crate::load::{new_client, timed};
use crate::nginx::UPLOAD;
use crate::ratio::{Limit, Pairs, median, quantile, say};
use crate::ready::{Draft, text};
use crate::{Bench, random};

/// Submissions in a run.
const TIMES: usize = 60;

pub(crate) async fn run(bench: &Bench) -> Result<()> {
    let nginx = bench.nginx("g3", b"")?;
    let stand = Bench::gateway();
    let mut floor = Floor::new(&bench.folder.path().join("g3-floor")).await?;
    let bytes = text(&random(1 << 20)?);
    let url = format!("{}{UPLOAD}", nginx.origin);
    let mut submissions = Pairs {
        name: "G3 submission with a 1 MiB file",
        unit: "ms",
        limit: Limit::AtMost(1.4),
        figures: Vec::with_capacity(TIMES),
    };
    let (mut uploads, mut sends) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let (upload, send) = submission(&stand, &bytes).await?;
        uploads.push(upload);
        sends.push(send);
        let ours = upload + send;
        let (received, status) =
            timed(new_client(&nginx.ca)?.post(&url).body(bytes.clone())).await?;
        ensure!(status == 204, "nginx answered {status}");
        submissions
            .figures
            .push((ours, received + floor.once(&bytes).await?));
    }
    submissions.print();
    let ours: Vec<f64> = submissions.figures.iter().map(|(ours, _)| *ours).collect();
    let (middle, slow) = (median(&ours), quantile(&ours, 0.99));
    say(&format!(
        "G3 submission, p99: {:.2} × its median (goal ≤ 4); {slow:.2} ms, median {middle:.2} ms",
        slow / middle
    ));
    say(&format!(
        "G3 submission, of that: upload {:.2} ms, send {:.2} ms (medians)",
        median(&uploads),
        median(&sends)
    ));
    Ok(())
}

/// Fills in one referral, then times its upload over a new connection and its send; milliseconds of each.
async fn submission(stand: &Stand, file: &[u8]) -> Result<(f64, f64)> {
    let draft = Draft::filled(stand).await?;
    let (client, origin) = (new_client(&stand.ca())?, stand.public_origin());
    let upload = draft.upload(&client, origin, file);
    let (uploaded, status) = timed(upload).await?;
    ensure!(status == 303, "the upload was answered with {status}");
    let (answered_in, status) = timed(draft.send(&client, origin)).await?;
    ensure!(status == 303, "the send was answered with {status}");
    Ok((uploaded, answered_in))
}
