//! Runs `tests::fuzzed::bounce` under libFuzzer.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: tests::fuzzed::plant("bounce"), |data: &[u8]| tests::fuzzed::bounce(data));
