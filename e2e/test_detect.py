"""The SAS file-detection calls through the official SDK: answers, limits, and every documented error."""

import functools
import http.server
import json
import os
import threading
import time
import uuid

import pytest
import requests
from alibabacloud_sas20181203 import models as sas

import samples
from clients import client, md5, members, post, result, sha256, submit, upload
from conftest import wait_for


@pytest.fixture
def api(server):
    return client("sas", server)


def unique(content=samples.CLEAN_TEXT):
    """A content that no other test has submitted."""
    return content + uuid.uuid4().hex.encode()


def refusal(call, *arguments):
    """The code and status with which a call is refused."""
    with pytest.raises(Exception) as caught:
        call(*arguments)
    return caught.value.code, caught.value.status_code


def test_upload_urls_come_in_the_order_of_the_request(api):
    keys = [md5(unique()) for _ in range(3)] + [sha256(unique())]
    items = [sas.CreateFileDetectUploadUrlRequestHashKeyContextList(hash_key=key, file_size=10) for key in keys]
    body = api.create_file_detect_upload_url(
        sas.CreateFileDetectUploadUrlRequest(type=0, hash_key_context_list=items)
    ).body
    assert [item.hash_key for item in body.upload_url_list] == keys
    for item in body.upload_url_list:
        assert (item.code, item.file_exist) == ("200", False)
        assert item.expire.isdigit() and item.public_url == item.internal_url
        assert item.context.access_id and item.context.policy and item.context.signature and item.context.oss_key


def test_a_file_that_is_here_need_not_be_uploaded_again(api):
    content = unique()
    upload(api, content)
    body = api.create_file_detect_upload_url(
        sas.CreateFileDetectUploadUrlRequest(type=0, hash_key_list=[md5(content)])
    ).body
    item = body.upload_url_list[0]
    assert item.file_exist is True
    assert item.context.oss_key
    reply = api.create_file_detect(
        sas.CreateFileDetectRequest(type=0, hash_key=md5(content), oss_key=item.context.oss_key)
    )
    assert reply.body.hash_key == md5(content)


def test_an_oversize_file_gets_an_item_without_upload_parameters(api):
    item = sas.CreateFileDetectUploadUrlRequestHashKeyContextList(hash_key=md5(unique()), file_size=2**31 - 1)
    body = api.create_file_detect_upload_url(
        sas.CreateFileDetectUploadUrlRequest(type=0, hash_key_context_list=[item])
    ).body
    assert body.upload_url_list[0].code == "FileSizeOverLimit"
    assert body.upload_url_list[0].context is None


@pytest.mark.parametrize("name", [md5, sha256])
def test_a_verdict_is_found_under_the_key_that_was_pushed(api, name):
    content = unique(samples.PHP_SHELL)
    key = submit(api, content, name(content))
    found = result(api, key)
    assert (found.hash_key, found.result, found.virus_type, found.compress) == (key, 1, "WebShell", False)
    assert 81 <= found.score <= 100
    assert "PHP" in json.loads(found.ext)["FileLabel"]


def test_a_clean_file_has_no_score(api):
    found = result(api, submit(api, unique()))
    assert (found.result, found.score, found.virus_type) == (0, None, None)


def test_equal_content_is_answered_from_what_is_known(api):
    content = unique(samples.EICAR + b"\n")
    first = result(api, submit(api, content))
    key = submit(api, content, sha256(content))
    request = sas.GetFileDetectResultRequest(type=0, hash_key_list=[key])
    at_once = api.get_file_detect_result(request).body.result_list[0]
    assert (at_once.result, at_once.score) == (first.result, first.score)


def test_nested_archives_are_opened_as_far_as_asked(api):
    content = samples.nested(unique(samples.PHP_SHELL), 4, "shell.php")
    options = {"decompress": True, "decompress_max_layer": 5, "decompress_max_file_count": 1000}
    key = submit(api, content, **options)
    found = result(api, key)
    assert (found.result, found.compress, found.virus_type) == (1, True, "WebShell")
    paths = [member.path for member in members(api, key)]
    assert paths == [
        "/layer3.zip",
        "/layer3.zip/layer2.zip",
        "/layer3.zip/layer2.zip/layer1.zip",
        "/layer3.zip/layer2.zip/layer1.zip/shell.php",
    ]


