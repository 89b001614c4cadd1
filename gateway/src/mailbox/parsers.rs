//! The parsing children: as many as there are cores, at most four, each with one message at a time. A message that kills its child
//! is tried once more, alone, in a fresh one; after that it is unreadable and the next proceeds (F24).

use std::{
    fmt,
    num::NonZero,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncWrite, AsyncWriteExt as _},
    sync::{OwnedSemaphorePermit, RwLock, Semaphore},
    time::sleep,
};

use super::{
    child_process::{ChildDeath, ChildProcess, Fault, this_program},
    frames::{Kind, Ready, SetUp},
    prescan::{TooWild, prescan},
};
use crate::mail::{FormReading, ReadMessage, bounds};

/// Children at most, when nobody says otherwise.
const CHILDREN: usize = 4;
/// How often a child that does not start is tried again, and how long after the first time; twice as long each time.
const STARTS: u32 = 6;
const PAUSE: Duration = Duration::from_millis(100);

/// What the parsers need to know.
#[derive(Clone)]
pub struct ParserSettings {
    /// The executable that is started as a child.
    pub program: PathBuf,
    /// How many children; 0 for as many as there are cores, at most four.
    pub children: usize,
    /// How long one message may take.
    pub wall: Duration,
    /// Bytes of a message, at most.
    pub largest: u64,
    /// Whether a kernel without landlock will do.
    pub sandbox: SandboxNeed,
    /// The definitions of the forms, as TOML.
    pub forms: Vec<String>,
    /// The tables of labels, as TOML.
    pub labels: Vec<String>,
}

impl Default for ParserSettings {
    fn default() -> Self {
        Self {
            program: this_program(),
            children: 0,
            wall: Duration::from_secs(20),
            largest: 50 * 1024 * 1024,
            sandbox: SandboxNeed::Required,
            forms: Vec::new(),
            labels: Vec::new(),
        }
    }
}

/// Whether mail is parsed on a kernel without landlock. The filter of system calls is never optional.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SandboxNeed {
    /// No: nothing is parsed there.
    Required,
    /// Yes.
    BestEffort,
}

/// Why a message was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseFailure {
    /// No parser was asked.
    TooWild(TooWild),
    /// It killed its child twice.
    Died(ChildDeath),
    /// It took too long, twice.
    OutOfTime,
    /// What the child said of it made no sense, twice.
    Nonsense,
    /// Nothing is read here: the kernel cannot shut a child in. Not the message's fault; it is to be tried again.
    NoSandbox,
    /// No child starts. Not the message's fault; it is to be tried again.
    NoChild,
    /// There is no such part, or where it should go could not be written.
    NoPart,
}

/// The parsing children. Cheap to clone; none is started before the first message.
#[derive(Debug, Clone)]
pub struct Parsers(Arc<Pool>);

struct Pool {
    settings: ParserSettings,
    set_up: Vec<u8>,
    places: Arc<Semaphore>,
    free: Mutex<Vec<ChildProcess>>,
    /// Held by all who parse, and by one alone who tries a message again.
    alone: RwLock<()>,
    deaths: AtomicU64,
}

/// A message that was read, and the child that still holds it. Drop it before the next is read: it keeps its child from others.
pub struct OpenMessage {
    read: ReadMessage,
    child: Option<ChildProcess>,
    pool: Arc<Pool>,
    _place: OwnedSemaphorePermit,
}

