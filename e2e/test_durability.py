"""What was acknowledged is finished, whatever happens to the process."""

import signal
import threading
import time
import uuid

import samples
from clients import client, md5, result, submit


def test_kill_9_amid_200_submissions_loses_none(new_server):
    server = new_server()
    api = client("sas", server)
    contents = [samples.PHP_SHELL + uuid.uuid4().hex.encode() for _ in range(200)]
    acknowledged = []

    def submit_all():
        for content in contents:
            try:
                acknowledged.append(submit(api, content))
            except Exception:  # the server is gone: what it did not acknowledge may be lost
                return

    thread = threading.Thread(target=submit_all)
    thread.start()
    while len(acknowledged) < 60 and thread.is_alive():
        time.sleep(0.005)
    server.stop(signal.SIGKILL)
    thread.join()
    assert 60 <= len(acknowledged) < 200
    server.start()
    api = client("sas", server)
    for key in acknowledged:
        assert result(api, key).virus_type == "WebShell"


def test_a_stopped_server_finishes_what_is_in_hand(new_server):
    server = new_server()
    api = client("sas", server)
    keys = [submit(api, samples.CLEAN_TEXT + uuid.uuid4().bytes) for _ in range(20)]
    began = time.monotonic()
    assert server.stop(signal.SIGTERM) == 0
    assert time.monotonic() - began < 31
    server.start()
    assert all(result(client("sas", server), key).result == 0 for key in keys)


def test_results_and_keys_survive_a_restart(new_server):
    server = new_server(ASSAY_ACCESS_KEY_ID=None, ASSAY_ACCESS_KEY_SECRET=None, ASSAY_API_KEY=None)
    keys = dict(line.split("=", 1) for line in (word.strip() for word in server.output) if "=" in line)
    settings = {
        "access_key_id": keys["ASSAY_ACCESS_KEY_ID"],
        "access_key_secret": keys["ASSAY_ACCESS_KEY_SECRET"],
    }
    content = samples.EICAR
    key = submit(client("sas", server, **settings), content)
    result(client("sas", server, **settings), key)
    assert server.stop() == 0
    server.start()
    assert not any("ASSAY_ACCESS_KEY_SECRET" in line for line in server.output)
    assert result(client("sas", server, **settings), md5(content)).virus_type == "Engtest"
