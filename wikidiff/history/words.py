"""Who first wrote each word: every word of a page keeps its number from the revision that wrote it to its end.

A revision is read in four passes over its changed lines alone. A line that stands elsewhere, or stood in any earlier
revision, brings its words along; then sentences do the same; what is left of a changed stretch is aligned word by word
(as `compare` does); and long runs of words that went in one place and came in another have moved. All other words are
new. Case does not make a word another. The idea of hashing paragraphs, then sentences, then comparing words is that of
WikiWho (Flöck and Acosta, WWW 2014); the code is not.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from wikidiff.diff.engine import Budget, Op
from wikidiff.history.passages import Archive, Line, aligned, line_of, moved_runs, sentences, take_moved, trim
from wikidiff.text.segments import way_of
from wikidiff.text.tokens import split

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_NUMBER = "I"  # four bytes a word


class Back(NamedTuple):
    """A passage of an earlier text that was put back: `by` had taken it out."""

    by: int
    text: str
    words: tuple[int, ...]


class Gone(NamedTuple):
    """Words in a row that a revision took out, and the revision that had written them."""

    writer: int
    text: str
    words: tuple[int, ...]


class Delta(NamedTuple):
    """What a revision did to the words of a page: those it wrote, took out, and put back."""

    born: range
    gone: tuple[Gone, ...]
    back: tuple[Back, ...]


class Words:
    """The words of one page through its history; texts are given one after the other.

    `born` has by the number of a word the revision that wrote it; revisions are numbered as the caller does.
    """

    def __init__(self, language: str = "en") -> None:
        self.way = way_of(language)
        self.born = array(_NUMBER)
        self.standing = bytearray()
        self._lines: list[array[int]] = []
        self._starts = [0]
        self._archive = Archive()

    def begin(self, number: int, text: str) -> Delta:
        """Read the first text of the page."""
        first = len(self.born)
        lines = _LINES.findall(text)
        self._lines = [self._fresh(len(line_of(line, self.way).words), number) for line in lines]
        self._starts = list(accumulate(map(len, lines), initial=0))
        return Delta(range(first, len(self.born)), (), ())

    def step(self, number: int, old: str, new: str, hunks: Sequence[Op]) -> Delta:
        """Read the next text, of which the changed lines are known."""
        first = len(self.born)
        removed: list[list[Line]] = []
        added: list[list[Line]] = []
        cuts: list[tuple[int, int]] = []
        for o1, o2, n1, n2 in hunks:
            low, high = bisect_left(self._starts, o1), bisect_left(self._starts, o2)
            texts = _LINES.findall(old, o1, o2)
            removed.append(
                [line_of(text, self.way, ids) for text, ids in zip(texts, self._lines[low:high], strict=True)]
            )
            added.append([line_of(text, self.way) for text in _LINES.findall(new, n1, n2)])
            cuts.append((low, high))
        gone_lines = [line for run in removed for line in run]
        take_moved(gone_lines, [line for run in added for line in run])
        free = {word for line in gone_lines if not line.done for word in line.ids}
        back = self._known_again(removed, added, free)
        self._same_words(removed, added, free)
        self._write(number, added)
        gone = self._settle(number, removed, free)
        self._replace(cuts, added)
        return Delta(range(first, len(self.born)), gone, back)

    def _fresh(self, count: int, number: int) -> array[int]:
        first = len(self.born)
        self.born.extend([number] * count)
        self.standing.extend(b"\1" * count)
        return array(_NUMBER, range(first, first + count))

    def _known_again(self, removed: list[list[Line]], added: list[list[Line]], free: set[int]) -> tuple[Back, ...]:
        """Give whole lines, then sentences, the words that they had elsewhere or in an earlier text.

        `free` are the words of the removed lines that nobody took yet.
        """
        came = [line for run in added for line in run]
        back: list[Back] = []
        for line in came:
            if line.words and not line.done and (found := self._from_archive(line, 0, len(line.words), free)):
                back.append(found)
                line.done = True
        for old, new in zip(removed, added, strict=True):
            if len(old) == len(new) == 1 and not old[0].done and not new[0].done:
                trim(old[0], new[0], free)
        there: dict[str, list[tuple[int, ...]]] = {}
        for run in removed:
            for line in run:
                for low, high, key in sentences(line) if not line.done else ():
                    there.setdefault(key, []).append(tuple(line.ids[low:high]))
        for line in came:
            for low, high, key in sentences(line) if not line.done else ():
                places = there.get(key)
                if places and free.issuperset(places[0]):
                    ids = places.pop(0)
                    free.difference_update(ids)
                    line.found[low:high] = ids
                elif found := self._from_archive(line, low, high, free):
                    back.append(found)
        return tuple(back)

    def _from_archive(self, line: Line, low: int, high: int, free: set[int]) -> Back | None:
        """Take words from what stood in an earlier text, unless they still stand somewhere else."""
        went = self._archive.take(line.text if high - low == len(line.words) else line.key(low, high))
        if went is None or len(went.ids) != high - low:
            return None
        if any(self.standing[word] and word not in free for word in went.ids):
            return None
        line.found[low:high] = list(went.ids)
        away = tuple(word for word in went.ids if not self.standing[word])
        for word in away:
            self.standing[word] = 1
        free.difference_update(went.ids)  # they stand from now on: nobody else may have them
        return Back(went.by, line.excerpt(low, high), away) if away else None

    def _same_words(self, removed: list[list[Line]], added: list[list[Line]], free: set[int]) -> None:
        """Align word by word what is left: stretch by stretch, then over the page."""
        budget = Budget()
        for old, new in zip(removed, added, strict=True):
            if old and new:
                aligned(old, new, free, budget)
        moved_runs([line for run in removed for line in run], [line for run in added for line in run], free)

    def _write(self, number: int, added: list[list[Line]]) -> None:
        """Give numbers to the words that are new."""
        for run in added:
            for line in run:
                for place in range(line.low, line.high) if not line.done else ():
                    if line.found[place] is None:
                        line.found[place] = len(self.born)
                        self.born.append(number)
                        self.standing.append(1)

    def _settle(self, number: int, removed: list[list[Line]], free: set[int]) -> tuple[Gone, ...]:
        """Note which words stand no more, those that nobody took, and keep the lines that went."""
        gone: list[Gone] = []
        for run in removed:
            for line in run:
                if line.done or not line.words:
                    continue
                self._archive.put(line, number)
                at = line.low
                for writer, part in groupby(
                    line.ids[line.low : line.high], lambda word: self.born[word] if word in free else -1
                ):
                    words = tuple(part)
                    if writer >= 0:
                        gone.append(Gone(writer, line.excerpt(at, at + len(words)), words))
                    at += len(words)
        for entry in gone:
            for word in entry.words:
                self.standing[word] = 0
        return tuple(gone)

    def _replace(self, cuts: list[tuple[int, int]], added: list[list[Line]]) -> None:
        """Put the new lines where the old ones stood, the last first: what stands before is not touched."""
        for (low, high), run in zip(reversed(cuts), reversed(added), strict=True):
            at = self._starts[low]
            starts = list(accumulate((len(line.text) for line in run), initial=at))
            shift = starts[-1] - self._starts[high]
            self._lines[low:high] = [array(_NUMBER, [word for word in line.found if word is not None]) for line in run]
            behind = self._starts[high:]
            self._starts[low:] = [*starts[:-1], *([start + shift for start in behind] if shift else behind)]

    def places(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield start, end and number of each word of the present text that lies in `[start, end)`, spaces left out."""
        index = max(0, bisect_right(self._starts, start) - 1)
        while index < len(self._lines) and self._starts[index] < end:
            at = self._starts[index]
            numbers = iter(self._lines[index])
            for token in split(text, at, self._starts[index + 1], self.way):
                stop = at + len(token)
                if not token.isspace():
                    number = next(numbers)
                    if at < end and stop > start:
                        yield at, stop, number
                at = stop
            index += 1
