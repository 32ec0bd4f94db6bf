"""Lines and sentences as words with numbers: found again where they stand elsewhere, or stood before."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from wikidiff.diff.engine import Budget, changes
from wikidiff.text.tokens import split

MOST_KEPT = 30_000  # lines and sentences that went
RUN = 4  # words in a row that show that a passage moved
ALIKE = 0.25  # of a stretch of which less stayed only runs of words are the same: the rest is chance
SENTENCE = 3  # a sentence with fewer words may be there by chance
SHOWN = 120  # letters of a passage that are shown
MOST_READ = 2_048  # lines whose words are kept
_ENDS = frozenset([".", "!", "?", ";", "。", "।", "؟", "|", "}}", ">"])


class Line:
    """A line of either text: `ids` are the numbers of an old one's words, `found` those that a new one's words get."""

    __slots__ = ("done", "found", "high", "ids", "low", "text", "way", "words")

    def __init__(self, text: str, way: str, ids: Sequence[int]) -> None:
        self.text, self.way, self.ids = text, way, ids
        self.words = words_of(text, way)
        self.found: list[int | None] = [] if ids else [None] * len(self.words)
        self.done = False
        self.low, self.high = 0, len(self.words)  # what is not known yet stands between

    def key(self, low: int, high: int) -> str:
        """Return by what some of its words are known again."""
        return " ".join(self.words[low:high])

    def excerpt(self, low: int, high: int) -> str:
        """Return some of its words as they are written, cut where they are long."""
        if high - low == len(self.words):
            whole = self.text.strip()
            return whole if len(whole) <= SHOWN else whole[: SHOWN - 1].rstrip() + "…"
        text: list[str] = []
        at = size = 0
        for token in split(self.text, way=self.way):
            if low <= at < high:
                text.append(token)
                size += len(token)
            at += not token.isspace()
            if at >= high or size > SHOWN:
                break
        shown = "".join(text).strip()
        return shown if len(shown) <= SHOWN else shown[: SHOWN - 1].rstrip() + "…"


def line_of(text: str, way: str, ids: Sequence[int] = ()) -> Line:
    """Read a line."""
    return Line(text, way, ids)


@lru_cache(maxsize=MOST_READ)
def words_of(text: str, way: str) -> tuple[str, ...]:
    """Return the words of a line, spaces left out: whoever changes a line reads both sides, and one was read before."""
    return tuple([token for token in split(text, way=way) if not token.isspace()])


def sentences(line: Line) -> Iterator[tuple[int, int, str]]:
    """Yield the sentences of a line that hold what is not known yet, as ranges of words with a key each."""
    words, last = line.words, len(line.words)
    start, end = line.low, line.low
    while end < last and start < line.high:
        while end < last and words[end] not in _ENDS:
            end += 1
        end = min(end + 1, last)
        if end - start >= SENTENCE:
            yield start, end, line.key(start, end)
        start = end


def trim(old: Line, new: Line, free: set[int]) -> None:
    """Give a line that changed in place the sentences that it shares at both ends with what it was."""
    first, second = old.words, new.words
    most = min(len(first), len(second))
    low = 0
    while low < most and first[low] == second[low]:
        low += 1
    high = 0
    while high < most - low and first[-1 - high] == second[-1 - high]:
        high += 1
    while low > 0 and first[low - 1] not in _ENDS:
        low -= 1
    while high > 0 and any(high < len(row) and row[-1 - high] not in _ENDS for row in (first, second)):
        high -= 1
    ends = {*old.ids[:low], *old.ids[len(first) - high :]}
    if not ends <= free:  # some stand already where an earlier text had them
        return
    free -= ends
    new.found[:low] = old.ids[:low]
    if high:
        new.found[-high:] = old.ids[-high:]
    old.low, old.high = low, len(first) - high
    new.low, new.high = low, len(second) - high


def take_moved(gone: Iterable[Line], came: Iterable[Line]) -> None:
    """Give lines that stand elsewhere in the same revision their words."""
    there: dict[str, list[Line]] = {}
    for line in gone:
        if line.words:
            there.setdefault(line.text.strip(), []).append(line)
    for line in came:
        places = there.get(line.text.strip()) if line.words else None
        if places:
            source = places.pop(0)
            line.found, line.done = list(source.ids), True
            source.done = True


def aligned(old: Sequence[Line], new: Sequence[Line], free: set[int], budget: Budget) -> None:
    """Give words of new lines the numbers of old ones with which they align, where neither has been used."""
    left, right = _left(old, free), _open(new)
    if not left or not right:
        return
    first, second = [word for word, _ in left], [line.words[place].casefold() for line, place in right]
    stayed: list[tuple[int, int, int]] = []
    i = j = 0
    for i1, i2, _, j2 in (*changes(first, second, budget), (len(first), len(first), len(second), len(second))):
        if i < i1:
            stayed.append((i, j, i1 - i))
        i, j = i2, j2
    alike = sum(size for _, _, size in stayed) >= ALIKE * min(len(first), len(second))
    for i, j, size in stayed:
        if size >= RUN or alike:
            for step in range(size):
                line, place = right[j + step]
                line.found[place] = left[i + step][1]
                free.discard(left[i + step][1])


def moved_runs(old: Sequence[Line], new: Sequence[Line], free: set[int]) -> None:
    """Give runs of words that went in one place and came in another, in whatever order, their numbers."""
    left, right = _left(old, free), _open(new)
    if len(left) < RUN or len(right) < RUN:
        return
    first, second = [word for word, _ in left], [line.words[place].casefold() for line, place in right]
    where: dict[tuple[str, ...], list[int]] = {}
    for index in range(len(first) - RUN, -1, -1):
        where.setdefault(tuple(first[index : index + RUN]), []).append(index)
    used = bytearray(len(first))
    at = 0
    while at <= len(second) - RUN:
        places = where.get(tuple(second[at : at + RUN]))
        while places and any(used[places[-1] : places[-1] + RUN]):
            places.pop()
        if not places:
            at += 1
            continue
        source = places.pop()
        while at < len(second) and source < len(first) and first[source] == second[at] and not used[source]:
            line, place = right[at]
            line.found[place] = left[source][1]
            free.discard(left[source][1])
            used[source] = 1
            source, at = source + 1, at + 1


def _left(lines: Sequence[Line], free: set[int]) -> list[tuple[str, int]]:
    """Return the words of old lines that nobody took yet, with their numbers."""
    return [
        (word.casefold(), number)
        for line in lines
        if not line.done and line.low < line.high
        for word, number in zip(line.words[line.low : line.high], line.ids[line.low : line.high], strict=True)
        if number in free
    ]


def _open(lines: Sequence[Line]) -> list[tuple[Line, int]]:
    """Return the places of new lines that have no word yet."""
    return [
        (line, place)
        for line in lines
        if not line.done
        for place in range(line.low, line.high)
        if line.found[place] is None
    ]


class Went(NamedTuple):
    """A line or sentence that went: the numbers of its words, and the revision that took it out."""

    ids: array[int]
    by: int


class Archive:
    """What stood in earlier texts, the last that went longest kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, Went] = OrderedDict()

    def put(self, line: Line, by: int) -> None:
        """Keep a line that went, and its sentences."""
        ids = array("I", line.ids)
        self._put(line.text, Went(ids, by))
        for low, high, key in sentences(line):
            if high - low < len(ids):
                self._put(key, Went(ids[low:high], by))
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def take(self, text: str) -> Went | None:
        """Return what stood before as this text, and forget it."""
        return self._kept.pop(_digest(text), None)

    def _put(self, text: str, went: Went) -> None:
        key = _digest(text)
        self._kept[key] = went
        self._kept.move_to_end(key)


def _digest(text: str) -> bytes:
    return blake2b(text.strip().encode("utf-8", "surrogatepass"), digest_size=12).digest()
