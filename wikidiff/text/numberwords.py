"""Read numbers written in words, and the scale words that may follow a figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from wikidiff.packs import settings
from wikidiff.text.alternation import BLANKS, EDGE, Before, alternation, plain
from wikidiff.text.figures import EXACT, Figure

PACK = "numbers.toml"
_MOST_WORDS = 24


def table(tag: str, name: str) -> dict[str, tuple[str, ...]]:
    """Return the lists of words in a table of the pack, by their keys."""
    found: Mapping[str, Any] = settings(tag, PACK).get(name, {})
    return {str(key): tuple(words) for key, words in found.items() if isinstance(words, list)}


def by_word(tag: str, name: str) -> dict[str, str]:
    """Return a table of the pack turned round: word (as `plain` writes it) → key."""
    return {plain(word): key for key, words in table(tag, name).items() for word in words}


def words_of(tag: str, *names: str) -> list[str]:
    """Return all words of some tables of the pack."""
    return [word for name in names for words in table(tag, name).values() for word in words]


def phrase(words: Iterable[str], *, edge: bool = True) -> str:
    """Return an expression for blanks or a hyphen and then one of the words."""
    return f"(?:{BLANKS}|-|)(?:{alternation(words, edge=edge)})"


class NumberWords:
    """The number words of one language, compiled."""

    def __init__(self, tag: str) -> None:
        pack = settings(tag, PACK)
        self.joined = bool(pack.get("joined", False))
        edge = not self.joined
        self._joint_from = int(pack.get("joint_from", 0))
        self._weak = frozenset(map(plain, pack.get("weak", ())))
        self._bare = frozenset(map(plain, pack.get("bare", ())))
        self._cardinals = {word: Decimal(key) for word, key in by_word(tag, "cardinals").items()}
        self._ordinals = {word: Decimal(key) for word, key in by_word(tag, "ordinals").items()}
        self._scales = {word: Decimal(key) for word, key in by_word(tag, "magnitudes").items()}
        self._parts = {word: Decimal(key) for word, key in by_word(tag, "fractions").items()}
        self._alone = frozenset(map(plain, pack.get("parts_alone", ())))
        self._halves = {word: Decimal(key) for word, key in by_word(tag, "halves").items()}
        numbers = words_of(tag, "cardinals", "ordinals", "magnitudes")
        self.starts: tuple[str, ...] = (*numbers, *self._alone)
        joints = alternation(pack.get("connectors", ()), edge=edge)
        articles = alternation(pack.get("articles", ()))
        of = alternation(pack.get("part_of", ()))
        self._piece = re.compile(alternation(numbers, edge=edge))
        self._gap = re.compile(f"(?:{BLANKS}|-)?(?:(?P<joint>{joints})(?:{BLANKS}|-)?)?")
        self._part = re.compile(f"(?:{BLANKS}|-)(?P<part>{alternation(words_of(tag, 'fractions'))})")
        self._own_part = re.compile(alternation(self._alone))
        self._part_of = re.compile(BLANKS + f"(?:{of})")
        self._half = re.compile(f"(?:{BLANKS}|-|)(?P<half>{alternation(words_of(tag, 'halves'), edge=True)})")
        self._scale = re.compile(f"(?:{BLANKS}|-|)(?P<scale>{alternation(words_of(tag, 'magnitudes'))})")
        self._of_scale = re.compile(f"(?:{BLANKS}(?:{of}))?(?:{BLANKS}(?:{articles}))?")
        self._article = Before(pack.get("articles", ()), tail=f"(?:{BLANKS}|-)")
        phrases = table(tag, "not_numbers").get("phrases", ())
        self._excluded = re.compile(f"(?<![^\\W_])(?:{alternation(phrases)})")
        self._reach = max(map(len, phrases), default=0)
        self._risky = frozenset(word for phrase in phrases for word in plain(phrase).split())
        self._edge = re.compile(EDGE)

    def read(self, low: str, start: int) -> Figure | None:
        """Read the number that begins with the number word at `start` of the lower-cased text, or None."""
        if self._risky and self._is_excluded(low, start):
            return None
        article = self._article.search(low, start)
        if match := self._own_part.match(low, start):
            return self._share(low, article.start() if article else start, match)
        figure = self._sum(low, start, led=article is not None)
        if figure is None or (self.joined and not self._edge.match(low, figure.end)):
            return None
        if article is not None and plain(low[start : figure.end]).split(" ", 1)[0] in self._scales:
            figure.start = article.start()
        self._parts_of(low, figure, article)
        self.finish(low, figure)
        return None if plain(low[start : figure.end]) in self._weak else figure

    def finish(self, low: str, figure: Figure) -> None:
        """Add a half and the scale words behind a figure ("two and a half", "3 million")."""
        if figure.value is None or figure.ordinal:
            return
        if match := self._half.match(low, figure.end):
            figure.value = EXACT.add(figure.value, self._halves[plain(match["half"])])
            figure.end, figure.digits = match.end(), 0
        while match := self._scale.match(low, figure.end):
            factor = self._scales[plain(match["scale"])]
            if factor < 1000 and figure.words:
                break
            figure.value = EXACT.multiply(figure.value, factor)
            if figure.uncertainty is not None:
                figure.uncertainty = EXACT.multiply(figure.uncertainty, factor)
            figure.end, figure.digits = match.end(), 0
            figure.scale = factor if figure.scale is None else EXACT.multiply(figure.scale, factor)
            if figure.value.adjusted() > 60:
                break

    def scale_at(self, low: str, end: int) -> bool:
        """Tell whether a scale word stands behind a figure that ends at `end`."""
        return self._scale.match(low, end) is not None

    def _is_excluded(self, low: str, start: int) -> bool:
        match = self._piece.match(low, start) or self._own_part.match(low, start)
        if match is not None and not self.joined and not self._risky.intersection(plain(match.group()).split()):
            return False
        found = self._excluded.finditer(low, max(0, start - self._reach), start + self._reach)
        return any(match.start() <= start < match.end() for match in found)

    def _share(self, low: str, start: int, match: re.Match[str]) -> Figure | None:
        """Read "half", "a quarter", "half a million": a part that needs no numeral before it."""
        word = plain(match.group())
        figure = Figure(start, match.end(), EXACT.divide(Decimal(1), self._parts[word]), words=True, fraction=True)
        of = self._of_scale.match(low, figure.end)
        scale = self._scale.match(low, of.end() if of else figure.end)
        if scale is not None:
            figure.value = EXACT.multiply(figure.value or Decimal(0), self._scales[plain(scale["scale"])])
            figure.end, figure.fraction = scale.end(), False
        elif start == match.start() and self._parts[word] > 2 and not self._part_of.match(low, figure.end):
            return None  # "quarter" of a town, a year, an hour
        return figure

    def _parts_of(self, low: str, figure: Figure, article: re.Match[str] | None) -> None:
        """Turn "two thirds" and "a third of" into shares."""
        if figure.ordinal:
            word = plain(low[figure.start : figure.end])
            if article is not None and word in self._parts and self._part_of.match(low, figure.end):
                figure.value = EXACT.divide(Decimal(1), self._parts[word])
                figure.start, figure.ordinal, figure.fraction = article.start(), False, True
        elif figure.value and figure.value < 100 and (match := self._part.match(low, figure.end)):
            figure.value = EXACT.divide(figure.value, self._parts[plain(match["part"])])
            figure.end, figure.fraction = match.end(), True

    def _sum(self, low: str, start: int, *, led: bool) -> Figure | None:
        """Add up number words as they are spoken; stop before the first word that cannot continue the number."""
        total, current = Decimal(0), None
        scale, end, position, joint = Decimal(10) ** 60, start, start, False
        for _ in range(_MOST_WORDS):
            match = self._piece.match(low, position)
            if match is None:
                break
            word = plain(match.group())
            if word in self._cardinals:
                value = self._cardinals[word]
                if current is None:
                    current = value
                elif not _fits(current, value, inverted=self.joined and joint):
                    break
                else:
                    current += value
            elif word in self._ordinals:
                value = self._ordinals[word]
                if current is None and total:
                    break
                if current is not None and not _fits(current, value, inverted=self.joined and joint) and value < 100:
                    break
                current = value if current is None else current * value if value >= 100 else current + value
                return Figure(start, match.end(), total + current, words=True, ordinal=True)
            else:
                value = self._scales[word]
                if end == start and not led and word not in self._bare:
                    return None
                if value >= scale or (value < 1000 and current is not None and current >= value):
                    break
                if value < 1000:
                    current = (current or Decimal(1)) * value
                else:
                    total, current, scale = total + (current or Decimal(1)) * value, None, value
            end = match.end()
            gap = self._gap.match(low, end)
            joint = gap is not None and gap["joint"] is not None
            if (
                gap is None
                or (gap.end() == end and not self.joined)
                or (joint and (current or scale) < self._joint_from)
            ):
                break
            position = gap.end()
        return Figure(start, end, total + (current or Decimal(0)), words=True) if end > start else None


def _fits(current: Decimal, value: Decimal, *, inverted: bool) -> bool:
    """Tell whether `value` may be added: "twenty three", "hundred and one"; turned round, "three and twenty"."""
    if value == 0 or current == 0:
        return False
    if inverted and current % 100 < 10 and 20 <= value < 100:
        return True
    places = 1
    while current % (places * 10) == 0:
        places *= 10
    return value < places


@lru_cache(maxsize=32)
def number_words(tag: str) -> NumberWords:
    """Return the number words of a language."""
    return NumberWords(tag)
