"""Find the longest run that two sequences share, in about linear work.

Runs of one item get a number each, then runs of two, four, eight … (Karp, Miller and Rosenberg 1972), as long as both
sides have one in common. The exact length is found between the last two by halving.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import count, repeat


def longest(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[int, int, int]:
    """Return `(i, j, size)` of the longest common run: the first one in `old`, and of those the first one in `new`.

    Without a common item that is `(0, 0, 0)`.
    """
    left, right, some = _numbered(old, new)
    if not some:
        return 0, 0, 0
    size = 1
    while True:
        wider_left, wider_right, some = _numbered(_runs(left, size), _runs(right, size))
        if not some:
            break
        left, right = wider_left, wider_right
        size *= 2
    low, high = 0, size - 1
    while low < high:
        middle = (low + high + 1) // 2
        if set(_runs(left, middle)).isdisjoint(_runs(right, middle)):
            high = middle - 1
        else:
            low = middle
    first: dict[Hashable, int] = {}
    for j, run in enumerate(_runs(right, low)):
        first.setdefault(run, j)
    return next((i, first[run], size + low) for i, run in enumerate(_runs(left, low)) if run in first)


def _runs(numbers: list[int], shift: int) -> Iterator[tuple[int, int]]:
    """Name each longer run by two that it is made of, the second so many items after the first."""
    return zip(numbers, numbers[shift:], strict=False)


def _numbered(left: Iterable[Hashable], right: Iterable[Hashable]) -> tuple[list[int], list[int], bool]:
    """Give what both sides have a number, and what one has alone none that the other has; tell if there is any."""
    left, right = list(left), list(right)
    table = dict(zip(set(left).intersection(right), count(1), strict=False))
    return list(map(table.get, left, repeat(0))), list(map(table.get, right, repeat(-1))), bool(table)
