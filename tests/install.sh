#!/usr/bin/env bash
# Installs what building and testing need on Debian, each part only when it is missing.
#
#   tests/install.sh compiler   a C compiler
#   tests/install.sh all        everything that `make test` needs
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

apt_updated=
apt_install() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return
    if [ -z "$apt_updated" ]; then
        as_root apt-get update -qq
        apt_updated=1
    fi
    echo "installing ${missing[*]}"
    # No service may start by itself: the tests start their own, on free ports.
    local policy=/usr/sbin/policy-rc.d made=
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod +x "$policy"
        made=1
    fi
    DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    [ -z "$made" ] || as_root rm -f "$policy"
}

compiler() { apt_install gcc libc6-dev make; }

servers() {
    apt_install postgresql
    tests/servers/s3.sh install
}

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

cargo_tools() {
    cargo deny --version >/dev/null 2>&1 || cargo install --quiet --locked cargo-deny
}

case "${1:-}" in
    compiler) compiler ;;
    all) compiler; servers; python; node; cargo_tools ;;
    *) echo "usage: tests/install.sh compiler|all" >&2; exit 2 ;;
esac
