//! The child that reads mail, from outside: what it has, what it cannot do, what becomes of a message that kills it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gateway::mail::{Mark, Oddity};
use gateway::mailbox::{ChildDeath, ParseFailure, ParserSettings, Parsers, SandboxNeed};
use tests::gateway::{executable, run};

const FORM: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../config/forms/social-worker.toml"
));
const LABELS: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../config/forms/labels.toml"
));
/// The filter of system calls ends a process with this signal.
const SIGSYS: i32 = 31;

fn settings(program: PathBuf) -> ParserSettings {
    ParserSettings {
        program,
        children: 1,
        wall: Duration::from_secs(30),
        forms: vec![FORM.to_owned()],
        labels: vec![LABELS.to_owned()],
        ..ParserSettings::default()
    }
}

fn parsers() -> Parsers {
    Parsers::new(settings(executable()))
}

/// A program that says it is ready and then does what the script says.
fn pretender(folder: &Path, script: &str) -> PathBuf {
    let ready = r#"{"landlock":"full","abi":7}"#;
    let script = format!(
        "#!/bin/sh\nprintf 'GM\\021\\000\\000\\000\\{:03o}%s' '{ready}'\n{script}\n",
        ready.len()
    );
    let file = folder.join("pretender");
    fs::write(&file, script).expect("a file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a program");
    file
}

fn message(head: &str, body: &str) -> Vec<u8> {
    format!("From: sam.sample@council.test\nSubject: x\nDate: Mon, 02 Nov 2026 09:01:00 +0000\nMessage-ID: <a@council.test>\nMIME-Version: 1.0\n{head}\n{body}")
        .into_bytes()
}

/// Whether a descriptor of this process, above the first three, is not closed when another program starts.
fn inherited(number: &str) -> bool {
    let info = fs::read_to_string(format!("/proc/self/fdinfo/{number}")).unwrap_or_default();
    let flags = info.lines().find_map(|line| line.strip_prefix("flags:"));
    let flags = flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok());
    !["0", "1", "2"].contains(&number) && flags.is_some_and(|flags| flags & 0o2_000_000 == 0)
}

#[tokio::test]
async fn a_child_has_three_descriptors_no_settings_and_no_way_out() {
    let parsers = parsers();
    let (ready, number) = parsers.check().await.expect("a child");
    let process = PathBuf::from(format!("/proc/{}", number.expect("alive")));
    let mut open: Vec<String> = fs::read_dir(process.join("fd"))
        .expect("descriptors")
        .map(|entry| {
            entry
                .expect("one")
                .file_name()
                .into_string()
                .expect("a number")
        })
        .collect();
    open.sort();
    // What this test itself was started with goes on to every process; the filter lets the child use none of it.
    open.retain(|number| !inherited(number));
    assert_eq!(open, ["0", "1", "2"]);
    let settings = fs::read_to_string(process.join("environ")).expect("settings");
    let names: Vec<&str> = settings
        .split('\0')
        .filter(|line| !line.is_empty())
        .map(|line| line.split('=').next().expect("a name"))
        .collect();
    assert_eq!(names, ["MALLOC_CONF"]);
    let status = fs::read_to_string(process.join("status")).expect("status");
    for line in ["Seccomp:\t2", "NoNewPrivs:\t1", "Threads:\t1"] {
        assert!(status.contains(line), "{line} in {status}");
    }
    let limits = fs::read_to_string(process.join("limits")).expect("limits");
    let limit = |name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name));
        let line = line.expect("a limit").strip_prefix(name).expect("a limit");
        line.split_whitespace().next().expect("a number").to_owned()
    };
    assert_eq!(limit("Max open files"), "3");
    assert_eq!(limit("Max file size"), "0");
    assert_eq!(limit("Max core file size"), "0");
    assert_eq!(limit("Max processes"), "0");
    assert_eq!(limit("Max address space"), (768 * 1024 * 1024).to_string());
    assert_eq!(limit("Max cpu time"), "120");
    assert!(ready.abi < 100);
    assert_eq!(
        fs::read_link(process.join("cwd")).expect("a folder"),
        Path::new("/")
    );
}

