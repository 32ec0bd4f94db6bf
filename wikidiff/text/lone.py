"""Read the figures that stand alone: no word or sign that the packs know leads them or goes on behind them.

Most figures of prose are such: "in 1990, ", "the first man", "four albums". One look at the word before and one at the
word behind tell it. None of the many looks that `Reader` and `Compounds` take around a figure can then find anything,
and what is left to tell is told here: a year, a count, a rank, or a part of a name. It is never another reading than
theirs, only a quicker one; a test holds it to that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from wikidiff.model.quantity import QuantityKind
from wikidiff.text.alternation import BLANKS, unspaced
from wikidiff.text.compounds import Compounds, compounds
from wikidiff.text.figures import interpret
from wikidiff.text.reader import Reader, reader
from wikidiff.text.reading import Reading

_OPENERS = '(\n"“„«'  # before a figure or word they cut off what stands to the left
_ENDERS = ',;)]”"»،؛'  # before a blank they cut off what stands to the left, behind a figure what stands to the right
_STOPS = _ENDERS + "}!?|\n"
_LETTERS = re.compile(r"[^\W\d_]+")
_PLAIN = r"(?P<figure>(?!0)(?:\d{1,3}(?:,\d{3})+|\d{1,9}))"
_GLUED = ("x", "h", "n", "s", "e", "w", "o")  # the multiplication sign, hours and points of the compass


def _last_words(phrases: Iterable[str]) -> frozenset[str]:
    """Return the last words of letters; a phrase that ends otherwise shows by its end."""
    lasts = (phrase.lower().split(" ")[-1] for phrase in phrases if phrase)
    return frozenset(word for word in lasts if word.isalpha())


def _first_words(phrases: Iterable[str]) -> frozenset[str]:
    opened = (_LETTERS.match(phrase.lower()) for phrase in phrases)
    return frozenset(match.group() for match in opened if match)


def _word_before(low: str, place: int) -> str:
    return low[low.rfind(" ", 0, place) + 1 : place].lstrip(_OPENERS)


class Lone:
    """The figures of one language that stand alone."""

    def __init__(self, reader: Reader, compounds: Compounds) -> None:
        words, bounds = reader.words, reader.bounds
        self._words, self._decimal = words, reader.decimal
        self._dates = reader.dates
        self._periods, self._labels, self._counting = reader.periods, reader.labels, reader.counting
        parts = (reader, words, reader.units, reader.dates, reader.periods, bounds, reader.labels, compounds)
        led_by = [phrase for part in parts for phrase in part.led_by]
        followed_by = [phrase for part in parts for phrase in part.followed_by]
        self._leads = _last_words(led_by)
        self._bounds = _last_words(bounds.led_by)
        self._skipped = frozenset(bounds.skipped) - self._leads
        prefixes = (*reader.prefixes, *reader.periods.prefixes)
        self._suffixes = tuple(phrase for phrase in prefixes if not unspaced(phrase[-1]))
        self._enders = frozenset(_ENDERS) - {phrase[-1] for phrase in led_by if phrase}
        self._follows = _first_words((*followed_by, *_GLUED))
        self._follows_word = self._follows | _first_words(words.continued_by)
        self._follows_rank = _first_words((*reader.periods.centuries, *words.continued_rank))
        marks = {phrase[0] for phrase in followed_by if phrase}
        stops = "".join(re.escape(mark) for mark in _STOPS if mark not in {*marks, ")"})
        stop = "" if reader.dotted or "." in marks else r"\.(?=\s|\Z)|"
        behind = f"(?:[{stops}](?!\\d)|\\)(?![ -]?\\d)|{stop}\\Z|{BLANKS}(?:\\(|(?P<next>{_LETTERS.pattern})(?!\\w)))"
        self._figure = re.compile(_PLAIN + behind)
        self._behind = re.compile(behind)
        self._behind_rank = re.compile(f"-(?P<hyphened>{_LETTERS.pattern})(?!\\w)|{behind}")

    def read(self, text: str, low: str, match: re.Match[str]) -> Reading | None:
        """Read the quantity that begins at a match of `Reader.candidate`, None unless it surely stands alone."""
        sort = match.lastgroup
        if sort == "digit":
            return self._of_digits(text, low, match.start())
        if sort == "word":
            return self._of_word(text, low, match.start(sort), match.end())
        if sort == "month" and not self._is_led(low, match.start(sort)):
            return self._dates.at_month(text, low, match.start(sort))
        return None

    def _of_digits(self, text: str, low: str, start: int) -> Reading | None:
        match = self._figure.match(low, start)
        if match is None or self._goes_on(match["next"], self._follows) or self._is_led(low, start):
            return None
        written, end = match["figure"], match.end("figure")
        value, decimals, grouped = interpret(written, self._decimal)
        digits = 0 if grouped or decimals else len(written)
        if digits == 4 and self._periods.names_a_year(text, low, start, end, int(written)):
            return Reading(start, end, QuantityKind.YEAR, value=value)
        noun = self._counting.noun(text, end) if match["next"] else None
        if 0 < digits <= 4 and self._labels.named(text, start) and not (noun is not None and noun.certain):
            return Reading(start, end, QuantityKind.IDENTIFIER)
        reading = Reading(start, end, QuantityKind.COUNT, value=value, bare=True, digits=digits)
        reading.count(noun, endings=self._counting.has_endings)
        return reading

    def _of_word(self, text: str, low: str, start: int, end: int) -> Reading | None:
        known = self._words.lone.get(low[start:end])
        if known is None:
            return None
        value, rank = known
        match = (self._behind_rank if rank else self._behind).match(low, end)
        if match is None or self._is_led(low, start):
            return None
        following = match["next"]
        if rank:
            if self._goes_on(following or match["hyphened"], self._follows_rank):
                return None
            return Reading(start, end, QuantityKind.ORDINAL, value=value, words=True)
        if self._goes_on(following, self._follows_word) or (following and self._words.joined):
            return None
        reading = Reading(start, end, QuantityKind.NUMBER_WORD, value=value, bare=True, words=True)
        if following:
            reading.count(self._counting.noun(text, end), endings=self._counting.has_endings)
        return reading

    @staticmethod
    def _goes_on(word: str | None, known: frozenset[str]) -> bool:
        return word is not None and (word in known or (not word.isascii() and unspaced(word[0])))

    def _is_led(self, low: str, start: int) -> bool:
        """Tell whether something known may stand before a figure: all but the plainest words, by their last letters."""
        mark = low[start - 1]
        if mark != " ":
            return mark not in "(\n"
        known, place = self._leads, start - 1
        word = _word_before(low, place)
        if word in self._skipped:  # "over the 300"
            known, place = self._bounds, place - len(word) - 1
            if low[place] != " ":
                return False
            word = _word_before(low, place)
        if low[place - 1] in self._enders:
            return False
        if word.isascii() and word.isalpha():
            return word in known
        return not word.isalpha() or word in known or unspaced(word[-1]) or word.endswith(self._suffixes)


@lru_cache(maxsize=32)
def lone(tag: str) -> Lone:
    """Return the figures of a language that stand alone."""
    return Lone(reader(tag), compounds(tag))
