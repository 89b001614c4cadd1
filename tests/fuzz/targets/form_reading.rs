//! Runs `tests::fuzzed::form_reading` under libFuzzer.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: tests::fuzzed::plant("form_reading"), |data: &[u8]| tests::fuzzed::form_reading(data));