def test_layers_beyond_the_limit_are_named_and_never_called_examined(api):
    content = samples.nested(unique(samples.PHP_SHELL), 4, "shell.php")
    key = submit(api, content, decompress=True, decompress_max_layer=2, decompress_max_file_count=1000)
    found = result(api, key)
    ext = json.loads(found.ext)
    assert ext["FullyExamined"] is False
    assert [limit["Name"] for limit in ext["Limits"]] == ["DecompressMaxLayer"]
    assert "not fully examined" in found.message
    assert found.result == 0


def test_members_beyond_the_limit_are_named(api):
    salt = uuid.uuid4().hex
    content = samples.zipped({f"{index:04}.txt": f"{salt}{index}".encode() for index in range(120)})
    key = submit(api, content, decompress=True, decompress_max_layer=1, decompress_max_file_count=100)
    ext = json.loads(result(api, key).ext)
    assert [limit["Name"] for limit in ext["Limits"]] == ["DecompressMaxFileCount"]
    found = members(api, key)
    assert len(found) == 100
    assert found[7].path == "/0007.txt" and found[7].hash_key == md5(f"{salt}7".encode())


def test_pages_of_members_do_not_overlap(api):
    salt = uuid.uuid4().hex
    content = samples.zipped({f"{index:04}": f"{salt}{index}".encode() for index in range(101)})
    key = submit(api, content, decompress=True, decompress_max_layer=1, decompress_max_file_count=1000)
    result(api, key)
    for page_size in (1, 20, 50, 100):
        assert [member.path for member in members(api, key, page_size)] == [f"/{index:04}" for index in range(101)]
    default = api.list_compress_file_detect_result(
        sas.ListCompressFileDetectResultRequest(hash_key=key, current_page=1, page_size=20)
    ).body
    assert (default.page_info.current_page, default.page_info.page_size, default.page_info.total_count) == (1, 20, 101)


def test_an_archive_that_was_not_opened_is_still_noticed(api):
    content = samples.zipped({"a": unique()})
    key = submit(api, content)
    assert result(api, key).compress is True
    assert members(api, key) == []


def test_results_of_several_files_come_in_order_and_unknown_ones_are_items(api):
    known = submit(api, unique())
    result(api, known)
    unknown = md5(unique())
    request = sas.GetFileDetectResultRequest(type=0, hash_key_list=[unknown, known])
    first, second = api.get_file_detect_result(request).body.result_list
    assert (first.hash_key, first.code, first.result) == (unknown, "GetResultFail", None)
    assert (second.hash_key, second.code, second.result) == (known, "200", 0)


def test_the_report_tells_the_same_at_length(api):
    key = submit(api, unique(samples.PHP_SHELL))
    result(api, key)
    body = api.get_file_detect_report(sas.GetFileDetectReportRequest(file_hash=key, lang="zh")).body
    assert (body.success, body.data.has_data, body.data.threat_level) == (True, True, 2)
    assert json.loads(body.data.basic)["md5"] == key
    assert json.loads(body.data.threat_types)[0]["threat_type"] == "WebShell"
    body = api.get_file_detect_report(sas.GetFileDetectReportRequest(file_hash=key, field="Basic")).body
    assert body.data.threat_types is None and body.data.basic


def test_submissions_are_counted(api):
    before = api.get_file_detect_api_invoke_info().body.data.invoke_count
    submit(api, unique())
    after = api.get_file_detect_api_invoke_info().body.data
    assert after.invoke_count == before + 1
    assert after.time_unit == "SECONDS"


def test_the_days_allowance_is_shown(server):
    made = server.run("key", "create", "--daily-allowance", "5")
    key = dict(line.split("=", 1) for line in made.stdout.splitlines() if "=" in line)
    api = client("sas", server, access_key_id=key["ASSAY_ACCESS_KEY_ID"], access_key_secret=key["ASSAY_ACCESS_KEY_SECRET"])
    for used in (1, 2):
        data = api.get_file_detect_api_invoke_info().body.data
        assert (data.auth_count, data.invoke_count, data.remain_auth_count) == (5, used, 5 - used)
    day = 24 * 60 * 60 * 1000
    assert data.expire % day == 0 and 0 <= data.expire - time.time() * 1000 <= day


def create(api, **changed):
    return api.create_file_detect(sas.CreateFileDetectRequest(**{"type": 0, "hash_key": md5(b"x"), **changed}))


