//! The executable: chooses the cryptography that TLS uses and hands the command line over. Decides nothing.

use std::{io, process::ExitCode};

/// Gives memory back to the system when a burst is over, which the C library's does not when buffers of many sizes come and go.
#[global_allocator]
static MEMORY: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

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
