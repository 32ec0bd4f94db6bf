"""Words drawn together and written out: *didn't, did not*; a pack's rows of `contraction` in `spelling.tsv`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from wikidiff.text.spelling import spelling_rows

_LONGEST = 80
_MOST = 16  # readings of a phrase in which several words are drawn together
_APOSTROPHES = str.maketrans("’ʼ‘", "'''")


@lru_cache(maxsize=32)
def _long_forms(language: str) -> Mapping[str, tuple[str, ...]]:
    """Map each contraction, with and without its apostrophe, to what it stands for."""
    found: dict[str, list[str]] = {}
    for row in spelling_rows(language):
        if row[0] == "contraction":
            found.setdefault(row[1], []).append(row[2])
    return {short: tuple(longs) for short, longs in found.items()}


def is_contraction(old: str, new: str, language: str) -> bool:
    """Tell whether two phrases differ by words drawn together or written out alone: *it's, it is*."""
    if max(len(old), len(new)) > _LONGEST or not _long_forms(language):
        return False
    left, right = (text.lower().translate(_APOSTROPHES).split() for text in (old, new))
    if left == right:
        return False
    first = _readings(left, language)
    return not first.isdisjoint(_readings(right, language))


def _readings(words: list[str], language: str) -> set[str]:
    """Return the ways in which a phrase can be written out."""
    forms = _long_forms(language)
    found = {""}
    for word in words:
        ways = forms.get(word, (word,))
        found = {f"{head} {way}" for head in found for way in ways}
        if len(found) > _MOST:
            return set()
    return found
