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
from wikidiff.text.alternation import BLANKS, WORD, first_words, unspaced
from wikidiff.text.compounds import Compounds, compounds
from wikidiff.text.figures import interpret
from wikidiff.text.reader import Reader, reader
from wikidiff.text.reading import Reading

SORTS = frozenset(("digit", "word", "month"))  # of candidates that are read here
_OPENERS = '(\n"“„«'  # before a figure or word they cut off what stands to the left
_ENDERS = ',;)]”"»،؛'  # before a blank they cut off what stands to the left, behind a figure what stands to the right
_STOPS = _ENDERS + "}!?|\n"
_ELISION = re.compile(r"[^\s'’]*['’](?=[^\W\d_])")
_PLAIN = r"(?P<figure>(?!0)(?:\d{1,3}(?:,\d{3})+|\d{1,9}))"
_GLUED = ("x", "h", "n", "s", "e", "w", "o")  # the multiplication sign, hours and points of the compass


def _last_words(phrases: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the last words of letters, each with the words that must stand before it, none where any may.

    A phrase that does not end with letters shows by its end.
    """
    found: dict[str, set[str]] = {}
    for phrase in phrases:
        *others, last = ("", *_elided(phrase.lower()).split(" "))
        if last.isalpha():
            found.setdefault(last, set()).add(others[-1])
    return {last: frozenset() if "" in before else frozenset(before) for last, before in found.items()}


def _elided(phrase: str) -> str:
    """Return a phrase without what ends with an apostrophe: "the band's" as "the s"."""
    return _ELISION.sub("", phrase)


def _word_before(low: str, place: int) -> str:
    return low[low.rfind(" ", 0, place) + 1 : place].lstrip(_OPENERS)


class Lone:
    """The figures of one language that stand alone."""

    def __init__(self, reader: Reader, compounds: Compounds) -> None:
        words, bounds, periods = reader.words, reader.bounds, reader.periods
        self._words, self._dates, self._decimal = words, reader.dates, reader.decimal
        self._periods, self._labels, self._counting = periods, reader.labels, reader.counting
        amounts = (reader, words, reader.units, bounds, compounds)
        parts = (*amounts, reader.dates, periods, reader.labels)
        led_by = [phrase for part in parts for phrase in part.led_by]
        self._leads, self._bounds = _last_words(led_by), _last_words(bounds.led_by)
        self._skipped = frozenset(bounds.skipped).difference(self._leads)
        for word in self._leads.keys() & bounds.skipped:
            if before := self._leads[word]:  # "de los años 90", but also "superó los 90"
                self._leads[word] = before.union(self._bounds)  # a set with keys is no frozenset
        self._suffixes = tuple(word for word in (*reader.prefixes, *periods.prefixes) if not unspaced(word[-1]))
        self._enders = frozenset(_ENDERS) - {phrase[-1] for phrase in led_by if phrase}
        followed_by = [phrase for part in parts for phrase in part.followed_by]
        self._follows = first_words((*followed_by, *_GLUED))
        of_words = [phrase for part in amounts for phrase in part.followed_by]
        self._follows_word = first_words((*of_words, *words.continued_by, *_GLUED))
        self._follows_rank = first_words((*periods.centuries, *words.part_of))
        marks = {phrase[0] for phrase in followed_by if phrase}
        stops = "".join(re.escape(mark) for mark in _STOPS if mark not in {*marks, ")"})
        stop = "" if reader.dotted or "." in marks else r"\.(?=\s|\Z)|"
        behind = f"(?:[{stops}](?!\\d)|\\)(?![ -]?\\d)|{stop}\\Z|{BLANKS}(?:\\(|(?P<next>{WORD})))"
        self._figure = re.compile(_PLAIN + behind)
        self._behind = re.compile(behind)
        self._behind_rank = re.compile(f"-(?P<hyphened>{WORD})|{behind}")

    def read(self, text: str, low: str, sort: str | None, start: int, end: int) -> Reading | None:
        """Read the quantity at a match of `Reader.candidate` that nothing leads; None where something may follow it."""
        if sort == "digit":
            return self._of_digits(text, low, start)
        return self._of_word(text, low, start, end) if sort == "word" else self._dates.at_month(text, low, start)

    def _of_digits(self, text: str, low: str, start: int) -> Reading | None:
        match = self._figure.match(low, start)
        if match is None or match["next"] in self._follows:
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
        value, rank, others = known
        match = (self._behind_rank if rank else self._behind).match(low, end)
        if match is None:
            return None
        following = match["next"] or (match["hyphened"] if rank else None)
        if others and (following in others or _word_before(low, start - 1) in others):
            return None
        if rank:
            going_on = following in self._follows_rank
            return None if going_on else Reading(start, end, QuantityKind.ORDINAL, value=value, words=True)
        if following in self._follows_word or (following and self._words.joined):
            return None
        reading = Reading(start, end, QuantityKind.NUMBER_WORD, value=value, bare=True, words=True)
        if following:
            reading.count(self._counting.noun(text, end), endings=self._counting.has_endings)
        return reading

    def is_led(self, low: str, start: int) -> bool:
        """Tell whether something known may stand before the figure at `start`: all but plain words that no list has."""
        mark = low[start - 1]
        if mark != " ":
            return mark not in _OPENERS
        known, place = self._leads, start - 1
        word = _word_before(low, place)
        if word in self._skipped:  # "over the 300"
            known, place = self._bounds, place - len(word) - 1
            if low[place] != " ":
                return False
            word = _word_before(low, place)
        if low[place - 1] in self._enders:
            return False
        if not word.isalpha() and not (word := _elided(word)).isalpha():
            return True
        if not word.isascii() and (unspaced(word[-1]) or word.endswith(self._suffixes)):
            return True
        before = known.get(word)
        if not before:
            return before is not None
        if low[place - len(word) - 1] != " ":
            return True
        word = _word_before(low, place - len(word) - 1)  # "the age of 7", but not "the album of 2011"
        return not word.isalpha() or word in before


@lru_cache(maxsize=32)
def lone(tag: str) -> Lone:
    """Return the figures of a language that stand alone."""
    return Lone(reader(tag), compounds(tag))
