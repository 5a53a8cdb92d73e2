"""Several nodes on one PostgreSQL and one S3: stateless, and told apart by nobody."""

import signal
import uuid

import pytest
import requests

import samples
from clients import client, members, result, submit
from conftest import wait_for
from places import own_servers
from test_access import captured_request, send_raw


@pytest.fixture
def shared(tmp_path):
    with own_servers(tmp_path) as settings:
        yield settings


def test_one_node_takes_a_file_and_another_answers(new_server, shared):
    first = new_server("first", **shared)
    second = new_server("second", **shared)
    content = samples.zipped({"a/eicar.com": samples.EICAR, "b.txt": uuid.uuid4().bytes})
    options = {"decompress": True, "decompress_max_layer": 5, "decompress_max_file_count": 1000}
    key = submit(client("sas", first), content, **options)
    assert result(client("sas", second), key).virus_type == "Engtest"
    assert [member.path for member in members(client("sas", second), key)] == ["/a/eicar.com", "/b.txt"]


def test_a_request_replayed_at_another_node_is_refused(new_server, shared):
    first = new_server("first", **shared)
    second = new_server("second", **shared)
    captured = captured_request()
    assert send_raw(first, captured).status_code == 200
    replay = send_raw(second, captured)
    assert (replay.status_code, replay.json()["Code"]) == (400, "SignatureNonceUsed")


def test_answering_and_examining_can_be_apart(new_server, shared):
    front = new_server("front", ASSAY_ROLES="api", **shared)
    key = submit(client("sas", front), samples.PHP_SHELL + uuid.uuid4().bytes)
    worker = new_server("back", ASSAY_ROLES="worker", **shared)
    assert result(client("sas", front), key).virus_type == "WebShell"
    assert wait_for(lambda: requests.get(f"{worker.url}/readyz", timeout=5).status_code == 200)
    with pytest.raises(Exception) as caught:
        client("sas", worker).get_file_detect_api_invoke_info()
    assert caught.value.status_code == 404


def test_what_a_dead_node_had_claimed_another_finishes(new_server, shared):
    first = new_server("first", **shared)
    second = new_server("second", ASSAY_ROLES="api", **shared)
    keys = [submit(client("sas", first), samples.PHP_SHELL + uuid.uuid4().bytes) for _ in range(30)]
    first.stop(signal.SIGKILL)
    new_server("third", ASSAY_ROLES="worker", **shared)
    assert all(result(client("sas", second), key, seconds=90).virus_type == "WebShell" for key in keys)
