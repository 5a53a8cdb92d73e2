"""What is measured of one scan, each measure by itself."""
import os
import re
import subprocess
import tempfile
from pathlib import Path

import cv2
import numpy as np

# The clockwise turn, in degrees, from the stored picture to the displayed one.
EXIF_TURN = {1: 0, 3: 180, 6: 90, 8: 270}
OCR = {"zh": "chi_sim", "ja": "jpn", "de": "deu", "fr": "fra", "ru": "rus"}
# The long side at which pictures are compared: fine enough for print, and the same for every scan.
SIDE = 1400


def polygon_iou(a, b, size):
    """Intersection over union of two polygons, of what lies in the frame, by drawing them at a quarter of a pixel."""
    scale = 1600 / max(size)
    frame = (int(size[1] * scale), int(size[0] * scale))

    def drawn(polygon):
        mask = np.zeros(frame, np.uint8)
        points = np.round((np.asarray(polygon, float) * scale - 0.5) * 16).clip(-(1 << 24), 1 << 24).astype(np.int32)
        cv2.fillPoly(mask, [points], 1, cv2.LINE_8, 4)
        return mask.astype(bool)
    a, b = drawn(a), drawn(b)
    union = (a | b).sum()
    return float((a & b).sum() / union) if union else 0.0


def quarter_off(corners, truth):
    """By how many clockwise quarter turns the corners' order is ahead of the truth's: 0 is upright."""
    corners, truth = np.asarray(corners, float), np.asarray(truth, float)
    return int(np.argmin([np.hypot(*(np.roll(corners, shift, axis=0) - truth).T).sum() for shift in range(4)]))


def _ssim(a, b):
    def blur(x):
        return cv2.GaussianBlur(x, (11, 11), 1.5)[5:-5, 5:-5]
    mean_a, mean_b = blur(a), blur(b)
    var_a, var_b, both = blur(a * a) - mean_a**2, blur(b * b) - mean_b**2, blur(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255)**2, (0.03 * 255)**2
    contrast = (2 * both + c2) / (var_a + var_b + c2)
    return float(((2 * mean_a * mean_b + c1) / (mean_a**2 + mean_b**2 + c1) * contrast).mean()), float(contrast.mean())


def ms_ssim(a, b):
    """Multi-scale structural similarity of two luma pictures of one size (Wang, Simoncelli, Bovik 2003)."""
    a, b = a.astype(np.float32), b.astype(np.float32)
    weights = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
    result = 1.0
    for level, weight in enumerate(weights):
        full, contrast = _ssim(a, b)
        last = level + 1 == len(weights) or min(a.shape) < 44
        result *= max(full if last else contrast, 0.0) ** weight
        if last:
            break
        a, b = cv2.resize(a, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), cv2.resize(b, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return result


def luma(rgb):
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)


def fitted(picture, size):
    """The picture at that size (width, height)."""
    shrinks = picture.shape[0] * picture.shape[1] > size[0] * size[1]
    return cv2.resize(picture, tuple(size), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)


