"""Scores scans against a set's truth: `score.py SET RESULTS_DIR RESULTS.jsonl [--ocr N] [--json OUT] [--sheet PNG]`.

RESULTS.jsonl holds a line a photo: `name`, `ms`, and `pages`, of which the first counts: `angle`, `corners`, `cropped`
(an `error` instead scores nothing). RESULTS_DIR holds the scans as NAME.jpg (or .png).
"""
import argparse
import json
import multiprocessing
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

import measures

Image.MAX_IMAGE_PIXELS = None


def _load(path):
    return np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))


def _scan_of(folder, name):
    for end in ("jpg", "png"):
        if (path := Path(folder) / f"{name}.{end}").exists():
            return _load(path)
    return None


def _page(set_folder, truth, result, scan, with_text):
    """The measures of a photo with a page."""
    name = truth["name"]
    out = {}
    page = result["pages"][0]
    displayed = truth["size"] if truth["exif"] in (1, 3) else truth["size"][::-1]
    out["iou"] = measures.polygon_iou(page["corners"], truth["corners"], displayed)
    out["upright"] = float(measures.quarter_off(page["corners"], truth["corners"]) == 0)
    turned = (page["angle"] - measures.EXIF_TURN[truth["exif"]]) % 360
    out["angle_right"] = float(turned == truth["turn"] * 90)
    flat = _load(Path(set_folder) / "truth" / f"{name}.flat.png")
    masks = np.asarray(Image.open(Path(set_folder) / "truth" / f"{name}.masks.png"))
    if with_text:
        errors = measures.text_errors(measures.read(scan, truth["language"]),
                                      measures.read_flat(set_folder, name, flat, truth["language"]))
        if errors:
            out["cer"], out["word_f1"] = errors
    ratio = min(1.0, measures.SIDE / max(flat.shape[:2]))
    size = (round(flat.shape[1] * ratio), round(flat.shape[0] * ratio))
    flat, masks = measures.fitted(flat, size), cv2.resize(masks, size, interpolation=cv2.INTER_NEAREST)
    plain = measures.fitted(scan, size)
    out["ssim"] = measures.ms_ssim(measures.luma(plain), measures.luma(flat))
    moved = measures.registered(plain, flat)
    out["ssim_registered"] = out["ssim"]
    best = plain
    if moved is not None:
        value = measures.ms_ssim(measures.luma(moved), measures.luma(flat))
        if value > out["ssim"]:
            out["ssim_registered"], best = value, moved
    if out["ssim_registered"] > 0.3:
        # Where the scan shows something else, its paper and colours cannot be told.
        paper = cv2.erode((masks[..., 2] > 0).astype(np.uint8), np.ones((5, 5))) > 0
        if white := measures.whiteness(best, paper):
            out["paper"], out["spread"], out["dirty"] = white
        if colour := measures.colours(best, flat, masks[..., 0] > 0):
            out["colour"] = colour[0]
            if colour[1] is not None:
                out["marks_kept"] = colour[1]
    return out


def _one(job):
    set_folder, folder, truth, result, with_text = job
    cv2.setNumThreads(1)
    out = {"name": truth["name"], "groups": groups(truth)}
    if result and "ms" in result:
        out["ms"] = result["ms"]
    scan = _scan_of(folder, truth["name"])
    failed = not result or "error" in result or not result.get("pages") or scan is None
    if truth["kind"] == "none":
        out["kept_whole"] = 0.0 if failed else float(not result["pages"][0].get("cropped") and _is_whole(truth, scan))
        return out
    if truth["kind"] == "scan":
        photo = _load(Path(set_folder) / "photos" / f"{truth['name']}.jpg")
        out["scan_kept"] = 0.0 if failed else measures.ms_ssim(measures.luma(measures.fitted(scan, photo.shape[1::-1])), measures.luma(photo))
        return out
    return {**out, "iou": 0.0, "upright": 0.0, "ssim": 0.0, "ssim_registered": 0.0} if failed else \
        {**out, **_page(set_folder, truth, result, scan, with_text)}


def _is_whole(truth, scan):
    """Whether the picture's sides are still as they were, up to a turn."""
    a, b = sorted(truth["size"]), sorted(scan.shape[:2])
    return abs(a[0] / a[1] - b[0] / b[1]) < 0.02


