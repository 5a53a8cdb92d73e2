"""The machine's fonts, sorted by script and style; a quarter of the families is held out for scoring."""
import functools
import hashlib
import subprocess

from PIL import ImageFont

HAND = ("Ecolier", "Dancing", "Breip", "Rufscript", "Klaudia", "DKG", "Dkg", "Tom", "Humor", "Comic", "Kalam", "Purisa",
        "Radis", "dkg", "Berenika")
ODD = ("Symbol", "Dingbat", "Math", "Emoji", "Bitmap", "Music", "Webdings", "Ornament", "Standard Symbols", "D050000L",
       "Initials", "onofur", "Color", "Sans Sign", "Znamenny", "Display", "Radis", "Keyboard", "Outline", "Bebas",
       "Shadow", "Caliban")
# Files for Chinese and Japanese, whose Latin and Cyrillic letters nobody would set a text in.
WIDE_FILES = ("uming", "ukai", "ipag", "ipam", "sawarabi", "Takao", "fonts-japanese", "VL-", "wqy", "HanaMin", "CJK")
LATIN_ONLY = tuple("en de fr es it pl pt sv".split())


def _listed(language):
    found = subprocess.run(["fc-list", f":lang={language}", "file", "family", "style"], capture_output=True, text=True,
                           check=True).stdout
    for line in sorted(found.splitlines()):
        path, _, rest = line.partition(": ")
        family, _, style = rest.partition(":style=")
        family = family.split(",")[0]
        if path.endswith((".ttf", ".otf", ".ttc")) and not any(odd in family for odd in ODD):
            yield path, family, style.split(",")[0]


def _is_out(family):
    return hashlib.sha256(family.encode()).digest()[0] % 4 == 0


@functools.lru_cache(maxsize=None)
def families(script, style, held_out):
    """The families of a style ("text", "mono", "hand") for a script ("latin", "ru", "zh", "ja"): a list of
    {"regular": path, "bold": path}. Where a script has too few to hold any out, both splits share them."""
    found = {}
    for language in (("de", "fr", "pl") if script == "latin" and style != "hand" else ("en",) if script == "latin"
                     else ("zh-cn",) if script == "zh" else (script,)):
        names = set()
        for path, family, kind in _listed(language):
            kind = kind.lower()
            hand = any(name in family for name in HAND) or "Kai" in family
            mono = "Mono" in family or "Code" in family or "Hack" in family or "Inconsolata" in family
            if script in ("zh", "ja") and style == "mono":
                mono = True
            if (style == "hand") != hand or (style == "mono") != mono and not hand:
                continue
            if script in ("latin", "ru") and any(name in path for name in WIDE_FILES) and style != "hand":
                continue
            if script == "latin" and (family.startswith(("Noto Sans ", "Noto Serif ")) or style == "hand" and "Kai" in family):
                continue
            slot = "bold" if "bold" in kind and "italic" not in kind and "oblique" not in kind else \
                "regular" if kind in ("regular", "book", "roman", "medium", "light", "") else \
                "italic" if kind in ("italic", "oblique", "book oblique") else None
            if slot:
                found.setdefault(family, {}).setdefault(slot, path)
                names.add(family)
        found = {family: slots for family, slots in found.items() if family in names}
    usable = {family: slots for family, slots in found.items() if "regular" in slots}
    chosen = {family: slots for family, slots in usable.items() if _is_out(family) == held_out}
    return [slots for _, slots in sorted((chosen if len(chosen) >= 2 else usable).items())]


@functools.lru_cache(maxsize=512)
def font(path, size_px):
    """The font at a size in pixels (the height of its em)."""
    return ImageFont.truetype(path, max(4, size_px), layout_engine=ImageFont.Layout.BASIC)


def script_of(language):
    """The script whose fonts a language needs."""
    return "latin" if language in LATIN_ONLY else language


def choose(rng, language, style, held_out):
    """One family's paths, with at least "regular"."""
    script = script_of(language)
    pool = families(script, style, held_out) or families(script, "text", held_out)
    return pool[int(rng.integers(len(pool)))]
