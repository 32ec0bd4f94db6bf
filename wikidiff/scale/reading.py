"""A file as the feed wants it: its revisions in page order, and what is broken in its place between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from wikidiff.errors import InputError, UsageError, WikidiffError
from wikidiff.model import Page, Revision
from wikidiff.sources.compression import blocks
from wikidiff.sources.dumps import open_dump
from wikidiff.sources.opening import open_history


class DumpReading:
    """One file being read, once: JSON lines, or an XML dump, of which pages not wanted are passed over unread."""

    def __init__(self, path: str, wanted: Callable[[Page], bool]) -> None:
        self._path, self._wanted = path, wanted
        self._stream = Path(path).open("rb")  # noqa: SIM115  (closed when it was read)

    @property
    def position(self) -> int:
        """Bytes of the file that were read; all of them of a file whose bytes are not counted."""
        return 0 if self._stream.closed else self._stream.tell()

    def __iter__(self) -> Iterator[Revision | WikidiffError]:
        """Yield the revisions, and each error where it happened; a broken tail is the last."""
        broken: list[InputError] = []
        with self._stream:
            if not is_xml(self._path):
                self._stream.seek(0, 2)
                yield from open_history(self._path)
                return
            with open_dump(self._stream, broken=broken.append) as dump:
                for page, revisions in dump.pages():
                    yield from broken
                    broken.clear()
                    if self._wanted(page):
                        yield from revisions
                        yield from broken
                        broken.clear()
                yield from broken


def is_xml(path: str) -> bool:
    """Tell whether a file, unpacked, begins as XML does; what cannot be unpacked is left to those who say so."""
    with Path(path).open("rb") as stream:
        unpacked = blocks(stream, name=path)
        try:
            head = next(unpacked, b"")
        except InputError:
            return True
        return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", b"\xff\xfe", b"\xfe\xff"))


def check(path: str) -> None:
    """Raise `InputError` where the head of a file holds no revisions, `UsageError` where there is none to read."""
    if Path(path).is_dir():
        raise UsageError("this is a directory", hint="name the files in it", path=path)
    if is_xml(path):
        with open_dump(path) as dump:
            _ = dump.site
        return
    next(iter(open_history(path)), None)
