"""Listings of a drive: folders, the whole drive, queries, and what changed."""

import os
import random
import threading
import uuid

import pytest
from alibabacloud_pds20220301 import models as pds

from conftest import wait_for
from drives import (
    DRIVE, Mirror, cursor, follow, found, get, key_client, listed, make_folder, refused, scan, upload,
)

DEFAULT_FIELDS = {
    "file_id", "drive_id", "parent_file_id", "type", "created_at", "updated_at", "file_extension", "size",
    "starred", "status", "category",
}


@pytest.fixture(scope="module")
def api(server):
    return key_client(server)


@pytest.fixture
def drive(api):
    request = pds.CreateDriveRequest(drive_name=uuid.uuid4().hex, owner="superadmin", owner_type="user")
    return api.create_drive(request).body.drive_id


def given(model):
    return {key for key, value in model.to_map().items() if value is not None}


# --- ScanFile ----------------------------------------------------------------------------------------


def test_a_scan_has_every_file_once_in_the_order_of_ids(api, drive):
    folders = [make_folder(api, f"f{n}", drive=drive) for n in range(5)]
    files = [upload(api, f"{n}.txt", b"x", random.choice(folders), drive).file_id for n in range(23)]
    for limit in (1, 7, 100):
        ids = [file.file_id for file in scan(api, drive, limit=limit)]
        assert ids == sorted(ids) and sorted(ids) == sorted(folders + files)


def test_the_fields_of_a_scan(api, drive):
    file = upload(api, "a.txt", b"x", make_folder(api, "f", drive=drive), drive, hidden=True)
    ask = lambda **more: api.scan_file(pds.ScanFileRequest(drive_id=drive, **more)).body.items[-1]
    assert given(ask()) <= DEFAULT_FIELDS and {"file_id", "size", "status"} <= given(ask())
    whole = ask(fields="*")
    assert whole.name == "a.txt" and whole.hidden and whole.content_hash
    assert whole.name_path.endswith("/f/a.txt") and whole.id_path.endswith(file.file_id)
    assert given(ask(fields="name,file_id")) == {"name", "file_id"}
    assert refused(ask, fields="name,nonsense")[0] == "InvalidParameter.fields"


def test_limits_and_markers_of_a_scan(api, drive):
    for n in range(3):
        make_folder(api, str(n), drive=drive)
    ask = lambda **more: api.scan_file(pds.ScanFileRequest(**{"drive_id": drive, **more})).body
    assert ask(limit=100).next_marker == ""
    for limit in (0, 101, -1):
        assert refused(ask, limit=limit)[0] == "InvalidParameter.limit"
    marker = ask(limit=1).next_marker
    assert len(ask(marker=marker).items) == 2
    for bad in (marker[:-1] + ("A" if marker[-1] != "A" else "B"), "x", marker + "AA"):
        assert refused(ask, marker=bad)[0] == "InvalidParameter.marker"
    assert refused(ask, marker=marker, drive_id=DRIVE)[0] == "InvalidParameter.marker"
    assert refused(ask, drive_id="999")[0] == "NotFound.DriveId"
    assert refused(api.scan_file, pds.ScanFileRequest())[0] == "MissingParameter.drive_id"


def test_what_is_there_all_along_is_scanned_once_whatever_happens(api, drive):
    folders = [make_folder(api, f"f{n}", drive=drive) for n in range(10)]
    there = [make_folder(api, f"d{n}", random.choice(folders), drive) for n in range(150)]
    stop = threading.Event()

    def disturb():
        others = []
        while not stop.is_set():
            choice = random.random()
            if choice < 0.5:
                others.append(make_folder(api, "other", random.choice(folders), drive))
            elif choice < 0.8 and others:
                gone = others.pop(random.randrange(len(others)))
                api.delete_file(pds.DeleteFileRequest(drive_id=drive, file_id=gone))
            else:
                moved = random.choice(there)
                request = pds.MoveFileRequest(
                    drive_id=drive, file_id=moved, to_parent_file_id=random.choice(folders)
                )
                api.move_file(request)

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        for _ in range(10):
            ids = [file.file_id for file in scan(api, drive, limit=7)]
            assert len(ids) == len(set(ids))
            assert set(folders + there) <= set(ids)
    finally:
        stop.set()
        thread.join()


