//! A whole gateway in a temporary folder, without its doors: for tests of the journey and the store. Real database, real keys, real files.

mod answers;
mod drafts;
mod folder;

pub use answers::told;
pub use folder::{install_crypto, settings, write_keys};

use std::{fs, sync::Arc};

use ::gateway::{
    clock::{Clock, london_day},
    config::Config,
    gateway::Gateway,
    journey::{ask_code, attach, check_code, draft, make_code, receive, release, type_code},
    referral::{
        Account, Answered, HandOutState, Handed, Id, LetterState, ManagersWord, OutboxLetter,
        Purpose, Reference, Request, Role,
    },
    seal::BrowserIdentity,
    store::{Store, Unaudited},
    worker,
};
use intake_forms::{Fields, FormDefinition};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

/// A gateway and the folder it lives in.
#[derive(Debug)]
pub struct House {
    /// The gateway.
    pub gateway: Gateway,
    /// Its folder.
    pub folder: TempDir,
}

/// The time every test begins at: Thursday 19 November 2026, 3:40pm in London.
pub fn begin() -> Timestamp {
    "2026-11-19T15:40:00Z".parse().unwrap()
}

impl House {
    /// A house on SQLite.
    pub async fn on_sqlite() -> Self {
        Self::build(None, "").await
    }

    /// A house on the database at `url`, or SQLite without one; `more` is added to its configuration.
    pub async fn build(url: Option<&str>, more: &str) -> Self {
        install_crypto();
        let folder = tempfile::tempdir().unwrap();
        write_keys(&folder.path().join("keys"));
        let config = folder.path().join("gateway.toml");
        fs::write(&config, settings(folder.path(), url) + more).unwrap();
        let config = Config::read(&config).unwrap();
        Store::open(&config.store_url().unwrap())
            .await
            .unwrap()
            .migrate()
            .await
            .unwrap();
        let clock = Clock::shifted(begin().duration_since(Clock::system().now()));
        let gateway = Gateway::build(config, clock).await.unwrap();
        Self { gateway, folder }
    }

    /// The gateway's next start in this house, with its settings changed; what runs already goes on.
    pub async fn next_start(&self, change: impl FnOnce(String) -> String) -> Gateway {
        let config = self.folder.path().join("gateway.toml");
        let text = change(fs::read_to_string(&config).unwrap());
        fs::write(&config, text).unwrap();
        let config = Config::read(&config).unwrap();
        let clock = self.gateway.clock.clone();
        Gateway::build(config, clock).await.unwrap()
    }

    /// The social worker's form.
    pub fn form(&self) -> &FormDefinition {
        let mut forms = self.gateway.intake.forms.iter();
        forms.find(|form| form.id() == "social-worker").unwrap()
    }

    /// Now, by the house's clock.
    pub fn now(&self) -> Timestamp {
        self.gateway.clock.now()
    }

    /// Lets the worker do everything that waits.
    pub async fn settle(&self) {
        for _ in 0..3 {
            worker::settle(&self.gateway.keyholder, &self.gateway.clock).await;
        }
    }

    /// Proves a mailbox, reading the code from its letter.
    pub async fn prove(
        &self,
        opens: Purpose,
        address: &str,
        reference: Option<&Reference>,
    ) -> (ask_code::Visit, Handed) {
        let request = Request {
            address: address.to_owned(),
            form: (opens == Purpose::Begin).then(|| "social-worker".to_owned()),
            reference: reference.map(|reference| reference.as_str().to_owned()),
        };
        let intake = &self.gateway.intake;
        let visit = ask_code::ask(intake, opens, request, self.now())
            .await
            .unwrap();
        let asked = intake
            .store
            .find_hand_out(&visit.id)
            .await
            .unwrap()
            .unwrap();
        make_code::make(&self.gateway.keyholder, asked, self.now())
            .await
            .unwrap();
        self.settle().await;
        let code = self
            .letters_to(address)
            .iter()
            .rev()
            .find_map(|letter| code_in(letter))
            .expect("a code letter");
        type_code::type_code(intake, &visit.id, &visit.key, &code, self.now())
            .await
            .unwrap();
        for typed in intake
            .store
            .hand_outs_at(HandOutState::Typed, 10)
            .await
            .unwrap()
        {
            check_code::check(&self.gateway.keyholder, typed, self.now())
                .await
                .unwrap();
        }
        match type_code::look(intake, &visit.id, &visit.key, self.now())
            .await
            .unwrap()
        {
            type_code::Progress::Open(handed) => (visit, *handed),
            other => panic!("the code was not taken: {other:?}"),
        }
    }

