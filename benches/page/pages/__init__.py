"""Flat pages of many kinds, each wholly told by its kind and seed."""
import zlib

import numpy as np

from pages import forms, freehand, prose
from pages.sheet import Page, Sheet

A4, LETTER, A5, B5, LEGAL = (210, 297), (216, 279), (148, 210), (176, 250), (216, 356)
OFFICE = (A4, A4, A4, LETTER, A5, B5)

# Kind: how it is drawn, its sizes in millimetres (width, height), its share of a set.
MAKERS = {
    "letter": (prose.letter, OFFICE, 8),
    "article": (prose.article, OFFICE, 12),
    "exam": (forms.exam, (A4, A4, B5, LETTER, (260, 370)), 12),
    "book": (prose.book, (A5, B5, (130, 200), (110, 178), (170, 240)), 9),
    "official": (forms.official, (A4, A4, LETTER, LEGAL), 9),
    "form": (forms.form, (A4, A4, LETTER, A5, (297, 210)), 10),
    "receipt": (forms.receipt, None, 8),
    "card": (forms.card, ((85.6, 53.98),), 9),
    "drawing": (freehand.drawing, (A4, A4, (297, 210), A5, LETTER), 8),
    "pictured": (prose.pictured, (A4, LETTER, A5, (297, 210)), 7),
    "sparse": (prose.sparse, OFFICE, 4),
    "notes": (freehand.notes, (A4, A5, B5, (140, 216)), 8),
    "newspaper": (prose.newspaper, ((280, 400), (235, 315), A4), 4),
}
KINDS = tuple(MAKERS)
LANGUAGE_SHARES = {"en": 28, "zh": 26, "de": 10, "fr": 9, "es": 6, "it": 4, "ru": 6, "ja": 4, "pl": 3, "pt": 3, "sv": 1}


def any_kind(rng):
    """A kind by the shares above."""
    shares = np.array([share for _, _, share in MAKERS.values()], dtype=float)
    return KINDS[int(rng.choice(len(KINDS), p=shares / shares.sum()))]


def make(kind, seed, long_px=1000, held_out=False, language=None, mm=None, **how):
    """The page of a kind and a seed, `long_px` pixels along its longer side.

    The same seed at another size is the same page, but for where lines break. `held_out` takes fonts, texts and
    photographs that no other split sees. `language` and `mm` (width, height) are drawn where they are not given;
    `how` goes to the kind's own maker.
    """
    rng = np.random.default_rng([zlib.crc32(kind.encode()), seed, int(held_out)])
    maker, sizes, _ = MAKERS[kind]
    if language is None:
        shares = np.array(list(LANGUAGE_SHARES.values()), dtype=float)
        language = list(LANGUAGE_SHARES)[int(rng.choice(len(shares), p=shares / shares.sum()))]
    if mm is None:
        mm = sizes[int(rng.integers(len(sizes)))] if sizes else \
            (float(rng.choice([57, 76, 80])), float(rng.uniform(90, 260)))
    sheet = Sheet(rng, mm[0], mm[1], long_px, language, held_out)
    maker(sheet, **how)
    page = sheet.page(kind)
    page.seed = seed
    return page
