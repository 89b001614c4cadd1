//! G11: reading a message in a child that is shut in, against mail-parser alone in this process and Python's `email`. Ours are the
//! children that a gateway runs, as many as it would start, and all that they find out: parts, safe text, forms, signs.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use futures::future::try_join_all;
use gateway::mailbox::{ParserSettings, Parsers};
use mail_parser::{MessageParser, MimeHeaders as _};
use tests::gateway::executable;
use tests::mail_makes::{MAX, Mail, file, words};

use crate::ratio::{Limit, Pairs};
use crate::{Bench, random};

/// How long each is measured.
const SPAN: Duration = Duration::from_millis(500);
/// Messages that are given to the children at once; the children decide how many of them are really read.
const AT_ONCE: usize = 4;

/// The same in Python: every part is decoded.
const PYTHON: &str = "
import sys, time, email, email.policy
raw = open(sys.argv[1], 'rb').read()
count, begun = 0, time.perf_counter()
while time.perf_counter() - begun < 0.5:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    count += 1
print(count * len(raw) / 1e6 / (time.perf_counter() - begun))
";

pub(crate) async fn run(bench: &Bench) -> Result<()> {
    let parsers = Parsers::new(ParserSettings {
        program: executable(),
        ..ParserSettings::default()
    });
    for (attached, against_it, against_python) in [
        (
            100 << 10,
            "G11 reading 140 kB, against mail-parser alone",
            "G11 reading 140 kB, against Python",
        ),
        (
            1 << 20,
            "G11 reading 1.4 MB, against mail-parser alone",
            "G11 reading 1.4 MB, against Python",
        ),
    ] {
        let raw = message(attached)?;
        let pairs = |name, limit| Pairs {
            name,
            unit: "MB/s",
            limit: Limit::AtLeast(limit),
            figures: Vec::new(),
        };
        let mut parser = pairs(against_it, 0.6);
        let mut python = pairs(against_python, 5.0);
        in_children(&parsers, &raw).await?;
        for _ in 0..bench.pairs {
            let ours = in_children(&parsers, &raw).await?;
            parser.figures.push((ours, in_process(&raw)?));
            python.figures.push((ours, in_python(bench, &raw)?));
        }
        parser.print();
        python.print();
    }
    Ok(())
}

fn message(attached: usize) -> Result<Vec<u8>> {
    let text = "Please find the plan attached. ".repeat(40);
    let attached = file("application/pdf", "plan.pdf", &random(attached)?);
    let mail = Mail::new("reading", MAX).parts(&[words(&text), attached]);
    Ok(mail.bytes())
}

/// Megabytes a second of so many readings of `raw`.
fn rate(times: u32, raw: &[u8], begun: Instant) -> f64 {
    let bytes = f64::from(u32::try_from(raw.len()).unwrap_or(u32::MAX));
    f64::from(times) * bytes / 1e6 / begun.elapsed().as_secs_f64()
}

async fn in_children(parsers: &Parsers, raw: &[u8]) -> Result<f64> {
    let begun = Instant::now();
    let reading = (0..AT_ONCE).map(|_| async {
        let mut times = 0_u32;
        while begun.elapsed() < SPAN {
            let read = parsers.read(raw).await;
            let open = read.map_err(|failure| anyhow::anyhow!("not read: {failure:?}"))?;
            ensure!(
                open.read().parts.len() == 1,
                "its file alone stands beside its words"
            );
            times += 1;
        }
        Ok(times)
    });
    let times: u32 = try_join_all(reading).await?.into_iter().sum();
    Ok(rate(times, raw, begun))
}

fn in_process(raw: &[u8]) -> Result<f64> {
    let parser = MessageParser::default();
    let (begun, mut times, mut seen) = (Instant::now(), 0, 0);
    while begun.elapsed() < SPAN {
        let message = parser.parse(raw).context("a message")?;
        for part in message.attachments() {
            seen += part.len() + part.attachment_name().map_or(0, str::len);
        }
        for place in 0..message.text_body_count() {
            seen += message.body_text(place).map_or(0, |text| text.len());
        }
        times += 1;
    }
    ensure!(seen > 0, "something was read");
    Ok(rate(times, raw, begun))
}

fn in_python(bench: &Bench, raw: &[u8]) -> Result<f64> {
    let file = bench.folder.path().join("message.eml");
    std::fs::write(&file, raw)?;
    let output = Command::new("python3")
        .args(["-c", PYTHON])
        .arg(&file)
        .output()
        .context("python3")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "python3: {said}");
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}
