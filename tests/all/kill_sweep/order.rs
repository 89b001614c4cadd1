//! The order of an attached file on its way to the disk, as strace sees it: bytes, name, folders, row. A power cut between any two of
//! them leaves no row without its file.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tests::people::Referrer;
use tests::stand::{Settings, Stand, path};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n";

/// Writes down the syncs and renames of a running process, with their paths, until it is stopped.
struct Watch {
    strace: Child,
}

impl Watch {
    fn over(process: u32, log: &Path) -> Self {
        let mut strace = Command::new("strace")
            .args(["-f", "-y", "-s", "500", "-e"])
            .arg("trace=fsync,fdatasync,rename,renameat,renameat2")
            .args(["-o", path(log), "-p", &process.to_string()])
            .stderr(Stdio::piped())
            .spawn()
            .expect("strace is installed by tests/servers/up");
        let mut said = BufReader::new(strace.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("attached") {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "strace ended");
        }
        std::thread::spawn(move || said.lines().for_each(drop));
        Self { strace }
    }

    fn stop(mut self) {
        let id = self.strace.id().to_string();
        drop(Command::new("kill").args(["-INT", "--", &id]).status());
        drop(self.strace.wait());
    }
}

#[tokio::test]
async fn a_file_is_on_the_disk_before_it_has_its_name_and_has_its_name_before_its_row() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    stand.settled().await;
    let log = stand.path().join("strace.log");
    let watch = Watch::over(stand.gateway.as_ref().unwrap().pid(), &log);
    referrer
        .attach(&[("plan.pdf", "application/pdf", PDF)])
        .await
        .must_be(200);
    watch.stop();
    let seen = std::fs::read_to_string(&log).unwrap();
    let id = stand.rows().await.text("select id from attachment").await;
    let blobs = stand.path().join("blobs");
    let (root, folder) = (
        path(&blobs),
        format!("{}/{}", path(&blobs), id.get(..2).unwrap()),
    );
    let lines: Vec<&str> = seen.lines().collect();
    // The last of its kind: other rows are written meanwhile.
    let place = |call: &str, of: String| {
        let found = |line: &&str| line.contains(call) && line.contains(&of);
        let place = lines.iter().rposition(found);
        place.unwrap_or_else(|| panic!("no {call} of {of}:\n{seen}"))
    };
    let bytes = place("sync(", format!("<{root}/tmp/{id}>"));
    let name = place("rename", format!("\"{folder}/{id}\""));
    let folders = [
        place("sync(", format!("<{folder}>")),
        place("sync(", format!("<{root}>")),
    ];
    let row = place("sync(", "gateway.db-wal>".to_owned());
    assert!(bytes < name, "its bytes before its name:\n{seen}");
    for folder in folders {
        assert!(name < folder, "its name before its folders:\n{seen}");
        assert!(folder < row, "its folders before its row:\n{seen}");
    }
}
