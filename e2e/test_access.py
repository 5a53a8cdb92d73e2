"""Who may call: signatures, clocks, replays, temporary keys, policies; with the official clients."""

import json
import socket
import threading
import time
import uuid
from unittest import mock

import pytest
import requests
from alibabacloud_imm20200930 import models as imm
from alibabacloud_iqs20241111 import models as iqs
from alibabacloud_pds20220301 import models as pds
from alibabacloud_sas20181203 import models as sas

from clients import client, result, submit
from conftest import API_KEY, ACCESS_KEY_ID

UNKNOWN = sas.GetFileDetectResultRequest(type=0, hash_key_list=["0" * 32])


def code_of(call, *arguments):
    with pytest.raises(Exception) as caught:
        call(*arguments)
    return caught.value.code


@pytest.mark.parametrize(
    "settings",
    [{}, {"signature_algorithm": "v2"}, {"signature_algorithm": "ACS3-HMAC-SM3"}],
    ids=["ACS3-HMAC-SHA256", "RPC HMAC-SHA1", "ACS3-HMAC-SM3"],
)
def test_every_scheme_of_sas_is_verified(server, settings):
    good = client("sas", server, **settings)
    assert code_of(good.get_file_detect_result, UNKNOWN) == "GetResultFail"
    assert good.get_file_detect_api_invoke_info().body.request_id
    bad = client("sas", server, access_key_secret="wrong", **settings)
    assert code_of(bad.get_file_detect_result, UNKNOWN) == "SignatureDoesNotMatch"
    stranger = client("sas", server, access_key_id="nobody", **settings)
    assert code_of(stranger.get_file_detect_result, UNKNOWN) == "InvalidAccessKeyId.NotFound"


def test_other_products_are_verified_and_answer_in_their_own_shape(server):
    with pytest.raises(Exception) as caught:
        client("imm", server).get_story(imm.GetStoryRequest(project_name="p", dataset_name="d", object_id="s"))
    assert (caught.value.code, caught.value.status_code) == ("UnsupportedOperation", 400)
    assert caught.value.request_id and caught.value.request_id != "None"
    with pytest.raises(Exception) as caught:
        client("iqs", server).scan_file(iqs.ScanFileRequest(body=iqs.ScanFileInput(image_url="http://x.invalid/")))
    assert (caught.value.code, caught.value.status_code) == ("InvalidParameter.ImageUrl", 400)
    for settings in ({}, {"signature_version": "v4"}):
        api = client("pds", server, **settings)
        assert api.scan_file(pds.ScanFileRequest(drive_id="1", limit=10)).headers["x-ca-request-id"]
        with pytest.raises(Exception) as caught:
            api.archive_files(pds.ArchiveFilesRequest(drive_id="1", file_ids=["x"], name="a.zip"))
        assert caught.value.code == "UnsupportedOperation"
        assert caught.value.data["requestId"]
    assert code_of(
        client("pds", server, access_key_secret="wrong").scan_file, pds.ScanFileRequest(drive_id="1")
    ) == "SignatureDoesNotMatch"


def test_the_short_path_takes_a_bearer_key(server):
    headers = {"Authorization": f"Bearer {API_KEY}"}
    reply = requests.post(f"{server.url}/scan/file", json={"imageUrl": "http://x.invalid/"}, headers=headers, timeout=20)
    assert (reply.status_code, reply.json()["Code"]) == (400, "InvalidParameter.ImageUrl")
    reply = requests.post(f"{server.url}/scan/file", json={}, headers={"Authorization": "Bearer nope"}, timeout=5)
    assert (reply.status_code, reply.json()["Code"]) == (404, "InvalidAccessKeyId.NotFound")


def test_old_and_early_requests_are_refused(server):
    for minutes, code in ((-16, "InvalidTimeStamp.Expired"), (16, "InvalidTimeStamp.Expired"), (-14, None)):
        shifted = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + minutes * 60))
        with mock.patch("alibabacloud_tea_openapi.utils.Utils.get_timestamp", return_value=shifted):
            call = client("sas", server).get_file_detect_api_invoke_info
            if code is None:
                assert call().body.request_id
            else:
                assert code_of(call) == code


