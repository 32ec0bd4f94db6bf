"""Put insertions and deletions where they leave the longest run whole, among the places where they mean the same."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from wikidiff.diff.engine import Op
from wikidiff.diff.trim import row_prefix, row_suffix


def settled(old: Sequence[Hashable], new: Sequence[Hashable], ops: list[Op]) -> list[Op]:
    """Return operations of the same cost, or of fewer runs: `ab[b]` may as well be `a[b]b`.

    The longer of the two runs beside a change is made as long as it can be, as difflib takes the longest first; of two
    equally long ones, the first. What then touches the next change becomes one with it.
    """
    result: list[Op] = []
    start = (0, 0, 0, 0)
    before = start  # the last of the result
    if not ops:
        return ops
    for op, after in zip(ops, [*ops[1:], (len(old), len(old), len(new), len(new))], strict=True):
        i1, i2, j1, j2 = op
        if i1 < i2 and j1 < j2 and i1 > before[1]:  # most are replacements, and stay where they are
            before = op
            result.append(op)
            continue
        if result and i1 == before[1] and j1 == before[3]:
            i1, j1 = before[0], before[2]
            result.pop()
            before = result[-1] if result else start
        if i1 == i2 or j1 == j2:
            items, low, high = (new, j1, j2) if i1 == i2 else (old, i1, i2)
            shift = _shift(items, low, high, i1 - before[1], after[0] - i2)
            i1, i2, j1, j2 = i1 + shift, i2 + shift, j1 + shift, j2 + shift
            if result and i1 == before[1]:
                i1, j1 = before[0], before[2]
                result.pop()
        before = (i1, i2, j1, j2)
        result.append(before)
    return result


def _shift(items: Sequence[Hashable], start: int, stop: int, before: int, after: int) -> int:
    """Return how far to move what comes or goes, given how many items stay before and after it."""
    back = ahead = 0
    if before and items[start - 1] == items[stop - 1]:
        back = row_suffix(items[start - before : start], items[stop - before : stop], before)
    if after and items[start] == items[stop]:
        ahead = row_prefix(items[start : start + after], items[stop : stop + after])
    return ahead if before + ahead >= after + back else -back