    /// Begins a draft and fills it in, changed by `changes`.
    pub async fn fill(&self, changes: &[(&str, &str)]) -> BrowserIdentity {
        let (visit, handed) = self
            .prove(Purpose::Begin, "sam.sample@council.test", None)
            .await;
        let Handed::Begin { address, form } = handed else {
            panic!("not a beginning")
        };
        let intake = &self.gateway.intake;
        let form = intake
            .forms
            .iter()
            .find(|known| known.id() == form)
            .unwrap();
        let begun = draft::begin(intake, &visit.id, &address, form, self.now()).await;
        let draft::Begun::Draft(key) = begun.unwrap() else {
            panic!("too many drafts")
        };
        let draft = form.made_up(&told(changes), london_day(begin()));
        for section in form.sections() {
            let page = draft.section(&section.slug).map(|fields| (None, fields));
            let items = draft.items(&section.slug).iter().enumerate();
            let items = items.map(|(n, fields)| (Some(n), fields));
            for (item, fields) in page.into_iter().chain(items) {
                let open = self.open(&key).await;
                let fields = form.keep(section, fields.clone());
                let saved = draft::save(intake, open, section, item, fields, self.now());
                saved.await.unwrap();
            }
        }
        key
    }

    /// Saves one section of a draft: what is not named stays as it was.
    pub async fn save(
        &self,
        key: &BrowserIdentity,
        slug: &str,
        item: Option<usize>,
        fields: &[(&str, &str)],
    ) {
        let intake = &self.gateway.intake;
        let form = self.form();
        let section = form.section(slug).unwrap();
        let open = self.open(key).await;
        let before = match item {
            Some(n) => open.content.answers.item(slug, n),
            None => open.content.answers.section(slug),
        };
        let before = before.cloned().unwrap_or_default();
        let kept = before
            .pairs()
            .filter(|(name, _)| fields.iter().all(|(other, _)| other != name));
        let told = kept.chain(fields.iter().copied());
        let fields = form.keep(section, Fields::bounded(told).unwrap());
        let saved = draft::save(intake, open, section, item, fields, self.now());
        saved.await.unwrap();
    }

    /// Opens a draft.
    pub async fn open(&self, key: &BrowserIdentity) -> ::gateway::journey::OpenDraft {
        match draft::open(&self.gateway.intake, key, self.now())
            .await
            .unwrap()
        {
            ::gateway::journey::Opened::Draft(open) => *open,
            other => panic!("the draft is not open: {other:?}"),
        }
    }

    /// Attaches a file.
    pub async fn attach(
        &self,
        key: &BrowserIdentity,
        name: &str,
        bytes: &[u8],
    ) -> Result<String, attach::AttachError> {
        let pieces: Vec<Result<_, std::io::Error>> = bytes
            .chunks(10_000)
            .map(|piece| Ok(axum_bytes(piece)))
            .collect();
        let mut open = self.open(key).await;
        attach::attach(
            &self.gateway.intake,
            &mut open,
            key,
            name,
            futures::stream::iter(pieces),
            self.now(),
        )
        .await
    }

    /// Sends a draft to the manager.
    pub async fn send(&self, key: &BrowserIdentity) -> Reference {
        let form = self.form();
        let confirmed = form
            .declarations()
            .iter()
            .map(|declaration| declaration.id.clone())
            .collect();
        let open = self.open(key).await;
        let sent =
            receive::receive(&self.gateway.intake, &open, form, &confirmed, self.now()).await;
        let reference = sent.unwrap_or_else(|error| panic!("not sent: {error:?}"));
        self.settle().await;
        reference
    }

