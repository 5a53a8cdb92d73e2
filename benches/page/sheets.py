"""Contact sheets: the photo with its corners, the scan, the flat page; the worst first."""
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageOps

CELL, TEXT, ACROSS, DOWN = 250, 26, 2, 6


def badness(row):
    """What is bad about a row, to sort by: more is worse, and in words."""
    found = []
    if row.get("kept_whole") == 0:
        found.append((3.0, "cropped though there is no page"))
    if row.get("upright") == 0:
        found.append((1.0, "not upright"))
    if "iou" in row:
        found.append((4 * max(0.0, 0.99 - row["iou"]), f"IoU {row['iou']:.3f}"))
        found.append((1.0 - row["ssim_registered"], f"ssim {row['ssim']:.2f}/{row['ssim_registered']:.2f}"))
    if "spread" in row:
        found.append((abs(row["paper"] - 251) / 60 + row["spread"] / 60, f"paper {row['paper']:.0f} ±{row['spread']:.0f} {row['dirty']:.0%}"))
    if "colour" in row:
        found.append((row["colour"] / 80, f"dE {row['colour']:.0f}"))
    if "scan_kept" in row:
        found.append((4 * (1 - row["scan_kept"]), f"scan {row['scan_kept']:.3f}"))
    if "cer" in row:
        found.append((row["cer"] / 2, f"CER {row['cer']:.2f}"))
    return sum(value for value, _ in found), ", ".join(words for _, words in found)


def _thumb(picture):
    picture = picture.convert("RGB")
    picture.thumbnail((CELL, CELL), Image.BOX)
    return picture


def _trio(set_folder, folder, truth, result):
    photo = ImageOps.exif_transpose(Image.open(Path(set_folder) / "photos" / f"{truth['name']}.jpg"))
    small = _thumb(photo)
    scale = small.width / photo.width
    draw = ImageDraw.Draw(small)
    if truth["outline"]:
        border = [(x * scale, y * scale) for x, y in truth["outline"]]
        draw.line([*border, border[0]], fill=(0, 200, 0))
    if result and result.get("pages"):
        corners = [(x * scale, y * scale) for x, y in result["pages"][0]["corners"]]
        draw.line([*corners, corners[0]], fill=(255, 0, 255), width=2)
        x, y = corners[0]
        draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=(255, 0, 0))
    cells = [small]
    for path in (Path(folder) / f"{truth['name']}.jpg", Path(folder) / f"{truth['name']}.png", Path(set_folder) / "truth" / f"{truth['name']}.flat.png"):
        if path.exists():
            cells.append(_thumb(Image.open(path)))
    return cells[:3]


def write(set_folder, folder, results, rows, out):
    """Writes OUT (then OUT-2, …), `ACROSS` x `DOWN` photos on each."""
    ordered = sorted(rows, key=lambda row: -badness(row)[0])
    per = ACROSS * DOWN
    for number in range(0, len(ordered), per):
        sheet = Image.new("RGB", (ACROSS * (CELL + 4) * 3, DOWN * (CELL + TEXT)), (70, 80, 90))
        draw = ImageDraw.Draw(sheet)
        for place, row in enumerate(ordered[number:number + per]):
            truth = json.loads((Path(set_folder) / "truth" / f"{row['name']}.json").read_text())
            left, top = (place % ACROSS) * (CELL + 4) * 3, (place // ACROSS) * (CELL + TEXT)
            draw.text((left + 2, top + 1), f"{row['name']} {truth['desk'] or ''} {' '.join(truth['tags'])}", fill=(255, 255, 255))
            draw.text((left + 2, top + 12), badness(row)[1], fill=(255, 230, 150))
            for column, cell in enumerate(_trio(set_folder, folder, truth, results.get(row["name"]))):
                sheet.paste(cell, (left + column * (CELL + 4), top + TEXT))
        path = out if number == 0 else out.with_stem(f"{out.stem}-{number // per + 1}")
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.asarray(sheet)).save(path)
