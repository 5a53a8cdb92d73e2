"""Real media of every kind that is indexed: what this machine has, and what ffmpeg, exiftool and office libraries make.

`build(folder, count)` fills a folder with `count` files and returns what is known about them: for each name the kind,
and for those made here what a reader must find in them.
"""

import datetime
import pathlib
import subprocess
import zipfile

import docx
import odf.opendocument
import odf.table
import odf.text
import openpyxl
import PIL.Image
import PIL.ImageDraw
import pillow_heif
import pptx
import psd_tools
import reportlab.pdfgen.canvas

pillow_heif.register_heif_opener()

PLACES = [
    ("Hangzhou", "China", 30.27415, 120.15515),
    ("Vienna", "Austria", 48.20849, 16.37208),
    ("Lisbon", "Portugal", 38.72225, -9.13933),
    ("Nairobi", "Kenya", -1.29207, 36.82195),
]
"""City, country, latitude, longitude."""

VIDEO = {
    "mp4": ["-c:v", "libx264", "-c:a", "aac"],
    "mov": ["-c:v", "libx264", "-c:a", "aac"],
    "mkv": ["-c:v", "libx264", "-c:a", "libvorbis"],
    "webm": ["-c:v", "libvpx", "-c:a", "libopus"],
    "avi": ["-c:v", "mpeg4", "-c:a", "libmp3lame"],
    "ts": ["-c:v", "mpeg2video", "-c:a", "mp2"],
    "flv": ["-c:v", "flv1", "-c:a", "libmp3lame", "-ar", "44100"],
}
AUDIO = {
    "mp3": ["-c:a", "libmp3lame"],
    "aac": ["-c:a", "aac"],
    "m4a": ["-c:a", "aac"],
    "flac": ["-c:a", "flac"],
    "ogg": ["-c:a", "libvorbis"],
    "opus": ["-c:a", "libopus"],
    "wav": ["-c:a", "pcm_s16le"],
}
TAGGED_AUDIO = {"mp3", "m4a", "flac", "ogg", "opus"}
PICTURES = ["jpg", "png", "gif", "webp", "tiff", "heic", "avif", "bmp", "psd", "svg", "dng"]
DOCUMENTS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "epub", "txt", "md", "html"]
FOUND_HERE = {"jpg", "jpeg", "png", "gif", "webp", "tiff", "tif", "bmp", "svg", "wav", "pdf", "txt", "md", "html", "odt"}
"""Extensions that are looked for on this machine."""


