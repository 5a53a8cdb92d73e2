"""Rule sets, hash lists and second opinions of the operator's own, and who is told of verdicts."""

import hashlib
import hmac
import http.server
import json
import os
import signal
import subprocess
import threading
import time
import uuid

import pytest
from alibabacloud_pds20220301 import models as pds
from alibabacloud_sas20181203 import models as sas

import samples
from clients import client, md5, result, sha256, submit
from conftest import wait_for
from drives import DRIVE, key_client, upload
from places import own_servers


def rule(name, text, score=90):
    return f'rule {name} {{ meta: score = {score} strings: $a = "{text}" condition: $a }}\n'


def rule_set(folder, **files):
    """A folder of rules: `name=text`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yar").write_text(text)
    return folder


def rules_of(server, content):
    found = result(client("sas", server), submit(client("sas", server), content))
    return json.loads(found.ext).get("Rules", [])


def run(server, *arguments, expect=0):
    done = server.run("rules", *arguments)
    assert done.returncode == expect, (done.stdout, done.stderr)
    return done


def test_sets_from_the_configuration_and_from_the_command_are_examined_with(new_server, tmp_path):
    configured = rule_set(tmp_path / "own", first=rule("hit", "configured-needle"))
    added = rule_set(tmp_path / "feed", first=rule("hit", "added-needle"), second=rule("hit", "other-needle"))
    server = new_server(start=False, ASSAY_DETECT_RULES=str(configured))
    run(server, "add", added)
    listed = run(server, "list").stdout
    assert "1 rules   own" in listed and "2 rules   feed" in listed
    server.start()
    content = b"configured-needle added-needle other-needle" + uuid.uuid4().bytes
    assert rules_of(server, content) == ["feed/first/hit", "feed/second/hit", "own/first/hit"]


def test_every_rule_that_does_not_compile_is_named_and_nothing_of_its_set_is_used(new_server, tmp_path):
    bad = rule_set(
        tmp_path / "bad",
        a="rule one { condition: nonsense }\nrule two { condition: also_nonsense }\n",
        b=rule("fine", "x"),
        c="rule three { strings: $a = \"x\" condition: $b }\n",
    )
    server = new_server(start=False)
    for command in ("check", "add"):
        said = run(server, command, bad, expect=1).stderr
        for name in ("rule one", "rule two", "rule three"):
            assert name in said, said
        assert "rule fine" not in said
    assert "bad" not in run(server, "list").stdout
    broken = new_server("broken", start=False, ASSAY_DETECT_RULES=str(bad))
    with pytest.raises(AssertionError) as caught:
        broken.start()
    assert "rule one" in str(caught.value) and "rule three" in str(caught.value)
    broken.process = None


def test_rules_change_without_a_restart_and_old_answers_become_stale(new_server, tmp_path):
    server = new_server()
    api = client("sas", server)
    content = b"late-needle" + uuid.uuid4().bytes
    assert rules_of(server, content) == []
    run(server, "add", rule_set(tmp_path / "late", first=rule("hit", "late-needle")))
    # The same content is submitted again until the new rules are in force: the old answer must not come back.
    wait_for(lambda: rules_of(server, content) == ["late/first/hit"], seconds=60, every=0.2)
    run(server, "remove", "late")
    wait_for(lambda: rules_of(server, content) == [], seconds=60, every=0.2)
    assert result(api, md5(content)).result == 0


def test_a_hangup_reads_configured_rules_anew_and_bad_ones_change_nothing(new_server, tmp_path):
    folder = rule_set(tmp_path / "own", first=rule("hit", "hangup-one"))
    server = new_server(ASSAY_DETECT_RULES=str(folder))
    first, second = (b"hangup-one " + uuid.uuid4().bytes, b"hangup-two " + uuid.uuid4().bytes)
    assert rules_of(server, first) == ["own/first/hit"]
    rule_set(folder, second="rule broken { condition: nonsense }")
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "the old ones stay in force" in server.log(), seconds=60)
    assert "rule broken" in server.log()
    assert rules_of(server, b"hangup-one again" + uuid.uuid4().bytes) == ["own/first/hit"]
    rule_set(folder, second=rule("hit", "hangup-two"))
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: rules_of(server, second) == ["own/second/hit"], seconds=60, every=0.2)


def test_no_job_is_lost_while_rules_change(new_server, tmp_path):
    server = new_server()
    api = client("sas", server)
    keys, stop = [], threading.Event()

    def keep_submitting():
        while not stop.is_set():
            keys.append(submit(api, samples.PHP_SHELL + uuid.uuid4().bytes))

    thread = threading.Thread(target=keep_submitting)
    thread.start()
    for number in range(3):
        run(server, "add", rule_set(tmp_path / "changing", first=rule(f"hit{number}", f"never-{uuid.uuid4()}")))
        wait_for(lambda: server.log().count("rules read anew") > number, seconds=60)
    stop.set()
    thread.join()
    assert len(keys) > 3
    for key in keys:
        assert result(api, key).virus_type == "WebShell"


def test_nodes_with_other_rules_do_not_take_each_others_verdicts(new_server, tmp_path):
    with own_servers(tmp_path) as shared:
        first = new_server("first", **shared)
        second = new_server("second", **shared)
        added = rule_set(tmp_path / "one", first=rule("hit", "two-nodes-needle"))
        content = b"two-nodes-needle" + uuid.uuid4().bytes
        submit(client("sas", first), content)
        assert result(client("sas", second), md5(content)).result == 0
        for server in (first, second):
            run(server, "add", added)
            wait_for(lambda: "rules read anew" in server.log(), seconds=60)
        for server in (first, second):
            assert rules_of(server, content) == ["one/first/hit"]


def test_rules_are_compiled_once(new_server, tmp_path):
    server = new_server()
    cache = server.data_dir / "rules" / "cache"
    (kept,) = cache.glob("*.rules")
    before = kept.stat().st_mtime_ns
    assert kept.stat().st_mode & 0o077 == 0 and (cache / "key").stat().st_mode & 0o077 == 0
    server.stop()
    server.start()
    assert kept.stat().st_mtime_ns == before
    # What somebody else wrote is not taken for it.
    server.stop()
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    server.start()
    assert rules_of(server, samples.PHP_SHELL + uuid.uuid4().bytes)


def test_hash_lists_block_and_allow(new_server, tmp_path):
    server = new_server(start=False)
    blocked = [b"blocked by " + name + uuid.uuid4().bytes for name in (b"md5", b"sha1", b"sha256")]
    allowed = samples.PHP_SHELL + uuid.uuid4().bytes
    text = tmp_path / "feed.txt"
    text.write_text(
        f"# a feed\n{md5(blocked[0])}\n{hashlib.sha1(blocked[1]).hexdigest()}  name\n{sha256(blocked[2])}:12:Bad\n"
    )
    run(server, "add", "--block", "--hashes", text)
    good = tmp_path / "good.txt"
    good.write_text(sha256(allowed).upper() + "\n" + sha256(blocked[0]) + "\n")
    server.start()
    api = client("sas", server)
    for content in blocked:
        found = result(api, submit(api, content))
        assert (found.result, found.score, json.loads(found.ext)["Rules"]) == (1, 100, ["hash-list/feed"])
    packed = samples.zipped({"in/bad.bin": blocked[1]})
    options = {"decompress": True, "decompress_max_layer": 5, "decompress_max_file_count": 10}
    assert result(api, submit(api, packed, **options)).result == 1
    report = api.get_file_detect_report(sas.GetFileDetectReportRequest(file_hash=md5(blocked[0]))).body.data
    assert json.loads(report.intelligences)[0]["source"] == "hash-list"
    run(server, "add", "--allow", "--hashes", good)
    wait_for(lambda: "rules read anew" in server.log(), seconds=60)
    for content in (allowed, blocked[0]):
        found = result(api, submit(api, content))
        assert found.result == 0 and "AllowListed" in json.loads(found.ext)["FileLabel"]
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not a hash\n")
    assert "line 1" in run(server, "add", "--block", "--hashes", wrong, expect=2).stderr


def test_rules_are_tried_on_files(new_server, tmp_path):
    folder = rule_set(tmp_path / "mine", first=rule("hit", "needle"))
    sample = tmp_path / "sample.zip"
    sample.write_bytes(samples.zipped({"a.txt": b"xx needle"}))
    server = new_server(start=False)
    assert "sample.zip/a.txt: mine/first/hit (90) 3..9" in run(server, "test", folder, sample).stdout
    clean = tmp_path / "clean.txt"
    clean.write_text("nothing")
    run(server, "test", folder, clean, expect=1)


@pytest.fixture
def clamd(tmp_path):
    """ClamAV's daemon with a database of one line."""
    folder = tmp_path / "clamd"
    folder.mkdir()
    (folder / "own.ndb").write_text("Own.Trojan.Needle-1:0:*:" + b"clamd-needle".hex() + "\n")
    socket = folder / "clamd.sock"
    (folder / "clamd.conf").write_text(
        f"LocalSocket {socket}\nDatabaseDirectory {folder}\nForeground yes\nStreamMaxLength 1M\n"
        f"LogFile {folder}/clamd.log\nUser {os.environ.get('USER', 'root')}\n"
    )
    process = subprocess.Popen(["clamd", "-c", folder / "clamd.conf"], stdout=subprocess.DEVNULL)
    wait_for(socket.exists, seconds=60)
    yield f"unix:{socket}", process
    process.kill()
    process.wait()


