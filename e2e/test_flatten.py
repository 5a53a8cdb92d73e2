"""`assay flatten`: photos to scans, to files, folders and PDFs."""

import io
import json
import shutil
import subprocess

import papers
import pytest
from PIL import Image

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


def flatten(server, *arguments):
    return server.run("flatten", *arguments)


def rows(run):
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.fixture(scope="module")
def photo():
    return papers.photo()


@pytest.fixture
def shelf(tmp_path, photo):
    """A folder of three photos, what is no picture, and a damaged one."""
    folder = tmp_path / "photos"
    (folder / "more").mkdir(parents=True)
    small = photo.resize((600, 800))
    for name in ("page2.jpg", "page10.jpg"):
        (folder / name).write_bytes(papers.encoded(small))
    (folder / "more" / "page1.png").write_bytes(papers.encoded(small, "PNG"))
    (folder / "notes.txt").write_text("not a photo")
    return folder


def test_a_photo_becomes_a_scan(server, tmp_path, photo):
    path, out = tmp_path / "photo.jpg", tmp_path / "scan.jpg"
    path.write_bytes(papers.encoded(photo))
    before = path.read_bytes()
    made = flatten(server, "--json", path, "-o", out)
    assert made.returncode == 0, made.stderr
    (row,) = rows(made)
    scan = Image.open(out)
    assert (scan.format, scan.size) == ("JPEG", (row["width"], row["height"]))
    assert row["path"] == str(path) and row["out"] == str(out)
    assert row["angle"] == 0 and len(row["corners"]) == 4 and 0 <= row["confidence"] <= 1
    assert set(row["times"]) >= {"decode", "find", "warp", "clean", "encode"}
    assert path.read_bytes() == before
    assert not [left for left in tmp_path.iterdir() if left.name.endswith(".part")]


