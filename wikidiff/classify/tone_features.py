"""What the tone model looks at: names of features for the words of an edit, the same in training and in use.

Everything is counted by side, so that the direction turns round exactly when old and new change places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from math import log1p
from typing import NamedTuple, TypeAlias

from wikidiff.classify.tone_words import Hit, ToneList

NEIGHBOURS = 5
# A pair of rows longer than this is not aligned word by word: the words that only one side has stand for the edit.
_MOST_CELLS = 10_000
_MOST_WORDS = 400
NAME = "<name>"
LOADED = "load"
CAUTIOUS = "caution"
_NONE: frozenset[int] = frozenset()


class Words(NamedTuple):
    """One edit as lower-cased units, with the units beside it."""

    removed: Sequence[str]
    inserted: Sequence[str]
    before: Sequence[str]
    after: Sequence[str]


# A name, its value for direction (the sign turns when old and new change places), its value for tone (it does not).
Feature: TypeAlias = tuple[str, float, float]


class Listed(NamedTuple):
    """What the tone list knows of one edit."""

    removed: list[Hit]
    inserted: list[Hit]


def word_features(word: str) -> tuple[str, ...]:
    """Name what is to be known of one word alone: itself, its beginning, its ending, its kind."""
    if not word:
        return ()
    if word == NAME:
        return ("kName",)
    if not word[0].isalpha():
        return ("kdigit" if word[0].isdigit() else "k" + word, "u" + word)
    size = len(word)
    names = ["u" + word, f"k{min(size, 12)}"]
    if size > 3:
        names.append("^" + word[:4])
    if size > 4:
        names += ("~" + word[-3:], "~" + word[-2:])
    if size > 5:
        names += ("^" + word[:5], "~" + word[-4:])
    return tuple(names)


def context_features(edit: Words) -> Iterator[Feature]:
    """Name pairs of neighbours inside the edit and over its borders, and what stands beside a one-sided edit."""
    left = edit.before[-1] if edit.before else "<"
    right = edit.after[0] if edit.after else ">"
    for words, side in ((edit.removed, -1), (edit.inserted, 1)):
        last = left
        for word in filter(None, words):
            yield ("b" + last + "_" + word, side, 1)
            last = word
        yield ("b" + last + "_" + right, side, 1)


def list_features(edit: Words, listed: Listed) -> Iterator[Feature]:
    """Name the devices that went and came."""
    lone = "o" if not edit.removed or not edit.inserted else "r"
    for hits, side in ((listed.removed, -1), (listed.inserted, 1)):
        for hit in hits:
            device, loading = hit.entry.device, hit.entry.loading
            # Which way a word of caution points is for the guideline to say; the data only say how often it is tone.
            way = side if loading >= 0 else 0
            yield ("d" + device, way, 1)
            yield (lone + device, way, 1)
            if loading:
                yield (LOADED if loading > 0 else CAUTIOUS, side * loading, abs(loading))


def shape_features(edit: Words, unknown: float) -> Iterator[Feature]:
    """Name the size of an edit, what stands beside a one-sided one, and whether it changes the form of one word.

    `unknown` is the share of the changed words that are no words of caution. That something went mostly means a step
    toward neutral, but not where what went was an "alleged".
    """
    removed, inserted = edit.removed, edit.inserted
    if not removed or not inserted:
        side = unknown if inserted else -unknown
        yield ("<" + (edit.before[-1] if edit.before else "<"), side, 1)
        yield (">" + (edit.after[0] if edit.after else ">"), side, 1)
    less, more = sorted((min(len(removed), 6), min(len(inserted), 6)))
    if less != more:
        yield (f"s{less}_{more}", unknown if len(inserted) > len(removed) else -unknown, 1)
    else:
        yield (f"s{less}_{more}", 0, 1)
    if less == more == 1:
        old, new = removed[0], inserted[0]
        yield ("longer", unknown * max(-4, min(4, len(new) - len(old))) / 2, 0)
        if old[:4] == new[:4] or old[-4:] == new[-4:]:
            yield ("kin", 0, 1)


def whole_features(edits: Sequence[Words], unknown: float) -> Iterator[Feature]:
    """Name how much the edits together add or take away; `unknown` as in `shape_features`."""
    words = sum([len(edit.inserted) - len(edit.removed) for edit in edits])
    signs = sum([sum(map(len, edit.inserted)) - sum(map(len, edit.removed)) for edit in edits])
    if words:
        side = unknown if words > 0 else -unknown
        yield ("nsign", side, 0)
        yield ("nlog", side * log1p(abs(words)), 0)
    if signs:
        yield ("nsigns", (unknown if signs > 0 else -unknown) * log1p(abs(signs)) / 2, 0)
    yield (f"edits{min(len(edits), 4)}", 0, 1)


def listed(edit: Words, words: ToneList) -> Listed:
    """Look both sides up in the tone list; with its neighbours a word may be a technical term (killer whale)."""
    found = Listed(words.find(edit.removed), words.find(edit.inserted))
    if words.has_senses and (found.removed or found.inserted):
        return Listed(
            _plain(edit.removed, edit, found.removed, words), _plain(edit.inserted, edit, found.inserted, words)
        )
    return found


def _plain(row: Sequence[str], edit: Words, hits: list[Hit], words: ToneList) -> list[Hit]:
    """Leave out the hits that stand in a technical term."""
    if not hits:
        return hits
    left = list(edit.before[-1:])
    terms = words.senses([*left, *row, *edit.after[:1]])
    shift = len(left)
    return [hit for hit in hits if not any(low <= hit.start + shift and hit.end + shift <= high for low, high in terms)]


def covered(hits: Sequence[Hit]) -> frozenset[int]:
    """Say which units of one side are words of caution, for which the list alone speaks."""
    if not hits:
        return _NONE
    return frozenset(place for hit in hits if hit.entry.loading < 0 for place in range(hit.start, hit.end))


def unknown(edits: Sequence[Words], found: Sequence[Listed]) -> float:
    """Say which share of the changed words are no words of caution, 0 to 1."""
    known = sum(len(covered(hits)) for one in found for hits in one)
    return 1.0 - known / max(1, size(edits))


def size(edits: Sequence[Words]) -> int:
    """Count the words that went or came."""
    return sum([len(edit.removed) + len(edit.inserted) for edit in edits])


def align(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Find where two rows of words differ, as `(i1, i2, j1, j2)`; bounded, whatever the rows hold."""
    start, shorter = 0, min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < shorter - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    old_end, new_end = len(old) - tail, len(new) - tail
    if start == old_end and start == new_end:
        return []
    if start in (old_end, new_end) or (old_end - start) * (new_end - start) > _MOST_CELLS:
        return [(start, old_end, start, new_end)]
    first, second = old[start:old_end], new[start:new_end]
    if set(first).isdisjoint(second):
        return [(start, old_end, start, new_end)]
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return [
        (start + i1, start + i2, start + j1, start + j2)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def cut(words: Sequence[str], start: int, end: int) -> Sequence[str]:
    """Take the words of one side of an edit, no more than are worth weighing."""
    return words[start : min(end, start + _MOST_WORDS)]


def edits_between(old: Sequence[str], new: Sequence[str]) -> list[Words]:
    """Align two rows of lower-cased words into edits with their neighbours."""
    return [
        Words(cut(old, i1, i2), cut(new, j1, j2), old[max(0, i1 - NEIGHBOURS) : i1], old[i2 : i2 + NEIGHBOURS])
        for i1, i2, j1, j2 in align(old, new)
    ]
