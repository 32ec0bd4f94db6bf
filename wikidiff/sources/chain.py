"""Look at revisions as they come: is one told twice, is a parent missing, is the order kept?

A history is enumerated by time and then by number, so what comes again comes at the seam of two answers; numbers do not
rise with time where pages were imported or merged. Parents are looked for among the last revisions only, so that the
memory does not grow with the history.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from wikidiff.model import Revision

REMEMBERED = 20_000  # numbers of revisions
HELD = 16  # whole revisions, to pair with


class Chain:
    """Watch one enumeration; `newer` tells its direction, `partial` that older revisions were left out at its start.

    `gaps` lists pairs of a revision and its parent that did not come; `duplicates` numbers that came twice.
    """

    def __init__(self, *, newer: bool, partial: bool) -> None:
        self.gaps: list[tuple[int, int]] = []
        self.duplicates: list[int] = []
        self.count = 0
        self._newer = newer
        self._partial = partial
        self._seen: set[int] = set()
        self._order: deque[int] = deque()
        self._waiting: OrderedDict[int, int] = OrderedDict()

    def is_new(self, revision: Revision) -> bool:
        """Tell whether a revision comes for the first time, and remember it."""
        number = revision.id or 0
        if number in self._seen:
            self.duplicates.append(number)
            return False
        self._seen.add(number)
        self._order.append(number)
        if len(self._order) > REMEMBERED:
            self._seen.discard(self._order.popleft())
        self.count += 1
        self._look_for_parent(number, revision.parent_id)
        return True

    def _look_for_parent(self, number: int, parent: int | None) -> None:
        if self._newer:
            if parent and parent not in self._seen and not (self.count == 1 and self._partial):
                self.gaps.append((number, parent))
            return
        self._waiting.pop(number, None)
        if parent:
            if parent not in self._seen:
                self._waiting[parent] = number
            if len(self._waiting) > REMEMBERED:
                lost, child = self._waiting.popitem(last=False)
                self.gaps.append((child, lost))

    def end(self, *, whole: bool) -> None:
        """Say that the enumeration is at its end; `whole` that it went to the first revision."""
        waiting = list(self._waiting.items())
        self._waiting.clear()
        # The oldest revision that came waits for a parent that was not asked for, if the enumeration stopped before it.
        lost = waiting if whole else waiting[:-1]
        self.gaps.extend((child, parent) for parent, child in lost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A revision and the one it was made from: `by` is `parent`, `order` where the parent did not come, or `first`."""

    old: Revision | None
    new: Revision
    by: str


def pairs(revisions: Iterable[Revision], fetch: Callable[[int], Revision | None] | None = None) -> Iterator[Pair]:
    """Pair each revision with its parent, oldest first.

    The parent is looked for by its number among the last ones; `fetch` may be asked for one that is not there. Where
    neither knows it, the revision before it in the order stands in, and `by` says `order`.
    """
    held: OrderedDict[int, Revision] = OrderedDict()
    before: Revision | None = None
    for revision in revisions:
        parent, old, by = revision.parent_id, None, "first"
        if parent:
            old, by = held.get(parent), "parent"
            if old is None and fetch is not None:
                found = fetch(parent)
                old = found if found is not None and "revision" not in found.missing else None
        if old is None and before is not None and parent != 0:
            old, by = before, "order"
        elif old is None:
            by = "first"
        yield Pair(old=old, new=revision, by=by)
        before = revision
        if revision.id is not None:
            held[revision.id] = revision
            if len(held) > HELD:
                held.popitem(last=False)