#[test]
fn whatever_a_child_tries_it_dies_of() {
    for attempt in ["open", "socket", "fork", "exec", "write-file"] {
        let output = run(&["parse-mail", "--try", attempt], "");
        // Its own allocator's threads are not switched off here; either way it does not live to say that it could.
        assert_eq!(
            output.status.signal(),
            Some(SIGSYS),
            "{attempt}: {output:?}"
        );
        assert!(
            output.stdout.is_empty() && output.stderr.is_empty(),
            "{attempt}"
        );
    }
}

#[test]
fn the_child_is_not_for_people() {
    let help = run(&["--help"], "");
    assert!(!String::from_utf8_lossy(&help.stdout).contains("parse-mail"));
    let nonsense = run(&["parse-mail"], "hello");
    assert_eq!(nonsense.status.code(), Some(1));
    assert!(nonsense.stdout.is_empty() && nonsense.stderr.is_empty());
}

#[tokio::test]
async fn a_message_is_read_and_its_parts_are_given() {
    let parsers = parsers();
    let raw = message(
        "Content-Type: multipart/mixed; boundary=\"b\"\n",
        "--b\nContent-Type: text/plain\n\nHello\n--b\nContent-Type: application/pdf; name=\"a.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQ=\n\
         --b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"empty.bin\"\n\n--b--\n",
    );
    let mut open = parsers.read(&raw).await.expect("read");
    assert_eq!(open.read().text.words.trim(), "Hello");
    let parts: Vec<(&str, &str)> = open
        .read()
        .parts
        .iter()
        .map(|part| (part.path.as_str(), part.name.as_str()))
        .collect();
    assert_eq!(parts, [("2", "a.pdf"), ("3", "empty.bin")]);
    let mut bytes = Vec::new();
    assert_eq!(open.part("2", &mut bytes).await, Ok(8));
    assert_eq!(bytes, b"%PDF-1.4");
    assert_eq!(
        open.part("9", &mut Vec::new()).await,
        Err(ParseFailure::NoPart)
    );
    assert_eq!(open.part("3", &mut Vec::new()).await, Ok(0));
    drop(open);
    // The same child takes the next one.
    let before = parsers.check().await.expect("a child").1;
    let next = parsers.read(&message("", "Next")).await.expect("read");
    assert_eq!(next.read().text.words.trim(), "Next");
    drop(next);
    assert_eq!(parsers.check().await.expect("a child").1, before);
    assert_eq!(parsers.deaths(), 0);
}

#[tokio::test]
async fn a_filled_form_in_the_text_is_found() {
    let lines: Vec<String> = tests::mail_makes::ANSWERS
        .iter()
        .map(|(label, answer)| format!("{label}: {answer}"))
        .collect();
    let open = parsers()
        .read(&message("", &lines.join("\n")))
        .await
        .expect("read");
    let form = open.read().forms.first().expect("a form");
    assert_eq!(
        (form.path.as_str(), form.reading.form.as_str()),
        ("text", "social-worker")
    );
    assert!(form.inside.is_none() && form.reading.found.len() > 10);
}

#[tokio::test]
async fn a_child_that_died_is_replaced_and_its_message_read() {
    let parsers = parsers();
    let number = parsers.check().await.expect("a child").1.expect("alive");
    let killed = std::process::Command::new("/bin/kill")
        .args(["-9", &number.to_string()])
        .status()
        .expect("kill");
    assert!(killed.success());
    let open = parsers.read(&message("", "Hello")).await.expect("read");
    assert_eq!(open.read().text.words.trim(), "Hello");
    drop(open);
    assert_ne!(parsers.check().await.expect("a child").1, Some(number));
    assert_eq!(parsers.deaths(), 1);
}

#[tokio::test]
async fn a_message_that_kills_its_child_twice_is_given_up_and_the_next_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    // It reads the set-up's first bytes only, and ends when the message comes.
    let program = pretender(folder.path(), "/bin/sleep 0.2; exit 3");
    let parsers = Parsers::new(settings(program));
    let raw = message("", &"a".repeat(4 * 1024 * 1024));
    let failure = parsers.read(&raw).await.expect_err("dead");
    assert_eq!(failure, ParseFailure::Died(ChildDeath::Exit(3)));
    assert_eq!(parsers.deaths(), 2);
    let again = parsers.read(&raw).await.expect_err("dead");
    assert_eq!(again, ParseFailure::Died(ChildDeath::Exit(3)));
}

