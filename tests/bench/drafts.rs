//! A thousand drafts being filled in at once: every page of all of them is saved over a thousand connections before the next page of any.
//! Then all of it is saved again. The memory over the second half is compared with that over the first.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use reqwest::Client;
use tests::answers::{ordinary, today};
use tests::people::mailbox;

use crate::Bench;
use crate::load::{memory_mib, new_client};
use crate::ratio::say;
use crate::ready::{Draft, done, in_lanes};

/// Drafts at once.
const DRAFTS: usize = 1000;

/// How much more the second half may take than the first.
const FLAT: f64 = 1.1;

#[expect(clippy::cast_precision_loss, reason = "a rate, not a count")]
pub(crate) async fn run(bench: &Bench) -> Result<()> {
    let stand = Bench::gateway();
    let pids = [stand.gateway.as_ref().context("it was started")?.pid()];
    let idle = memory_mib(&pids);
    let drafts = Draft::many_begun(&stand, bench.number("drafts", DRAFTS)).await?;
    stand.settled().await;
    let clients = drafts.iter().map(|_| new_client(&stand.ca()));
    let clients: Vec<Client> = clients.collect::<Result<_>>()?;
    let pages = ordinary(&mailbox("max.specimen"), &[], today());
    let begun = Instant::now();
    let mut after = Vec::with_capacity(2 * pages.len());
    for page in pages.iter().chain(&pages) {
        let (origin, page) = (stand.public_origin().to_owned(), page.clone());
        let save = move |client: Client, draft: Draft| {
            let save = draft.save(&client, &origin, (&page.path, &page.fields));
            async move { done(save).await }
        };
        let (failed, reason) = in_lanes(&clients, drafts.clone(), save).await?;
        ensure!(failed == 0, "{failed} pages were not saved: {reason:?}");
        after.push(memory_mib(&pids));
    }
    let taken = begun.elapsed().as_secs_f64();
    let saved = drafts.len() * after.len();
    let (first, second) = after.split_at(pages.len());
    let most = |half: &[f64]| half.iter().copied().fold(0.0, f64::max);
    let (first, second) = (most(first), most(second));
    say(&format!(
        "drafts: {} filled in at once, {} pages each, twice: {:.2} × memory in the second half (goal ≤ {FLAT}, {}); {second:.0} MiB, \
         first half {first:.0} MiB, idle {idle:.0} MiB; {:.0} pages saved a second",
        drafts.len(),
        pages.len(),
        second / first,
        if second / first <= FLAT {
            "met"
        } else {
            "not met"
        },
        saved as f64 / taken,
    ));
    Ok(())
}
