"""What hands and stamps leave on paper: writing, ticks, circles, signatures, highlighter, stamps."""
import unicodedata

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

import fonts

PENS = {"blue": (30, 50, 150), "black": (30, 30, 34), "pencil": (105, 105, 108), "red": (205, 30, 35),
        "green": (20, 120, 60), "violet": (110, 40, 140), "bright blue": (30, 90, 205)}
COLOURED = ("blue", "red", "green", "violet", "bright blue")
HIGHLIGHTERS = ((255, 240, 70), (120, 240, 130), (255, 150, 200), (120, 210, 255), (255, 190, 90))


def smooth(points, steps=8):
    """A Catmull-Rom curve through points."""
    points = np.asarray(points, dtype=float)
    if len(points) < 3:
        return [tuple(point) for point in points]
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    out = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:]):
        out.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return [tuple(point) for point in np.vstack(out + [points[-1:]])]


def write(sheet, x, y, text, size, pen="blue", slant=None):
    """Handwriting, a word at a time: words wander, lean and differ in size. The width in millimetres comes back."""
    rng = sheet.rng
    slant = sheet.between(-0.05, 0.3) if slant is None else slant
    colour = PENS[pen]
    drift = sheet.between(-0.02, 0.02)
    start = x
    if fonts.script_of(sheet.language) == "latin":
        # Fonts that look like hands seldom have accents.
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = text.split() if " " in text or len(text) < 12 else [text[i:i + 3] for i in range(0, len(text), 3)]
    for word in words:
        font = sheet.font(size * rng.uniform(0.92, 1.1), face=sheet.hand)
        left, top, right, bottom = font.getbbox(word)
        pad = int(bottom * 0.5) + 3
        width, height = int(right + 2 * pad), int(bottom + 2 * pad)
        if width < 4 or width > 4000:
            continue
        layer = Image.new("L", (width, height), 0)
        ImageDraw.Draw(layer).text((pad, pad), word, fill=255, font=font)
        turn = rng.normal(0, 0.03)
        layer = layer.transform(layer.size, Image.AFFINE, (1, slant, -slant * height / 2, turn, 1, -turn * width / 2),
                                Image.BILINEAR)
        if pen == "pencil":
            grain = rng.integers(120, 255, (height, width)).astype(np.uint8)
            layer = Image.fromarray((np.asarray(layer).astype(np.uint16) * grain // 255).astype(np.uint8))
        at = (sheet.px(x) - pad, sheet.px(y + (x - start) * drift + rng.normal(0, size * 0.05)) - pad)
        sheet.ink_layer(layer, at, colour, mark=pen in COLOURED, opacity=rng.uniform(0.85, 1.0))
        x += (right - left) / sheet.scale + size * rng.uniform(0.2, 0.4)
    sheet.boxes.append(tuple(round(sheet.px(side)) for side in (start, y, x, y + size * 1.2)))
    return x - start


def stroke(sheet, points, pen, width=0.5):
    """A free line of a pen."""
    sheet.line(smooth(points), width, PENS[pen], mark=pen in COLOURED)


def tick(sheet, x, y, size, pen="red"):
    """A teacher's tick."""
    stroke(sheet, [(x, y), (x + size * 0.35, y + size * 0.45), (x + size * sheet.between(0.9, 1.2), y - size * 0.6)], pen,
           0.6)


def cross(sheet, x, y, size, pen="red"):
    stroke(sheet, [(x, y), (x + size, y + size)], pen, 0.6)
    stroke(sheet, [(x + size, y), (x, y + size * sheet.between(0.8, 1.1))], pen, 0.6)


def circle(sheet, x, y, width, height, pen="red"):
    """A hasty ring around something."""
    turns = np.linspace(0, 2 * np.pi * sheet.between(0.95, 1.1), 14) + sheet.between(0, 6)
    wobble = 1 + sheet.rng.normal(0, 0.03, 14)
    stroke(sheet, [(x + width / 2 * (1 + np.cos(t) * w), y + height / 2 * (1 + np.sin(t) * w))
                   for t, w in zip(turns, wobble)], pen, 0.5)


def underline(sheet, x, y, width, pen="red"):
    stroke(sheet, [(x + width * t, y + sheet.rng.normal(0, 0.4)) for t in np.linspace(0, 1, 5)], pen, 0.5)


def signature(sheet, x, y, width, pen="blue"):
    """A scrawl."""
    count = sheet.count(8, 16)
    height = width * sheet.between(0.15, 0.35)
    ys = sheet.rng.normal(0, 0.4, count) * np.where(np.arange(count) % 2, 1, -1) * height
    xs = np.linspace(0, width, count) + sheet.rng.normal(0, width * 0.04, count)
    stroke(sheet, list(zip(x + xs, y + ys)), pen, sheet.between(0.35, 0.7))
    if sheet.chance(0.5):
        underline(sheet, x, y + height, width, pen)


def highlight(sheet, box_px, colour):
    """Highlighter over a box in pixels; what is printed stays."""
    left, top, right, bottom = (int(side) for side in box_px)
    width, height = right - left + 6, bottom - top + 6
    if width < 8 or height < 6:
        return
    layer = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(layer)
    wave = sheet.rng.normal(0, height * 0.04, 6)
    xs = np.linspace(1, width - 2, 6)
    draw.polygon([*zip(xs, 2 + wave), *zip(xs[::-1], height - 3 + wave)], fill=235)
    sheet.ink_layer(layer, (left - 3, top - 3), colour, mark=True)


def _worn(sheet, layer):
    """The uneven ink of a rubber stamp."""
    rng = sheet.rng
    coarse = Image.fromarray(rng.integers(90, 256, (9, 9)).astype(np.uint8)).resize(layer.size, Image.BICUBIC)
    fine = rng.integers(150, 256, (layer.height, layer.width))
    worn = np.asarray(layer, dtype=np.float32) * np.clip(np.asarray(coarse, dtype=np.float32) / 170, 0, 1) * fine / 255
    return Image.fromarray(worn.clip(0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.4))


def round_stamp(sheet, x, y, diameter, colour=(205, 25, 30)):
    """A round seal with text on its ring and a star or a crest within; x and y are its middle."""
    side = max(24, round(sheet.px(diameter)))
    layer = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(layer)
    thick = max(1, side // sheet.count(22, 40))
    draw.ellipse((1, 1, side - 2, side - 2), outline=255, width=thick)
    if sheet.chance(0.5):
        draw.ellipse((side * 0.3, side * 0.3, side * 0.7, side * 0.7), outline=255, width=max(1, thick // 2))
    text = sheet.writer.words(14 if sheet.language in ("zh", "ja") else 5)[:22].upper()
    path = sheet.face.get("bold", sheet.face["regular"])
    font = fonts.font(path, max(5, int(side * 0.11)))
    sweep = min(300, 14 * len(text))
    for number, char in enumerate(text):
        angle = np.radians(-90 - sweep / 2 + sweep * (number + 0.5) / len(text))
        glyph = Image.new("L", (int(side * 0.2) + 2,) * 2, 0)
        ImageDraw.Draw(glyph).text((glyph.width / 2, glyph.height / 2), char, fill=255, font=font, anchor="mm")
        glyph = glyph.rotate(-np.degrees(angle) - 90, Image.BICUBIC)
        at = (side / 2 + np.cos(angle) * side * 0.385 - glyph.width / 2, side / 2 + np.sin(angle) * side * 0.385 - glyph.height / 2)
        layer.paste(255, (round(at[0]), round(at[1])), glyph)
    radius = side * sheet.between(0.1, 0.17)
    star = [(side / 2 + np.sin(k * np.pi / 5) * radius * (1 if k % 2 == 0 else 0.4),
             side / 2 - np.cos(k * np.pi / 5) * radius * (1 if k % 2 == 0 else 0.4)) for k in range(10)]
    draw.polygon(star, fill=255)
    layer = _worn(sheet, layer).rotate(sheet.between(-25, 25), Image.BICUBIC)
    sheet.ink_layer(layer, (sheet.px(x) - side / 2, sheet.px(y) - side / 2), colour, mark=True, opacity=sheet.between(0.75, 1))


def square_stamp(sheet, x, y, size, text, colour):
    """A framed stamp with words ("PAID", a date); x and y are its upper left."""
    font = sheet.font(size, "bold")
    left, top, right, bottom = font.getbbox(text)
    pad = int(size * sheet.scale * 0.4) + 2
    layer = Image.new("L", (int(right - left) + 2 * pad, int(bottom - top) + 2 * pad), 0)
    draw = ImageDraw.Draw(layer)
    draw.rectangle((1, 1, layer.width - 2, layer.height - 2), outline=255, width=max(1, pad // 4))
    draw.text((pad - left, pad - top), text, fill=255, font=font)
    layer = _worn(sheet, layer).rotate(sheet.between(-12, 12), Image.BICUBIC, expand=True)
    sheet.ink_layer(layer, (sheet.px(x), sheet.px(y)), colour, mark=True, opacity=sheet.between(0.7, 1))
