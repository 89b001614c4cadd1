//! Runs `tests::fuzzed::prescan` under libFuzzer.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: tests::fuzzed::plant("prescan"), |data: &[u8]| tests::fuzzed::prescan(data));
