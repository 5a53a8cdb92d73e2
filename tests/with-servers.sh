#!/usr/bin/env bash
# Runs a command with a private PostgreSQL and a private S3 server, and ends them afterwards.
set -euo pipefail
here="$(dirname "$0")"

stop() { "$here/servers/postgres.sh" stop; "$here/servers/s3.sh" stop; }
trap stop EXIT

while read -r line; do export "${line?}"; done < <("$here/servers/postgres.sh" start; "$here/servers/s3.sh" start)
: "${ASSAY_TEST_POSTGRES:?PostgreSQL did not start}" "${ASSAY_TEST_S3:?the S3 server did not start}"
"$@"
