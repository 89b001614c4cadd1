//! `parse-mail`: the child that reads mail, started by the gateway itself and spoken to over its two pipes. Not for people; with
//! `--try` it shows that it cannot do what it must not.

use std::io::Read;

use clap::ValueEnum;

use super::{Outcome, console::Console};
use crate::mailbox::child::{self, Attempt};

/// What a child tries, shut in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Trial {
    /// To open a file.
    Open,
    /// To open a socket.
    Socket,
    /// To start a process.
    Fork,
    /// To become another program.
    Exec,
    /// To write a file.
    WriteFile,
}

impl From<Trial> for Attempt {
    fn from(trial: Trial) -> Self {
        match trial {
            Trial::Open => Self::Open,
            Trial::Socket => Self::Socket,
            Trial::Fork => Self::Fork,
            Trial::Exec => Self::Exec,
            Trial::WriteFile => Self::WriteFile,
        }
    }
}

/// Reads mail until the gateway closes the pipe; or tries one thing, which is refused when it could be done.
pub(super) fn run(trial: Option<Trial>, input: impl Read, console: &mut Console<'_>) -> Outcome {
    if let Some(trial) = trial {
        return Outcome::done_if(!child::attempt(trial.into()));
    }
    let (output, _) = console.writers();
    Outcome::done_if(child::serve(input, output))
}
