"""Pages of running text: letters, articles, books, newspapers, sparse sheets, sheets with pictures."""
import pictures
from pages import strokes


def _margins(sheet):
    return sheet.between(0.07, 0.14) * sheet.width, sheet.between(0.06, 0.1) * sheet.height


def letter(sheet):
    """A letter: letterhead, address, date, paragraphs, signature."""
    side, top = _margins(sheet)
    size = sheet.between(3.4, 4.6)
    room = sheet.width - 2 * side
    if sheet.chance(0.6):
        colour = sheet.pick([(20, 20, 20), (20, 60, 130), (140, 20, 30), (30, 90, 60)])
        sheet.text(side, top * 0.7, sheet.writer.title(), size * sheet.between(1.4, 2.2), "bold", colour, mark=colour[0] != 20)
        if sheet.chance(0.5):
            sheet.line([(side, top * 0.7 + size * 3), (side + room, top * 0.7 + size * 3)], 0.4, colour, mark=colour[0] != 20)
    y = top + size * 5
    for _ in range(sheet.count(2, 4)):
        sheet.text(side, y, sheet.writer.words(3), size)
        y += size * 1.3
    sheet.text(side + room, y + size, f"{sheet.count(1, 28)}.{sheet.count(1, 12)}.20{sheet.count(10, 29)}", size, anchor="ra")
    y += size * 4
    sheet.text(side, y, sheet.writer.title(), size, "bold")
    y = sheet.column(side, y + size * 2.4, room, sheet.height * sheet.between(0.55, 0.82), size,
                     leading=sheet.between(1.25, 1.6), justify=sheet.chance(0.3))
    strokes.signature(sheet, side + sheet.between(0, room * 0.4), y + size * 3, sheet.between(30, 55),
                      sheet.pick(["blue", "black", "bright blue"]))
    if sheet.chance(0.5):
        sheet.text(sheet.width / 2, sheet.height - top * 0.6, sheet.writer.words(7), size * 0.75, anchor="ma",
                   colour=(110, 110, 110))


def article(sheet):
    """A paper of one or two columns with headings, and perhaps a figure."""
    side, top = _margins(sheet)
    room = sheet.width - 2 * side
    size = sheet.between(2.9, 4.0)
    y = top
    for line in sheet.wrap(sheet.writer.title(), room, sheet.font(size * 1.8, "bold"))[:2]:
        sheet.text(sheet.width / 2, y, line, size * 1.8, "bold", anchor="ma")
        y += size * 2.3
    sheet.text(sheet.width / 2, y, sheet.writer.words(4), size, "italic", anchor="ma")
    y += size * 3
    columns = sheet.pick([1, 2, 2])
    gap = sheet.between(5, 9)
    width = (room - gap * (columns - 1)) / columns
    how = {"justify": sheet.chance(0.7), "leading": sheet.between(1.15, 1.45), "indent": sheet.pick([0, size * 1.5])}
    for column in range(columns):
        x, at, bottom = side + column * (width + gap), y, sheet.height - top
        if sheet.chance(0.3):
            tall = width * sheet.between(0.4, 0.8)
            picture = pictures.printed(sheet.rng, sheet.held_out, int(sheet.px(width)), int(sheet.px(tall)))
            sheet.photo(x, at, width, tall, picture.convert("L") if sheet.chance(0.4) else picture)
            at += tall + size
            sheet.text(x, at, sheet.writer.words(6), size * 0.85, "italic")
            at += size * 2.2
        while at + 5 * size < bottom:
            sheet.text(x, at, sheet.writer.title()[:32], size * 1.15, "bold")
            at = sheet.column(x, at + size * 1.8, width, min(bottom, at + sheet.between(30, 90)), size, **how) + size
    sheet.text(sheet.width / 2, sheet.height - top * 0.6, str(sheet.count(1, 400)), size, anchor="ma")


def book(sheet, number=None):
    """A page of a book: a running head, justified text, a page number."""
    side, top = sheet.between(0.1, 0.15) * sheet.width, sheet.between(0.08, 0.12) * sheet.height
    room = sheet.width - 2 * side
    size = sheet.between(3.0, 4.0) * min(1.0, sheet.width / 140)
    number = sheet.count(2, 600) if number is None else number
    left = number % 2 == 0
    if sheet.chance(0.7):
        sheet.text(side if left else side + room, top * 0.6, sheet.writer.title(), size * 0.9, "italic",
                   anchor="la" if left else "ra")
    y = top
    if sheet.chance(0.2):
        y += sheet.height * 0.12
        sheet.text(sheet.width / 2, y, sheet.writer.title()[:28], size * 1.9, "bold", anchor="ma")
        y += sheet.height * 0.1
    bottom = sheet.height - top
    if sheet.chance(0.15):
        bottom -= sheet.height * sheet.between(0.1, 0.4)
    if sheet.chance(0.2):
        tall = room * sheet.between(0.4, 0.7)
        picture = pictures.printed(sheet.rng, sheet.held_out, int(sheet.px(room)), int(sheet.px(tall)))
        sheet.photo(side, y, room, tall, picture.convert("L") if sheet.chance(0.6) else picture)
        y += tall + size * 1.5
    sheet.column(side, y, room, bottom, size, justify=True, indent=size * 1.6, leading=sheet.between(1.25, 1.55))
    sheet.text(sheet.pick([sheet.width / 2, side if left else side + room]), sheet.height - top * 0.7, str(number),
               size * 0.95, anchor="ma")


