"""Tell what is counted: the noun behind a figure, as far as a word list and an ending can tell."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from wikidiff.packs import settings
from wikidiff.text.alternation import BLANKS, GAP, alternation
from wikidiff.text.numberwords import PACK

_WORD = re.compile(rf'(?:{BLANKS}|-)([^\W\d_][^\s.,;:!?()\[\]{{}}|="“”«»–—/<>&-]{{0,40}})')
_CLASSES = ("articles", "pronouns", "prepositions", "conjunctions", "auxiliaries", "particles", "negations")
_MOST_WORDS = 4


class Noun(NamedTuple):
    """The word that is counted; `certain` where it has the form of a plural or a counter, `near` if it is next."""

    word: str
    certain: bool
    near: bool = True


class Counting:
    """What a language counts with."""

    def __init__(self, tag: str) -> None:
        pack = settings(tag, PACK)
        classes = settings(tag, "words.toml")
        self._closed = frozenset(word for name in _CLASSES for word in classes.get(name, ()))
        self.auxiliaries = frozenset(classes.get("auxiliaries", ()))
        self._endings: tuple[str, ...] = tuple(pack.get("plural_endings", ()))
        self._not_endings: tuple[str, ...] = tuple(pack.get("singular_endings", ()))
        self._plurals = frozenset(pack.get("plurals", ()))
        self.capitals = self._capitals = bool(pack.get("capital_nouns", False))
        counters = pack.get("counters", ())
        self._counter = re.compile(GAP + f"({alternation(counters)})") if counters else None
        self.has_counters = self._counter is not None
        self.has_endings = bool(self._endings) or self._capitals

    def noun(self, text: str, end: int) -> Noun | None:
        """Return the noun counted by the figure that ends at `end`, lower-cased."""
        if self._counter is not None:
            match = self._counter.match(text, end)
            return Noun(match.group(1), certain=True) if match else None
        first: str | None = None
        for _ in range(_MOST_WORDS):
            match = _WORD.match(text, end)
            if match is None:
                break
            written = match.group(1)
            word = written.lower()
            if word in self._closed or (word[0] == "و" and word[1:2].isdigit()):
                break
            if self._certain(written, word):
                return Noun(word, certain=True, near=first is None)
            if first is None:
                first = word
            if text[end] == "-":
                break  # "a six-part series" has six parts
            end = match.end()
        return Noun(first, certain=False) if first is not None else None

    def _certain(self, written: str, word: str) -> bool:
        if word in self._plurals:
            return True
        if written[0].isupper() is not self._capitals or len(word) < 4:
            return False
        return word.endswith(self._endings) and not word.endswith(self._not_endings)


@lru_cache(maxsize=32)
def counting(tag: str) -> Counting:
    """Return what a language counts with."""
    return Counting(tag)
