"""Lines and sentences as words with numbers: found again where they stand elsewhere, or stood before."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from wikidiff.diff.engine import Budget, changes
from wikidiff.text.tokens import split

MOST_KEPT = 30_000  # lines and sentences that went
RUN = 4  # words in a row that show that a passage moved
ALIKE = 0.25  # of a stretch of which less stayed only runs of words are the same: the rest is chance
SENTENCE = 3  # a sentence with fewer words may be there by chance
SHOWN = 120  # letters of a passage that are shown
_ENDS = frozenset([".", "!", "?", ";", "。", "।", "؟", "|", "}}", ">"])


class Line:
    """A line of either text: `ids` are the numbers of an old one's words, `found` those that a new one's words get."""

    __slots__ = ("done", "found", "ids", "text", "tokens", "used", "words")

    def __init__(self, text: str, tokens: list[str], ids: Sequence[int]) -> None:
        self.text, self.tokens, self.ids = text, tokens, ids
        self.words = [token for token in tokens if not token.isspace()]
        self.found: list[int | None] = [] if ids else [None] * len(self.words)
        self.used = bytearray(len(ids))
        self.done = False

    def key(self, low: int, high: int) -> str:
        """Return by what some of its words are known again."""
        return " ".join(self.words[low:high])

    def excerpt(self, low: int, high: int) -> str:
        """Return some of its words as they are written, cut where they are long."""
        text: list[str] = []
        at = size = 0
        for token in self.tokens:
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
    return Line(text, split(text, way=way), ids)


def sentences(line: Line) -> Iterator[tuple[int, int, str]]:
    """Yield the sentences of a line as ranges of words not yet known, with a key each."""
    start = 0
    for index, word in enumerate((*line.words, ".")):
        if word in _ENDS:
            end = min(index + 1, len(line.words))
            if end - start >= SENTENCE:
                yield start, end, line.key(start, end)
            start = end


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
            source.used, source.done = bytearray(b"\1" * len(source.ids)), True


def aligned(old: Sequence[Line], new: Sequence[Line], taken: set[int], budget: Budget, *, runs_only: bool) -> None:
    """Give words of new lines the numbers of old ones with which they align, where neither has been used."""
    left = [
        (word.casefold(), number)
        for line in old
        if not line.done
        for word, number, used in zip(line.words, line.ids, line.used, strict=True)
        if not used and number not in taken
    ]
    right = [(line, place) for line in new for place, number in enumerate(line.found) if number is None]
    if not left or not right:
        return
    first, second = [word for word, _ in left], [line.words[place].casefold() for line, place in right]
    stayed: list[tuple[int, int, int]] = []
    i = j = 0
    for i1, i2, j1, j2 in (*changes(first, second, budget), (len(first), len(first), len(second), len(second))):
        if i < i1:
            stayed.append((i, j, i1 - i))
        i, j = i2, j2
    alike = sum(size for _, _, size in stayed) >= ALIKE * min(len(first), len(second))
    for i, j, size in stayed:
        if size >= RUN or (alike and not runs_only):
            for step in range(size):
                line, place = right[j + step]
                line.found[place] = left[i + step][1]
                taken.add(left[i + step][1])


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
