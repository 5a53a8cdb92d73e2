#!/usr/bin/env bash
# Runs every measurement of docs/performance.md on this machine and prints the figures. Writes nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."

echo "== machine =="; nproc; grep -m1 'model name' /proc/cpuinfo; uptime
echo "== signatures, and scanning against yara-x called directly =="
cargo bench --locked -p assay-benches --bench signing --bench rules -- --quiet

cargo build --release --locked -p assay -p assay-benches
data="$(mktemp -d)"
export ASSAY_LISTEN=127.0.0.1:0 ASSAY_DATA_DIR="$data" ASSAY_LOG_LEVEL=warn ASSAY_THROTTLE_PER_SECOND=0
export ASSAY_ACCESS_KEY_ID=bench ASSAY_ACCESS_KEY_SECRET=benchSecret ASSAY_API_KEY=benchApiKey0123
target/release/assay serve >"$data/ready" &
server=$!
trap 'kill $server; wait $server || true; rm -rf "$data"' EXIT
until grep -q http "$data/ready"; do sleep 0.1; done
url="$(grep -o 'http://[0-9.:]*' "$data/ready")"
load=(--url "$url" --key bench --secret benchSecret)
echo "== detection through the server, one file at a time =="
target/release/detect_load latency "${load[@]}" --files 500
echo "== detection through the server, sustained =="
target/release/detect_load throughput "${load[@]}" --files 4000 --at-once 8
host="${url#http://}"
load=(--host "$host" --key bench --secret benchSecret)
echo "== the drive: two million files, scanned, listed, searched, read one by one =="
large="$(target/release/drive_fill --database "sqlite:$data/assay.db" --files 1000000 --large 1000000 | tee /dev/stderr |
    sed -n 's/^large=//p')"
target/release/drive_load scan "${load[@]}"
target/release/drive_load list "${load[@]}" --folder "$large"
target/release/drive_load search "${load[@]}" --count 500 --query 'name match "0123456"'
target/release/drive_load search "${load[@]}" --count 500 --query 'name match "会议纪要"'
target/release/drive_load get "${load[@]}" --count 50000 --at-once 8
grep -E 'VmHWM|VmRSS' "/proc/$server/status"
echo "== the drive: durable creates, one by one, by many, a hundred a request =="
target/release/drive_load fill "${load[@]}" --count 2000
target/release/drive_load fill "${load[@]}" --count 40000 --at-once 64
target/release/drive_load batch "${load[@]}" --count 600 --at-once 4