    /// The manager reads a referral and decides.
    pub async fn manager(
        &self,
        reference: &Reference,
        kind: ManagersWord,
        words: &str,
    ) -> release::Written {
        let (visit, handed) = self
            .prove(
                Purpose::OpenReferral,
                "max.specimen@council.test",
                Some(reference),
            )
            .await;
        let Handed::Referral(handed) = handed else {
            panic!("not a referral")
        };
        let answered = Answered {
            words: words.to_owned(),
            recorded_on_lcs: kind == ManagersWord::Release,
            ..Answered::default()
        };
        let written = release::write_down(
            &self.gateway.intake,
            &visit.id,
            &handed,
            kind,
            &answered,
            self.now(),
        )
        .await
        .unwrap();
        self.settle().await;
        written
    }

    /// A referral that the hub has screened.
    pub async fn received(&self, changes: &[(&str, &str)]) -> Reference {
        let key = self.fill(changes).await;
        let reference = self.send(&key).await;
        self.manager(&reference, ManagersWord::Release, "").await;
        reference
    }

    /// A screener with an account.
    pub async fn screener(&self, name: &str) -> Account {
        let account = Account {
            id: Id::from_random(::gateway::random::bytes().unwrap()),
            email: format!(
                "{}@exampleshire.test",
                name.to_lowercase().replace(' ', ".")
            ),
            name: name.to_owned(),
            role: Role::Screener,
            password: None,
            totp: None,
            totp_step: 0,
            set_up: None,
            made_at: self.now(),
        };
        let tx = self.gateway.keyholder.store.begin().await.unwrap();
        tx.insert_account(&account).await.unwrap();
        tx.commit_unaudited(Unaudited::Session).await.unwrap();
        account
    }

    /// The `.eml` files written to one address, oldest first.
    pub fn letters_to(&self, address: &str) -> Vec<String> {
        let mut letters: Vec<(std::time::SystemTime, String)> =
            fs::read_dir(self.folder.path().join("letters"))
                .map(|list| list.filter_map(Result::ok).collect::<Vec<_>>())
                .unwrap_or_default()
                .into_iter()
                .filter(|entry| entry.path().extension().is_some_and(|end| end == "eml"))
                .map(|entry| {
                    (
                        entry.metadata().unwrap().modified().unwrap(),
                        fs::read_to_string(entry.path()).unwrap(),
                    )
                })
                .filter(|(_, text)| {
                    let head = text.split("\r\n\r\n").next().unwrap_or_default();
                    head.lines().any(|line| {
                        line.starts_with("To:")
                            && line.to_lowercase().contains(&address.to_lowercase())
                    })
                })
                .collect();
        letters.sort();
        letters.into_iter().map(|(_, text)| text).collect()
    }
}

fn axum_bytes(piece: &[u8]) -> bytes::Bytes {
    bytes::Bytes::copy_from_slice(piece)
}

/// The code in a code letter.
pub fn code_in(eml: &str) -> Option<String> {
    let letter = mail_parser::MessageParser::default().parse(eml.as_bytes())?;
    let text = letter.body_text(0)?.into_owned();
    let code = text
        .split("Your code is:")
        .nth(1)?
        .split_whitespace()
        .next()?
        .to_owned();
    ::gateway::credentials::read_code(&code)
}

/// A letter for the outbox, due at once.
pub fn outbox_letter(now: Timestamp) -> OutboxLetter {
    OutboxLetter {
        id: Id::from_random(::gateway::random::bytes().unwrap()),
        referral: None,
        kind: "code".to_owned(),
        reader: "browser".to_owned(),
        sealed: vec![1, 2, 3],
        state: LetterState::Queued,
        attempts: 0,
        next_at: now,
        lease: 0,
        why: None,
        made_at: now,
        changed_at: now,
    }
}

/// `minutes` later.
pub fn later(from: Timestamp, minutes: i64) -> Timestamp {
    from + SignedDuration::from_mins(minutes)
}

/// Shares the keyholder with a task.
pub fn keyholder(house: &House) -> Arc<::gateway::journey::Keyholder> {
    Arc::clone(&house.gateway.keyholder)
}
