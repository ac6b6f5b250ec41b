#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| uvnix_fuzz::targets::pylock(data));
