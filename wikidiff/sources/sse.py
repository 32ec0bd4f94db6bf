"""Read server-sent events from bytes, as the HTML standard tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from wikidiff.errors import SourceError

LONGEST: Final = 8_000_000  # bytes of one event; the largest of EventStreams are below one million


class Message(NamedTuple):
    """One event: `id` is the last one that was told, and stays until another is."""

    id: str
    event: str
    data: str


class Reader:
    """Takes bytes as they come; what has not ended with an empty line is not given out."""

    def __init__(self, last_id: str = "") -> None:
        self.id = last_id
        self.retry: float | None = None
        self._rest = b""
        self._first = True
        self._data: list[str] = []
        self._size = 0
        self._event = ""
        self._new_id = last_id

    def feed(self, chunk: bytes) -> Iterator[Message]:
        """Yield the events that end in this chunk."""
        if self._first and chunk:
            self._rest = (self._rest + chunk).removeprefix(b"\xef\xbb\xbf")
            self._first = False
        else:
            self._rest += chunk
        # A carriage return at the end may be half of a line break: it waits for the next chunk.
        held = b"\r" if self._rest.endswith(b"\r") else b""
        lines = (self._rest[: len(self._rest) - len(held)]).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._rest = lines.pop() + held
        if self._size + len(self._rest) > LONGEST:
            raise SourceError(f"the stream sent an event of more than {LONGEST:,} bytes")
        for line in lines:
            message = self._line(line)
            if message is not None:
                yield message

    def _line(self, line: bytes) -> Message | None:
        if not line:
            return self._dispatch()
        self._size += len(line)
        if line.startswith(b":"):
            return None
        name, _, value = line.partition(b":")
        text = value.removeprefix(b" ").decode("utf-8", "replace")
        if name == b"data":
            self._data.append(text)
        elif name == b"event":
            self._event = text
        elif name == b"id" and "\0" not in text:
            self._new_id = text
        elif name == b"retry" and text.isdigit():
            self.retry = int(text) / 1000
        return None

    def _dispatch(self) -> Message | None:
        data, event = "\n".join(self._data), self._event or "message"
        self.id = self._new_id
        empty = not self._data
        self._data, self._event, self._size = [], "", 0
        return None if empty else Message(self.id, event, data)
