"""Drawings and handwritten notes."""
import numpy as np
from PIL import ImageFilter

from pages import strokes


def _flow_chart(sheet):
    boxes = []
    columns, rows = sheet.count(2, 3), sheet.count(3, 5)
    size = sheet.between(3, 4.2)
    for row in range(rows):
        for column in range(columns):
            if sheet.chance(0.75):
                wide, high = sheet.width / columns * sheet.between(0.45, 0.7), sheet.height / rows * sheet.between(0.25, 0.5)
                x = sheet.width * (column + 0.5) / columns - wide / 2
                y = sheet.height * (0.06 + 0.9 * (row + 0.5) / rows) - high / 2
                sheet.box(x, y, wide, high, 0.35)
                for number, line in enumerate(sheet.wrap(sheet.writer.words(5), wide - 4, sheet.font(size))[:2]):
                    sheet.text(x + wide / 2, y + high / 2 - size + number * size * 1.3, line, size, anchor="ma")
                boxes.append((x + wide / 2, y, y + high))
    for (x, _, bottom), (other, top, _) in zip(boxes, boxes[1:]):
        sheet.line([(x, bottom), (x, (bottom + top) / 2), (other, (bottom + top) / 2), (other, top)], 0.3)
        sheet.line([(other - 1.5, top - 2.5), (other, top), (other + 1.5, top - 2.5)], 0.3)


def _floor_plan(sheet):
    x, y, wide, high = sheet.width * 0.1, sheet.height * 0.15, sheet.width * 0.8, sheet.height * 0.65

    def split(x, y, wide, high, depth):
        if depth == 0 or min(wide, high) < 25 or sheet.chance(0.1):
            size = 3
            sheet.text(x + wide / 2, y + high / 2, sheet.writer.words(1)[:12], size, anchor="mm")
            sheet.text(x + wide / 2, y + high / 2 + 4, f"{wide * high / 220:.1f} m²", size * 0.85, anchor="mm")
            return
        share = sheet.between(0.35, 0.65)
        if wide > high:
            at = x + wide * share
            door = y + high * sheet.between(0.1, 0.6)
            sheet.line([(at, y), (at, door)], 1.0)
            sheet.line([(at, door + 9), (at, y + high)], 1.0)
            turns = np.linspace(0, np.pi / 2, 9)
            sheet.line([(at + 9 * np.sin(t), door + 9 - 9 * np.cos(t)) for t in turns], 0.2)
            split(x, y, at - x, high, depth - 1)
            split(at, y, x + wide - at, high, depth - 1)
        else:
            at = y + high * share
            sheet.line([(x, at), (x + wide, at)], 1.0)
            split(x, y, wide, at - y, depth - 1)
            split(x, at, wide, y + high - at, depth - 1)
    sheet.box(x, y, wide, high, 1.4)
    split(x, y, wide, high, sheet.count(2, 4))
    sheet.line([(x, y - 7), (x + wide, y - 7)], 0.2)
    sheet.text(sheet.width / 2, y - 12, f"{wide / 10:.2f}", 3.2, anchor="ma")
    sheet.text(x, sheet.height * 0.9, sheet.writer.title()[:30], 4, "bold")


def _plot(sheet):
    x, y, wide, high = sheet.width * 0.15, sheet.height * 0.12, sheet.width * 0.72, sheet.height * sheet.between(0.35, 0.6)
    sheet.line([(x, y), (x, y + high), (x + wide, y + high)], 0.4)
    coloured = sheet.chance(0.5)
    for number in range(sheet.count(1, 4)):
        t = np.linspace(0, 1, 60)
        curve = np.cumsum(sheet.rng.normal(0, 1, 60))
        curve = np.convolve(curve, np.ones(9) / 9, "same")
        curve = (curve - curve.min()) / (np.ptp(curve) + 1e-6)
        pen = sheet.pick(["blue", "red", "green"]) if coloured else "black"
        sheet.line(list(zip(x + t * wide, y + high * (1 - 0.9 * curve))), 0.5, strokes.PENS[pen], mark=coloured)
    for step in range(6):
        sheet.text(x - 2, y + high * (1 - step / 5), str(step * 20), 3, anchor="rm")
        sheet.text(x + wide * step / 5, y + high + 2, str(step), 3, anchor="ma")
        if sheet.chance(0.5):
            sheet.line([(x, y + high * step / 5), (x + wide, y + high * step / 5)], 0.1, (190, 190, 190))
    sheet.text(sheet.width / 2, y - 8, sheet.writer.title()[:32], 4.4, "bold", anchor="ma")
    sheet.column(x, y + high + 16, wide, sheet.height * 0.93, 3.6)


