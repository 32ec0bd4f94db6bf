"""Tell whether an alignment in windows was misled: stretches are looked for in the whole of the other side."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence

from rapidfuzz.distance import Indel

from wikidiff.diff.engine import Budget, Op

STRETCHES = 6  # evenly over the old sequence …
LENGTH = 256  # … of so many items each
LOST = 1.2  # times what a stretch loses where it fits best: unrelated texts are seldom above 1.15


def misled(old: Sequence[Hashable], new: Sequence[Hashable], ops: Sequence[Op], budget: Budget) -> bool:
    """Tell whether stretches of `old` lose clearly more in an alignment than they would elsewhere in `new`.

    That is a sign and no proof. The work is linear in the length of `new`.
    """
    size = min(LENGTH, len(old) // STRETCHES, len(new))
    if not size:
        return False
    budget.cells += STRETCHES * 2 * size * len(new)
    lost = least = 0
    for number in range(STRETCHES):
        start = (len(old) - size) * (2 * number + 1) // (2 * STRETCHES)
        lost += _lost(ops, start, start + size)
        least += _least(old[start : start + size], new)
    return lost > LOST * least


def _lost(ops: Sequence[Op], start: int, stop: int) -> int:
    """Return how many items of a stretch of the old sequence do not stay."""
    lost = 0
    for i1, i2, _, _ in ops[max(0, bisect_right(ops, start, key=lambda op: op[0]) - 1) :]:
        if i1 >= stop:
            break
        lost += max(0, min(i2, stop) - max(i1, start))
    return lost


def _least(stretch: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """Return how many items of a stretch have no partner in the part of its length that it fits best."""
    size = len(stretch)
    return min(
        Indel.distance(stretch, new[at : at + size]) // 2 for at in range(0, len(new) - size + 1, max(1, size // 2))
    )
