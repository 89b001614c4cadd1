//! Keys and accounts, made once.

use std::os::unix::fs::PermissionsExt as _;

use tests::people::Screener;
use tests::stand::{Settings, Stand, files_below, path};

#[test]
fn keys_are_never_overwritten_and_only_their_owner_reads_the_secret_ones() {
    let stand = Stand::set_up(&Settings::default());
    let keys = stand.path().join("keys");
    let contents = || -> Vec<(String, Vec<u8>)> {
        let files = files_below(&keys).into_iter();
        let mut all: Vec<_> = files
            .map(|file| (file.display().to_string(), std::fs::read(&file).unwrap()))
            .collect();
        all.sort();
        all
    };
    let before = contents();
    let again = stand.path().join("recovery-again");
    let output = stand.run(&[
        "keys",
        "new",
        "--folder",
        path(&keys),
        "--recovery-out",
        path(&again),
    ]);
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(
        words.contains("never overwritten") && words.contains(path(&keys)),
        "{words}"
    );
    assert_eq!(contents(), before);
    assert!(!again.exists(), "half a set was written");
    let secrets = files_below(stand.path()).into_iter().filter(|file| {
        let text = std::fs::read(file).unwrap();
        text.windows(14).any(|window| window == b"AGE-SECRET-KEY")
    });
    let mut seen = 0;
    for file in secrets {
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.display());
        seen += 1;
    }
    assert_eq!(seen, 3, "the hub’s and two for recovery");
    let listed = stand.done(&["keys", "list"]);
    let kinds: Vec<&str> = listed
        .iter()
        .filter_map(|line| line["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["hub", "recovery", "recovery", "intake"]);
}

#[tokio::test]
async fn an_account_is_set_up_once_and_signs_in_with_both_proofs() {
    let stand = Stand::start(&Settings::default());
    let made = stand.done(&[
        "account",
        "new",
        "--email",
        "asha.demo@exampleshire.test",
        "--name",
        "Asha Demo",
    ]);
    let twice = stand.run(&[
        "account",
        "new",
        "--email",
        "Asha.Demo@exampleshire.test",
        "--name",
        "Asha Demo",
    ]);
    assert_eq!(twice.status.code(), Some(1), "one account an address");
    let code = made[0]["code"].as_str().unwrap();
    let browser = stand.desk();
    let page = browser.get("/desk/set-up").await;
    let form = page
        .form("Continue")
        .fill("email", "asha.demo@exampleshire.test");
    for (code, password, problem) in [
        ("WRNG-CODE", "four invented words together", "set_up_code"),
        (code, "fourteen chars", "password"),
    ] {
        let form = form
            .clone()
            .fill("set_up_code", code)
            .fill("password", password);
        let page = browser.send(&form).await;
        page.must_be(422);
        let fields = page.attributes(".govuk-error-summary__list a", "href");
        assert_eq!(fields, [format!("#{problem}")], "{}", page.describe());
        page.must_not_say(password);
    }
    let mut toni = Screener::new(&stand, "Toni Trial").await;
    let page = toni.sign_in(&stand).await;
    assert_eq!(page.heading(), "Queue", "{}", page.describe());
    let reset = stand.done(&["account", "reset", "--email", &toni.email]);
    assert!(reset[0]["code"].is_string());
    let page = toni.browser.get("/desk/queue").await;
    page.must_say("Sign in to the referral desk");
}

#[test]
fn check_config_and_doctor_say_that_all_is_well_and_what_is_not() {
    let stand = Stand::start(&Settings::default());
    let checked = stand.done(&["check-config"]);
    assert_eq!(checked[0]["ok"], true);
    let lines = stand.run(&["doctor"]);
    tests::stand::must(&lines);
    let hub = stand.path().join("keys/hub.identity");
    std::fs::set_permissions(&hub, std::fs::Permissions::from_mode(0o644)).unwrap();
    let output = stand.run(&["doctor"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("hub.identity"), "{said}");
    std::fs::remove_file(&hub).unwrap();
    let output = stand.run(&["doctor"]);
    assert_eq!(output.status.code(), Some(1));
}
