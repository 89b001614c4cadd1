//! Runs `tests::fuzzed::message` under libFuzzer.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: tests::fuzzed::plant("message"), |data: &[u8]| tests::fuzzed::message(data));
