//! A referral as somebody sends it with a mail program of their own: mutt, a Word form attached, over SMTP into Dovecot.

use std::process::{Command, Stdio};

use tests::mail_makes::{SAM, form_docx};
use tests::stand::path;

use super::{Account, Hub};

#[tokio::test]
async fn a_form_that_a_mail_program_attaches_becomes_a_referral() {
    let hub = Hub::looked_at(&Account::default());
    let folder = hub.stand.path().join("mutt");
    std::fs::create_dir(&folder).unwrap();
    // As people name files.
    let form = folder.join("HSB Referral – Casey’s form (final).docx");
    std::fs::write(&form, form_docx(&[])).unwrap();
    let settings = format!(
        "set from=\"{SAM}\"\nset realname=\"Sam Sample\"\nset use_envelope_from=yes\nset copy=no\nset ssl_starttls=no\nset ssl_force_tls=no\n\
         set smtp_url=\"smtp://localhost:{}\"\nset tmpdir=\"{folder}\"\nset certificate_file=\"{folder}/none\"\n",
        hub.servers.smtp.plain_port,
        folder = folder.display(),
    );
    let rc = folder.join("muttrc");
    std::fs::write(&rc, settings).unwrap();
    let words = folder.join("words.txt");
    std::fs::write(&words, "Dear all,\n\nplease find attached.\n\n-- \nSam\n").unwrap();
    let output = Command::new("mutt")
        .args(["-n", "-F", path(&rc), "-s", "Referral – urgent"])
        .args(["-a", path(&form), "--", &hub.address])
        .env("HOME", &folder)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::from(std::fs::File::open(&words).unwrap()))
        .output()
        .expect("mutt is installed by tests/servers/up");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut rows = hub.stand.rows().await;
    for _ in 0..100 {
        if hub.poll()["taken"] == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let lines = hub.ledger();
    let line = lines.last().unwrap();
    assert_eq!(line["outcome"], "referral", "{line}");
    assert_eq!(rows.number("select count(*) from referral").await, 1);
    let opened = hub.stand.path().join("opened");
    let reference = line["reference"].as_str().unwrap();
    hub.stand
        .done(&["open", reference, "--into", path(&opened)]);
    let kept = tests::stand::files_below(&opened);
    let same = |file: &std::path::PathBuf| std::fs::read(file).unwrap() == form_docx(&[]);
    assert!(kept.iter().any(same), "the form as it was sent: {kept:?}");
    hub.ledger_agrees("with a form that mutt sent");
}
