#!/bin/sh
# Makes the pictures of docs/page.md anew: each stage of one photo, small, from `assay flatten --debug`.
#
# docs/page/make.sh [PHOTO]: without a photo, one of the generator's is drawn (benches/page).
set -eu
cd "$(dirname "$0")/../.."
assay=${ASSAY:-target/release/assay}
python=${PYTHON:-.venv/bin/python}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ $# -gt 0 ]; then
    photo=$1
else
    "$python" benches/page/generate.py "$work/set" --seed 5 --count 8
    # One that is bent shows the most.
    photo=$(grep -l '"bent": "\(curl\|book\)"' "$work"/set/truth/*.json | head -1)
    photo="$work/set/photos/$(basename "${photo:-$work/set/truth/0000.json}" .json).jpg"
    [ -e "$photo" ] || photo=$(ls "$work"/set/photos/*.jpg | head -1)
fi

"$assay" flatten "$photo" -o "$work/scan.jpg" --debug "$work/stages"
"$python" - "$work/stages" docs/page <<'EOF'
import pathlib, sys
from PIL import Image
stages, to = map(pathlib.Path, sys.argv[1:])
for old in to.glob("*.jpg"):
    old.unlink()
for path in sorted(stages.glob("*.jpg")):
    picture = Image.open(path)
    picture.thumbnail((640, 640))
    picture.save(to / path.name.rsplit(".", 2)[1].join(["", ".jpg"]), quality=80, optimize=True)
EOF
ls docs/page
