"""The page service: photos in, scans out; with the official SDK and as plain HTTP."""

import base64
import concurrent.futures
import http.server
import io
import json
import os
import pathlib
import re
import signal
import socket
import struct
import subprocess
import threading
import time
import zlib

import pytest
import requests
from alibabacloud_iqs20241111 import models as iqs
from alibabacloud_pds20220301 import models as pds
from alibabacloud_tea_openapi import models as openapi
from alibabacloud_tea_openapi import utils_models
from darabonba.runtime import RuntimeOptions
from PIL import Image, ImageChops

import drives
from clients import client
from conftest import API_KEY, wait_for
from pages import b64, encoded, opened, photo, post, refusal, scan, scanned

SDK_PATH = "/linked-retrieval/linked-retrieval-entry/v1/iqs/domain/scan/file"


@pytest.fixture(scope="module")
def picture():
    return photo()[0]


@pytest.fixture(scope="module")
def jpeg(picture):
    return encoded(picture, quality=88)


@pytest.fixture(scope="module")
def files():
    """A web server on loopback; `files.at(name, content)` gives a URL."""

    class Handler(http.server.BaseHTTPRequestHandler):
        contents = {}

        def do_GET(self):
            if self.path == "/hang":
                time.sleep(8)
                return
            if self.path == "/away":
                self.send_response(302)
                self.send_header("Location", "http://169.254.169.254/latest/")
                self.end_headers()
                return
            content = self.contents.get(self.path)
            if content is None:
                return self.send_error(404)
            self.send_response(200)
            self.send_header("Content-Type", "application/octet-stream")
            self.end_headers()
            try:
                self.wfile.write(content)
            except BrokenPipeError:
                pass

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()

        def at(name, content=None):
            if content is not None:
                Handler.contents[f"/{name}"] = content
            return f"http://127.0.0.1:{web.server_port}/{name}"

        web.at = at
        yield web
        web.shutdown()


# --- as the document shows it ---


def test_the_sdk_scans_by_url_and_by_base64(server, jpeg, files):
    api = client("iqs", server)
    for given in ({"image_url": files.at("page.jpg", jpeg)}, {"image_base_64": b64(jpeg)}):
        for config in (None, iqs.ScanFileInputConfig(auto_crop="true", auto_rotate="force")):
            body = iqs.ScanFileInput(scan_file_input_config=config, **given)
            answer = api.scan_file_with_options(
                iqs.ScanFileRequest(body=body), {}, RuntimeOptions(read_timeout=60_000)
            ).body
            [info] = answer.scan_file_info_list
            assert answer.request_id and answer.search_information.search_time >= 0
            assert info.angle in (0, 90, 180, 270)
            assert opened(info.to_map()).format == "JPEG"


def test_every_scheme_reaches_the_long_path(server, jpeg):
    body = iqs.ScanFileRequest(body=iqs.ScanFileInput(image_base_64=b64(jpeg)))
    runtime = RuntimeOptions(read_timeout=60_000)
    for settings in ({}, {"signature_algorithm": "v2"}, {"signature_algorithm": "ACS3-HMAC-SM3"}):
        assert client("iqs", server, **settings).scan_file_with_options(body, {}, runtime).body.scan_file_info_list
    bearer = iqs_bearer(server, API_KEY)
    assert bearer.scan_file_with_options(body, {}, runtime).body.scan_file_info_list
    with pytest.raises(Exception) as caught:
        client("iqs", server, access_key_secret="wrong").scan_file(body)
    assert caught.value.code == "SignatureDoesNotMatch"


def iqs_bearer(server, token):
    from alibabacloud_iqs20241111.client import Client

    return Client(
        openapi.Config(type="bearer", bearer_token=token, endpoint=server.endpoint, protocol="http", region_id="cn")
    )


