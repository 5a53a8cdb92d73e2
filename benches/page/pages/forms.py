"""Pages that are filled in: exams, forms and tables, official documents, receipts, cards."""
import numpy as np
from PIL import Image, ImageDraw

import pictures
from pages import strokes
from texts import is_wide


def exam(sheet):
    """An exam paper: questions, choices, answers by hand, a teacher's red marks."""
    side, top = sheet.between(0.07, 0.11) * sheet.width, 0.06 * sheet.height
    room, size = sheet.width - 2 * side, sheet.between(3.5, 4.6)
    pen = sheet.pick(["blue", "black", "pencil", "bright blue"])
    marked = sheet.chance(0.75)
    sheet.text(sheet.width / 2, top, sheet.writer.title()[:24], size * 1.6, "bold", anchor="ma")
    y = top + size * 3
    for part, label in enumerate(("姓名" if is_wide(sheet.language) else "Name", "班级" if is_wide(sheet.language) else "Class")):
        x = side + part * room / 2
        wide = sheet.text(x, y, label + ": ", size)
        sheet.line([(x + wide, y + size), (x + room * 0.4, y + size)], 0.2)
        strokes.write(sheet, x + wide + 2, y - size * 0.4, sheet.writer.words(2)[:12], size * 1.2, pen)
    if marked:
        strokes.write(sheet, side + room * 0.85, top, str(sheet.count(35, 100)), size * 3, "red", 0.1)
        strokes.underline(sheet, side + room * 0.83, top + size * 3.4, 18)
    y += size * 3
    number = 1
    while y < sheet.height - top - size * 6:
        y = sheet.paragraph(side, y, room, f"{number}. {sheet.writer.paragraph()[:sheet.count(60, 240)]}", size,
                            leading=1.4) + size * 0.4
        kind = sheet.count(0, 3)
        start = y
        if kind == 0:
            for letter in "ABCD":
                wide = sheet.text(side + 5, y, f"{letter}. {sheet.writer.words(sheet.count(2, 5))}", size)
                if sheet.chance(0.25):
                    strokes.circle(sheet, side + 4, y - 0.5, size * 1.2, size * 1.3, pen)
                y += size * 1.6
        elif kind == 1:
            for _ in range(sheet.count(1, 4)):
                sheet.line([(side, y + size * 1.8), (side + room, y + size * 1.8)], 0.15, (140, 140, 140))
                if sheet.chance(0.85):
                    strokes.write(sheet, side + 3, y + size * 0.3, sheet.writer.words(sheet.count(3, 7))[:48], size * 1.15, pen)
                y += size * 2.2
        elif kind == 2:
            text = f"{sheet.count(2, 99)} × {sheet.count(2, 99)} = {sheet.count(100, 9999)}"
            strokes.write(sheet, side + 8, y, text, size * 1.4, pen)
            y += size * 2.4
        else:
            wide = sheet.between(30, 60)
            points = [(side + 10 + wide * x, y + wide * 0.5 * q) for x, q in sheet.rng.random((3, 2))]
            sheet.line([*points, points[0]], 0.3)
            for name, (x, q) in zip("ABC", points):
                sheet.text(x + 1, q - size, name, size * 0.9, "italic")
            y += wide * 0.5 + size
        if marked and y < sheet.height - top:
            mark = sheet.count(0, 3)
            if mark == 0:
                strokes.tick(sheet, side + room * sheet.between(0.5, 0.95), (start + y) / 2, sheet.between(6, 12))
            elif mark == 1:
                strokes.cross(sheet, side + room * sheet.between(0.5, 0.95), (start + y) / 2, sheet.between(5, 8))
            elif mark == 2:
                strokes.circle(sheet, side + room * sheet.between(0.1, 0.6), start, sheet.between(12, 30), y - start)
        y += size
        number += 1


