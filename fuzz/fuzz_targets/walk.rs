//! Feeds what libFuzzer makes up to [`assay_fuzz::walk`].

#![no_main]

libfuzzer_sys::fuzz_target!(
    // libFuzzer's own hook ends the process at every panic, those of libraries that the reader catches among them. A
    // panic that is not caught ends it all the same.
    init: std::panic::set_hook(Box::new(|_| {})),
    |data: &[u8]| assay_fuzz::walk(data)
);
