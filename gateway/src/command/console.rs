//! What a command writes to: JSON lines for machines, words for people. The only place that turns an error into words.

use std::{io::Write, process::ExitCode};

use serde_json::Value;
use tracing_subscriber::EnvFilter;

/// The two writers of a command.
pub(super) struct Console<'a> {
    output: &'a mut (dyn Write + Send),
    errors: &'a mut (dyn Write + Send),
}

impl<'a> Console<'a> {
    /// A console over standard output and standard error, or a test's buffers.
    pub(super) fn new(
        output: &'a mut (dyn Write + Send),
        errors: &'a mut (dyn Write + Send),
    ) -> Self {
        Self { output, errors }
    }

    /// One JSON line for machines, at once.
    pub(super) fn line(&mut self, value: &Value) -> anyhow::Result<()> {
        writeln!(self.output, "{value}")?;
        Ok(self.output.flush()?)
    }

    /// Words for people.
    pub(super) fn say(&mut self, words: &str) -> anyhow::Result<()> {
        Ok(writeln!(self.errors, "{words}")?)
    }

    /// Both writers, for a command that streams.
    pub(super) fn writers(&mut self) -> (&mut (dyn Write + Send), &mut (dyn Write + Send)) {
        (self.output, self.errors)
    }

    /// A command line that cannot be read, or a call for help.
    pub(super) fn usage(&mut self, error: &clap::Error) -> ExitCode {
        let words = error.render().to_string();
        let (writer, code) = if error.use_stderr() {
            (&mut *self.errors, ExitCode::from(2))
        } else {
            (&mut *self.output, ExitCode::SUCCESS)
        };
        if writer
            .write_all(words.as_bytes())
            .and_then(|()| writer.flush())
            .is_ok()
        {
            code
        } else {
            ExitCode::FAILURE
        }
    }

    /// An error, in one line. Nothing else can be done when even that cannot be written.
    pub(super) fn failed(&mut self, error: &anyhow::Error) -> ExitCode {
        let words = words(error);
        drop(self.say(&words));
        ExitCode::FAILURE
    }
}

impl std::fmt::Debug for Console<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Console")
    }
}

/// An error with its causes, each said once.
pub(super) fn words(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if said.contains(&cause) {
            continue;
        }
        if !said.is_empty() {
            said.push_str(": ");
        }
        said.push_str(&cause);
    }
    said
}

/// Begins the log: JSON lines on standard error, which hold ids, codes and counts only.
pub(super) fn begin_log(filter: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter)
        .map_err(|error| anyhow::anyhow!("--log: {error}"))?
        // Below that level it writes the whole dialogue, password and messages too.
        .add_directive("async_imap=info".parse()?);
    let begun = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
    // A second command in one process, as in tests, keeps the first one's log.
    drop(begun);
    Ok(())
}
