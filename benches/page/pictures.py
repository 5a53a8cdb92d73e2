"""Photographs to print on pages and to serve as scenes: real ones from Debian's wallpapers, and made ones."""
import functools
import hashlib

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from texts import MATERIAL


@functools.lru_cache(maxsize=None)
def _paths(held_out):
    roots = [MATERIAL / "usr/share/backgrounds", MATERIAL / "usr/share/wallpapers"]
    found = {}
    for root in roots:
        for path in sorted(root.rglob("*.jpg")):
            place = path.parts[path.parts.index("share") + 2] + (path.stem.split("_")[0] if root.name == "backgrounds" else "")
            if path.stat().st_size > 60_000 and "dark" not in str(path):
                found.setdefault(place, path)
    return [path for name, path in sorted(found.items())
            if (hashlib.sha256(name.encode()).digest()[0] % 3 == 0) == held_out]


@functools.lru_cache(maxsize=48)
def _small(path, side):
    picture = Image.open(path)
    picture.draft("RGB", (side * 2, side * 2))
    picture = picture.convert("RGB")
    picture.thumbnail((side, side), Image.LANCZOS)
    return picture


def real_photo(rng, held_out, width, height, side=1600):
    """A random cut of one of the wallpapers, at that size in pixels; made up where there are none."""
    paths = _paths(held_out)
    if not paths:
        return blobs(rng, width, height)
    picture = _small(paths[int(rng.integers(len(paths)))], side)
    share = rng.uniform(0.4, 1.0)
    cut_w = min(picture.width, picture.height * width / height) * share
    cut_h = cut_w * height / width
    left, top = rng.uniform(0, picture.width - cut_w), rng.uniform(0, picture.height - cut_h)
    cut = picture.crop((int(left), int(top), int(left + cut_w), int(top + cut_h)))
    if rng.random() < 0.4:
        cut = cut.transpose(Image.FLIP_LEFT_RIGHT)
    return cut.resize((width, height), Image.LANCZOS)


def noise(rng, width, height, cells, octaves=4, fall=0.55):
    """Smooth noise in 0..1: octaves of stretched random grids."""
    total, weight, amount = np.zeros((height, width), np.float32), 0.0, 1.0
    for octave in range(octaves):
        across = max(2, int(cells * 2**octave) + 1)
        down = max(2, int(across * height / width) + 1)
        grid = Image.fromarray(rng.random((down, across), dtype=np.float32))
        total += amount * np.asarray(grid.resize((width, height), Image.BICUBIC))
        weight += amount
        amount *= fall
    return np.clip(total / weight, 0, 1)


def blobs(rng, width, height):
    """An abstract colour picture: noise mapped on a palette, with a few soft shapes."""
    small = (max(16, width // 2), max(16, height // 2))
    field = noise(rng, *small, rng.uniform(1.5, 4))
    palette = rng.integers(20, 245, (5, 3)).astype(np.float32)
    position = (field - field.min()) / (np.ptp(field) + 1e-6) * 3.99
    low = position.astype(int)
    share = (position - low)[..., None]
    pixels = palette[low] * (1 - share) + palette[low + 1] * share
    picture = Image.fromarray(pixels.astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for _ in range(int(rng.integers(0, 6))):
        x, y, r = rng.uniform(0, small[0]), rng.uniform(0, small[1]), rng.uniform(0.03, 0.25) * small[0]
        draw.ellipse((x - r, y - r, x + r, y + r), fill=tuple(int(v) for v in rng.integers(0, 256, 3)))
    return picture.filter(ImageFilter.GaussianBlur(1.2)).resize((width, height), Image.BICUBIC)


SKINS = ((245, 215, 190), (228, 185, 150), (200, 150, 115), (150, 100, 70), (95, 62, 45))


def portrait(rng, width, height):
    """A face-like picture with soft shading, as on an identity card."""
    backdrop = np.array([(225, 232, 240), (240, 240, 240), (150, 185, 225), (205, 215, 205)][int(rng.integers(4))])
    skin = np.array(SKINS[int(rng.integers(len(SKINS)))], dtype=float)
    hair = tuple(int(v) for v in np.array([(30, 25, 22), (70, 45, 28), (160, 125, 70), (120, 120, 122)][int(rng.integers(4))]))
    w, h = max(40, width), max(50, height)
    picture = Image.new("RGB", (w, h), tuple(int(v) for v in backdrop))
    draw = ImageDraw.Draw(picture)
    cx, cy, rx, ry = w / 2 + rng.normal(0, w * 0.02), h * 0.42, w * rng.uniform(0.2, 0.26), h * rng.uniform(0.22, 0.27)
    draw.ellipse((cx - rx * 1.25, cy - ry * 1.3, cx + rx * 1.25, cy + ry * rng.uniform(0.7, 1.5)), fill=hair)
    cloth = tuple(int(v) for v in rng.integers(20, 220, 3))
    draw.ellipse((cx - w * 0.46, h * 0.78, cx + w * 0.46, h * 1.5), fill=cloth)
    shade = tuple(int(v) for v in skin * 0.85)
    draw.rectangle((cx - rx * 0.45, cy + ry * 0.6, cx + rx * 0.45, h * 0.84), fill=shade)
    draw.ellipse((cx - rx, cy - ry, cx + rx, cy + ry), fill=tuple(int(v) for v in skin))
    fringe = cy - ry * rng.uniform(0.45, 0.75)
    draw.chord((cx - rx * 1.05, cy - ry * 1.12, cx + rx * 1.05, fringe + ry * 0.5), 180, 360, fill=hair)
    for side in (-1, 1):
        ex, ey = cx + side * rx * 0.42, cy - ry * 0.05
        draw.ellipse((ex - rx * 0.17, ey - ry * 0.07, ex + rx * 0.17, ey + ry * 0.07), fill=(245, 245, 245))
        draw.ellipse((ex - rx * 0.07, ey - ry * 0.07, ex + rx * 0.07, ey + ry * 0.07), fill=(40, 30, 25))
        draw.line((ex - rx * 0.2, ey - ry * 0.16, ex + rx * 0.2, ey - ry * 0.19), fill=hair, width=max(1, w // 70))
    draw.line((cx, cy, cx + rx * 0.1, cy + ry * 0.3, cx - rx * 0.05, cy + ry * 0.33), fill=shade, width=max(1, w // 90))
    lips = tuple(int(v) for v in skin * (0.85, 0.6, 0.6))
    draw.ellipse((cx - rx * 0.32, cy + ry * 0.5, cx + rx * 0.32, cy + ry * 0.62), fill=lips)
    picture = picture.filter(ImageFilter.GaussianBlur(max(0.8, w / 130)))
    light = np.linspace(rng.uniform(0.8, 1.1), rng.uniform(0.8, 1.1), w)[None, :, None]
    pixels = np.asarray(picture, dtype=float) * light + rng.normal(0, 3, (h, w, 1))
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).resize((width, height), Image.BICUBIC)


def printed(rng, held_out, width, height):
    """What a page may carry: mostly real photographs, some made ones, some in grey."""
    chance = rng.random()
    width, height = max(16, width), max(16, height)
    if chance < 0.65:
        picture = real_photo(rng, held_out, width, height)
    elif chance < 0.8:
        picture = portrait(rng, width, height)
    else:
        picture = blobs(rng, width, height)
    return picture
