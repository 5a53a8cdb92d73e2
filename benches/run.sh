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
echo "== metadata: a million records, got a hundred a call, queried =="
target/release/media_load setup "${load[@]}"
target/release/media_fill --database "sqlite:$data/assay.db" --files 1000000
target/release/media_load get "${load[@]}" --count 5000
target/release/media_load get "${load[@]}" --count 5000 --at-once 4
by_size='"Sort": "Size", "Order": "desc", "WithoutTotalHits": "true"'
images='"Query": {"Field": "MediaType", "Operation": "eq", "Value": "image"}'
named='"Query": {"Field": "Filename", "Operation": "match-phrase", "Value": "IMG 0123456"}'
near='"Query": {"Field": "LatLong", "Operation": "geo-distance", "Value": "48.2,16.4;1000"}'
groups='"Aggregations": [{"Field": "MediaType", "Operation": "group"}]'
for parameters in "{$by_size}" "{$images, $by_size}" "{$named, $by_size}" "{$near, $by_size}" "{$groups}"; do
    target/release/media_load query "${load[@]}" --count 50 --parameters "$parameters"
done
echo "== metadata: headers of small JPEGs from a folder, into an empty dataset and beside two million =="
mkdir -p "$data/buckets/jpegs"
ffmpeg -v error -f lavfi -i testsrc=size=320x240 -frames:v 1 "$data/one.jpg"
exiftool -q -overwrite_original -DateTimeOriginal='2024:05:06 07:08:09' -GPSLatitude=48.2 -GPSLatitudeRef=N \
    -GPSLongitude=16.4 -GPSLongitudeRef=E -Make=Maker -Model=One "$data/one.jpg"
for number in $(seq -f %08.0f 0 19999); do cp "$data/one.jpg" "$data/buckets/jpegs/$number.jpg"; done
target/release/media_load setup "${load[@]}" --dataset empty
target/release/media_load index "${load[@]}" --dataset empty --files 20000
target/release/media_fill --database "sqlite:$data/assay.db" --files 2000000
target/release/media_load index "${load[@]}" --files 20000
echo "== metadata: exiftool on the same files =="
time (seq -f "$data/buckets/jpegs/%08.0f.jpg" 0 1999; printf -- '-execute\n-stay_open\nFalse\n') |
    exiftool -stay_open True -@ - -j -n >/dev/null
grep -E 'VmHWM|VmRSS' "/proc/$server/status"
