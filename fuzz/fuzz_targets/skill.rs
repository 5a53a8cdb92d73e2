//! Feeds what libFuzzer makes up to [`assay_fuzz::skill`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| assay_fuzz::skill(data));
