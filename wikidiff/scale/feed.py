"""From files to tasks: in page order, over the borders of files, from wherever an earlier run got to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final, NamedTuple, Protocol

from wikidiff.errors import InputError, WikidiffError
from wikidiff.model import Page, Revision
from wikidiff.scale.columns import VERSION
from wikidiff.scale.pairs import Context, Settings, Trail, key_of
from wikidiff.scale.rows import Row
from wikidiff.scale.selection import Selection
from wikidiff.scale.tasks import Segment, Task

REVISIONS: Final = 200  # of one task
CHARACTERS: Final = 2_000_000  # of one task; more where what has to be known of its page is long
_RANGE = re.compile(r"p(\d+)(?:p(\d+)|r(\d+)r(\d+))\b")


class Place(NamedTuple):
    """How far the files were read: the number of the file, and how many revisions and faults of it."""

    file: int = 0
    read: int = 0


_START: Final = Place()


class Mark(NamedTuple):
    """What the writer has to know of a task: where it ends, where its last page began, and the faults before it."""

    end: Place
    page: Place
    errors: tuple[Row, ...] = ()
    passed: int = 0


class Reading(Protocol):
    """One open dump: iterated, it gives revisions in page order, and what is broken as an error between them."""

    def __iter__(self) -> Iterator[Revision | WikidiffError]: ...  # pragma: no cover

    @property
    def position(self) -> int:
        """Bytes of the file that were read."""
        ...  # pragma: no cover


Opener = Callable[[str, Callable[[Page], bool]], Reading]


def in_order(files: Sequence[str]) -> list[str]:
    """Return the parts of a dump in page order: by the `p…p…` or `p…r…r…` of their names; others keep their place."""
    ranges = [(index, _RANGE.search(PurePath(name).name)) for index, name in enumerate(files)]
    if not all(match for _, match in ranges):
        return list(files)

    def key(entry: tuple[int, re.Match[str] | None]) -> tuple[str, int, int, int]:
        index, match = entry
        assert match is not None  # noqa: S101  (told above)
        return PurePath(files[index]).name[: match.start()], int(match[1]), int(match[3] or 0), index

    return [files[index] for index, _ in sorted(ranges, key=key)]


@dataclass(slots=True)
class Feed:
    """Makes tasks of the revisions of some files.

    Args:
        files: in page order.
        opener: opens one of them.
        settings, selection: how revisions are read, and which.
        start: where to go on, and where the page began in which that place lies.
    """

    files: Sequence[str]
    opener: Opener
    settings: Settings
    selection: Selection
    start: tuple[Place, Place] = (_START, _START)
    marks: dict[int, Mark] = field(default_factory=dict)
    revisions: int = 0
    passed: int = 0
    _file: int = 0
    _reading: Reading | None = None
    _segments: list[Segment] = field(default_factory=list)
    _open: list[Revision] = field(default_factory=list)
    _context: Context | None = None
    _size: int = 0
    _known: int = 0
    _count: int = 0
    _number: int = 0
    _page: Place = _START
    _at: Place = _START

    @property
    def position(self) -> tuple[int, int]:
        """The number of the file that is being read, and the bytes read of it."""
        return self._file, self._reading.position if self._reading is not None else 0

    def tasks(self) -> Iterator[Task]:
        """Yield tasks, numbered from 0; `marks` holds the mark of each until it is taken out."""
        trail = Trail()
        done, known = self.start[0], False
        page: object = None
        wanted = False
        self._at, self._page = done, self.start[1]
        for place, event in self._events(self.start[1]):
            after = Place(place.file, place.read + 1)
            if isinstance(event, WikidiffError):
                if place >= done:
                    yield from self._flush()
                    self._at = after
                    yield self._task(errors=(_fault(event, self.files[place.file]),))
                continue
            if not known or key_of(event) != page:
                page, known = key_of(event), True
                self._cut()
                self._page = place
                wanted = event.page is None or self.selection.page(event.page)
            if place < done:
                if wanted:
                    trail.pass_by(event)
                continue
            self._at = after
            if not wanted or not self.selection.revision(event):
                self._cut()
                self.passed += 1
            else:
                self._add(event, trail)
            if wanted:
                trail.pass_by(event)
            if self._count >= REVISIONS or self._size >= max(CHARACTERS, 2 * self._known):
                yield from self._flush()
        yield from self._flush()

    def _events(self, start: Place) -> Iterator[tuple[Place, Revision | WikidiffError]]:
        """Yield what the files hold from a place on, with the place of each."""
        for number in range(start.file, len(self.files)):
            self._file, count = number, 0
            try:
                self._reading = self.opener(self.files[number], self.selection.page)
                for event in self._reading:
                    if number > start.file or count >= start.read:
                        yield Place(number, count), event
                    count += 1
            except (WikidiffError, OSError) as error:
                told = error if isinstance(error, WikidiffError) else InputError(f"it cannot be read ({error})")
                yield Place(number, count), told

    def _add(self, revision: Revision, trail: Trail) -> None:
        if self._context is None:
            self._context = trail.context() if trail.holds(revision) else ()
            self._known += sum(len(known.text or "") for known in self._context)
        self._open.append(revision)
        self._count += 1
        self._size += len(revision.text or "")
        self.revisions += 1

    def _cut(self) -> None:
        """End the stretch of revisions that follow each other."""
        if self._context is not None:
            self._segments.append(Segment(self._context, tuple(self._open)))
            self._open, self._context = [], None

    def _flush(self) -> Iterator[Task]:
        self._cut()
        if self._segments or self.passed:
            yield self._task()

    def _task(self, errors: tuple[Row, ...] = ()) -> Task:
        task = Task(self._number, tuple(self._segments))
        self.marks[task.number] = Mark(self._at, self._page, errors, self.passed)
        self._segments, self._size, self._known, self._count, self.passed = [], 0, 0, 0, 0
        self._number += 1
        return task


def _fault(error: WikidiffError, path: str) -> Row:
    return {
        "schema": VERSION,
        "kind": "page" if error.page else "file",
        "path": error.path or path,
        "byte": error.byte,
        "wiki": error.wiki,
        "page_id": None,
        "title": error.page,
        "revision_id": error.revision_id,
        "message": str(error),
    }
