"""Find the longest run that two sequences share, without looking at every pair of equal items.

Short windows at regular places of one sequence are looked for at every place of the other, and what is met is followed
to both sides: a run as long as a window and the distance to the next cannot be missed. Where so much repeats itself
that too many are met, lengths are tried by sums that roll over the sequences (Karp and Rabin 1987).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, compress, count, islice, pairwise, repeat
from math import ceil, log
from typing import Any

from wikidiff.diff.codes import MOST, points
from wikidiff.diff.trim import row_prefix, row_suffix

Run = tuple[int, int, int]

MET = 1_000  # pairs of windows that may be met by chance; that makes them so long
WIDEST = 200  # items of a window at the most
PAIRS = 100_000  # pairs of windows that are looked at …
FOLLOWED = 4  # … and so many times as many items as there are
AT_ONCE = 1 << 16  # windows that are kept at a time
EXACT = 100  # items of runs that are compared as they are, longer ones by their sums
WITNESSES = 16  # equal runs that are followed, in the hope of a longer one
PRIME, BASE = (1 << 61) - 1, 0x1234_5678_9ABC_DEF


def longest(old: Sequence[Hashable], new: Sequence[Hashable], left_out: Collection[Hashable] = ()) -> Run:
    """Return `(i, j, size)` of the longest common run: the first one in `old`, and of those the first one in `new`.

    What is left out matches nothing. Without a common item the run is `(0, 0, 0)`.
    """
    left, right = _texts(old, new, left_out)
    shared = set(left).intersection(right)
    if not shared:
        return 0, 0, 0
    size = distance = _window(left, right)
    while size > 1:
        best, all_seen = _followed(left, right, size, distance)
        found = best[2]
        if all_seen and found >= size + distance - 1:
            return best
        if all_seen and found:  # nothing as long as this is missed now
            distance = found - size + 1
        elif all_seen:
            size, distance = max(2, size // 4), max(1, size // 4)
            if distance == 1 and set(pairwise(left)).isdisjoint(pairwise(right)):
                break
        elif size < WIDEST and found > 4 * size:  # longer windows are met less often, and what is longer holds one
            size = min(WIDEST, found // 2)
            distance = found - size + 1
        else:
            return _tried(left, right, best)
    i = next(compress(count(), map(shared.__contains__, left)))
    return i, right.index(left[i]), 1


def _texts(
    old: Sequence[Hashable], new: Sequence[Hashable], left_out: Collection[Hashable]
) -> tuple[Sequence[Hashable], Sequence[Hashable]]:
    """Return two texts, or lists of numbers where there are more items than code points, that match where these do."""
    if isinstance(old, str) and isinstance(new, str) and not left_out:
        return old, new
    shared = set(new).intersection(old).difference(left_out)
    if len(shared) + 2 > MOST:
        numbers = dict(zip(shared, count(1), strict=False))
        return list(map(numbers.get, old, repeat(0))), list(map(numbers.get, new, repeat(-1)))
    letters = points()
    alone, lonely = next(letters), next(letters)
    table = dict(zip(shared, letters, strict=False))
    return "".join(map(table.get, old, repeat(alone))), "".join(map(table.get, new, repeat(lonely)))


def _window(left: Sequence[Hashable], right: Sequence[Hashable]) -> int:
    """Return how many items a window needs that hardly one is met by chance."""
    often, other = Counter(left), Counter(right)
    alike = sum([number * other[item] for item, number in often.items()]) / (len(left) * len(right))
    pairs = len(left) * len(right) / MET
    if pairs <= 1 or not alike:
        return 2
    return WIDEST if alike > 0.9 else min(WIDEST, max(2, ceil(log(pairs) / -log(alike))))


def _windows(items: Sequence[Hashable], size: int, places: Iterable[int]) -> list[Hashable]:
    if isinstance(items, str):
        return [items[place : place + size] for place in places]
    return [tuple(items[place : place + size]) for place in places]


def _followed(left: Sequence[Hashable], right: Sequence[Hashable], size: int, distance: int) -> tuple[Run, bool]:
    """Return the longest run with a window of this size that starts at a multiple of the distance in `right`.

    And tell whether all of them were followed, or there are too many.
    """
    starts = range(0, len(right) - size + 1, distance)
    windows = _windows(right, size, starts)
    places = list(islice(_met(left, size, set(windows)), PAIRS + 1))  # no more are looked at
    shared = {window for _, window in places}
    where: dict[Hashable, list[int]] = {}
    for index in compress(count(), map(shared.__contains__, windows)):
        where.setdefault(windows[index], []).append(starts[index])
    best = (0, 0, 0)
    known: dict[int, int] = {}  # how far it has been followed, for each difference of the places
    pairs, followed, most = 0, 0, FOLLOWED * (len(left) + len(right))
    for i, window in places:
        for j in where[window]:
            pairs += 1  # counted for each window: all of one are looked at
            need = best[2] - distance + 1  # as long as this from here, to be as long as the best
            far = need > size and left[i + need - 1 : i + need] != right[j + need - 1 : j + need]
            if far or known.get(i - j, 0) > i:
                continue
            best = max(best, run := _run(left, right, i, j), key=_rank)
            known[i - j] = run[0] + run[2]
            followed += run[2]
        if pairs > PAIRS or followed > most:
            return best, False
    return best, True


def _rank(run: Run) -> tuple[int, int, int]:
    return run[2], -run[0], -run[1]


def _met(items: Sequence[Hashable], size: int, where: Collection[Hashable]) -> Iterator[tuple[int, Hashable]]:
    """Yield the places of the windows that are known, with the windows."""
    stop = len(items) - size + 1
    for low in range(0, stop, AT_ONCE):
        windows = _windows(items, size, range(low, min(stop, low + AT_ONCE)))
        for index in compress(count(), map(where.__contains__, windows)):
            yield low + index, windows[index]


def _run(left: Sequence[Hashable], right: Sequence[Hashable], i: int, j: int) -> Run:
    """Follow what is equal to both sides of a pair of places."""
    ahead = back = 0
    same = step = 32
    while same == step:
        step = min(2 * step, AT_ONCE)
        same = row_prefix(left[i + ahead : i + ahead + step], right[j + ahead : j + ahead + step])
        ahead += same
    same = step = 32
    while same == step:
        step = min(2 * step, AT_ONCE)
        before = left[max(0, i - back - step) : i - back], right[max(0, j - back - step) : j - back]
        same = row_suffix(*before, min(map(len, before)))
        back += same
    return i - back, j - back, back + ahead


def _tried(left: Sequence[Hashable], right: Sequence[Hashable], best: Run) -> Run:
    """Return the longest run, given one that is at least as long as a window: by trying lengths, and no pairs.

    Longer and longer ones as long as there are any, then halves between. What a length is found at is followed, so
    that few have to be tried; what is in no run of a length is in no longer one, and is not looked at again.
    """
    trial = _Trial(left, right)
    low, high, step, missed = best[2], min(len(left), len(right)), 1, False
    for turn in count(1):
        if low >= high:
            break
        size = min(high, low + step)
        found = trial.at(size)
        if found:
            low = max(run[2] for run in found)
        else:
            high, missed = size - 1, True
        step = (high - low + 1) // 2 if missed else step * (4 if turn > 2 else 1)
    return trial.first(low)


class _Trial:
    """The places at which runs of a length may start that both sides have."""

    def __init__(self, left: Sequence[Hashable], right: Sequence[Hashable]) -> None:
        self.left, self.right, self.base = left, right, BASE
        self.here: Sequence[int] = range(len(left))
        self.there: Sequence[int] = range(len(right))

    @cached_property
    def sums(self) -> tuple[list[int], list[int]]:
        """Return the sums of all beginnings of both sides."""
        return _sums(self.left, self.base), _sums(self.right, self.base)

    def at(self, size: int) -> list[Run]:
        """Return some of the runs of a length, followed to both sides; none if there are none."""
        here, there, left, right = self._named(size)
        where = dict(zip(right, there, strict=True))
        met = list(map(where.__contains__, left))
        pairs = list(zip(compress(here, met), map(where.__getitem__, compress(left, met)), strict=True))
        some = pairs[:: max(1, len(pairs) // WITNESSES)]
        found = [run for i, j in some if (run := _run(self.left, self.right, i, j))[2] >= size]
        if not found:
            found = [run for i, j in pairs if (run := _run(self.left, self.right, i, j))[2] >= size]
        if pairs and not found:  # sums can be equal where the runs are not, and hide one that is: others are taken
            self.base += 2
            self.__dict__.pop("sums")
            return self.at(size)
        if found:
            both = set(compress(left, met))
            self.here = [i for i, _ in pairs]
            self.there = list(compress(there, map(both.__contains__, right)))
        return found

    def first(self, size: int) -> Run:
        """Return the first run of a length that is known to be there."""
        here, there, left, right = self._named(size)
        first = dict(zip(reversed(right), reversed(there), strict=True))
        for i, name in zip(here, left, strict=True):
            if name in first:
                run = self.left[i : i + size]
                if self.right[first[name] : first[name] + size] == run:
                    return i, first[name], size
                same = (j for j, other in zip(there, right, strict=True) if other == name)
                j = next((j for j in same if self.right[j : j + size] == run), -1)
                if j >= 0:  # sums can be equal where the runs are not
                    return i, j, size
        raise AssertionError("a run that was followed is gone")  # pragma: no cover

    def _named(self, size: int) -> tuple[Sequence[int], Sequence[int], list[Hashable], list[Hashable]]:
        """Return the places where runs of a length have room, and what names the run at each of them."""
        here = self.here[: bisect_right(self.here, len(self.left) - size)]
        there = self.there[: bisect_right(self.there, len(self.right) - size)]
        if size <= EXACT:
            return here, there, _windows(self.left, size, here), _windows(self.right, size, there)
        left, right = self.sums
        return here, there, _rolled(left, size, here, self.base), _rolled(right, size, there, self.base)


def _sums(items: Sequence[Hashable], base: int) -> list[int]:
    numbers: Iterable[Any] = map(ord, items) if isinstance(items, str) else items
    return list(accumulate(numbers, lambda total, number: (total * base + number) % PRIME, initial=1))


def _rolled(sums: list[int], size: int, places: Sequence[int], base: int) -> list[Hashable]:
    """Return the sum of each run of a length: that up to its end, without that up to its start."""
    weight = pow(base, size, PRIME)
    return [(sums[place + size] - sums[place] * weight) % PRIME for place in places]
