"""A dump as the feed wants it: its revisions in page order, and what is broken in its place between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from wikidiff.errors import InputError, WikidiffError
from wikidiff.model import Page, Revision
from wikidiff.sources.dumps import open_dump


class DumpReading:
    """One dump being read, once; pages that are not wanted are passed over unread."""

    def __init__(self, path: str, wanted: Callable[[Page], bool]) -> None:
        self._path, self._wanted = path, wanted
        self._stream = Path(path).open("rb")  # noqa: SIM115  (closed when it was read)

    @property
    def position(self) -> int:
        """Bytes of the file that were read."""
        return 0 if self._stream.closed else self._stream.tell()

    def __iter__(self) -> Iterator[Revision | WikidiffError]:
        """Yield the revisions, and each error where it happened; a broken tail is the last."""
        broken: list[InputError] = []
        with self._stream, open_dump(self._stream, broken=broken.append) as dump:
            for page, revisions in dump.pages():
                yield from broken
                broken.clear()
                if self._wanted(page):
                    yield from revisions
                    yield from broken
                    broken.clear()
            yield from broken


def check(path: str) -> None:
    """Raise `InputError` where a file is no dump, `UsageError` where it cannot be read: its head alone is looked at."""
    with open_dump(path) as dump:
        _ = dump.site
