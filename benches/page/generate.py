"""Writes a set of photos with their truth: `generate.py SET --seed N --count N [--held-out] [--megapixels M]`.

SET gets `photos/NAME.jpg`, `truth/NAME.json`, `truth/NAME.flat.png` and `truth/NAME.masks.png` (red: coloured marks,
green: photographs, blue: bare paper). It is written beside and renamed when it is whole.
"""
import argparse
import json
import multiprocessing
import os
import shutil
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

import scenes

# EXIF orientation: what is to be done to the displayed picture to store it.
STORE = {1: None, 3: Image.ROTATE_180, 6: Image.ROTATE_90, 8: Image.ROTATE_270}


def _write(job):
    folder, number, seed, held_out, megapixels = job
    cv2.setNumThreads(1)
    shot = scenes.shoot(seed, held_out, megapixels)
    rng = np.random.default_rng([31, seed])
    truth = shot.truth
    name = f"{number:04}-{truth['kind']}" + (f"-{truth['surface']}" if truth["surface"] not in ("no", "book") else "")
    orientation = int(rng.choice([1, 3, 6, 8], p=[0.7, 0.08, 0.14, 0.08])) if truth["kind"] != "scan" else 1
    stored = Image.fromarray(shot.photo)
    if STORE[orientation] is not None:
        stored = stored.transpose(STORE[orientation])
    truth = {"name": name, "seed": seed, "size": list(stored.size), "exif": orientation, **truth}
    quality = int(rng.integers(60, 96)) if truth["kind"] != "scan" else int(rng.integers(85, 96))
    extra = {"exif": _exif(orientation)} if orientation != 1 else {}
    stored.save(folder / "photos" / f"{name}.jpg", quality=quality, subsampling=int(rng.choice([0, 2])), **extra)
    if shot.flat is not None:
        Image.fromarray(shot.flat).save(folder / "truth" / f"{name}.flat.png", compress_level=3)
        masks = np.stack([shot.flat_page.marks, shot.flat_page.photos, shot.flat_page.paper], axis=2).astype(np.uint8) * 255
        size = shot.flat.shape[1::-1]
        Image.fromarray(cv2.resize(masks, size, interpolation=cv2.INTER_NEAREST)).save(folder / "truth" / f"{name}.masks.png")
    (folder / "truth" / f"{name}.json").write_text(json.dumps(truth))
    return name


def _exif(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--megapixels", type=float)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    args = parser.parse_args()
    fresh = args.set.with_name(args.set.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for part in ("photos", "truth"):
        (fresh / part).mkdir(parents=True)
    jobs = [(fresh, number, args.seed * 100_000 + number, args.held_out, args.megapixels) for number in range(args.count)]
    with multiprocessing.Pool(args.jobs) as pool:
        for done, name in enumerate(pool.imap_unordered(_write, jobs)):
            if done % 20 == 0:
                print(done, name, flush=True)
    old = args.set.with_name(args.set.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if args.set.exists():
        args.set.rename(old)
    fresh.rename(args.set)
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    main()
