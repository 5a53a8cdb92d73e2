#!/usr/bin/env bash
# A private PostgreSQL for the tests: its own data directory, a free loopback port, a random password.
#
#   tests/servers/postgres.sh install   installs Debian's PostgreSQL where it is missing
#   tests/servers/postgres.sh start     starts it unless it runs; prints ASSAY_TEST_POSTGRES=postgres://…
#   tests/servers/postgres.sh stop      ends it and forgets its data
#
# As root it runs under the `postgres` user, because PostgreSQL refuses to be root. It never syncs to disk:
# what is tested is SQL, not the disk of this machine.
set -euo pipefail
cd "$(dirname "$0")/../.."
state="$PWD/target/test-servers/postgres"

# Runs a command as whoever owns the server, from a directory that everybody may be in.
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && HOME=/ setpriv --reuid=postgres --regid=postgres --init-groups "$@")
    else
        (cd / && "$@")
    fi
}

find_programs() {
    programs="$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)"
    [ -n "$programs" ] && [ -x "$programs/initdb" ]
}

install_programs() {
    find_programs && return
    source tests/apt.sh
    apt_install postgresql
    find_programs || { echo "PostgreSQL's programs are not in /usr/lib/postgresql" >&2; exit 1; }
}

# Where the data is: below target/, or in /tmp when the server's user cannot get there.
data_dir() { cat "$state/data-dir" 2>/dev/null || true; }

running() { [ -n "$(data_dir)" ] && as_owner "$programs/pg_ctl" -D "$(data_dir)" status >/dev/null 2>&1; }

make_data_dir() {
    local base="$state" data
    mkdir -p "$state"
    if ! as_owner test -x "$state"; then base="$(mktemp -d /tmp/assay-test-postgres.XXXXXX)"; chmod 711 "$base"; fi
    data="$base/data"
    rm -rf "$data"
    mkdir -m 700 "$data"
    [ "$(id -u)" != 0 ] || chown postgres:postgres "$data"
    echo "$data" >"$state/data-dir"
}

# A certificate for 127.0.0.1 that vouches for itself: trusted by whoever is told to, and by nobody else.
make_certificate() {
    local data="$1"
    printf '%s\n' '[req]' 'distinguished_name = name' 'x509_extensions = leaf' '[name]' \
        '[leaf]' 'basicConstraints = critical,CA:FALSE' 'subjectAltName = IP:127.0.0.1,DNS:localhost' \
        >"$state/openssl.cnf"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj "/CN=Assay test" \
        -config "$state/openssl.cnf" -keyout "$state/server.key" -out "$state/ca.pem" 2>"$state/openssl.log" \
        || { cat "$state/openssl.log" >&2; exit 1; }
    install -m 600 "$state/server.key" "$data/server.key"
    install -m 600 "$state/ca.pem" "$data/server.crt"
    [ "$(id -u)" != 0 ] || chown postgres:postgres "$data/server.key" "$data/server.crt"
    rm "$state/server.key"
}

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}

start() {
    if running; then cat "$state/environment"; return; fi
    make_data_dir
    local data password port
    data="$(data_dir)"
    password="$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
    # initdb opens the password's file anew, so it must be one that the server's user may read.
    (umask 077; echo "$password" >"$data.password")
    [ "$(id -u)" != 0 ] || chown postgres:postgres "$data.password"
    as_owner "$programs/initdb" -D "$data" -U assay -E UTF8 --locale=C.UTF-8 --no-sync \
        --auth=scram-sha-256 --pwfile="$data.password" >"$state/initdb.log" 2>&1 \
        || { cat "$state/initdb.log" >&2; exit 1; }
    rm "$data.password"
    make_certificate "$data"
    # Somebody may take the port between the look and the start: then try another.
    for _ in 1 2 3 4 5; do
        port="$(free_port)"
        if as_owner "$programs/pg_ctl" -D "$data" -l "$data/server.log" -w -t 60 -o "-p $port \
            -c listen_addresses=127.0.0.1 -c ssl=on -c unix_socket_directories= -c max_connections=400 \
            -c fsync=off -c full_page_writes=off -c shared_buffers=64MB -c deadlock_timeout=200ms" \
            start </dev/null >"$state/start.log" 2>&1; then
            (
                umask 077
                echo "ASSAY_TEST_POSTGRES=postgres://assay:$password@127.0.0.1:$port/postgres"
                echo "ASSAY_TEST_POSTGRES_CA=$state/ca.pem"
            ) >"$state/environment"
            cat "$state/environment"
            return
        fi
    done
    cat "$state/start.log" "$data/server.log" >&2
    exit 1
}

stop() {
    local data
    data="$(data_dir)"
    [ -n "$data" ] || return 0
    ! running || as_owner "$programs/pg_ctl" -D "$data" -m immediate -w stop >/dev/null
    rm -rf "$data" "$state"
    case "$data" in /tmp/assay-test-postgres.*) rmdir "$(dirname "$data")" ;; esac
}

case "${1:-}" in
    install) install_programs ;;
    start | stop)
        [ "$1" = stop ] || install_programs
        find_programs || exit 0
        mkdir -p "$(dirname "$state")"
        # One at a time: two test runs may start together. The server must not inherit the lock.
        exec 9>"$state.lock"
        flock 9
        "$1" 9>&-
        ;;
    *) echo "usage: tests/servers/postgres.sh install|start|stop" >&2; exit 2 ;;
esac
