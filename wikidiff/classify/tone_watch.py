"""Find words to watch in one text: which they are, how much they weigh, and what the style guide asks to consider."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from wikidiff import packs
from wikidiff.classify.tone_score import listed_weight
from wikidiff.classify.tone_words import split, tone_list

GUIDELINES_FILE = "tone_guidelines.tsv"
SCARE = "doubt"
SCARE_WEIGHT = 0.5  # what the list gives to "so-called": quotation marks around a word say the same
CAPITAL_NOUNS = "capital_nouns"
_SENTENCE_ENDS = frozenset(".!?:;\n")


class Word(NamedTuple):
    """A word as it stands in a text, with where it stands; what breaks a phrase has no text."""

    text: str
    start: int
    end: int


class Found(NamedTuple):
    """A word or phrase to watch, as `[start, end)` of the text."""

    start: int
    end: int
    device: str
    weight: float
    neutral: str


@lru_cache(maxsize=64)
def guideline(device: str) -> tuple[str, str]:
    """Return the section of the style guide that speaks of a device, and what it asks to consider."""
    return next(((row[1], row[2]) for row in packs.rows("und", GUIDELINES_FILE) if row[0] == device), ("", ""))


def watched(words: Sequence[Word], language: str) -> Iterator[Found]:
    """Yield the words to watch in a run of words, in order.

    Names are passed over: what begins with a capital inside a sentence, except where the language writes nouns so.
    The neutral words of the list (said, according to) are no words to watch, nor are devices without a guideline.
    """
    units, places = [], []
    for place, word in enumerate(words):
        for unit in split(word.text):
            units.append(unit)
            places.append(place)
    capitals = bool(packs.settings(language, "numbers.toml").get(CAPITAL_NOUNS))
    for hit in tone_list(language).find(units):
        first, last = places[hit.start], places[hit.end - 1]
        if not hit.entry.loading or not guideline(hit.entry.device)[0] or not (capitals or plain(words, first, last)):
            continue
        yield Found(
            words[first].start,
            words[last].end,
            hit.entry.device,
            listed_weight(units[hit.start : hit.end], hit.entry, language),
            hit.entry.neutral,
        )


def plain(words: Sequence[Word], first: int, last: int) -> bool:
    """Tell whether words are no name and no part of one."""
    if not words[first].text[:1].isupper():
        return True
    begins = first == 0 or words[first - 1].text[-1:] in _SENTENCE_ENDS or not words[first - 1].text
    follows = words[last + 1].text if last + 1 < len(words) else ""
    return begins and not follows[:1].isupper()


def scare_quoted(text: str) -> bool:
    """Tell whether what stands in quotation marks is one or two plain words: too short to be somebody's statement."""
    found = split(text)
    return 0 < len(found) <= 2 and all(word.isalpha() for word in found) and text == text.lower() and text.isprintable()
