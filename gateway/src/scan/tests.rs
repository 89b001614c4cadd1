//! The scanner against a clamd that a test plays on loopback.

use tokio::{net::TcpListener, task::JoinHandle};

use super::*;

/// A clamd that reads a whole stream, answers, and returns the bytes of the file.
async fn clamd(reply: &'static str) -> (Scanner, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut command = [0; 10];
        stream.read_exact(&mut command).await.unwrap();
        assert_eq!(&command, b"zINSTREAM\0");
        let mut file = Vec::new();
        loop {
            let length = stream.read_u32().await.unwrap();
            if length == 0 {
                break;
            }
            let mut piece = vec![0; usize::try_from(length).unwrap()];
            stream.read_exact(&mut piece).await.unwrap();
            file.extend(piece);
        }
        stream.write_all(reply.as_bytes()).await.unwrap();
        file
    });
    (scanner(&address), served)
}

fn scanner(address: &str) -> Scanner {
    let mut settings = ScanSettings::new(ScanAddress::read(address).unwrap());
    settings.timeout = Duration::from_millis(300);
    settings.reply_timeout = Duration::from_millis(300);
    Scanner::new(settings)
}

#[tokio::test]
async fn the_whole_file_reaches_the_scanner() {
    let file: Vec<u8> = (0..200_000_u32)
        .map(|number| u8::try_from(number % 251).unwrap())
        .collect();
    let (scanner, served) = clamd("stream: OK\0").await;
    assert_eq!(
        scanner.scan(file.as_slice()).await,
        ScanOutcome::NoThreatFound
    );
    assert!(served.await.unwrap() == file);
}

#[tokio::test]
async fn a_threat_is_named() {
    let (scanner, served) = clamd("stream: Eicar-Test-Signature FOUND\0").await;
    let outcome = scanner.scan(&b"x"[..]).await;
    assert_eq!(
        outcome,
        ScanOutcome::Threat {
            name: "Eicar-Test-Signature".to_owned()
        }
    );
    served.await.unwrap();
}

#[tokio::test]
async fn a_file_larger_than_the_scanner_takes_is_not_clean() {
    let (mut scanner, served) = clamd("stream: OK\0").await;
    scanner.settings.largest = 9;
    let outcome = scanner.scan(&b"ten bytes!"[..]).await;
    assert_eq!(
        outcome,
        ScanOutcome::CannotScan {
            why: CannotScan::OverLimit
        }
    );
    served.abort();
}

#[tokio::test]
async fn a_scanner_that_is_down_silent_or_closes_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    assert_eq!(
        scanner(&address).scan(&b"x"[..]).await,
        ScanOutcome::Unavailable
    );
    let closing = tokio::spawn(async move { drop(listener.accept().await) });
    assert_eq!(
        scanner(&address).scan(&b"x"[..]).await,
        ScanOutcome::Unavailable
    );
    closing.await.unwrap();
    assert_eq!(
        scanner(&address).scan(&b"x"[..]).await,
        ScanOutcome::Unavailable
    );
    assert_eq!(
        scanner("/nowhere/clamd.ctl").scan(&b"x"[..]).await,
        ScanOutcome::Unavailable
    );
}

#[test]
fn an_address_is_a_socket_or_a_host_with_a_port() {
    assert_eq!(
        ScanAddress::read("unix:/run/c.ctl"),
        Some(ScanAddress::Unix("/run/c.ctl".into()))
    );
    assert_eq!(
        ScanAddress::read("clamd:3310"),
        Some(ScanAddress::Tcp("clamd:3310".to_owned()))
    );
    assert_eq!(ScanAddress::read("clamd"), None);
}
