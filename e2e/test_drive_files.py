"""Files and folders of a drive: made, uploaded, read, changed, thrown away and brought back."""

import base64
import io
import os
import re
import uuid

import pytest
import requests
from alibabacloud_pds20220301 import models as pds

from conftest import wait_for
from drives import (
    DRIVE, begin, complete, crc64, download, found, get, key_client, listed, make_folder, put, refused, scan, sha1,
    task_done, upload,
)


@pytest.fixture(scope="module")
def api(server):
    return key_client(server)


@pytest.fixture
def folder(api):
    return make_folder(api, f"test {uuid.uuid4().hex}")


def name():
    return f"{uuid.uuid4().hex}.bin"


# --- up and down -------------------------------------------------------------------------------------


def test_a_file_goes_up_and_comes_down(api, folder):
    content = os.urandom(100_000)
    file = upload(api, "Bericht – 报告.PDF", content, folder)
    assert (file.size, file.status, file.type) == (len(content), "available", "file")
    assert file.content_hash.upper() == sha1(content) and file.content_hash_name == "sha1"
    assert file.crc_64hash == crc64(content)
    assert file.file_extension.lower() == "pdf" and file.category == "doc"
    assert file.parent_file_id == folder and file.revision_id
    read = get(api, file.file_id)
    assert (read.name, read.content_hash) == ("Bericht – 报告.PDF", file.content_hash)
    assert download(api, file.file_id) == content


def test_an_empty_file_needs_no_parts(api, folder):
    made = begin(api, name(), 0, folder)
    for part in made.part_info_list or []:
        put(part.upload_url, b"")
    file = complete(api, made)
    assert file.size == 0 and download(api, file.file_id) == b""


def test_many_parts_in_order(api, folder):
    content = os.urandom(1_000_003)
    file = upload(api, name(), content, folder, part_size=100_000)
    assert file.content_hash.upper() == sha1(content)
    assert download(api, file.file_id) == content


def test_an_upload_is_resumed(api, folder):
    content = os.urandom(300_000)
    made = begin(api, name(), len(content), folder, parts=3)
    put(made.part_info_list[0].upload_url, content[:100_000])
    of = dict(drive_id=DRIVE, file_id=made.file_id, upload_id=made.upload_id)
    there = api.list_uploaded_parts(pds.ListUploadedPartsRequest(**of)).body
    assert [(part.part_number, part.part_size) for part in there.uploaded_parts] == [(1, 100_000)]
    assert get(api, made.file_id).status == "uploading"
    fresh = api.get_upload_url(
        pds.GetUploadUrlRequest(
            part_info_list=[pds.GetUploadUrlRequestPartInfoList(part_number=n) for n in (2, 3)], **of
        )
    ).body
    assert [part.part_number for part in fresh.part_info_list] == [2, 3]
    for part, piece in zip(fresh.part_info_list, (content[100_000:200_000], content[200_000:])):
        put(part.upload_url, piece)
    complete(api, made)
    assert download(api, made.file_id) == content
    assert complete(api, made).file_id == made.file_id, "repeating it does no harm"


def test_parts_go_in_order_unless_the_upload_is_parallel(api, folder):
    made = begin(api, name(), 30, folder, parts=3)
    late = requests.put(made.part_info_list[2].upload_url, data=b"c" * 10, timeout=10)
    assert late.status_code == 400 and "PartNotSequential" in late.text
    try:
        made = begin(api, name(), 30, folder, parts=3, parallel_upload=True)
    except Exception as error:
        assert error.code == "InvalidParameterNotSupported.ParallelUpload"
        return
    for n in (2, 0, 1):
        put(made.part_info_list[n].upload_url, b"abc"[n : n + 1] * 10)
    complete(api, made)
    assert download(api, made.file_id) == b"a" * 10 + b"b" * 10 + b"c" * 10


