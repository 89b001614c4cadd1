//! The directory from published list to look-up, and what is refused. Invented postcodes only.

use std::{fs, io::Write as _, path::PathBuf};

use jiff::civil::{Date, date};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

use super::{Imported, Postcodes, PostcodesError, Source, import};
use crate::screening::Directory;

const TODAY: Date = date(2026, 11, 22);
const ONSPD: &str = "pcd7,pcd8,pcds,dointr,doterm,usrtypind,east1m,north1m,gridind,oa21cd,cty25cd,ced25cd,lad25cd,wd25cd
ZP1 1AA,ZP1  1AA,ZP1 1AA,198001,,0,,,,,E10000017,,E07000123,
ZP1 1AD,ZP1  1AD,ZP1 1AD,198001,202203,0,,,,,E10000017,,E07000128,
ZP2 2BB,ZP2  2BB,ZP2 2BB,202605,,0,,,,,E99999999,,E06000008,
ZP3 3DD,ZP3  3DD,ZP3 3DD,198001,,0,,,,,,,E07000121,
ZP4 4EE,ZP4  4EE,ZP4 4EE,198001,,0,,,,,,,,
";

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn import(&self, name: &str, bytes: &[u8]) -> Result<Imported, PostcodesError> {
        let file = self.path(name);
        fs::write(&file, bytes).expect("written");
        import(&file, &self.path("directory"), TODAY, |_| {})
    }

    fn open(&self) -> Result<Postcodes, PostcodesError> {
        Postcodes::open(&self.path("directory"))
    }

    /// Which files there are: a failed import leaves nothing behind.
    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("a folder");
        let name = |entry: std::io::Result<fs::DirEntry>| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        };
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        names
    }
}

/// "county district terminated" of a postcode.
fn found(postcodes: &Postcodes, postcode: &str) -> Option<String> {
    let directory = postcodes.around(Some(postcode)).expect("looked up");
    let place = directory.resolve(postcode)?;
    let code =
        |code: Option<crate::screening::Code>| code.map_or("-".to_owned(), |code| code.to_string());
    let end = if place.terminated { " ended" } else { "" };
    Some(format!(
        "{} {}{end}",
        code(place.county),
        code(place.district)
    ))
}

fn zip_of(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        let options = SimpleFileOptions::default();
        writer.start_file(*name, options).expect("begun");
        writer.write_all(text.as_bytes()).expect("written");
    }
    writer.finish().expect("a zip").into_inner()
}

#[test]
fn an_imported_list_is_looked_up_as_the_list_itself() {
    let desk = Desk::new();
    let made = desk
        .import("ONSPD_AUG_2026_UK.csv", ONSPD.as_bytes())
        .expect("imported");
    assert_eq!(made.about.name, "ONSPD Aug 2026");
    assert_eq!(
        (made.about.source, made.about.postcodes, made.passed_over),
        (Source::Onspd, 4, 1)
    );
    let postcodes = desk.open().expect("a directory");
    assert_eq!(postcodes.name(), "ONSPD Aug 2026");
    assert_eq!(postcodes.about(), Some(&made.about));
    let small = Directory::from_csv(ONSPD.as_bytes(), "small").expect("a list");
    for postcode in [
        "ZP1 1AA", " zp11ad", "ZP2 2bb", "ZP33DD", "ZP4 4EE", "ZP9 9ZZ", "", "AA", "ZZZZZZZZ",
        "ZP1-1AA",
    ] {
        let around = postcodes.around(Some(postcode)).expect("looked up");
        assert_eq!(
            around.resolve(postcode),
            small.resolve(postcode),
            "{postcode}"
        );
        assert_eq!(around.name(), "ONSPD Aug 2026");
    }
    assert_eq!(
        found(&postcodes, "ZP1 1AD").as_deref(),
        Some("E10000017 E07000128 ended")
    );
    let nothing = postcodes.around(None).expect("looked up");
    assert_eq!(nothing.resolve("ZP1 1AA"), None);
}

