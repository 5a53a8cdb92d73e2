"""Photos of pages, with the truth about them."""
from dataclasses import dataclass

import cv2
import numpy as np

import desks
import lights
import pages
import pictures
from camera import Surface, aim, rasterize
from pages.strokes import smooth

TO_LINEAR = (np.where(np.arange(256) / 255 <= 0.04045, np.arange(256) / 255 / 12.92,
                      ((np.arange(256) / 255 + 0.055) / 1.055)**2.4)).astype(np.float32)
SQUARE = [(0, 0), (1, 0), (1, 1), (0, 1)]
STOCKS = {"white": (0.90, 0.90, 0.895), "cream": (0.88, 0.85, 0.77), "newsprint": (0.74, 0.72, 0.66),
          "thermal": (0.86, 0.86, 0.85), "card": (0.93, 0.93, 0.93)}
BENDS = {"no": 58, "curl": 15, "fold": 7, "crumple": 6, "book": 14}


@dataclass
class Shot:
    """A photo as displayed, its truth, and the flat page."""
    photo: np.ndarray
    truth: dict
    flat: np.ndarray | None
    flat_page: object | None = None


_LEVELS = np.linspace(0, 1, 1 << 14)
TO_SRGB = (np.where(_LEVELS <= 0.0031308, _LEVELS * 12.92, 1.055 * _LEVELS**(1 / 2.4) - 0.055) * 255 + 0.5).astype(np.uint8)


def to_srgb(linear):
    """8-bit sRGB of linear light, without dither."""
    return TO_SRGB[(np.clip(linear, 0, 1) * (len(TO_SRGB) - 1)).astype(np.uint16)]


# The sheet.

def _bend(rng, page, bend):
    """The surface of a page that is bent so."""
    width, height = page.mm
    if bend == "curl":
        direction = rng.choice([0.0, np.pi / 2]) + rng.choice([0.0, rng.normal(0, 0.15)])
        reach = (width if abs(np.cos(direction)) > 0.7 else height) / 2
        sort, most = int(rng.integers(4)), rng.uniform(0.2, 0.85)
        if sort == 0:
            def slope(s):
                return -most * s / reach
        elif sort == 1:
            def slope(s):
                return most * 1.3 * np.clip((s / reach - 0.1) / 0.9, 0, 1)**1.5
        elif sort == 2:
            def slope(s):
                return most * 0.7 * np.sin(np.pi * s / reach + 0.4)
        else:
            def slope(s):
                return -most * 1.2 * np.clip((-s / reach) / 1.0, 0, 1) + 0.4 * most * np.clip(s / reach, 0, 1)
        return Surface(width, height, "curl", direction, slope)
    if bend == "fold":
        direction = rng.choice([0.0, np.pi / 2])
        reach = (width if direction == 0 else height) / 2
        at = [0.0] if rng.random() < 0.5 else [-reach / 3, reach / 3]
        turns = rng.choice([-1, 1]) * rng.uniform(0.1, 0.45) * np.array([1, -1] if len(at) == 2 else [1.0])
        start = -turns.sum() / 2

        def slope(s):
            return start + sum(turn / (1 + np.exp(-(s - place) / 0.8)) for turn, place in zip(turns, at))
        return Surface(width, height, "fold", direction, slope)
    if bend == "crumple":
        relief = np.zeros((64, 64), np.float32)
        x, y = np.meshgrid(np.linspace(-1, 1, 64), np.linspace(-1, 1, 64))
        for _ in range(int(rng.integers(6, 16))):
            turn = rng.uniform(0, np.pi)
            relief += np.abs(x * np.cos(turn) + y * np.sin(turn) - rng.uniform(-0.8, 0.8)) * rng.normal(0, 1)
        relief -= cv2.GaussianBlur(relief, (0, 0), 14)
        relief *= rng.uniform(0.8, 2.2) / (relief.std() + 1e-6)
        return Surface(width, height, "crumple", 0.0, None, relief - relief.min())
    if bend == "book":
        steep, short, fall = rng.uniform(0.45, 1.05), rng.uniform(8, 18), rng.uniform(0.02, 0.16)
        uneven = rng.uniform(0.75, 1.25)

        def slope(s):
            out = np.abs(s)
            side = np.where(s < 0, uneven, 1 / uneven)
            return np.sign(s) * (steep * np.exp(-out / short / side) - fall * out / (width / 2) * side)
        return Surface(width, height, "book", 0.0, slope)
    return Surface(width, height)


