"""Photos of papers, as small as they can be: a page with lines of text on a dark desk, in perspective."""

import io

from PIL import Image, ImageDraw, ImageFont

TEXT = "The quick brown fox jumps over the lazy dog"


def flat(lines=None, size=(850, 1202)):
    """A page as it lies flat, in the proportions of A4."""
    page = Image.new("RGB", size, (244, 242, 236))
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(26)
    draw.text((80, 60), "A page of a test", fill=(20, 20, 25), font=ImageFont.load_default(44))
    for number, line in enumerate(lines or [f"{number + 1}. {TEXT}" for number in range(22)]):
        draw.text((80, 150 + number * 44), line, fill=(25, 25, 30), font=font)
    return page


def photo(page=None, size=(1200, 1600), corners=((190, 160), (1010, 200), (1060, 1430), (130, 1380)), desk=(74, 58, 46)):
    """A photo of the page: its corners, clockwise from its upper left, are where they are said to be."""
    page = page or flat()
    width, height = page.size
    sources = [(0, 0), (width, 0), (width, height), (0, height)]
    # Pillow wants the perspective from the photo to the page: eight equations, solved by elimination.
    rows = []
    for (x, y), (u, v) in zip(corners, sources):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for at in range(8):
        pivot = max(range(at, 8), key=lambda row: abs(rows[row][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        for row in range(8):
            if row != at:
                factor = rows[row][at] / rows[at][at]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[at])]
    perspective = [rows[at][8] / rows[at][at] for at in range(8)]
    picture = Image.new("RGB", size, desk)
    mask = Image.new("L", page.size, 255)
    warped = page.transform(size, Image.Transform.PERSPECTIVE, perspective, Image.Resampling.BICUBIC)
    outline = mask.transform(size, Image.Transform.PERSPECTIVE, perspective, Image.Resampling.BICUBIC)
    picture.paste(warped, (0, 0), outline)
    return picture


def encoded(picture, form="JPEG", **options):
    data = io.BytesIO()
    picture.save(data, form, **({"quality": 92} if form == "JPEG" else {}) | options)
    return data.getvalue()


def with_orientation(picture, value):
    """The picture as a camera held differently stores it: told by EXIF, it looks the same."""
    undo = {
        1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270,
    }[value]
    stored = picture.transpose(undo) if undo is not None else picture
    exif = Image.Exif()
    exif[0x112] = value
    return encoded(stored, exif=exif.tobytes())
