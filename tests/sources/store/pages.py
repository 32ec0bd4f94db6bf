"""Real histories as revisions of a page, and whoever writes a store in another process."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import lru_cache

from benchmarks import material
from wikidiff.model import Page, Revision, User
from wikidiff.sources.store import Store

RIO = Page(wiki="enwiki", title="Rio Grande", id=25813, namespace=0)


@lru_cache(maxsize=1)
def rio_grande() -> tuple[Revision, ...]:
    """Return the 247 revisions of a real page, oldest first."""
    return tuple(revision(row, RIO) for row in material.history("Rio Grande"))


def revision(row, page: Page) -> Revision:
    return Revision(
        id=int(row["rev_id"]),
        text=row["text"],
        page=page,
        parent_id=int(row["parent_id"]) if row.get("parent_id") else None,
        timestamp=datetime.fromisoformat(row["timestamp"]),
        user=User(name=row["user"]),
        comment=row["comment"],
        minor=bool(row["minor"]),
        tags=("mobile edit",) if int(row["rev_id"]) % 3 else (),
        bytes=len(row["text"].encode()),
        model="wikitext",
    )


def main(path: str, offset: int) -> None:
    """Put the history in batches that begin elsewhere than those of others, each said when it is kept."""
    revisions = rio_grande()
    with Store(path) as store:
        for start in range(-offset, len(revisions), 7):
            batch = revisions[max(0, start) : start + 7]
            store.put(batch, fresh=True)
            print(batch[-1].id if batch else 0, flush=True)  # noqa: T201  # the test reads it


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
