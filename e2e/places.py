"""Where a server keeps its state and finds its buckets: embedded, or on a real PostgreSQL and a real S3."""

import contextlib
import os
import subprocess
import urllib.parse
import uuid

import boto3

PLACES = ["embedded", "servers"]


@contextlib.contextmanager
def own_servers(folder):
    """A database and a place for contents that only one test uses: the settings of its nodes."""
    postgres, s3 = os.environ["ASSAY_TEST_POSTGRES"], os.environ["ASSAY_TEST_S3"]
    name = f"e2e_{uuid.uuid4().hex}"

    def run(sql):
        subprocess.run(["psql", "-q", postgres, "-c", sql], check=True)

    run(f"CREATE DATABASE {name}")
    base, _, query = postgres.partition("?")
    yield {
        "ASSAY_DATABASE_URL": f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else ""),
        "ASSAY_BLOBS_URL": f"{s3}&prefix={name}",
        "ASSAY_KEY_FILE": str(folder / "cluster.key"),
    }
    run(f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def place(kind, folder, files):
    """The settings of a server of this kind, with a bucket `shelf` that holds what is in the folder `files`."""
    if kind == "embedded":
        yield {"ASSAY_BUCKETS": f"shelf=fs:{files}"}
        return
    with own_servers(folder) as settings:
        prefix = uuid.uuid4().hex
        upload(os.environ["ASSAY_TEST_S3"], prefix, files)
        yield settings | {"ASSAY_BUCKETS": f"shelf={os.environ['ASSAY_TEST_S3']}&prefix={prefix}"}


def upload(url, prefix, files):
    """Puts all files of a folder into a bucket of S3, with metadata as people have it."""
    url = urllib.parse.urlsplit(url)
    query = dict(urllib.parse.parse_qsl(url.query))
    s3 = boto3.client("s3", endpoint_url=query["endpoint"], region_name=query.get("region"))
    for path in sorted(files.rglob("*")):
        if path.is_file():
            s3.put_object(
                Bucket=url.netloc, Key=f"{prefix}/{path.relative_to(files)}", Body=path.read_bytes(),
                CacheControl="no-cache", Metadata={"owner": "jane"},
            )
