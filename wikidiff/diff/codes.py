"""Write sequences of any hashable items as texts, one code point an item, so that compiled engines can read them.

What stands on one side only has no partner whatever the alignment: it gets no code, and costs nothing to align.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Hashable, Iterator, Sequence
from itertools import chain, compress, count
from typing import NamedTuple, TypeVar

Code = TypeVar("Code", str, int)

# Every code point but the surrogates, which are no characters of their own.
_POINTS = (range(0xD800), range(0xE000, 0x110000))
MOST = sum(map(len, _POINTS))
LONELY = 300  # different letters on one side only …
FEW = 50  # … and one letter of so many at the most, that are not worth a copy of two texts
BYTES = 256


def points() -> Iterator[str]:
    """Yield every code point that can stand in a text, in order."""
    return map(chr, chain(*_POINTS))


class Coded(NamedTuple):
    """Two sequences as codes: texts, or lists of numbers where there are more items than code points.

    `old_at[k]` is the place that the code `k` has in the sequence; None when no item was left out.
    """

    old: Sequence[Hashable]
    old_at: array[int] | None
    new: Sequence[Hashable]
    new_at: array[int] | None


def coded(
    old: Sequence[Hashable], new: Sequence[Hashable], ignored: Collection[Hashable] = (), most: int = MOST
) -> Coded:
    """Give each item that stands on both sides, and is not ignored, a code of its own, by first use in `old`.

    Raises `TypeError` when an item is not hashable.
    """
    if isinstance(old, str) and isinstance(new, str) and not ignored and _as_they_are(old, new):
        return Coded(old, None, new, None)
    known = set(new).difference(ignored)
    shared = [item for item in dict.fromkeys(old) if item in known]
    if len(shared) > most:
        numbers = dict(zip(shared, count(1), strict=False))
        return Coded(*_written(old, numbers), *_written(new, numbers))
    letters = dict(zip(shared, points(), strict=False))
    left, left_at = _written(old, letters)
    right, right_at = _written(new, letters)
    return Coded("".join(left), left_at, "".join(right), right_at)


def _as_they_are(old: str, new: str) -> bool:
    """Tell whether two texts are codes already: little in them has no partner, and other codes would be no smaller.

    The engines read texts of bytes fastest, and beyond that it makes no difference where the codes lie.
    """
    left, right = set(old), set(new)
    lonely = left ^ right
    if len(lonely) > LONELY or (len(left) <= BYTES and max(left | right, default="") >= chr(BYTES)):
        return False
    alone = sum(map(old.count, left - right)) + sum(map(new.count, right - left))
    return alone * FEW <= len(old) + len(new)


def _written(items: Sequence[Hashable], table: dict[Hashable, Code]) -> tuple[list[Code], array[int] | None]:
    """Return the codes (none of which is false) of the items that have one, and where those stand if others do not."""
    codes = list(map(table.get, items))
    kept = list(filter(None, codes))
    return kept, None if len(kept) == len(codes) else array("I", compress(count(), codes))
