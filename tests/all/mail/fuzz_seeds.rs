//! What the fuzzer starts from, and everything that it ever found: taken once more, quickly and in order.

use std::path::Path;

use tests::fuzzed::TARGETS;

#[test]
fn every_seed_and_everything_that_was_found_is_taken() {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/found");
    for target in TARGETS {
        for seed in (target.seeds)() {
            (target.run)(&seed);
        }
        let Ok(folder) = std::fs::read_dir(found.join(target.name)) else {
            continue;
        };
        for file in folder {
            let file = file.unwrap().path();
            println!("{}", file.display());
            (target.run)(&std::fs::read(&file).unwrap());
        }
    }
}
