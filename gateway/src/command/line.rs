//! The command line as clap reads it. Every command here works; none is announced before it does.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::parse_mail::Trial;
use crate::referral::Role;

/// The referral gateway: takes in referrals, keeps them sealed, and carries them to a decision.
#[derive(Debug, Parser)]
#[command(name = "gateway", version)]
pub(super) struct Line {
    /// The configuration.
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// What the log holds: a level, or levels by part.
    #[arg(
        long,
        global = true,
        value_name = "FILTER",
        default_value = "info,sqlx=warn,sea_orm=warn,sea_orm_migration=warn"
    )]
    pub(super) log: String,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run everything: the public pages, the desk, the probes and the worker.
    Serve,
    /// Run a demonstration with invented people, on this machine only.
    Demo {
        /// Its folder: new, empty or a demonstration's.
        #[arg(long, value_name = "DIR", default_value = "demonstration")]
        folder: PathBuf,
        /// Where the public pages listen; on a free port when this one is taken.
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8443")]
        public: SocketAddr,
        /// Where the desk listens; on a free port when this one is taken.
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8444")]
        desk: SocketAddr,
    },
    /// Check the whole configuration: settings, forms, rules, postcodes, keys and certificates.
    CheckConfig,
    /// Check the configuration and try everything it names: keys, database, folder of files, relay, scanner, certificates.
    Doctor,
    /// Bring the database up to date.
    Migrate,
    /// Screen facts, one JSON object a line, from standard input.
    Screen {
        /// One rules file, whatever its day; without it the configuration's, or the shipped ones.
        #[arg(long, value_name = "FILE")]
        rules: Option<PathBuf>,
        /// A list of postcodes (CSV) or an imported directory; without it the configuration's.
        #[arg(long, value_name = "FILE")]
        postcodes: Option<PathBuf>,
    },
    /// Print the day that is a number of working days after another, which is day 0.
    Due {
        /// The day to count from, such as 2026-02-02.
        #[arg(long, value_name = "DATE", value_parser = day)]
        from: Date,
        /// How many working days.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=10_000))]
        working_days: u32,
    },
    /// Renew the table of bank holidays.
    #[command(subcommand)]
    Holidays(HolidaysCommand),
    /// Renew the postcode directory.
    #[command(subcommand)]
    Postcodes(PostcodesCommand),
    /// Read a filled form out of a document, or write the empty one.
    #[command(subcommand)]
    Forms(FormsCommand),
    /// The child that reads mail; the gateway starts it itself.
    #[command(hide = true)]
    ParseMail {
        /// Try what it must not be able to do.
        #[arg(long = "try", value_enum)]
        trial: Option<Trial>,
    },
    /// Take in mail from files, look at the mailbox, or list its ledger.
    #[command(subcommand)]
    Mailbox(MailboxCommand),
    /// Make or list keys.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Make accounts for people at the desk.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Open one referral into a new folder. Recorded before anything is written.
    Open {
        /// Its reference, such as 4K7P-9XQ2.
        reference: String,
        /// The folder to make.
        #[arg(long, value_name = "DIR")]
        into: PathBuf,
    },
    /// Check or export the audit chain.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Copy everything into a new folder. The gateway may run meanwhile.
    Backup {
        /// The folder to make.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Bring a backup back into an empty store.
    Restore {
        /// The backup's folder.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Make every stored verdict again, or those of one referral: the same must come out.
    Replay {
        /// A reference such as 4K7P-9XQ2, or `all`.
        #[arg(value_name = "REFERENCE|all")]
        of: String,
    },
    /// Check every promise of the store. Reads only.
    Fsck,
    /// List every route of both sites and the probes.
    Routes {
        /// For machines: everything about each route, one JSON object a line.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum HolidaysCommand {
    /// Merge the list that gov.uk publishes (bank-holidays.json). Never drops a day that is past.
    Import {
        /// The list.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum PostcodesCommand {
    /// Make the directory out of ONSPD, NSPL, the ONS look-up or Code-Point Open: a CSV, or the zip as it is published.
    Import {
        /// The list.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Where the directory goes; without it, where the configuration has it.
        #[arg(long, value_name = "FILE")]
        into: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum FormsCommand {
    /// Read a filled form: one JSON object with its answers, where each stands, and what was not understood.
    Read {
        /// A DOCX, ODT, PDF or text file; what it is shows by what is in it.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Write the empty form as a Word document.
    Blank {
        /// Which form, such as social-worker.
        #[arg(long, value_name = "ID")]
        form: String,
        /// The file to write; one that is there is written over.
        #[arg(short, long = "out", value_name = "FILE.docx")]
        out: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Make every key of a new deployment, and two recovery keys to take offline. Never overwrites.
    New {
        /// Where the gateway's own key files go.
        #[arg(long, value_name = "DIR")]
        folder: PathBuf,
        /// Where the two recovery keys go [default: recovery-take-offline in the folder].
        #[arg(long, value_name = "DIR")]
        recovery_out: Option<PathBuf>,
        /// The name of the node that signs what it takes in.
        #[arg(long, value_name = "NAME", default_value = "intake")]
        node: String,
    },
    /// List the public keys.
    List {
        /// The folder of keys; without it the configuration's.
        #[arg(long, value_name = "DIR")]
        folder: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum MailboxCommand {
    /// Take in messages from files: single ones, mbox files, Maildirs, and folders of them.
    Import {
        /// Files and folders, in this order.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Send the letters that newly arrived mail gets. Without it they are old mail, and nothing is sent.
        #[arg(long)]
        answer: bool,
    },
    /// Look at every folder of the mailbox once.
    Poll,
    /// List every UID of the mailbox: how far it has come, when and why.
    Ledger {
        /// Only this account's.
        #[arg(long, value_name = "NAME")]
        account: Option<String>,
        /// Only this folder's.
        #[arg(long, value_name = "NAME")]
        folder: Option<String>,
        /// Only what arrived on this day, such as 2026-10-01.
        #[arg(long, value_name = "DATE", value_parser = day)]
        day: Option<Date>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum AccountCommand {
    /// Make an account and print its one-time set-up code.
    New {
        /// The person's work e-mail: the name to sign in with.
        #[arg(long)]
        email: String,
        /// The person's name, as letters print it.
        #[arg(long)]
        name: String,
        /// What the person may do.
        #[arg(long, default_value = "screener")]
        role: RoleName,
    },
    /// Print a new one-time set-up code for an account, and end its sessions.
    Reset {
        /// The person's work e-mail.
        #[arg(long)]
        email: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// Walk the chain and name the first bad line.
    Verify,
    /// Write every line, with its link, as JSON.
    Export,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum RoleName {
    /// Reads, claims and decides.
    Screener,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Screener => Self::Screener,
        }
    }
}

/// A day exactly as it is written everywhere else: `2026-02-02`.
fn day(text: &str) -> Result<Date, String> {
    let read = text.parse::<Date>().ok();
    read.filter(|day| day.to_string() == text)
        .ok_or_else(|| "not a real day written such as 2026-02-02".to_owned())
}
