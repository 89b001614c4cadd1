//! The post against a scripted relay on loopback, and against a folder.

use std::time::Duration;

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use super::*;
use crate::{
    config::Hub,
    letters::{self, Stamp},
};

/// What the scripted relay does when a step comes; every other step it answers as it should.
#[derive(Clone, Copy)]
enum Act {
    Reply(&'static str),
    Cut,
    Silence,
    Late,
}

fn letter() -> Letter {
    let stamp = Stamp {
        id: "01jd3k".to_owned(),
        at: "2026-11-19T15:41:00Z".parse().unwrap(),
    };
    letters::code(
        &Hub::sample(),
        &stamp,
        "sam.sample@council.exampleshire.test",
        "AB2C-3D4E",
    )
}

/// Starts a relay that does `act` at `step` (`greeting`, `EHLO`, `MAIL`, `RCPT`, `DATA`, `.`) and returns what it was sent.
async fn relay(step: &'static str, act: Option<Act>) -> (Post, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        serve(BufReader::new(stream), step, act).await
    });
    let mut settings = RelaySettings::new("127.0.0.1", port);
    settings.tls = RelayTls::None;
    settings.timeout = Duration::from_millis(400);
    settings.final_timeout = Duration::from_millis(300);
    (Post::new(&PostSettings::Relay(settings)).unwrap(), served)
}

async fn serve(mut stream: BufReader<TcpStream>, step: &str, act: Option<Act>) -> String {
    let (mut heard, mut now) = (String::new(), "greeting".to_owned());
    loop {
        let usual = match now.as_str() {
            "greeting" => "220 relay.test",
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 fine",
        };
        let reply = match act.filter(|_| now == step) {
            None => usual,
            Some(Act::Reply(reply)) => reply,
            Some(Act::Cut) => return heard,
            Some(Act::Silence) => std::future::pending().await,
            Some(Act::Late) => {
                tokio::time::sleep(Duration::from_millis(600)).await;
                "250 at last"
            }
        };
        if stream
            .write_all(format!("{reply}\r\n").as_bytes())
            .await
            .is_err()
        {
            return heard;
        }
        let in_message = reply.starts_with("354");
        let Some(next) = next_step(&mut stream, in_message, &mut heard).await else {
            return heard;
        };
        now = next;
    }
}

/// The next command's word, or the dot that ends a message.
async fn next_step(
    stream: &mut BufReader<TcpStream>,
    in_message: bool,
    heard: &mut String,
) -> Option<String> {
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return None;
        }
        heard.push_str(&line);
        if !in_message || line == ".\r\n" {
            return line.split_whitespace().next().map(str::to_owned);
        }
    }
}

async fn outcome(step: &'static str, act: Act) -> Result<Relayed, PostError> {
    let (post, served) = relay(step, Some(act)).await;
    let outcome = post.send(&letter(), async { true }).await;
    served.abort();
    outcome
}

const fn why(at: Phase, reply: Option<u16>) -> Why {
    Why { at, reply }
}

#[tokio::test]
async fn a_letter_that_the_relay_takes_is_relayed_with_its_headers() {
    let (post, served) = relay("none", None).await;
    assert_eq!(
        post.send(&letter(), async { true }).await,
        Ok(Relayed { reply: 250 })
    );
    let heard = served.await.unwrap();
    for header in [
        "MAIL FROM:<hub@exampleshire.test>",
        "RCPT TO:<sam.sample@council.exampleshire.test>",
        "Message-ID: <01jd3k@exampleshire.test>",
        "Date: Thu, 19 Nov 2026 15:41:00 +0000",
        "From: \"Exampleshire referrals\" <hub@exampleshire.test>",
        "Subject: Your code for the referral form",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        "Content-Type: multipart/alternative",
        "AB2C-3D4E",
        "QUIT",
    ] {
        assert!(heard.contains(header), "{header}\n{heard}");
    }
    assert!(heard.is_ascii());
}

#[tokio::test]
async fn a_4xx_at_any_stage_means_later() {
    for (step, at, reply) in [
        ("greeting", Phase::Connect, "421 busy"),
        ("MAIL", Phase::Sender, "451 later"),
        ("RCPT", Phase::Recipient, "450 greylisted"),
        ("DATA", Phase::Content, "451 later"),
        (".", Phase::Reply, "452 full"),
    ] {
        let code = reply.get(..3).and_then(|code| code.parse().ok());
        assert_eq!(
            outcome(step, Act::Reply(reply)).await,
            Err(PostError::Later { why: why(at, code) }),
            "{step}"
        );
    }
}