#[test]
fn every_block_of_a_long_list_is_found_and_nothing_between() {
    let desk = Desk::new();
    let letters = ['A', 'B', 'D', 'E', 'F', 'G', 'H', 'J'];
    let mut list = "pcds,ladcd\n".to_owned();
    let mut all = Vec::new();
    for one in (0..999).rev() {
        for letter in letters {
            all.push(format!("ZP{one} 1A{letter}"));
        }
    }
    for (at, postcode) in all.iter().enumerate() {
        list.extend([postcode.as_str(), &format!(",E0700{:04}\n", at % 300)]);
    }
    desk.import("list.csv", list.as_bytes()).expect("imported");
    let postcodes = desk.open().expect("a directory");
    for (at, postcode) in all.iter().enumerate() {
        let expected = format!("- E0700{:04}", at % 300);
        assert_eq!(found(&postcodes, postcode), Some(expected), "{postcode}");
        assert_eq!(found(&postcodes, &format!("{postcode}A")), None);
    }
    for outside in ["A", "ZZ99 9ZZ", "ZP1 1AC", "ZP1000 1AA"] {
        assert_eq!(found(&postcodes, outside), None, "{outside}");
    }
}

#[test]
fn a_list_without_a_month_in_its_name_is_of_the_month_of_its_newest_postcode() {
    let desk = Desk::new();
    let made = desk
        .import("postcodes.csv", ONSPD.as_bytes())
        .expect("imported");
    assert_eq!(made.about.released, date(2026, 5, 1));
    assert_eq!(made.about.name, "Postcode list May 2026");
    assert!(!made.about.is_old(TODAY) && made.about.is_old(date(2027, 6, 1)));
}

#[test]
fn onspds_zip_is_read_from_its_whole_list_and_otherwise_from_its_areas() {
    let desk = Desk::new();
    let names = "LAD25CD,LAD25NM\nE07000123,Exampleton\n";
    let (head, rest) = ONSPD.split_once('\n').expect("lines");
    let (one, other) = rest.split_at(rest.find("ZP2").expect("a line"));
    let areas = [
        (
            "Data/multi_csv/ONSPD_AUG_2026_UK_ZP1.csv",
            format!("{head}\n{one}"),
        ),
        (
            "Data/multi_csv/ONSPD_AUG_2026_UK_ZP2.csv",
            format!("{head}\n{other}"),
        ),
    ];
    let mut files = vec![
        ("Documents/LA_UA names and codes UK as at 04_25.csv", names),
        ("Data/ONSPD_AUG_2026_UK.txt", "not this"),
    ];
    files.extend(areas.iter().map(|(name, text)| (*name, text.as_str())));
    let made = desk.import("ONSPD.zip", &zip_of(&files)).expect("by area");
    assert_eq!(
        (made.about.name.as_str(), made.about.postcodes),
        ("ONSPD Aug 2026", 4)
    );
    let whole = ONSPD.replace("E07000121", "E07000122");
    files.push(("Data/ONSPD_AUG_2026_UK.csv", &whole));
    let made = desk.import("ONSPD.zip", &zip_of(&files)).expect("whole");
    assert_eq!(made.about.postcodes, 4);
    let postcodes = desk.open().expect("a directory");
    assert_eq!(found(&postcodes, "ZP3 3DD").as_deref(), Some("- E07000122"));
}

#[test]
fn code_point_open_has_no_header_and_many_files() {
    let desk = Desk::new();
    let line = |postcode: &str, district: &str| {
        format!(
            "\"{postcode}\",10,1,1,\"E92000001\",\"E19000001\",\"E18000002\",\"E10000017\",\"{district}\",\"E05000001\"\n"
        )
    };
    let (one, other) = (line("ZP1 1AA", "E07000123"), line("ZP22BB", "E07000117"));
    let zip = zip_of(&[
        (
            "Doc/Code-Point_Open_Column_Headers.csv",
            "PC,PQ,EA,NO,CY,RH,LH,CC,DC,WC\nPostcode,Quality,E,N,C,R,L,County,District,Ward\n",
        ),
        ("Data/CSV/zp.csv", &one),
        ("Data/CSV/zq.csv", &other),
    ]);
    let made = desk.import("codepo_gb.zip", &zip).expect("imported");
    assert_eq!(
        (made.about.source, made.about.postcodes),
        (Source::CodePointOpen, 2)
    );
    assert!(made.about.licence.contains("Contains OS data"));
    let postcodes = desk.open().expect("a directory");
    assert_eq!(
        found(&postcodes, "ZP1 1AA").as_deref(),
        Some("E10000017 E07000123")
    );
    assert_eq!(
        found(&postcodes, "zp2 2bb").as_deref(),
        Some("E10000017 E07000117")
    );
}

