//! The direction rules of the design, as a reader of source text: who may import whom, who owns which outside crate, how long
//! a file may be, and that each says what it is for. Compiles nothing and knows no exceptions; those stand with the test.

use std::path::Path;

/// Lines a file may have.
pub const MOST_LINES: usize = 400;
const DOORS: &[&str] = &["command", "web", "worker"];
const ADAPTERS: &[&str] = &[
    "seal",
    "store",
    "blobs",
    "mailbox",
    "post",
    "postcodes",
    "scan",
    "credentials",
    "clock",
    "random",
];
const PURE: &[&str] = &[
    "referral",
    "screening",
    "pathway",
    "letters",
    "mail",
    "audit",
    "config",
];
const NO_SUCH_MODULE: &[&str] = &[
    "util", "utils", "common", "core", "helper", "helpers", "manager", "service", "services",
    "types", "misc",
];
/// Each outside crate's one owner. A crate that is not here may be used anywhere above the pure floor's own limits.
const OWNERS: &[(&str, &str)] = &[
    ("age", "seal"),
    ("sea_orm", "store"),
    ("sea_orm_migration", "store"),
    ("sqlx", "store"),
    ("lettre", "post"),
    ("mail_parser", "mailbox"),
    ("mail_auth", "mailbox"),
    ("async_imap", "mailbox"),
    ("landlock", "mailbox"),
    ("seccompiler", "mailbox"),
    ("rustix", "mailbox blobs"),
    ("libc", "mailbox"),
    ("memchr", "mailbox"),
    ("cfb", "mailbox"),
    ("zip", "mailbox postcodes"),
    ("std::process::Command", "mailbox"),
    ("tokio::process", "mailbox"),
    ("axum", "web"),
    ("askama", "web letters"),
    ("tower", "web"),
    ("hyper", "web mailbox"),
    ("hyper_util", "web mailbox"),
    ("governor", "web"),
    ("rust_embed", "web"),
    ("argon2", "credentials"),
    ("totp_rs", "credentials"),
    ("qrcode", "credentials command web"),
    ("object_store", "blobs"),
    ("getrandom", "random"),
    ("clap", "command"),
    ("anyhow", "command"),
    ("toml", "config screening pathway"),
    ("std::env", "config command"),
    ("SystemTime::now", "clock"),
    ("Timestamp::now", "clock"),
    ("Zoned::now", "clock"),
];
/// What pure code and `intake-forms` never touch: they do no work outside their own values.
const NOT_PURE: &[&str] = &[
    "tokio",
    "std::fs",
    "std::net",
    "std::process",
    "axum",
    "sea_orm",
    "age",
    "lettre",
    "sqlx",
    "hyper",
];

/// A rule of DESIGN §3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Doors → journey → adapters → pure.
    ImportsGoDown,
    /// No journey file imports another.
    JourneysNeverMeet,
    /// No adapter imports another.
    AdaptersNeverMeet,
    /// One owner per outside crate.
    OneOwner,
    /// Pure code does no work outside its values.
    PureIsPure,
    /// A file has at most 400 lines.
    ShortFiles,
    /// A file begins with `//!`.
    SaysWhatItIsFor,
    /// No module is called `util` or the like.
    SpeakingNames,
    /// Rows never leave `store`.
    RowsStayInStore,
}

/// A breach of a rule.
#[derive(Debug)]
pub struct Finding {
    /// The file, from the root of the repository.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// The rule.
    pub rule: Rule,
    /// What is wrong, for a person.
    pub words: String,
}

/// The module a file belongs to: its room on the floor, such as `store`, and for the journey its own name.
fn room(file: &str) -> &str {
    let inside = file.split_once("src/").map_or(file, |(_, inside)| inside);
    inside.split(['/', '.']).next().unwrap_or_default()
}

fn floor(room: &str) -> u8 {
    match room {
        _ if PURE.contains(&room) => 0,
        _ if ADAPTERS.contains(&room) => 1,
        "journey" => 2,
        _ => 3,
    }
}

/// Source lines with comments and string contents blanked, so that a word in a sentence is no import.
fn code(text: &str) -> Vec<String> {
    let mut in_block = false;
    let blank = |line: &str| {
        let mut out = String::new();
        let mut quoted = false;
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '*' if in_block && letters.peek() == Some(&'/') => {
                    letters.next();
                    in_block = false;
                }
                _ if in_block => {}
                '\\' if quoted => drop(letters.next()),
                '\'' if !quoted && letters.peek() == Some(&'"') => drop(letters.next()),
                '"' => quoted = !quoted,
                _ if quoted => {}
                '/' if letters.peek() == Some(&'/') => break,
                '/' if letters.peek() == Some(&'*') => in_block = true,
                other => out.push(other),
            }
        }
        out
    };
    text.lines().map(blank).collect()
}

/// Whether a line names a path such as `age` or `std::env`, as a path and not as part of a longer word.
fn names(line: &str, path: &str) -> bool {
    let word = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + path.len()..).unwrap_or_default();
        let used = after.starts_with("::") || path.contains("::") && !after.starts_with(word);
        let imported = line
            .trim_start()
            .trim_start_matches("pub ")
            .starts_with("use ")
            && after.starts_with([';', ',', '}', ' ']);
        let alone =
            before.is_none_or(|letter| !word(letter) && letter != ':') || path.contains("::now");
        alone && (used || imported && !line.contains("crate::"))
    })
}

