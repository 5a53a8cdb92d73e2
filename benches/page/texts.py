"""Texts of many languages, from the documentation that `material.sh` unpacked.

Paragraphs are dealt to splits by their own bytes, so that no text of the scoring set is ever read in another one.
"""
import functools
import hashlib
import html
import json
import os
import re
from pathlib import Path

MATERIAL = Path(os.environ.get("PAGE_MATERIAL", Path(__file__).parents[2] / "target/page/material"))
CACHE = "texts.json"

HANDBOOK = {"en": "en-US", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "it": "it-IT", "ru": "ru-RU", "zh": "zh-CN",
            "ja": "ja-JP", "pl": "pl-PL", "pt": "pt-BR", "sv": "sv-SE"}
FORTUNES = {"en": "", "de": "de", "es": "es", "it": "it", "ru": "ru"}
LATIN = ("en", "de", "fr", "es", "it", "pl", "pt", "sv")
LANGUAGES = tuple(HANDBOOK)


def _clean(text):
    text = html.unescape(re.sub(r"<[^>]+>", "", text))
    text = re.sub(r"[\u200b\u00ad\ufeff]", "", text)
    return re.sub(r"\s+", " ", text).strip()


def _handbook(language):
    root = MATERIAL / "usr/share/doc/debian-handbook/html" / HANDBOOK[language]
    for path in sorted(root.glob("*.html")):
        for block in re.findall(r"<div class=\"para\">(.*?)</div>|<p>(.*?)</p>|<dd>(.*?)</dd>",
                                path.read_text(errors="replace"), re.S):
            yield _clean(max(block, key=len))


def _fortunes(language):
    root = MATERIAL / "usr/share/games/fortunes" / FORTUNES[language]
    for path in sorted(root.glob("*")):
        if path.is_dir() or path.suffix in (".dat", ".u8") or "art" in path.name:
            continue
        for block in path.read_text(errors="replace").split("\n%\n"):
            yield _clean(block)


def _chinese_poems():
    for path in sorted((MATERIAL / "usr/share/games/fortunes").glob("*")):
        if path.name in ("tang300", "song100", "chinese"):
            for block in path.read_text(errors="replace").split("\n%\n"):
                yield _clean(re.sub(r"\x1b\[[0-9;]*m", "", block))


def _usable(text, language):
    if language in ("zh", "ja"):
        wide = sum("\u3040" <= char <= "\u9fff" for char in text)
        return len(text) >= 24 and wide > 0.6 * len(text)
    letters = sum(char.isalpha() or char == " " for char in text)
    if not (60 <= len(text) <= 1500 and letters > 0.85 * len(text)):
        return False
    return language != "ru" or sum("\u0400" <= char <= "\u04ff" for char in text) > 0.5 * len(text)


@functools.lru_cache(maxsize=1)
def _corpora():
    cache = MATERIAL / CACHE
    if cache.exists():
        return json.loads(cache.read_text())
    corpora = {}
    for language in LANGUAGES:
        texts = list(_handbook(language))
        texts += list(_fortunes(language)) if language in FORTUNES else []
        texts += list(_chinese_poems()) if language == "zh" else []
        corpora[language] = sorted({text for text in texts if _usable(text, language)})
    for language in LANGUAGES[1:]:
        # What the translators left in English.
        corpora[language] = sorted(set(corpora[language]) - set(corpora["en"]))
    cache.write_text(json.dumps(corpora))
    return corpora


@functools.lru_cache(maxsize=None)
def paragraphs(language, held_out):
    """The paragraphs of a language: those held out for scoring (a third), or the others."""
    def is_out(text):
        return hashlib.sha256(text.encode()).digest()[0] % 3 == 0
    return [text for text in _corpora()[language] if is_out(text) == held_out]


def is_wide(language):
    """Whether lines break between any two characters."""
    return language in ("zh", "ja")


class Writer:
    """A source of text in one language; `rng` is numpy's generator."""

    def __init__(self, rng, language, held_out):
        self.rng, self.language = rng, language
        self.pool = paragraphs(language, held_out)

    def paragraph(self):
        return self.pool[int(self.rng.integers(len(self.pool)))]

    def words(self, count):
        """A run of that many words (characters for Chinese and Japanese)."""
        text = self.paragraph()
        if is_wide(self.language):
            text = re.sub(r"[ -~]+", "", text) or text
            start = int(self.rng.integers(max(1, len(text) - count)))
            return text[start:start + count].strip("。，、；：）」 ")
        words = text.split()
        start = int(self.rng.integers(max(1, len(words) - count)))
        return " ".join(words[start:start + count]).strip(",.;:()\"' ")

    def title(self):
        text = self.words(int(self.rng.integers(2, 7)) * (2 if is_wide(self.language) else 1))
        return text[:1].upper() + text[1:]
