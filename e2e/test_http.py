"""The wire below the SDKs: whatever is sent, the answer is JSON with a request id."""

import json
import socket
import time

import pytest

from clients import client


def exchange(server, data, wait=15):
    """Sends bytes and reads everything until the server closes or one whole answer is there."""
    host, port = server.endpoint.split(":")
    with socket.create_connection((host, int(port)), timeout=wait) as connection:
        try:
            connection.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass
        raw = connection.makefile("rb")
        status_line = raw.readline().decode()
        headers = {}
        while line := raw.readline().strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        return int(status_line.split()[1]), headers, raw.read(int(headers["content-length"]))


RPC = "POST /?Action=GetFileDetectResult&Version=2018-12-03 HTTP/1.1\r\nHost: x\r\n"

CASES = {
    "garbage": (b"\x16\x03\x01\x02\x00garbage\r\n\r\n", 400),
    "no version": (b"GET /\r\n\r\n", 400),
    "bad header name": (b"GET / HTTP/1.1\r\nHost: x\r\nbad header: x\r\n\r\n", 400),
    "NUL in a header": (b"GET / HTTP/1.1\r\nHost: x\r\nA: \x00\r\n\r\n", 400),
    "two lengths": (RPC.encode() + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    "bad length": (RPC.encode() + b"Content-Length: -1\r\n\r\n", 400),
    "unknown path": (b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    "wrong method": (b"DELETE / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    "too long a target": (b"GET /?a=" + b"a" * 3_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "too large a header": (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 1_000_000 + b"\r\n\r\n", 431),
    "too many headers": (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 2000 + b"\r\n", 431),
    "too large a body": (RPC.encode() + b"Content-Length: 9999999999\r\n\r\n", 413),
    "bad chunk": (RPC.encode() + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    "old version": (b"GET / HTTP/3.7\r\nHost: x\r\n\r\n", (400, 505)),
}


@pytest.mark.parametrize("name", CASES)
def test_errors_of_the_http_layer_are_json(server, name):
    data, status = CASES[name]
    got, headers, body = exchange(server, data)
    assert got in (status if isinstance(status, tuple) else (status,))
    assert headers["content-type"].startswith("application/json")
    error = json.loads(body)
    assert error["Code"] and error["Message"] and error["RequestId"] == headers["x-acs-request-id"]


def test_errors_under_a_pds_path_have_its_shape(server):
    got, headers, body = exchange(server, b"GET /v2/file/scan HTTP/1.1\r\nHost: x\r\n\r\n")
    error = json.loads(body)
    assert got >= 400 and error["code"] and error["message"]
    assert headers["x-ca-request-id"]


def test_a_slow_head_is_answered_and_closed(server):
    began = time.monotonic()
    got, headers, body = exchange(server, b"GET / HTTP/1.1\r\nHost: ", wait=40)
    assert got == 408 and json.loads(body)["Code"]
    assert time.monotonic() - began < 35


def test_a_69_kb_query_reaches_its_operation(server):
    """A full batch with labels, as the official client sends it, is longer than the HTTP library takes."""
    from alibabacloud_imm20200930 import models as imm

    files = [
        imm.InputFile(uri=f"oss://bucket/folder/{index}.jpg", custom_labels={f"label{n}": "x" * 100 for n in range(5)})
        for index in range(100)
    ]
    request = imm.BatchIndexFileMetaRequest(project_name="p", dataset_name="d", files=files)
    with pytest.raises(Exception) as caught:
        client("imm", server).batch_index_file_meta(request)
    # Which looks for the project, and finds none; that a batch of this length is indexed is tested with the catalog.
    assert caught.value.code == "ResourceNotFound"


def test_a_host_with_a_scheme_is_taken_as_it_is(server):
    api = client("sas", server, endpoint=server.url, protocol=None)
    assert api.get_file_detect_api_invoke_info().body.request_id
