//! `open`: one referral into a folder, for an operator. The words of the referral go to that folder and nowhere else.

use std::path::Path;

use anyhow::bail;
use serde_json::json;

use super::{Outcome, console::Console};
use crate::{
    clock::Clock, config::Config, gateway::Gateway, journey::open_sealed, referral::Reference,
};

/// Opens a referral.
pub(super) async fn run(
    config: Config,
    reference: &str,
    into: &Path,
    clock: &Clock,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let Ok(reference) = Reference::read(reference) else {
        bail!(
            "{reference} is not a reference: it has eight letters and numbers, such as 4K7P-9XQ2"
        );
    };
    let gateway = Gateway::build(config, clock.clone()).await?;
    let files = open_sealed::open_sealed(&gateway.keyholder, &reference, into, clock.now()).await?;
    console.line(&json!({ "reference": reference.as_str(), "files": files, "folder": into }))?;
    console.say("Opened and recorded. What is in the folder is not sealed: delete it when you have finished.")?;
    Ok(Outcome::Done)
}
