//! A line between a gateway and a server that fails when a test says so: it is cut after so many bytes of either end, or falls
//! silent. Changes no byte that it passes on.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::Notify,
};

/// What happens to each connection that begins from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Both ends are told that it is over, once the server has said so many bytes.
    CutAfter(u64),
    /// Both ends are told that it is over, once the client has said so many bytes.
    CutAfterAsking(u64),
}

/// A running proxy on loopback.
#[derive(Clone, Debug)]
pub struct FaultProxy {
    /// Its port.
    pub port: u16,
    fault: Arc<Mutex<Fault>>,
    said: Arc<AtomicU64>,
    asked: Arc<AtomicU64>,
    connections: Arc<AtomicU64>,
    hush: Arc<Notify>,
}

impl FaultProxy {
    /// Passes on to a port of this machine.
    pub async fn start(to: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let proxy = Self {
            port: listener.local_addr().expect("an address").port(),
            fault: Arc::new(Mutex::new(Fault::None)),
            said: Arc::default(),
            asked: Arc::default(),
            connections: Arc::default(),
            hush: Arc::default(),
        };
        tokio::spawn(proxy.clone().run(listener, to));
        proxy
    }

    async fn run(self, listener: TcpListener, to: u16) {
        while let Ok((client, _)) = listener.accept().await {
            let Ok(server) = TcpStream::connect(("127.0.0.1", to)).await else {
                continue;
            };
            self.connections.fetch_add(1, Ordering::SeqCst);
            self.said.store(0, Ordering::SeqCst);
            self.asked.store(0, Ordering::SeqCst);
            let fault = *self.fault.lock().expect("a lock");
            tokio::spawn(self.clone().pass(client, server, fault));
        }
    }

    /// What happens to connections from now on.
    pub fn set(&self, fault: Fault) {
        *self.fault.lock().expect("a lock") = fault;
    }

    /// Every connection that is open now falls silent, and stays open.
    pub fn silence(&self) {
        self.hush.notify_waiters();
    }

    /// How many bytes the server has said on the newest connection.
    pub fn said(&self) -> u64 {
        self.said.load(Ordering::SeqCst)
    }

    /// How many bytes the client has said on the newest connection.
    pub fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }

    /// How many connections there were.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::SeqCst)
    }

    async fn pass(self, client: TcpStream, server: TcpStream, fault: Fault) {
        // A byte that waits for its neighbours would be cut with them.
        drop((client.set_nodelay(true), server.set_nodelay(true)));
        let (mut from_client, mut to_client) = client.into_split();
        let (mut from_server, mut to_server) = server.into_split();
        let hushed = self.hush.notified();
        let (most_asked, most_said) = match fault {
            Fault::None => (u64::MAX, u64::MAX),
            Fault::CutAfter(most) => (u64::MAX, most),
            Fault::CutAfterAsking(most) => (most, u64::MAX),
        };
        tokio::select! {
            () = some(&mut from_client, &mut to_server, most_asked, &self.asked) => {},
            () = some(&mut from_server, &mut to_client, most_said, &self.said) => {},
            // Both stay open, and nobody says anything.
            () = hushed => std::future::pending::<()>().await,
        }
    }
}

/// Passes on so many bytes, and counts them.
async fn some(from: &mut OwnedReadHalf, to: &mut OwnedWriteHalf, most: u64, passed: &AtomicU64) {
    let mut bytes = vec![0; 16 * 1024];
    let mut left = most;
    while left > 0 {
        let Ok(length @ 1..) = from.read(&mut bytes).await else {
            return;
        };
        let taken = length.min(usize::try_from(left).unwrap_or(usize::MAX));
        passed.fetch_add(taken as u64, Ordering::SeqCst);
        left -= taken as u64;
        let Some(bytes) = bytes.get(..taken) else {
            return;
        };
        if to.write_all(bytes).await.is_err() {
            return;
        }
    }
}
