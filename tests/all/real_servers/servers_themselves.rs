//! The servers are what the other tests take them for.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;

use tests::mailbox::Mailbox;
use tests::servers::Servers;

/// Speaks one dialogue over a plain connection and gives everything that was answered.
fn dialogue(port: u16, lines: &[&str]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .set_read_timeout(Some(std::time::Duration::from_secs(20)))
        .unwrap();
    let mut answer = String::new();
    let mut read = |stream: &mut TcpStream| loop {
        let mut piece = [0_u8; 4096];
        let length = stream.read(&mut piece).unwrap();
        answer.push_str(std::str::from_utf8(&piece[..length]).unwrap());
        let last = answer.trim_end().lines().last().unwrap_or_default();
        if length == 0 || (answer.ends_with('\n') && last.as_bytes().get(3) == Some(&b' ')) {
            break;
        }
    };
    read(&mut stream);
    for line in lines {
        stream.write_all(format!("{line}\r\n").as_bytes()).unwrap();
        read(&mut stream);
    }
    answer
}

#[tokio::test]
async fn a_letter_given_to_postfix_is_read_over_imap() {
    let servers = Servers::from_env();
    let address = "harness.reader@council.test";
    let letter = "From: Sam Sample <sam@school.test>\r\nTo: x@council.test\r\nSubject: =?utf-8?q?Caf=C3=A9?=\r\n\r\nYour code is below.\r\n\r\nABCD-2345\r\n.";
    let from = "MAIL FROM:<sam@school.test>";
    let said = dialogue(
        servers.smtp.port,
        &[
            "EHLO test",
            from,
            &format!("RCPT TO:<{address}>"),
            "DATA",
            letter,
            "QUIT",
        ],
    );
    assert!(
        said.contains("STARTTLS") && said.contains("250 2.0.0 Ok: queued"),
        "{said}"
    );
    let mut mailbox = Mailbox::open(&servers, address).await;
    let letter = mailbox.wait_for("Café").await;
    assert_eq!(
        (letter.from.as_str(), letter.code().as_str()),
        ("sam@school.test", "ABCD2345")
    );
    letter.must_say("Your code is below.");
}

#[test]
fn postfix_refuses_and_postpones_when_asked_to() {
    let servers = Servers::from_env();
    let try_address = |port, address: &str| {
        dialogue(
            port,
            &[
                "EHLO test",
                "MAIL FROM:<a@school.test>",
                &format!("RCPT TO:<{address}>"),
                "QUIT",
            ],
        )
    };
    assert!(try_address(servers.smtp.port, &servers.smtp.refused).contains("550 5.1.1"));
    assert!(try_address(servers.smtp.port, &servers.smtp.later).contains("451 4.7.1"));
    assert!(try_address(servers.smtp.refusing_port, "anybody@council.test").contains("554 5.7.1"));
    assert!(!try_address(servers.smtp.plain_port, "anybody@council.test").contains("STARTTLS"));
}

#[test]
fn smtp_offers_tls_that_a_client_trusting_the_test_authority_accepts() {
    let servers = Servers::from_env();
    let connect = format!("localhost:{}", servers.smtp.port);
    let output = Command::new("openssl")
        .args([
            "s_client",
            "-connect",
            &connect,
            "-starttls",
            "smtp",
            "-verify_return_error",
            "-verify_hostname",
            "localhost",
            "-brief",
            "-CAfile",
        ])
        .arg(&servers.ca)
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_fresh_database_is_empty_and_reached_over_tls() {
    let servers = Servers::from_env();
    let name = &servers.fresh_database().name;
    assert_eq!(
        servers.sql(
            name,
            "select count(*) from pg_tables where schemaname = 'public'"
        ),
        "0"
    );
    assert_eq!(
        servers.sql(
            name,
            "select ssl from pg_stat_ssl where pid = pg_backend_pid()"
        ),
        "t"
    );
}

#[test]
fn clamd_finds_what_its_database_names_and_nothing_else() {
    let servers = Servers::from_env();
    let bad = std::fs::read(&servers.clamd.known_bad).unwrap();
    let scan = |bytes: &[u8]| {
        let mut stream = TcpStream::connect(("127.0.0.1", servers.clamd.port)).unwrap();
        stream.write_all(b"zINSTREAM\0").unwrap();
        stream
            .write_all(&u32::try_from(bytes.len()).unwrap().to_be_bytes())
            .unwrap();
        stream.write_all(bytes).unwrap();
        stream.write_all(&[0; 4]).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    assert!(scan(&bad).contains("Test.KnownBad"), "{}", scan(&bad));
    assert!(scan(b"Sam Sample's school report").contains("OK"));
}