def registered(scan, flat):
    """The scan moved onto the flat page by a homography of matching features, refined by ECC; `None` where nothing
    matches. Both RGB, of one size."""
    cv2.setRNGSeed(7)
    sift = cv2.SIFT_create(3000)
    keys_a, found_a = sift.detectAndCompute(luma(scan), None)
    keys_b, found_b = sift.detectAndCompute(luma(flat), None)
    if found_a is None or found_b is None or min(len(keys_a), len(keys_b)) < 8:
        return None
    pairs = cv2.FlannBasedMatcher({"algorithm": 1, "trees": 4}, {"checks": 48}).knnMatch(found_a, found_b, 2)
    good = [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < 0.8 * pair[1].distance]
    if len(good) < 10:
        return None
    source = np.float32([keys_a[match.queryIdx].pt for match in good])
    target = np.float32([keys_b[match.trainIdx].pt for match in good])
    matrix, inliers = cv2.findHomography(source, target, cv2.RANSAC, 4.0)
    if matrix is None or inliers.sum() < 10 or not 0.2 < np.linalg.det(matrix[:2, :2]) < 5:
        return None
    height, width = flat.shape[:2]
    try:
        small = 600 / max(width, height)
        shrink = np.diag([small, small, 1])
        start = (shrink @ np.linalg.inv(matrix) @ np.linalg.inv(shrink)).astype(np.float32)
        size = (round(width * small), round(height * small))
        _, better = cv2.findTransformECC(luma(fitted(flat, size)), luma(fitted(scan, size)), start / start[2, 2],
                                         cv2.MOTION_HOMOGRAPHY, (3, 30, 1e-5), None, 3)
        matrix = np.linalg.inv(np.linalg.inv(shrink) @ better @ shrink)
    except (cv2.error, np.linalg.LinAlgError):
        pass
    return cv2.warpPerspective(scan, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def whiteness(scan, paper):
    """The median, the spread and the dirty share (darker than 230) of bare paper."""
    values = luma(scan)[paper]
    if len(values) < 500:
        return None
    return float(np.median(values)), float(values.std()), float((values < 230).mean())


def colours(scan, flat, marks):
    """The mean CIE76 difference over coloured marks, and the share of marks that kept their colour: at least 40% of
    their chroma, hue within 60 degrees."""
    if marks.sum() < 60:
        return None
    # Print is compared as the eye sees it, not pixel by pixel: an edge half a pixel off is no wrong colour.
    def lab(picture):
        return cv2.cvtColor(cv2.GaussianBlur(picture, (0, 0), 1.2).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    a, b = lab(scan), lab(flat)
    error = float(np.sqrt(((a - b)**2).sum(axis=2))[marks].mean())
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(marks.astype(np.uint8), np.ones((5, 5))), connectivity=8)
    kept = known = 0
    for number in range(1, count):
        x, y, w, h, area = stats[number]
        if area < 40:
            continue
        part = (labels[y:y + h, x:x + w] == number) & marks[y:y + h, x:x + w]
        here, there = a[y:y + h, x:x + w][part].mean(axis=0)[1:], b[y:y + h, x:x + w][part].mean(axis=0)[1:]
        chroma = np.hypot(*there)
        if chroma < 8:
            continue
        known += 1
        kept += bool(here @ there >= 0.4 * chroma * max(chroma * 0.5, np.hypot(*here) * 0.5) and np.hypot(*here) >= 0.4 * chroma)
    return error, (kept / known if known else None)


def read(rgb, language):
    """What tesseract reads, page segmentation 3, one thread."""
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        cv2.imwrite(file.name, cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), [cv2.IMWRITE_PNG_COMPRESSION, 1])
        done = subprocess.run(["tesseract", file.name, "-", "-l", OCR.get(language, "eng"), "--psm", "3"], text=True,
                              capture_output=True, timeout=240, env={**os.environ, "OMP_THREAD_LIMIT": "1"}, check=False)
    return done.stdout


def read_flat(set_folder, name, flat, language):
    """The same of the flat page, kept beside it."""
    cache = Path(set_folder) / "truth" / f"{name}.flat.txt"
    if not cache.exists():
        cache.write_text(read(flat, language))
    return cache.read_text()


def edits(a, b):
    """Levenshtein's distance."""
    if len(a) < len(b):
        a, b = b, a
    codes = np.array([ord(char) for char in b])
    steps = np.arange(len(b) + 1)
    row = steps.copy()
    for number, char in enumerate(a, 1):
        fresh = np.empty_like(row)
        fresh[0] = number
        fresh[1:] = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(char)))
        # Insertions run along the row: a running minimum of the value less its place.
        row = np.minimum.accumulate(fresh - steps) + steps
    return int(row[-1])


def text_errors(got, want):
    """Character error rate (at most 1) and the F1 of words (of characters for Chinese and Japanese)."""
    got, want = " ".join(got.split()), " ".join(want.split())
    if len(want) < 20:
        return None
    rate = min(1.0, edits(got[:6000], want[:6000]) / len(want[:6000]))

    def words(text):
        return re.findall(r"[\u3040-\u9fff]|[^\W_]+", text.lower())
    have, need = {}, {}
    for bag, text in ((have, got), (need, want)):
        for word in words(text):
            bag[word] = bag.get(word, 0) + 1
    shared = sum(min(count, have.get(word, 0)) for word, count in need.items())
    total = sum(have.values()) + sum(need.values())
    return rate, (2 * shared / total if total else 1.0)