def test_what_does_not_add_up_is_not_completed(api, folder):
    made = begin(api, name(), 20, folder)
    put(made.part_info_list[0].upload_url, b"x" * 20)
    code, _ = refused(complete, api, made, crc_64hash="1")
    assert code.startswith("InvalidParameter"), code
    assert get(api, made.file_id).status == "uploading"
    assert all(file.file_id != made.file_id for file in scan(api))
    assert complete(api, made, crc_64hash=crc64(b"x" * 20)).status == "available"
    made = begin(api, name(), 20, folder, parts=2)
    put(made.part_info_list[0].upload_url, b"x" * 10)
    code, _ = refused(complete, api, made)
    assert code.startswith("InvalidParameter") or "Part" in code, code


def test_urls_cannot_be_altered(api, folder):
    made = begin(api, name(), 5, folder, parts=1)
    url = made.part_info_list[0].upload_url
    for altered in (re.sub(r"(\d)(?=\D*$)", lambda m: str(9 - int(m[1])), url), url + "0", url.split("?")[0]):
        reply = requests.put(altered, data=b"12345", timeout=10)
        assert reply.status_code in (400, 403), altered
        assert b"<Code>" in reply.content
    assert put(url, b"12345").status_code == 200


def test_names_that_cannot_be(api, folder):
    for bad in ("", "a/b", "a" * 1025, "\u00e9" * 513, ".", ".."):
        code, status = refused(make_folder, api, bad, folder)
        assert code.endswith(".name"), (bad, code)
    assert make_folder(api, "a" * 1024, folder)
    assert refused(make_folder, api, "x", "0123456789abcdef")[0].startswith("NotFound")
    file = upload(api, name(), b"1", folder)
    assert refused(make_folder, api, "x", file.file_id)[0].startswith("InvalidParameter")


def test_the_modes_of_a_taken_name(api, folder):
    first = upload(api, "a.txt", b"1", folder)
    second = upload(api, "a.txt", b"2", folder)
    assert second.file_id != first.file_id and second.name == "a.txt"
    refusal = begin(api, "a.txt", 1, folder, check_name_mode="refuse")
    assert refusal.exist and refusal.file_id in (first.file_id, second.file_id) and not refusal.upload_id
    renamed = begin(api, "a.txt", 1, folder, check_name_mode="auto_rename")
    assert re.fullmatch(r"a_\d{8}_\d{6}.*\.txt", renamed.file_name)
    there = make_folder(api, "f", folder)
    again = api.create_file(
        pds.CreateFileRequest(
            drive_id=DRIVE, parent_file_id=folder, name="f", type="folder", check_name_mode="refuse"
        )
    ).body
    assert again.exist and again.file_id == there


def test_a_known_content_needs_no_upload_from_who_can_read_it(api, folder):
    content = os.urandom(5000)
    first = upload(api, name(), content, folder)
    made = begin(api, name(), 5000, folder, content_hash=sha1(content), content_hash_name="sha1")
    assert made.rapid_upload and made.file_id != first.file_id and made.status == "available"
    assert download(api, made.file_id) == content
    code, _ = refused(begin, api, name(), 5000, folder, pre_hash=sha1(content[:1024]))
    assert code == "PreHashMatched"
    assert not begin(api, name(), 5001, folder, pre_hash=sha1(content[:1024])).rapid_upload
    assert not begin(api, name(), 5000, folder, content_hash=sha1(b"x"), content_hash_name="sha1").rapid_upload


def test_a_declared_hash_must_hold(api, folder):
    made = begin(api, name(), 3, folder, content_hash=sha1(b"abc"), content_hash_name="sha1")
    put(made.part_info_list[0].upload_url, b"abd")
    assert refused(complete, api, made)[0].startswith("InvalidParameter")


# --- downloads ---------------------------------------------------------------------------------------