def test_plain_http_takes_a_bearer_key_at_both_paths(server, jpeg):
    body = {"imageBase64": b64(jpeg)}
    for path in ("/scan/file", SDK_PATH):
        [info] = scanned(server, body, path=path)
        assert set(info) == {"angle", "height", "width", "imageBase64"}
        assert all(type(info[name]) is int for name in ("angle", "height", "width"))
        opened(info)
    reply = requests.post(f"{server.url}/scan/file", json=body, headers={"X-API-Key": API_KEY}, timeout=60)
    assert reply.status_code == 200


# --- what a picture may come as ---


def test_base64_in_all_its_spellings(server):
    content = encoded(photo(size=(300, 400))[0], quality=70)
    plain = b64(content)
    safe = base64.urlsafe_b64encode(content).decode()
    lines = "\r\n".join(plain[at : at + 76] for at in range(0, len(plain), 76))
    expected = scanned(server, {"imageBase64": plain})
    for text in (
        f"data:image/jpeg;base64,{plain}", f"DATA:image/png;charset=x;BASE64,{safe}", safe, safe.rstrip("="), lines,
        f"  {lines}\n",
    ):
        assert scanned(server, {"imageBase64": text}) == expected
    escaped = '{"imageBase64":"' + plain.replace("/", "\\/") + '"}'
    reply = post(server, data=escaped.encode())
    assert reply.status_code == 200 and reply.json()["scanFileInfoList"] == expected


def test_with_both_the_text_counts_and_nothing_is_fetched(server, jpeg):
    items = scanned(server, {"imageBase64": b64(jpeg), "imageUrl": "http://127.0.0.1:1/nothing.jpg"})
    assert len(items) == 1


@pytest.mark.parametrize(
    "kind, mode, options",
    [
        ("JPEG", "RGB", {"progressive": True}), ("JPEG", "L", {}), ("JPEG", "CMYK", {}), ("PNG", "RGB", {}),
        ("PNG", "RGBA", {}), ("PNG", "P", {}), ("PNG", "1", {}), ("PNG", "I;16", {}), ("WEBP", "RGB", {}),
        ("WEBP", "RGB", {"lossless": True}), ("TIFF", "RGB", {}), ("TIFF", "RGB", {"compression": "tiff_lzw"}),
        ("BMP", "RGB", {}), ("GIF", "P", {}),
    ],
)
def test_kinds_of_pictures(server, picture, kind, mode, options):
    small = picture.resize((600, 800))
    small = small.convert("L").point(lambda value: value * 257).convert("I;16") if mode == "I;16" else small.convert(mode)
    assert opened(scan(server, encoded(small, kind, **options))).format == "JPEG"


@pytest.mark.parametrize("orientation, turned", [(1, 0), (3, 180), (6, 90), (8, 270), (2, 0), (4, 180)])
def test_the_cameras_orientation_is_obeyed(server, picture, orientation, turned):
    small = picture.resize((600, 800))
    info = scan(server, encoded(small, orientation=orientation), autoCrop=False, autoRotate="false")
    assert (info["width"], info["height"], info["angle"]) == (600, 800, turned)


@pytest.mark.parametrize("kind", ["heic", "avif"])
def test_what_telephones_write_is_scanned(server, jpeg, tmp_path, kind):
    plain, stored = tmp_path / "photo.jpg", tmp_path / f"photo.{kind}"
    plain.write_bytes(jpeg)
    choose = ["-A"] if kind == "avif" else []
    subprocess.run(["heif-enc", *choose, plain, "-o", stored], check=True, capture_output=True)
    body = iqs.ScanFileInput(image_base_64=b64(stored.read_bytes()))
    api = client("iqs", server)
    [info] = api.scan_file_with_options(
        iqs.ScanFileRequest(body=body), {}, RuntimeOptions(read_timeout=60_000)
    ).body.scan_file_info_list
    ours, same = opened(info.to_map()), opened(scan(server, jpeg))
    assert info.angle == 0 and abs(ours.width - same.width) < 20 and abs(ours.height - same.height) < 20
    small = [picture.convert("L").resize((300, 400)) for picture in (ours, same)]
    assert sum(ImageChops.difference(*small).histogram()[64:]) < 0.02 * 300 * 400
    status, code, told = refusal(server, {"imageBase64": b64(stored.read_bytes()[:400])})
    assert (status, code) == (400, "InvalidParameter.Image") and kind.upper() in told