def captured_request():
    """What the official client sends, byte for byte; whose address it names does not matter."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        seen = []

        def receive():
            connection, _ = listener.accept()
            with connection:
                data = b""
                while b"\r\n\r\n" not in data:
                    data += connection.recv(65536)
                seen.append(data)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")

        thread = threading.Thread(target=receive)
        thread.start()
        client("sas", None, endpoint=f"127.0.0.1:{listener.getsockname()[1]}").get_file_detect_api_invoke_info()
        thread.join()
        return seen[0]


def send_raw(server, data):
    host, port = server.endpoint.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(data)
        reply = requests.models.Response()
        raw = connection.makefile("rb")
        status = int(raw.readline().split()[1])
        length = 0
        while (line := raw.readline().strip()):
            name, _, value = line.decode().partition(":")
            length = int(value) if name.lower() == "content-length" else length
        reply.status_code, reply._content = status, raw.read(length)
        return reply


def test_a_captured_request_works_once(server):
    captured = captured_request()
    assert send_raw(server, captured).status_code == 200
    replay = send_raw(server, captured)
    assert (replay.status_code, replay.json()["Code"]) == (400, "SignatureNonceUsed")


def test_temporary_keys_need_their_token_and_end(server):
    made = server.run("key", "create", "--temporary", ACCESS_KEY_ID, "--expires-in", "3")
    assert made.returncode == 0, made.stderr
    key = dict(line.split("=", 1) for line in made.stdout.splitlines() if "=" in line)
    settings = {
        "access_key_id": key["ASSAY_ACCESS_KEY_ID"],
        "access_key_secret": key["ASSAY_ACCESS_KEY_SECRET"],
        "security_token": key["ASSAY_SECURITY_TOKEN"],
    }
    temporary = client("sas", server, **settings)
    assert temporary.get_file_detect_api_invoke_info().body.request_id
    wrong = client("sas", server, **{**settings, "security_token": "wrong"})
    assert code_of(wrong.get_file_detect_api_invoke_info).startswith("InvalidSecurityToken")
    without = client("sas", server, **{**settings, "security_token": None})
    assert code_of(without.get_file_detect_api_invoke_info).startswith("InvalidSecurityToken")
    time.sleep(3.2)
    assert code_of(temporary.get_file_detect_api_invoke_info) == "InvalidSecurityToken.Expired"


def new_key(server, tmp_path, policy=None, **options):
    arguments = ["key", "create"]
    if policy is not None:
        path = tmp_path / "policy.json"
        path.write_text(json.dumps(policy))
        arguments += ["--policy", path]
    for name, value in options.items():
        arguments += [f"--{name.replace('_', '-')}", value]
    made = server.run(*arguments)
    assert made.returncode == 0, made.stderr
    key = dict(line.split("=", 1) for line in made.stdout.splitlines() if "=" in line)
    return {"access_key_id": key["ASSAY_ACCESS_KEY_ID"], "access_key_secret": key["ASSAY_ACCESS_KEY_SECRET"]}


def test_a_policy_limits_what_a_key_may_do(server, tmp_path):
    policy = {
        "Version": "1",
        "Statement": [
            {"Effect": "Allow", "Action": ["yundun-sas:Get*"], "Resource": "*"},
            {"Effect": "Deny", "Action": "yundun-sas:GetFileDetectReport", "Resource": "*"},
        ],
    }
    limited = client("sas", server, **new_key(server, tmp_path, policy))
    assert limited.get_file_detect_api_invoke_info().body.request_id
    with pytest.raises(Exception) as caught:
        limited.create_file_detect(sas.CreateFileDetectRequest(type=0, hash_key="0" * 32, oss_key="x"))
    assert (caught.value.code, caught.value.status_code) == ("NoPermission", 403)
    assert code_of(limited.get_file_detect_report, sas.GetFileDetectReportRequest(file_hash="0" * 32)) == "NoPermission"


def test_a_policy_that_cannot_be_read_makes_no_key(server, tmp_path):
    path = tmp_path / "policy.json"
    path.write_text('{"Version": "1", "Statement": [{"Effect": "Maybe"}]}')
    made = server.run("key", "create", "--policy", path)
    assert made.returncode == 2 and "Effect" in made.stderr


def test_tenants_do_not_see_each_other(server, tmp_path):
    key = submit(client("sas", server), uuid.uuid4().bytes)
    result(client("sas", server), key)
    other = client("sas", server, **new_key(server, tmp_path, tenant="other"))
    request = sas.GetFileDetectResultRequest(type=0, hash_key_list=[key])
    assert code_of(other.get_file_detect_result, request) == "GetResultFail"


def test_a_revoked_key_stops_working_and_is_listed_without_its_secret(server, tmp_path):
    key = new_key(server, tmp_path, label="short-lived")
    api = client("sas", server, **key)
    assert api.get_file_detect_api_invoke_info().body.request_id
    assert server.run("key", "revoke", key["access_key_id"]).returncode == 0
    time.sleep(3)
    assert code_of(api.get_file_detect_api_invoke_info) == "InvalidAccessKeyId.NotFound"
    listed = server.run("key", "list").stdout
    assert "short-lived" in listed and ACCESS_KEY_ID in listed and key["access_key_secret"] not in listed
    assert server.run("key", "revoke", "nobody").returncode == 2


def test_a_key_that_asks_too_often_is_told_to_wait(new_server):
    slow = new_server(ASSAY_THROTTLE_PER_SECOND="5")
    api = client("sas", slow)
    codes = set()
    for _ in range(30):
        try:
            api.get_file_detect_api_invoke_info()
        except Exception as refused:
            codes.add(refused.code)
    assert codes == {"RequestTooFrequently"}
