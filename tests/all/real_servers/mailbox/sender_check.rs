//! Mail that nobody received before us: signatures, addresses and policies are looked at with a real name server, and what it does not
//! answer is not proved, never forged.

use std::{
    net::{SocketAddr, UdpSocket},
    process::{Command, Stdio},
};

use gateway::mailbox::SenderCheck;
use tests::{
    mail_makes::{MAX, Mail, form_text},
    servers::Servers,
    stand::{Settings, Stand, path},
};

const US: &str = "mx.exampleshire.test";

/// Standard input to standard output of OpenSSL, which knows nothing of the product.
fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "openssl {arguments:?}");
    output.stdout
}

fn base64(bytes: &[u8]) -> String {
    String::from_utf8(openssl(&["base64", "-A"], bytes)).unwrap()
}

/// Signs From and Subject and the body as they stand (RFC 6376, simple/simple), for council.test.
fn signed(servers: &Servers, mail: &Mail) -> Vec<u8> {
    let bytes = mail.bytes();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let body = format!("{}\r\n", body.trim_end_matches("\r\n"));
    let digest = base64(&openssl(&["dgst", "-sha256", "-binary"], body.as_bytes()));
    let line = |name: &str| {
        let line = head.lines().find(|line| line.starts_with(name)).unwrap();
        format!("{line}\r\n")
    };
    let signature = format!(
        "DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=council.test; s=hub; h=From:Subject; bh={digest}; b="
    );
    let signs = format!("{}{}{signature}", line("From:"), line("Subject:"));
    let key = servers.dns.dkim_key.to_str().unwrap();
    let sign = ["dgst", "-sha256", "-sign", key, "-binary"];
    let b = base64(&openssl(&sign, signs.as_bytes()));
    format!("{signature}{b}\r\n{head}\r\n\r\n{body}").into_bytes()
}

/// What our server writes above a message that it got from `ip`.
fn received(path: &str, ip: &str, message: &[u8]) -> Vec<u8> {
    let above = format!(
        "Return-Path: <{path}>\r\nDelivered-To: hub@exampleshire.test\r\nReceived: from mail.council.test (mail.council.test [{ip}])\r\n\t(using TLSv1.3 with cipher X (256/256 bits))\r\n\tby {US} (Postfix) with ESMTPS id 1 for <hub@exampleshire.test>; Mon, 02 Nov 2026 09:01:02 +0000 (GMT)\r\n"
    );
    [above.as_bytes(), message].concat()
}

fn resolver(servers: &Servers) -> SocketAddr {
    format!("{}:{}", servers.dns.host, servers.dns.port)
        .parse()
        .unwrap()
}

fn check(servers: &Servers) -> SenderCheck {
    SenderCheck::new(Some(resolver(servers)), Some(US.to_owned())).unwrap()
}

fn from(address: &str) -> Mail {
    Mail::new("s", address).text("Please see below.\r\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_signature_or_the_right_address_is_proved_and_everything_else_is_not() {
    let servers = Servers::from_env();
    let check = check(&servers);
    let good = signed(&servers, &from(MAX));
    let changed = String::from_utf8(good.clone()).unwrap();
    let changed = changed
        .replace("Please see below", "Please pay this")
        .into_bytes();
    let plain = from(MAX).bytes();
    let council = "dmarc=pass header.from=council.test";
    let refused = "dmarc=fail header.from=council.test";
    let unknown = "dmarc=temperror header.from=council.test";
    for (what, message, wanted) in [
        ("signed", good.clone(), council),
        (
            "signed, from anywhere",
            received("x@else.test", "198.51.100.9", &good),
            council,
        ),
        (
            "its own server",
            received(MAX, "192.0.2.10", &plain),
            council,
        ),
        (
            "another server",
            received(MAX, "198.51.100.9", &plain),
            refused,
        ),
        (
            "changed, another server",
            received(MAX, "198.51.100.9", &changed),
            refused,
        ),
        ("changed, from nowhere known", changed, unknown),
        ("nothing of it all", plain.clone(), unknown),
        (
            "our server's line below another's",
            [
                b"Received: from a (a [192.0.2.77]) by elsewhere.test with SMTP\r\n".as_slice(),
                &received(MAX, "192.0.2.10", &plain),
            ]
            .concat(),
            unknown,
        ),
        (
            "a path below the line",
            received(
                "",
                "192.0.2.10",
                &[
                    b"Return-Path: <max.specimen@council.test>\r\n",
                    plain.as_slice(),
                ]
                .concat(),
            ),
            unknown,
        ),
    ] {
        let line = check.look(&message).await;
        assert!(
            line.starts_with("here; ") && line.contains(wanted),
            "{what}: {line}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_without_a_policy_is_proved_by_its_own_server_only() {
    let servers = Servers::from_env();
    let plain = from("head@school.test").bytes();
    let check = check(&servers);
    let own = check
        .look(&received("head@school.test", "192.0.2.20", &plain))
        .await;
    assert!(
        own.contains("dmarc=none") && own.contains("spf=pass smtp.mailfrom=school.test"),
        "{own}"
    );
    let other = check
        .look(&received("head@school.test", "192.0.2.21", &plain))
        .await;
    assert!(
        other.contains("dmarc=none") && other.contains("spf=fail"),
        "{other}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_server_that_does_not_answer_proves_nothing_and_forges_nothing() {
    let servers = Servers::from_env();
    // A port on which nobody listens any more.
    let closed = UdpSocket::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let check = SenderCheck::new(Some(closed), Some(US.to_owned())).unwrap();
    let message = received(MAX, "198.51.100.9", &signed(&servers, &from(MAX)));
    let line = check.look(&message).await;
    assert!(
        !line.contains("pass") && !line.contains("dmarc=fail"),
        "{line}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_its_manager_signed_is_with_the_hub_and_a_forged_one_is_a_task() {
    let servers = Servers::from_env();
    let trust = format!(
        "\n[mailbox.trust]\nhere = true\nreceived_by = \"{US}\"\nresolver = \"{}\"\n",
        resolver(&servers)
    );
    let stand = Stand::set_up(&Settings::default().with(&trust));
    let form = |number: &str| Mail::new(number, MAX).text(&form_text(&[("LCS number", number)]));
    let plain = form("72").bytes();
    let forged = received(MAX, "198.51.100.9", &form("73").bytes());
    let mut rows = stand.rows().await;
    for (name, message, stage, checks) in [
        ("signed", signed(&servers, &form("71")), "received", 0),
        ("unsigned", plain, "awaiting_manager", 0),
        ("forged", forged, "awaiting_manager", 1),
    ] {
        let file = stand.path().join(format!("{name}.eml"));
        std::fs::write(&file, message).unwrap();
        let lines = stand.done(&["mailbox", "import", "--answer", path(&file)]);
        let reference = lines[0]["reference"].as_str().expect(name);
        let query = format!("select stage from referral where reference = '{reference}'");
        assert_eq!(rows.text(&query).await, stage, "{name}");
        let query = "select count(*) from task where kind = 'check_sender'";
        assert_eq!(rows.number(query).await, checks, "{name}");
    }
}
