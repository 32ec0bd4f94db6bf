"""One user's consecutive edits as one: what is left of them is what they changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from wikidiff.history.entries import entries
from wikidiff.model import Revision
from wikidiff.model.history import Burst

PAUSE = timedelta(hours=24)  # after a longer pause the same user comes to the page again


def bursts(revisions: Iterable[Revision], pause: timedelta | None = PAUSE) -> Iterator[Burst]:
    """Yield the bursts of a history: runs of revisions by one known user, no more than `pause` apart (None: any).

    A revision whose user is hidden or unknown stands alone. No more than the texts of one burst are held.
    """
    old: Revision | None = None
    run: list[Revision] = []
    for revision in entries(revisions):
        if run and not _goes_on(run[-1], revision, pause):
            yield Burst(old=old, revisions=tuple(run))
            old, run = run[-1], []
        run = [*(entry.header() for entry in run), revision]
    if run:
        yield Burst(old=old, revisions=tuple(run))


def collapse(revisions: Iterable[Revision], pause: timedelta | None = PAUSE) -> Iterator[Revision]:
    """Yield the last revision of each burst: a history to analyse in which each user's edits in a row are one."""
    for burst in bursts(revisions, pause):
        yield burst.new


def _goes_on(last: Revision, new: Revision, pause: timedelta | None) -> bool:
    names = [revision.user.name if revision.user is not None else None for revision in (last, new)]
    if names[0] is None or names[0] != names[1]:
        return False
    if pause is None or last.timestamp is None or new.timestamp is None:
        return True
    return abs(new.timestamp - last.timestamp) <= pause
