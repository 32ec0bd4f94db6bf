"""One word in several dresses: diacritics, full-width forms, kana, Chinese scripts, Cyrillic and Latin letters."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from wikidiff import packs

_SHORT_I = "и\u0306"
"""й with its breve apart: a letter of its own, not an и with a mark."""

_MARKS = dict.fromkeys(
    (
        *range(0x0300, 0x0370),  # Latin, Greek, Cyrillic
        *range(0x0591, 0x05BE), 0x05BF, 0x05C1, 0x05C2,  # Hebrew points
        *range(0x064B, 0x0656), 0x0670, 0x0640,  # Arabic vowels, hamza on a seat, the filler
        0x093C,  # Devanagari nukta
    )
)  # fmt: skip
_STROKES = str.maketrans("øØłŁđĐħĦıŧŦʻ", "oOlLdDhHitTʼ")
_WIDE = re.compile("[\uff00-\uffef\u3000]")
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA = re.compile("[\u3041-\u3096]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_HOMOGLYPHS = str.maketrans("АВЕЅІЈКМНОРСТХУаеѕіјорсхуԁһԛԝ", "ABESIJKMHOPCTXYaesijopcxydhqw")
_UNCASED = re.compile(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]"
)
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def bare(text: str) -> str:
    """Return the text without diacritics: *Juárez* → *Juarez*, *Łódź* → *Lodz*, *ёлка* → *елка*.

    Vowel signs of Indic scripts, Thai marks, kana voicing and й are letters here and stay.
    """
    if text.isascii():
        return text
    apart = normalize("NFD", text)
    if _SHORT_I in apart or "И\u0306" in apart:
        apart = apart.replace(_SHORT_I, "й").replace("И\u0306", "Й")
    return normalize("NFC", apart.translate(_MARKS)).translate(_STROKES)


@lru_cache(maxsize=4)
def _table(tag: str) -> dict[int, str]:
    """Read a pack's `script` rows: two strings of equal length, or one letter and what it becomes."""
    table: dict[int, str] = {}
    for row in packs.rows(tag, "spelling.tsv"):
        if row[0] == "script":
            pairs = zip(row[1], row[2], strict=True) if len(row[1]) > 1 else [(row[1], row[2])]
            table.update((ord(left), right) for left, right in pairs)
    return table


def fold_script(text: str) -> str:
    """Return the text in one script form: half-width, katakana, simplified characters, Latin for Cyrillic.

    For comparing only: the result need not be good Chinese, Japanese or Serbian.
    """
    if text.isascii():
        return text
    if _WIDE.search(text):
        text = normalize("NFKC", text)
    if _IDEOGRAPH.search(text):
        text = text.translate(_table("ja")).translate(_table("zh"))
    if _KANA.search(text):
        text = text.translate(_HIRAGANA)
    if _CYRILLIC.search(text):
        text = text.translate(_table("sr"))
    return text


def fold_lookalikes(text: str) -> str:
    """Return the text with Cyrillic letters that look Latin made Latin: for words that mix both alphabets."""
    return text if text.isascii() else text.translate(_HOMOGLYPHS)


def mixed_script(text: str) -> bool:
    """Tell whether Latin and Cyrillic letters stand in one text."""
    return not text.isascii() and bool(_CYRILLIC.search(text)) and bool(_LATIN.search(text))


def uncased(text: str) -> bool:
    """Tell whether the text holds letters of a script without capitals."""
    return not text.isascii() and bool(_UNCASED.search(text))


def unspaced(text: str) -> bool:
    """Tell whether the text holds letters of a script that puts no space between words."""
    return not text.isascii() and bool(_UNSPACED.search(text))