impl Parsers {
    /// Parsers that start with the first message.
    pub fn new(settings: ParserSettings) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let children = match settings.children {
            0 => cores.min(CHILDREN),
            some => some,
        };
        let set_up = SetUp {
            largest: settings.largest,
            best_effort: settings.sandbox == SandboxNeed::BestEffort,
            forms: settings.forms.clone(),
            labels: settings.labels.clone(),
        };
        Self(Arc::new(Pool {
            // A list of texts and numbers always becomes JSON.
            set_up: serde_json::to_vec(&set_up).unwrap_or_default(),
            settings,
            places: Arc::new(Semaphore::new(children)),
            free: Mutex::new(Vec::new()),
            alone: RwLock::new(()),
            deaths: AtomicU64::new(0),
        }))
    }

    /// Reads a message. Waits for a free child.
    ///
    /// # Errors
    /// [`ParseFailure`].
    pub async fn read(&self, raw: &[u8]) -> Result<OpenMessage, ParseFailure> {
        let scan = prescan(raw).map_err(ParseFailure::TooWild)?;
        let ask = Ask {
            kind: Kind::Message,
            bytes: [raw, b""],
            answer: Kind::Read,
        };
        let (child, bytes, place) = self
            .try_twice(&ask, |bytes| {
                let read: ReadMessage = serde_json::from_slice(bytes).ok()?;
                let [length, body_at] = [raw.len(), scan.body_at].map(as_u64);
                read.is_sound(length, body_at).then_some(read)
            })
            .await?;
        Ok(OpenMessage {
            read: bytes,
            child: Some(child),
            pool: Arc::clone(&self.0),
            _place: place,
        })
    }

    /// Reads a document by itself: what form it is, if it is one.
    ///
    /// # Errors
    /// [`ParseFailure`].
    pub async fn read_document(
        &self,
        name: &str,
        bytes: &[u8],
    ) -> Result<Option<FormReading>, ParseFailure> {
        let name: String = name
            .chars()
            .filter(|letter| !bounds::hides(*letter))
            .take(50)
            .collect();
        let start = [name.as_bytes(), b"\0"].concat();
        let ask = Ask {
            kind: Kind::Document,
            bytes: [&start, bytes],
            answer: Kind::Reading,
        };
        let (child, reading, _place) = self
            .try_twice(&ask, |bytes| serde_json::from_slice(bytes).ok())
            .await?;
        self.0.put_back(child);
        Ok(reading)
    }

    /// Starts a child if none is free: how it is shut in, and its number.
    ///
    /// # Errors
    /// [`ParseFailure`].
    pub async fn check(&self) -> Result<(Ready, Option<u32>), ParseFailure> {
        let place = self.0.place().await?;
        let child = self.0.child().await?;
        let told = (child.ready(), child.number());
        self.0.put_back(child);
        drop(place);
        Ok(told)
    }

    /// How many children have died since the start.
    pub fn deaths(&self) -> u64 {
        self.0.deaths.load(Ordering::Relaxed)
    }

    async fn try_twice<Answer: Send>(
        &self,
        ask: &Ask<'_>,
        believe: impl Fn(&[u8]) -> Option<Answer> + Send + Sync,
    ) -> Result<(ChildProcess, Answer, OwnedSemaphorePermit), ParseFailure> {
        let place = self.0.place().await?;
        let among_others = self.0.alone.read().await;
        let child = self.0.child().await?;
        match self.0.once(child, ask, &believe).await {
            Ok((child, answer)) => return Ok((child, answer, place)),
            Err(fault) => tracing::warn!(
                ?fault,
                "a parsing child is gone; its message is tried once more"
            ),
        }
        drop(among_others);
        let _alone = self.0.alone.write().await;
        let child = self.0.fresh().await?;
        let (child, answer) = self.0.once(child, ask, &believe).await?;
        Ok((child, answer, place))
    }
}

struct Ask<'raw> {
    kind: Kind,
    bytes: [&'raw [u8]; 2],
    answer: Kind,
}

impl Pool {
    async fn place(&self) -> Result<OwnedSemaphorePermit, ParseFailure> {
        let place = Arc::clone(&self.places).acquire_owned().await;
        // Nobody closes it.
        place.map_err(|_| ParseFailure::NoChild)
    }

    /// A child that is free, or a new one.
    async fn child(&self) -> Result<ChildProcess, ParseFailure> {
        let free = self
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        match free {
            Some(child) => Ok(child),
            None => self.fresh().await,
        }
    }