# --- ListFile ----------------------------------------------------------------------------------------


def test_the_orders_of_a_folder(api, drive):
    names = ["b", "a", "c", "d"]
    sizes = [3, 1, 2, 2]
    files = [upload(api, n, b"x" * s, "root", drive).file_id for n, s in zip(names, sizes)]
    api.update_file(pds.UpdateFileRequest(drive_id=drive, file_id=files[1], starred=True))

    def order(**more):
        ids, marker = [], None
        while True:
            request = pds.ListFileRequest(drive_id=drive, parent_file_id="root", limit=3, marker=marker, **more)
            body = api.list_file(request).body
            ids += [files.index(file.file_id) for file in body.items]
            marker = body.next_marker
            if not marker:
                return ids

    assert order() == [0, 1, 2, 3]
    assert order(order_direction="DESC") == [3, 2, 1, 0]
    assert order(order_by="name") == [1, 0, 2, 3]
    assert order(order_by="name", order_direction="DESC") == [3, 2, 0, 1]
    by_size = order(order_by="size")
    assert by_size[0] == 1 and set(by_size[1:3]) == {2, 3} and by_size[3] == 0
    assert order(order_by="updated_at")[-1] == 1


def test_the_filters_of_a_folder(api, drive):
    folder = make_folder(api, "f", drive=drive)
    picture = upload(api, "a.jpg", b"x", "root", drive)
    text = upload(api, "a.txt", b"x", "root", drive)
    ids = lambda **more: {file.file_id for file in listed(api, "root", drive, **more)}
    assert ids(type="folder") == {folder}
    assert ids(type="file") == {picture.file_id, text.file_id}
    assert ids(category="image") == {picture.file_id}
    assert ids(status="uploading") == set()
    ask = lambda **more: api.list_file(pds.ListFileRequest(drive_id=drive, parent_file_id="root", **more))
    for bad in (dict(order_by="color"), dict(limit=101), dict(category="x"), dict(marker="x")):
        assert refused(ask, **bad)[0].startswith("InvalidParameter." + next(iter(bad)))


# --- SearchFile --------------------------------------------------------------------------------------


def test_queries(api, drive):
    folder = make_folder(api, "季度报告", drive=drive)
    names = ["Annual Report 2024.pdf", "annual-summary.TXT", "年度报告.docx", "报销.xlsx", "photo.jpg"]
    files = {n: upload(api, n, os.urandom(10 * (i + 1)), folder, drive).file_id for i, n in enumerate(names)}

    def names_of(query, **more):
        return sorted(file.name for file in found(api, query, drive, fields="*", **more))

    assert names_of('name match "annual"') == ["Annual Report 2024.pdf", "annual-summary.TXT"]
    assert names_of("name match '报告'") == ["季度报告", "年度报告.docx"]
    assert names_of('name match "报"') == ["季度报告", "年度报告.docx", "报销.xlsx"]
    assert names_of('name = "photo.jpg"') == ["photo.jpg"]
    assert names_of('type = "folder"') == ["季度报告"]
    assert names_of(f'parent_file_id = "{folder}" and size > 20 and not category = "image"') == [
        "年度报告.docx", "报销.xlsx",
    ]
    assert names_of('(category = "image" or file_extension = "txt") and size >= 10') == ["annual-summary.TXT", "photo.jpg"]
    assert names_of('created_at >= "2020-01-01T00:00:00" and type = "file"') == sorted(names)
    assert names_of('created_at < "2020-01-01T00:00:00"') == []
    ordered = api.search_file(
        pds.SearchFileRequest(
            drive_id=drive, query='type = "file"', order_by="size DESC", limit=2, fields="*", return_total_count=True
        )
    ).body
    assert [file.name for file in ordered.items] == ["photo.jpg", "报销.xlsx"] and ordered.total_count == 5
    rest = api.search_file(pds.SearchFileRequest(drive_id=drive, query="", marker=ordered.next_marker)).body
    assert [file.size for file in rest.items] == [30, 20, 10]
    deep = make_folder(api, "deep", folder, drive)
    upload(api, "below.txt", b"x", deep, drive)
    assert names_of(f'parent_file_id = "{folder}" and name match "below"') == []
    assert names_of(f'parent_file_id = "{folder}" and name match "below"', recursive=True) == ["below.txt"]
    api.trash_file(pds.TrashFileRequest(drive_id=drive, file_id=files["photo.jpg"]))
    assert names_of('name match "photo"') == []


