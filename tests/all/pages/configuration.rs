//! A configuration that is wrong: one line names file, key and reason, the exit code is 1, and nothing listens.

use std::net::TcpStream;

use tests::gateway::free_port;
use tests::stand::{Settings, Stand, path};

/// A stand whose settings were changed from `old` to `new`; what `serve` then says.
fn broken(stand: &Stand, old: &str, new: &str) -> (String, u16) {
    let config = stand.config();
    let good = std::fs::read_to_string(&config).unwrap();
    let port = free_port();
    let fixed = good.replacen("127.0.0.1:0", &format!("127.0.0.1:{port}"), 1);
    assert!(fixed.contains(old), "{old}");
    std::fs::write(&config, fixed.replacen(old, new, 1)).unwrap();
    let output = stand.run(&["serve"]);
    let checked = stand.run(&["check-config"]);
    std::fs::write(&config, good).unwrap();
    assert_eq!(output.status.code(), Some(1), "{new}");
    assert_eq!(checked.status.code(), Some(1), "{new}: check-config");
    assert!(output.stdout.is_empty(), "{new}: it said that it is ready");
    (String::from_utf8(output.stderr).unwrap(), port)
}

#[test]
fn a_malformed_configuration_names_file_key_and_reason_and_nothing_listens() {
    let stand = Stand::set_up(&Settings::default());
    let own = path(&stand.config()).to_owned();
    let forms = stand.path().join("no-forms");
    let cases: &[(&str, &str, &[&str])] = &[
        ("[probes]", "[probes", &[&own]),
        ("[hub]", "[hub]\nslogan = \"x\"", &[&own, "slogan"]),
        ("phone = \"01632 960120\"", "", &[&own, "hub", "phone"]),
        (
            "listen = \"127.0.0.1:0\"",
            "listen = \"everywhere\"",
            &[&own, "desk.listen"],
        ),
        (
            "origin = \"https://localhost\"",
            "origin = \"http://localhost\"",
            &[&own, "public.origin", "https://"],
        ),
        ("sqlite://", "mysql://", &[&own, "store.url", "sqlite"]),
        (
            "allowed_domains = [\"council.test\"",
            "allowed_domains = [\"@council.test\"",
            &[&own, "addresses.allowed_domains"],
        ),
        (
            "[addresses]",
            "[uploads]\nfile_mib = 0\n[addresses]",
            &[&own, "uploads"],
        ),
        (
            "[addresses]",
            "[limits]\nburst = 0\n[addresses]",
            &[&own, "limits"],
        ),
        (
            "[addresses]",
            "[pathway]\nscreening_days = 0\n[addresses]",
            &[&own, "pathway.screening_days"],
        ),
        (
            "certificate = \"certificate.pem\"",
            "certificate = \"nowhere.pem\"",
            &["nowhere.pem"],
        ),
        ("folder = \"keys\"", "folder = \"no-keys\"", &["no-keys"]),
    ];
    for (old, new, said) in cases {
        let (words, port) = broken(&stand, old, new);
        for part in *said {
            assert!(words.contains(part), "{new}: {part} is not said: {words}");
        }
        assert!(!words.contains("panicked"), "{words}");
        let heard = TcpStream::connect(("127.0.0.1", port));
        assert!(heard.is_err(), "{new}: something listens");
    }
    let config = std::fs::read_to_string(stand.config()).unwrap();
    let line = config
        .lines()
        .find(|line| line.contains("/forms"))
        .unwrap()
        .to_owned();
    let elsewhere = format!("folder = \"{}\"", forms.display());
    let (words, _) = broken(&stand, &line, &elsewhere);
    assert!(words.contains("no-forms"), "{words}");
}

#[test]
fn a_form_or_a_rule_that_is_wrong_is_named_with_its_key() {
    let stand = Stand::set_up(&Settings::default());
    let config = std::fs::read_to_string(stand.config()).unwrap();
    for (folder, file) in [
        ("forms", "social-worker.toml"),
        ("screening", "lancashire-2020-01-01.toml"),
    ] {
        let line = config
            .lines()
            .find(|line| line.contains(&format!("/{folder}\"")))
            .unwrap();
        let shipped = line.split('"').nth(1).unwrap();
        let own = stand.path().join(folder);
        std::fs::create_dir_all(&own).unwrap();
        let text = std::fs::read_to_string(std::path::Path::new(shipped).join(file)).unwrap();
        std::fs::write(own.join(file), text + "\nnonsense = 1\n").unwrap();
        let (words, _) = broken(&stand, line, &format!("folder = \"{}\"", own.display()));
        assert!(
            words.contains(file) && words.contains("nonsense"),
            "{words}"
        );
    }
}

#[test]
fn old_tables_and_a_key_that_does_not_fit_stop_the_start() {
    let stand = Stand::set_up(&Settings::default());
    let other = stand.path().join("other-keys");
    let recovery = stand.path().join("other-recovery");
    stand.done(&[
        "keys",
        "new",
        "--folder",
        path(&other),
        "--recovery-out",
        path(&recovery),
    ]);
    let hub = stand.path().join("keys/hub.identity");
    let own = std::fs::read(&hub).unwrap();
    std::fs::copy(other.join("hub.identity"), &hub).unwrap();
    let output = stand.run(&["serve"]);
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(words.contains("hub.identity does not open"), "{words}");
    assert!(!words.contains("AGE-SECRET-KEY"), "a secret was printed");
    std::fs::write(&hub, own).unwrap();
    std::fs::remove_file(stand.path().join("gateway.db")).unwrap();
    let output = stand.run(&["serve"]);
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(words.contains("gateway migrate"), "{words}");
}
