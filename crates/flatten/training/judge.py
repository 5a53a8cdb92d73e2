"""How the networks do on a set of photos with truth (`benches/page`), each by itself: `python judge.py SET [UPRIGHT.pt]
[OUTLINE.pt] [--show SHEET.png]`. The page is cut out where the truth says it is, so that this is about the networks alone.
Needs Pillow beside torch."""

import argparse
import json
import pathlib
from collections import defaultdict

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageOps

import compose
import networks


def cut(photo, corners, longest=1200):
    """The page with these corners, flat."""
    corners = np.array(corners, float)
    side = np.linalg.norm(corners - np.roll(corners, -1, 0), axis=1)
    width, height = (side[0] + side[2]) / 2, (side[1] + side[3]) / 2
    scale = min(1, longest / max(width, height))
    width, height = max(1, round(width * scale)), max(1, round(height * scale))
    rows, values = [], []
    for (x, y), (u, v) in zip([(0, 0), (width, 0), (width, height), (0, height)], corners):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    coefficients = np.linalg.solve(np.array(rows, float), np.array(values))
    return photo.transform((width, height), Image.PERSPECTIVE, coefficients, Image.BICUBIC)


def densest(page, count):
    """As `upright/patches.rs` does it."""
    page = page.astype(np.int16)
    steps = np.zeros(page.shape, bool)
    across, down = np.abs(page[1:, 1:] - page[1:, :-1]), np.abs(page[1:, 1:] - page[:-1, 1:])
    steps[1:, 1:] = np.maximum(across, down) > 14
    rows, columns = -(-page.shape[0] // 32), -(-page.shape[1] // 32)
    cells = np.zeros((rows * 32, columns * 32))
    cells[: page.shape[0], : page.shape[1]] = steps
    cells = cells.reshape(rows, 32, columns, 32).sum((1, 3))
    places = [(-cells[top : top + 4, left : left + 4].sum(), top, left)
              for top in range(max(rows - 3, 1)) for left in range(max(columns - 3, 1))]
    taken = []
    for _, top, left in sorted(places):
        if len(taken) < count and all(abs(left - x) >= 3 or abs(top - y) >= 3 for x, y in taken):
            taken.append((left, top))
    pieces = []
    for left, top in taken:
        start = [min(cell * 32, side - 128) if side >= 128 else (side - 128) // 2
                 for cell, side in ((left, page.shape[1]), (top, page.shape[0]))]
        at = [np.clip(np.arange(first - 15, first + 143), 0, side - 1) for first, side in zip(start, page.shape[::-1])]
        pieces.append(page[np.ix_(at[1], at[0])])
    return pieces


def likely(network, page):
    """How likely each number of quarter turns clockwise makes it upright, as `upright/mod.rs` has it, without a prior."""
    pieces = []
    for count in (4, 3, 2):
        pieces += densest(np.asarray(page), count)
        page = page.reduce(2)
    ink = compose.ink(torch.from_numpy(np.stack(pieces)).float()[:, None] / 255)[:, :, 15:-15, 15:-15]
    turns = torch.cat([torch.rot90(ink, -turn, (2, 3)) for turn in range(4)])
    shares = network(turns).view(4, -1).softmax(0)
    return ((shares * 0.88 + 0.03).log().sum(1) * 0.6).softmax(0).numpy()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("set")
    parser.add_argument("--upright")
    parser.add_argument("--outline")
    parser.add_argument("--show")
    options = parser.parse_args()
    torch.set_num_threads(1)
    folder, shown = pathlib.Path(options.set), []
    tables = defaultdict(lambda: defaultdict(list))
    upright = outline = None
    if options.upright:
        upright = networks.Upright().eval()
        upright.load_state_dict(torch.load(options.upright))
    if options.outline:
        outline = networks.Outline().eval()
        outline.load_state_dict(torch.load(options.outline))
    for path in sorted((folder / "photos").iterdir()):
        truth_file = folder / "truth" / f"{path.stem}.json"
        truth = json.loads(truth_file.read_text()) if truth_file.exists() else {"kind": "real", "corners": None}
        photo = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
        kind = truth["kind"] + ("" if truth.get("bent", "no") == "no" else "-bent")
        with torch.no_grad():
            if upright and truth["corners"]:
                corners = truth["corners"]
                first = min(range(4), key=lambda at: sum(corners[at]))
                seen = corners[first:] + corners[:first]
                found = likely(upright, cut(photo, seen).convert("L"))
                # The page's own upper left is corner 0; seen first is corner `first`.
                turn = first % 4
                tables["upright"][kind].append(float(found.argmax() == turn))
                if found.argmax() != turn:
                    print("upright", path.stem, "is", turn, "found", found.round(3))
            if outline:
                seen = photo.resize((256, 256), Image.BILINEAR, reducing_gap=3)
                numbers = torch.from_numpy(np.asarray(seen).copy()).permute(2, 0, 1)[None].float() / 127.5 - 1
                maps = outline(numbers)[0].sigmoid()
                mask = Image.new("L", (256, 256))
                if truth["corners"]:
                    border = truth.get("outline") or truth["corners"]
                    draw = ImageDraw.Draw(mask)
                    draw.polygon([(x / photo.width * 256, y / photo.height * 256) for x, y in border], fill=255)
                    real = np.asarray(mask.resize((64, 64), Image.BOX)) > 127
                    guess = maps[0].numpy() > 0.5
                    score = (real & guess).sum() / max(1, (real | guess).sum())
                else:
                    score = 1 - float(maps[0].mean())
                tables["outline"][kind].append(float(score))
                over = np.asarray(seen).astype(float) * 0.5
                big = torch.nn.functional.interpolate(maps[None], (256, 256))[0].numpy() * 127
                over[..., 1] += big[0]
                over[..., 0] += big[1]
                over[..., 2] += big[2]
                over += big[3][..., None]
                shown.append((score, np.concatenate([np.asarray(seen), over.clip(0, 255).astype(np.uint8)], 1)))
    for name, table in tables.items():
        for kind, values in sorted(table.items()):
            print(f"{name:8} {kind:20} {len(values):4} {np.mean(values):.3f}")
        every = [value for values in table.values() for value in values]
        print(f"{name:8} {'all':20} {len(every):4} {np.mean(every):.3f}, at 0.9 {np.mean(np.array(every) >= 0.9):.3f}")
    if options.show:
        worst = [picture for _, picture in sorted(shown, key=lambda item: item[0])][:40]
        worst += [np.zeros((256, 512, 3), np.uint8)] * (-len(worst) % 4)
        sheet = np.stack(worst).reshape(-1, 4, 256, 512, 3).transpose(0, 2, 1, 3, 4)
        Image.fromarray(sheet.reshape(-1, 2048, 3)).reduce(2).save(options.show)


if __name__ == "__main__":
    main()
