//! The demonstration's folder: marked as one, so that no other is ever written to or cleared.

use std::{
    fs,
    io::ErrorKind,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    super::{
        check_config, expiry,
        keys::{self, Places, make_folder, write_new},
    },
    certificates,
    people::Person,
};
use crate::{clock::london_day, config::SHIPPED_SIGNPOSTS};

/// The certificate to trust.
pub(super) const CA: &str = "ca.pem";
/// Where letters go.
pub(super) const LETTERS: &str = "letters";
/// The hub's mailbox.
pub(super) const MAILDIR: &str = "maildir";
const MARK: &str = ".demonstration";
const CONFIG: &str = "gateway.toml";
const PEOPLE: &str = "accounts.json";
const KEYS: &str = "keys";
const CERTIFICATE: &str = "tls.pem";
const CERTIFICATE_KEY: &str = "tls.key";
const FORMS: &str = "forms";
const SCREENING: &str = "screening";
const PAGES: &str = "pages";
const SIGNPOSTS: &str = "signposts.toml";

/// Everything that a demonstration makes, for clearing one that was broken off.
const ALL: [&str; 15] = [
    CONFIG,
    PEOPLE,
    KEYS,
    CA,
    CERTIFICATE,
    CERTIFICATE_KEY,
    FORMS,
    SCREENING,
    PAGES,
    SIGNPOSTS,
    LETTERS,
    MAILDIR,
    "files",
    "gateway.db",
    "gateway.db-wal",
];

const FORMS_SHIPPED: [(&str, &str); 3] = super::super::forms::SHIPPED_FORMS;
const LABELS: &str = super::super::forms::SHIPPED_LABELS;
/// The pages that a public body owes, as they are shipped.
const OWED: [(&str, &str); 4] = [
    (
        "accessibility.toml",
        include_str!("../../../../config/pages/accessibility.toml"),
    ),
    (
        "privacy.toml",
        include_str!("../../../../config/pages/privacy.toml"),
    ),
    (
        "cookies.toml",
        include_str!("../../../../config/pages/cookies.toml"),
    ),
    (
        "contact.toml",
        include_str!("../../../../config/pages/contact.toml"),
    ),
];
const RULES: &str = super::super::SHIPPED_RULES.1;
/// The shipped areas under invented names, with the same codes, in the form as in the rules.
const NAMES: [(&str, &str); 14] = [
    ("Blackburn with Darwen", "Sampleburn"),
    ("Blackpool", "Samplepool"),
    ("Burnley", "Testley"),
    ("Chorley", "Trialford"),
    ("Fylde", "Mockfield"),
    ("Hyndburn", "Draftburn"),
    ("Lancaster", "Examplecaster"),
    ("Lancashire", "Exampleshire"),
    ("Pendle", "Specimendale"),
    ("Preston", "Exampleton"),
    ("Ribble Valley", "Pretend Valley"),
    ("Rossendale", "Templatedale"),
    ("South Ribble", "South Pretend"),
    ("Wyre", "Fictionmere"),
];
const HUB: &str = include_str!("hub.toml");

/// What was in the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing, or a demonstration that was broken off: it was begun anew.
    New,
    /// A demonstration to carry on with.
    Finished,
}

/// A folder that is a demonstration's.
#[derive(Debug)]
pub(super) struct Demonstration {
    folder: PathBuf,
    today: Date,
}

impl Demonstration {
    /// Takes a folder that is new, empty or a demonstration's, and puts into it what the gateway needs to start.
    pub(super) fn prepare(folder: &Path, now: Timestamp) -> anyhow::Result<(Self, Found)> {
        let named = || folder.display().to_string();
        let marked = folder.join(MARK).exists();
        if !marked && !is_new(folder).with_context(named)? {
            bail!(
                "{}: is not a demonstration’s folder; name a new or an empty one with --folder",
                folder.display()
            );
        }
        make_folder(folder)?;
        let demonstration = Self {
            folder: fs::canonicalize(folder).with_context(named)?,
            today: london_day(now),
        };
        if marked && demonstration.path(PEOPLE).exists() {
            demonstration.check_certificate(now)?;
            return Ok((demonstration, Found::Finished));
        }
        if marked {
            demonstration.clear()?;
        } else {
            write_new(
                &demonstration.path(MARK),
                "A demonstration of the referral gateway: everything in this folder is invented.",
                0o644,
            )?;
        }
        demonstration.fill(now)?;
        Ok((demonstration, Found::New))
    }

