//! A marker in every field: it may be found by opening the referral, and nowhere else. Not in the log, not in the database, not in
//! a file or its name, not in a subject (SECURITY §2.9).

use tests::gateway::{Gateway, command};
use tests::letters::in_folder;
use tests::people::{Screener, at_desk, referred};
use tests::stand::{Settings, Stand, files_below, path};

const CHILD: [(&str, &str); 6] = [
    ("ch_first", "Canarychild"),
    ("ch_last", "Canaryfamily"),
    ("ch_lcs_id", "778899001122"),
    ("addr_lines", "7 Canarylane, Testing"),
    ("inc_desc", "Canarydeed as it was told."),
    ("addr_postcode", "ZP1 1AB"),
];

const OTHERS: [(&str, &str); 7] = [
    ("ref_name", "Canaryreferrer Sample"),
    ("ref_role", "Canaryrole"),
    ("ref_team", "Canaryteam"),
    ("ref_phone", "01632 960987"),
    ("ref_own", "CANARY-7"),
    ("view_concern", "Canaryconcern."),
    ("ask_questions", "Canaryquestion?"),
];

const RATIONALE: &str = "Canaryrationale: best taken forward within the plan.";

/// What nobody may find outside an opened referral. Short values that chance could write are left out.
fn markers() -> Vec<&'static str> {
    vec![
        "Canary",
        "CANARY-7",
        "canary-paper",
        "778899001122",
        "01632 960987",
    ]
}

fn holds(bytes: &[u8], marker: &str) -> bool {
    bytes
        .windows(marker.len())
        .any(|window| window == marker.as_bytes())
}

#[tokio::test]
async fn a_marker_in_every_field_is_found_only_in_an_opened_referral() {
    let mut stand = Stand::set_up(&Settings::default());
    let (config, log) = (stand.config(), stand.path().join("gateway.log"));
    let serve = command(&["--config", path(&config), "--log", "debug", "serve"]);
    stand.started(Gateway::start(serve, &log));
    let changes: Vec<(&str, &str)> = CHILD.into_iter().chain(OTHERS).collect();
    let files: [(&str, &str, &[u8]); 1] = [(
        "canary-paper.txt",
        "text/plain",
        b"Canarypaper: what stands in the file.",
    )];
    let sent = referred(&stand, &changes, &files).await;
    let toni = Screener::new(&stand, "Toni Trial").await;
    toni.claim(&sent.reference).await.must_be(200);
    for tab in ["/answers", "/attachments", "/letters", "/history", ""] {
        toni.browser
            .get(&at_desk(&sent.reference, tab))
            .await
            .must_be(200);
    }
    toni.decline(&sent.reference, RATIONALE).await.must_be(200);
    for address in [&sent.referrer.address, &sent.manager] {
        stand.letters.wait_for(address, "our decision", 1).await;
    }
    let (sealed, log) = sealed_files(&stand);
    assert!(sealed.len() > 3, "{} files", sealed.len());
    assert!(log > 10_000, "the log says little: {log}");
    for (name, bytes) in &sealed {
        for marker in markers() {
            assert!(!holds(bytes, marker), "{marker} stands in {name}");
            assert!(!name.contains(marker), "{marker} names {name}");
        }
    }
    letters_keep_quiet(&stand);
    let opened = stand.path().join("opened");
    stand.done(&["open", &sent.reference, "--into", path(&opened)]);
    let mut all = Vec::new();
    for file in files_below(&opened) {
        all.extend(std::fs::read(&file).unwrap());
        all.extend(file.display().to_string().into_bytes());
    }
    for (name, value) in changes {
        let value = value.replace("ZP1 1AB", "ZP1");
        assert!(
            holds(&all, &value),
            "{name}: {value} is not in the opened referral"
        );
    }
    assert!(holds(&all, "canary-paper.txt") && holds(&all, "Canarypaper"));
}

/// Everything on the disk but the letters, the settings and the certificate; and how long the log is.
fn sealed_files(stand: &Stand) -> (Vec<(String, Vec<u8>)>, usize) {
    let files = files_below(stand.path()).into_iter();
    let sealed = files
        .filter(|file| file.extension().is_none_or(|end| end != "eml"))
        .map(|file| (file.display().to_string(), std::fs::read(&file).unwrap()));
    (sealed.collect(), stand.log().len())
}

fn letters_keep_quiet(stand: &Stand) {
    let letters = in_folder(&stand.path().join("letters"));
    assert!(letters.len() >= 8, "{}", letters.len());
    for letter in letters {
        for marker in markers() {
            assert!(!letter.subject.contains(marker), "{}", letter.subject);
        }
        for (name, value) in CHILD {
            let found = letter.text.contains(value) || letter.html.contains(value);
            assert!(!found, "{name} stands in “{}”", letter.subject);
        }
    }
}