@pytest.mark.parametrize(
    "changed, code",
    [
        ({"oss_key": "default/1/nope"}, "GetFileError"),
        ({}, "GetFileError"),
        ({"type": 3}, "InvalidApiDetectType"),
        ({"hash_key": "nope", "oss_key": "x"}, "InvalidParameter"),
        ({"hash_key": "D41D8CD98F00B204E9800998ECF8427E", "oss_key": "x"}, "InvalidParameter"),
        ({"hash_key": None, "oss_key": "x"}, "MissingParameter"),
        ({"type": None}, "MissingParameter"),
        ({"oss_key": "x", "decompress": True}, "MissingParameter"),
        (
            {"oss_key": "x", "decompress": True, "decompress_max_layer": 6, "decompress_max_file_count": 1},
            "InvalidParameter",
        ),
        (
            {"oss_key": "x", "decompress": True, "decompress_max_layer": 5, "decompress_max_file_count": 1001},
            "InvalidParameter",
        ),
        ({"download_url": "ftp://example.com/x"}, "InvalidDownloadUrl"),
        ({"download_url": "http://10.1.2.3/x"}, "InvalidDownloadUrl"),
        ({"download_url": "http://169.254.169.254/latest/meta-data/"}, "InvalidDownloadUrl"),
        ({"download_url": "http://[::1]:9/x"}, "InvalidDownloadUrl"),
        ({"download_url": "http://127.0.0.1:9/x"}, "InvalidDownloadUrl"),
        ({"download_url": "not a url"}, "InvalidDownloadUrl"),
    ],
)
def test_bad_submissions_get_the_documented_code(api, changed, code):
    assert refusal(functools.partial(create, api, **changed)) == (code, 400)


def test_an_upload_that_is_not_what_the_hash_names_is_refused(api):
    oss_key = upload(api, unique(), key=md5(b"something else"))
    assert refusal(functools.partial(create, api, hash_key=md5(b"something else"), oss_key=oss_key)) == (
        "GetFileError",
        400,
    )


def test_a_promised_upload_that_never_came_is_refused(api):
    content = unique()
    body = api.create_file_detect_upload_url(
        sas.CreateFileDetectUploadUrlRequest(type=0, hash_key_list=[md5(content)])
    ).body
    oss_key = body.upload_url_list[0].context.oss_key
    assert refusal(functools.partial(create, api, hash_key=md5(content), oss_key=oss_key)) == ("GetFileError", 400)


def test_unknown_results_are_get_result_fail(api):
    request = sas.GetFileDetectResultRequest(type=0, hash_key_list=[md5(unique())])
    assert refusal(api.get_file_detect_result, request) == ("GetResultFail", 400)
    listing = sas.ListCompressFileDetectResultRequest(hash_key=md5(unique()), current_page=1, page_size=50)
    assert refusal(api.list_compress_file_detect_result, listing) == ("GetResultFail", 400)
    too_many = sas.GetFileDetectResultRequest(type=0, hash_key_list=[md5(unique())] * 201)
    assert refusal(api.get_file_detect_result, too_many)[0] == "InvalidParameter"
    wrong_type = sas.GetFileDetectResultRequest(type=5, hash_key_list=[md5(unique())])
    assert refusal(api.get_file_detect_result, wrong_type) == ("InvalidApiDetectType", 400)


class Source(http.server.BaseHTTPRequestHandler):
    """Serves one content, a redirect to a forbidden address, or a stream without end."""

    content = b""

    def do_GET(self):
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/")
            self.end_headers()
        elif self.path == "/missing":
            self.send_error(404)
        else:
            self.send_response(200)
            self.send_header("Content-Length", str(len(self.content)))
            self.end_headers()
            self.wfile.write(self.content)

    def log_message(self, *_):
        pass


