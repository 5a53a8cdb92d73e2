"""What lies under and around a page: table tops of many families, made up or cut from photographs.

Each maker gives an RGB picture of a plane, `side` pixels square, that shows `span` millimetres.
"""
import cv2
import numpy as np

import pages
import pictures


def _tone(rng, low=0, high=256):
    return rng.integers(low, high, 3).astype(np.float32)


def _mix(field, *colours):
    """A picture of the field (0..1) mapped on colours."""
    position = np.clip(field, 0, 0.9999) * (len(colours) - 1)
    low = position.astype(int)
    share = (position - low)[..., None]
    table = np.asarray(colours, np.float32)
    return table[low] * (1 - share) + table[np.minimum(low + 1, len(colours) - 1)] * share


def _finish(rng, pixels, grain=3.0):
    return (pixels + rng.normal(0, grain, (*pixels.shape[:2], 1))).clip(0, 255).astype(np.uint8)


def wood(rng, side, span, held_out):
    """Planks or one board: stretched noise, rings by a warped sine, knots."""
    base = np.array([(150, 105, 65), (200, 165, 120), (95, 60, 38), (225, 205, 175), (120, 85, 70), (175, 120, 80)][int(rng.integers(6))],
                    np.float32) * rng.uniform(0.85, 1.1)
    long = pictures.noise(rng, side, max(8, side // 24), 3, 5)
    long = cv2.resize(long, (side, side), interpolation=cv2.INTER_CUBIC)
    fine = cv2.resize(rng.random((side, max(4, side // 40)), dtype=np.float32), (side, side), interpolation=cv2.INTER_LINEAR)
    y = np.linspace(0, 1, side, dtype=np.float32)[:, None]
    rings = 0.5 + 0.5 * np.sin(2 * np.pi * (y * rng.uniform(5, 22) + long * rng.uniform(2, 8)))
    field = 0.45 * rings + 0.3 * long + 0.25 * fine
    pixels = _mix(field, base * rng.uniform(0.6, 0.85), base, base * 1.12)
    if rng.random() < 0.5:
        plank = side * rng.uniform(60, 140) / span
        for edge in np.arange(rng.uniform(0, plank), side, plank):
            row = int(edge)
            pixels[row:] *= rng.uniform(0.88, 1.12)
            pixels[max(0, row - 2):row + 1] *= 0.45
    if rng.random() < 0.5:
        pixels = pixels.transpose(1, 0, 2)
    return _finish(rng, np.ascontiguousarray(pixels))


def plain(rng, side, span, held_out):
    """One colour with hardly any texture."""
    field = pictures.noise(rng, side, side, rng.uniform(1, 40), 3)[..., None]
    colour = _tone(rng, 40, 230)
    return _finish(rng, colour * (1 + 0.1 * (field - 0.5)), rng.uniform(1, 5))


def light(rng, side, span, held_out):
    """Nearly the colour of paper."""
    field = pictures.noise(rng, side, side, rng.uniform(1, 60), 4)[..., None]
    colour = rng.uniform(196, 250) + rng.normal(0, 4, 3)
    return _finish(rng, colour * (1 + rng.uniform(0.01, 0.08) * (field - 0.5)), rng.uniform(0.5, 4))


def dark(rng, side, span, held_out):
    field = pictures.noise(rng, side, side, rng.uniform(2, 60), 4)[..., None]
    return _finish(rng, (rng.uniform(12, 60) + rng.normal(0, 5, 3)) * (0.8 + 0.4 * field), rng.uniform(1, 6))


def cloth(rng, side, span, held_out):
    """Woven: checks, stripes, dots, a tartan, with threads."""
    x, y = np.meshgrid(np.arange(side, dtype=np.float32), np.arange(side, dtype=np.float32))
    mm = side / span
    pitch = rng.uniform(8, 45) * mm
    a, b, c = _tone(rng), _tone(rng), _tone(rng)
    bend = (pictures.noise(rng, side, side, 3, 2) - 0.5) * pitch * rng.uniform(0, 0.6)
    x, y = x + bend, y - bend
    pattern = int(rng.integers(5))
    if pattern == 0:
        field = ((x // pitch + y // pitch) % 2)
    elif pattern == 1:
        field = (np.sin(2 * np.pi * x / pitch) > rng.uniform(-0.6, 0.6)).astype(np.float32)
    elif pattern == 2:
        field = ((np.mod(x, pitch) - pitch / 2)**2 + (np.mod(y, pitch) - pitch / 2)**2 < (pitch * rng.uniform(0.15, 0.35))**2)
    elif pattern == 3:
        field = 0.5 * (np.mod(x, pitch) < pitch * 0.4) + 0.5 * (np.mod(y, pitch) < pitch * 0.4)
    else:
        field = 0.5 + 0.25 * np.sin(2 * np.pi * x / pitch) * np.sin(2 * np.pi * y / pitch) + 0.25 * np.sin(2 * np.pi * (x + y) / pitch)
    pixels = _mix(np.asarray(field, np.float32), a, b, c) if pattern == 3 else _mix(np.asarray(field, np.float32), a, b)
    thread = rng.uniform(0.5, 1.4) * mm
    weave = 1 + 0.1 * np.sin(2 * np.pi * x / thread) * np.sin(2 * np.pi * y / thread)
    folds = 0.8 + 0.4 * pictures.noise(rng, side, side, 2, 2)
    return _finish(rng, pixels * (weave * folds)[..., None], 5)


def marble(rng, side, span, held_out):
    warp = pictures.noise(rng, side, side, 3, 6, 0.6)
    x, y = np.meshgrid(np.linspace(0, 1, side), np.linspace(0, 1, side))
    vein = np.abs(np.sin(np.pi * (x * rng.uniform(1, 4) + y * rng.uniform(1, 4) + warp * rng.uniform(2, 6))))
    vein = np.clip(vein * rng.uniform(1.5, 5), 0, 1)
    base = rng.uniform(200, 245) + rng.normal(0, 4, 3) if rng.random() < 0.7 else _tone(rng, 25, 90)
    return _finish(rng, _mix(vein * 0.7 + 0.3 * warp, base * 0.65 + 25, base, base * 1.02), 2)


def grass(rng, side, span, held_out):
    """Blades: many short strokes of greens and browns."""
    pixels = np.zeros((side, side, 3), np.uint8)
    pixels[:] = (40, 55, 25)
    length = side * rng.uniform(12, 30) / span
    for _ in range(4500):
        x, y = rng.uniform(0, side, 2)
        turn = rng.normal(-np.pi / 2, 0.8)
        colour = (int(rng.uniform(50, 140)), int(rng.uniform(90, 190)), int(rng.uniform(20, 70)))
        cv2.line(pixels, (int(x), int(y)), (int(x + length * np.cos(turn)), int(y + length * np.sin(turn))), colour, int(rng.integers(1, 4)), cv2.LINE_AA)
    return pixels


def carpet(rng, side, span, held_out):
    """Tufts: strong grain, with a border or lozenges."""
    grain = cv2.GaussianBlur(rng.random((side, side), dtype=np.float32), (0, 0), max(0.8, side / span * 0.8))
    grain = (grain - grain.mean()) / grain.std()
    pixels = np.ones((side, side, 3), np.float32) * _tone(rng, 30, 200)
    x, y = np.meshgrid(np.arange(side), np.arange(side))
    pitch = side * rng.uniform(50, 160) / span
    motif = (np.abs(np.mod(x, pitch) - pitch / 2) + np.abs(np.mod(y, pitch) - pitch / 2)) < pitch * rng.uniform(0.15, 0.45)
    if rng.random() < 0.6:
        pixels[motif] = _tone(rng, 30, 200)
    return _finish(rng, pixels * (1 + 0.13 * grain)[..., None], 6)


def keyboard(rng, side, span, held_out):
    """Rows of keys."""
    pixels = np.full((side, side, 3), int(rng.uniform(20, 60)), np.uint8)
    key = side * rng.uniform(16, 19) / span
    face = int(rng.uniform(20, 70) if rng.random() < 0.6 else rng.uniform(200, 240))
    for row, y in enumerate(np.arange(0, side, key)):
        for x in np.arange((row % 3) * key * 0.3 - key, side, key):
            cv2.rectangle(pixels, (int(x + key * 0.06), int(y + key * 0.06)), (int(x + key * 0.92), int(y + key * 0.9)), (face, face, face), -1)
            cv2.putText(pixels, chr(int(rng.integers(65, 91))), (int(x + key * 0.2), int(y + key * 0.5)), 0, key / 45, (255 - face,) * 3, 1, cv2.LINE_AA)
    return _finish(rng, pixels.astype(np.float32), 3)


def tiles(rng, side, span, held_out):
    """Stone or ceramic tiles with joints."""
    pitch = side * rng.uniform(40, 220) / span
    pixels = np.ones((side, side, 3), np.float32) * _tone(rng, 90, 230)
    for y in np.arange(0, side, pitch):
        for x in np.arange(0, side, pitch):
            pixels[int(y):int(y + pitch), int(x):int(x + pitch)] *= rng.uniform(0.9, 1.1)
    pixels *= (0.9 + 0.2 * pictures.noise(rng, side, side, 12, 4))[..., None]
    joint = _tone(rng, 60, 220)
    width = max(1, int(side * rng.uniform(1.5, 5) / span))
    for at in np.arange(0, side, pitch):
        pixels[int(at):int(at) + width] = joint
        pixels[:, int(at):int(at) + width] = joint
    return _finish(rng, pixels, 3)


def leather(rng, side, span, held_out):
    cells = rng.random((side // 3, side // 3), dtype=np.float32)
    grain = cv2.resize(cv2.GaussianBlur(cells, (0, 0), 1.2), (side, side), interpolation=cv2.INTER_CUBIC)
    grain = (grain - grain.mean()) / grain.std()
    return _finish(rng, _tone(rng, 20, 130) * (1 + 0.1 * grain + 0.3 * (pictures.noise(rng, side, side, 3) - 0.5))[..., None], 3)


def photographed(rng, side, span, held_out):
    """A photograph for a desk: a poster, a magazine, the world."""
    return np.asarray(pictures.real_photo(rng, held_out, side, side)).copy()


def papers(rng, side, span, held_out):
    """Other sheets all over."""
    desk = FAMILIES[SHARED[int(rng.integers(len(SHARED)))]](rng, side, span, held_out)
    for _ in range(int(rng.integers(4, 9))):
        _lay_paper(rng, desk, span, held_out)
    return desk


FAMILIES = {"wood": wood, "plain": plain, "light": light, "dark": dark, "cloth": cloth, "grass": grass,
            "keyboard": keyboard, "photographed": photographed, "leather": leather,
            "marble": marble, "carpet": carpet, "tiles": tiles, "papers": papers}
# Families that only the scoring set has.
HELD_OUT = ("marble", "carpet", "tiles")
SHARED = ("wood", "plain", "light", "dark", "cloth", "leather")
SHARES = {"wood": 22, "plain": 14, "light": 15, "dark": 8, "cloth": 10, "grass": 2, "keyboard": 3, "photographed": 5,
          "leather": 4, "marble": 6, "carpet": 5, "tiles": 5, "papers": 6}


def _lay_paper(rng, desk, span, held_out):
    """A sheet of something else, laid on the desk with a soft shadow."""
    page = pages.make(pages.any_kind(rng), int(rng.integers(1 << 30)), 420, held_out)
    scale = desk.shape[0] / span
    width, height = page.mm[0] * scale, page.mm[1] * scale
    turn, x, y = rng.uniform(0, 2 * np.pi), *rng.uniform(0, desk.shape[0], 2)
    cos, sin = np.cos(turn), np.sin(turn)
    corners = [(x + cos * a - sin * b, y + sin * a + cos * b) for a, b in
               ((-width / 2, -height / 2), (width / 2, -height / 2), (width / 2, height / 2), (-width / 2, height / 2))]
    source = np.float32([(0, 0), (page.pixels.shape[1], 0), page.pixels.shape[1::-1], (0, page.pixels.shape[0])])
    matrix = cv2.getPerspectiveTransform(source, np.float32(corners))
    size = desk.shape[1::-1]
    mask = cv2.warpPerspective(np.full(page.pixels.shape[:2], 255, np.uint8), matrix, size, flags=cv2.INTER_AREA)
    shadow = cv2.GaussianBlur(mask, (0, 0), max(1.0, 2 * scale)).astype(np.float32)[..., None] / 255
    desk[:] = (desk * (1 - 0.4 * shadow)).astype(np.uint8)
    printed = cv2.warpPerspective((page.pixels * np.float32(rng.uniform(0.82, 0.96))).astype(np.uint8), matrix, size, flags=cv2.INTER_AREA)
    desk[mask > 127] = printed[mask > 127]


def _lay_thing(rng, desk, span):
    """A pen, a cable, a cup, a phone, coins."""
    scale = desk.shape[0] / span
    thing = int(rng.integers(5))
    x, y = rng.uniform(0, desk.shape[0], 2)
    colour = tuple(int(v) for v in rng.integers(0, 256, 3))
    turn = rng.uniform(0, 2 * np.pi)
    if thing == 0:
        end = (int(x + 140 * scale * np.cos(turn)), int(y + 140 * scale * np.sin(turn)))
        cv2.line(desk, (int(x + 3), int(y + 4)), (end[0] + 3, end[1] + 4), (20, 20, 20), int(9 * scale) + 1, cv2.LINE_AA)
        cv2.line(desk, (int(x), int(y)), end, colour, int(8 * scale) + 1, cv2.LINE_AA)
        cv2.line(desk, (int(x), int(y)), end, tuple(min(255, v + 60) for v in colour), int(2 * scale) + 1, cv2.LINE_AA)
    elif thing == 1:
        points = np.cumsum(rng.normal(0, 45 * scale, (9, 2)), axis=0) + (x, y)
        t = np.linspace(0, 8, 200)
        curve = np.stack([np.interp(t, range(9), cv2.GaussianBlur(points[:, k:k + 1], (1, 3), 0)[:, 0]) for k in (0, 1)], 1)
        curve = cv2.GaussianBlur(curve, (1, 31), 0).astype(np.int32)
        cv2.polylines(desk, [curve], False, (25, 25, 28) if rng.random() < 0.6 else (235, 235, 235), int(4 * scale) + 1, cv2.LINE_AA)
    elif thing == 2:
        radius = int(rng.uniform(35, 45) * scale)
        cv2.circle(desk, (int(x), int(y)), radius, colour, -1, cv2.LINE_AA)
        cv2.circle(desk, (int(x), int(y)), int(radius * 0.86), (70, 42, 25), -1, cv2.LINE_AA)
    elif thing == 3:
        box = cv2.boxPoints(((x, y), (72 * scale, 150 * scale), np.degrees(turn))).astype(np.int32)
        cv2.fillPoly(desk, [box], (18, 18, 20), cv2.LINE_AA)
    else:
        for _ in range(int(rng.integers(1, 6))):
            at = (int(x + rng.normal(0, 30 * scale)), int(y + rng.normal(0, 30 * scale)))
            cv2.circle(desk, at, int(rng.uniform(8, 13) * scale), (190, 160, 90), -1, cv2.LINE_AA)
            cv2.circle(desk, at, int(6 * scale), (160, 130, 70), max(1, int(scale)), cv2.LINE_AA)


def make(rng, side, span, held_out, family=None):
    """A desk: (its family, its picture). Families of HELD_OUT come only where `held_out`."""
    if family is None:
        names = [name for name in FAMILIES if held_out or name not in HELD_OUT]
        shares = np.array([SHARES[name] for name in names], float)
        family = names[int(rng.choice(len(names), p=shares / shares.sum()))]
    desk = np.ascontiguousarray(FAMILIES[family](rng, side, span, held_out))
    if rng.random() < 0.35:
        for _ in range(int(rng.integers(1, 4))):
            _lay_paper(rng, desk, span, held_out)
    if rng.random() < 0.45:
        for _ in range(int(rng.integers(1, 6))):
            _lay_thing(rng, desk, span)
    return family, desk
