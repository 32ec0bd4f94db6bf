"""JSON lines: standard output, or a file that is written on after every restart."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Final

from wikidiff.errors import ConfigError
from wikidiff.monitor.alerts import Message
from wikidiff.monitor.sinks.base import Sink, SinkFailed
from wikidiff.monitor.tables import Table

_LOOKBACK: Final = 64_000_000  # bytes of a file in which a doubtful message is looked for


def read(name: str, table: Table, folder: Path) -> Sink:
    """Read the table of this sink."""
    if table.text("type") == "stdout":
        return StandardOutput(name)
    return File(name, folder / table.needed("path", "a file needs a path"))


def line(message: Message) -> bytes:
    """Return a message as one line of JSON."""
    body = {"id": message.id, "word": message.word, **message.body, "text": message.text}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace") + b"\n"


class StandardOutput(Sink):
    """JSON lines on standard output; each has the `id` by which a reader knows what it has already."""

    kind: ClassVar[str] = "stdout"
    at_once: ClassVar[int] = 100

    def deliver(self, messages: Sequence[Message]) -> None:
        """Write the lines and flush them."""
        try:
            for message in messages:
                sys.stdout.buffer.write(line(message))
            sys.stdout.buffer.flush()
        except (OSError, ValueError, AttributeError) as error:
            raise SinkFailed(f"standard output cannot be written ({error})") from error


class File(Sink):
    """JSON lines in a file. A line that was cut short by a crash is taken out; a message that may stand there is
    looked for before it is written again. The file may be moved away at any time (logrotate): a new one is begun.
    """

    kind: ClassVar[str] = "file"
    at_once: ClassVar[int] = 100

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name)
        self.path = path

    def open(self) -> None:
        """See that the file can be written; take out a last line that is not whole."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab"):
                pass
            self._mend()
        except OSError as error:
            raise ConfigError(f"the file of sink '{self.name}' cannot be written ({error.strerror})",
                              path=str(self.path)) from error  # fmt: skip

    def deliver(self, messages: Sequence[Message]) -> None:
        """Append the lines, all or none."""
        try:
            self._mend()
            known = self._known([message.id for message in messages if message.doubt])
            data = b"".join(line(message) for message in messages if message.id not in known)
            with self.path.open("ab", buffering=0) as stream:
                size = stream.seek(0, os.SEEK_END)
                try:
                    self._write(stream.fileno(), data)
                    os.fsync(stream.fileno())
                except OSError:
                    with suppress(OSError):  # no file of its own, or gone: the next call mends it
                        stream.truncate(size)
                    raise
        except OSError as error:
            raise SinkFailed(f"{self.path.name} cannot be written ({error.strerror})") from error

    @staticmethod
    def _write(handle: int, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]

    def _mend(self) -> None:
        """Take out a last line without its end: a crash or a full disk cut it, and it will come again."""
        if not self.path.exists():
            return
        with self.path.open("rb+") as stream:
            end = stream.seek(0, os.SEEK_END)
            at = end
            while at:
                step = min(at, 65536)
                stream.seek(at - step)
                found = stream.read(step).rfind(b"\n")
                at -= step
                if found >= 0:
                    at += found + 1
                    break
            if at != end:
                stream.truncate(at)

    def _known(self, ids: Sequence[str]) -> set[str]:
        if not ids or not self.path.exists():
            return set()
        wanted = {json.dumps(one, ensure_ascii=False).encode(): one for one in ids}
        found: set[str] = set()
        with self.path.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - _LOOKBACK))
            for row in stream:
                head = row[:2000]
                found.update(one for mark, one in wanted.items() if head.startswith(b'{"id":' + mark + b","))
        return found
