"""The proof of the drive: a program of the official SDK's alone mirrors a tree of 20,000 real files up and down."""

import concurrent.futures
import hashlib
import os
import pathlib
import signal
import threading
import time
import uuid

import pytest
import requests
from alibabacloud_pds20220301 import models as pds

from conftest import wait_for
from drives import (
    DRIVE, Mirror, begin, complete, cursor, download, follow, found, key_client, make_folder, put, refused, scan,
    task_done, upload,
)
from test_cluster import shared  # noqa: F401  a fixture

FILES = int(os.environ.get("ASSAY_E2E_MIRROR_FILES", "2000"))
AT_ONCE = 8


def source_tree(limit):
    """Real source files as they lie in the registry's unpacked crates: path to content."""
    tree = {}
    for top in (pathlib.Path.home() / ".cargo/registry/src", pathlib.Path("/usr/share"), pathlib.Path("/usr/lib/python3")):
        for path in sorted(top.rglob("*")):
            if len(tree) >= limit:
                return tree
            if path.is_file() and not path.is_symlink() and path.stat().st_size < 1_000_000:
                tree[str(path.relative_to(top))] = path.read_bytes()
    return tree


class Sessions(threading.local):
    """One connection a thread."""

    def __init__(self):
        self.session = requests.Session()
        self.session.trust_env = False


SESSIONS = Sessions()


def mirror_up(api, tree):
    """Makes the folders by batches, level by level, then uploads the files."""
    folders = {"": "root"}
    levels = {}
    for path in tree:
        for parent in pathlib.PurePath(path).parents:
            if str(parent) != ".":
                levels.setdefault(len(parent.parts), set()).add(str(parent))
    for level in sorted(levels):
        names = sorted(levels[level])
        for at in range(0, len(names), 100):
            some = names[at : at + 100]
            item = lambda n, path: pds.BatchRequestRequests(
                id=str(n), method="POST", url="/file/create",
                headers={"Content-Type": "application/json"},
                body={
                    "drive_id": DRIVE, "name": os.path.basename(path), "type": "folder",
                    "parent_file_id": folders[os.path.dirname(path)],
                },
            )
            reply = api.batch(
                pds.BatchRequest(resource="file", requests=[item(n, path) for n, path in enumerate(some)])
            )
            for path, answer in zip(some, reply.body.responses):
                folders[path] = answer.body["file_id"]

    def one(path):
        parent = folders[os.path.dirname(path)]
        return path, upload(api, os.path.basename(path), tree[path], parent, session=SESSIONS.session).file_id

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(pool.map(one, tree))


def check_whole(api, tree):
    """The drive holds the tree, byte for byte."""
    files = {file.name_path.lstrip("/"): file for file in scan(api) if file.type == "file"}
    assert files.keys() == tree.keys()
    for path, content in tree.items():
        assert files[path].content_hash.upper() == hashlib.sha1(content).hexdigest().upper(), path

    def same(path):
        return download(api, files[path].file_id, session=SESSIONS.session) == tree[path]

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        assert all(pool.map(same, tree))


def mirror_and_change(first, second):
    """The whole story; `second` is another client, perhaps of another node."""
    tree = source_tree(FILES)
    ids = mirror_up(first, tree)
    after = cursor(second)
    mirror = Mirror(scan(second))
    assert len([path for path in mirror.paths()]) == len(mirror.files)
    rust = [file.name for file in found(second, 'name match ".rs" and type = "file"', fields="*", limit=100)]
    assert sorted(rust) == sorted(os.path.basename(path) for path in tree if ".rs" in os.path.basename(path).lower())

    paths = sorted(tree)
    overwritten, renamed, deleted = paths[0], paths[1], paths[2]
    upload(first, os.path.basename(overwritten), b"changed", file_id=ids[overwritten], session=SESSIONS.session)
    tree[overwritten] = b"changed"
    first.update_file(pds.UpdateFileRequest(drive_id=DRIVE, file_id=ids[renamed], name="renamed by test"))
    tree[os.path.join(os.path.dirname(renamed), "renamed by test")] = tree.pop(renamed)
    first.delete_file(pds.DeleteFileRequest(drive_id=DRIVE, file_id=ids[deleted]))
    tree.pop(deleted)
    top = max({path.split("/")[0] for path in tree if "/" in path}, key=lambda top: sum(p.startswith(top + "/") for p in tree))
    (top_file,) = [f for f in scan(first) if f.name_path.lstrip("/") == top]
    target = make_folder(first, "moved here")
    first.move_file(pds.MoveFileRequest(drive_id=DRIVE, file_id=top_file.file_id, to_parent_file_id=target))
    tree = {(f"moved here/{path}" if path.startswith(top + "/") else path): content for path, content in tree.items()}

    def caught_up():
        nonlocal after
        items, after = follow(second, after)
        mirror.apply(items)
        known = {path.lstrip("/") for id, path in mirror.paths().items() if mirror.files[id].type == "file"}
        return known == tree.keys() or None

    wait_for(caught_up, 30)
    check_whole(second, tree)


def test_a_tree_is_mirrored_up_changed_and_mirrored_down(new_server):
    server = new_server()
    mirror_and_change(key_client(server), key_client(server))


def test_two_nodes_on_postgresql_and_s3_mirror_the_same(new_server, shared):  # noqa: F811
    first, second = new_server("first", **shared), new_server("second", **shared)
    mirror_and_change(key_client(first), key_client(second))


def storm(server, seconds, at_once=6):
    """Uploads until the server is gone; what was acknowledged, by id."""
    acknowledged, begun = {}, []

    def work():
        api = key_client(server)
        session = requests.Session()
        session.trust_env = False
        while True:
            content = os.urandom(2000)
            try:
                made = begin(api, uuid.uuid4().hex, len(content))
                begun.append(made.file_id)
                put(made.part_info_list[0].upload_url, content, session)
                complete(api, made)
                acknowledged[made.file_id] = content
            except Exception:
                return

    threads = [threading.Thread(target=work) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    server.stop(signal.SIGKILL)
    for thread in threads:
        thread.join()
    return acknowledged


@pytest.mark.parametrize("seconds", [0.7, 1.3])
def test_kill_9_in_an_upload_storm_loses_nothing(new_server, seconds):
    server = new_server()
    acknowledged = storm(server, seconds)
    assert acknowledged
    server.start()
    api = key_client(server)
    there = {file.file_id: file for file in scan(api)}
    for file_id, content in acknowledged.items():
        assert there[file_id].content_hash.upper() == hashlib.sha1(content).hexdigest().upper()
        assert download(api, file_id) == content
    used = api.get_drive(pds.GetDriveRequest(drive_id=DRIVE)).body.used_size
    assert used == sum(file.size for file in there.values())
