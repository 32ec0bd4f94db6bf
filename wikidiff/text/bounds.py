"""Read what limits or softens a figure: "over", "at least", "about", a trailing plus."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from wikidiff.packs import settings
from wikidiff.text.alternation import BLANKS, GAP, START, alternation, endings, plain, unspaced
from wikidiff.text.numberwords import PACK, table

ABOUT = "about"
_REACH = 36
_BLANKS = " \u00a0\u2009\u202f"


class Limit(NamedTuple):
    """A bound (or `about`), and where the words that say it begin or end."""

    name: str
    place: int


def _merged(tag: str, name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for source in ("und", tag):
        for key, words in table(source, name).items():
            if key != "skip":
                found.update({plain(word): key for word in words})
    return found


class Bounds:
    """The bounds and approximations of one language, compiled."""

    def __init__(self, tag: str) -> None:
        before, after = _merged(tag, "bounds"), _merged(tag, "bounds_after")
        self._before, self._after = before, after
        self.skipped = table(tag, "bounds").get("skip", ())
        skip = alternation(self.skipped)
        spaced = [word for word in before if word[0].isalpha() and not unspaced(word[0])]
        signs = [word for word in before if word not in spaced]
        self._left = re.compile(
            f"(?:{START}(?P<word>{alternation(spaced)})(?:{BLANKS}(?:{skip}))?|(?P<sign>{alternation(signs)})){GAP}$"
        )
        self._lasts = endings((*before, *self.skipped))
        words = [word for word in after if word[0].isalpha() and not unspaced(word[0])]
        glued = [word for word in after if word not in words]
        self._right = re.compile(f"(?P<glued>{alternation(glued)})(?!\\d)|(?:{BLANKS})(?P<word>{alternation(words)})")
        infix: tuple[str, ...] = tuple(settings(tag, PACK).get("infix_over", ()))
        self.infix = re.compile(alternation(infix)) if infix else None
        self.led_by: tuple[str, ...] = tuple(before)
        self.followed_by: tuple[str, ...] = (*after, *infix)

    def before(self, low: str, start: int) -> Limit | None:
        """Return the bound that stands before a figure beginning at `start`."""
        end = start
        while end and low[end - 1] in _BLANKS and start - end < 9:
            end -= 1
        if not end or (low[end - 2 : end] not in self._lasts and low[end - 1] not in self._lasts):
            return None
        match = self._left.search(low, max(0, start - _REACH), start)
        if match is None:
            return None
        name = match["word"] or match["sign"]
        return Limit(self._before[plain(name)], match.start())

    def after(self, low: str, end: int) -> Limit | None:
        """Return the bound that stands behind a figure ending at `end`."""
        match = self._right.match(low, end)
        if match is None:
            return None
        name = match["glued"] or match["word"]
        return Limit(self._after[plain(name)], match.end())


@lru_cache(maxsize=32)
def bounds(tag: str) -> Bounds:
    """Return the bounds of a language."""
    return Bounds(tag)
