//! What is fuzzed: five functions that take any bytes, and what must hold of each. `tests/run fuzz` runs them under libFuzzer with
//! seeds from here; one test replays the seeds and everything that was ever found. Holds no rule of the product.

use std::io::{PipeReader, PipeWriter, pipe};
use std::path::Path;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;

use futures::executor::block_on;
use gateway::mail::bounce::{self, Returned};
use gateway::mail::{ReadMessage, Report, Signs};
use gateway::mailbox::child::talk;
use gateway::mailbox::{Landlock, Ready, TooWild};
use intake_forms::FormDefinition;
use intake_forms::document::{DocumentKind, Labels, Reading, read_document};
use serde_json::json;

use crate::{mail_makes, mail_shapes};
use frames::Kind;

#[path = "../../../gateway/src/mailbox/frames.rs"]
#[expect(
    dead_code,
    unreachable_pub,
    reason = "the product's own codec, which it shows to nobody"
)]
mod frames;
mod seeds;

const FORM: &str = include_str!("../../../config/forms/social-worker.toml");
const LABELS: &str = include_str!("../../../config/forms/labels.toml");
/// Bytes of a message that the child takes.
const LARGEST: usize = 8 * 1024 * 1024;

static KNOWN: LazyLock<(Vec<FormDefinition>, Labels)> = LazyLock::new(|| {
    let forms = vec![FormDefinition::read(FORM).expect("the form")];
    let labels = Labels::read(LABELS, &forms).expect("the labels");
    (forms, labels)
});

/// A function under the fuzzer, and the bytes that it starts from.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name, that of its file in `tests/fuzz/targets`.
    pub name: &'static str,
    /// Takes any bytes; panics when something does not hold.
    pub run: fn(&[u8]),
    /// What it starts from.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All of them.
pub const TARGETS: [Target; 5] = [
    Target {
        name: "prescan",
        run: prescan,
        seeds: seeds::messages,
    },
    Target {
        name: "child_protocol",
        run: child_protocol,
        seeds: seeds::dialogues,
    },
    Target {
        name: "bounce",
        run: bounce,
        seeds: seeds::reports,
    },
    Target {
        name: "form_reading",
        run: form_reading,
        seeds: seeds::documents,
    },
    Target {
        name: "message",
        run: message,
        seeds: seeds::messages,
    },
];

/// Writes a target's seeds where the fuzzer looks for them, when the environment says where.
pub fn plant(name: &str) {
    let Some(folder) = std::env::var_os("FUZZ_SEEDS") else {
        return;
    };
    let target = TARGETS.iter().find(|target| target.name == name);
    for (number, seed) in (target.expect("a target").seeds)().iter().enumerate() {
        let file = Path::new(&folder).join(format!("seed-{number}"));
        std::fs::write(file, seed).expect("a seed");
    }
}

/// The look at a message before any parser: it ends, and the body begins after the first empty line.
pub fn prescan(data: &[u8]) {
    match gateway::mailbox::prescan(data) {
        Ok(scan) => {
            let mut at = 0;
            for line in data.split_inclusive(|byte| *byte == b'\n') {
                at += line.len();
                if line.trim_ascii().is_empty() {
                    break;
                }
            }
            assert_eq!(scan.body_at, at);
        }
        // Each of its limits is more than a fuzzer's input mostly has.
        Err(TooWild::Head) => assert!(data.len() > 1024 * 1024),
        Err(TooWild::HeadLines) => assert!(data.len() > 10_000),
        Err(TooWild::Parts) => assert!(data.len() > 64 * 9),
    }
}

/// The first byte says which end hears the rest.
pub fn child_protocol(data: &[u8]) {
    match data.split_first() {
        Some((0, said)) => the_child_hears(said),
        Some((1, said)) => {
            let mut all = frame(Kind::SetUp, &set_up(&[]));
            all.extend(said);
            the_child_hears(&all);
        }
        Some((_, said)) => the_gateway_hears(said, false),
        None => {}
    }
}

/// Whatever the gateway says, the child's words are frames that the gateway believes.
fn the_child_hears(said: &[u8]) {
    let mut words = Vec::new();
    talk(said, &mut words, || Ok(shut_in()));
    the_gateway_hears(&words, true);
}

/// Whatever the child says, the gateway hears frames and nonsense; of the child's own making, no nonsense.
fn the_gateway_hears(mut said: &[u8], by_the_child: bool) {
    while !said.is_empty() {
        let Ok((kind, bytes)) = block_on(frames::receive(&mut said)) else {
            assert!(!by_the_child, "the child talks nonsense");
            return;
        };
        let is_sense = match kind {
            Kind::Ready => serde_json::from_slice::<Ready>(&bytes).is_ok(),
            Kind::Read => serde_json::from_slice::<ReadMessage>(&bytes)
                .is_ok_and(|read| read.is_sound(u64::MAX, read.body_at)),
            Kind::Reading => {
                serde_json::from_slice::<Option<gateway::mail::FormReading>>(&bytes).is_ok()
            }
            Kind::Piece => !bytes.is_empty() && bytes.len() <= frames::PIECE,
            Kind::End => bytes.len() == 8,
            Kind::Cannot => true,
            _ => false,
        };
        assert!(is_sense || !by_the_child, "{kind:?}");
    }
}

