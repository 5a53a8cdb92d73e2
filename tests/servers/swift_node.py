"""One-node OpenStack Swift with its S3 API, for tests: what s3.sh starts.

Writes rings and configuration into the directory that it is given, runs the four servers (proxy, account,
container, object) as its children, makes a bucket through the S3 API, and writes `environment` there when
all of that is done. Ends when one of the servers does.
"""

import contextlib
import ctypes
import datetime
import getpass
import hashlib
import hmac
import http.client
import os
import secrets
import signal
import socket
import sys
import time
from pathlib import Path

REGION = "us-east-1"
BUCKET = "assay-test"
SERVERS = ("account", "container", "object")


class Memory:
    """What Swift wants of memcached, in the proxy's own memory: it is one process."""

    def __init__(self):
        self.values = {}

    def get(self, key, raise_on_error=False):
        value, ends = self.values.get(key, (None, None))
        return None if ends is not None and ends <= time.time() else value

    def set(self, key, value, serialize=True, time=0, min_compress_len=0, raise_on_error=False):
        self.values[key] = (value, globals()["time"].time() + time if time else None)

    def incr(self, key, delta=1, time=0):
        value = max(0, int(self.get(key) or 0) + delta)
        self.set(key, value, time=time)
        return value

    def decr(self, key, delta=1, time=0):
        return self.incr(key, -delta, time)

    def delete(self, key, server_key=None):
        self.values.pop(key, None)


def memory_filter(_global_conf, **_local_conf):
    """The filter that hands the memory to those behind it in the pipeline."""
    memory = Memory()

    def factory(app):
        def handle(environ, start_response):
            environ["swift.cache"] = memory
            return app(environ, start_response)

        return handle

    return factory


def free_ports(count):
    """Ports that nobody listens on; all are held until all are known, so that they differ."""
    holders = [socket.socket() for _ in range(count)]
    for holder in holders:
        holder.bind(("127.0.0.1", 0))
    ports = [holder.getsockname()[1] for holder in holders]
    for holder in holders:
        holder.close()
    return ports


def require_xattrs(folder):
    """Swift keeps what it knows of an object in the extended attributes of its file."""
    probe = folder / "xattr-probe"
    probe.touch()
    try:
        os.setxattr(probe, "user.probe", b"1")
    except OSError as error:
        sys.exit(f"{folder} is on a file system without user extended attributes: {error}")
    probe.unlink()


def configure(state, ports, key, secret):
    """Writes swift.conf, the rings, and one configuration for each server."""
    devices = state / "devices"
    (devices / "d1").mkdir(parents=True)
    require_xattrs(devices)
    (state / "swift.conf").write_text(
        f"[swift-hash]\nswift_hash_path_suffix = {secrets.token_hex(8)}\n"
        "[storage-policy:0]\nname = one\ndefault = yes\n"
    )
    common = f"""[DEFAULT]
bind_ip = 127.0.0.1
workers = 0
user = {getpass.getuser()}
swift_dir = {state}
devices = {devices}
mount_check = false
fallocate_reserve = 0
log_address = /nonexistent
"""
    for server in SERVERS:
        (state / f"{server}.conf").write_text(
            f"{common}bind_port = {ports[server]}\n"
            f"[pipeline:main]\npipeline = {server}-server\n"
            f"[app:{server}-server]\nuse = egg:swift#{server}\n"
        )
    (state / "proxy.conf").write_text(
        f"""{common}bind_port = {ports["proxy"]}
[pipeline:main]
pipeline = catch_errors memory listing_formats bulk s3api tempauth slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:memory]
paste.filter_factory = swift_node:memory_filter
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:s3api]
use = egg:swift#s3api
location = {REGION}
[filter:tempauth]
use = egg:swift#tempauth
user_test_assay = {secret} .admin
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
"""
    )


def build_rings(state, ports):
    """One device, one replica, 16 partitions."""
    from swift.common.ring import RingBuilder

    for server in SERVERS:
        builder = RingBuilder(4, 1, 0)
        builder.add_dev(
            {"region": 1, "zone": 1, "ip": "127.0.0.1", "port": ports[server], "device": "d1", "weight": 1}
        )
        builder.rebalance()
        builder.get_ring().save(str(state / f"{server}.ring.gz"))


def start_server(state, server):
    """Starts a server as a child that does not outlive this process; returns its id."""
    child = os.fork()
    if child == 0:
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os._exit(run_server(state, server) or 0)
    return child


def run_server(state, server):
    """Becomes one of the servers; does not return before it ends."""
    from swift.common.wsgi import run_wsgi

    options = {"verbose": True}
    if server == "object":
        from swift.obj.server import global_conf_callback

        options["global_conf_callback"] = global_conf_callback
    return run_wsgi(str(state / f"{server}.conf"), f"{server}-server", **options)


def signed(method, path, port, key, secret):
    """Sends one request with an empty body under AWS Signature Version 4; returns its status."""
    now = datetime.datetime.now(datetime.timezone.utc)
    stamp, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
    empty = hashlib.sha256(b"").hexdigest()
    headers = {"host": f"127.0.0.1:{port}", "x-amz-content-sha256": empty, "x-amz-date": stamp}
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = f"{method}\n{path}\n\n{lines}\n{names}\n{empty}"
    scope = f"{day}/{REGION}/s3/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signing_key = f"AWS4{secret}".encode()
    for part in (day, REGION, "s3", "aws4_request"):
        signing_key = hmac.digest(signing_key, part.encode(), "sha256")
    signature = hmac.digest(signing_key, to_sign.encode(), "sha256").hex()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    response.read()
    return response.status


def make_bucket(port, key, secret):
    """Makes the bucket as soon as all four servers answer."""
    for _ in range(100):
        try:
            status = signed("PUT", f"/{BUCKET}", port, key, secret)
            if status == 200:
                return
        except OSError as error:
            status = error
        time.sleep(0.1)
    sys.exit(f"the bucket cannot be made: {status}")


def main():
    state = Path(sys.argv[1]).resolve()
    names = ("proxy", *SERVERS)
    ports = dict(zip(names, free_ports(len(names))))
    key, secret = "test:assay", secrets.token_hex(16)
    configure(state, ports, key, secret)

    import swift.common.utils

    # The library looks in /etc/swift unless told before anything else is imported.
    swift.common.utils.set_swift_dir(str(state))
    build_rings(state, ports)

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    children = [start_server(state, name) for name in names]
    try:
        serve(state, ports, key, secret)
    finally:
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)


def serve(state, ports, key, secret):
    """Says that all is ready when it is, and waits for the first server to end."""
    make_bucket(ports["proxy"], key, secret)
    # A server that takes any signature would prove nothing about ours.
    if signed("GET", f"/{BUCKET}", ports["proxy"], key, "wrong") != 403:
        sys.exit("the server does not verify signatures")
    unfinished = state / "environment.new"
    unfinished.write_text(
        f"ASSAY_TEST_S3=s3://{BUCKET}?endpoint=http://127.0.0.1:{ports['proxy']}&region={REGION}\n"
        f"AWS_ACCESS_KEY_ID={key}\n"
        f"AWS_SECRET_ACCESS_KEY={secret}\n"
    )
    unfinished.rename(state / "environment")
    ended, status = os.wait()
    sys.exit(f"server {ended} ended with status {status}")


if __name__ == "__main__":
    main()