    /// A path in it.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Its configuration.
    pub(super) fn config_file(&self) -> PathBuf {
        self.path(CONFIG)
    }

    fn check_certificate(&self, now: Timestamp) -> anyhow::Result<()> {
        let chain = check_config::certificates(&self.path(CERTIFICATE))?;
        let ends = chain.first().and_then(|own| expiry::ends_at(own));
        if ends.is_some_and(|ends| ends.duration_since(now) > SignedDuration::from_hours(24)) {
            return Ok(());
        }
        bail!(
            "{}: this demonstration’s certificate has ended; delete the folder and start again",
            self.folder.display()
        )
    }

    fn clear(&self) -> anyhow::Result<()> {
        for path in ALL
            .iter()
            .chain(&["gateway.db-shm"])
            .map(|name| self.path(name))
        {
            let removed = if path.is_dir() {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
            match removed {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(error).with_context(|| path.display().to_string());
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn fill(&self, now: Timestamp) -> anyhow::Result<()> {
        for name in [
            LETTERS,
            MAILDIR,
            "maildir/cur",
            "maildir/new",
            "maildir/tmp",
            FORMS,
            SCREENING,
            PAGES,
        ] {
            make_folder(&self.path(name))?;
        }
        let places = Places::new(self.path(KEYS), None);
        keys::make(&places, "demonstration", now)?;
        let made = certificates::make(now)?;
        write_new(&self.path(CA), &made.authority, 0o644)?;
        write_new(&self.path(CERTIFICATE), &made.certificate, 0o644)?;
        write_new(&self.path(CERTIFICATE_KEY), &made.key, 0o600)?;
        for (name, text) in FORMS_SHIPPED {
            write_new(&self.path(&format!("forms/{name}")), &invented(text), 0o644)?;
        }
        write_new(&self.path("forms/labels.toml"), LABELS, 0o644)?;
        for (name, text) in OWED {
            write_new(&self.path(PAGES).join(name), text, 0o644)?;
        }
        let signposts = SHIPPED_SIGNPOSTS.replace("2026-10-01", &self.today.to_string());
        write_new(&self.path(SIGNPOSTS), &signposts, 0o644)?;
        write_new(
            &self.path("screening/exampleshire-2020-01-01.toml"),
            &invented(RULES),
            0o644,
        )
    }

    /// Writes the configuration for the ports that are free today.
    pub(super) fn write_config(&self, public: SocketAddr, desk: SocketAddr) -> anyhow::Result<()> {
        let url = format!(
            "sqlite://{}",
            in_url(&self.path("gateway.db").display().to_string())
        );
        let site = |name: &str, address: SocketAddr| {
            format!(
                "[{name}]\nlisten = \"{address}\"\norigin = \"https://localhost:{}\"\ncertificate = \"{CERTIFICATE}\"\nkey = \"{CERTIFICATE_KEY}\"\n\n",
                address.port()
            )
        };
        let hub = HUB.replace("PUBLIC", &format!("https://localhost:{}", public.port()));
        let text = format!(
            "demonstration = true\n\n{hub}\n{}{}[probes]\nlisten = \"127.0.0.1:0\"\n\n[store]\nurl = {}\n\n[blobs]\nfolder = \"files\"\n\n\
             [keys]\nfolder = \"{KEYS}\"\n\n[forms]\nfolder = \"{FORMS}\"\n\n[pages]\nfolder = \"{PAGES}\"\n\n[signposts]\nfile = \"{SIGNPOSTS}\"\n\n[screening]\nfolder = \"{SCREENING}\"\npostcodes = \"postcodes\"\n\n[addresses]\n\
             allowed_domains = [\"council.test\", \"school.test\", \"exampleshire.test\", \"lancs.test\"]\n\n[post]\nto = \"folder\"\nfolder = \"{LETTERS}\"\n\n\
             [mailbox]\npoll_seconds = 1\n\n[mailbox.trust]\nauthserv_id = \"mx.hub.test\"\n\n[[mailbox.account]]\nkind = \"maildir\"\n\
             name = \"hub\"\npath = \"{MAILDIR}\"\nafter = \"mark_seen\"\n",
            site("public", public),
            site("desk", desk),
            serde_json::Value::from(url),
        );
        fs::write(self.config_file(), text)
            .with_context(|| self.config_file().display().to_string())
    }

    /// Keeps what is needed to sign in. Written last: a demonstration without it was broken off.
    pub(super) fn write_people(&self, people: &[Person]) -> anyhow::Result<()> {
        write_new(
            &self.path(PEOPLE),
            &serde_json::to_string_pretty(people)?,
            0o600,
        )
    }

    /// Reads it again.
    pub(super) fn read_people(&self) -> anyhow::Result<Vec<Person>> {
        let file = self.path(PEOPLE);
        let named = || file.display().to_string();
        let text = fs::read_to_string(&file).with_context(named)?;
        serde_json::from_str(&text).with_context(named)
    }
}

fn is_new(folder: &Path) -> std::io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// What would mean something else in the address of a database.
fn in_url(path: &str) -> String {
    path.replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23")
}

fn invented(text: &str) -> String {
    NAMES
        .iter()
        .fold(text.to_owned(), |text, (real, invented)| {
            text.replace(real, invented)
        })
}

#[cfg(test)]
mod tests {
    use super::{Demonstration, FORMS_SHIPPED, Found, RULES, invented};
    use crate::{clock::Clock, config::Config, screening::Rules};

    #[test]
    fn a_folder_that_is_not_a_demonstrations_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("thesis.odt"), "mine").unwrap();
        let refused = Demonstration::prepare(folder.path(), Clock::system().now()).unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("is not a demonstration’s folder"),
            "{refused}"
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_demonstration_that_was_broken_off_begins_anew_with_a_good_configuration() {
        let folder = tempfile::tempdir().unwrap();
        let now = Clock::system().now();
        let (_, found) = Demonstration::prepare(folder.path(), now).unwrap();
        assert_eq!(found, Found::New);
        let (demonstration, found) = Demonstration::prepare(folder.path(), now).unwrap();
        assert_eq!(found, Found::New);
        demonstration
            .write_config(
                "127.0.0.1:8443".parse().unwrap(),
                "127.0.0.1:8444".parse().unwrap(),
            )
            .unwrap();
        let file = demonstration.config_file();
        let config = Config::read(&file).unwrap();
        assert!(config.demonstration && config.public.origin == "https://localhost:8443");
        let problems = super::check_config::problems(&config, &file);
        assert!(problems.is_empty(), "{problems:?}");
        demonstration.write_people(&[]).unwrap();
        assert_eq!(
            Demonstration::prepare(folder.path(), now).unwrap().1,
            Found::Finished
        );
    }

    #[test]
    fn the_invented_areas_keep_their_codes() {
        let rules = Rules::read("exampleshire-2020-01-01", &invented(RULES)).unwrap();
        assert_eq!(rules.name(), "exampleshire-2020-01-01");
        let forms: String = FORMS_SHIPPED
            .iter()
            .map(|(_, text)| invented(text))
            .collect();
        for (_, text) in FORMS_SHIPPED {
            intake_forms::FormDefinition::read(&invented(text)).unwrap();
        }
        let text = forms + &invented(RULES);
        assert!(
            ["Lanc", "Preston", "Ribble", "Blackp"]
                .iter()
                .all(|real| !text.contains(real))
        );
        assert!(text.contains("{ code = \"E07000123\", label = \"Exampleton\" }"));
    }
}