def test_the_page_is_cut_out_where_it_lies(server, tmp_path, photo):
    path, out = tmp_path / "photo.jpg", tmp_path / "scan.png"
    path.write_bytes(papers.encoded(photo))
    made = flatten(server, "--json", path, "-o", out)
    (row,) = rows(made)
    assert row["cropped"], row
    for (x, y), (true_x, true_y) in zip(row["corners"], ((190, 160), (1010, 200), (1060, 1430), (130, 1380))):
        assert abs(x - true_x) < 12 and abs(y - true_y) < 12, row["corners"]
    scan = Image.open(out)
    assert scan.format == "PNG" and abs(scan.height / scan.width - 2**0.5) < 0.06
    # The desk is gone and the paper is white.
    assert all(min(scan.convert("RGB").getpixel((scan.width // 2, y))) > 200 for y in (12, scan.height - 12))


@pytest.mark.parametrize("value, angle", [(1, 0), (3, 180), (6, 90), (8, 270)])
def test_the_cameras_orientation_is_part_of_the_angle(server, tmp_path, photo, value, angle):
    path, out = tmp_path / "photo.jpg", tmp_path / "scan.jpg"
    path.write_bytes(papers.with_orientation(photo, value))
    (row,) = rows(flatten(server, "--json", "--no-rotate", "--no-crop", path, "-o", out))
    assert row["angle"] == angle
    assert Image.open(out).size == photo.size == (row["width"], row["height"])


def test_options_change_what_is_made(server, tmp_path, photo):
    path = tmp_path / "photo.jpg"
    path.write_bytes(papers.encoded(photo))

    def made(name, *options):
        (row,) = rows(flatten(server, "--json", path, "-o", tmp_path / name, *options))
        return row, Image.open(tmp_path / name)

    row, whole = made("whole.jpg", "--no-crop", "--no-rotate")
    assert whole.size == photo.size and not row["cropped"]
    _, small = made("small.jpg", "--max-pixels", "200000")
    assert small.width * small.height <= 200000
    _, gray = made("gray.png", "--color", "gray")
    red, green, blue = gray.convert("RGB").split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()
    _, ink = made("bw.png", "--color", "bw")
    assert len(ink.convert("L").getcolors()) <= 2
    _, sheet = made("sheet.jpg", "--dpi", "100", "--force")
    if abs(sheet.height / sheet.width - 2**0.5) < 0.01:
        assert sheet.size == (827, 1169) and sheet.info["dpi"] == (100, 100)
    low, high = (len((tmp_path / made_as).read_bytes()) for made_as in ("low.jpg", "high.jpg") if made(
        made_as, "--quality", "30" if made_as == "low.jpg" else "95"))
    assert low < high


def test_folders_become_folders(server, tmp_path, shelf):
    (shelf / "page3.jpg").write_bytes(papers.encoded(papers.photo())[:2000])
    (shelf / "page4.jpg").write_bytes(b"not a picture")
    out = tmp_path / "scans"
    made = flatten(server, "--json", shelf, tmp_path / "missing.jpg", "-o", out)
    assert made.returncode == 1
    assert "page4.jpg" in made.stderr and "not a picture" in made.stderr and "missing.jpg" in made.stderr
    told = [row["path"].removeprefix(f"{shelf}/") for row in rows(made)]
    assert [name for name in told if name != "page3.jpg"] == ["more/page1.png", "page2.jpg", "page4.jpg", "page10.jpg"]
    assert {str(path.relative_to(out)) for path in out.rglob("*.jpg")} >= {"more/page1.jpg", "page2.jpg", "page10.jpg"}
    assert all("error" in row for row in rows(made) if row["path"].endswith("page4.jpg"))


def test_nothing_is_written_over(server, tmp_path, shelf):
    before = {path: path.read_bytes() for path in shelf.rglob("*") if path.is_file()}
    refused = flatten(server, shelf / "page2.jpg", "-o", shelf / "page2.jpg")
    assert refused.returncode == 2 and "not written over" in refused.stderr
    made = flatten(server, "--json", shelf, "-o", shelf)
    assert made.returncode == 0, made.stderr
    assert {path: path.read_bytes() for path in before} == before
    assert (shelf / "page2-2.jpg").exists() and (shelf / "more" / "page1.jpg").exists()


def test_what_cannot_begin_is_an_error_of_its_own(server, tmp_path, shelf):
    assert flatten(server, shelf / "page2.jpg").returncode == 2
    assert flatten(server, "-o", tmp_path / "x.jpg").returncode == 2
    odd = flatten(server, shelf / "page2.jpg", "-o", tmp_path / "scan.docx")
    assert odd.returncode == 2 and ".pdf" in odd.stderr
    (tmp_path / "empty").mkdir()
    empty = flatten(server, tmp_path / "empty", "-o", tmp_path / "out")
    assert empty.returncode == 2 and "no pictures" in empty.stderr
    assert flatten(server, "--quality", "0", shelf, "-o", tmp_path / "out").returncode == 2
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert flatten(server, shelf, "-o", blocked / "out").returncode == 2


@pytest.mark.parametrize("name, data, word", [
    ("page.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
    ("page.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    ("page.png", b"", "not a picture"),
    ("bomb.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\2\0\0\0\x0f\x9f\x1b\x5c", None),
])
def test_what_is_no_photo_is_told_why(server, tmp_path, name, data, word):
    path = tmp_path / name
    path.write_bytes(data)
    made = flatten(server, "--json", path, "-o", tmp_path / "scan.jpg")
    assert made.returncode == 1 and not (tmp_path / "scan.jpg").exists()
    (row,) = rows(made)
    assert row["path"] == str(path) and (word or "") in row["error"] and name in made.stderr


@pytest.mark.parametrize("form, options", [
    ("PNG", {}), ("WEBP", {}), ("TIFF", {}), ("BMP", {}), ("GIF", {}), ("JPEG", {"progressive": True}),
])
def test_every_format_is_read(server, tmp_path, photo, form, options):
    path = tmp_path / "photo"
    path.write_bytes(papers.encoded(photo.resize((300, 400)), form, **options))
    made = flatten(server, "--no-crop", "--no-rotate", path, "-o", tmp_path / "scan.png")
    assert made.returncode == 0, made.stderr
    assert Image.open(tmp_path / "scan.png").size == (300, 400)


@pytest.mark.parametrize("transform", [0, 2])
def test_four_colours_look_as_they_are_printed(server, tmp_path, transform):
    """CMYK, and the same as YCCK: of a JPEG that Adobe's marker says is one or the other."""
    colors = [(250, 250, 250), (200, 40, 40), (40, 160, 60), (40, 60, 190), (20, 20, 20)]
    picture = Image.new("RGB", (400, 80))
    for number, color in enumerate(colors):
        picture.paste(color, (number * 80, 0, number * 80 + 80, 80))
    black = Image.new("L", picture.size, 0)
    if transform:
        # The marker is changed below: what is stored as cyan, magenta and yellow is then luma and two chromas.
        channels = picture.convert("YCbCr").split()
    else:
        channels = [channel.point(lambda value: 255 - value) for channel in picture.split()]
    data = bytearray(papers.encoded(Image.merge("CMYK", (*channels, black)), quality=95, subsampling=0))
    marker = data.index(b"Adobe")
    assert data[marker + 11] == 0
    data[marker + 11] = transform
    path = tmp_path / "print.jpg"
    path.write_bytes(data)
    made = flatten(server, "--no-crop", "--no-rotate", "--color", "color", path, "-o", tmp_path / "scan.png")
    assert made.returncode == 0, made.stderr
    scan = Image.open(tmp_path / "scan.png").convert("RGB")
    for number, color in enumerate(colors):
        found = scan.getpixel((number * 80 + 40, 40))
        assert all(abs(a - b) < 16 for a, b in zip(found, color)), (number, found, color)


def test_each_stage_can_be_looked_at(server, tmp_path, shelf):
    looks = tmp_path / "looks"
    made = flatten(server, shelf / "page2.jpg", "-o", tmp_path / "scan.jpg", "--debug", looks)
    assert made.returncode == 0, made.stderr
    stages = {path.name.split("-")[1].removesuffix(".jpg"): Image.open(path) for path in looks.iterdir()}
    assert set(stages) >= {"decode", "find", "unbend", "upright", "warp", "clean"}
    assert all(stage.format == "JPEG" and max(stage.size) <= 1600 for stage in stages.values())


def test_photos_become_one_pdf_in_order(server, tmp_path, shelf):
    out = tmp_path / "deep" / "book.pdf"
    made = flatten(server, "--json", "--no-text", shelf, "-o", out)
    assert made.returncode == 0, made.stderr
    assert [(row["page"], row["path"].rsplit("/")[-1]) for row in rows(made)] == [
        (1, "page1.png"), (2, "page2.jpg"), (3, "page10.jpg"),
    ]
    data = out.read_bytes()
    assert data.startswith(b"%PDF-1.") and data.rstrip().endswith(b"%%EOF")
    again = tmp_path / "again.pdf"
    assert flatten(server, "--no-text", shelf, "-o", again).returncode == 0
    assert again.read_bytes() == data, "the same photos make the same file"
    nothing = flatten(server, "--no-text", shelf / "notes.txt", "-o", tmp_path / "nothing.pdf")
    assert nothing.returncode == 1 and not (tmp_path / "nothing.pdf").exists()


@needs_poppler
def test_a_pdf_is_one_to_other_programs(server, tmp_path, shelf):
    out = tmp_path / "book.pdf"
    assert flatten(server, "--no-text", "--dpi", "100", shelf, "-o", out).returncode == 0
    told = subprocess.run(["pdfinfo", out], capture_output=True, text=True, check=True)
    assert "Pages:           3" in told.stdout and not told.stderr
    drawn = subprocess.run(["pdftoppm", "-r", "50", "-png", "-f", "1", "-l", "1", out], capture_output=True, check=True)
    assert not drawn.stderr
    page = Image.open(io.BytesIO(drawn.stdout)).convert("L")
    assert page.getextrema()[0] < 160 and page.getextrema()[1] > 230
    # Black and white is held without loss.
    ink = tmp_path / "ink.pdf"
    assert flatten(server, "--no-text", "--color", "bw", "--format", "png", shelf, "-o", ink).returncode == 0
    drawn = subprocess.run(["pdftoppm", "-r", "50", "-png", "-f", "1", "-l", "1", ink], capture_output=True, check=True)
    assert not drawn.stderr
    if shutil.which("qpdf"):
        for path in (out, ink):
            checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
            assert checked.returncode == 0, checked.stdout + checked.stderr


@needs_poppler
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_a_pdf_can_be_searched(server, tmp_path, photo):
    path, out = tmp_path / "photo.jpg", tmp_path / "scan.pdf"
    path.write_bytes(papers.encoded(photo))
    made = flatten(server, "--json", path, "-o", out)
    assert made.returncode == 0, made.stderr
    (row,) = rows(made)
    assert row["words"] > 100, row
    text = subprocess.run(["pdftotext", "-layout", out, "-"], capture_output=True, text=True, check=True)
    assert text.stdout.count("quick brown fox") >= 18 and not text.stderr
    # The words lie where they are seen.
    boxes = subprocess.run(["pdftotext", "-bbox", out, "-"], capture_output=True, text=True, check=True).stdout
    page = next(line for line in boxes.splitlines() if "<page" in line)
    lazy = [line for line in boxes.splitlines() if ">lazy<" in line]
    number = lambda line, name: float(line.split(f'{name}="')[1].split('"')[0])
    assert len(lazy) >= 18
    assert all(0.4 < number(line, "xMin") / number(page, "width") < 0.85 for line in lazy)
    tops = [number(line, "yMin") for line in lazy]
    assert tops == sorted(tops)
