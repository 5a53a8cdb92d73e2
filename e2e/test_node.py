"""The official Node runtimes, unchanged, against the same server."""

import json
import pathlib
import subprocess
import uuid

import pytest

import pages
from conftest import ACCESS_KEY_ID, ACCESS_KEY_SECRET

NODE = pathlib.Path(__file__).parent / "node"


@pytest.mark.parametrize("runtime", ["openapi-core", "openapi-client"])
def test_node_is_answered_and_refused_like_python(server, runtime):
    run = subprocess.run(
        ["node", NODE / "sas.mjs", runtime, server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET],
        capture_output=True, text=True, timeout=60,
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["info"]["RequestId"] and told["info"]["Data"]["TimeUnit"] == "SECONDS"
    assert told["refused"]["code"] == "GetResultFail"


@pytest.mark.parametrize("runtime", ["openapi-core", "openapi-client"])
def test_node_makes_a_folder_and_scans_the_drive(server, runtime):
    name = f"{uuid.uuid4().hex} – 文件夹"
    run = subprocess.run(
        ["node", NODE / "pds.mjs", runtime, server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET, name],
        capture_output=True, text=True, timeout=60,
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["folder"] and told["names"].count(name) == 1
    assert told["refused"]["code"] == "InvalidParameter.limit"


@pytest.mark.parametrize("runtime", ["openapi-core", "openapi-client"])
def test_node_gets_a_scan(server, runtime, tmp_path):
    picture = tmp_path / "page.jpg"
    # What Node writes has no length: its bodies come in chunks.
    picture.write_bytes(pages.encoded(pages.photo(size=(600, 800))[0]))
    run = subprocess.run(
        ["node", NODE / "iqs.mjs", runtime, server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET, picture],
        capture_output=True, text=True, timeout=90,
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    [info] = told["answer"]["scanFileInfoList"]
    assert pages.opened(info).size == (600, 800)
    assert told["refused"]["code"] == "MissingParameter"