    async fn fresh(&self) -> Result<ChildProcess, ParseFailure> {
        let mut pause = PAUSE;
        for again in 1..=STARTS {
            match ChildProcess::start(&self.settings.program, &self.set_up).await {
                Ok(child) => return Ok(child),
                Err(Fault::NoSandbox) => return Err(ParseFailure::NoSandbox),
                Err(fault) => tracing::warn!(?fault, again, "a parsing child did not start"),
            }
            sleep(pause).await;
            pause = pause.saturating_mul(2);
        }
        Err(ParseFailure::NoChild)
    }

    async fn once<Answer: Send>(
        &self,
        mut child: ChildProcess,
        ask: &Ask<'_>,
        believe: impl Fn(&[u8]) -> Option<Answer> + Send + Sync,
    ) -> Result<(ChildProcess, Answer), Fault> {
        let answer = child.ask(ask.kind, ask.bytes, self.settings.wall).await;
        let fault = match answer {
            Ok((kind, bytes)) if kind == ask.answer => match believe(&bytes) {
                Some(answer) => return Ok((child, answer)),
                None => child.end(Fault::Nonsense).await,
            },
            Ok(_) => child.end(Fault::Nonsense).await,
            Err(fault) => fault,
        };
        self.deaths.fetch_add(1, Ordering::Relaxed);
        Err(fault)
    }

    /// Takes a child back whose message is no longer needed; one that is worn or does not listen is ended.
    fn put_back(&self, child: ChildProcess) {
        if !child.is_worn() && child.done() {
            self.free
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(child);
        }
    }
}

impl OpenMessage {
    /// What was read.
    pub fn read(&self) -> &ReadMessage {
        &self.read
    }

    /// Writes out one part as its bytes; how many. Not more than the child announced.
    ///
    /// # Errors
    /// [`ParseFailure`]; then no other part can be had, except after [`ParseFailure::NoPart`] for a path that is not listed.
    pub async fn part(
        &mut self,
        path: &str,
        mut into: impl AsyncWrite + Unpin + Send,
    ) -> Result<u64, ParseFailure> {
        let announced = self.read.part(path).ok_or(ParseFailure::NoPart)?.bytes;
        let wall = self.pool.settings.wall;
        // Taken out: a child in the middle of a part is of no use to anybody after an error.
        let mut child = self.child.take().ok_or(ParseFailure::NoChild)?;
        let mut frame = child.ask(Kind::Give, [path.as_bytes(), b""], wall).await?;
        let mut written = 0_u64;
        while let (Kind::Piece, bytes) = &frame {
            written = written.saturating_add(as_u64(bytes.len()));
            if bytes.is_empty() || written > announced {
                return Err(child.end(Fault::Nonsense).await.into());
            }
            let wrote = into.write_all(bytes).await;
            wrote.map_err(|_| ParseFailure::NoPart)?;
            frame = child.more(wall).await?;
        }
        if frame != (Kind::End, written.to_be_bytes().to_vec()) || written != announced {
            return Err(child.end(Fault::Nonsense).await.into());
        }
        into.flush().await.map_err(|_| ParseFailure::NoPart)?;
        self.child = Some(child);
        Ok(written)
    }
}

impl Drop for OpenMessage {
    fn drop(&mut self) {
        if let Some(child) = self.child.take() {
            self.pool.put_back(child);
        }
    }
}

impl From<Fault> for ParseFailure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Died(ChildDeath::NotStarted) => Self::NoChild,
            Fault::Died(death) => Self::Died(death),
            Fault::OutOfTime => Self::OutOfTime,
            Fault::Nonsense => Self::Nonsense,
            Fault::NoSandbox => Self::NoSandbox,
        }
    }
}

fn as_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

impl fmt::Debug for Pool {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Pool({} deaths)", self.deaths.load(Ordering::Relaxed))
    }
}

impl fmt::Debug for ParserSettings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "ParserSettings({} children, {:?}, {:?})",
            self.children, self.wall, self.sandbox
        )
    }
}

impl fmt::Debug for OpenMessage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "OpenMessage({:?})", self.read)
    }
}