/// Every `crate::…` path of a line, brace groups spread out: `use crate::{a::B, c}` gives `a::B` and `c`.
fn own_paths(line: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for (at, mark) in line.match_indices("crate::") {
        let rest = line.get(at + mark.len()..).unwrap_or_default();
        let Some(group) = rest.strip_prefix('{') else {
            let end = rest
                .find(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != ':')
                .unwrap_or(rest.len());
            paths.push(rest.chars().take(end).collect());
            continue;
        };
        let mut depth = 0;
        for piece in group.split(',') {
            if depth == 0 {
                paths.push(piece.trim().trim_end_matches(['}', ';']).to_owned());
            }
            depth += piece.matches('{').count();
            depth = depth.saturating_sub(piece.matches('}').count());
        }
    }
    paths
}

/// Statements that run over several lines are judged whole, at the line they begin on.
fn statements(lines: &[String]) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (at, line) in lines.iter().enumerate() {
        match out.last_mut() {
            Some((_, text)) if open => {
                text.push(' ');
                text.push_str(line.trim());
            }
            _ => out.push((at + 1, line.clone())),
        }
        let statement = out.last().map_or("", |(_, text)| text.trim_start());
        open = statement
            .trim_start_matches("pub ")
            .trim_start_matches("pub(crate) ")
            .starts_with("use ")
            && !statement.contains(';');
    }
    out
}

/// Everything wrong with one source file. Its unit tests, which stand last or in a file of their own, may import what they like.
pub fn check(file: &str, text: &str) -> Vec<Finding> {
    let mut found: Vec<(usize, Rule, String)> = shape(file, text);
    if !is_test(file) {
        let lines = code(text);
        let product = lines.iter().position(|line| line.trim() == "#[cfg(test)]");
        let product = lines
            .get(..product.unwrap_or(lines.len()))
            .unwrap_or_default();
        for (at, line) in statements(product) {
            found.extend(
                imports(file, &line)
                    .into_iter()
                    .map(|(rule, words)| (at, rule, words)),
            );
        }
    }
    let finding = |(line, rule, words)| Finding {
        file: file.to_owned(),
        line,
        rule,
        words,
    };
    found.into_iter().map(finding).collect()
}

fn is_test(file: &str) -> bool {
    Path::new(file)
        .iter()
        .any(|part| part == "tests" || part == "tests.rs")
}

/// What is wrong with a file's length, beginning and name.
fn shape(file: &str, text: &str) -> Vec<(usize, Rule, String)> {
    let mut found = Vec::new();
    let count = text.lines().count();
    if count > MOST_LINES {
        found.push((
            count,
            Rule::ShortFiles,
            format!("{count} lines, at most {MOST_LINES}"),
        ));
    }
    if !text.starts_with("//!") {
        found.push((
            1,
            Rule::SaysWhatItIsFor,
            "the file does not begin with `//!`".to_owned(),
        ));
    }
    let parts = Path::new(file).iter().filter_map(|part| part.to_str());
    let silent = parts
        .map(|part| part.trim_end_matches(".rs"))
        .filter(|name| NO_SUCH_MODULE.contains(name));
    found.extend(silent.map(|name| (1, Rule::SpeakingNames, format!("`{name}` says nothing"))));
    found
}

/// What is wrong with one statement's imports and paths.
fn imports(file: &str, line: &str) -> Vec<(Rule, String)> {
    let forms = file.starts_with("intake-forms/");
    let here = if forms { "intake-forms" } else { room(file) };
    let whole = ["lib", "main"].contains(&here);
    let mut found = Vec::new();
    if forms || floor(here) == 0 && !whole {
        let reads_files = |path: &str| here == "config" && path == "std::fs";
        let impure = NOT_PURE
            .iter()
            .filter(|path| names(line, path) && !reads_files(path));
        found.extend(impure.map(|path| (Rule::PureIsPure, format!("`{path}` in {here}"))));
    }
    if forms {
        return found;
    }
    for (path, owners) in OWNERS.iter().filter(|(path, _)| names(line, path)) {
        let front_door = whole && ["anyhow", "clap", "std::env"].contains(path);
        if !front_door && !owners.split(' ').any(|owner| owner == here) {
            found.push((Rule::OneOwner, format!("`{path}` belongs to {owners}")));
        }
    }
    if !whole {
        found.extend(
            own_paths(line)
                .iter()
                .filter_map(|target| direction(file, here, target)),
        );
    }
    found
}

/// What is wrong with `crate::TARGET` in a file of the room `here`.
fn direction(file: &str, here: &str, target: &str) -> Option<(Rule, String)> {
    let mut parts = target
        .split("::")
        .map(|part| part.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '_'));
    let there = parts.next().unwrap_or_default();
    let inner = parts.next().unwrap_or_default();
    let known = DOORS.contains(&there)
        || ADAPTERS.contains(&there)
        || PURE.contains(&there)
        || there == "journey";
    if !known {
        return None;
    }
    if here == "journey" && there == "journey" {
        let own = Path::new(file)
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default();
        let within = file.contains(&format!("journey/{inner}/"));
        return (own != "mod" && own != inner && !within).then(|| {
            (
                Rule::JourneysNeverMeet,
                format!("journey::{inner}; steps meet through a stored stage"),
            )
        });
    }
    if there == "store" && here != "store" && inner == "entity" {
        return Some((
            Rule::RowsStayInStore,
            "store::entity outside store".to_owned(),
        ));
    }
    if here == there {
        return None;
    }
    if floor(here) == 1 && floor(there) == 1 {
        return Some((
            Rule::AdaptersNeverMeet,
            format!("{here} imports {there}; a journey step holds both"),
        ));
    }
    (floor(there) > floor(here)).then(|| {
        (
            Rule::ImportsGoDown,
            format!("{here} imports {there}, which stands above it"),
        )
    })
}
