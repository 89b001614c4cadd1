//! Reading the configuration whole: one error names file, key and reason, and nothing starts. Never prints what a secret file holds.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use super::{Config, PostSection, SHIPPED_SIGNPOSTS, Signpost, read_signposts};

/// What is wrong, where, in one line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// The file.
    pub file: PathBuf,
    /// The key, dotted; empty for the file as a whole.
    pub key: String,
    /// The reason.
    pub reason: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = self
            .reason
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("; ");
        if self.key.is_empty() || self.key == "." {
            write!(f, "{}: {reason}", self.file.display())
        } else {
            write!(f, "{}: {}: {reason}", self.file.display(), self.key)
        }
    }
}

impl ConfigError {
    /// An error about `key` in `file`.
    pub fn new(file: &Path, key: &str, reason: impl fmt::Display) -> Self {
        Self {
            file: file.to_owned(),
            key: key.to_owned(),
            reason: reason.to_string(),
        }
    }
}

impl Config {
    /// Reads and checks `file`. Relative paths in it count from its own folder.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let text = read_text(file)?;
        let mut config = Self::parse(file, &text)?;
        let folder = file
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        config.place(folder);
        config.check(file)?;
        config.hub.signposts = config.read_signposts()?;
        Ok(config)
    }

    fn parse(file: &Path, text: &str) -> Result<Self, ConfigError> {
        let source = toml::Deserializer::parse(text)
            .map_err(|error| ConfigError::new(file, "", error.message()))?;
        serde_path_to_error::deserialize(source).map_err(|error| {
            let key = error.path().to_string();
            ConfigError::new(file, &key, error.into_inner().message())
        })
    }

    /// Where else help can be found.
    fn read_signposts(&self) -> Result<Vec<Signpost>, ConfigError> {
        let (file, text) = match &self.signposts.file {
            Some(file) => (file.clone(), read_text(file)?),
            None => (
                PathBuf::from("signposts.toml"),
                SHIPPED_SIGNPOSTS.to_owned(),
            ),
        };
        read_signposts(&text).map_err(|(key, reason)| ConfigError::new(&file, &key, reason))
    }

    fn place(&mut self, folder: &Path) {
        let mut paths = vec![
            &mut self.public.certificate,
            &mut self.public.key,
            &mut self.desk.certificate,
            &mut self.desk.key,
            &mut self.blobs.folder,
            &mut self.keys.folder,
            &mut self.forms.folder,
            &mut self.pages.folder,
            &mut self.screening.folder,
        ];
        paths.extend(self.screening.postcodes.as_mut());
        paths.extend(self.pathway.holidays.as_mut());
        paths.extend(self.signposts.file.as_mut());
        paths.extend(self.store.password_file.as_mut());
        match &mut self.post {
            PostSection::Relay {
                ca_file,
                password_file,
                ..
            } => {
                paths.extend(ca_file.as_mut());
                paths.extend(password_file.as_mut());
            }
            PostSection::Folder { folder } => paths.push(folder),
        }
        for path in paths {
            *path = folder.join(&*path);
        }
        self.mailbox.place(folder);
    }

    fn check(&self, file: &Path) -> Result<(), ConfigError> {
        let wrong = |key: &str, reason: &str| Err(ConfigError::new(file, key, reason));
        for (key, origin) in [
            ("public.origin", &self.public.origin),
            ("desk.origin", &self.desk.origin),
        ] {
            if !origin.starts_with("https://") || origin.ends_with('/') {
                return wrong(key, "must begin with https:// and have no slash at its end");
            }
        }
        if self.public.listen == self.desk.listen && self.public.listen.port() != 0 {
            return wrong("desk.listen", "must differ from public.listen");
        }
        if !self.probes.listen.ip().is_loopback() {
            return wrong("probes.listen", "must be a loopback address");
        }
        if self.addresses.allowed_domains.is_empty() {
            return wrong("addresses.allowed_domains", "names nobody who may refer");
        }
        if self
            .addresses
            .allowed_domains
            .iter()
            .any(|domain| domain.contains('@') || domain.trim() != domain || domain.is_empty())
        {
            return wrong(
                "addresses.allowed_domains",
                "must be domains without @ or spaces",
            );
        }
        let positive = [
            ("drafts.days", self.drafts.days),
            ("drafts.idle_minutes", self.drafts.idle_minutes),
            (
                "drafts.most_of_one_mailbox",
                i64::try_from(self.drafts.most_of_one_mailbox).unwrap_or(i64::MAX),
            ),
            ("desk.idle_minutes", self.desk.idle_minutes),
            ("desk.longest_hours", self.desk.longest_hours),
            (
                "pathway.screening_days",
                i64::from(self.pathway.screening_days),
            ),
        ];
        if let Some((key, _)) = positive.into_iter().find(|(_, value)| *value < 1) {
            return wrong(key, "must be 1 or more");
        }
        if self.uploads.file_mib == 0
            || self.uploads.total_mib < self.uploads.file_mib
            || self.uploads.files == 0
        {
            return wrong(
                "uploads",
                "must take at least one file, and in all at least as much as in one",
            );
        }
        self.check_store(file)?;
        self.mailbox.check(file)?;
        self.check_limits(file)
    }

    fn check_store(&self, file: &Path) -> Result<(), ConfigError> {
        let url = &self.store.url;
        let wrong = |reason: &str| Err(ConfigError::new(file, "store.url", reason));
        if url.starts_with("sqlite:") {
            return Ok(());
        }
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return wrong("must begin with sqlite: or postgres://");
        }
        if !url.contains("sslmode=verify-full") {
            return wrong("must say sslmode=verify-full");
        }
        Ok(())
    }

    fn check_limits(&self, file: &Path) -> Result<(), ConfigError> {
        let limits = &self.limits;
        let all = [
            limits.requests_a_minute,
            limits.burst,
            limits.codes_an_hour,
            limits.codes_an_hour_to_one_mailbox,
            limits.codes_an_hour_from_one_client,
            limits.posts_a_minute_to_one_draft,
            limits.sign_ins_a_minute,
        ];
        if all.contains(&0) || limits.connections == 0 || limits.body_seconds == 0 {
            return Err(ConfigError::new(
                file,
                "limits",
                "every limit must be 1 or more",
            ));
        }
        Ok(())
    }

    /// The database address with its password in place.
    pub fn store_url(&self) -> Result<String, ConfigError> {
        let Some(file) = &self.store.password_file else {
            return Ok(self.store.url.clone());
        };
        let password = read_text(file)?;
        Ok(self.store.url.replace("PASSWORD", password.trim()))
    }
}

/// Reads a text file of the configuration.
pub fn read_text(file: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(file)
        .map_err(|error| ConfigError::new(file, "", format!("cannot be read: {error}")))
}

/// The `*.toml` files of a folder with their text, by name.
pub fn read_folder(folder: &Path) -> Result<Vec<(PathBuf, String)>, ConfigError> {
    let list = std::fs::read_dir(folder)
        .map_err(|error| ConfigError::new(folder, "", format!("cannot be read: {error}")))?;
    let mut files: Vec<PathBuf> = list
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(ConfigError::new(folder, "", "has no *.toml file"));
    }
    files
        .into_iter()
        .map(|file| read_text(&file).map(|text| (file, text)))
        .collect()
}