def test_downloads_have_ranges_conditions_and_names(api, folder):
    content = bytes(range(256)) * 40
    file = upload(api, "übung 1.bin", content, folder)
    url = api.get_download_url(pds.GetDownloadUrlRequest(drive_id=DRIVE, file_id=file.file_id)).body.url
    whole = requests.get(url, timeout=10)
    assert whole.content == content and whole.headers["Accept-Ranges"] == "bytes"
    assert "UTF-8''%C3%BCbung%201.bin" in whole.headers["Content-Disposition"]
    part = requests.get(url, headers={"Range": "bytes=100-299"}, timeout=10)
    assert (part.status_code, part.content) == (206, content[100:300])
    assert part.headers["Content-Range"] == f"bytes 100-299/{len(content)}"
    tail = requests.get(url, headers={"Range": "bytes=-10"}, timeout=10)
    assert (tail.status_code, tail.content) == (206, content[-10:])
    assert requests.get(url, headers={"Range": "bytes=99999-"}, timeout=10).status_code == 416
    etag = whole.headers["ETag"]
    assert requests.get(url, headers={"If-None-Match": etag}, timeout=10).status_code == 304
    assert requests.get(url, headers={"If-Match": '"other"'}, timeout=10).status_code == 412
    assert requests.head(url, timeout=10).headers["Content-Length"] == str(len(content))
    other = api.get_download_url(
        pds.GetDownloadUrlRequest(drive_id=DRIVE, file_id=file.file_id, file_name="other.txt")
    ).body.url
    assert "other.txt" in requests.get(other, timeout=10).headers["Content-Disposition"]


def test_a_url_of_a_deleted_file_leads_nowhere(api, folder):
    file = upload(api, name(), b"secret", folder)
    url = api.get_download_url(pds.GetDownloadUrlRequest(drive_id=DRIVE, file_id=file.file_id)).body.url
    api.delete_file(pds.DeleteFileRequest(drive_id=DRIVE, file_id=file.file_id))
    assert requests.get(url, timeout=10).status_code in (403, 404)


# --- changes -----------------------------------------------------------------------------------------


def test_a_file_is_changed(api, folder):
    file = upload(api, "a.txt", b"1", folder)
    changed = api.update_file(
        pds.UpdateFileRequest(
            drive_id=DRIVE, file_id=file.file_id, name="b.md", description="d", starred=True, hidden=True,
            labels=["x", "y"],
        )
    ).body
    assert (changed.name, changed.description, changed.starred, changed.hidden) == ("b.md", "d", True, True)
    assert changed.labels == ["x", "y"] and changed.file_extension == "md"
    assert get(api, file.file_id).name == "b.md"
    api.file_put_user_tags(
        pds.FilePutUserTagsRequest(
            drive_id=DRIVE, file_id=file.file_id,
            user_tags=[pds.FilePutUserTagsRequestUserTags(key=k, value=v) for k, v in (("a", "1"), ("b", "2"))],
        )
    )
    api.file_delete_user_tags(pds.FileDeleteUserTagsRequest(drive_id=DRIVE, file_id=file.file_id, key_list=["a"]))
    assert get(api, file.file_id, fields="*").user_tags == {"b": "2"}


def test_folders_move_but_not_into_themselves(api, folder):
    outer = make_folder(api, "outer", folder)
    inner = make_folder(api, "inner", outer)
    file = upload(api, "a.txt", b"1", inner)
    other = make_folder(api, "other", folder)
    move = lambda what, to: api.move_file(pds.MoveFileRequest(drive_id=DRIVE, file_id=what, to_parent_file_id=to)).body
    for to in (outer, inner):
        assert refused(move, outer, to)[0].startswith("InvalidParameter")
    move(outer, other)
    assert get(api, file.file_id, fields="*").name_path.endswith("/other/outer/inner/a.txt")
    assert [item.file_id for item in listed(api, other)] == [outer]


def test_a_tree_is_copied_as_a_task(api, folder):
    source = make_folder(api, "source", folder)
    below = make_folder(api, "below", source)
    contents = {f"{n}.txt": os.urandom(100) for n in range(7)}
    for file_name, content in contents.items():
        upload(api, file_name, content, below)
    target = make_folder(api, "target", folder)
    copied = api.copy_file(pds.CopyFileRequest(drive_id=DRIVE, file_id=source, to_parent_file_id=target)).body
    assert task_done(api, copied.async_task_id).state == "Succeed"
    (top,) = listed(api, target)
    assert top.name == "source" and top.file_id != source
    (copy_below,) = listed(api, top.file_id)
    copies = {file.name: download(api, file.file_id) for file in listed(api, copy_below.file_id)}
    assert copies == contents


