//! G3: the last requests of a submission: a 1 MiB file over a new connection, then the send. Its limit is what nginx takes to
//! receive the same bytes over a new connection, plus the floor of making them durable.

use anyhow::{Result, ensure};
use tests::people::{FORM, Referrer, mailbox};
use tests::stand::Stand;

use crate::floor::Floor;
use crate::load::{new_client, timed};
use crate::nginx::UPLOAD;
use crate::ratio::{Limit, Pairs, median, quantile, say};
use crate::{Bench, random};

/// Submissions in a run.
const TIMES: usize = 60;

pub(crate) async fn run(bench: &Bench) -> Result<()> {
    let nginx = bench.nginx("g3", b"")?;
    let stand = Bench::gateway();
    let mut floor = Floor::new(&bench.folder.path().join("g3-floor")).await?;
    let bytes = random(1 << 20)?;
    let url = format!("{}{UPLOAD}", nginx.origin);
    let mut submissions = Pairs {
        name: "G3 submission with a 1 MiB file",
        unit: "ms",
        limit: Limit::AtMost(1.4),
        figures: Vec::with_capacity(TIMES),
    };
    for _ in 0..TIMES {
        let ours = submission(&stand, &bytes).await?;
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
    Ok(())
}

/// Fills in one referral, then times its upload over a new connection and its send; milliseconds.
async fn submission(stand: &Stand, bytes: &[u8]) -> Result<f64> {
    let referrer = Referrer::new(stand);
    referrer.begin(stand).await;
    referrer.fill(&mailbox("max.specimen"), &[]).await;
    let page = referrer.browser.get(&format!("{FORM}/attachments")).await;
    let upload = page.form("Upload").press("Upload");
    let upload = upload.attach("files", "plan.txt", "text/plain", &text(bytes));
    let send = referrer.ready_to_send().await;
    let browser = referrer.browser.reconnected(&stand.ca());
    let (uploaded, status) = timed(browser.request(&upload)).await?;
    ensure!(status == 303, "the upload was answered with {status}");
    let (answered_in, status) = timed(browser.request(&send)).await?;
    ensure!(status == 303, "the send was answered with {status}");
    Ok(uploaded + answered_in)
}

/// The same bytes as letters, which a text file may hold.
fn text(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| b'a' + byte % 26).collect()
}
