"""`difflib.SequenceMatcher` with alignments of the least cost, without its heuristics and without its blow-ups."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import compress, pairwise
from operator import sub
from types import GenericAlias
from typing import Any, Literal, TypeVar

from wikidiff.diff.codes import coded
from wikidiff.diff.engine import Budget, Op
from wikidiff.diff.engines import align
from wikidiff.diff.longest import longest
from wikidiff.diff.settle import settled

T = TypeVar("T")
Block = tuple[int, int, int]
Opcode = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]

_match: Callable[[Block], difflib.Match] = partial(tuple.__new__, difflib.Match)  # as `_make` does, without its check

_POPULAR_FROM = 200  # difflib's: in a sequence this long, an item of more than one in a hundred is popular
_SMALL = 10_000  # pairs of items that difflib's way of finding the longest match may look at


class SequenceMatcher(difflib.SequenceMatcher[T]):
    """Compare two sequences of hashable items, as difflib's class of this name does, by another algorithm.

    Everything that can be called or read there is here and means the same. What differs: the matching blocks belong to
    an alignment of the least edit cost (insertions and deletions), as diff-match-patch finds it, where difflib takes
    the longest block first; there is no time limit; and `autojunk` is off unless it is asked for. Above a budget
    counted in cells of work the alignment may cost more than the least, and `coarse` says so.

    Junk (`isjunk`, or popular items with `autojunk`) is matched only where it stands beside something else that
    matches. Raises `TypeError` for items that cannot be hashed, where difflib does.

        >>> matcher = SequenceMatcher(None, "abxcd", "abcd")
        >>> matcher.get_matching_blocks()
        [Match(a=0, b=0, size=2), Match(a=3, b=2, size=2), Match(a=5, b=4, size=0)]
    """

    a: Sequence[T]
    b: Sequence[T]
    isjunk: Callable[[T], bool] | None
    autojunk: bool
    bjunk: set[T]
    bpopular: set[T]
    fullbcount: dict[T, int] | None
    matching_blocks: list[difflib.Match] | None
    opcodes: list[Opcode] | None

    def __init__(
        self,
        isjunk: Callable[[T], bool] | None = None,
        a: Sequence[T] = "",  # type: ignore[assignment]  # as in difflib: empty, of any type
        b: Sequence[T] = "",  # type: ignore[assignment]
        autojunk: bool = False,
    ) -> None:
        """Take the sequences; `isjunk` says of an item whether it is junk, `autojunk` makes popular items junk."""
        self._budget = Budget()
        super().__init__(isjunk, a, b, autojunk)

    def set_seq2(self, b: Sequence[T]) -> None:
        """Set the second sequence; the first stays. Raises `TypeError` for items that cannot be hashed."""
        if b is self.b:
            return
        self.b = b
        self.matching_blocks = self.opcodes = None
        self.fullbcount = None
        self.__dict__.pop("b2j", None)
        often = Counter(b) if self.autojunk and len(b) >= _POPULAR_FROM else dict.fromkeys(b, 0)
        self.bjunk = {item for item in often if self.isjunk(item)} if self.isjunk else set()
        most = len(b) // 100 + 1
        self.bpopular = {item for item, number in often.items() if number > most} - self.bjunk

    @cached_property
    def b2j(self) -> dict[T, list[int]]:
        """For each item of `b` that is neither junk nor popular, the places where it stands."""
        places: dict[T, list[int]] = {}
        for place, item in enumerate(self.b):
            places.setdefault(item, []).append(place)
        for item in (*self.bjunk, *self.bpopular):
            del places[item]
        return places

    @property
    def coarse(self) -> bool:
        """Whether the alignment is not proven to be of the least cost: it may then cost more, seldom by a tenth."""
        self.get_matching_blocks()
        return self._budget.coarse

    @property
    def cells(self) -> int:
        """How much work the alignment took, in cells of tables: the same number on every machine."""
        self.get_matching_blocks()
        return self._budget.cells

    def get_matching_blocks(self) -> list[difflib.Match]:
        """Return the blocks `(i, j, size)` that stay, in order, then `(len(a), len(b), 0)`.

        No two of them touch on both sides.
        """
        if self.matching_blocks is None:
            self._budget = Budget()
            left_out = self.bjunk | self.bpopular
            blocks = _blocks(self.a, self.b, left_out, self._budget)
            if left_out:
                blocks = _joined(_grown(self.a, self.b, blocks, self.bjunk))
            blocks.append(difflib.Match(len(self.a), len(self.b), 0))
            self.matching_blocks = blocks
        return self.matching_blocks

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> difflib.Match:
        """Return the longest block that matches in `a[alo:ahi]` and `b[blo:bhi]`, difflib's one of several.

        It holds no junk, but is then made longer by junk that matches beside it. The work is about linear, where
        difflib's is the product of the lengths.
        """
        ahi = len(self.a) if ahi is None else ahi
        bhi = len(self.b) if bhi is None else bhi
        if (ahi - alo) * (bhi - blo) <= _SMALL:
            return super().find_longest_match(alo, ahi, blo, bhi)
        i, j, size = longest(self.a[alo:ahi], self.b[blo:bhi], self.bjunk | self.bpopular)
        found = (alo + i, blo + j, size)
        return difflib.Match(*_extended(self.a, self.b, found, (alo, ahi, blo, bhi), self.bjunk))

    __class_getitem__: Any = classmethod(GenericAlias)


def _blocks(
    old: Sequence[Hashable], new: Sequence[Hashable], left_out: Collection[Hashable], budget: Budget
) -> list[difflib.Match]:
    """Return what matches in an alignment of the least cost of all that is not left out."""
    codes = coded(old, new, left_out)
    ops = align(codes.old, codes.new, budget)
    if not left_out and not budget.coarse:
        ops = settled(codes.old, codes.new, ops)
    starts = [0, *[op[1] for op in ops]]
    sizes = list(map(sub, [*[op[0] for op in ops], len(codes.old)], starts))
    runs = zip(compress(starts, sizes), compress([0, *[op[3] for op in ops]], sizes), filter(None, sizes), strict=True)
    if codes.old_at is None is codes.new_at:
        return list(map(_match, runs))
    left = codes.old_at or range(len(codes.old))
    right = codes.new_at or range(len(codes.new))
    result: list[difflib.Match] = []
    for i, j, size in runs:
        at_old, at_new = left[i], right[j]
        if left[i + size - 1] - at_old == right[j + size - 1] - at_new == size - 1:
            result.append(_match((at_old, at_new, size)))
        else:
            result.extend(_joined(_parts(left[i : i + size], right[j : j + size])))
    return result


def _parts(left: Sequence[int], right: Sequence[int]) -> Iterator[Block]:
    """Cut a run of codes into runs of the sequences, in which something left out may stand.

    Halves are halved as long as something stands in them: the work is that of what stands there, not of the run.
    """
    stack = [(0, len(left))]
    while stack:
        low, high = stack.pop()
        at_old, at_new = left[low], right[low]
        if left[high - 1] - at_old == right[high - 1] - at_new == high - low - 1:
            yield at_old, at_new, high - low
        else:
            middle = (low + high) // 2
            stack += (middle, high), (low, middle)


def _grown(
    old: Sequence[Hashable], new: Sequence[Hashable], blocks: Iterable[Block], junk: Collection[Hashable]
) -> Iterator[Block]:
    """Yield the blocks with what was left out and matches beside them, the largest first served, or at the start."""
    grown = [(0, 0, 0), *blocks, (len(old), len(new), 0)]
    for index in sorted(range(1, len(grown) - 1), key=lambda index: -grown[index][2]):
        (i, j, size), (next_i, next_j, _) = grown[index - 1], grown[index + 1]
        grown[index] = _extended(old, new, grown[index], (i + size, next_i, j + size, next_j), junk)
    for block, (next_i, next_j, _) in pairwise(grown):
        i, j = block[0] + block[2], block[1] + block[2]
        yield block
        yield i, j, _alike(old, new, (i, next_i, j, next_j))


def _alike(old: Sequence[Hashable], new: Sequence[Hashable], bounds: Op) -> int:
    """Return how many items two stretches share at their start."""
    i1, i2, j1, j2 = bounds
    size = 0
    while i1 + size < i2 and j1 + size < j2 and old[i1 + size] == new[j1 + size]:
        size += 1
    return size


def _extended(
    old: Sequence[Hashable], new: Sequence[Hashable], block: Block, bounds: Op, junk: Collection[Hashable]
) -> Block:
    """Make a block longer on both sides, within bounds: first by what is not junk, then by junk, as difflib does."""
    i1, i2, j1, j2 = bounds
    i, j, size = block
    for is_junk in (False, True):
        while i > i1 and j > j1 and old[i - 1] == new[j - 1] and (new[j - 1] in junk) == is_junk:
            i, j, size = i - 1, j - 1, size + 1
        while i + size < i2 and j + size < j2 and old[i + size] == new[j + size] and (new[j + size] in junk) == is_junk:
            size += 1
    return i, j, size


def _joined(blocks: Iterable[Block]) -> list[difflib.Match]:
    """Make one of blocks that touch on both sides; leave out empty ones."""
    result: list[difflib.Match] = []
    i = j = size = 0
    for next_i, next_j, next_size in (*blocks, (-1, -1, 0)):
        if (i + size, j + size) == (next_i, next_j):
            size += next_size
            continue
        if size:
            result.append(difflib.Match(i, j, size))
        i, j, size = next_i, next_j, next_size
    return result
