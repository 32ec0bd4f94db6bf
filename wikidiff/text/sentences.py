"""Where sentences begin and end: good enough to cut a context, in one linear pass."""

from __future__ import annotations

import re
from functools import lru_cache

from wikidiff import packs
from wikidiff.text.classes import abbreviations

_CLOSERS = "\"'”’»›)]」』）"
_REACH = 40
"""How far back the word before a full stop is read."""
_LAST = re.compile(r"[^\W_]+(?:\.[^\W_]+)*$")


@lru_cache(maxsize=64)
def _marks(language: str) -> tuple[re.Pattern[str], str]:
    words = packs.settings(language, "words.toml")
    loose, tight = words["sentence_ends"], words["sentence_ends_tight"]
    # Possessive quantifiers and the look-behind keep long runs of marks linear.
    patterns = (
        r"\n++",
        rf"[{re.escape(tight)}]++[{re.escape(_CLOSERS)}]*+\s*+",
        (
            rf"(?<![{re.escape(loose)}])[{re.escape(loose)}]++[{re.escape(_CLOSERS)}]*+"
            r"(?>(?:<ref[^<>]*/>|<ref[^<>]*>[^<>]*</ref>)*)(?:\s++|$)"
        ),
    )
    return re.compile("|".join(patterns)), tight


def sentence_borders(text: str, language: str, start: int, end: int) -> list[int]:
    """Return offsets that cut `text[start:end]` into sentences: `start`, every place where one begins, `end`.

    Abbreviations, initials and numbers before a stop end none; a line break always does. Offsets are code points into
    the text. An empty stretch gives `[start, end]`. Rather a border too few than one inside a name.
    """
    pattern, tight = _marks(language)
    borders = [start]
    for found in pattern.finditer(text, start, end):
        place = found.end()
        if place <= borders[-1] or place >= end:
            continue
        mark = found[0][0]
        if mark == "\n" or mark in tight or _ends(text, found.start(), place, mark, start, language):
            borders.append(place)
    borders.append(end)
    return borders


def _ends(text: str, stop: int, place: int, mark: str, start: int, language: str) -> bool:
    """Judge one mark with space behind it."""
    following = text[place]
    if following.islower():
        return False
    if mark != "." or text[stop + 1] in _CLOSERS:
        return True
    before = _LAST.search(text, max(start, stop - _REACH), stop)
    if before is None:
        return True
    word = before[0]
    if len(word) == 1 and word.isupper() and following.isalpha():
        return False  # an initial
    if word.isdigit() and len(word) < 3 and language in _ordinal_stop():
        return False
    return word.lower() not in abbreviations(language)


@lru_cache(maxsize=1)
def _ordinal_stop() -> frozenset[str]:
    """Return the languages that write ordinals with a full stop (German *3. Oktober*)."""
    return frozenset(packs.settings("und", "words.toml")["ordinal_stop"])