#[tokio::test]
async fn a_child_that_is_late_is_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = pretender(folder.path(), "exec /bin/sleep 600");
    let parsers = Parsers::new(ParserSettings {
        wall: Duration::from_millis(300),
        ..settings(program)
    });
    let began = Instant::now();
    let failure = parsers.read(&message("", "Hello")).await.expect_err("late");
    assert_eq!(failure, ParseFailure::OutOfTime);
    assert!(began.elapsed() < Duration::from_secs(30));
    assert_eq!(parsers.deaths(), 2);
}

#[tokio::test]
async fn a_child_that_talks_nonsense_is_not_believed() {
    let folder = tempfile::tempdir().expect("a folder");
    for said in [
        // Not a frame at all; a frame of the wrong side; too long; not JSON; JSON of something else; a part nobody asked for.
        r"printf 'hello world'",
        r"printf 'GM\002\000\000\000\001x'",
        r"printf 'GM\022\377\377\377\377'",
        r"printf 'GM\022\000\000\000\001x'",
        r#"printf 'GM\022\000\000\000\007{"a":1}'"#,
        r"printf 'GM\024\000\000\000\001x'",
        r"printf 'GM\025\000\000\000\010aaaaaaaa'",
    ] {
        let program = pretender(folder.path(), &format!("{said}; exec /bin/sleep 600"));
        let parsers = Parsers::new(settings(program));
        let failure = parsers
            .read(&message("", "Hello"))
            .await
            .expect_err("nonsense");
        assert_eq!(failure, ParseFailure::Nonsense, "{said}");
    }
}

#[tokio::test]
async fn a_child_that_does_not_start_is_nobodys_message() {
    let folder = tempfile::tempdir().expect("a folder");
    let parsers = Parsers::new(settings(folder.path().join("nothing")));
    let failure = parsers
        .read(&message("", "Hello"))
        .await
        .expect_err("no child");
    assert_eq!(failure, ParseFailure::NoChild);
    let refusing = pretender(folder.path(), "");
    fs::write(
        &refusing,
        "#!/bin/sh\nprintf 'GM\\026\\000\\000\\000\\012no_sandbox'\nexec /bin/sleep 600\n",
    )
    .expect("a file");
    let parsers = Parsers::new(settings(refusing));
    let failure = parsers
        .read(&message("", "Hello"))
        .await
        .expect_err("no child");
    assert_eq!(failure, ParseFailure::NoSandbox);
}

#[tokio::test]
async fn messages_made_to_harm_harm_nobody() {
    let parsers = Parsers::new(ParserSettings {
        sandbox: SandboxNeed::BestEffort,
        ..settings(executable())
    });
    let one = |n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n");
    let nested = (0..100_000).map(one).collect::<Vec<String>>().concat();
    let long = format!("X: {}\n", "a".repeat(18 * 1024 * 1024));
    for wild in [message(&nested, "x"), message(&long, "x")] {
        let failure = parsers.read(&wild).await.expect_err("too wild");
        assert!(matches!(failure, ParseFailure::TooWild(_)), "{failure:?}");
    }
    let inside = "Content-Type: message/rfc822\n\n".repeat(60);
    let open = parsers.read(&message(&inside, "x")).await.expect("read");
    assert!(open.read().oddities.contains(&Oddity::TooDeep));
    drop(open);
    let cut = message(
        "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n",
        "JVBERi0xLjQKJ",
    );
    let open = parsers.read(&cut).await.expect("read");
    assert_eq!(open.read().parts.len(), 1);
    drop(open);
    for odd in [
        Vec::new(),
        vec![0; 1000],
        vec![b'<'; 100_000],
        vec![0xff; 100_000],
    ] {
        let _open = parsers.read(&odd).await.expect("read");
    }
    assert_eq!(parsers.deaths(), 0);
}

#[tokio::test]
async fn a_part_that_lies_about_its_name_is_marked() {
    let raw = message(
        "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"=?utf-8?q?invoice=E2=80=AEfdp.exe?=\"\n",
        "MZ and so on",
    );
    let open = parsers().read(&raw).await.expect("read");
    let part = open.read().parts.first().expect("a part");
    assert_eq!(part.name, "invoice[U+202E]fdp.exe");
    assert!(part.is(Mark::NameLies) && part.is(Mark::Risky));
}
