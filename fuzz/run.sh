#!/bin/sh
# Runs the fuzzers: all targets, or those named. FUZZ_SECONDS each (default 60).
#
# libFuzzer needs compiler flags that are unstable; RUSTC_BOOTSTRAP lets the pinned compiler take them,
# so that no second toolchain is needed. Everything is built in a target folder of its own: the flags
# would make cargo rebuild the whole workspace otherwise. An input that fails is put into the kept
# corpus, where `cargo test` replays it from then on.
set -eu
cd "$(dirname "$0")/.."

seconds=${FUZZ_SECONDS:-60}
host=$(rustc -vV | sed -n 's/^host: //p')
target_dir=${FUZZ_TARGET_DIR:-target/fuzz}
[ $# -gt 0 ] || set -- zip tar gzip walk unpack filetype views probe flatten signing params reply query skill

# Coverage as cargo-fuzz asks for it, and the address sanitizer.
flags="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4"
flags="$flags -Cllvm-args=-sanitizer-coverage-inline-8bit-counters"
flags="$flags -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares"
flags="$flags -Ccodegen-units=1 -Cdebug-assertions -Coverflow-checks -Zsanitizer=address"

# `--target` keeps the flags away from build scripts and macros. One build of all of them: cargo would
# build what they share for each otherwise. The engine of networks takes a quarter of an hour to optimise with these flags.
RUSTC_BOOTSTRAP=1 RUSTFLAGS="$flags" CARGO_PROFILE_RELEASE_STRIP=none cargo build --release \
    --config profile.release.package.rten-gemm.opt-level=1 --config profile.release.package.rten.opt-level=1 \
    --package assay-fuzz --features libfuzzer --bins --target "$host" --target-dir "$target_dir"

for name in "$@"; do
    found="$target_dir/corpus/$name"
    mkdir -p "$found"
    echo "fuzzing $name for $seconds s"
    "$target_dir/$host/release/$name" "$found" "fuzz/corpus/$name" -max_total_time="$seconds" \
        -max_len=65536 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="fuzz/corpus/$name/failed-"
done