def _geometry(sheet):
    for _ in range(sheet.count(3, 8)):
        cx, cy = sheet.between(0.2, 0.8) * sheet.width, sheet.between(0.15, 0.85) * sheet.height
        radius = sheet.between(10, 45)
        if sheet.chance(0.4):
            turns = np.linspace(0, 2 * np.pi, 60)
            sheet.line([(cx + radius * np.cos(t), cy + radius * np.sin(t)) for t in turns], 0.3)
            sheet.line([(cx - radius, cy), (cx + radius, cy)], 0.15, (110, 110, 110))
            sheet.text(cx + 1, cy - 4, f"R{radius:.0f}", 3.2)
        else:
            sides = sheet.count(3, 6)
            turns = np.linspace(0, 2 * np.pi, sides, endpoint=False) + sheet.between(0, 1)
            points = [(cx + radius * np.cos(t), cy + radius * np.sin(t)) for t in turns]
            sheet.line([*points, points[0]], 0.35)
            for name, (x, y) in zip("ABCDEF", points):
                sheet.text(x + 1, y - 4, name, 3.6, "italic")
    sheet.text(sheet.width * 0.1, sheet.height * 0.05, sheet.writer.title()[:32], 4, "bold")


def _sketch(sheet):
    """A pencil sketch: many light strokes, hatching, no text or a word."""
    for _ in range(sheet.count(8, 22)):
        cx, cy = sheet.between(0.15, 0.85) * sheet.width, sheet.between(0.12, 0.85) * sheet.height
        reach = sheet.between(8, 50)
        points = [(cx + reach * x, cy + reach * y) for x, y in sheet.rng.normal(0, 0.5, (sheet.count(3, 9), 2))]
        for _ in range(sheet.count(1, 2)):
            grey = sheet.count(90, 160)
            moved = [(x + sheet.rng.normal(0, 0.6), y + sheet.rng.normal(0, 0.6)) for x, y in points]
            sheet.line(strokes.smooth(moved), sheet.between(0.2, 0.5), (grey,) * 3)
        if sheet.chance(0.35):
            grey = sheet.count(130, 185)
            for step in np.linspace(-1, 1, sheet.count(8, 20)):
                sheet.line([(cx + reach * step * 0.6, cy - reach * 0.4), (cx + reach * (step * 0.6 + 0.2), cy + reach * 0.4)], 0.2, (grey,) * 3)
    sheet.image = sheet.image.filter(ImageFilter.GaussianBlur(0.5))
    strokes.write(sheet, sheet.width * 0.1, sheet.height * 0.9, sheet.writer.words(2)[:20], 6, "pencil")


def drawing(sheet):
    """A line drawing of one of several sorts."""
    sheet.pick([_flow_chart, _floor_plan, _plot, _geometry, _sketch])(sheet)


def notes(sheet):
    """Handwriting on ruled, squared or blank paper."""
    ruling = sheet.pick(["lines", "lines", "squares", "blank"])
    step = sheet.pick([7, 8, 9]) if ruling != "squares" else sheet.pick([4, 5])
    tint = sheet.pick([(175, 200, 230), (200, 200, 205), (185, 215, 200), (215, 190, 200)])
    y = sheet.between(15, 30)
    if ruling != "blank":
        for at in np.arange(y, sheet.height - 5, step):
            sheet.line([(0, at), (sheet.width, at)], 0.2, tint)
    if ruling == "squares":
        for at in np.arange(3, sheet.width, step):
            sheet.line([(at, 0), (at, sheet.height)], 0.2, tint)
    side = sheet.between(12, 30)
    if ruling == "lines" and sheet.chance(0.5):
        sheet.line([(side - 3, 0), (side - 3, sheet.height)], 0.3, (230, 130, 140), mark=True)
    pitch = step * (2 if ruling == "squares" else 1)
    size = pitch * sheet.between(0.62, 0.85)
    pen = sheet.pick(["blue", "black", "pencil", "bright blue", "violet"])
    end = sheet.height * sheet.between(0.5, 0.96)
    slant = sheet.between(-0.05, 0.25)
    while y < end - pitch:
        if sheet.chance(0.12):
            y += pitch
            continue
        words = sheet.writer.paragraph().split() if sheet.language not in ("zh", "ja") else [sheet.writer.words(14)]
        x = side + (8 if sheet.chance(0.2) else 0)
        font = sheet.font(size, face=sheet.hand)
        line = ""
        for word in words:
            if x + sheet.width_of(f"{line} {word}", font) * 1.12 > sheet.width - 10:
                break
            line = f"{line} {word}".strip()
        strokes.write(sheet, x, y - size * 1.02 + pitch, line, size, pen, slant)
        if sheet.chance(0.08):
            strokes.underline(sheet, x, y + pitch, sheet.between(20, 60), sheet.pick(["red", pen]))
        y += pitch
    if sheet.chance(0.3):
        x, y = sheet.between(0.2, 0.6) * sheet.width, sheet.between(0.6, 0.85) * sheet.height
        strokes.circle(sheet, x, y, sheet.between(20, 50), sheet.between(10, 30), sheet.pick(["red", "green", pen]))
