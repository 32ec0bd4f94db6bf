"""The local store: histories that were fetched once and are kept for good, in one file of SQLite.

    with Store() as store:
        store.put(revisions, fresh=True)
        for revision in store.history("Berlin", wiki="dewiki"): ...

A revision is kept under its wiki and id. Several processes may read and write at the same time; what `put` returned
from survives whatever happens to the process afterwards.
"""

from __future__ import annotations

from wikidiff.sources.store.core import Kept, Store
from wikidiff.sources.store.pages import BEGINNING, END, Position, StoredPage, Stretch
from wikidiff.sources.store.place import store_path
from wikidiff.sources.store.rows import instant
from wikidiff.sources.store.schema import VERSION

__all__ = [
    "BEGINNING",
    "END",
    "VERSION",
    "Kept",
    "Position",
    "Store",
    "StoredPage",
    "Stretch",
    "instant",
    "store_path",
]
