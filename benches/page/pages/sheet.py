"""A sheet of paper to draw on in millimetres, that remembers where its text, coloured marks and photographs are."""
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

import fonts
from texts import Writer, is_wide


@dataclass
class Page:
    """A flat page as a scanner should give it, and what is where on it."""
    pixels: np.ndarray            # h x w x 3, uint8, RGB
    text: list                    # boxes (x0, y0, x1, y1) of lines of text, pixels
    marks: np.ndarray             # h x w, bool: coloured ink (stamps, red pen, highlighter, coloured print)
    photos: np.ndarray            # h x w, bool: photographs, faces, printed backgrounds: nothing there is paper
    mm: tuple                     # physical width and height
    kind: str
    language: str
    stock: str                    # "white", "cream", "newsprint", "thermal", "card": what it is printed on
    seed: int = 0

    @property
    def paper(self):
        """Where there is bare paper: bright, and nothing drawn within two pixels."""
        ink = (self.pixels.min(axis=2) < 250) | self.marks | self.photos
        grown = Image.fromarray((ink * 255).astype(np.uint8)).filter(ImageFilter.MaxFilter(5))
        return np.asarray(grown) == 0


@dataclass
class Sheet:
    """The page while it is drawn. Lengths are millimetres unless a name says otherwise."""
    rng: np.random.Generator
    width: float
    height: float
    long_px: int
    language: str = "en"
    held_out: bool = False
    stock: str = "white"
    boxes: list = field(default_factory=list)

    def __post_init__(self):
        self.scale = self.long_px / max(self.width, self.height)
        self.size_px = (max(8, round(self.width * self.scale)), max(8, round(self.height * self.scale)))
        self.image = Image.new("RGB", self.size_px, (255, 255, 255))
        self.draw = ImageDraw.Draw(self.image)
        self.mark_mask = Image.new("L", self.size_px, 0)
        self.photo_mask = Image.new("L", self.size_px, 0)
        self.writer = Writer(self.rng, self.language, self.held_out)
        self.face = fonts.choose(self.rng, self.language, "text", self.held_out)
        self.mono = fonts.choose(self.rng, self.language, "mono", self.held_out)
        self.hand = fonts.choose(self.rng, self.language, "hand", self.held_out)

    def page(self, kind):
        """The finished page."""
        return Page(np.asarray(self.image).copy(), self.boxes, np.asarray(self.mark_mask) > 0,
                    np.asarray(self.photo_mask) > 0, (self.width, self.height), kind, self.language, self.stock)

    # Chance, in short words.

    def chance(self, share):
        return self.rng.random() < share

    def between(self, low, high):
        return float(self.rng.uniform(low, high))

    def count(self, low, high):
        """A whole number from low to high, both included."""
        return int(self.rng.integers(low, high + 1))

    def pick(self, items):
        return items[int(self.rng.integers(len(items)))]

    def px(self, mm):
        return mm * self.scale

    # Text.

    def font(self, size, style="regular", face=None):
        """A font whose em is `size` millimetres high."""
        face = face or self.face
        return fonts.font(face.get(style, face["regular"]), round(self.px(size)))

    def width_of(self, text, font):
        return font.getlength(text) / self.scale

    def text(self, x, y, text, size, style="regular", colour=(20, 20, 20), face=None, anchor="la", mark=False):
        """One line of text; its width in millimetres comes back."""
        font = self.font(size, style, face)
        at = (self.px(x), self.px(y))
        self.draw.text(at, text, fill=tuple(colour), font=font, anchor=anchor)
        box = self.draw.textbbox(at, text, font=font, anchor=anchor)
        self.boxes.append(tuple(round(side) for side in box))
        if mark:
            ImageDraw.Draw(self.mark_mask).text(at, text, fill=255, font=font, anchor=anchor)
        return (box[2] - box[0]) / self.scale

    def wrap(self, text, width, font):
        """The lines of a text set to a width in millimetres."""
        limit = self.px(width)
        lines, line = [], ""
        for piece in (text if is_wide(self.language) else text.split()):
            longer = line + piece if is_wide(self.language) else f"{line} {piece}".strip()
            if line and font.getlength(longer) > limit:
                lines.append(line)
                line = piece
            else:
                line = longer
        return lines + [line] if line else lines

    def paragraph(self, x, y, width, text, size, leading=1.35, justify=False, indent=0.0, bottom=None, **how):
        """A paragraph; the y below it comes back. It stops at `bottom`."""
        font = self.font(size, how.get("style", "regular"), how.get("face"))
        lines = self.wrap(text, width - indent, font)
        for number, line in enumerate(lines):
            if bottom is not None and y + size * 1.2 > bottom:
                break
            at = x + (indent if number == 0 else 0)
            words = line.split()
            if justify and len(words) > 2 and number + 1 < len(lines):
                room = width - (at - x) - sum(self.width_of(word, font) for word in words)
                gap = room / (len(words) - 1)
                if 0.12 * size < gap < 1.1 * size:
                    for word in words:
                        self.text(at, y, word, size, **how)
                        at += self.width_of(word, font) + gap
                    y += size * leading
                    continue
            self.text(at, y, line, size, **how)
            y += size * leading
        return y

    def column(self, x, y, width, bottom, size, **how):
        """Fills a column with paragraphs; the y where it ended comes back."""
        while y + 2 * size < bottom:
            y = self.paragraph(x, y, width, self.writer.paragraph(), size, bottom=bottom, **how)
            y += size * how.get("leading", 1.35) * (0.0 if how.get("indent") else 0.5)
        return y

    # Shapes.

    def line(self, points, width=0.25, colour=(20, 20, 20), mark=False):
        """A polyline, `width` millimetres thick."""
        thick = max(1, round(self.px(width)))
        pixels = [(self.px(x), self.px(y)) for x, y in points]
        self.draw.line(pixels, fill=tuple(colour), width=thick, joint="curve")
        if mark:
            ImageDraw.Draw(self.mark_mask).line(pixels, fill=255, width=thick, joint="curve")

    def box(self, x, y, width, height, line=0.25, colour=(20, 20, 20), fill=None, mark=False):
        """A rectangle, outlined unless `line` is 0, filled if `fill`."""
        corners = [self.px(x), self.px(y), self.px(x + width), self.px(y + height)]
        thick = max(1, round(self.px(line))) if line else 0
        self.draw.rectangle(corners, outline=tuple(colour) if line else None, fill=fill, width=thick)
        if mark:
            ImageDraw.Draw(self.mark_mask).rectangle(corners, outline=255 if line else None, width=thick,
                                                     fill=255 if fill else None)

    def photo(self, x, y, width, height, picture):
        """A photograph (a PIL picture) printed there."""
        corner = (round(self.px(x)), round(self.px(y)))
        size = (max(1, round(self.px(width))), max(1, round(self.px(height))))
        self.image.paste(picture.convert("RGB").resize(size, Image.LANCZOS), corner)
        self.photo_mask.paste(255, (*corner, corner[0] + size[0], corner[1] + size[1]))

    def ink_layer(self, layer, corner_px, colour, mark=False, opacity=1.0):
        """Multiplies ink of that colour through a mask (a PIL "L" picture) at a corner in pixels, as ink on paper."""
        left, top = round(corner_px[0]), round(corner_px[1])
        region = (left, top, left + layer.width, top + layer.height)
        under = np.asarray(self.image.crop(region), dtype=np.float32)
        share = np.asarray(layer, dtype=np.float32)[..., None] / 255 * opacity
        tint = np.asarray(colour, dtype=np.float32) / 255
        self.image.paste(Image.fromarray((under * (1 - share * (1 - tint))).clip(0, 255).astype(np.uint8)), (left, top))
        if mark:
            covered = layer.point(lambda value: 255 if value * opacity > 60 else 0)
            self.mark_mask.paste(255, (left, top), covered)
