#!/usr/bin/env bash
# Installs what building and testing need on Debian, each part only when it is missing.
#
#   tests/install.sh compiler   a C compiler
#   tests/install.sh all        everything that `make test` needs
set -euo pipefail
cd "$(dirname "$0")/.."

source tests/apt.sh

compiler() { apt_install gcc libc6-dev make; }

python() {
    apt_install python3-venv
    [ -x .venv/bin/python ] || python3 -m venv .venv
    # The marker spares a minute of resolving when nothing changed.
    if ! cmp -s e2e/requirements.txt .venv/requirements.txt; then
        .venv/bin/pip install --quiet --disable-pip-version-check -r e2e/requirements.txt
        cp e2e/requirements.txt .venv/requirements.txt
    fi
}

node() {
    command -v npm >/dev/null || apt_install nodejs npm
    if ! cmp -s e2e/node/package.json e2e/node/node_modules/package.json; then
        npm install --prefix e2e/node --silent --no-audit --no-fund --no-package-lock
        cp e2e/node/package.json e2e/node/node_modules/package.json
    fi
}

# What the metadata service uses where it is there, and what its answers are compared with.
media_tools() {
    command -v ffprobe >/dev/null || apt_install ffmpeg
    command -v exiftool >/dev/null || apt_install libimage-exiftool-perl
    apt_install tesseract-ocr tesseract-ocr-chi-sim fonts-dejavu-core curl xz-utils
    apt_install libheif-examples
    # Judges of the PDFs that scans are put into.
    apt_install poppler-utils qpdf
    tests/media.sh
}

# The second opinion that detection can ask for. Its database is made by the test.
detect_tools() {
    command -v clamd >/dev/null || apt_install clamav-daemon
}

cargo_tools() {
    cargo deny --version >/dev/null 2>&1 || cargo install --quiet --locked cargo-deny
}

case "${1:-}" in
    compiler) compiler ;;
    all) compiler; tests/servers/postgres.sh install; tests/servers/s3.sh install; media_tools; detect_tools; python; node; cargo_tools ;;
    *) echo "usage: tests/install.sh compiler|all" >&2; exit 2 ;;
esac
