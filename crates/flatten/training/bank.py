"""Draws the flat pages that the networks learn from, by the generator of `benches/page`, and packs them into one file:

    python bank.py OUT.npz --count 900 --seed 1 [--held-out]

Arrays of the file: `grey_N`, page N in grey, 1200 pixels along its longer side; `small_N`, in colour, 400 pixels; `kinds`;
`millimetres`, (count, 2), across and down."""

import argparse
import pathlib
import sys

import numpy as np
from PIL import Image

sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "benches/page"))

if __name__ == "__main__":
    import pages

    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--count", type=int, default=900)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", action="store_true")
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    arrays, kinds, sizes = {}, [], []
    for at in range(options.count):
        kind = pages.any_kind(rng)
        page = pages.make(kind, options.seed * 100_000 + at, 1200, options.held_out)
        picture = Image.fromarray(page.pixels)
        arrays[f"grey_{at}"] = np.asarray(picture.convert("L"))
        small = picture.copy()
        small.thumbnail((400, 400), Image.BOX)
        arrays[f"small_{at}"] = np.asarray(small)
        kinds.append(kind)
        sizes.append(page.mm)
    np.savez_compressed(options.out, kinds=np.array(kinds), millimetres=np.array(sizes), **arrays)
