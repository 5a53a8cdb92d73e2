"""Papers on desks, photographed: what the tests of the page service share."""

import base64
import io

import requests
from PIL import Image, ImageDraw, ImageFont

from conftest import API_KEY

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def paper(width=900, height=1270):
    """An upright page of text with a heading, a list and a frame."""
    page = Image.new("RGB", (width, height), (252, 251, 247))
    draw = ImageDraw.Draw(page)
    heading, text = ImageFont.truetype(FONT, width // 18), ImageFont.truetype(FONT, width // 40)
    draw.text((width // 10, height // 16), "Minutes of the meeting", (20, 20, 30), font=heading)
    for line in range(26):
        top = height // 6 + line * height // 40
        words = f"{line + 1}. The committee decided on the matter of item {line * 7 % 23}."
        draw.text((width // 10, top), words, (30, 30, 30), font=text)
    draw.rectangle((width // 10, height * 7 // 8, width // 2, height * 15 // 16), outline=(160, 30, 30), width=4)
    return page


def coefficients(to, source):
    """Of the projective map that takes the points of `to` to those of `source`."""
    rows, values = [], []
    for (x, y), (u, v) in zip(to, source):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        values.append(u)
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
        values.append(v)
    size = 8
    for column in range(size):  # Gauss and Jordan
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        values[column], values[pivot] = values[pivot], values[column]
        scale = rows[column][column]
        rows[column] = [value / scale for value in rows[column]]
        values[column] /= scale
        for row in range(size):
            if row != column:
                factor = rows[row][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column])]
                values[row] -= factor * values[column]
    return values


def photo(size=(1500, 2000), corners=None, page=None):
    """A page on a dark desk, seen at an angle; the picture, and where the page's corners are."""
    page = page or paper()
    width, height = size
    corners = corners or [
        (width * 0.17, height * 0.14), (width * 0.84, height * 0.10), (width * 0.90, height * 0.88),
        (width * 0.10, height * 0.91),
    ]
    desk = Image.effect_noise((width // 4, height // 4), 30).resize(size).convert("L")
    desk = Image.merge("RGB", [desk.point(lambda v, k=k: v * k // 100) for k in (60, 42, 30)])
    flat = [(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)]
    map_back = coefficients(corners, flat)
    seen = page.transform(size, Image.Transform.PERSPECTIVE, map_back, Image.Resampling.BICUBIC)
    whole = Image.new("L", page.size, 255)
    mask = whole.transform(size, Image.Transform.PERSPECTIVE, map_back, Image.Resampling.BICUBIC)
    desk.paste(seen, (0, 0), mask)
    return desk, corners


def encoded(picture, kind="JPEG", orientation=None, **options):
    """A file; with an orientation, its pixels are stored so that this orientation shows the picture."""
    if orientation:
        stored = {
            1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90,
            7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
        }[orientation]
        picture = picture.transpose(stored) if stored is not None else picture
        exif = Image.Exif()
        exif[0x0112] = orientation
        options["exif"] = exif
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def b64(content):
    return base64.b64encode(content).decode()


def opened(info):
    """The picture of an item, which is as large as the item says."""
    picture = Image.open(io.BytesIO(base64.b64decode(info["imageBase64"])))
    picture.load()
    assert picture.size == (info["width"], info["height"])
    return picture


def post(server, body=None, key=API_KEY, path="/scan/file", timeout=60, **options):
    """As curl would."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    if body is not None:
        options["json"] = body
    return requests.post(f"{server.url}{path}", headers=headers, timeout=timeout, **options)


def scanned(server, body, **options):
    """The items of a success."""
    reply = post(server, body, **options)
    assert reply.status_code == 200, reply.text[:2000]
    answer = reply.json()
    assert set(answer) == {"requestId", "scanFileInfoList", "searchInformation"}
    assert answer["requestId"] and reply.headers["x-acs-request-id"] == answer["requestId"]
    assert 0 <= answer["searchInformation"]["searchTime"] < 60_000
    return answer["scanFileInfoList"]


def scan(server, content, **more):
    """The one item that is made of a file."""
    items = scanned(server, {"imageBase64": b64(content), **more})
    assert len(items) == 1
    return items[0]


def refusal(server, body=None, **options):
    """Status, code and message of a refusal, which has the document's shape."""
    reply = post(server, body, **options)
    answer = reply.json()
    assert set(answer) >= {"RequestId", "HostId", "Code", "Message"}, answer
    return reply.status_code, answer["Code"], answer["Message"]