#[test]
fn an_import_that_fails_replaces_nothing_and_leaves_nothing_behind() {
    let desk = Desk::new();
    desk.import("good.csv", ONSPD.as_bytes()).expect("imported");
    let before = fs::read(desk.path("directory")).expect("a directory");
    let zip = zip_of(&[("Data/ONSPD_AUG_2026_UK.csv", ONSPD)]);
    let mut changed = zip.clone();
    changed[60] ^= 0x55;
    let cut_line = ONSPD.get(..ONSPD.len() - 20).expect("a part");
    let empty = "pcds,ladcd\nZP1 1AA,\n";
    for (name, bytes) in [
        ("cut.csv", cut_line.as_bytes()),
        ("none.csv", empty.as_bytes()),
        ("nothing.csv", b"".as_slice()),
        ("other.csv", b"name,age\n1,2\n"),
        ("binary.csv", b"pcds,ladcd\n\xff\xfe,x\n"),
        ("cut.zip", zip.get(..zip.len() / 2).expect("a part")),
        ("changed.zip", &changed),
        (
            "other.zip",
            &zip_of(&[("a.csv", "name,age\n1,2\n"), ("b.txt", "x")]),
        ),
    ] {
        assert!(desk.import(name, bytes).is_err(), "{name}");
        assert_eq!(
            fs::read(desk.path("directory")).expect("still there"),
            before,
            "{name}"
        );
        fs::remove_file(desk.path(name)).expect("removed");
    }
    assert_eq!(desk.files(), ["directory", "good.csv"]);
    let missing = import(
        &desk.path("nowhere.csv"),
        &desk.path("directory"),
        TODAY,
        |_| {},
    );
    assert!(matches!(missing, Err(PostcodesError::Disk(_))));
}

#[test]
fn a_list_that_was_cut_at_the_end_of_a_line_is_told_by_the_directory_it_would_replace() {
    let desk = Desk::new();
    let list = |rows: u32| {
        let rows = (0..rows).map(|at| format!("ZP{} {}AA,E07000123\n", at / 10, at % 10));
        "pcds,ladcd\n".to_owned() + &rows.collect::<String>()
    };
    let import = |rows| desk.import("list.csv", list(rows).as_bytes());
    import(100).expect("imported");
    assert!(matches!(
        import(49),
        Err(PostcodesError::Fewer {
            before: 100,
            now: 49
        })
    ));
    import(50).expect("imported");
    fs::write(desk.path("directory"), b"damaged").expect("written");
    import(1).expect("a damaged one says nothing");
}

#[test]
fn a_postcode_in_two_places_is_counted_and_one_that_moved_is_not() {
    let desk = Desk::new();
    let list = "pcds,doterm,ladcd\nZP1 1AA,,E07000123\nZP1 1AA,,E07000117\nZP1 1AB,,E07000123\nZP1 1AB,,E07000123\nZP1 1AD,202001,E07000117\nZP1 1AD,,E07000123\n";
    let imported = desk.import("twice.csv", list.as_bytes()).expect("imported");
    assert_eq!((imported.about.postcodes, imported.in_two_places), (3, 1));
    let postcodes = desk.open().expect("a directory");
    assert_eq!(found(&postcodes, "ZP1 1AD").as_deref(), Some("- E07000123"));
}

#[test]
fn a_directory_that_is_changed_anywhere_is_refused_before_it_is_used() {
    let desk = Desk::new();
    desk.import("good.csv", ONSPD.as_bytes()).expect("imported");
    let good = fs::read(desk.path("directory")).expect("a directory");
    let refused = |bytes: &[u8]| {
        fs::write(desk.path("directory"), bytes).expect("written");
        desk.open().is_err()
    };
    // Every length and count at the beginning, the digest at the end, and a good part of the rest.
    let ends = (0..64).chain(good.len() - 48..good.len());
    for at in ends.chain((64..good.len()).step_by(7)) {
        let mut bad = good.clone();
        bad[at] ^= 0x01;
        assert!(refused(&bad), "byte {at}");
        assert!(refused(&good[..at]), "cut at {at}");
    }
    let longer = [good.as_slice(), b"x"].concat();
    assert!(refused(&longer));
    assert!(!refused(&good));
}

#[test]
fn progress_rises_to_the_whole() {
    let desk = Desk::new();
    fs::write(desk.path("list.csv"), ONSPD).expect("written");
    let mut told = Vec::new();
    import(
        &desk.path("list.csv"),
        &desk.path("directory"),
        TODAY,
        |at| told.push(at),
    )
    .expect("imported");
    let last = told.last().expect("told");
    assert_eq!((last.done, last.postcodes), (last.whole, 4));
    assert!(told.is_sorted_by_key(|at| at.done));
}
