"""Starts the real binary, and offers the official clients pointed at it."""

import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

# The SDKs obey these even for loopback.
for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
    os.environ.pop(name, None)

ACCESS_KEY_ID = "e2eAdministrator"
ACCESS_KEY_SECRET = "e2eAdministratorSecret"
API_KEY = "e2eApiKey0123456789"


def pytest_addoption(parser):
    parser.addoption("--assay", default="target/debug/assay", help="the binary under test")


@pytest.fixture(scope="session")
def assay_binary(request):
    path = pathlib.Path(request.config.getoption("--assay")).resolve()
    assert path.exists(), f"{path} is not built"
    return path


class Server:
    """One `assay serve`, on a free port, in its own data folder."""

    def __init__(self, binary, data_dir, **settings):
        self.binary = binary
        self.data_dir = pathlib.Path(data_dir)
        self.settings = {
            "ASSAY_LISTEN": "127.0.0.1:0",
            "ASSAY_DATA_DIR": str(self.data_dir),
            "ASSAY_ACCESS_KEY_ID": ACCESS_KEY_ID,
            "ASSAY_ACCESS_KEY_SECRET": ACCESS_KEY_SECRET,
            "ASSAY_API_KEY": API_KEY,
            **settings,
        }
        self.process = None
        self.url = None
        self.output = []

    @property
    def environment(self):
        clean = {key: value for key, value in os.environ.items() if not key.startswith("ASSAY_")}
        return {**clean, **{key: value for key, value in self.settings.items() if value is not None}}

    def start(self):
        self.data_dir.mkdir(parents=True, exist_ok=True)
        log = open(self.data_dir / "serve.log", "ab")
        self.process = subprocess.Popen(
            [self.binary, "serve"], env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
        self.output = []
        for line in self.process.stdout:
            self.output.append(line.rstrip("\n"))
            if "http://" in line or "https://" in line:
                self.url = next(word for word in line.split() if word.startswith("http")).rstrip(",")
                return self
        raise AssertionError(f"assay serve ended: {self.process.wait()}\n{self.log()}")

    def log(self):
        return (self.data_dir / "serve.log").read_text(errors="replace")

    @property
    def endpoint(self):
        return self.url.removeprefix("http://")

    def stop(self, how=signal.SIGTERM):
        """Ends the server; returns its exit status."""
        if self.process is None:
            return None
        self.process.send_signal(how)
        status = self.process.wait(timeout=40)
        self.process.stdout.close()
        self.process = None
        return status

    def run(self, *arguments, **options):
        """Runs another command of the binary with this server's settings."""
        return subprocess.run(
            [self.binary, *map(str, arguments)], env=self.environment, capture_output=True, text=True, timeout=120,
            **options,
        )


@pytest.fixture
def new_server(assay_binary, tmp_path):
    """Makes servers that end with the test."""
    servers = []

    def make(name="data", start=True, **settings):
        server = Server(assay_binary, tmp_path / name, **settings)
        servers.append(server)
        return server.start() if start else server

    yield make
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def server(assay_binary, tmp_path_factory):
    """One server for all tests that need no other; loopback may be fetched from."""
    server = Server(assay_binary, tmp_path_factory.mktemp("shared"), ASSAY_FETCH_ALLOW="127.0.0.1").start()
    yield server
    server.stop()


def wait_for(condition, seconds=30, every=0.02):
    """Polls until the condition gives something, and returns it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(every)
    raise AssertionError(f"not within {seconds} s")