@pytest.fixture
def source():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Source) as files:
        threading.Thread(target=files.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{files.server_port}"
        files.shutdown()


def test_a_download_is_checked_against_its_hash(api, source):
    Source.content = unique(samples.EICAR)
    create(api, hash_key=sha256(Source.content), download_url=f"{source}/file")
    assert result(api, sha256(Source.content)).virus_type == "Engtest"
    assert refusal(functools.partial(create, api, download_url=f"{source}/file")) == ("GetFileError", 400)


@pytest.mark.parametrize("path", ["/redirect", "/missing"])
def test_downloads_that_lead_nowhere_good_are_refused(api, source, path):
    assert refusal(functools.partial(create, api, download_url=source + path)) == ("InvalidDownloadUrl", 400)


@pytest.mark.parametrize(
    "changed, status, code",
    [
        ({"Signature": "AAAA"}, 403, "SignatureDoesNotMatch"),
        ({"policy": "e30="}, 403, "SignatureDoesNotMatch"),
        ({"key": "default/1/other"}, 403, "AccessDenied"),
        ({"policy": None}, 400, "InvalidArgument"),
    ],
)
def test_an_upload_form_that_was_changed_is_refused_in_xml(api, changed, status, code):
    content = unique()
    body = api.create_file_detect_upload_url(
        sas.CreateFileDetectUploadUrlRequest(type=0, hash_key_list=[md5(content)])
    ).body
    reply = post(body.upload_url_list[0], content, **changed)
    assert reply.status_code == status
    assert f"<Code>{code}</Code>" in reply.text and "<RequestId>" in reply.text


def test_an_upload_answers_the_status_that_was_asked_for(api):
    for asked, status in (("200", 200), ("201", 201), ("204", 204), (None, 204)):
        content = unique()
        body = api.create_file_detect_upload_url(
            sas.CreateFileDetectUploadUrlRequest(type=0, hash_key_list=[md5(content)])
        ).body
        reply = post(body.upload_url_list[0], content, success_action_status=asked)
        assert reply.status_code == status
        assert reply.headers["ETag"] == f'"{md5(content).upper()}"'


def test_a_bomb_ends_within_its_limits_and_is_neither_safe_nor_malicious(api):
    bomb = samples.zipped({"zeros": bytes(100_000_000), "note.txt": unique()})
    key = submit(api, bomb, decompress=True, decompress_max_layer=5, decompress_max_file_count=1000)
    found = result(api, key)
    ext = json.loads(found.ext)
    assert (found.result, ext["FullyExamined"]) == (0, False)
    assert {limit["Name"]: limit.get("Path") for limit in ext["Limits"]} == {"Ratio": "/zeros"}
    assert [member.path for member in members(api, key)] == ["/zeros", "/note.txt"]


def test_an_encrypted_archive_is_noticed_and_not_called_examined(api):
    # A stored member whose flag says that it is encrypted.
    content = bytearray(samples.zipped({"secret.bin": unique()}, 0))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    key = submit(api, bytes(content), decompress=True, decompress_max_layer=5, decompress_max_file_count=1000)
    ext = json.loads(result(api, key).ext)
    assert "encrypted" in ext["FileLabel"]
    assert [limit["Name"] for limit in ext["Limits"]] == ["Encrypted"]


def test_files_over_the_limit_are_refused_by_upload_and_by_url(new_server, source):
    small = new_server(ASSAY_DETECT_MAX_FILE_BYTES="1000", ASSAY_FETCH_ALLOW="127.0.0.1")
    api = client("sas", small)
    Source.content = unique(bytes(2000))
    key = md5(Source.content)
    url = f"{source}/file"
    assert refusal(functools.partial(create, api, hash_key=key, download_url=url)) == ("FileSizeOverLimit", 400)
    body = api.create_file_detect_upload_url(
        sas.CreateFileDetectUploadUrlRequest(type=0, hash_key_list=[key])
    ).body
    reply = post(body.upload_url_list[0], Source.content)
    assert reply.status_code == 400 and "<Code>EntityTooLarge</Code>" in reply.text
    oss_key = body.upload_url_list[0].context.oss_key
    assert refusal(functools.partial(create, api, hash_key=key, oss_key=oss_key)) == ("GetFileError", 400)
    Source.content = unique(bytes(900))
    create(api, hash_key=md5(Source.content), download_url=url)
    assert result(api, md5(Source.content)).result == 0


def test_a_full_queue_is_told_as_busy(new_server):
    full = client("sas", new_server(ASSAY_DETECT_MAX_QUEUE="0"))
    content = unique()
    oss_key = upload(full, content)
    assert refusal(functools.partial(create, full, hash_key=md5(content), oss_key=oss_key)) == ("SystemBusy", 500)


def test_a_large_archive_goes_through(api):
    content = samples.zipped({"noise.bin": os.urandom(40_000_000), "eicar.com": samples.EICAR}, 0)
    key = submit(api, content, decompress=True, decompress_max_layer=5, decompress_max_file_count=1000)
    assert result(api, key, 60).virus_type == "Engtest"


def test_metrics_tell_what_was_done(server, api):
    result(api, submit(api, unique()))
    text = requests.get(f"{server.url}/metrics", timeout=5).text
    assert 'CreateFileDetect"' in text
    assert wait_for(lambda: requests.get(f"{server.url}/readyz", timeout=5).status_code == 200)
    assert requests.get(f"{server.url}/healthz", timeout=5).status_code == 200
