//! `audit verify` and `audit export`: the chain as it stands. Changes nothing.

use serde_json::{Value, json};

use super::{Outcome, console::Console, store};
use crate::{
    audit::{Bad, Why},
    config::Config,
    seal::hex,
    store::AuditLine,
};

/// Lines read at a time.
const BATCH: u64 = 1_000;

/// Walks the chain.
pub(super) async fn verify(config: &Config, console: &mut Console<'_>) -> anyhow::Result<Outcome> {
    let store = store::open(config).await?;
    let walked = store.verify_audit().await?;
    store.close().await?;
    match walked {
        Ok((lines, head)) => {
            console.line(&json!({ "ok": true, "lines": lines, "head": hex(&head) }))?;
            console.say(&format!(
                "The audit chain holds: {lines} lines. Keep its head elsewhere too."
            ))?;
            Ok(Outcome::Done)
        }
        Err(bad) => {
            console.line(&bad_line(bad))?;
            console.say(&bad.to_string())?;
            Ok(Outcome::Refused)
        }
    }
}

/// The first bad line, for machines.
fn bad_line(bad: Bad) -> Value {
    let why = match bad.why {
        Why::Gap => "gap",
        Why::Order => "order",
        Why::Hash => "hash",
    };
    json!({ "ok": false, "seq": bad.seq, "why": why })
}

/// Writes every line.
pub(super) async fn export(config: &Config, console: &mut Console<'_>) -> anyhow::Result<Outcome> {
    let store = store::open(config).await?;
    let mut seen = 0;
    loop {
        let lines = store.audit_lines_after(seen, BATCH).await?;
        let Some(last) = lines.last() else { break };
        seen = last.entry.seq;
        let (output, _) = console.writers();
        for line in &lines {
            writeln!(output, "{}", exported(line))?;
        }
    }
    console.writers().0.flush()?;
    store.close().await?;
    Ok(Outcome::Done)
}

/// A line with its link; what the chain is made over can be made again from it.
fn exported(line: &AuditLine) -> Value {
    let entry = &line.entry;
    json!({
        "seq": entry.seq,
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "object": entry.object,
        "detail": entry.detail,
        "hash": hex(&line.hash),
    })
}
