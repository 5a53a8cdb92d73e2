"""What papers lie on: made pictures of many families, none of them from a photo."""

import numpy as np

SIDE = 320
# Families that only the validation sees.
HELD_OUT = ("plaid", "bricks", "keys")


def noise(rng, side_y, side_x=None, *, size=SIDE):
    """Smooth noise, 0 to 1, of so many bumps down and across."""
    import torch
    import torch.nn.functional as F

    side_x = side_x or side_y
    values = torch.from_numpy(rng.random((1, 1, max(side_y, 2), max(side_x, 2)), dtype=np.float32))
    return F.interpolate(values, (size, size), mode="bicubic", align_corners=True)[0, 0].clamp(0, 1).numpy()


def fractal(rng, start=2, octaves=6, fall=0.55):
    total, weight, at = 0.0, 0.0, 1.0
    for octave in range(octaves):
        side = min(start * 2**octave, SIDE)
        total, weight, at = total + at * noise(rng, side), weight + at, at * fall
    return total / weight


def grid():
    return np.meshgrid(np.linspace(0, 1, SIDE, dtype=np.float32), np.linspace(0, 1, SIDE, dtype=np.float32))


def colour(rng, low=10, high=245):
    """A colour: mostly dull, as desks are."""
    grey = rng.uniform(low, high)
    return np.clip(grey + rng.normal(0, rng.choice([4, 12, 35]), 3), 0, 255)


def between(share, first, second):
    share = np.clip(share, 0, 1)[..., None]
    return first * (1 - share) + second * share


def contrast(rng, first, most=90):
    return np.clip(first + rng.normal(0, 1, 3) * 6 + rng.uniform(-most, most), 0, 255)


def plain(rng):
    first = colour(rng, 60, 255)
    return between(fractal(rng, 2, 6, 0.8), first, contrast(rng, first, 16))


def wood(rng):
    x, y = grid()
    rings = y * rng.uniform(4, 25) + 2.5 * noise(rng, 3, 3) + 0.4 * noise(rng, 60, 4)
    fibre = noise(rng, SIDE, int(rng.integers(4, 12)))
    first = np.array([150, 105, 65]) * rng.uniform(0.4, 1.5) + rng.normal(0, 12, 3)
    picture = between(0.5 + 0.35 * np.sin(rings * 2 * np.pi) * noise(rng, 3) + 0.6 * (fibre - 0.5), first, first * rng.uniform(0.55, 0.9))
    for at in np.arange(rng.uniform(0, 0.5), 1, rng.uniform(0.2, 0.6)) if rng.random() < 0.5 else []:
        picture[np.abs(y - at) < 0.004] *= 0.45
    return picture


def cloth(rng):
    x, y = grid()
    count = rng.uniform(25, 120)
    weave = np.sin(x * count * 2 * np.pi) * np.sin(y * count * rng.uniform(0.8, 1.2) * 2 * np.pi)
    first = colour(rng)
    folds = between(fractal(rng, 2, 3), np.full(3, 0.75), np.full(3, 1.15))
    return between(0.5 + 0.4 * weave + 0.5 * (noise(rng, SIDE) - 0.5), first, contrast(rng, first, 60)) * folds


def stripes(rng):
    x, y = grid()
    waves = np.sin((x * rng.uniform(-1, 1) + y) * rng.uniform(4, 40) * 2 * np.pi + 2 * noise(rng, 3) * rng.random())
    first = colour(rng)
    return between(waves * rng.uniform(0.5, 8) + 0.5, first, contrast(rng, first))


def plaid(rng):
    x, y = grid()
    first, second, third = colour(rng), colour(rng), colour(rng)
    count = rng.uniform(4, 16)
    across = (np.sin(x * count * 2 * np.pi) > rng.uniform(-0.5, 0.5)).astype(float)
    down = (np.sin(y * count * 2 * np.pi) > rng.uniform(-0.5, 0.5)).astype(float)
    return (between(across, first, second) + between(down, first, third)) / 2 + (noise(rng, SIDE)[..., None] - 0.5) * 25


def dots(rng):
    x, y = grid()
    count, size = rng.uniform(5, 30), rng.uniform(0.15, 0.45)
    px, py = (x * count) % 1 - 0.5, (y * count + 0.5 * np.floor(x * count)) % 1 - 0.5
    first = colour(rng)
    return between(((size - np.hypot(px, py)) * 12), first, contrast(rng, first, 150))


def marble(rng):
    field = fractal(rng, 2, 6)
    veins = 1 - np.abs(np.sin((field * rng.uniform(3, 9) + grid()[0]) * np.pi)) ** rng.uniform(0.2, 0.6)
    first = colour(rng, 100, 250)
    return between(veins + 0.4 * (field - 0.5), first, contrast(rng, first, 110))


def carpet(rng):
    first = colour(rng)
    tufts = noise(rng, int(rng.integers(60, SIDE))) - 0.5
    return between(fractal(rng, 3, 4), first, contrast(rng, first)) + tufts[..., None] * rng.uniform(40, 140)


def grass(rng):
    first = np.array([70, 110, 45]) * rng.uniform(0.5, 1.4) + rng.normal(0, 10, 3)
    picture = between(noise(rng, SIDE, 80) * 1.4 - 0.2, first * 0.45, first * 1.3)
    return picture * (0.7 + 0.6 * fractal(rng, 2, 4))[..., None]


