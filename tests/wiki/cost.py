"""What an edit costs by one and the same measure, whoever draws it.

The cost is the number of tokens of the old text that do not stand in the new one, and of the new text that did not
stand in the old one. Tokens are those of `wikidiff.tokenize`, cut line by line; white space costs nothing. A token of
which a part changed has changed: "1,200" to "12,000" costs two, though wikidiff2 colours three of its digits.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tests.wiki.oracle import Answer, Side
from wikidiff.analyze.ends import closed
from wikidiff.analyze.regions import groups, layout
from wikidiff.diff.engine import Budget, Op, changes
from wikidiff.diff.lines import hunks
from wikidiff.model import Action, Analysis
from wikidiff.text.tokens import pieces
from wikidiff.wikitext.segment import Blocks

Span = tuple[int, int]


@lru_cache(maxsize=1 << 16)
def _spans(line: str) -> tuple[Span, ...]:
    return tuple((start, end) for _, start, end in pieces(line) if not line[start:end].isspace())


def tokens(text: str) -> list[str]:
    """Return the tokens of a text that cost something."""
    return [line[start:end] for line in text.split("\n") for start, end in _spans(line)]


def of_answer(answer: Answer) -> int:
    """Return what wikidiff2's edits cost; a line that moved costs what changed in it."""
    cost = 0
    for line in answer.lines:
        if line.old is None or line.new is None:
            cost += sum(len(_spans(side.text)) for side in (line.old, line.new) if side is not None)
        else:
            left, right = _spans(line.old.text), _spans(line.new.text)
            cost += len(left) + len(right) - 2 * len(_standing(line.old, left) & _standing(line.new, right))
    return cost


def _standing(side: Side, spans: Iterable[Span]) -> set[tuple[int, int]]:
    """Return the tokens of which nothing changed, placed in the text that both sides have in common."""
    standing: set[tuple[int, int]] = set()
    changed = iter((*side.changed, (len(side.text) + 1, len(side.text) + 1)))
    before, (low, high) = 0, next(changed)
    for start, end in spans:
        while high <= start:
            before += high - low
            low, high = next(changed)
        if end <= low:
            standing.add((start - before, end - before))
    return standing


def changed_lines(old: str, new: str) -> tuple[list[str], list[str]]:
    """Return the lines that `wikidiff.diff` takes as removed and as added, without their line breaks."""
    old, new = closed(old, new)
    found = hunks(old, new, Budget())
    removed = [line for o1, o2, _, _ in found for line in old[o1:o2].removesuffix("\n").split("\n") if o1 < o2]
    added = [line for _, _, n1, n2 in found for line in new[n1:n2].removesuffix("\n").split("\n") if n1 < n2]
    return removed, added


def of_lines(old: str, new: str) -> tuple[int, bool]:
    """Return the cost of what `wikidiff.diff` alone makes of two texts, moves unknown, and whether it is exact."""
    old, new = closed(old, new)
    budget = Budget()
    cost = sum(_aligned(old[o1:o2], new[n1:n2], budget) for o1, o2, n1, n2 in hunks(old, new, budget))
    return cost, not budget.coarse


class Paired(NamedTuple):
    """The cost inside blocks that are paired, of blocks that came or went whole, and whether all of it is exact."""

    inside: int
    whole: int
    exact: bool


def of_blocks(old: str, new: str, site: str) -> Paired:
    """Return the cost once blocks are paired over the page and moved ones found; a block that moved costs nothing."""
    old, new = closed(old, new)
    budget = Budget()
    found = layout(old, new, groups(Blocks(old, site), Blocks(new, site), hunks(old, new, budget)))
    inside = whole = 0
    for pair in found.pairs:
        o1, o2, n1, n2 = pair.old[0].start, pair.old[-1].end, pair.new[0].start, pair.new[-1].end
        inside += _aligned(old[o1:o2], new[n1:n2], budget)
    for slot in found.slots:
        whole += sum(len(tokens(old[block.start : block.end])) for block in slot.old)
        whole += sum(len(tokens(new[block.start : block.end])) for block in slot.new)
    return Paired(inside, whole, not budget.coarse)


def _aligned(old: str, new: str, budget: Budget) -> int:
    ops: list[Op] = changes(tokens(old), tokens(new), budget)
    return sum(i2 - i1 + j2 - j1 for i1, i2, j1, j2 in ops)


def of_findings(old: str, new: str, analysis: Analysis) -> int:
    """Return how many tokens the findings cover, blocks that moved whole apart: what a reader is shown as changed."""
    places = [
        place
        for finding in analysis.findings
        for place in finding.occurrences
        if not (finding.action is Action.MOVE and place.old.text and place.new.text)
    ]
    return _covered(old, ((place.old.start, place.old.end) for place in places)) + _covered(
        new, ((place.new.start, place.new.end) for place in places)
    )


def _covered(text: str, spans: Iterable[Span]) -> int:
    starts = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n"), len(text) + 1]
    lines = list(pairwise(starts))
    seen: set[int] = set()
    for low, high in spans:
        for start, end in lines[bisect_right(starts, low) - 1 : bisect_right(starts, high)] if low < high else ():
            seen.update(start + a for a, b in _spans(text[start : end - 1]) if start + a < high and low < start + b)
    return len(seen)
