//! `gateway forms read` given documents made to do harm, or merely broken, in a process that may have little memory: each is said in words,
//! soon, and nothing is read that is not there.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::gateway::executable;
use tests::stand::path;

/// Makes them all beside the empty form.
const MAKE: &str = r#"
import os, zipfile
blank = zipfile.ZipFile('blank.docx')
def copy(name, change=lambda part, data: data, more={}):
    out = zipfile.ZipFile(name, 'w', zipfile.ZIP_DEFLATED)
    for part in blank.namelist():
        out.writestr(part, change(part, blank.read(part)))
    for part, data in more.items():
        out.writestr(part, data)
    out.close()
MAIN = 'word/document.xml'
whole = open('blank.docx', 'rb').read()
open('cut.docx', 'wb').write(whole[:len(whole) * 2 // 3])
open('locked.docx', 'wb').write(b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + 'EncryptedPackage'.encode('utf-16-le') + b'\0' * 4096)
open('picture.docx', 'wb').write(b'\x89PNG\r\n\x1a\n' + b'\0' * 100)
open('nothing.docx', 'wb').write(b'')
os.truncate(os.open('large.docx', os.O_CREAT | os.O_RDWR), 100 * 1024 * 1024)
huge = open('large-zip.docx', 'wb'); huge.write(whole); huge.truncate(100 * 1024 * 1024); huge.close()
copy('program.docx', more={'word/vbaProject.bin': b'x'})
spaces = b' ' * (1 << 20)
bomb = zipfile.ZipFile('zip-bomb.docx', 'w', zipfile.ZIP_DEFLATED)
with bomb.open(MAIN, 'w', force_zip64=True) as part:
    for _ in range(300): part.write(spaces)
bomb.close()
laughs = '<!DOCTYPE w [<!ENTITY a "ha">' + ''.join(
    f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9)) + ']>'
copy('xml-bomb.docx', lambda part, data: data.replace(b'<w:body>', b'<w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p>').replace(
    b'<w:document', laughs.encode() + b'<w:document') if part == MAIN else data)
copy('outside.docx', lambda part, data: data.replace(b'<w:document', b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document').replace(
    b'<w:body>', b'<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p>') if part == MAIN else data)
copy('deep.docx', lambda part, data: data.replace(b'<w:body>', b'<w:body>' + b'<w:tbl><w:tr><w:tc>' * 50000) if part == MAIN else data)
copy('many.docx', more={f'x/{n}': b'' for n in range(3000)})
open('form.pdf', 'wb').write(whole)
"#;

/// What each must say, and whether it could be read all the same.
const CASES: [(&str, &str, bool); 14] = [
    ("cut.docx", "damaged", false),
    ("locked.docx", "locked", false),
    ("picture.docx", "other_kind", false),
    ("nothing.docx", "no_text", false),
    ("large.docx", "too_large", false),
    ("large-zip.docx", "too_large", false),
    ("program.docx", "has_program", true),
    ("zip-bomb.docx", "too_large", false),
    ("xml-bomb.docx", "hostile", false),
    ("outside.docx", "hostile", false),
    ("deep.docx", "too_large", false),
    ("many.docx", "too_large", false),
    ("form.pdf", "", true),
    ("blank.docx", "", true),
];

/// Runs the command in half a gigabyte of address space.
fn run(folder: &Path, arguments: &str) -> (Option<i32>, String, String) {
    let gateway = executable();
    let line = format!("ulimit -v 524288; exec {} {arguments}", path(&gateway));
    let output = Command::new("bash")
        .args(["-c", &line])
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn every_hostile_document_is_said_soon_and_in_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, words) = run(
        folder.path(),
        "forms blank --form social-worker -o blank.docx",
    );
    assert_eq!(code, Some(0), "{words}");
    let made = Command::new("python3")
        .args(["-c", MAKE])
        .current_dir(folder.path())
        .status();
    assert!(made.unwrap().success());
    for (name, says, is_read) in CASES {
        let begun = Instant::now();
        let (code, line, words) = run(folder.path(), &format!("forms read {name}"));
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{name}: {:?}",
            begun.elapsed()
        );
        assert_eq!(code, Some(i32::from(!is_read)), "{name}: {line} {words}");
        let said: Value =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("{name}: {error}: {line}"));
        let problems = said["problems"].to_string();
        assert!(problems.contains(says), "{name}: {problems}");
        assert!(says.is_empty() || !words.trim().is_empty(), "{name}");
        assert!(
            !line.contains("hahaha") && !line.contains("localhost"),
            "{name}: {line}"
        );
    }
}
