//! Turns the front end's manifest into constants, one per built file, so that a page naming a file that does not exist does not
//! compile. Never builds the front end itself: that is `make frontend`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

/// Seen from the crate's folder, where cargo runs this.
const MANIFEST: &str = "assets/built/manifest.json";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={MANIFEST}");
    let files = fs::read_to_string(MANIFEST)
        .ok()
        .and_then(|text| serde_json::from_str::<BTreeMap<String, String>>(&text).ok());
    let Some(files) = files else {
        println!("cargo::error=the front end is not built: run `make frontend`");
        return ExitCode::FAILURE;
    };
    let Some(out) = env::var_os("OUT_DIR") else {
        return ExitCode::FAILURE;
    };
    match fs::write(PathBuf::from(out).join("assets.rs"), constants(&files)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// `public.css` becomes `PUBLIC_CSS`, its address under `/assets/`.
fn constants(files: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for (plain, built) in files {
        let name: String = plain
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_uppercase()
                } else {
                    '_'
                }
            })
            .collect();
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "/// The address of `{plain}`.\npub const {name}: &str = {:?};",
            format!("/assets/{built}")
        );
    }
    text
}
