"""Light over the photo: what a lamp, a window, a hand and a phone do to it. All in linear light, as factors."""
import cv2
import numpy as np

import pictures

SMALL = 480


def gradient(rng, width, height):
    """Light that falls off across the picture."""
    x, y = np.meshgrid(np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32))
    turn, strength = rng.uniform(0, 2 * np.pi), rng.uniform(0.05, 0.5)
    return 1 + strength * (x * np.cos(turn) + y * np.sin(turn)) / 1.5


def spot(rng, width, height):
    """A lamp near the desk."""
    x, y = np.meshgrid(np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, height / width, height, dtype=np.float32))
    cx, cy, far = rng.uniform(-0.2, 1.2), rng.uniform(-0.2, 1.2) * height / width, rng.uniform(0.5, 1.2)
    falloff = 1 / (1 + ((x - cx)**2 + (y - cy)**2) / far**2)**1.5
    return falloff / falloff.mean()


def _blob(rng, width, height):
    """The outline of what stands in the light: a hand with an arm, a phone, a head, an edge, a window frame."""
    mask = np.zeros((height, width), np.uint8)
    long = max(width, height)
    sort = int(rng.integers(5))
    turn = rng.uniform(0, 2 * np.pi)
    cx, cy = rng.uniform(0.15, 0.85) * width, rng.uniform(0.15, 0.85) * height
    away = np.array([np.cos(turn), np.sin(turn)])
    side = np.array([-away[1], away[0]])
    if sort == 0:
        palm = long * rng.uniform(0.08, 0.16)
        cv2.circle(mask, (int(cx), int(cy)), int(palm), 255, -1)
        end = np.array([cx, cy]) + away * long * 2
        cv2.line(mask, (int(cx), int(cy)), tuple(int(v) for v in end), 255, int(palm * 1.3))
        for finger in range(4):
            tip = np.array([cx, cy]) - away * palm * rng.uniform(1.7, 2.6) + side * palm * (finger - 1.5) * 0.62
            root = np.array([cx, cy]) + side * palm * (finger - 1.5) * 0.45
            cv2.line(mask, tuple(int(v) for v in root), tuple(int(v) for v in tip), 255, max(2, int(palm * 0.4)))
    elif sort == 1:
        box = cv2.boxPoints(((cx, cy), (long * rng.uniform(0.2, 0.3), long * rng.uniform(0.4, 0.6)), np.degrees(turn)))
        cv2.fillPoly(mask, [box.astype(np.int32)], 255)
        end = np.array([cx, cy]) + away * long * 2
        cv2.line(mask, (int(cx), int(cy)), tuple(int(v) for v in end), 255, int(long * 0.15))
    elif sort == 2:
        cv2.ellipse(mask, (int(cx), int(cy)), (int(long * rng.uniform(0.15, 0.3)), int(long * rng.uniform(0.2, 0.4))), np.degrees(turn), 0, 360, 255, -1)
        end = np.array([cx, cy]) + away * long * 2
        cv2.line(mask, (int(cx), int(cy)), tuple(int(v) for v in end), 255, int(long * 0.4))
    elif sort == 3:
        corner = np.array([cx, cy])
        points = [corner + side * long * 3, corner - side * long * 3, corner - side * long * 3 + away * long * 3, corner + side * long * 3 + away * long * 3]
        cv2.fillPoly(mask, [np.int32(points)], 255)
    else:
        mask[:] = 255
        pane = long * rng.uniform(0.25, 0.6)
        slant = rng.uniform(-0.4, 0.4)
        for k in (-1, 0):
            for j in (-1, 0):
                x, y = cx + k * pane * 1.08, cy + j * pane * 1.2
                points = [(x, y), (x + pane, y + slant * pane), (x + pane, y + pane * 1.1 + slant * pane), (x, y + pane * 1.1)]
                cv2.fillPoly(mask, [np.int32(points)], 0)
    return mask


def shadow(rng, width, height):
    """A shadow, hard or soft: 1 where the light comes through."""
    mask = _blob(rng, width, height).astype(np.float32) / 255
    soft = rng.choice([rng.uniform(0.6, 2.5), rng.uniform(4, 12), rng.uniform(15, 50)]) * width / SMALL
    return 1 - rng.uniform(0.2, 0.65) * cv2.GaussianBlur(mask, (0, 0), soft)


def field(rng, width, height, kind):
    """The light over a picture of that size, three channels: (factors, tags)."""
    small = (SMALL, max(8, round(SMALL * height / width)))
    light = np.ones((small[1], small[0]), np.float32)
    tint = np.ones(3, np.float32)
    tags = []
    if rng.random() < 0.7:
        light *= gradient(rng, *small)
    if rng.random() < 0.25:
        light *= spot(rng, *small)
        tags.append("lamp")
    light = light[..., None] * np.ones(3, np.float32)
    if kind == "shadow":
        for _ in range(1 if rng.random() < 0.75 else 2):
            # What the lamp does not reach, the room's bluer or warmer light does.
            dark = shadow(rng, *small)[..., None]
            light *= dark ** (1 + rng.normal(0, 0.06, 3).astype(np.float32))
        tags.append("shadow")
    if rng.random() < 0.6:
        warm = rng.normal(0, 0.13)
        tint = np.array([1 + warm, 1 + rng.normal(0, 0.02), 1 - warm], np.float32)
    if rng.random() < 0.12:
        mottle = pictures.noise(rng, *small, 2, 3)
        light *= (0.75 + 0.5 * mottle)[..., None]
    return np.clip(cv2.resize(light, (width, height), interpolation=cv2.INTER_CUBIC), 0.02, 4) * tint, tags