def official(sheet):
    """An official document: a heading in red, a body, a seal over a signature."""
    side, top = 0.13 * sheet.width, 0.08 * sheet.height
    room, size = sheet.width - 2 * side, sheet.between(4, 5)
    y = top
    if sheet.chance(0.6):
        sheet.text(sheet.width / 2, y, sheet.writer.title()[:18], size * 2.2, "bold", (200, 20, 25), anchor="ma", mark=True)
        y += size * 4
        sheet.line([(side, y), (side + room, y)], 0.7, (200, 20, 25), mark=True)
        y += size * 2
    else:
        radius = sheet.between(8, 13)
        if sheet.chance(0.5):
            strokes.round_stamp(sheet, sheet.width / 2, y + radius, radius * 2, (30, 40, 90))
        y += radius * 2 + size
    sheet.text(sheet.width / 2, y, sheet.writer.title()[:24], size * 1.5, "bold", anchor="ma")
    y += size * 3.5
    y = sheet.column(side, y, room, sheet.height * sheet.between(0.5, 0.72), size, leading=sheet.between(1.5, 1.9),
                     indent=size * 2)
    x = side + room * sheet.between(0.5, 0.7)
    sheet.text(x, y + size * 3, sheet.writer.words(3)[:20], size)
    sheet.text(x, y + size * 5, f"20{sheet.count(10, 29)}-{sheet.count(1, 12):02}-{sheet.count(1, 28):02}", size)
    strokes.signature(sheet, x, y + size * 7, sheet.between(30, 45), sheet.pick(["blue", "black"]))
    colour = sheet.pick([(205, 25, 30), (205, 25, 30), (220, 50, 45), (50, 60, 160)])
    strokes.round_stamp(sheet, x + sheet.between(5, 25), y + size * 4.5, sheet.between(32, 44), colour)
    if sheet.chance(0.3):
        strokes.square_stamp(sheet, side, y + size * 5, size * 1.5, sheet.writer.words(2)[:12].upper(), sheet.pick([(50, 60, 160), (30, 110, 60)]))


def form(sheet):
    """A form of labelled boxes, or a table of figures."""
    side, top = 0.07 * sheet.width, 0.06 * sheet.height
    room, size = sheet.width - 2 * side, sheet.between(2.8, 3.6)
    tint = sheet.pick([None, (232, 238, 248), (238, 238, 238), (246, 236, 224)])
    y = top
    if sheet.chance(0.35):
        fill = sheet.pick([(25, 25, 28), (30, 50, 110), (110, 20, 30), (60, 70, 60)])
        sheet.box(0, 0, sheet.width, top * 1.8, 0, fill=fill)
        sheet.photo_mask.paste(255, (0, 0, sheet.size_px[0], round(sheet.px(top * 1.8)) + 1))
        sheet.text(side, top * 0.6, sheet.writer.title()[:30], size * 2, "bold", (250, 250, 250))
        y = top * 2.3
    else:
        sheet.text(side, y, sheet.writer.title()[:30], size * 2, "bold")
        y += size * 4
    pen = sheet.pick(["blue", "black", None])
    while y < sheet.height - top - 25:
        if sheet.chance(0.5):
            columns, rows = sheet.count(2, 4), sheet.count(1, 5)
            high = size * sheet.between(2.4, 3.4)
            for row in range(rows):
                if y + high > sheet.height - top:
                    break
                for column in range(columns):
                    x, wide = side + column * room / columns, room / columns
                    sheet.box(x, y, wide, high, 0.2)
                    sheet.text(x + 1, y + 0.6, sheet.writer.words(2)[:14], size * 0.75, colour=(70, 70, 70))
                    if pen and sheet.chance(0.6):
                        strokes.write(sheet, x + 3, y + high * 0.32, sheet.writer.words(2)[:10], size * 1.3, pen)
                y += high
        else:
            columns, rows, high = sheet.count(3, 7), sheet.count(4, 14), size * sheet.between(1.7, 2.3)
            edges = np.concatenate([[0], np.sort(sheet.rng.uniform(0.2, 0.9, columns - 1)), [1]]) * 0.5 + np.linspace(0, 1, columns + 1) * 0.5
            for row in range(rows):
                if y + high > sheet.height - top:
                    break
                if tint and (row == 0 or row % 2 == 0 and sheet.chance(0.9)):
                    sheet.box(side, y, room, high, 0, fill=tint)
                    sheet.photo_mask.paste(255, (round(sheet.px(side)), round(sheet.px(y)), round(sheet.px(side + room)), round(sheet.px(y + high))))
                for column in range(columns):
                    x = side + room * edges[column]
                    wide = room * (edges[column + 1] - edges[column])
                    sheet.box(x, y, wide, high, 0.18)
                    if row == 0 or column == 0:
                        text, style = sheet.writer.words(2), "bold" if row == 0 else "regular"
                        while text and sheet.width_of(text, sheet.font(size * 0.9, style)) > wide - 2:
                            text = text[:-1]
                        sheet.text(x + 1, y + size * 0.35, text, size * 0.9, style)
                    elif sheet.chance(0.9):
                        sheet.text(x + wide - 1, y + size * 0.35, f"{sheet.between(0, 9999):.2f}", size * 0.9, anchor="ra")
                y += high
        y += size * 2
    if sheet.chance(0.4):
        strokes.signature(sheet, side + room * 0.6, sheet.height - top - 8, 40, "blue")
    if sheet.chance(0.35):
        strokes.square_stamp(sheet, side + room * sheet.between(0.2, 0.6), sheet.height * sheet.between(0.3, 0.8),
                             sheet.between(5, 9), sheet.pick(["PAID", "COPY", "RECEIVED", "APPROVED", "URGENT"]),
                             sheet.pick([(200, 30, 35), (40, 60, 170), (30, 120, 60)]))