def build(folder, count):
    """Fills `folder`; the answer is a dictionary from name to what is known."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    known = {}
    kinds = PICTURES + list(VIDEO) + list(AUDIO) + DOCUMENTS
    made = min(count, max(len(kinds), count // 5))
    for number in range(made):
        kind = kinds[number % len(kinds)]
        name = f"made/{number // len(kinds):03}/sample-{number:05}.{kind}"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        known[name] = {"kind": kind, **make(path, kind, number)}
    for number, source in enumerate(found(count - made)):
        name = f"found/{number // 500:03}/{number:05}-{source.name}"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.read_bytes())
        known[name] = {"kind": source.suffix.lower().removeprefix("."), "found": True}
    return known


def found(count):
    """Up to `count` files of this machine, evenly over their kinds as far as there are any."""
    by_kind = {}
    roots = [pathlib.Path("/usr/share"), pathlib.Path("/usr/lib/python3"), pathlib.Path.home() / ".cargo/registry/src"]
    roots += [pathlib.Path.home() / ".rustup"]
    for root in roots:
        for path in sorted(root.rglob("*")) if root.exists() else []:
            kind = path.suffix.lower().removeprefix(".")
            if kind in FOUND_HERE and len(by_kind.setdefault(kind, [])) < count:
                if path.is_file() and not path.is_symlink() and 0 < path.stat().st_size < 4_000_000:
                    by_kind[kind].append(path)
    taken = []
    while len(taken) < count and any(by_kind.values()):
        for paths in by_kind.values():
            if paths and len(taken) < count:
                taken.append(paths.pop())
    return taken


def make(path, kind, number):
    if kind in VIDEO:
        return video(path, VIDEO[kind], number)
    if kind in AUDIO:
        return audio(path, kind, number)
    if kind in PICTURES:
        return picture(path, kind, number)
    return document(path, kind, number)


def when(number):
    return datetime.datetime(2020, 1, 1, 8, 30) + datetime.timedelta(hours=31 * number)


def run(*command):
    subprocess.run([str(part) for part in command], check=True, capture_output=True)


def drawn(number):
    """A picture with something in it."""
    width, height = 320 + 16 * (number % 7), 240 + 8 * (number % 5)
    image = PIL.Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = PIL.ImageDraw.Draw(image)
    draw.rectangle((20, 20, 120, 90), fill=(200, 40 + number % 200, 30))
    draw.ellipse((width - 120, height - 110, width - 20, height - 10), fill=(20, 90, 200))
    draw.text((30, height // 2), f"Sample {number}", fill=(255, 255, 255))
    return image


def picture(path, kind, number):
    image = drawn(number)
    width, height = image.size
    facts = {"ImageWidth": width, "ImageHeight": height, "MediaType": "image"}
    if kind == "svg":
        path.write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
            f"<title>Sample {number}</title><rect width='50' height='50'/></svg>"
        )
        return facts
    if kind == "psd":
        psd_tools.PSDImage.frompil(image).save(path)
        return facts
    image.save(path, **({"format": "TIFF"} if kind == "dng" else {"format": "JPEG"} if kind == "jpg" else {}))
    if kind in {"jpg", "tiff", "png", "webp", "dng", "heic", "avif"}:
        city, country, latitude, longitude = PLACES[number % len(PLACES)]
        made = when(number)
        tags = {
            "Make": "Maker", "Model": "Sample One", "Orientation#": 1 + number % 8 if kind == "jpg" else 1,
            "DateTimeOriginal": made.strftime("%Y:%m:%d %H:%M:%S"), "OffsetTimeOriginal": "+08:00",
            "FNumber": 1.8, "ISO": 200, "GPSLatitude": abs(latitude), "GPSLongitude": abs(longitude),
            "GPSLatitudeRef": "N" if latitude >= 0 else "S", "GPSLongitudeRef": "E" if longitude >= 0 else "W",
        }
        if kind == "dng":
            tags |= {"DNGVersion": "1 4 0 0", "UniqueCameraModel": "Sample One"}
        options = [f"-{name}={value}" for name, value in tags.items()]
        run("exiftool", "-q", "-overwrite_original", *options, path)
        facts |= {
            "ProduceTime": made.isoformat() + "+08:00", "LatLong": (latitude, longitude), "Country": country,
            "Orientation": tags["Orientation#"],
        }
    return facts


def video(path, codecs, number):
    width, height = 160 + 16 * (number % 4), 120
    run(
        "ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"testsrc=size={width}x{height}:rate=25:duration=1",
        "-f", "lavfi", "-i", f"sine=frequency={300 + number % 500}:duration=1", "-shortest",
        "-metadata", f"title=Sample {number}", "-pix_fmt", "yuv420p", *codecs, path,
    )
    return {"VideoWidth": width, "VideoHeight": height, "MediaType": "video"}


def audio(path, kind, number):
    run(
        "ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"sine=frequency={300 + number % 500}:duration=2",
        "-metadata", f"title=Song {number}", "-metadata", "artist=Jane", "-metadata", "album=First", *AUDIO[kind], path,
    )
    tags = {"Title": f"Song {number}", "Artist": "Jane", "Album": "First"} if kind in TAGGED_AUDIO else {}
    return {"MediaType": "audio", **tags}


def document(path, kind, number):
    title, words = f"Report {number}", f"The quarterly report number {number} says that all is well. 报告内容如下。"
    pages = 1 + number % 4
    facts = {"MediaType": "document", "text": f"number {number}"}
    if kind == "pdf":
        canvas = reportlab.pdfgen.canvas.Canvas(str(path))
        canvas.setTitle(title)
        for page in range(pages):
            canvas.drawString(72, 720, f"The quarterly report number {number}, page {page + 1}")
            canvas.showPage()
        canvas.save()
        return facts | {"PageCount": pages, "Title": title}
    if kind == "docx":
        office = docx.Document()
        office.core_properties.title = title
        office.add_paragraph(words)
        office.save(path)
    elif kind == "xlsx":
        book = openpyxl.Workbook()
        book.properties.title = title
        book.active["A1"] = words
        book.save(path)
    elif kind == "pptx":
        slides = pptx.Presentation()
        slides.core_properties.title = title
        for _ in range(pages):
            slides.slides.add_slide(slides.slide_layouts[0]).shapes.title.text = words
        slides.save(path)
    elif kind == "odt":
        text = odf.opendocument.OpenDocumentText()
        text.text.addElement(odf.text.P(text=words))
        text.save(str(path))
    elif kind == "ods":
        sheet = odf.opendocument.OpenDocumentSpreadsheet()
        sheet.spreadsheet.addElement(odf.table.Table(name="One"))
        sheet.save(str(path))
        del facts["text"]
    elif kind == "epub":
        epub(path, title, words)
    else:
        path.write_text({
            "txt": words, "md": f"# {title}\n\n{words}\n",
            "html": f"<html lang='en'><head><title>{title}</title></head><body><p>{words}</p></body></html>",
        }[kind])
    titled = kind in {"docx", "xlsx", "pptx", "epub", "html"}
    return facts | ({"Title": title} if titled else {}) | ({"PageCount": pages} if kind == "pptx" else {})


def epub(path, title, words):
    """A book of one chapter (EPUB 3.3, section 4)."""
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        book.writestr(
            "META-INF/container.xml",
            '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        book.writestr(
            "book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f'<dc:identifier id="id">sample</dc:identifier><dc:title>{title}</dc:title>'
            "<dc:language>en</dc:language></metadata>"
            '<manifest><item id="one" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="one"/></spine></package>',
        )
        book.writestr(
            "one.xhtml",
            f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{title}</title></head>'
            f"<body><p>{words}</p></body></html>",
        )
