#!/usr/bin/env bash
# Measures detection with the rule sets in FOLDER… beside yara, yr and clamscan, those of them that are installed.
#
#   benches/detect/run.sh FOLDER…
#
# The figures of docs/performance.md are of signature-base, protections-artifacts and reversinglabs-yara-rules, as
# cloned from GitHub: 10,143 rules.
set -euo pipefail
cd "$(dirname "$0")/../.."
folders=("$@")
target="${CARGO_TARGET_DIR:-target}/release"
cargo build --release --locked -p assay -p assay-benches
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
flags=(); for folder in "${folders[@]}"; do flags+=(--rules "$folder"); done

# Of the processor, not by the clock: then what else runs on the machine counts for less.
TIMEFORMAT='%R s by the clock, %U s and %S s of the processor'

# Libraries of the system, 100 MiB of them: what rules are slow on is what programs are made of.
find /usr/lib -name '*.so*' -type f -printf '%s %p\n' | sort -k 2 |
    awk '{ sum += $1 } sum <= 104857600 { sub(/^[0-9]+ /, ""); print }' >"$work/names"
tar -cf "$work/libraries.tar" -T "$work/names" 2>/dev/null
echo "== start, reload, memory and rate of one worker: $(uptime) =="
"$target/detect_scan" --assay "$target/assay" --cache "$work/cache" "${flags[@]}" "$work/libraries.tar"

if command -v yarac >/dev/null; then
    # Every file is a namespace of its own, or rules of one name would stop it.
    names=(); number=0
    while read -r file; do number=$((number + 1)); names+=("n$number:$file"); done < <(
        find "${folders[@]}" -name '*.yar' -o -name '*.yara' | sort)
    externals=(); for name in filename filepath extension filetype owner; do externals+=(-d "$name="); done
    if yarac -w "${externals[@]}" "${names[@]}" "$work/compiled" 2>"$work/yarac.log"; then
        echo "== yara, the same rules compiled, one thread =="
        time yara -w -p 1 -C "$work/compiled" "$work/libraries.tar" >/dev/null
    else
        echo "yarac does not compile these rules: $(tail -1 "$work/yarac.log")"
    fi
fi
if command -v clamscan >/dev/null; then
    printf 'Own.Needle-1:0:*:%s\n' "$(printf 'no such needle anywhere' | xxd -p)" >"$work/own.ndb"
    echo "== clamscan, a database of one line =="
    time clamscan --no-summary --max-filesize=200M --max-scansize=400M -d "$work/own.ndb" "$work/libraries.tar" || true
fi

echo "== small files: 6,000 of 10 kB, half text and half machine code =="
mkdir -p "$work/small"
head -c 30000000 "$work/libraries.tar" | split -b 10000 -d -a 4 --additional-suffix=.bin - "$work/small/"
head -c 22000000 "$work/libraries.tar" | base64 | head -c 30000000 |
    split -b 10000 -d -a 4 --additional-suffix=.txt - "$work/small/"
export ASSAY_DATA_DIR="$work/data" ASSAY_LOG_LEVEL=warn
"$target/assay" rules list >/dev/null
echo "assay examine, its own rules"
time "$target/assay" examine --json "$work/small" >/dev/null || true
mkdir -p "$work/data"
for folder in "${folders[@]}"; do
    name="$(basename "$folder" | tr -c 'A-Za-z0-9_.\n-' '-')"
    "$target/assay" rules add "$folder" --name "$name" >/dev/null
done
echo "assay examine, with the rule sets"
time "$target/assay" examine --json "$work/small" >/dev/null || true
echo "assay examine, the 100 MiB"
time "$target/assay" examine --json "$work/libraries.tar" >/dev/null || true
if [ -f "$work/compiled" ]; then
    echo "yara -r, two threads"
    time yara -w -r -p 2 -C "$work/compiled" "$work/small" >/dev/null
fi
if command -v clamscan >/dev/null; then
    echo "clamscan -r, a database of one line"
    time clamscan -r --no-summary -d "$work/own.ndb" "$work/small" >/dev/null || true
fi

echo "== a hash list of ten million =="
mkdir "$work/hashes"
"$target/hash_lists" "$work/hashes"
"$target/detect_scan" --assay "$target/assay" --cache "$work/cache" --hash-list "$work/hashes/list" "$work/small/0000.txt"
