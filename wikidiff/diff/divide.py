"""Align long sequences exactly in little memory: halve the rows, find the column where a best alignment crosses.

Hirschberg's division (1975) on rows of bits: the lengths of the longest common subsequences along a row are kept as the
zeros of a whole number (Hyyrö 2004), a stretch of columns at a time. An upper bound of the cost keeps the rows to a
band around the diagonal (Ukkonen 1985).
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Sequence
from itertools import accumulate, repeat
from operator import add

from wikidiff.diff.engine import Budget, Op, indel, joined
from wikidiff.diff.trim import row_prefix, row_suffix

LEAF = 1 << 26  # cells of a table that is small enough to be kept: 8 MB of bits
WIDTH = 8192  # columns in a whole number: wide enough that its arithmetic outweighs the loop
NARROW = 512  # … and where the band is narrower than that, this many at least
STEP = 4096  # a row takes as long as so many cells, however few it has
_ZERO_BITS = bytes.maketrans(b"01", b"\1\0")


def divided(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget, bound: int | None = None) -> list[Op]:
    """Return an alignment of the least cost. `bound` is the cost of one that is known; it must not be too low."""
    result: list[Op] = []
    stack = [(0, len(old), 0, len(new), len(old) + len(new) if bound is None else bound)]
    while stack:
        *op, most = stack.pop()
        i1, i2, j1, j2 = trimmed(old, new, (op[0], op[1], op[2], op[3]))
        rows, columns = i2 - i1, j2 - j1
        if not rows or not columns:
            result.extend([(i1, i2, j1, j2)] if rows or columns else [])
        elif rows * columns <= LEAF:
            result.extend((i1 + a, i1 + b, j1 + c, j1 + d) for a, b, c, d in indel(old[i1:i2], new[j1:j2], budget))
        elif rows >= columns:
            half = rows // 2
            at, before, after = _crossing(old[i1:i2], new[j1:j2], half, most, budget)
            stack.append((i1 + half, i2, j1 + at, j2, rows - half + columns - at - 2 * after))
            stack.append((i1, i1 + half, j1, j1 + at, half + at - 2 * before))
        else:
            half = columns // 2
            at, before, after = _crossing(new[j1:j2], old[i1:i2], half, most, budget)
            stack.append((i1 + at, i2, j1 + half, j2, rows - at + columns - half - 2 * after))
            stack.append((i1, i1 + at, j1, j1 + half, half + at - 2 * before))
    return joined(result)


def trimmed(old: Sequence[Hashable], new: Sequence[Hashable], op: Op) -> Op:
    """Take what is equal off both ends of a pair of stretches."""
    i1, i2, j1, j2 = op
    left, right = old[i1:i2], new[j1:j2]
    prefix = row_prefix(left, right)
    suffix = row_suffix(left, right, min(len(left), len(right)) - prefix)
    return i1 + prefix, i2 - suffix, j1 + prefix, j2 - suffix


def band(rows: int, columns: int, cost: int) -> int:
    """Return how many cells have to be looked at for an alignment of at most this cost, at least `STEP` in a row."""
    return rows * max(STEP, min(columns, cost + 1))


def _crossing(
    rows: Sequence[Hashable], columns: Sequence[Hashable], half: int, cost: int, budget: Budget
) -> tuple[int, int, int]:
    """Return a column where a best alignment leaves the upper half, and how many items match above and below it."""
    ahead = (cost + len(columns) - len(rows)) // 2  # how far the column can run ahead of the row, and fall behind it
    behind = (cost - len(columns) + len(rows)) // 2
    above = _lengths(rows[:half], columns, (ahead, behind), budget)
    below = _lengths(rows[half:][::-1], columns[::-1], (ahead, behind), budget)
    below.reverse()
    together = array("I", map(add, above, below))
    at = together.index(max(together))
    return at, above[at], below[at]


def _lengths(
    rows: Sequence[Hashable], columns: Sequence[Hashable], lean: tuple[int, int], budget: Budget
) -> array[int]:
    """Return the length of the longest common subsequence of the rows and each beginning of the columns."""
    ahead, behind = lean
    carries = bytearray(len(rows))
    steps = bytearray()
    width = min(WIDTH, max(NARROW, 2 * (ahead + behind)))
    for start in range(0, len(columns), width):
        block = columns[start : start + width]
        first = min(len(rows), max(0, start - ahead - 1))
        last = min(len(rows), start + len(block) + behind + 1)
        budget.cells += (last - first) * len(block)
        bits, carried = _rows(rows[first:last], block, carries[first:last])
        carries = bytearray(first) + carried + bytearray(len(rows) - last)
        steps += format(bits, f"0{len(block)}b").encode()[::-1].translate(_ZERO_BITS)
    return array("I", accumulate(steps, initial=0))


def _rows(rows: Sequence[Hashable], block: Sequence[Hashable], carries: bytearray) -> tuple[int, bytearray]:
    """Take one stretch of columns through the rows; a carry of a row enters from the columns to the left."""
    where: dict[Hashable, int] = {}
    bit = 1
    for item in block:
        where[item] = where.get(item, 0) | bit
        bit <<= 1
    full = bit - 1
    bits = full
    carried = bytearray(len(rows))
    for row, (matches, carry) in enumerate(zip(map(where.get, rows, repeat(0)), carries, strict=True)):
        if matches or carry:
            hit = bits & matches
            total = bits + hit + carry
            if total > full:
                carried[row] = 1
            bits = (total | (bits - hit)) & full
    return bits, carried
