//! Says in one line what to do when the front end is not built. Never builds it: that is `make frontend`.

use std::path::Path;
use std::process::ExitCode;

/// Seen from the crate's folder, where cargo runs this. Written last by the front end's build.
const MANIFEST: &str = "assets/built/manifest.json";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={MANIFEST}");
    if Path::new(MANIFEST).exists() {
        return ExitCode::SUCCESS;
    }
    println!("cargo::error=the front end is not built: run `make frontend`");
    ExitCode::FAILURE
}
