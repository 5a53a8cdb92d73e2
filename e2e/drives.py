"""A drive as a program with the official SDK uses it: what the tests of the drive share."""

import hashlib

import requests
from alibabacloud_pds20220301 import models as pds
from alibabacloud_tea_openapi import models as openapi
from alibabacloud_pds20220301.client import Client as PdsClient

from clients import client
from conftest import wait_for

DRIVE = "1"


def as_user(server, token):
    """A client that acts as the user of a token."""
    return PdsClient(
        openapi.Config(type="bearer", bearer_token=token, endpoint=server.endpoint, protocol="http", region_id="cn")
    )


def key_client(server, **settings):
    return client("pds", server, **settings)


def sha1(content):
    return hashlib.sha1(content).hexdigest().upper()


def crc64(content):
    """CRC-64/XZ, bit by bit: slow, and nobody else's."""
    value = 0xFFFFFFFFFFFFFFFF
    for byte in content:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0xC96C5795D7870F42 if value & 1 else 0)
    return str(value ^ 0xFFFFFFFFFFFFFFFF)


def make_folder(api, name, parent="root", drive=DRIVE, **more):
    request = pds.CreateFileRequest(drive_id=drive, parent_file_id=parent, name=name, type="folder", **more)
    return api.create_file(request).body.file_id


def begin(api, name, size, parent="root", drive=DRIVE, parts=1, **more):
    """Creates a file; the reply has the addresses of its parts."""
    return api.create_file(
        pds.CreateFileRequest(
            drive_id=drive,
            parent_file_id=parent,
            name=name,
            type="file",
            size=size,
            part_info_list=[pds.CreateFileRequestPartInfoList(part_number=n + 1) for n in range(parts)],
            **more,
        )
    ).body


def put(url, content, session=requests):
    reply = session.put(url, data=content, headers={"Content-Type": ""}, timeout=60)
    assert reply.status_code == 200, (reply.status_code, reply.text)
    assert reply.headers["ETag"].strip('"') == hashlib.md5(content).hexdigest().upper()
    return reply


def upload(api, name, content, parent="root", drive=DRIVE, part_size=None, session=requests, **more):
    """Uploads a content as clients do; returns the file's record."""
    part_size = part_size or max(len(content), 1)
    pieces = [content[at : at + part_size] for at in range(0, max(len(content), 1), part_size)]
    made = begin(api, name, len(content), parent, drive, len(pieces), **more)
    assert not made.rapid_upload and made.upload_id
    for part, piece in zip(made.part_info_list, pieces):
        put(part.upload_url, piece, session)
    return complete(api, made, drive)


def complete(api, made, drive=DRIVE, **more):
    request = pds.CompleteFileRequest(drive_id=drive, file_id=made.file_id, upload_id=made.upload_id, **more)
    return api.complete_file(request).body


def get(api, file_id, drive=DRIVE, **more):
    return api.get_file(pds.GetFileRequest(drive_id=drive, file_id=file_id, **more)).body


def download(api, file_id, drive=DRIVE, session=requests, **more):
    url = api.get_download_url(pds.GetDownloadUrlRequest(drive_id=drive, file_id=file_id, **more)).body.url
    reply = session.get(url, timeout=60)
    assert reply.status_code == 200, reply.text
    return reply.content


def scan(api, drive=DRIVE, fields="*", limit=100):
    """Every file of a drive, page by page."""
    files, marker = [], None
    while True:
        body = api.scan_file(pds.ScanFileRequest(drive_id=drive, fields=fields, limit=limit, marker=marker)).body
        files += body.items
        marker = body.next_marker
        if not marker:
            return files


def listed(api, parent="root", drive=DRIVE, **more):
    """Everything in a folder, page by page."""
    files, marker = [], None
    while True:
        request = pds.ListFileRequest(drive_id=drive, parent_file_id=parent, marker=marker, limit=100, **more)
        body = api.list_file(request).body
        files += body.items
        marker = body.next_marker
        if not marker:
            return files


def found(api, query, drive=DRIVE, **more):
    """Everything that a query describes, page by page."""
    files, marker = [], None
    while True:
        body = api.search_file(pds.SearchFileRequest(drive_id=drive, query=query, marker=marker, **more)).body
        files += body.items
        marker = body.next_marker
        if not marker:
            return files


def cursor(api, drive=DRIVE, **more):
    return api.delta_get_last_cursor(pds.DeltaGetLastCursorRequest(drive_id=drive, **more)).body.cursor


def follow(api, after, drive=DRIVE, **more):
    """All changes after a cursor, and the cursor to go on from."""
    items = []
    while True:
        body = api.list_delta(pds.ListDeltaRequest(drive_id=drive, cursor=after, limit=100, **more)).body
        items += body.items or []
        after = body.cursor
        if not body.has_more:
            return items, after


class Mirror:
    """What a client knows of a drive: records by id, of which those count that hang together from the root."""

    def __init__(self, files=()):
        self.files = {file.file_id: file for file in files}

    def apply(self, items):
        for item in items:
            if item.file is None:
                self.files.pop(item.file_id, None)
            else:
                self.files[item.file_id] = item.file

    def paths(self):
        """Each file's path, by its parents."""
        paths = {"root": ""}

        def path(file_id):
            if file_id not in paths:
                file = self.files.get(file_id)
                above = file and path(file.parent_file_id)
                paths[file_id] = None if above is None else f"{above}/{file.name}"
            return paths[file_id]

        known = {file_id: path(file_id) for file_id in self.files}
        return {file_id: path for file_id, path in known.items() if path is not None}


def task_done(api, task_id, seconds=60):
    """The task's end."""

    def ended():
        task = api.get_async_task(pds.GetAsyncTaskRequest(async_task_id=task_id)).body
        return task if (task.state or task.status) != "Running" else None

    return wait_for(ended, seconds)


def refused(call, *arguments, **more):
    """The code and the status of a call that must not succeed."""
    try:
        call(*arguments, **more)
    except Exception as error:
        return error.code, error.data and error.data.get("statusCode") or getattr(error, "statusCode", None)
    raise AssertionError("it was not refused")
