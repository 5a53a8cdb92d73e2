//! Feeds what libFuzzer makes up to [`assay_fuzz::unpack`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| assay_fuzz::unpack(data));