# --- what is asked for ---


def test_without_crop_and_rotation_the_picture_keeps_its_size(server, picture, jpeg):
    for no in (False, "false", "False", "FALSE"):
        info = scan(server, jpeg, autoCrop=no, autoRotate=no)
        assert (info["angle"], info["width"], info["height"]) == (0, *picture.size)
        info = scan(server, jpeg, scanFileInputConfig={"autoCrop": no, "autoRotate": no})
        assert (info["width"], info["height"]) == picture.size
    # What the document has comes before what is our own.
    info = scan(server, jpeg, autoCrop=True, scanFileInputConfig={"autoCrop": "false", "autoRotate": "false"})
    assert (info["width"], info["height"]) == picture.size


def test_our_own_fields_change_the_scan(server, jpeg):
    whole = {"autoCrop": "false", "autoRotate": "false"}
    assert opened(scan(server, jpeg, format="png", **whole)).format == "PNG"
    assert opened(scan(server, jpeg, format="JPG", **whole)).format == "JPEG"
    sizes = [len(scan(server, jpeg, quality=quality, **whole)["imageBase64"]) for quality in (20, 95)]
    assert sizes[0] * 2 < sizes[1]
    gray = opened(scan(server, jpeg, color="gray", format="png", **whole)).convert("RGB").resize((100, 100))
    assert all(max(pixel) - min(pixel) <= 2 for pixel in gray.get_flattened_data())
    small = scan(server, jpeg, maxPixels=100_000, **whole)
    assert small["width"] * small["height"] <= 100_000
    info = scan(server, jpeg, corners=True)
    assert len(info["corners"]) == 4 and all(len(corner) == 2 for corner in info["corners"])
    assert 0 <= info["confidence"] <= 1
    info = scan(server, jpeg, confidence="true")
    assert "corners" not in info and 0 <= info["confidence"] <= 1
    info = scan(server, jpeg, corners=True, **whole)
    width, height = photo()[0].size
    assert [[round(x), round(y)] for x, y in info["corners"]] == [[0, 0], [width, 0], [width, height], [0, height]]
    assert info["confidence"] == 0


def test_several_pages_are_several_items(server, jpeg):
    assert len(scanned(server, {"imageBase64": b64(jpeg), "pages": True})) >= 1