def _gutter(columns, width, reach):
    """How the valley of a book shades itself, across the spread."""
    out = np.abs(np.linspace(-width / 2, width / 2, columns))
    return (1 - 0.45 * np.exp(-out / reach)).astype(np.float32)


def _printed(rng, page, surface):
    """The page's texture, linear, as its stock and the light across its bends make it."""
    albedo = np.array(STOCKS[page.stock], np.float32) * rng.uniform(0.95, 1.03)
    if page.stock == "white":
        albedo = albedo * (1 + rng.normal(0, 0.012, 3))
    height, width = page.pixels.shape[:2]
    pixels = page.pixels
    if page.stock != "card" and rng.random() < 0.15:
        # What is printed on the other side shines through.
        back = cv2.GaussianBlur(page.pixels[:, ::-1], (0, 0), 2.0).astype(np.float32)
        pixels = (pixels * (1 - rng.uniform(0.03, 0.1) * (255 - back) / 255)).astype(np.uint8)
    texture = TO_LINEAR[pixels] * (1 - 0.035) + 0.035
    fibre = pictures.noise(rng, width, height, 60, 3) - 0.5
    texture *= (albedo * (1 + rng.uniform(0.01, 0.05) * fibre[..., None])).astype(np.float32)
    normals = surface.normals(90, 90)
    turn, low = rng.uniform(0, 2 * np.pi), rng.uniform(0.35, 0.9)
    light = np.array([np.cos(turn) * np.sin(low), np.sin(turn) * np.sin(low), -np.cos(low)])
    ambient = rng.uniform(0.35, 0.65)
    shade = ambient + (1 - ambient) * np.clip(normals @ light, 0, None) / np.cos(low)
    if surface.bend == "book":
        shade *= _gutter(90, surface.width, rng.uniform(4, 12))[None, :]
    texture *= cv2.resize(shade.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
    return texture


def spread(seed, long_px, held_out, rng):
    """Two pages of a book, side by side: a page twice as wide."""
    sizes = ((130, 200), (148, 210), (115, 180), (170, 240))
    mm = sizes[int(rng.integers(len(sizes)))]
    high = round(long_px * mm[1] / max(2 * mm[0], mm[1]))
    number = 2 * int(rng.integers(1, 200))
    left = pages.make("book", seed, high, held_out, mm=mm, number=number)
    right = pages.make("book", seed + 1, high, held_out, language=left.language, mm=mm, number=number + 1)
    shift = left.pixels.shape[1]
    boxes = left.text + [(x0 + shift, y0, x1 + shift, y1) for x0, y0, x1, y1 in right.text]
    return pages.Page(np.hstack([left.pixels, right.pixels]), boxes, np.hstack([left.marks, right.marks]),
                      np.hstack([left.photos, right.photos]), (2 * mm[0], mm[1]), "spread", left.language,
                      "cream" if rng.random() < 0.5 else "white", seed)


# What covers the page.

def _finger(rng, linear, start, towards, width):
    """A finger that comes in from `start` and ends at `towards` (pixels)."""
    skin = TO_LINEAR[np.array(pictures.SKINS[int(rng.integers(5))])]
    height, across = linear.shape[:2]
    mask = np.zeros((height, across), np.uint8)
    points = np.int32(smooth([start, (np.array(start) + towards) / 2 + rng.normal(0, width * 0.3, 2), towards]))
    cv2.polylines(mask, [points], False, 255, int(width), cv2.LINE_AA)
    distance = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    round_ = np.sqrt(np.clip(distance / max(distance.max(), 1), 0, 1))
    soft = cv2.GaussianBlur(mask, (0, 0), 1.0).astype(np.float32)[..., None] / 255
    cast = cv2.GaussianBlur(np.roll(mask, (int(width * 0.15), int(width * 0.1)), (0, 1)), (0, 0), width * 0.12)
    linear *= 1 - 0.45 * cast.astype(np.float32)[..., None] / 255
    linear[:] = linear * (1 - soft) + soft * skin * (0.45 + 0.55 * round_[..., None])


def _cover(rng, linear, outline_px, scale):
    """A finger, a pen or a coin over an edge of the page. Says what it was."""
    height, width = linear.shape[:2]
    inside = [point for point in outline_px if 0 < point[0] < width and 0 < point[1] < height]
    if not inside:
        return None
    at = np.array(inside[int(rng.integers(len(inside)))])
    sort = int(rng.integers(3))
    if sort == 0:
        edges = np.array([(at[0], height + 60), (at[0], -60), (-60, at[1]), (width + 60, at[1])])
        start = edges[np.argmin(np.hypot(*(edges - at).T))] + rng.normal(0, 40, 2)
        middle = np.mean(outline_px, axis=0)
        _finger(rng, linear, start, at + (middle - at) * rng.uniform(0.02, 0.12), 17 * scale * rng.uniform(0.9, 1.2))
        return "finger"
    colour = tuple(float(v) for v in rng.uniform(0.01, 0.7, 3))
    if sort == 1:
        turn = rng.uniform(0, np.pi)
        reach = 70 * scale * np.array([np.cos(turn), np.sin(turn)])
        ends = [tuple(int(v) for v in at + side * reach) for side in (-1, 1)]
        dark = linear.copy()
        cv2.line(dark, tuple(v + int(2 * scale) for v in ends[0]), tuple(v + int(2 * scale) for v in ends[1]), (0, 0, 0), int(9 * scale), cv2.LINE_8)
        linear[:] = linear * 0.55 + cv2.GaussianBlur(dark, (0, 0), 1.5 * scale) * 0.45
        cv2.line(linear, *ends, colour, int(8 * scale), cv2.LINE_8)
        cv2.line(linear, *ends, tuple(v * 1.6 + 0.05 for v in colour), max(1, int(2 * scale)), cv2.LINE_8)
        return "pen"
    cv2.circle(linear, tuple(int(v) for v in at), int(11 * scale), (0.35, 0.28, 0.12), -1, cv2.LINE_8)
    cv2.circle(linear, tuple(int(v) for v in at), int(8 * scale), (0.42, 0.34, 0.16), max(1, int(scale)), cv2.LINE_8)
    return "coin"


# The camera's own part.

def develop(rng, linear, size, poor):
    """The photo of what came through the lens: light at the picture's own size or larger, to 8 bits at `size`."""
    linear = cv2.resize(linear, size, interpolation=cv2.INTER_AREA)
    if poor and rng.random() < 0.5:
        linear = cv2.GaussianBlur(linear, (0, 0), rng.uniform(0.6, 1.5) * max(size) / 2000)
    elif poor:
        length = max(3, int(rng.uniform(3, 8) * max(size) / 2000))
        kernel = np.zeros((length, length), np.float32)
        cv2.line(kernel, (0, int(rng.integers(length))), (length - 1, int(rng.integers(length))), 1.0)
        linear = cv2.filter2D(linear, -1, kernel / kernel.sum())
    else:
        linear = cv2.GaussianBlur(linear, (0, 0), rng.uniform(0.35, 0.7))
    x, y = np.meshgrid(np.linspace(-1, 1, size[0], dtype=np.float32), np.linspace(-1, 1, size[1], dtype=np.float32))
    linear *= (1 - rng.uniform(0, 0.35) * (x**2 + y**2) / 2)[..., None]
    level = np.percentile(linear[::7, ::7].max(axis=2), 97)
    exposure = rng.uniform(0.72, 1.02) if rng.random() < 0.8 else rng.uniform(0.28, 0.6)
    linear *= exposure / max(level, 1e-3)
    shot, read = rng.uniform(0.002, 0.012), rng.uniform(0.0005, 0.004)
    grain = rng.standard_normal(linear.shape, dtype=np.float32)
    linear += grain * np.sqrt(np.clip(linear, 0, 1) * shot**2 * 4 + read**2)
    pixels = to_srgb(linear)
    if rng.random() < 0.7:
        # A phone smooths the grain and sharpens the edges.
        smoothed = cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.4, 0.7))
        wide = cv2.GaussianBlur(smoothed, (0, 0), rng.uniform(1, 2))
        pixels = cv2.addWeighted(smoothed, 1 + (amount := rng.uniform(0.2, 0.7)), wide, -amount, 0)
    return pixels


