"""The part of a dump that is being read: bytes that move along, and where they stand in the whole."""

from __future__ import annotations

from collections.abc import Iterator

from wikidiff.errors import InputError


class Window:
    """Bytes of a dump from where the reader is.

    `data` holds what was fetched, `pos` is where the reader is in it, and `base` the place of `data` in the dump.
    """

    __slots__ = ("_blocks", "_failure", "base", "data", "ended", "largest", "name", "page", "pos")

    def __init__(self, blocks: Iterator[bytes], name: str | None, largest: int) -> None:
        self._blocks = blocks
        self._failure: InputError | None = None
        self.data = b""
        self.pos = 0
        self.base = 0
        self.ended = False
        self.name = name
        self.page: str | None = None  # the title of the page that is read, for errors
        self.largest = largest

    @property
    def place(self) -> int:
        """Where the reader is, in bytes from the start of the dump."""
        return self.base + self.pos

    def more(self) -> bool:
        """Fetch as much again as is held; False at the end. Places relative to `pos` stay as they are.

        What failed while fetching is raised only when everything before it was read. Raises `InputError` too where
        more than `largest` bytes would have to be held at once.
        """
        if self._failure is not None:
            error, self._failure, self.ended = self._failure, None, True
            raise error
        if self.ended:
            return False
        held = len(self.data) - self.pos
        if held > self.largest:
            raise InputError(
                f"what begins at byte {self.place:,} is longer than {self.largest:,} bytes",
                hint="this is no dump of a wiki, or the limit is too low for it",
                path=self.name,
                page=self.page,
                byte=self.place,
            )
        parts, fetched = [self.data[self.pos :]], 0
        try:
            while fetched <= held:
                part = next(self._blocks, None)
                if part is None:
                    self.ended = True
                    break
                parts.append(part)
                fetched += len(part)
        except InputError as error:
            if not fetched:
                self.ended = True
                raise
            self._failure = error
        self.base += self.pos
        self.pos = 0
        self.data = b"".join(parts)
        return fetched > 0

    def find(self, what: bytes, start: int = 0) -> int:
        """Return where `what` first stands at or behind `start`, both relative to `pos`; -1 where it does not."""
        while True:
            found = self.data.find(what, self.pos + start)
            if found >= 0:
                return found - self.pos
            start = max(start, len(self.data) - self.pos - len(what) + 1)
            if not self.more():
                return -1

    def skip_to(self, what: bytes) -> bool:
        """Move to where `what` next stands behind this place, dropping what lies between; False at the end."""
        self.pos = min(self.pos + 1, len(self.data))
        while True:
            found = self.data.find(what, self.pos)
            if found >= 0:
                self.pos = found
                return True
            self.pos = max(self.pos, len(self.data) - len(what) + 1)
            if not self.more():
                self.pos = len(self.data)
                return False
