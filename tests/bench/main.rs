//! `make bench`: each goal as a ratio against what is under it, measured interleaved in one run. Prints; never asserts.
//!
//! `bench [floor] [document] [g1] … [g7] [g11] [g12] [drafts] [pairs=N] [submissions=N] [drafts=N] [messages=N]`; without words, everything,
//! in five pairs.

mod dovecot;
mod drafts;
mod floor;
mod g1;
mod g11;
mod g12;
mod g2;
mod g3;
mod g4;
mod g5;
mod g6;
mod g7;
mod load;
mod nginx;
mod ratio;
mod reading;
mod ready;

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use tests::stand::{Settings, Stand};

use crate::floor::Floor;
use crate::nginx::Nginx;
use crate::ratio::{median, quantile, say};

/// One machine stands for a whole county here.
const NO_LIMITS: &str = "[limits]\nrequests_a_minute = 1000000000\nburst = 1000000000\ncodes_an_hour = 1000000\ncodes_an_hour_to_one_mailbox = 1000000\n\
    codes_an_hour_from_one_client = 1000000\nposts_a_minute_to_one_draft = 1000000\n";

/// What every goal is measured with.
#[derive(Debug)]
struct Bench {
    folder: tempfile::TempDir,
    pairs: usize,
    words: Vec<String>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut bench = Bench {
        folder: tempfile::Builder::new().prefix("rg-bench-").tempdir()?,
        pairs: 5,
        words: std::env::args().skip(1).collect(),
    };
    bench.pairs = bench.number("pairs", bench.pairs);
    let wants = |goal| bench.wants(goal);
    if wants("floor") {
        bench.floor().await?;
    }
    if wants("document") {
        reading::run(&bench)?;
    }
    if wants("g1") {
        g1::run(&bench).await?;
    }
    if wants("g2") {
        g2::run(&bench).await?;
    }
    if wants("g3") {
        g3::run(&bench).await?;
    }
    if wants("g4") {
        g4::run(&bench).await?;
    }
    if wants("g5") {
        g5::run(&bench).await?;
    }
    if wants("g6") {
        g6::run(&bench).await?;
    }
    if wants("drafts") {
        drafts::run(&bench).await?;
    }
    if wants("g7") {
        g7::run(&bench).await?;
    }
    if wants("g11") {
        g11::run(&bench).await?;
    }
    if wants("g12") {
        g12::run(&bench)?;
    }
    Ok(())
}

impl Bench {
    /// Whether a goal was asked for: by its name, or because none was named.
    fn wants(&self, goal: &str) -> bool {
        let goals = self.words.iter().filter(|word| !word.contains('='));
        let mut goals = goals.peekable();
        goals.peek().is_none() || goals.any(|word| word.eq_ignore_ascii_case(goal))
    }

    /// A number that was asked for as `name=number`, or another.
    fn number(&self, name: &str, otherwise: usize) -> usize {
        let mut numbers = self.words.iter().filter_map(|word| word.split_once('='));
        let asked = numbers.find(|(known, _)| *known == name);
        asked
            .and_then(|(_, number)| number.parse().ok())
            .unwrap_or(otherwise)
    }

    /// The floor by itself, so that a slow disk is seen for what it is.
    async fn floor(&self) -> Result<()> {
        let mut floor = Floor::new(&self.folder.path().join("floor")).await?;
        for (name, size, times) in [
            ("4 KiB", 4 << 10, 200),
            ("1 MiB", 1 << 20, 60),
            ("25 MiB", 25 << 20, 5),
        ] {
            let bytes = random(size)?;
            let mut taken = Vec::with_capacity(times);
            for _ in 0..times {
                taken.push(floor.once(&bytes).await?);
            }
            say(&format!(
                "floor {name}: median {:.2} ms, p99 {:.2} ms",
                median(&taken),
                quantile(&taken, 0.99)
            ));
        }
        Ok(())
    }

    /// A gateway on SQLite, whose limits do not stop one client that asks as fast as it can.
    fn gateway() -> Stand {
        Stand::start(&Settings::default().with(NO_LIMITS))
    }

    /// nginx in a folder of this name, with a certificate of its own and the given page.
    fn nginx(&self, name: &str, page: &[u8]) -> Result<Nginx> {
        let folder = self.folder.path().join(name);
        std::fs::create_dir_all(&folder)?;
        let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
        self_signed(&certificate, &key)?;
        Nginx::start(&folder, &certificate, &key, page)
    }
}

/// Bytes that do not compress.
fn random(size: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; size];
    std::io::Read::read_exact(&mut std::fs::File::open("/dev/urandom")?, &mut bytes)?;
    Ok(bytes)
}

fn self_signed(certificate: &Path, key: &Path) -> Result<()> {
    let output = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
        ])
        .args([
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
        ])
        .arg("-keyout")
        .arg(key)
        .arg("-out")
        .arg(certificate)
        .output()
        .context("openssl")?;
    ensure!(
        output.status.success(),
        "openssl: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