/// Texts with noughts between them: what a report is told by.
pub fn bounce(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut fields = text.split('\0');
    let mut field = || fields.next().unwrap_or_default();
    let flags = field();
    let some = |flag: char, field| flags.contains(flag).then_some(field);
    let returned = Returned {
        said: flags.contains('s'),
        null_path: flags.contains('n'),
        from: field(),
        subject: field(),
        words: field(),
        status: some('r', field()),
        head: some('h', field()),
        failed: some('f', field()),
    };
    let Some(bounces) = bounce::read(&returned) else {
        assert!(returned.status.is_none());
        return;
    };
    assert!(!bounces.is_empty());
    let read = ReadMessage {
        signs: Signs {
            report: Some(Report::Delivery(bounces)),
            ..Signs::default()
        },
        ..ReadMessage::default()
    };
    assert!(read.is_sound(0, 0), "{read:?}");
}

/// The first byte says what the rest is; whatever was read crosses the pipe, is told, and becomes a record.
pub fn form_reading(data: &[u8]) {
    let Some((what, bytes)) = data.split_first() else {
        return;
    };
    let (kind, bytes) = match what {
        0 => (DocumentKind::Docx, bytes.to_vec()),
        1 => (DocumentKind::Odt, bytes.to_vec()),
        2 => (DocumentKind::Pdf, bytes.to_vec()),
        3 => (DocumentKind::Text, bytes.to_vec()),
        4 => (DocumentKind::Docx, mail_makes::word(bytes)),
        5 => (DocumentKind::Odt, mail_shapes::open_document(bytes)),
        _ => return,
    };
    let (forms, labels) = &*KNOWN;
    let reading = read_document(&bytes, kind, forms, labels);
    let words = serde_json::to_vec(&reading).expect("it is told");
    let again: Reading = serde_json::from_slice(&words).expect("it is understood");
    assert_eq!(again, reading);
    drop(reading.to_json());
    for form in forms {
        let today = jiff::civil::date(2026, 11, 19);
        let submission = form.receive_partly(reading.answers(), reading.confirmed(), today);
        serde_json::to_vec(&submission.record()).expect("a record");
    }
}

/// A message from its first byte to the last byte of its last part, as the gateway asks for it.
pub fn message(data: &[u8]) {
    let Ok(scan) = gateway::mailbox::prescan(data) else {
        return;
    };
    if data.len() > LARGEST {
        return;
    }
    let mut child = CHILD.lock().unwrap_or_else(PoisonError::into_inner);
    child.say(Kind::Message, data);
    let (kind, words) = child.hear();
    assert_eq!(kind, Kind::Read);
    let read: ReadMessage = serde_json::from_slice(&words).expect("a message");
    let [length, body_at] = [data.len(), scan.body_at].map(|at| u64::try_from(at).expect("short"));
    assert!(read.is_sound(length, body_at), "{read:?}");
    let mut paths = std::collections::BTreeSet::new();
    for part in &read.parts {
        assert!(paths.insert(&part.path), "{} twice", part.path);
        child.say(Kind::Give, part.path.as_bytes());
        let mut given = 0;
        let total = loop {
            match child.hear() {
                (Kind::Piece, piece) => given += u64::try_from(piece.len()).expect("short"),
                (Kind::End, total) => break total,
                (other, _) => panic!("{other:?}"),
            }
        };
        assert_eq!(total, given.to_be_bytes());
        assert_eq!(given, part.bytes, "{}", part.path);
    }
    child.say(Kind::Done, b"");
}

/// A child in a thread of its own, with as much stack as the process has, that stays for the next message.
struct Child {
    input: PipeWriter,
    output: PipeReader,
}

static CHILD: LazyLock<Mutex<Child>> = LazyLock::new(|| {
    let (from_gateway, input) = pipe().expect("a pipe");
    let (output, to_gateway) = pipe().expect("a pipe");
    thread::Builder::new()
        .stack_size(64 * 1024 * 1024)
        .spawn(move || talk(from_gateway, to_gateway, || Ok(shut_in())))
        .expect("a thread");
    let mut child = Child { input, output };
    child.say(Kind::SetUp, &set_up(&[FORM]));
    assert_eq!(child.hear().0, Kind::Ready);
    Mutex::new(child)
});

impl Child {
    fn say(&mut self, kind: Kind, bytes: &[u8]) {
        frames::write(&mut self.input, kind, bytes).expect("the child listens");
    }

    fn hear(&mut self) -> (Kind, Vec<u8>) {
        frames::read(&mut self.output, 0)
            .expect("a frame")
            .expect("the child lives")
    }
}

fn shut_in() -> Ready {
    Ready {
        landlock: Landlock::Full,
        abi: 6,
    }
}

fn set_up(forms: &[&str]) -> Vec<u8> {
    let labels: &[&str] = if forms.is_empty() { &[] } else { &[LABELS] };
    let set_up =
        json!({ "largest": LARGEST, "best_effort": false, "forms": forms, "labels": labels });
    serde_json::to_vec(&set_up).expect("JSON")
}

fn frame(kind: Kind, bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    frames::write(&mut all, kind, bytes).expect("a frame");
    all
}