def test_clamd_has_a_second_opinion(new_server, clamd):
    address, process = clamd
    server = new_server(ASSAY_DETECT_CLAMD=address)
    api = client("sas", server)
    found = result(api, submit(api, b"clamd-needle" + uuid.uuid4().bytes))
    assert (found.result, found.score, found.virus_type) == (1, 90, "Trojan")
    assert json.loads(found.ext)["Rules"] == ["clamd/Own.Trojan.Needle-1.UNOFFICIAL"]
    assert result(api, submit(api, b"nothing" + uuid.uuid4().bytes)).result == 0
    # Longer than the daemon takes: ours is the only opinion.
    long = result(api, submit(api, b"clamd-needle" + uuid.uuid4().bytes + bytes(2 << 20)))
    assert long.result == 0 and "ClamdUnavailable" in json.loads(long.ext)["FileLabel"]
    # Files of drives and on the command line are asked about by the same way.
    drive = key_client(server)
    file_id = upload(drive, "a.bin", b"clamd-needle" + uuid.uuid4().bytes).file_id
    asked = pds.CsiGetFileInfoRequest(drive_id=DRIVE, file_id=file_id)
    judged = lambda: drive.csi_get_file_info(asked).body.investigation_info  # noqa: E731
    assert wait_for(lambda: judged() and judged().suggestion) == "block"
    sample = server.data_dir.parent / "sample.bin"
    sample.write_bytes(b"clamd-needle" + uuid.uuid4().bytes)
    told = server.run("examine", "--json", sample)
    assert told.returncode == 1 and "clamd/Own.Trojan.Needle-1.UNOFFICIAL" in told.stdout
    process.kill()
    process.wait()
    alone = result(api, submit(api, samples.PHP_SHELL + uuid.uuid4().bytes))
    assert alone.virus_type == "WebShell" and "ClamdUnavailable" in json.loads(alone.ext)["FileLabel"]


