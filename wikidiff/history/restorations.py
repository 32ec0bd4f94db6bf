"""Reverts by content: some of what an earlier revision changed is undone, whatever else stands by then."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import NamedTuple

from wikidiff.history.words import Delta
from wikidiff.model import Analysis, Category, Revert, Revision
from wikidiff.model.history import UNKNOWN, Method, Restoration, RevertChain, name_of

LEAST = 3  # words put back or taken out, from which it is no chance
SHARE = 0.5  # share of what a revision wrote that must go, to undo it
SHOWN = 120
MOST_SHOWN = 12
_METHODS = {"mw-undo": Method.UNDO, "mw-rollback": Method.ROLLBACK, "mw-manual-revert": Method.MANUAL}


class _Swap(NamedTuple):
    number: int
    old: str
    new: str


@dataclass(slots=True)
class _Recent:
    """A revision that may still be undone: how many words it wrote and took out."""

    revision: Revision
    born: int
    gone: int


@dataclass(slots=True)
class _Undone:
    back: list[str] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    words_back: int = 0
    words_out: int = 0
    swaps: int = 0


class Restorations:
    """Finds reverts by content as revisions come."""

    def __init__(self, radius: int) -> None:
        self.radius = radius
        self._recent: OrderedDict[int, _Recent] = OrderedDict()
        self._swaps: deque[_Swap] = deque()

    def read(self, number: int, revision: Revision, analysis: Analysis, delta: Delta) -> list[Restoration]:
        """Return what a revision undoes of what others did shortly before."""
        undone: dict[int, _Undone] = {}
        for passage in delta.back:
            entry = undone.setdefault(passage.by, _Undone())
            entry.words_back += len(passage.words)
            entry.back.append(passage.text)
        for gone in delta.gone:
            entry = undone.setdefault(gone.writer, _Undone())
            entry.words_out += len(gone.words)
            entry.out.append(gone.text)
        swaps = _swaps(number, analysis)
        self._by_swaps(swaps, undone)
        result = [
            made
            for writer, entry in sorted(undone.items(), reverse=True)
            if (made := self._made(revision, writer, entry)) is not None
        ]
        self._remember(number, revision, swaps, delta)
        return result

    def _by_swaps(self, swaps: list[_Swap], undone: dict[int, _Undone]) -> None:
        """Count changes that are the very opposite of recent ones."""
        for swap in swaps:
            for earlier in reversed(self._swaps):
                if earlier.old == swap.new and earlier.new == swap.old:
                    entry = undone.setdefault(earlier.number, _Undone())
                    entry.swaps += 1
                    entry.back.append(swap.new)
                    entry.out.append(swap.old)
                    break

    def _made(self, revision: Revision, writer: int, entry: _Undone) -> Restoration | None:
        recent = self._recent.get(writer)
        if recent is None or name_of(recent.revision) == name_of(revision) != UNKNOWN:
            return None
        out = entry.words_out if entry.words_out >= max(LEAST, SHARE * recent.born) else 0
        back = entry.words_back if entry.words_back >= LEAST else 0
        if not (out or back or entry.swaps):
            return None
        share = (entry.words_out + entry.words_back) / max(1, recent.born + recent.gone)
        return Restoration(
            reverting=revision,
            undone=recent.revision,
            put_back=_shown(entry.back) if back or entry.swaps else (),
            taken_out=_shown(entry.out) if out or entry.swaps else (),
            share=round(min(1.0, share), 3),
            method=method_of(revision),
        )

    def _remember(self, number: int, revision: Revision, swaps: list[_Swap], delta: Delta) -> None:
        gone = sum(len(passage.words) for passage in delta.gone)
        self._recent[number] = _Recent(revision, len(delta.born), gone)
        self._swaps.extend(swaps)
        while self._recent and next(iter(self._recent)) < number - self.radius:
            self._recent.popitem(last=False)
        while self._swaps and self._swaps[0].number < number - self.radius:
            self._swaps.popleft()


def _swaps(number: int, analysis: Analysis) -> list[_Swap]:
    """Return what gave way to what in a revision, where a reader would learn something different."""
    return [
        _Swap(number, place.old.text, place.new.text)
        for finding in analysis.findings
        if finding.meaning and finding.category is not Category.FORMATTING
        for place in finding.occurrences
        if (place.old.text.strip() or place.new.text.strip()) and len(place.old.text) + len(place.new.text) > 2
    ]


def _shown(texts: list[str]) -> tuple[str, ...]:
    cut = (" ".join(text.split()) for text in texts)
    kept = (text if len(text) <= SHOWN else text[: SHOWN - 1] + "…" for text in cut if text)
    return tuple(dict.fromkeys(kept))[:MOST_SHOWN]


def method_of(revision: Revision) -> Method:
    """Return how a revert was made by the change tags that the wiki itself set."""
    return next((_METHODS[tag] for tag in revision.tags if tag in _METHODS), Method.UNKNOWN)


def chains(reverts: list[Revert]) -> tuple[RevertChain, ...]:
    """Return rows of reverts each of which undoes the one before it."""
    rows: list[list[Revision]] = []
    ends: dict[int, list[Revision]] = {}
    for revert in reverts:
        row = next((ends[id(gone)] for gone in reversed(revert.reverted) if id(gone) in ends), None)
        if row is None:
            row = []
            rows.append(row)
        row.append(revert.reverting)
        ends[id(revert.reverting)] = row
    return tuple(RevertChain(reverting=tuple(row)) for row in rows if len(row) > 1)
