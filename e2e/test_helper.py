"""The vendor's own malware-scan helper, unchanged, on real files and folders."""

import functools
import http.server
import json
import threading

import pytest
from alibabacloud_filedetect.DetectResult import DetectResult
from alibabacloud_filedetect.ERR_CODE import ERR_CODE
from alibabacloud_filedetect.OpenAPIDetector import OpenAPIDetector

import samples
from clients import md5
from conftest import ACCESS_KEY_ID, ACCESS_KEY_SECRET

BLACK, WHITE = DetectResult.RESULT.RES_BLACK, DetectResult.RESULT.RES_WHITE


@pytest.fixture
def detector(server):
    detector = OpenAPIDetector.get_instance()
    # It takes no protocol, so the endpoint carries the scheme, and the Host header does too.
    assert detector.init(ACCESS_KEY_ID, ACCESS_KEY_SECRET, endpoint=server.url) == ERR_CODE.ERR_SUCC
    yield detector
    detector.uninit()


def scan(detector, path):
    found = detector.detectSync(str(path), 30_000)
    assert found.isSucc(), (found.error_code, found.error_string)
    return found


def test_a_clean_file_is_white(detector, tmp_path):
    path = tmp_path / "minutes.txt"
    path.write_bytes(samples.CLEAN_TEXT)
    assert scan(detector, path).result == WHITE


def test_the_test_file_is_black_with_reasons(detector, tmp_path):
    path = tmp_path / "eicar.com"
    path.write_bytes(samples.EICAR)
    found = scan(detector, path)
    assert (found.result, found.virus_type) == (BLACK, "Engtest")
    assert 81 <= found.score <= 100
    ext = json.loads(found.ext_info)
    assert ext["Rules"] and ext["Evidence"][0]["Meaning"]["en"] and ext["Evidence"][0]["Meaning"]["zh"]
    start, end = ext["HighLight"][0]
    assert samples.EICAR[start:end]


def test_a_folder_with_archives_is_told_apart_member_by_member(detector, tmp_path):
    inner = samples.zipped({"a/shell.php": samples.PHP_SHELL, "a/readme.txt": samples.CLEAN_TEXT})
    files = {
        "clean.zip": samples.zipped({"one.txt": b"one", "two.txt": b"two"}),
        "bad.zip": samples.zipped({"inner.zip": inner, "note.txt": samples.CLEAN_TEXT}),
        "bad.tar.gz": samples.tarred({"dir/eicar.com": samples.EICAR, "dir/ok.txt": b"fine"}),
        "plain.txt": samples.CLEAN_TEXT + b"again",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    detector.initDecompress(True, 5, 1000)
    found = {path.name: scan(detector, path) for path in tmp_path.iterdir() if path.name in files}
    assert {name: item.result for name, item in found.items()} == {
        "clean.zip": WHITE,
        "bad.zip": BLACK,
        "bad.tar.gz": BLACK,
        "plain.txt": WHITE,
    }
    by_path = {item.path: item.result for item in found["bad.zip"].compresslist}
    assert by_path == {
        "/inner.zip": BLACK,
        "/inner.zip/a/shell.php": BLACK,
        "/inner.zip/a/readme.txt": WHITE,
        "/note.txt": WHITE,
    }
    by_path = {item.path: item.result for item in found["bad.tar.gz"].compresslist}
    assert by_path == {"/dir/eicar.com": BLACK, "/dir/ok.txt": WHITE}


def test_a_url_is_fetched_and_examined(detector, tmp_path):
    content = samples.EICAR + b"\n"
    (tmp_path / "sample").write_bytes(content)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as files:
        threading.Thread(target=files.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{files.server_port}/sample"
        found = detector.detectUrlSync(url, md5(content), 30_000)
        files.shutdown()
    assert found.isSucc(), (found.error_code, found.error_string)
    assert (found.result, found.virus_type) == (BLACK, "Engtest")