def speckle(rng):
    first = colour(rng, 40, 230)
    picture = np.broadcast_to(first, (SIDE, SIDE, 3)).copy()
    for _ in range(int(rng.integers(2, 5))):
        picture = between((noise(rng, int(rng.integers(80, SIDE))) - rng.uniform(0.55, 0.8)) * 9, picture, colour(rng))
    return picture


def tiles(rng):
    x, y = grid()
    count = rng.uniform(1.5, 9)
    row, column = np.floor(y * count), np.floor(x * count)
    edge = np.minimum(np.minimum((x * count) % 1, 1 - (x * count) % 1), np.minimum((y * count) % 1, 1 - (y * count) % 1))
    first = colour(rng, 60, 250)
    shade = ((np.sin(row * 127.1 + column * 311.7) * 43758.5) % 1)[..., None] * rng.uniform(0, 40)
    face = between(fractal(rng, 4, 5), first, contrast(rng, first, 40)) + shade
    return between((rng.uniform(0.01, 0.05) - edge) * 60, face, contrast(rng, first, 150))


def bricks(rng):
    x, y = grid()
    count = rng.uniform(5, 14)
    row = np.floor(y * count)
    x = x * count * 0.5 + 0.5 * (row % 2)
    edge = np.minimum(np.minimum(x % 1, 1 - x % 1) * 2, np.minimum((y * count) % 1, 1 - (y * count) % 1))
    first = np.array([150, 80, 60]) * rng.uniform(0.6, 1.4) + rng.normal(0, 15, 3)
    shade = ((np.sin(row * 12.9 + np.floor(x) * 78.2) * 43758.5) % 1)[..., None] * 50 - 25
    return between((0.08 - edge) * 30, first + shade + (noise(rng, 120)[..., None] - 0.5) * 60, np.full(3, 175.0))


def shapes(rng):
    """Clutter: things with straight and round outlines, of every colour, cables and pens among them."""
    x, y = grid()
    maker = EVERYWHERE[int(rng.integers(len(EVERYWHERE)))]
    picture = maker(rng)
    for _ in range(int(rng.integers(3, 16))):
        cx, cy, angle = rng.random(), rng.random(), rng.uniform(0, np.pi)
        dx = (x - cx) * np.cos(angle) + (y - cy) * np.sin(angle)
        dy = -(x - cx) * np.sin(angle) + (y - cy) * np.cos(angle)
        a, b = rng.uniform(0.02, 0.3), rng.uniform(0.008, 0.25)
        form = rng.random()
        if form < 0.45:
            distance = np.minimum(a - np.abs(dx), b - np.abs(dy))
        elif form < 0.8:
            distance = (1 - np.hypot(dx / a, dy / b)) * min(a, b)
        else:  # a cable
            distance = 0.006 - np.abs(dy - 0.1 * np.sin(dx * rng.uniform(3, 15)))
        inside = np.clip(distance * SIDE, 0, 1)
        shadow = np.clip((distance + 0.015) * 40, 0, 1) * rng.uniform(0, 0.6)
        picture = picture * (1 - shadow)[..., None]
        face = colour(rng, 5, 255) + (fractal(rng, 3, 3)[..., None] - 0.5) * rng.uniform(0, 90)
        picture = picture * (1 - inside)[..., None] + face * inside[..., None]
    return picture


def keys(rng):
    x, y = grid()
    picture = plain(rng)
    top, left, size = rng.uniform(0, 0.5), rng.uniform(-0.2, 0.2), rng.uniform(0.05, 0.09)
    row, column = np.floor((y - top) / size), (x - left) / size
    px, py = np.abs((column + 0.3 * row) % 1 - 0.5), np.abs(((y - top) / size) % 1 - 0.5)
    board = (row >= 0) & (row < 5)
    key = board & (np.maximum(px, py) < 0.43)
    picture[board] = colour(rng, 10, 120)
    picture[key] = colour(rng, 10, 240)
    return picture


def lines(rng):
    """What has edges of its own everywhere: shelves, windows, far things."""
    x, y = grid()
    picture = between(fractal(rng, 2, 5), colour(rng), colour(rng))
    for _ in range(int(rng.integers(4, 24))):
        angle = rng.normal(0, 0.2) + rng.choice([0, np.pi / 2])
        distance = (x - rng.random()) * np.cos(angle) + (y - rng.random()) * np.sin(angle)
        width = rng.choice([0.004, 0.02, 0.2])
        picture = between(np.clip((width - np.abs(distance)) * SIDE, 0, 1) * rng.uniform(0.3, 1), picture, colour(rng))
    return picture


EVERYWHERE = (plain, wood, cloth, stripes, dots, marble, carpet, grass, speckle, tiles)
FAMILIES = {maker.__name__: maker for maker in (*EVERYWHERE, plaid, bricks, keys, shapes, lines)}
SHARES = {"plain": 4, "wood": 3, "shapes": 4, "lines": 2}


def bank(count, seed, *, held_out):
    """So many backgrounds, (count, 3, SIDE, SIDE), bytes; of the families that the split may see."""
    import torch

    rng = np.random.default_rng(seed)
    names = [name for name in FAMILIES if held_out or name not in HELD_OUT]
    shares = np.array([SHARES.get(name, 1) + 3.0 * (held_out and name in HELD_OUT) for name in names])
    pictures = np.empty((count, 3, SIDE, SIDE), np.uint8)
    for at in range(count):
        picture = FAMILIES[names[int(rng.choice(len(names), p=shares / shares.sum()))]](rng)
        pictures[at] = np.clip(picture, 0, 255).transpose(2, 0, 1)
    return torch.from_numpy(pictures)
