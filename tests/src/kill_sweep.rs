//! The kill sweep (SECURITY §4.1): count the fsyncs of one operation, or its calls of another class, then do it again and again, dying
//! at each of them.
//!
//! A small preloaded library does the counting and the killing, because strace counts per thread. One test checks the
//! library against strace, so that no call escapes it.

use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

const SOURCE: &str = include_str!("kill_at_sync.c");

/// Which calls are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// `fsync`, `fdatasync`.
    Sync,
    /// Giving a file its name.
    Rename,
    /// Removing a file.
    Unlink,
    /// Bytes to a file or to a pipe.
    Write,
    /// Bytes to a network.
    Send,
    /// Opening what may be a new file.
    Create,
}

/// What happens to a process, seen from the call that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// It dies before the data is on disk.
    Before,
    /// It dies with the data on disk and nobody told.
    After,
    /// It dies with half of the data on its way.
    Half,
    /// It lives, and from this call on there is no space for any of the class.
    Full,
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
        std::fs::write(switch.control(), [0_u8; 16]).expect("the control file");
        switch
    }

    /// Puts a command under the switch.
    pub fn guard(&self, command: &mut Command) {
        command
            .env("LD_PRELOAD", self.dir.path().join("kill.so"))
            .env("KILL_AT_SYNC", self.control());
    }

    /// Starts counting syncs from nought, with no death.
    pub fn count_from_here(&self) {
        self.count_calls(Calls::Sync);
    }

    /// Starts counting calls of a class from nought, with no death.
    pub fn count_calls(&self, calls: Calls) {
        self.write([0, 0, 0, calls as u32]);
    }

    /// Dies at the `nth` sync from here, counted from 1.
    pub fn arm(&self, nth: u32, moment: Moment) {
        self.arm_at(Calls::Sync, nth, moment);
    }

    /// The moment comes at the `nth` call of a class from here, counted from 1.
    pub fn arm_at(&self, calls: Calls, nth: u32, moment: Moment) {
        self.write([0, nth, moment as u32, calls as u32]);
    }

    /// Calls since counting began.
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
    fn write(&self, numbers: [u32; 4]) {
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
