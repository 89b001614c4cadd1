//! A mail relay that a test plays on loopback: it stops where its script says, and keeps every message it was given.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

/// What the relay does on one connection; every other step it answers as it should.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    /// Takes the letter.
    Take,
    /// Falls silent when it hears this command, and says so to [`Relay::stopped`].
    Stop(&'static str),
    /// Has the whole letter, and loses the connection before it answers.
    Lose,
    /// Has the whole letter, and answers this.
    Answer(&'static str),
}

/// A relay.
#[derive(Debug)]
pub struct Relay {
    /// Its port on loopback.
    pub port: u16,
    given: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
    stopped: mpsc::UnboundedReceiver<()>,
}

impl Relay {
    /// A relay that does `script` connection by connection, and takes everything after that.
    pub async fn start(script: &[Act]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (given, connections) = (Arc::default(), Arc::default());
        let (tell, stopped) = mpsc::unbounded_channel();
        let relay = Self {
            port,
            given: Arc::clone(&given),
            connections: Arc::clone(&connections),
            stopped,
        };
        let script = script.to_vec();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = connections.fetch_add(1, Ordering::SeqCst);
                let act = script.get(number).copied().unwrap_or(Act::Take);
                let (stream, given) = (BufReader::new(stream), Arc::clone(&given));
                tokio::spawn(serve(stream, act, given, tell.clone()));
            }
        });
        relay
    }

    /// Waits until a connection has come to the step where the script stops it.
    pub async fn stopped(&mut self) {
        self.stopped.recv().await.unwrap();
    }

    /// The messages it had whole, in their order.
    pub fn given(&self) -> Vec<String> {
        self.given.lock().unwrap().clone()
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Settings that post to a folder, changed so that they post to this relay.
    pub fn instead_of_the_folder(&self, settings: &str) -> String {
        let folder = "to = \"folder\"\nfolder = \"letters\"\n";
        assert!(settings.contains(folder));
        let relay = format!(
            "to = \"relay\"\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n",
            self.port
        );
        settings.replace(folder, &relay)
    }
}

/// One header of a message.
pub fn header(message: &str, name: &str) -> String {
    let head = message.split("\r\n\r\n").next().unwrap_or_default();
    let mut found = head
        .lines()
        .filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    found.next().unwrap().to_owned()
}

async fn serve(
    mut stream: BufReader<TcpStream>,
    act: Act,
    given: Arc<Mutex<Vec<String>>>,
    tell: mpsc::UnboundedSender<()>,
) {
    let mut reply = "220 relay.test";
    loop {
        let sent = stream.write_all(format!("{reply}\r\n").as_bytes()).await;
        let mut line = String::new();
        let read = stream.read_line(&mut line).await.unwrap_or(0);
        if sent.is_err() || read == 0 {
            return;
        }
        let word = line.split_whitespace().next().unwrap_or_default();
        if matches!(act, Act::Stop(step) if step == word) {
            tell.send(()).unwrap_or_default();
            std::future::pending::<()>().await;
        }
        reply = match word {
            "DATA" => {
                let begin = stream.write_all(b"354 go on\r\n").await;
                let Some(message) = message(&mut stream).await.filter(|_| begin.is_ok()) else {
                    return;
                };
                given.lock().unwrap().push(message);
                match act {
                    Act::Lose => return,
                    Act::Answer(reply) => reply,
                    Act::Take | Act::Stop(_) => "250 taken",
                }
            }
            "QUIT" => "221 bye",
            _ => "250 fine",
        };
    }
}

/// Everything up to the dot; none when the connection was lost before it.
async fn message(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut whole = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(whole);
        }
        whole.push_str(&line);
    }
}
