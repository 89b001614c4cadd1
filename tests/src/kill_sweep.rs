//! The kill sweep (SECURITY §4.1): count the fsyncs of one operation, then do it again and again, dying at each of them.
//!
//! A small preloaded library does the counting and the killing, because strace counts per thread. One test checks the
//! library against strace, so that no fsync escapes it.

use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

const SOURCE: &str = include_str!("kill_at_sync.c");

/// When a process dies, seen from the fsync it dies at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Before the data is on disk.
    Before,
    /// With the data on disk and nobody told.
    After,
}

/// A process's kill switch. One is good for any number of processes, one at a time.
#[derive(Debug)]
pub struct KillSwitch {
    dir: TempDir,
}

impl KillSwitch {
    /// Builds the library and an empty control file.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let source = dir.path().join("kill_at_sync.c");
        std::fs::write(&source, SOURCE).expect("the source");
        let output = Command::new("cc")
            .args([
                "-std=gnu11",
                "-O1",
                "-Wall",
                "-Werror",
                "-shared",
                "-fPIC",
                "-o",
            ])
            .arg(dir.path().join("kill.so"))
            .arg(&source)
            .output();
        let output = output.expect("the C compiler that links Rust");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let switch = Self { dir };
        std::fs::write(switch.control(), [0_u8; 12]).expect("the control file");
        switch
    }

    /// Puts a command under the switch.
    pub fn guard(&self, command: &mut Command) {
        command
            .env("LD_PRELOAD", self.dir.path().join("kill.so"))
            .env("KILL_AT_SYNC", self.control());
    }

    /// Starts counting from nought, with no death.
    pub fn count_from_here(&self) {
        self.write([0, 0, 0]);
    }

    /// Dies at the `nth` sync from here, counted from 1.
    pub fn arm(&self, nth: u32, moment: Moment) {
        self.write([0, nth, u32::from(moment == Moment::After)]);
    }

    /// Syncs since counting began.
    pub fn count(&self) -> u32 {
        let mut bytes = [0_u8; 4];
        self.open()
            .read_exact_at(&mut bytes, 0)
            .expect("the control file");
        u32::from_ne_bytes(bytes)
    }

    /// Every point of a sweep over an operation of `syncs` syncs.
    pub fn points(syncs: u32) -> impl Iterator<Item = (u32, Moment)> {
        (1..=syncs).flat_map(|nth| [(nth, Moment::Before), (nth, Moment::After)])
    }

    fn control(&self) -> PathBuf {
        self.dir.path().join("control")
    }

    fn open(&self) -> std::fs::File {
        std::fs::OpenOptions::new()
            .read(true)
            .write(true)
            .open(self.control())
            .expect("the control file")
    }

    /// In place and in one write: the process has the file mapped.
    fn write(&self, numbers: [u32; 3]) {
        let bytes: Vec<u8> = numbers
            .iter()
            .flat_map(|number| number.to_ne_bytes())
            .collect();
        self.open()
            .write_all_at(&bytes, 0)
            .expect("the control file");
    }
}

impl Default for KillSwitch {
    fn default() -> Self {
        Self::new()
    }
}
