"""The README's examples, run as printed; only the address is that of the server under test."""

import pathlib
import re
import subprocess
import sys

import PIL.Image
import pytest

import pages
from conftest import ACCESS_KEY_ID, ACCESS_KEY_SECRET, API_KEY

README = (pathlib.Path(__file__).parent.parent / "README.md").read_text()


def example(language, server, about):
    blocks = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    (block,) = [block for block in blocks if "127.0.0.1:8480" in block and about in block]
    return block.replace("127.0.0.1:8480", server.endpoint)


@pytest.fixture
def environment(server):
    keys = {
        "ASSAY_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "ASSAY_ACCESS_KEY_SECRET": ACCESS_KEY_SECRET,
        "ASSAY_API_KEY": API_KEY,
    }
    return {**server.environment, **keys}


def test_the_python_example_gives_a_verdict(server, environment):
    run = subprocess.run(
        [sys.executable, "-c", example("python", server, "filedetect")], env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    assert "RES_WHITE" in run.stdout


def test_the_curl_example_gives_a_verdict(server, environment):
    run = subprocess.run(
        ["bash", "-euc", example("sh", server, "CreateFileDetect")], env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    assert '"Result":0' in run.stdout and "ELF64" in run.stdout


def test_the_drive_example_lists_what_it_uploaded(server, environment):
    run = subprocess.run(
        [sys.executable, "-c", example("python", server, "pds")],
        env=environment, capture_output=True, text=True, timeout=60,
    )
    assert run.returncode == 0, run.stderr
    size = pathlib.Path("/bin/ls").stat().st_size
    assert re.search(rf"^/ls {size} [0-9A-Fa-f]{{40}}$", run.stdout, re.MULTILINE), run.stdout


def test_the_media_example_tells_of_a_bucket(server, environment):
    folder = server.data_dir / "buckets/photos"
    folder.mkdir(parents=True)
    PIL.Image.new("RGB", (320, 200), "navy").save(folder / "night.jpg")
    run = subprocess.run(
        [sys.executable, "-c", example("python", server, "imm")],
        env=environment, capture_output=True, text=True, timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("night.jpg image/jpeg 320 200"), run.stdout


def test_the_page_example_makes_a_scan(server, environment, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(pages.encoded(pages.photo(size=(600, 800))[0]))
    run = subprocess.run(
        [sys.executable, "-c", example("python", server, "scan/file")],
        env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )
    assert run.returncode == 0, run.stderr
    width, height, angle = map(int, run.stdout.split())
    assert PIL.Image.open(tmp_path / "scan.jpg").size == (width, height) and angle in (0, 90, 180, 270)
