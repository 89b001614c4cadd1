//! `replay`: stored verdicts made again. Says references, versions and digests, never a fact.

use anyhow::bail;

use super::{Outcome, console::Console};
use crate::{
    clock::Clock,
    config::Config,
    gateway::Gateway,
    journey::replay::{self, Replayed},
    referral::Reference,
};

/// Replays the verdicts of one referral, or of `all`.
pub(super) async fn run(
    config: Config,
    of: &str,
    clock: &Clock,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let reference = match (of, Reference::read(of)) {
        ("all", _) => None,
        (_, Ok(reference)) => Some(reference),
        (_, Err(_)) => bail!("{of} is neither `all` nor a reference such as 4K7P-9XQ2"),
    };
    let gateway = Gateway::build(config, clock.clone()).await?;
    let (keyholder, mut written) = (&gateway.keyholder, Ok(()));
    let told = |replayed: &Replayed| {
        if written.is_ok() {
            written = serde_json::to_value(replayed)
                .map_err(anyhow::Error::from)
                .and_then(|line| console.line(&line));
        }
    };
    let tally = match &reference {
        None => replay::all(keyholder, clock.now(), told).await?,
        Some(reference) => match replay::one(keyholder, reference, told).await? {
            Some(tally) => tally,
            None => bail!("there is no referral with the reference {reference}"),
        },
    };
    written?;
    let verdicts = tally.same + tally.different + tally.key_destroyed;
    console.say(&format!(
        "{verdicts} verdicts: {} the same, {} different, {} with their key destroyed, of which only the digest remains.",
        tally.same, tally.different, tally.key_destroyed
    ))?;
    Ok(Outcome::done_if(tally.different == 0))
}