@pytest.mark.parametrize(
    "body, field",
    [
        ({"imageUrl": 7}, "imageUrl"), ({"imageBase64": ["x"]}, "imageBase64"),
        ({"imageBase64": "x", "autoCrop": "maybe"}, "autoCrop"), ({"imageBase64": "x", "autoRotate": 1}, "autoRotate"),
        ({"imageBase64": "x", "scanFileInputConfig": "true"}, "scanFileInputConfig"),
        ({"imageBase64": "x", "scanFileInputConfig": {"autoCrop": {}}}, "scanFileInputConfig.autoCrop"),
        ({"imageBase64": "x", "format": "gif"}, "format"), ({"imageBase64": "x", "quality": 0}, "quality"),
        ({"imageBase64": "x", "quality": 101}, "quality"), ({"imageBase64": "x", "quality": "90"}, "quality"),
        ({"imageBase64": "x", "color": "sepia"}, "color"), ({"imageBase64": "x", "dpi": 49}, "dpi"),
        ({"imageBase64": "x", "dpi": 1201}, "dpi"), ({"imageBase64": "x", "maxPixels": 999}, "maxPixels"),
        ({"imageBase64": "x", "pages": "force"}, "pages"), ({"imageBase64": "not base64!"}, "imageBase64"),
        ({"imageBase64": "data:image/png,x"}, "imageBase64"), ({"imageBase64": "data:image/png;base64,"}, "imageBase64"),
        ({"imageBase64": "päper"}, "imageBase64"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(server, body, field):
    status, code, message = refusal(server, body)
    assert (status, code) == (400, "InvalidParameter") and field in message


def test_missing_parameters_and_bodies_that_are_no_json(server):
    for body in ({}, {"imageUrl": None}, {"imageUrl": "", "imageBase64": " "}):
        status, code, message = refusal(server, body)
        assert (status, code) == (400, "MissingParameter") and "imageUrl" in message and "imageBase64" in message
    for data in (b"[]", b"nonsense", b'{"imageUrl":', b'{"imageBase64":"\xff\xfe"}'):
        assert refusal(server, data=data)[:2] == (400, "InvalidRequestJSONFormat")
    assert refusal(server, data=b"")[:2] == (400, "MissingParameter")


# --- URLs ---


def test_urls_are_fetched_by_the_rules(server, new_server, jpeg, files):
    assert len(scanned(server, {"imageUrl": f" {files.at('a.jpg', jpeg)} "})) == 1
    for url in (
        files.at("missing.jpg"), files.at("away"), "http://127.0.0.1:1/x.jpg", "http://10.255.255.1/x", "www.", "x",
        "ftp://127.0.0.1/x.jpg", "file:///etc/passwd", "http://user:secret@127.0.0.1/x", "http://[::1]/x.jpg",
        "http://does-not-exist.invalid/x.jpg",
    ):
        status, code, message = refusal(server, {"imageUrl": url})
        assert (status, code) == (400, "InvalidParameter.ImageUrl"), (url, message)
        assert "10.255" not in message and "169.254" not in message
    strict = new_server(ASSAY_FETCH_ALLOW=None)
    status, code, message = refusal(strict, {"imageUrl": files.at("a.jpg", jpeg)})
    assert (status, code) == (400, "InvalidParameter.ImageUrl") and "not public" in message
    assert refusal(server, {"imageUrl": files.at("text.txt", b"no picture")})[:2] == (400, "InvalidParameter.Image")
    assert refusal(server, {"imageUrl": files.at("empty.jpg", b"")})[:2] == (400, "InvalidParameter.Image")


def test_a_drives_download_url_is_read_from_the_drive(new_server, jpeg):
    server = new_server(ASSAY_FETCH_ALLOW=None)
    api = drives.key_client(server)
    file = drives.upload(api, "paper.jpg", jpeg)
    request = pds.GetDownloadUrlRequest(drive_id=drives.DRIVE, file_id=file.file_id)
    url = api.get_download_url(request).body.url
    assert scanned(server, {"imageUrl": url}) == scanned(server, {"imageBase64": b64(jpeg)})
    for wrong in (url[:-3] + "abc", url.replace("/download/", "/upload/"), url.replace("download", "nothing")):
        assert refusal(server, {"imageUrl": wrong})[:2] == (400, "InvalidParameter.ImageUrl")
    api.trash_file(pds.TrashFileRequest(drive_id=drives.DRIVE, file_id=file.file_id))
    assert refusal(server, {"imageUrl": url})[:2] == (400, "InvalidParameter.ImageUrl")


# --- accounts ---


def make_key(server, *options):
    told = server.run("key", "create", "--api", *options)
    assert told.returncode == 0, told.stderr
    return re.search(r"sk-\S+", told.stdout)[0]


def policy(tmp_path, action):
    path = tmp_path / "policy.json"
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    path.write_text(json.dumps({"Version": "1", "Statement": [statement]}))
    return path


def test_account_errors_are_the_documents(server, jpeg, tmp_path):
    body = {"imageBase64": b64(jpeg)}
    own = make_key(server, "--policy", policy(tmp_path, "iqs:ScanFile"))
    assert scanned(server, body, key=own)
    elsewhere = make_key(server, "--policy", policy(tmp_path, "imm:*"))
    assert refusal(server, body, key=elsewhere)[:2] == (403, "Retrieval.NotActivate")
    other = make_key(server, "--policy", policy(tmp_path, "iqs:SomethingElse"))
    assert refusal(server, body, key=other)[:2] == (403, "Retrieval.NotAuthorised")
    once = make_key(server, "--daily-allowance", "1")
    assert scanned(server, body, key=once)
    assert refusal(server, body, key=once)[:2] == (429, "Retrieval.TestUserQueryExceeded")
    brief = make_key(server, "--expires-in", "1")
    time.sleep(1.5)
    assert refusal(server, body, key=brief)[:2] == (403, "Retrieval.TestUserPeriodExpired")
    assert refusal(server, body, key=None)[:2] == (401, "MissingCredentials")
    assert refusal(server, body, key="nobody")[:2] == (404, "InvalidAccessKeyId.NotFound")
    with pytest.raises(Exception) as caught:
        iqs_bearer(server, "nobody").scan_file(
            iqs.ScanFileRequest(body=iqs.ScanFileInput(image_base_64=body["imageBase64"]))
        )
    assert (caught.value.code, caught.value.status_code) == ("InvalidAccessKeyId.NotFound", 404)


# --- hostile ---


def png(width, height, data=b""):
    def chunk(kind, content):
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


HOSTILE = {
    "bomb": lambda: png(65535, 65535, bytes(1 << 20)),
    "giant": lambda: png(0x7FFFFFFF, 0x7FFFFFFF),
    "no pixels": lambda: png(0, 0),
    "cut PNG": lambda: png(400, 300, b"x" * 100),
    "SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>',
    "HTML": lambda: b"<!doctype html><img src=x onerror=alert(1)>",
    "PDF": lambda: b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n",
    "one byte": lambda: b"\xff",
    "head of a JPEG": lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "head of a WebP": lambda: b"RIFF\xff\xff\xff\xffWEBPVP8 ",
    "noise": lambda: os.urandom(100_000),
    "zip": lambda: b"PK\x03\x04" + bytes(100),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_is_refused_clearly_and_the_server_goes_on(server, name):
    started = time.monotonic()
    status, code, message = refusal(server, {"imageBase64": b64(HOSTILE[name]())})
    assert status == 400 and code.startswith("InvalidParameter.Image"), (code, message)
    assert message and time.monotonic() - started < 10
    assert requests.get(f"{server.url}/readyz", timeout=5).status_code == 200


def test_a_cut_jpeg_is_refused_or_scanned(server, jpeg):
    reply = post(server, {"imageBase64": b64(jpeg[: len(jpeg) // 2])})
    assert reply.status_code in (200, 400)
    assert reply.status_code == 200 or reply.json()["Code"] == "InvalidParameter.Image"


@pytest.mark.parametrize("size", [(1, 1), (1, 2000), (2000, 1), (3, 3), (16, 16)])
def test_tiny_pictures_are_scanned(server, size):
    for options in ({}, {"autoCrop": "force", "autoRotate": "force", "color": "bw", "pages": True}):
        assert opened(scan(server, encoded(Image.new("RGB", size, (200, 200, 200)), "PNG"), **options))


def test_sizes_are_limited_before_anything_is_decoded(new_server, files):
    server = new_server(ASSAY_FETCH_ALLOW="127.0.0.1", ASSAY_PAGE_MAX_FILE_BYTES="100000")
    noise = Image.effect_noise((400, 400), 80)
    small, large = encoded(noise.resize((100, 100)), "PNG"), encoded(noise, "PNG")
    assert len(small) < 100_000 < len(large)
    scan(server, small)
    for body in ({"imageBase64": b64(large)}, {"imageUrl": files.at("large.png", large)}):
        status, code, message = refusal(server, body)
        assert (status, code) == (400, "InvalidParameter.ImageSize") and "100000" in message


def test_a_body_of_100_megabytes_is_refused(server):
    reply = post(server, data=b'{"imageBase64":"' + b"A" * 100_000_000 + b'"}')
    assert (reply.status_code, reply.json()["Code"]) == (413, "RequestEntityTooLarge")


# --- load, and accidents ---


def test_many_at_once_get_the_same(server, jpeg):
    body = {"imageBase64": b64(jpeg)}
    expected = scanned(server, body)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for items in pool.map(lambda _: scanned(server, body, timeout=120), range(8)):
            assert items == expected


def test_a_key_that_asks_too_often_is_told_when_to_come_back(new_server):
    server = new_server(ASSAY_THROTTLE_PER_SECOND="2")
    replies = [post(server, {}) for _ in range(6)]
    throttled = [reply for reply in replies if reply.status_code == 429]
    assert throttled and throttled[0].json()["Code"] == "Retrieval.Throttling.User"
    assert int(throttled[0].headers["x-acs-retry-after"]) >= 1


def test_more_than_may_wait_are_told_to_come_back(new_server, jpeg):
    server = new_server(ASSAY_PAGE_PARALLEL="1", ASSAY_PAGE_MAX_QUEUE="1")
    body = {"imageBase64": b64(jpeg)}
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        replies = list(pool.map(lambda _: post(server, body), range(12)))
    codes = [reply.status_code for reply in replies]
    assert set(codes) == {200, 500}, codes
    busy = next(reply for reply in replies if reply.status_code == 500)
    assert busy.json()["Code"] == "SystemBusy" and int(busy.headers["x-acs-retry-after"]) >= 1
    metrics = requests.get(f"{server.url}/metrics", timeout=5).text
    assert f"assay_page_scans_total {codes.count(200)}" in metrics
    assert f"assay_page_busy_total {codes.count(500)}" in metrics


def test_a_call_ends_in_time(new_server, files):
    server = new_server(ASSAY_FETCH_ALLOW="127.0.0.1", ASSAY_PAGE_TIMEOUT_MS="1000")
    started = time.monotonic()
    status, code, message = refusal(server, {"imageUrl": files.at("hang")})
    assert time.monotonic() - started < 5
    assert (status, code) in ((504, "ProcessingTimeout"), (400, "InvalidParameter.ImageUrl")), message


def workers(server):
    """The process ids of the server's workers."""
    found = []
    for status in pathlib.Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:
            continue
        if f"\nPPid:\t{server.process.pid}\n" in text:
            found.append(int(status.parent.name))
    return found


def test_a_worker_that_dies_costs_nobody_an_answer(new_server, jpeg):
    server = new_server()
    body = {"imageBase64": b64(jpeg)}
    expected = scanned(server, body)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(scanned, server, body, timeout=120) for _ in range(4)]
        time.sleep(0.1)
        for pid in workers(server):
            os.kill(pid, signal.SIGKILL)
        for answer in answers:
            assert answer.result() == expected


def test_a_client_that_goes_away_frees_its_place(new_server, jpeg):
    server = new_server(ASSAY_PAGE_PARALLEL="1")
    body = b'{"imageBase64":"' + base64.b64encode(jpeg) + b'"}'
    head = (
        f"POST /scan/file HTTP/1.1\r\nHost: {server.endpoint}\r\nAuthorization: Bearer {API_KEY}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    host, port = server.endpoint.split(":")
    for _ in range(5):
        with socket.create_connection((host, int(port))) as gone:
            gone.sendall(head + body)
    assert scanned(server, {"imageBase64": b64(jpeg)}, timeout=120)

    def is_idle():
        metrics = requests.get(f"{server.url}/metrics", timeout=5).text
        return "assay_page_running 0" in metrics and "assay_page_waiting 0" in metrics

    wait_for(is_idle)


# --- in a drive ---


def flatten(api, **body):
    """`FlattenFile`, which no SDK knows, by the SDK's own runtime."""
    params = utils_models.Params(
        action="FlattenFile", version="2022-03-01", protocol="HTTP", pathname="/v2/file/flatten", method="POST",
        auth_type="AK", style="ROA", req_body_type="json", body_type="json",
    )
    request = utils_models.OpenApiRequest(body={"drive_id": drives.DRIVE, **body}, headers={})
    return api.execute(params, request, RuntimeOptions(read_timeout=60_000))["body"]


def code_of(call, *arguments, **options):
    with pytest.raises(Exception) as caught:
        call(*arguments, **options)
    return caught.value.code


def test_a_photo_in_a_drive_gets_a_scan_beside_it(server, jpeg):
    api = drives.key_client(server)
    folder = drives.make_folder(api, f"papers {time.time_ns()}")
    photo_file = drives.upload(api, "receipt.jpeg", jpeg, parent=folder)
    told = flatten(api, file_id=photo_file.file_id)
    assert (told["name"], told["parent_file_id"], told["exist"]) == ("receipt.scan.jpg", folder, False)
    assert told["angle"] in (0, 90, 180, 270) and told["drive_id"] == drives.DRIVE
    url = api.get_download_url(pds.GetDownloadUrlRequest(drive_id=drives.DRIVE, file_id=told["file_id"])).body.url
    content = requests.get(url, timeout=30).content
    assert len(content) == told["size"]
    assert Image.open(io.BytesIO(content)).size == (told["width"], told["height"])

    def described():
        file = api.get_file(pds.GetFileRequest(drive_id=drives.DRIVE, file_id=told["file_id"])).body
        status = (file.to_map().get("investigation_info") or {}).get("status")
        return file.image_media_metadata and (status is None or status == 4) and file

    file = wait_for(described)
    assert (file.name, file.category, file.content_type) == ("receipt.scan.jpg", "image", "image/jpeg")
    assert (file.image_media_metadata.width, file.image_media_metadata.height) == (told["width"], told["height"])

    again = flatten(api, file_id=photo_file.file_id)
    assert again["exist"] is False and again["file_id"] != told["file_id"]
    assert again["name"].startswith("receipt.scan") and again["name"].endswith(".jpg") and again["name"] != told["name"]
    refused = flatten(api, file_id=photo_file.file_id, check_name_mode="refuse")
    assert (refused["exist"], refused["file_id"]) == (True, told["file_id"]) and "angle" not in refused
    named = flatten(api, file_id=photo_file.file_id, name="my.png", format="png", parent_file_id="root", auto_crop=False)
    assert (named["name"], named["parent_file_id"]) == ("my.png", "root")


def test_what_cannot_be_flattened_in_a_drive(server, jpeg):
    api = drives.key_client(server)
    text = drives.upload(api, f"text {time.time_ns()}.jpg", b"no picture at all")
    folder = drives.make_folder(api, f"empty {time.time_ns()}")
    assert code_of(flatten, api, file_id=text.file_id) == "InvalidResource.Image"
    assert code_of(flatten, api, file_id=folder) == "InvalidParameter.file_id"
    assert code_of(flatten, api, file_id="nothing") == "NotFound.FileId"
    assert code_of(flatten, api) == "MissingParameter.file_id"
    assert code_of(flatten, api, file_id=text.file_id, parent_file_id=text.file_id) == "InvalidParameter.parent_file_id"
    for field, value in (("auto_crop", "maybe"), ("quality", 0), ("dpi", 10), ("format", "gif"), ("name", "a/b")):
        assert code_of(flatten, api, file_id=text.file_id, **{field: value}) == f"InvalidParameter.{field}"
    api.trash_file(pds.TrashFileRequest(drive_id=drives.DRIVE, file_id=text.file_id))
    assert code_of(flatten, api, file_id=text.file_id) == "ForbiddenFileInTheRecycleBin"
