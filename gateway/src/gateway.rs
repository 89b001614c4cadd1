//! The gateway: everything built once from the configuration, for the executable and the tests alike. Starts nothing by itself.

use std::{path::Path, sync::Arc, time::Duration};

use intake_forms::{FormDefinition, attachment::AttachmentPolicy, document::Labels};
use tokio::sync::watch;

use crate::{
    blobs::{BlobError, Blobs},
    clock::Clock,
    config::{
        self, Config, ConfigError, Pages, PostSection, RulesRefused, Tls, read_folder, read_text,
        rules,
    },
    journey::{CheckCounts, Intake, Keyholder, RefusalCounts, check_rules},
    mailbox::{NoNameServer, ParserSettings, Parsers, SandboxNeed, SenderCheck},
    pathway::{ENGLAND_AND_WALES, Holidays},
    post::{Post, PostSettings, RelaySettings, RelayTls, SettingsError},
    postcodes::Postcodes,
    scan::{ScanAddress, ScanSettings, Scanner},
    screening::RuleBook,
    seal::{
        HubIdentities, KeyError, Opener, Recipients, SealError, Sealer, Signer, Verifier, from_hex,
    },
    store::{Store, StoreError},
};

/// File names in the folder of keys.
pub mod key_files {
    /// The hub's identities: secret.
    pub const HUB_IDENTITY: &str = "hub.identity";
    /// The hub's public keys.
    pub const HUB_RECIPIENTS: &str = "hub.recipients";
    /// The public keys of the offline recovery identities.
    pub const RECOVERY_RECIPIENTS: &str = "recovery.recipients";
    /// Intake's signing key: secret.
    pub const SIGNING: &str = "intake.signing";
    /// The public keys of every intake node.
    pub const VERIFY: &str = "intake.verify";
    /// Key of the digests that find a draft by its address: secret, the hub's.
    pub const INDEX: &str = "hub.index";
    /// Key of the tokens in forms: secret.
    pub const FORMS: &str = "forms.key";
}

/// The table of labels, among the forms in their folder.
const LABELS: &str = "labels.toml";

