"""Align two sequences: which items stay, which go, which come.

Exact (a longest common subsequence, by rapidfuzz's bit-parallel Indel) while the table is small enough; above that the
items that occur once on both sides are anchors (patience), and what has none is taken as replaced whole. Work is
counted in cells of the table, so the result never depends on the machine.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import Protocol

from rapidfuzz.distance import Indel

CELLS = 16_000_000  # 2 MB of bits, some thousandths of a second; no edit of the real pairs comes near
Op = tuple[int, int, int, int]


class Budget:
    """Cells of work done, and whether some part was too large to be aligned exactly."""

    __slots__ = ("cells", "coarse")

    def __init__(self) -> None:
        self.cells = 0
        self.coarse = False


class Engine(Protocol):
    """What aligns two sequences at the least edit cost, or says in the budget that it did not.

    The operations come in order, none is empty, and something equal stands between any two of them. The cells of the
    tables that were looked at are added to the budget.
    """

    def __call__(self, old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[Op]:
        """Return what is not equal, as `changes` does."""
        ...  # pragma: no cover


def changes(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget, anchored: bool = False) -> list[Op]:
    """Return what is not equal as `(i1, i2, j1, j2)`: `old[i1:i2]` gave way to `new[j1:j2]`.

    With `anchored`, items unique on both sides are held fast before anything else is aligned, as suits lines. Of
    several equally good alignments both directions take the same one: the way back is the way there.
    """
    if isinstance(old, list) and isinstance(new, list) and (len(new), new) < (len(old), old):
        return [(i1, i2, j1, j2) for j1, j2, i1, i2 in _changes(new, old, budget, anchored)]
    return _changes(old, new, budget, anchored)


def _changes(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget, anchored: bool) -> list[Op]:
    result: list[Op] = []
    stack: list[Op] = [(0, len(old), 0, len(new))]
    while stack:
        i1, i2, j1, j2 = _trimmed(old, new, stack.pop())
        if i1 == i2 and j1 == j2:
            continue
        if i1 == i2 or j1 == j2:
            result.append((i1, i2, j1, j2))
            continue
        cells = (i2 - i1) * (j2 - j1)
        if cells <= CELLS and 1 in (i2 - i1, j2 - j1) and set(old[i1:i2]).isdisjoint(new[j1:j2]):
            budget.cells += cells  # one word for another, as in most edits: nothing is there to align
            result.append((i1, i2, j1, j2))
            continue
        if cells > CELLS or (anchored and cells > 1):
            gaps = _between_anchors(old, new, (i1, i2, j1, j2))
            if gaps is not None:
                stack.extend(reversed(gaps))
                continue
        if cells > CELLS:
            budget.coarse = True
            result.append((i1, i2, j1, j2))
            continue
        ops = indel(old[i1:i2], new[j1:j2], budget)
        result.extend([(i1 + a, i1 + b, j1 + c, j1 + d) for a, b, c, d in ops])
    return joined(result)


def indel(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[Op]:
    """Align by a bit-parallel longest common subsequence (Hyyrö 2004, in rapidfuzz): one bit of memory a cell.

    Items are compared by their hashes alone: safe for texts, while -1 and -2 would be taken for equal.
    """
    budget.cells += len(old) * len(new)
    result: list[Op] = []
    i = j = 0
    for block in Indel.editops(old, new).as_matching_blocks():
        i1, j1, size = block.a, block.b, block.size
        if i < i1 or j < j1:
            result.append((i, i1, j, j1))
        i, j = i1 + size, j1 + size
    return result


def _trimmed(old: Sequence[Hashable], new: Sequence[Hashable], op: Op) -> Op:
    i1, i2, j1, j2 = op
    while i1 < i2 and j1 < j2 and old[i1] == new[j1]:
        i1 += 1
        j1 += 1
    while i1 < i2 and j1 < j2 and old[i2 - 1] == new[j2 - 1]:
        i2 -= 1
        j2 -= 1
    return i1, i2, j1, j2


def _between_anchors(old: Sequence[Hashable], new: Sequence[Hashable], op: Op) -> list[Op] | None:
    """Return the gaps between the longest rising chain of items unique on both sides; None without anchors."""
    i1, i2, j1, j2 = op
    where = _unique(new, j1, j2)
    pairs = [(i, where[item]) for item, i in _unique(old, i1, i2).items() if item in where]
    if not pairs:
        return None
    chain = rising(pairs, [1 + len(item) if isinstance(item, str) else 1 for item in (old[i] for i, _ in pairs)])
    gaps: list[Op] = []
    at_old, at_new = i1, j1
    for i, j in chain:
        gaps.append((at_old, i, at_new, j))
        at_old, at_new = i + 1, j + 1
    gaps.append((at_old, i2, at_new, j2))
    return gaps


def _unique(items: Sequence[Hashable], start: int, end: int) -> dict[Hashable, int]:
    seen: dict[Hashable, int] = {}
    for index in range(start, end):
        item = items[index]
        seen[item] = -1 if item in seen else index
    return {item: index for item, index in seen.items() if index >= 0}


def rising(pairs: list[tuple[int, int]], weights: Sequence[int] | None = None) -> list[tuple[int, int]]:
    """Return the heaviest chain of pairs (sorted by the first number) in which the second number rises too.

    Without weights that is the longest chain. What is not in it has moved, so that the lighter part is what moves.
    """
    if all(left[1] < right[1] for left, right in pairwise(pairs)):  # nothing moved, as in most edits
        return pairs
    order = {j: rank for rank, j in enumerate(sorted(j for _, j in pairs), 1)}
    best = [(0, -1)] * (len(pairs) + 1)  # a Fenwick tree of (weight of a chain, index of its last pair)
    total: list[int] = []
    before: list[int] = []
    top = (0, -1)
    for index, (_, j) in enumerate(pairs):
        rank = order[j]
        weight, last = 0, -1
        place = rank - 1
        while place > 0:
            if best[place][0] > weight:
                weight, last = best[place]
            place &= place - 1
        weight += max(1, weights[index]) if weights is not None else 1
        before.append(last)
        total.append(weight)
        place = rank
        while place <= len(pairs):
            if weight > best[place][0]:
                best[place] = (weight, index)
            place += place & -place
        if weight > top[0]:
            top = (weight, index)
    chain: list[tuple[int, int]] = []
    index = top[1]
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    chain.reverse()
    return chain


def joined(ops: list[Op]) -> list[Op]:
    """Sort the operations and join those with nothing equal between them."""
    if len(ops) < 2:
        return ops
    result: list[Op] = []
    for op in sorted(ops):
        if result and result[-1][1] == op[0] and result[-1][3] == op[2]:
            result[-1] = (result[-1][0], op[1], result[-1][2], op[3])
        else:
            result.append(op)
    return result
