//! The executable: chooses the cryptography that TLS uses and hands the command line over. Decides nothing.

use std::{io, process::ExitCode};

fn main() -> ExitCode {
    if rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .is_err()
    {
        return ExitCode::FAILURE;
    }
    gateway::command::run(
        std::env::args_os(),
        io::stdin(),
        &mut io::stdout(),
        &mut io::stderr(),
    )
}