class Receiver:
    """A webhook's receiver that refuses the first notice of each detection."""

    def __init__(self):
        self.seen, outer = [], self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.seen.append((dict(self.headers), body))
                events = [json.loads(seen)["EventId"] for _, seen in outer.seen]
                self.send_response(500 if events.count(events[-1]) == 1 else 204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


def test_a_final_detection_is_told_signed_and_again_until_it_is_taken(new_server):
    receiver = Receiver()
    server = new_server(ASSAY_DETECT_WEBHOOK_URL=receiver.url, ASSAY_DETECT_WEBHOOK_SECRET="hook secret")
    api = client("sas", server)
    key = submit(api, samples.PHP_SHELL + uuid.uuid4().bytes)
    found = result(api, key)
    wait_for(lambda: len(receiver.seen) == 2, seconds=60)
    (headers, body), (_, again) = receiver.seen
    notice = json.loads(body)
    assert (notice["HashKey"], notice["Result"], notice["VirusType"]) == (key, 1, "WebShell")
    assert (notice["Tenant"], notice["Ext"], notice["Code"]) == ("default", found.ext, "200")
    assert json.loads(again)["EventId"] == notice["EventId"]
    timestamp = headers["x-assay-timestamp"]
    assert abs(int(timestamp) - time.time()) < 60
    expected = hmac.new(b"hook secret", timestamp.encode() + b"." + body, "sha256").hexdigest()
    assert headers["x-assay-signature"] == f"v1={expected}"
    # What is known at once is told too.
    submit(api, samples.PHP_SHELL + b"x", md5(samples.PHP_SHELL + b"x"))
    wait_for(lambda: len(receiver.seen) == 4, seconds=60)
    receiver.server.shutdown()
