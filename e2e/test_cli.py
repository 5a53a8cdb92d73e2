"""The commands that need no server, and how the server starts."""

import json
import os
import stat

import samples
from clients import sha256


def examine(server, *arguments):
    return server.run("examine", *arguments)


def test_examine_tells_clean_from_dangerous_by_its_exit_code(server, tmp_path):
    clean = tmp_path / "clean.txt"
    clean.write_bytes(samples.CLEAN_TEXT)
    bad = tmp_path / "bad.zip"
    bad.write_bytes(samples.zipped({"in/shell.php": samples.PHP_SHELL, "in/ok.txt": b"ok"}))
    assert examine(server, clean).returncode == 0
    found = examine(server, bad)
    assert found.returncode == 1
    assert "bad.zip/in/shell.php" in found.stdout and "WebShell" in found.stdout
    assert examine(server, tmp_path / "missing").returncode == 2
    assert examine(server, "/dev/null").returncode == 2
    assert examine(server, tmp_path).returncode == 1


def test_examine_writes_one_object_a_line_in_the_wires_names(server, tmp_path):
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "bad.zip").write_bytes(samples.zipped({"shell.php": samples.PHP_SHELL}))
    (folder / "ok.txt").write_bytes(samples.CLEAN_TEXT)
    found = examine(server, "--json", folder)
    assert found.returncode == 1
    rows = {row["Path"]: row for row in map(json.loads, found.stdout.splitlines())}
    archive = f"{folder}/deep/bad.zip"
    assert set(rows) == {archive, f"{archive}/shell.php", f"{folder}/ok.txt"}
    member = rows[f"{archive}/shell.php"]
    assert (member["Result"], member["VirusType"]) == (1, "WebShell")
    assert member["HashKey"] == sha256(samples.PHP_SHELL)
    assert member["Ext"]["FileLabel"] and member["Ext"]["Rules"]
    assert rows[f"{folder}/ok.txt"]["Result"] == 0 and "Score" not in rows[f"{folder}/ok.txt"]


def test_what_was_not_examined_is_said(server, tmp_path):
    path = tmp_path / "deep.zip"
    path.write_bytes(samples.nested(samples.PHP_SHELL, 3, "shell.php"))
    found = examine(server, "--max-layers", "1", path)
    assert found.returncode == 0
    assert "not fully examined" in found.stdout and "DecompressMaxLayer" in found.stdout


def test_a_second_server_on_the_same_folder_refuses(server):
    second = server.run("serve")
    assert second.returncode == 2
    assert "another server" in second.stderr


def test_the_folder_and_its_secrets_are_for_their_owner_only(server):
    assert stat.S_IMODE(os.stat(server.data_dir / "assay.key").st_mode) == 0o600
    assert stat.S_IMODE(os.stat(server.data_dir / "assay.db").st_mode) == 0o600


def test_an_unknown_setting_is_refused(server, tmp_path):
    path = tmp_path / "assay.toml"
    path.write_text("lisen = '127.0.0.1:1'\n")
    refused = server.run("--config", path, "serve")
    assert refused.returncode == 2 and "`lisen` is not a setting" in refused.stderr


def test_the_doctor_tells_what_there_is(server):
    told = server.run("doctor")
    assert told.returncode == 0, told.stdout + told.stderr
    for word in ("landlock", "seccomp", "database", "contents", "rules"):
        assert word in told.stdout


def test_secrets_are_in_no_log(server):
    log = server.log()
    assert log
    assert server.settings["ASSAY_ACCESS_KEY_SECRET"] not in log and server.settings["ASSAY_API_KEY"] not in log


def test_examine_ends_with_what_was_not_examined_and_why(server, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(3):
        (folder / f"deep{number}.zip").write_bytes(samples.nested(samples.PHP_SHELL, 3, "shell.php"))
    (folder / "secret").write_bytes(b"x")
    (folder / "zzz.php").write_bytes(samples.PHP_SHELL)
    found = examine(server, "--json", "--max-layers", "1", folder, tmp_path / "missing")
    assert found.returncode == 1
    assert len([row for row in found.stdout.splitlines() if json.loads(row)["Path"].endswith("zzz.php")]) == 1
    assert "5 files examined, 1 dangerous" in found.stderr
    assert "cannot be examined: 1" in found.stderr and "missing" in found.stderr
    assert "DecompressMaxLayer: 3" in found.stderr, found.stderr
