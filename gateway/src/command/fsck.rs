//! `fsck`: the store's promises, checked one by one. Reads only, and says ids, never an answer.

use serde_json::json;

use super::{Outcome, console::Console};
use crate::{clock::Clock, config::Config, gateway::Gateway, journey::fsck};

/// Checks everything.
pub(super) async fn run(
    config: Config,
    clock: &Clock,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let gateway = Gateway::build(config, clock.clone()).await?;
    let checked = fsck::fsck(&gateway.keyholder).await?;
    for broken in &checked.broken {
        console.line(&json!({ "ok": false, "promise": broken.promise.code(), "object": broken.object, "why": broken.why }))?;
    }
    let holds = checked.broken.is_empty();
    console.line(&json!({
        "ok": holds,
        "referrals": checked.referrals,
        "submissions": checked.submissions,
        "attachments": checked.attachments,
        "messages": checked.messages,
        "decisions": checked.decisions,
        "audit_lines": checked.audit_lines,
        "orphans": checked.orphans,
        "broken": checked.broken.len(),
    }))?;
    console.say(&match checked.broken.len() {
        0 => "Every promise of the store holds.".to_owned(),
        many => {
            format!("{many} promises are broken. Stop, keep a copy as it is, and see the RUNBOOK.")
        }
    })?;
    Ok(Outcome::done_if(holds))
}