def turn_of(corners):
    """The clockwise quarter turns that bring a page, corners clockwise from its own upper left, upright."""
    corners = np.asarray(corners, float)
    up = (corners[0] + corners[1] - corners[2] - corners[3])
    lean = np.degrees(np.arctan2(up[0], -up[1]))       # how far clockwise the page's head leans
    return int(round(-lean / 90)) % 4, float((lean + 45) % 90 - 45)


def page_photo(rng, seed, kind, bend, size, held_out, flat_limit):
    """A photo of one page (or of a spread of a book) on a desk."""
    fill = rng.uniform(0.66, 0.96) if kind not in ("card", "receipt") else rng.uniform(0.4, 0.92)
    long_px = int(np.clip(max(size) * fill * 1.15, 600, 4200))
    if bend == "book":
        page = spread(seed, long_px, held_out, rng)
    else:
        page = pages.make(kind, seed, long_px, held_out)
        if kind == "book" and rng.random() < 0.5:
            page.stock = "cream"
    surface = _bend(rng, page, bend)
    outline3, corners3 = surface.outline()
    focal = max(size) * rng.uniform(0.62, 1.25)
    tilt = np.radians(abs(rng.normal(0, 15))) if rng.random() < 0.85 else np.radians(rng.uniform(25, 42))
    quarter = int(rng.choice([0, 1, 2, 3], p=[0.46, 0.2, 0.14, 0.2]))
    upright = page.mm[1] > page.mm[0]
    if rng.random() < 0.8 and (size[1] > size[0]) != (upright ^ (quarter % 2 == 1)):
        size = size[::-1]       # The camera is mostly held along the page.
    width, height = size
    skew = np.radians(rng.normal(0, 5) if rng.random() < 0.75 else rng.uniform(-25, 25))
    cut = rng.random() < 0.1
    middle = rng.uniform(0.44, 0.56, 2) if not cut else rng.uniform(0.32, 0.68, 2)
    radial = float(rng.normal(0, 0.012)) if rng.random() < 0.5 else 0.0
    camera = aim(np.array(size), focal, min(tilt, 0.8), rng.uniform(0, 2 * np.pi), quarter * np.pi / 2 + skew,
                 np.concatenate([outline3, corners3]), fill if not cut else max(fill, 0.9), middle, radial)
    over = 1.5 if max(size) < 3000 else 1.2
    wide, high = round(width * over), round(height * over)

    # The desk bends so little over eight pixels that the rest can be read between.
    x, y = (cv2.resize(part.astype(np.float32), (wide, high)) for part in camera.plane_at(wide // 8, high // 8))
    span = max(page.mm) * rng.uniform(1.6, 2.6)
    side = 1800
    family, desk = desks.make(rng, side, span, held_out)
    turn = rng.uniform(0, 2 * np.pi) if rng.random() < 0.7 else 0.0
    desk_x = ((x * np.cos(turn) - y * np.sin(turn)) / span + 0.5) * side
    desk_y = ((x * np.sin(turn) + y * np.cos(turn)) / span + 0.5) * side
    linear = TO_LINEAR[cv2.remap(desk, desk_x.astype(np.float32), desk_y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)]
    del desk_x, desk_y, x, y

    texture = _printed(rng, page, surface)
    map_x, map_y, mask = rasterize(camera, surface, wide, high, page.pixels.shape[1::-1])
    printed = cv2.remap(texture, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    scale = float(np.hypot(*(camera.project(corners3)[1] - camera.project(corners3)[0])) * over / page.mm[0])
    lift = np.clip(rng.uniform(0.4, 2.5) + surface.rise.max() * 0.15, 0.4, 8) * scale
    turn = rng.uniform(0, 2 * np.pi)
    moved = cv2.warpAffine(mask.astype(np.float32), np.float32([[1, 0, lift * np.cos(turn)], [0, 1, lift * np.sin(turn)]]), (wide, high))
    linear *= 1 - rng.uniform(0.1, 0.55) * cv2.GaussianBlur(moved, (0, 0), max(0.8, lift * rng.uniform(0.5, 1.2)))[..., None]
    linear[mask] = printed[mask]
    del texture, printed, map_x, map_y, moved

    tags = []
    outline = camera.project(outline3)
    if rng.random() < 0.1:
        covered = _cover(rng, linear, outline * over, scale)
        tags += [covered] if covered else []
    light, lit = lights.field(rng, wide, high, "shadow" if rng.random() < 0.35 else "plain")
    linear *= light
    poor = rng.random() < 0.15
    photo = develop(rng, linear, size, poor)

    corners = camera.project(corners3)
    sides = [np.hypot(*(corners[k] - corners[k - 1])) for k in range(4)]
    long = float(np.clip(max(sides), 500, flat_limit))
    ratio = long / max(page.pixels.shape[:2])
    flat_size = [max(1, round(page.pixels.shape[1] * ratio)), max(1, round(page.pixels.shape[0] * ratio))]
    quarter, lean = turn_of(corners)
    truth = {"kind": page.kind, "corners": corners.round(2).tolist(), "outline": outline.round(2).tolist(), "turn": quarter,
             "lean": round(lean, 2), "flat": flat_size, "mm": list(page.mm),
             "bent": {"book": "book", "curl": "curl"}.get(bend, "no"), "surface": bend, "spine": None, "grid": None,
             "desk": family, "tags": tags + lit + (["cut"] if cut else []) + (["poor"] if poor else []),
             "language": page.language, "tilt": round(float(np.degrees(tilt)), 1)}
    if bend != "no":
        truth["grid"] = camera.project(surface.grid()).round(2).tolist()
    if bend == "book":
        truth["spine"] = camera.project(surface.points(np.array([page.mm[0] / 2] * 2), np.array([0, page.mm[1]]))).round(2).tolist()
    flat = cv2.resize(page.pixels, tuple(flat_size), interpolation=cv2.INTER_AREA)
    return Shot(photo, truth, flat, page)


def scan(rng, seed, size, held_out):
    """A sheet as a flatbed scanner gives it: nothing to find, hardly anything to do."""
    kind = pages.any_kind(rng)
    while kind in ("card", "receipt"):
        kind = pages.any_kind(rng)
    page = pages.make(kind, seed, max(size), held_out)
    level = rng.uniform(244, 255) + rng.normal(0, 1, 3)
    pixels = page.pixels.astype(np.float32) * level / 255
    lean = rng.normal(0, 0.3) if rng.random() < 0.4 else 0.0
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), lean, 1)
    pixels = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=tuple(level))
    pixels = cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.3, 0.6)) + rng.normal(0, rng.uniform(0.3, 1.8), pixels.shape)
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    truth = {"kind": "scan", "page": kind, "corners": corners, "outline": corners, "turn": 0, "lean": round(float(-lean), 2),
             "flat": [width, height], "mm": list(page.mm), "bent": "no", "surface": "no", "spine": None, "grid": None,
             "desk": None, "tags": [], "language": page.language}
    return Shot(pixels.clip(0, 255).astype(np.uint8), truth, page.pixels, page)