def _barcode(sheet, x, y, width, height):
    at = x
    while at < x + width:
        bar = sheet.pick([0.3, 0.3, 0.6, 0.9])
        if sheet.chance(0.5):
            sheet.box(at, y, bar, height, 0, fill=(25, 25, 25))
        at += bar


def _squares(sheet, x, y, size, cells=25):
    """A square code."""
    dots = sheet.rng.random((cells, cells)) < 0.5
    for row, column in ((0, 0), (0, cells - 7), (cells - 7, 0)):
        dots[row:row + 7, column:column + 7] = True
        dots[row + 1:row + 6, column + 1:column + 6] = False
        dots[row + 2:row + 5, column + 2:column + 5] = True
    code = Image.fromarray((~dots * 255).astype(np.uint8)).resize((round(sheet.px(size)),) * 2, Image.NEAREST)
    sheet.image.paste(code.convert("RGB"), (round(sheet.px(x)), round(sheet.px(y))))


def receipt(sheet):
    """A till receipt: narrow, grey thermal print."""
    sheet.stock = "thermal"
    grey = sheet.count(20, 90)
    ink = {"colour": (grey, grey, grey + sheet.count(0, 12)), "face": sheet.mono if sheet.chance(0.7) else sheet.face}
    side, middle = sheet.width * 0.07, sheet.width / 2
    room, size = sheet.width - 2 * side, sheet.width / sheet.between(20, 27)
    y = sheet.between(4, 9)
    for part in range(sheet.count(2, 4)):
        big = size * (1.5 if part == 0 else 1)
        text = sheet.writer.words(3)[:int(room / big * 1.7)]
        sheet.text(middle, y, text, big, "bold" if part == 0 else "regular", anchor="ma", **ink)
        y += big * 1.3
    dashes = "-" * int(room / size * 1.6)
    sheet.text(middle, y, dashes, size, anchor="ma", **ink)
    y += size * 1.4
    total, reserve = 0.0, size * 10 + (26 if sheet.chance(0.6) else 0)
    while y < sheet.height - reserve:
        price = sheet.between(0.3, 60)
        total += price
        sheet.text(side, y, sheet.writer.words(3)[:15], size, **ink)
        sheet.text(side + room, y, f"{price:.2f}", size, anchor="ra", **ink)
        y += size * 1.35
        if sheet.chance(0.2):
            sheet.text(side + size * 2, y, f"{sheet.count(2, 9)} x {price / 2:.2f}", size, **ink)
            y += size * 1.35
    sheet.text(middle, y, dashes, size, anchor="ma", **ink)
    y += size * 1.4
    sheet.text(side, y, "TOTAL" if not is_wide(sheet.language) else "合计", size * 1.5, "bold", **ink)
    sheet.text(side + room, y, f"{total:.2f}", size * 1.5, "bold", anchor="ra", **ink)
    y += size * 2.2
    for _ in range(2):
        sheet.text(side, y, sheet.writer.words(3)[:24], size * 0.9, **ink)
        y += size * 1.25
    if y + 24 < sheet.height:
        if sheet.chance(0.5):
            _barcode(sheet, side, y + 2, room, 14)
        else:
            _squares(sheet, middle - 10, y + 2, 20)