def newspaper(sheet):
    """Narrow columns, large headlines, grey and coloured pictures."""
    sheet.stock = sheet.pick(["newsprint", "newsprint", "white"])
    side = sheet.width * 0.04
    room = sheet.width - 2 * side
    y = side
    head = sheet.between(9, 15)
    sheet.text(sheet.width / 2, y, sheet.writer.title()[:22], head, "bold", anchor="ma")
    y += head * 1.4
    sheet.line([(side, y), (side + room, y)], 0.6)
    sheet.text(side, y + 1, sheet.writer.words(5), 2.6)
    y += 5
    sheet.line([(side, y), (side + room, y)], 0.3)
    columns, gap, size = sheet.count(3, 5), 3.5, sheet.between(2.3, 2.9)
    width = (room - gap * (columns - 1)) / columns
    y += 3
    while y < sheet.height - side - 30:
        first = sheet.count(0, columns - 1)
        height = min(sheet.between(70, 130), sheet.height - side - y)
        for column in range(columns):
            x, at = side + column * (width + gap), y
            if column == first:
                wide = width if column + 1 == columns or sheet.chance(0.4) else 2 * width + gap
                tall = wide * sheet.between(0.5, 0.8)
                picture = pictures.printed(sheet.rng, sheet.held_out, int(sheet.px(width)), int(sheet.px(tall)))
                sheet.photo(x, at, width, min(tall, height), picture if sheet.chance(0.5) else picture.convert("L"))
                at += tall + 2
            elif sheet.chance(0.6):
                for line in sheet.wrap(sheet.writer.title(), width, sheet.font(size * 1.9, "bold"))[:3]:
                    sheet.text(x, at, line, size * 1.9, "bold")
                    at += size * 2.2
            sheet.column(x, at, width, y + height, size, justify=True, indent=size, leading=1.2)
            if column:
                sheet.line([(x - gap / 2, y), (x - gap / 2, y + height)], 0.15, (120, 120, 120))
        y += height + 3
        sheet.line([(side, y - 1.5), (side + room, y - 1.5)], 0.3)


def sparse(sheet):
    """Hardly anything: a few lines somewhere."""
    side, top = _margins(sheet)
    size = sheet.between(3.5, 7)
    y = top + sheet.between(0, 0.5) * sheet.height
    if sheet.chance(0.4):
        for _ in range(sheet.count(1, 4)):
            sheet.text(sheet.width / 2, y, sheet.writer.words(sheet.count(2, 5)), size * 1.3, "bold", anchor="ma")
            y += size * 2.2
    else:
        for _ in range(sheet.count(1, 2)):
            y = sheet.paragraph(side, y, sheet.width - 2 * side, sheet.writer.paragraph()[:220], size,
                                bottom=sheet.height - top) + size
    if sheet.chance(0.3):
        sheet.text(sheet.width / 2, sheet.height - top * 0.8, str(sheet.count(1, 99)), 3.5, anchor="ma")
    if sheet.chance(0.2):
        strokes.write(sheet, side, min(y + 10, sheet.height - 20), sheet.writer.words(4), sheet.between(5, 8),
                      sheet.pick(["blue", "pencil", "black"]))


def pictured(sheet):
    """Text, colour photographs and highlighter."""
    side, top = _margins(sheet)
    room, size = sheet.width - 2 * side, sheet.between(3.2, 4.4)
    if sheet.chance(0.35):
        shade = tuple(int(v) for v in sheet.rng.integers(20, 150, 3))
        sheet.box(0, 0, sheet.width, top * 1.4, 0, fill=shade, mark=True)
        sheet.text(side, top * 0.4, sheet.writer.title()[:26], size * 1.8, "bold", (250, 250, 250))
        sheet.photo_mask.paste(255, (0, 0, sheet.size_px[0], round(sheet.px(top * 1.4))))
        y = top * 1.7
    else:
        sheet.text(side, top, sheet.writer.title()[:26], size * 1.8, "bold")
        y = top + size * 3
    while y < sheet.height - top - 30:
        if sheet.chance(0.5):
            wide, tall = room * sheet.between(0.35, 1), sheet.between(30, 80)
            tall = min(tall, sheet.height - top - y)
            picture = pictures.printed(sheet.rng, sheet.held_out, int(sheet.px(wide)), int(sheet.px(tall)))
            left = side + (room - wide) * sheet.pick([0, 0.5, 1])
            sheet.photo(left, y, wide, tall, picture)
            y += tall + size
        else:
            y = sheet.column(side, y, room, min(sheet.height - top, y + sheet.between(25, 70)), size,
                             leading=sheet.between(1.3, 1.6)) + size
    for _ in range(sheet.count(0, 5)):
        strokes.highlight(sheet, sheet.pick(sheet.boxes), sheet.pick(strokes.HIGHLIGHTERS))