def nothing(rng, size, held_out):
    """A photo without a document."""
    sort = rng.random()
    if sort < 0.5:
        photo = np.asarray(pictures.real_photo(rng, held_out, *size, side=2600))
        label = "photo"
    elif sort < 0.75:
        _, desk = desks.make(rng, 1400, rng.uniform(300, 900), held_out, family=None if held_out else desks.SHARED[int(rng.integers(6))])
        photo, label = cv2.resize(desk, size, interpolation=cv2.INTER_CUBIC), "desk"
    elif sort < 0.88:
        photo, label = np.asarray(pictures.portrait(rng, *size)), "face"
    else:
        photo, label = np.asarray(pictures.blobs(rng, *size)), "blobs"
    light, _ = lights.field(rng, *size, "plain")
    pixels = to_srgb(TO_LINEAR[photo] * light)
    truth = {"kind": "none", "page": label, "corners": None, "outline": None, "turn": 0, "lean": 0.0, "flat": None, "mm": None,
             "bent": "no", "surface": "no", "spine": None, "grid": None, "desk": None, "tags": [], "language": None}
    return Shot(pixels, truth, None)


def _deck():
    """What a hundred photos show, so that small sets have their share of each kind."""
    shares = {"none": 6, "scan": 6, **{kind: share * 0.82 for kind, (_, _, share) in pages.MAKERS.items()}}
    # Each kind's cards lie evenly over the deck, whatever its share.
    cards = [((place + 0.5 + 0.37 * order % 1) / round(share), kind) for order, (kind, share) in enumerate(shares.items())
             for place in range(round(share))]
    return [kind for _, kind in sorted(cards)]


DECK = _deck()


def shoot(seed, held_out, megapixels=None):
    """The photo of a seed."""
    rng = np.random.default_rng([977, seed, int(held_out)])
    area = (megapixels or float(rng.choice([3.1, 2.1, 4.0, 3.1]))) * 1e6
    aspect = float(rng.choice([4 / 3, 4 / 3, 16 / 9, 3 / 2]))
    long, short = round((area * aspect)**0.5 / 16) * 16, round((area / aspect)**0.5 / 16) * 16
    size = (short, long) if rng.random() < 0.7 else (long, short)
    kind = DECK[seed % len(DECK)]
    if kind == "none":
        return nothing(rng, size, held_out)
    if kind == "scan":
        return scan(rng, seed, size, held_out)
    shares = np.array(list(BENDS.values()), float)
    bend = list(BENDS)[int(rng.choice(len(shares), p=shares / shares.sum()))]
    if kind == "card":
        bend = "no"
    return page_photo(rng, seed, kind, bend, size, held_out, 3600 if megapixels else 2200)