def test_queries_that_do_not_parse_say_where(api):
    ask = lambda query: api.search_file(pds.SearchFileRequest(drive_id=DRIVE, query=query))
    for bad in ("name", 'name = ', 'name = "a', 'nonsense = "a"', 'size = "a"', 'name < "a" and', "(((", "a" * 4097,
                'created_at > "yesterday"', 'name prefix "a"', "(" * 3000 + ")" * 3000):
        try:
            ask(bad)
        except Exception as error:
            assert error.code in ("InvalidParameter.query", "MissingParameter.query"), (bad, error.code)
        else:
            raise AssertionError(bad)


# --- ListDelta ---------------------------------------------------------------------------------------


def test_changes_tell_what_happened(api, drive):
    start = cursor(api, drive)
    folder = make_folder(api, "f", drive=drive)
    file = upload(api, "a.txt", b"1", folder, drive)
    api.update_file(pds.UpdateFileRequest(drive_id=drive, file_id=file.file_id, name="b.txt"))
    items, after = follow(api, start, drive)
    ops = [(item.op, item.file_id) for item in items]
    assert ("create", folder) in ops and ("create", file.file_id) in ops and ("rename", file.file_id) in ops
    api.trash_file(pds.TrashFileRequest(drive_id=drive, file_id=file.file_id))
    api.delete_file(pds.DeleteFileRequest(drive_id=drive, file_id=file.file_id))
    items, after = follow(api, after, drive)
    assert [item.op for item in items if item.file_id == file.file_id][-1] == "delete"
    assert follow(api, after, drive)[0] == []
    assert refused(follow, api, "nonsense", drive)[0] == "InvalidParameter.cursor"
    assert refused(follow, api, after, DRIVE)[0] == "InvalidParameter.cursor"


def test_cursor_then_scan_then_delta_is_an_exact_mirror(api, drive):
    folders = ["root"] + [make_folder(api, f"f{n}", drive=drive) for n in range(6)]
    stop = threading.Event()
    failures = []

    def change():
        mine = []
        while not stop.is_set():
            choice = random.random()
            try:
                if choice < 0.5 or not mine:
                    mine.append(make_folder(api, uuid.uuid4().hex, random.choice(folders + mine[-3:]), drive))
                elif choice < 0.6:
                    api.delete_file(pds.DeleteFileRequest(drive_id=drive, file_id=mine.pop()))
                elif choice < 0.7:
                    api.trash_file(pds.TrashFileRequest(drive_id=drive, file_id=mine[-1]))
                    api.restore_file(pds.RestoreFileRequest(drive_id=drive, file_id=mine[-1]))
                else:
                    request = pds.MoveFileRequest(
                        drive_id=drive, file_id=random.choice(mine), to_parent_file_id=random.choice(folders)
                    )
                    api.move_file(request)
            except Exception as error:
                if getattr(error, "code", "").startswith(("NotFound", "Forbidden", "InvalidParameter")):
                    continue
                failures.append(error)
                return

    writers = [threading.Thread(target=change) for _ in range(3)]
    for writer in writers:
        writer.start()
    wait_for(lambda: len(scan(api, drive)) > 30)
    after = cursor(api, drive)
    mirror = Mirror(scan(api, drive, limit=5))
    for _ in range(3):
        items, after = follow(api, after, drive)
        mirror.apply(items)
    stop.set()
    for writer in writers:
        writer.join()
    assert not failures, failures

    def same():
        nonlocal after
        items, after = follow(api, after, drive)
        mirror.apply(items)
        truth = {file.file_id: file.name_path for file in scan(api, drive)}
        return mirror.paths() == truth or None

    wait_for(same, 20)