def test_one_file_is_copied_at_once(api, folder):
    file = upload(api, "a.txt", b"abc", folder)
    copy = api.copy_file(
        pds.CopyFileRequest(drive_id=DRIVE, file_id=file.file_id, to_parent_file_id=folder, auto_rename=True)
    ).body
    assert download(api, copy.file_id) == b"abc"
    assert get(api, copy.file_id).name != "a.txt"


# --- the recycle bin ---------------------------------------------------------------------------------


def trash(api, file_id):
    return api.trash_file(pds.TrashFileRequest(drive_id=DRIVE, file_id=file_id)).body


def restore(api, file_id):
    return api.restore_file(pds.RestoreFileRequest(drive_id=DRIVE, file_id=file_id)).body


def bin_ids(api):
    body = api.list_recyclebin(pds.ListRecyclebinRequest(drive_id=DRIVE, limit=200)).body
    return [file.file_id for file in body.items]


def test_a_tree_goes_to_the_bin_and_comes_back(api, folder):
    top = make_folder(api, "top", folder)
    file = upload(api, "a.txt", b"1", make_folder(api, "below", top))
    trash(api, top)
    assert top in bin_ids(api) and file.file_id not in bin_ids(api)
    ids = {item.file_id for item in scan(api)}
    assert top not in ids and file.file_id not in ids
    assert not found(api, f'parent_file_id = "{folder}" and name = "top"')
    assert refused(get, api, file.file_id)[0] in ("ForbiddenFileInTheRecycleBin", "NotFound.FileId")
    restore(api, top)
    assert {top, file.file_id} <= {item.file_id for item in scan(api)}
    assert download(api, file.file_id) == b"1"


def test_deleting_a_tree_gives_the_space_back(api, server):
    drive = api.create_drive(
        pds.CreateDriveRequest(drive_name="d", owner="superadmin", owner_type="user", total_size=10_000_000)
    ).body.drive_id
    top = make_folder(api, "top", drive=drive)
    for n in range(20):
        upload(api, f"{n}", os.urandom(1000), make_folder(api, f"f{n}", top, drive=drive), drive=drive)
    used = lambda: api.get_drive(pds.GetDriveRequest(drive_id=drive)).body.used_size
    assert used() == 20_000
    api.trash_file(pds.TrashFileRequest(drive_id=drive, file_id=top))
    assert used() == 20_000
    cleared = api.clear_recyclebin(pds.ClearRecyclebinRequest(drive_id=drive)).body
    assert task_done(api, cleared.async_task_id).state == "Succeed"
    assert wait_for(lambda: used() == 0, 20)


def test_a_full_drive_takes_no_more(api):
    drive = api.create_drive(
        pds.CreateDriveRequest(drive_name="small", owner="superadmin", owner_type="user", total_size=1000)
    ).body.drive_id
    upload(api, "a", b"x" * 900, drive=drive)
    with pytest.raises(Exception) as caught:
        upload(api, "b", b"x" * 200, drive=drive)
    assert caught.value.code == "QuotaExhausted.Drive"
    upload(api, "c", b"x" * 100, drive=drive)


# --- revisions ---------------------------------------------------------------------------------------


