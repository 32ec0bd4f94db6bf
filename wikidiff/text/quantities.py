"""Find the quantities of a plain text, with exact spans."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from wikidiff.model.quantity import Quantity
from wikidiff.packs import chain, has
from wikidiff.text.compounds import Compounds, compounds
from wikidiff.text.figures import view, whole
from wikidiff.text.lone import SORTS, Lone, lone
from wikidiff.text.numberwords import PACK
from wikidiff.text.reader import WITHIN, Reader, reader
from wikidiff.text.reading import Reading
from wikidiff.text.samevalue import same_value

__all__ = ["number_like", "quantities", "same_value", "supported"]


def supported(language: str) -> bool:
    """Tell whether there is a pack for the numbers of this language; without one only digits are read."""
    return has(language, PACK)


@lru_cache(maxsize=32)
def _of(language: str) -> tuple[Reader, Compounds, Lone, bool]:
    """Return what reads by the most particular pack that has numbers (`de-AT` as `de`), and whether there is one."""
    tag = next((tag for tag in chain(language) if tag != "und" and has(tag, PACK)), "und")
    return reader(tag), compounds(tag), lone(tag), tag != "und"


def _lower(text: str) -> str:
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(lowered if len(lowered := character.lower()) == 1 else character for character in text)


def quantities(text: str, language: str = "en") -> tuple[Quantity, ...]:
    """Return the quantities of a plain text, in order and without overlap.

    A span covers the figure with its sign, currency, scale word, unit or percent sign and a trailing "+"; a bound or
    approximation before it ("over", "about") is not part of the span but of `bound` and `approximate`. Entities count
    as the characters that they stand for. Of a language without a pack only digits are found, and they have no value:
    its separators are not known, and "1.234" would be a guess. What cannot be valued (a list, a version, a figure of
    forty digits, 31 February) has no value and stands as text.
    """
    return tuple(reading.quantity(text, start, end) for reading, start, end in readings(text, language, len(text)))


def readings(text: str, language: str, until: int) -> Iterator[tuple[Reading, int, int]]:
    """Yield what is read of each quantity, and its place; none whose figure begins behind `until` is looked for."""
    read, joined, alone, known = _of(language)
    shown = "\n" + view(text)  # what begins a quantity is looked for behind another character
    low = _lower(shown)
    search, raised = read.candidate.search, "&" in text or "<sup>" in text
    position = last = 0
    while (match := search(low, position)) and (begin := match.start()) <= until:
        position, sort = match.end(), match.lastgroup
        begin += sort not in WITHIN
        led = sort not in SORTS or alone.is_led(low, begin)
        reading = alone.read(shown, low, sort, begin, position) if not led else None
        if reading is None:
            first = read.at(shown, low, sort, begin, position, led=led)
            if first is None:
                continue
            reading = read.finish(shown, low, joined.extend(shown, low, first))
        if not known:
            reading.value = reading.low = reading.high = reading.uncertainty = None
        start, end = reading.start - 1, reading.end - 1
        if end >= position:
            position = end + 1
        if raised:
            start, end = whole(text, start, end)
        start = max(start, last)
        last = end
        yield reading, start, end


def number_like(text: str) -> bool:
    """Tell whether a text holds a numeric character of any script: all that can be said of an unknown language."""
    return any(character.isnumeric() or unicodedata.category(character) == "Nd" for character in text)
