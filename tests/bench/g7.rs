//! G7: a mailbox over IMAPS, message by message fetched, sealed, durable, parsed in the sandbox, screened and in the queue, against
//! mbsync, which fetches the same messages into files and does nothing else. Then one message alone, from the server's push to the queue.
//!
//! Each message is a form that its manager sent, with a file: 100 KiB in all. Letters stop at the default of 200 an hour.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use tests::mail_makes::{MAX, Mail, TRUST, file, form_text, words};
use tests::rows::Rows;
use tests::stand::{Settings, Stand};
use tokio::time::sleep;

use crate::dovecot::{ADDRESS, Dovecot, PASSWORD};
use crate::ratio::{Limit, Pairs, median, quantile, say};
use crate::{Bench, random};

/// Bytes of the file in each message; base64 makes a third more of it.
const ATTACHED: usize = 74_000;
/// Messages that come one at a time.
const ALONE: usize = 20;
/// The goal for one of them, in milliseconds.
const PUSH_MS: f64 = 10.0;

const QUEUED: &str = "select count(*) from referral where stage = 'waiting'";

pub(crate) async fn run(bench: &Bench) -> Result<()> {
    let count = bench.number("messages", 2_000);
    let messages = (0..count)
        .map(|number| message(&format!("many-{number}"), ATTACHED))
        .collect::<Result<Vec<_>>>()?;
    let dovecot = Dovecot::start(&messages).await?;
    drop(messages);
    let pairs = |name, limit| Pairs {
        name,
        unit: "messages a second",
        limit: Limit::AtLeast(limit),
        figures: Vec::new(),
    };
    let mut durable = pairs("G7 mailbox, against mbsync with fsync", 1.0);
    let mut quick = pairs("G7 mailbox, against mbsync without fsync", 0.4);
    let mut alone = Vec::new();
    for pair in 0..bench.pairs {
        let mailbox = format!("Many{pair}");
        let rate = |seconds: f64| f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / seconds;
        let stand = stand(&dovecot, &mailbox).await?;
        let ours = rate(taken_in(&dovecot, &stand, &mailbox, count).await?);
        if pair == 0 {
            alone = one_at_a_time(&dovecot, &stand, &mailbox).await?;
        }
        drop(stand);
        dovecot.remove(&mailbox)?;
        dovecot.make(&mailbox)?;
        dovecot.fill(&mailbox)?;
        let synced = rate(mbsync(bench, &dovecot, &mailbox, true)?);
        let unsynced = rate(mbsync(bench, &dovecot, &mailbox, false)?);
        dovecot.remove(&mailbox)?;
        durable.figures.push((ours, synced));
        quick.figures.push((ours, unsynced));
    }
    durable.print();
    quick.print();
    let middle = median(&alone);
    say(&format!(
        "G7 one message, push to queued: {middle:.1} ms (goal ≤ {PUSH_MS}, {}); p90 {:.1} ms, {ALONE} messages",
        if middle <= PUSH_MS { "met" } else { "not met" },
        quantile(&alone, 0.9),
    ));
    Ok(())
}

/// A form that its manager sent, with a file.
fn message(id: &str, attached: usize) -> Result<Vec<u8>> {
    let attached = random(attached)?;
    let mail = Mail::new(id, MAX).verified("council.test").parts(&[
        words(&form_text(&[])),
        file("application/pdf", "plan.pdf", &attached),
    ]);
    Ok(mail.bytes())
}

/// A gateway that watches an empty mailbox: what comes then is new.
async fn stand(dovecot: &Dovecot, mailbox: &str) -> Result<Stand> {
    dovecot.make(mailbox)?;
    let account = format!(
        "\n[[mailbox.account]]\nkind = \"imap\"\nname = \"hub\"\nhost = \"localhost\"\nport = {}\nca_file = \"{}\"\n\
         username = \"{ADDRESS}\"\npassword_file = \"mailbox.password\"\nfolders = [\"{mailbox}\"]\nafter = \"leave\"\n",
        dovecot.port,
        dovecot.ca.display()
    );
    let settings = Settings::default().with(TRUST).with(&account);
    let mut stand = Stand::set_up(&settings);
    let secret = stand.path().join("mailbox.password");
    fs::write(&secret, PASSWORD)?;
    fs::set_permissions(secret, fs::Permissions::from_mode(0o600))?;
    stand.serve();
    let mut rows = stand.rows().await;
    let looked_at = "select count(*) from mail_folder where last_good_at is not null";
    wait_for(&mut rows, looked_at, 1, &stand).await?;
    sleep(Duration::from_millis(300)).await;
    Ok(stand)
}

/// Seconds from the moment at which the gateway may learn of the messages until all of them are in the queue.
async fn taken_in(dovecot: &Dovecot, stand: &Stand, mailbox: &str, count: usize) -> Result<f64> {
    let gateway = stand.gateway.as_ref().context("it was started")?;
    let mut rows = stand.rows().await;
    // It sleeps while the mailbox is filled, which is no work of its own.
    gateway.signal("STOP");
    let filled = dovecot.fill(mailbox);
    let begun = Instant::now();
    gateway.signal("CONT");
    filled?;
    let wanted = i64::try_from(count)?;
    wait_for(&mut rows, QUEUED, wanted, stand).await?;
    let taken = begun.elapsed().as_secs_f64();
    sleep(Duration::from_millis(500)).await;
    for once in [
        QUEUED,
        "select count(*) from message",
        "select count(*) from mail_uid",
    ] {
        let found = rows.number(once).await;
        ensure!(found == wanted, "{once}: {found} of {wanted}");
    }
    Ok(taken)
}

/// Milliseconds from the server's word of one message until it is in the queue, for each of some.
async fn one_at_a_time(dovecot: &Dovecot, stand: &Stand, mailbox: &str) -> Result<Vec<f64>> {
    let mut rows = stand.rows().await;
    let mut listener = dovecot.listen(mailbox).await?;
    let mut taken = Vec::with_capacity(ALONE);
    for number in 0..ALONE {
        sleep(Duration::from_millis(700)).await;
        let wanted = rows.number(QUEUED).await + 1;
        dovecot.deliver(mailbox, &message(&format!("alone-{number}"), ATTACHED)?)?;
        let told = listener.told().await?;
        wait_for(&mut rows, QUEUED, wanted, stand).await?;
        taken.push(told.elapsed().as_secs_f64() * 1e3);
    }
    Ok(taken)
}

async fn wait_for(rows: &mut Rows, query: &str, wanted: i64, stand: &Stand) -> Result<()> {
    let until = Instant::now() + Duration::from_mins(5);
    loop {
        let found = rows.number(query).await;
        if found >= wanted {
            return Ok(());
        }
        ensure!(
            Instant::now() < until,
            "{query}: {found} of {wanted}\n{}",
            stand.log()
        );
        let far = wanted - found > 5;
        sleep(Duration::from_micros(if far { 20_000 } else { 300 })).await;
    }
}

/// Seconds that mbsync takes for a mailbox.
fn mbsync(bench: &Bench, dovecot: &Dovecot, mailbox: &str, durable: bool) -> Result<f64> {
    let folder = bench.folder.path().join("mbsync");
    fs::create_dir_all(&folder)?;
    let settings = folder.join("settings");
    fs::write(&settings, dovecot.mbsync(mailbox, &folder, durable))?;
    let begun = Instant::now();
    let output = Command::new("mbsync")
        .args(["-q", "-c"])
        .arg(&settings)
        .arg("all")
        .output()
        .context("mbsync")?;
    let taken = begun.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "mbsync: {said}");
    fs::remove_dir_all(&folder)?;
    Ok(taken)
}
