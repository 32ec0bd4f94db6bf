"""Histories of followed pages out of the store, for `--replay`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain

from wikidiff.errors import UsageError
from wikidiff.model import Revision
from wikidiff.monitor.settings import Settings
from wikidiff.monitor.targets import Members, canonical
from wikidiff.sources.store import Store


def histories(
    found: Settings, members: Members, path: str | None, since: float | None, until: float | None
) -> Iterator[Iterable[Revision]]:
    """Yield the history of each followed page that the store has, oldest first.

    With `since`, the revision before it comes first: it is what the first edit was made from.
    """
    listed = all(follow.listed for follow in found.follow)
    wanted = frozenset().union(*members.pages.values()) if listed else None
    low, high = _moment(since), _moment(until)
    told = 0
    with Store(path, create=False, write=False) as store:
        for stored in store.pages():
            page = stored.page
            if page.wiki != found.wiki or (wanted is not None and canonical(page.title or "") not in wanted):
                continue
            told += 1
            before: Iterable[Revision] = ()
            if low is not None:
                earlier = low - timedelta(seconds=1)
                before = store.history(wiki=found.wiki, page_id=page.id, until=earlier, limit=1, direction="older")
            yield chain(before, store.history(wiki=found.wiki, page_id=page.id, since=low, until=high))
    if not told:
        raise UsageError(
            f"the store has no page of {found.wiki} that is followed", hint="'wikidiff fetch' brings histories into it"
        )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