/// Why nothing started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The rules of screening.
    #[error(transparent)]
    Rules(#[from] RulesRefused),
    /// The database.
    #[error("store.url: {0}")]
    Store(#[from] StoreError),
    /// The tables are older than this program.
    #[error("the database lacks {0} migrations: run `gateway migrate`")]
    Migrations(usize),
    /// A key file.
    #[error("keys.folder: {0}")]
    Key(#[from] KeyError),
    /// A key does not open what it should.
    #[error(
        "keys.folder: hub.identity does not open what is sealed to hub.recipients ({0} of them)"
    )]
    Locked(usize),
    /// Sealing failed.
    #[error("keys.folder: {0}")]
    Seal(#[from] SealError),
    /// The folder of sealed files.
    #[error("blobs.folder: {0}")]
    Blobs(#[from] BlobError),
    /// A restore was begun and did not end.
    #[error("blobs.folder: a restore did not finish: run the same `gateway restore` again")]
    HalfRestored,
    /// The post.
    #[error(transparent)]
    Post(#[from] SettingsError),
    /// The name servers.
    #[error("mailbox.trust.resolver: {0}")]
    Names(#[from] NoNameServer),
}

/// Everything, built.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// The settings.
    pub config: Arc<Config>,
    /// The public side's rooms.
    pub intake: Intake,
    /// The rooms that hold the hub's keys.
    pub keyholder: Arc<Keyholder>,
    /// The clock.
    pub clock: Clock,
    /// Key of the tokens in forms.
    pub forms_key: [u8; 32],
    /// The pages that a public body owes.
    pub pages: Pages,
}

impl Gateway {
    /// Builds everything, and refuses to when a key does not fit, a file is wrong or the tables are old.
    pub async fn build(config: Config, clock: Clock) -> Result<Self, StartError> {
        let folder = &config.keys.folder;
        let sealer = Sealer::new(recipients(folder)?);
        let opener = opener(folder, &sealer, &clock)?;
        let signer = Arc::new(Signer::read(&read_text(&folder.join(key_files::SIGNING))?)?);
        let verifier = Arc::new(verifier(folder)?);
        let store = open_store(&config).await?;
        let rules = rules(&config)?;
        rules_as_used(&config, &store, &rules).await?;
        let blobs = open_blobs(&config).await?;
        let forms = Arc::new(forms(&config)?);
        let hub = Arc::new(config.hub.clone());
        let addresses = Arc::new(config.addresses.clone());
        let wake = Arc::new(watch::Sender::new(()));
        let scanner = scanner(&config)?;
        let holidays = Arc::new(holidays(&config)?);
        let keyholder = Keyholder {
            store,
            blobs,
            sealer,
            opener,
            signer,
            verifier,
            policy: policy(&config),
            mail: Arc::new(config.mailbox.clone()),
            parsers: parsers(&config)?,
            sender_check: sender_check(&config)?,
            tag_key: secret(&folder.join(key_files::INDEX))?,
            forms,
            hub,
            addresses,
            drafts: config.drafts.clone(),
            rules,
            directory: directory(&config)?,
            holidays,
            aim_clock_pauses: config.pathway.aim_clock_pauses,
            screening_days: config.pathway.screening_days,
            post: Post::new(&post(&config))?,
            scanner,
            desk_idle_minutes: config.desk.idle_minutes,
            desk_longest_hours: config.desk.longest_hours,
            invitation_days: config.desk.invitation_days,
            wake,
        };
        let intake = intake(&config, &keyholder);
        let pages = Pages::read(&config)?;
        let forms_key = secret(&folder.join(key_files::FORMS))?;
        Ok(Self {
            config: Arc::new(config),
            intake,
            keyholder: Arc::new(keyholder),
            clock,
            forms_key,
            pages,
        })
    }
}

/// The public side's rooms: of those that hold the keys only what seals, signs and checks.
fn intake(config: &Config, keyholder: &Keyholder) -> Intake {
    Intake {
        store: keyholder.store.clone(),
        blobs: keyholder.blobs.clone(),
        sealer: keyholder.sealer.clone(),
        signer: Arc::clone(&keyholder.signer),
        verifier: Arc::clone(&keyholder.verifier),
        forms: Arc::clone(&keyholder.forms),
        hub: Arc::clone(&keyholder.hub),
        addresses: Arc::clone(&keyholder.addresses),
        drafts: config.drafts.clone(),
        policy: policy(config),
        scans: keyholder.scanner.is_some(),
        holidays: Arc::clone(&keyholder.holidays),
        checks: CheckCounts::default(),
        refusals: RefusalCounts::default(),
        wake: Arc::clone(&keyholder.wake),
    }
}

fn verifier(folder: &Path) -> Result<Verifier, StartError> {
    Ok(Verifier::read(&read_text(
        &folder.join(key_files::VERIFY),
    )?)?)
}

/// The hub's identities, after they opened a probe to each of the hub's public keys.
fn opener(folder: &Path, sealer: &Sealer, clock: &Clock) -> Result<Opener, StartError> {
    let identities = read_text(&folder.join(key_files::HUB_IDENTITY))?;
    let opener = Opener::new(HubIdentities::read(&identities)?);
    match opener
        .unopened(&sealer.recipients().probe(clock.now())?)
        .len()
    {
        0 => Ok(opener),
        locked => Err(StartError::Locked(locked)),
    }
}

/// Opens the database and refuses one whose tables are older than this program.
pub async fn open_store(config: &Config) -> Result<Store, StartError> {
    let store = Store::open(&config.store_url()?).await?;
    match store.missing_migrations().await? {
        0 => Ok(store),
        missing => Err(StartError::Migrations(missing)),
    }
}

/// The folder of sealed files; refuses one that is half restored.
async fn open_blobs(config: &Config) -> Result<Blobs, StartError> {
    let keep_free = config.uploads.keep_free_mib.saturating_mul(1024 * 1024);
    let blobs = Blobs::in_folder(config.blobs.folder.clone()).await?;
    if blobs.is_being_restored().await? {
        return Err(StartError::HalfRestored);
    }
    Ok(blobs.keeping_free(keep_free))
}

/// The public keys in the folder of keys.
pub fn recipients(folder: &Path) -> Result<Recipients, StartError> {
    let hub = read_text(&folder.join(key_files::HUB_RECIPIENTS))?;
    let recovery = read_text(&folder.join(key_files::RECOVERY_RECIPIENTS))?;
    Ok(Recipients::read(&hub, &recovery)?)
}

/// Every form, checked, each against the others.
pub fn forms(config: &Config) -> Result<Vec<FormDefinition>, ConfigError> {
    let mut forms: Vec<FormDefinition> = Vec::new();
    let texts = read_folder(&config.forms.folder)?.into_iter();
    for (file, text) in texts.filter(|(file, _)| file.file_name() != Some(LABELS.as_ref())) {
        let read = FormDefinition::read(&text).and_then(|form| {
            form.agrees_with(&forms)?;
            Ok(form)
        });
        let form = read.map_err(|error| ConfigError::new(&file, &error.key, error.reason))?;
        if let Some((key, reason)) = config::unmet(&form) {
            return Err(ConfigError::new(&file, &key, reason));
        }
        forms.push(form);
    }
    Ok(forms)
}

/// What documents call the questions of the forms: the table in the folder of forms, checked; without one, the forms' own words.
pub fn labels(config: &Config, forms: &[FormDefinition]) -> Result<Labels, ConfigError> {
    let file = config.forms.folder.join(LABELS);
    if !file.exists() {
        return Ok(Labels::own(forms));
    }
    Labels::read(&read_text(&file)?, forms)
        .map_err(|error| ConfigError::new(&file, &error.key, error.reason))
}

/// The children that read mail, as the settings have them. None is started here.
pub fn parsers(config: &Config) -> Result<Parsers, ConfigError> {
    let mail = &config.mailbox;
    let texts = read_folder(&config.forms.folder)?;
    let (labels, forms): (Vec<_>, Vec<_>) = texts
        .into_iter()
        .partition(|(file, _)| file.file_name() == Some(LABELS.as_ref()));
    let text = |(_, text): (std::path::PathBuf, String)| text;
    Ok(Parsers::new(ParserSettings {
        children: mail.parsers,
        wall: Duration::from_secs(mail.parse_seconds),
        largest: mail.largest_mib * 1024 * 1024,
        sandbox: match mail.sandbox {
            config::SandboxNeed::Required => SandboxNeed::Required,
            config::SandboxNeed::BestEffort => SandboxNeed::BestEffort,
        },
        forms: forms.into_iter().map(text).collect(),
        labels: labels.into_iter().map(text).collect(),
        ..ParserSettings::default()
    }))
}

/// What looks at senders, when the settings want that done here.
fn sender_check(config: &Config) -> Result<Option<SenderCheck>, StartError> {
    let trust = &config.mailbox.trust;
    let wanted = trust
        .here
        .then(|| SenderCheck::new(trust.resolver, trust.received_by.clone()));
    Ok(wanted.transpose()?)
}

/// Refuses rules that are not as they were when verdicts were made with them.
async fn rules_as_used(config: &Config, store: &Store, rules: &RuleBook) -> Result<(), StartError> {
    let wrong = check_rules::check(store, rules).await?;
    if wrong.is_empty() {
        return Ok(());
    }
    let wrong = wrong.into_iter().map(|wrong| {
        let file = config.screening.folder.join(wrong.version + ".toml");
        ConfigError::new(&file, "", wrong.reason)
    });
    Err(RulesRefused(wrong.collect()).into())
}

/// The postcode directory, when it is set and there.
pub fn directory(config: &Config) -> Result<Postcodes, ConfigError> {
    match &config.screening.postcodes {
        Some(file) if file.exists() => {
            Postcodes::open(file).map_err(|error| ConfigError::new(file, "", error))
        }
        _ => Ok(Postcodes::None),
    }
}

/// The bank holidays: the file that is set, or the table that the executable carries.
pub fn holidays(config: &Config) -> Result<Holidays, ConfigError> {
    let Some(file) = &config.pathway.holidays else {
        return shipped_holidays();
    };
    Holidays::read(&read_text(file)?)
        .map_err(|error| ConfigError::new(file, &error.key, error.reason))
}

/// The bank holidays that the executable carries.
pub fn shipped_holidays() -> Result<Holidays, ConfigError> {
    Holidays::read(ENGLAND_AND_WALES).map_err(|error| {
        ConfigError::new(
            Path::new("england-and-wales.toml"),
            &error.key,
            error.reason,
        )
    })
}

/// What may be attached.
pub fn policy(config: &Config) -> AttachmentPolicy {
    let mut policy = AttachmentPolicy::default();
    policy.max_file_bytes = config.uploads.file_mib * 1024 * 1024;
    policy.max_total_bytes = config.uploads.total_mib * 1024 * 1024;
    policy.max_files = config.uploads.files;
    policy
}

/// The scanner, when one is set.
pub fn scanner(config: &Config) -> Result<Option<Scanner>, ConfigError> {
    let Some(scan) = &config.scan else {
        return Ok(None);
    };
    let address = ScanAddress::read(&scan.clamd).ok_or_else(|| {
        ConfigError::new(
            Path::new("gateway.toml"),
            "scan.clamd",
            "must be host:port or unix:/path",
        )
    })?;
    let mut settings = ScanSettings::new(address);
    settings.largest = config.uploads.file_mib * 1024 * 1024;
    Ok(Some(Scanner::new(settings)))
}

/// How letters go out.
pub fn post(config: &Config) -> PostSettings {
    match &config.post {
        PostSection::Folder { folder } => PostSettings::Folder(folder.clone()),
        PostSection::Relay {
            host,
            port,
            tls,
            ca_file,
            username,
            password_file,
            final_timeout_seconds,
        } => {
            let mut relay = RelaySettings::new(host, *port);
            relay.tls = match tls {
                Tls::Required => RelayTls::Required,
                Tls::Implicit => RelayTls::Implicit,
                Tls::None => RelayTls::None,
            };
            relay.ca_file.clone_from(ca_file);
            relay.username.clone_from(username);
            relay.password_file.clone_from(password_file);
            if let Some(seconds) = final_timeout_seconds {
                relay.final_timeout = Duration::from_secs(*seconds);
            }
            PostSettings::Relay(relay)
        }
    }
}

/// A key file of 32 bytes in hexadecimal.
pub fn secret(file: &Path) -> Result<[u8; 32], ConfigError> {
    from_hex(read_text(file)?.trim())
        .ok_or_else(|| ConfigError::new(file, "", "must hold 64 hexadecimal digits"))
}