#[tokio::test]
async fn a_5xx_to_the_letter_means_never() {
    for (step, at) in [
        ("RCPT", Phase::Recipient),
        ("DATA", Phase::Content),
        (".", Phase::Reply),
    ] {
        let refused = outcome(
            step,
            Act::Reply("550 sam.sample@council.exampleshire.test is unknown"),
        )
        .await;
        assert_eq!(
            refused,
            Err(PostError::Never {
                why: why(at, Some(550))
            }),
            "{step}"
        );
        assert!(!refused.unwrap_err().to_string().contains("sam"));
    }
}

#[tokio::test]
async fn a_5xx_greeting_is_the_relays_trouble_and_means_later() {
    assert_eq!(
        outcome("greeting", Act::Reply("554 no")).await,
        Err(PostError::Later {
            why: why(Phase::Connect, Some(554))
        })
    );
}

#[tokio::test]
async fn a_connection_lost_before_the_dot_means_later() {
    for (step, at) in [
        ("greeting", Phase::Connect),
        ("MAIL", Phase::Sender),
        ("RCPT", Phase::Recipient),
        ("DATA", Phase::Content),
    ] {
        for act in [Act::Cut, Act::Silence] {
            assert_eq!(
                outcome(step, act).await,
                Err(PostError::Later { why: why(at, None) }),
                "{step}"
            );
        }
    }
}

#[tokio::test]
async fn a_connection_lost_after_the_dot_is_uncertain() {
    for act in [Act::Cut, Act::Silence, Act::Reply("what?")] {
        assert_eq!(
            outcome(".", act).await,
            Err(PostError::Uncertain {
                why: why(Phase::Reply, None)
            })
        );
    }
}

#[tokio::test]
async fn a_reply_that_comes_late_after_the_dot_still_counts() {
    let (post, served) = relay(".", Some(Act::Late)).await;
    let Post::Relay(mut relay) = post else {
        panic!("a relay")
    };
    relay.settings.final_timeout = Duration::from_secs(10);
    assert_eq!(
        relay.send(&letter(), async { true }).await,
        Ok(Relayed { reply: 250 })
    );
    served.await.unwrap();
}

#[tokio::test]
async fn without_starttls_nothing_is_sent_where_tls_is_required() {
    let (post, served) = relay("none", None).await;
    let Post::Relay(relay) = post else {
        panic!("a relay")
    };
    let mut settings = relay.settings.clone();
    settings.tls = RelayTls::Required;
    let post = Post::new(&PostSettings::Relay(settings)).unwrap();
    assert_eq!(
        post.send(&letter(), async { true }).await,
        Err(PostError::Later {
            why: why(Phase::Tls, None)
        })
    );
    served.abort();
}

#[test]
fn an_unencrypted_relay_is_accepted_on_this_machine_only() {
    let mut settings = RelaySettings::new("relay.exampleshire.test", 25);
    settings.tls = RelayTls::None;
    assert!(Post::new(&PostSettings::Relay(settings.clone())).is_err());
    for host in ["localhost", "127.0.0.1", "::1"] {
        settings.host = host.to_owned();
        assert!(Post::new(&PostSettings::Relay(settings.clone())).is_ok());
    }
    settings.username = Some("hub".to_owned());
    assert!(
        Post::new(&PostSettings::Relay(settings))
            .unwrap_err()
            .to_string()
            .starts_with("post.password_file:")
    );
}

#[tokio::test]
async fn a_folder_gets_one_whole_file_a_letter() {
    let folder = tempfile::tempdir().unwrap();
    let post = Post::new(&PostSettings::Folder(folder.path().join("letters"))).unwrap();
    post.send(&letter(), async { true }).await.unwrap();
    post.send(&letter(), async { true }).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path().join("letters"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(files, ["01jd3k.eml"]);
    let eml = std::fs::read_to_string(folder.path().join("letters/01jd3k.eml")).unwrap();
    assert!(eml.contains("Message-ID: <01jd3k@exampleshire.test>"));
}

#[tokio::test]
async fn a_relay_that_refuses_us_as_sender_is_its_own_trouble_and_the_letter_waits() {
    assert_eq!(
        outcome("MAIL", Act::Reply("550 not allowed to send from here")).await,
        Err(PostError::Later {
            why: why(Phase::Sender, Some(550))
        })
    );
}