def card(sheet):
    """An identity card: a guilloche background, a portrait, printed fields."""
    sheet.stock = "card"
    rng = sheet.rng
    width, height = sheet.size_px
    a, b = rng.integers(170, 250, 3), rng.integers(170, 250, 3)
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    share = (x * np.cos(rng.uniform(0, 6)) + y * np.sin(rng.uniform(0, 6)))
    share = ((share - share.min()) / np.ptp(share))[..., None]
    sheet.image.paste(Image.fromarray((a * (1 - share) + b * share).astype(np.uint8)))
    sheet.photo_mask.paste(255, (0, 0, width, height))
    line = tuple(int(v) for v in (a * rng.uniform(0.75, 0.92)).astype(int))
    t = np.linspace(0, sheet.width, 160)
    f1, f2, phase = rng.uniform(0.05, 0.3), rng.uniform(0.3, 0.9), rng.uniform(0, 6)
    for k in range(sheet.count(10, 26)):
        wave = sheet.height * (0.5 + 0.35 * np.sin(f1 * t + phase + k * 0.12)) + 3 * np.sin(f2 * t + k * 0.35)
        sheet.line(list(zip(t, wave)), 0.12, line)
    if sheet.chance(0.7):
        fill = tuple(int(v) for v in rng.integers(10, 140, 3))
        sheet.box(0, 0, sheet.width, 9, 0, fill=fill)
        sheet.text(4, 2.2, sheet.writer.title()[:26].upper(), 4, "bold", (250, 250, 250))
    else:
        sheet.text(4, 3, sheet.writer.title()[:26].upper(), 4, "bold", (30, 30, 90))
    left = sheet.chance(0.6)
    wide, tall = 22, 28
    at = 4 if left else sheet.width - wide - 4
    sheet.photo(at, 13, wide, tall, pictures.portrait(rng, round(sheet.px(wide)), round(sheet.px(tall))))
    x, y = (at + wide + 4, 12) if left else (5, 12)
    for _ in range(sheet.count(4, 6)):
        sheet.text(x, y, sheet.writer.words(1)[:14], 1.8, colour=(90, 90, 110))
        value = sheet.writer.words(2)[:20].upper() if sheet.chance(0.6) else f"{sheet.count(1, 28):02}.{sheet.count(1, 12):02}.{sheet.count(1950, 2029)}"
        sheet.text(x, y + 2, value, 3, "bold", (20, 20, 25))
        y += 6
    if sheet.chance(0.5):
        draw = ImageDraw.Draw(sheet.image)
        left_px, top_px = sheet.px(x + 2 if left else x + 30), sheet.px(min(y, 34))
        draw.rounded_rectangle((left_px, top_px, left_px + sheet.px(11), top_px + sheet.px(8.5)), sheet.px(1), fill=(212, 180, 95))
        sheet.line([((left_px + sheet.px(5.5)) / sheet.scale, top_px / sheet.scale), ((left_px + sheet.px(5.5)) / sheet.scale, top_px / sheet.scale + 8.5)], 0.2, (120, 95, 40))
    number = "".join(sheet.pick(list("0123456789ABCDEFGHK")) for _ in range(sheet.count(9, 18)))
    sheet.text(4, sheet.height - 7, number, 3.6, "bold", (20, 20, 25), face=sheet.mono)
    if sheet.chance(0.4):
        strokes.signature(sheet, sheet.width * 0.55, sheet.height - 6, 22, "black")