def groups(truth):
    """The groups a photo counts in."""
    kind = truth["kind"]
    if kind in ("none", "scan"):
        return [kind]
    found = ["pages", kind, f"desk {truth['desk']}"]
    if truth["bent"] != "no":
        found.append("bent: " + truth["bent"])
    elif truth["surface"] != "no":
        found.append("surface: " + truth["surface"])
    found += [tag for tag in truth["tags"] if tag in ("shadow", "lamp", "cut", "poor", "finger", "pen", "coin")]
    if max(abs(truth["lean"]), 0) > 12:
        found.append("leaning")
    if truth["language"] in ("zh", "ja"):
        found.append("Chinese, Japanese")
    return found


MEASURES = ("iou", "iou90", "upright", "angle_right", "ssim", "ssim_registered", "cer", "word_f1", "paper", "spread", "dirty",
            "colour", "marks_kept", "scan_kept", "kept_whole", "ms")


def summary(rows):
    """Per group: the count, and the mean of each measure."""
    table = {}
    for group in sorted({group for row in rows for group in row["groups"]}):
        table[group] = _mean([row for row in rows if group in row["groups"]])
    return {"all": _mean(rows), **table}


def _mean(rows):
    out = {"count": len(rows)}
    for measure in MEASURES:
        values = [row[measure] for row in rows if measure in row]
        if measure == "iou90":
            values = [float(row["iou"] >= 0.9) for row in rows if "iou" in row]
        if values:
            out[measure] = float(np.mean(values))
    times = [row["ms"] for row in rows if "ms" in row]
    if times:
        out["ms"], out["ms95"] = float(np.median(times)), float(np.percentile(times, 95))
    return out


def printed(table):
    """The table as text."""
    heads = ("count", "iou", "iou90", "upright", "ssim", "ssim_registered", "cer", "word_f1", "paper", "spread", "dirty",
             "colour", "marks_kept", "scan_kept", "kept_whole", "ms", "ms95")
    short = ("n", "IoU", ">=.9", "up", "ssim", "reg", "CER", "wF1", "paper", "sprd", "dirty", "dE", "kept", "scan", "whole", "ms", "ms95")
    lines = [f"{'':22}" + "".join(f"{head:>7}" for head in short)]
    for group, row in table.items():
        cells = []
        for head in heads:
            value = row.get(head)
            cells.append(f"{'':>7}" if value is None else f"{value:>7.0f}" if head in ("count", "ms", "ms95") else
                         f"{value:>7.1f}" if head in ("paper", "spread", "colour") else f"{value:>7.3f}")
        lines.append(f"{group:22}" + "".join(cells))
    return "\n".join(lines)


def results_of(path):
    """The results by name."""
    found = {}
    for line in Path(path).read_text().splitlines():
        if line.startswith("{"):
            result = json.loads(line)
            found[result["name"]] = result
    return found


def score(set_folder, folder, results, ocr, jobs=2):
    """The rows of all photos of a set. `ocr`: how many pages tesseract reads, evenly over the set."""
    truths = [json.loads(path.read_text()) for path in sorted((Path(set_folder) / "truth").glob("*.json"))]
    texted = [truth["name"] for truth in truths if truth["kind"] not in ("none", "scan", "card", "drawing", "notes")]
    chosen = set(texted[::max(1, len(texted) // ocr)][:ocr]) if ocr else set()
    work = [(set_folder, folder, truth, results.get(truth["name"]), truth["name"] in chosen) for truth in truths]
    with multiprocessing.Pool(jobs) as pool:
        return pool.map(_one, work, chunksize=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("results", type=Path)
    parser.add_argument("--ocr", type=int, default=0, help="how many pages tesseract reads")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    results = results_of(args.results)
    rows = score(args.set, args.folder, results, args.ocr, args.jobs)
    table = summary(rows)
    print(printed(table))
    if args.json:
        args.json.write_text(json.dumps({"table": table, "rows": rows}, indent=1))
    if args.sheet:
        import sheets
        sheets.write(args.set, args.folder, results, rows, args.sheet)


if __name__ == "__main__":
    main()
