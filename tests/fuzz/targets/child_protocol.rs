//! Runs `tests::fuzzed::child_protocol` under libFuzzer.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: tests::fuzzed::plant("child_protocol"), |data: &[u8]| tests::fuzzed::child_protocol(data));