def test_revisions_are_kept_restored_and_deleted(api, folder):
    first = upload(api, "a.txt", b"one", folder)
    second = upload(api, "a.txt", b"two two", folder, file_id=first.file_id)
    assert second.file_id == first.file_id and second.revision_id != first.revision_id
    of = dict(drive_id=DRIVE, file_id=first.file_id)
    revisions = api.list_revision(pds.ListRevisionRequest(**of)).body.items
    assert [revision.size for revision in revisions] == [7, 3]
    assert [bool(revision.is_latest_version) for revision in revisions] == [True, False]
    old = api.get_revision(pds.GetRevisionRequest(revision_id=first.revision_id, fields="*", **of)).body
    assert old.content_hash.upper() == sha1(b"one")
    kept = api.update_revision(
        pds.UpdateRevisionRequest(revision_id=first.revision_id, revision_description="d", keep_forever=True, **of)
    ).body
    assert (kept.revision_description, kept.keep_forever) == ("d", True)
    api.restore_revision(pds.RestoreRevisionRequest(revision_id=first.revision_id, **of))
    assert download(api, first.file_id) == b"one"
    assert len(api.list_revision(pds.ListRevisionRequest(**of)).body.items) == 3
    api.delete_revision(pds.DeleteRevisionRequest(revision_id=second.revision_id, **of))
    assert len(api.list_revision(pds.ListRevisionRequest(**of)).body.items) == 2
    current = get(api, first.file_id).revision_id
    assert refused(api.delete_revision, pds.DeleteRevisionRequest(revision_id=current, **of))


# --- many at once ------------------------------------------------------------------------------------


def test_a_batch_answers_each_request_for_itself(api, folder):
    item = lambda n, body: pds.BatchRequestRequests(
        id=str(n), method="POST", url="/file/create", headers={"Content-Type": "application/json"}, body=body
    )
    good = dict(drive_id=DRIVE, parent_file_id=folder, type="folder")
    requests_ = [item(n, {**good, "name": f"f{n}"}) for n in range(99)] + [item(99, {**good, "name": "a/b"})]
    answers = api.batch(pds.BatchRequest(resource="file", requests=requests_)).body.responses
    assert [answer.id for answer in answers] == [str(n) for n in range(100)]
    assert all(answer.status in (200, 201) and answer.body["file_id"] for answer in answers[:99])
    assert (answers[99].status, answers[99].body["code"]) == (400, "InvalidParameter.name")
    assert len(listed(api, folder)) == 99
    too_many = pds.BatchRequest(resource="file", requests=[item(n, {}) for n in range(101)])
    assert refused(api.batch, too_many)[0].startswith("InvalidParameter")


# --- what happens by itself --------------------------------------------------------------------------


def test_a_file_gets_its_verdict_by_itself(api, folder):
    import samples

    bad = upload(api, "shell.php", samples.PHP_SHELL + uuid.uuid4().bytes, folder)
    good = upload(api, "a.txt", samples.CLEAN_TEXT + uuid.uuid4().bytes, folder)

    def judged(file_id):
        info = api.csi_get_file_info(pds.CsiGetFileInfoRequest(drive_id=DRIVE, file_id=file_id)).body
        return info.investigation_info and info.investigation_info.suggestion

    assert wait_for(lambda: judged(bad.file_id)) == "block"
    assert wait_for(lambda: judged(good.file_id)) == "pass"
    again = upload(api, "again.php", download(api, bad.file_id), folder)
    assert wait_for(lambda: judged(again.file_id)) == "block"


def png(width, height):
    import struct
    import zlib

    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(
        ">I", zlib.crc32(kind + data)
    )
    rows = b"".join(b"\0" + bytes((x % 256, y % 256, 128) [c] for x in range(width) for c in range(3)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_pictures_have_thumbnails(api, folder):
    file = upload(api, "picture.png", png(400, 200), folder)
    process = pds.ImageProcess(image_thumbnail_process="image/resize,w_100")
    shown = get(api, file.file_id, thumbnail_processes={"small": process})
    url = (shown.thumbnail_urls or {}).get("small")
    assert url
    reply = requests.get(url, timeout=30)
    assert reply.status_code == 200 and reply.headers["Content-Type"].startswith("image/")
    assert len(reply.content) > 100
    text = upload(api, "no.png", b"this is no picture", folder)
    shown = get(api, text.file_id, thumbnail_processes={"small": process})
    url = (shown.thumbnail_urls or {}).get("small")
    assert url is None or requests.get(url, timeout=30).status_code in (400, 404)
