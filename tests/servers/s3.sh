#!/usr/bin/env bash
# A real S3 server for tests, on loopback: OpenStack Swift with its S3 API, one node, one replica, from
# Debian's packages. It verifies signatures (SigV4), and does multipart, ranges, copies and listings.
#
#   tests/servers/s3.sh install   installs Swift's library where it is missing; nothing starts by itself
#   tests/servers/s3.sh start     starts it on free ports, makes a bucket, prints NAME=VALUE lines for tests
#   tests/servers/s3.sh stop      ends it and removes what it kept
#
# State and logs are under target/test-servers/s3, or $ASSAY_TEST_SERVERS/s3.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
state="${ASSAY_TEST_SERVERS:-$here/../../target/test-servers}/s3"
# Debian's interpreter, whatever else is on PATH: the library is its package.
python=/usr/bin/python3

installed() { "$python" -c 'import swift.common' 2>/dev/null; }

install() {
    installed && return
    source "$here/../apt.sh"
    # The library alone brings no service and no configuration.
    apt_install python3-swift
    installed
}

# The id may be somebody else's by now, so the name is looked at too.
running() { [ -f "$state/pid" ] && grep -qs swift_node.py "/proc/$(cat "$state/pid")/cmdline"; }

start() {
    install
    mkdir -p "$(dirname "$state")"
    # Of two that start it at once, the second finds it running.
    exec 9>"$state.lock"
    flock 9
    if ! running; then
        rm -rf "$state"
        mkdir -p "$state"
        # Its servers are its children and end with it. A session of its own keeps it from the keyboard's
        # interrupt, so that the tests end before it.
        setsid "$python" "$here/swift_node.py" "$state" >"$state/log" 2>&1 </dev/null 9>&- &
        echo $! >"$state/pid"
        for _ in $(seq 300); do
            [ -f "$state/environment" ] && break
            running || break
            sleep 0.1
        done
    fi
    if [ ! -f "$state/environment" ]; then
        echo "the S3 server did not start; its log:" >&2
        tail -n 30 "$state/log" >&2
        stop
        exit 1
    fi
    cat "$state/environment"
}

stop() {
    if running; then
        local pid
        pid="$(cat "$state/pid")"
        kill "$pid"
        for _ in $(seq 50); do running || break; sleep 0.1; done
        if running; then kill -KILL "$pid"; fi
    fi
    rm -rf "$state"
}

case "${1:-}" in
    install) install ;;
    start) start ;;
    stop) stop ;;
    *) echo "usage: tests/servers/s3.sh install|start|stop" >&2; exit 2 ;;
esac
