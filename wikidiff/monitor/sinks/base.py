"""What every sink is: something that is told messages, and says when it has them."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from wikidiff.errors import ConfigError, WikidiffError
from wikidiff.monitor.alerts import Message
from wikidiff.monitor.tables import Table

HIDDEN: Final = "***"


class SinkFailed(WikidiffError):
    """A sink did not take its messages; `wait` is how long it asked to be left alone, in seconds."""

    def __init__(self, what: str, *, hint: str | None = None, wait: float | None = None, forever: bool = False) -> None:
        super().__init__(what, hint=hint)
        self.wait = wait
        self.forever = forever  # trying again will not help: the message itself is refused


class Secret:
    """A text that must not be seen: `str` and `repr` hide it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def __repr__(self) -> str:
        return HIDDEN

    __str__ = __repr__


def secret(table: Table, key: str, folder: Path) -> Secret | None:
    """Read a secret: a text, `{ env = "NAME" }` or `{ file = "path" }`."""
    value = table.raw(key)
    if value is None:
        return None
    if isinstance(value, str):
        return Secret(table.text(key) or "")
    part = table.table(key)
    if part is None:
        return None
    env, file = part.text("env"), part.text("file")
    part.known()
    if env is not None and file is None:
        found = os.environ.get(env)
        if not found:
            part.fail("env", f"the environment variable {env} is not set")
        return Secret(found)
    if file is not None and env is None:
        try:
            return Secret((folder / file).read_text(encoding="utf-8").strip())
        except (OSError, UnicodeDecodeError, ValueError) as error:
            part.fail("file", f"{file} cannot be read ({getattr(error, 'strerror', None) or error})")
    raise ConfigError(
        f"{key}: either 'env' or 'file' is wanted", hint=f'such as {key} = {{ env = "NAME" }}', path=table.path,
        line=table.line(key),
    )  # fmt: skip


class Sink(ABC):
    """A place that alerts go to. What `deliver` returns from has been taken; what it raises on will come again.

    `at_once` is how many messages it takes in one call. A message that comes with `doubt` may have arrived before: a
    sink that can look, looks.
    """

    at_once: ClassVar[int] = 20
    kind: ClassVar[str] = ""
    pause: float = 0.0  # seconds between two calls

    def __init__(self, name: str) -> None:
        self.name = name

    def ready(self) -> None:  # noqa: B027  (most sinks need nothing)
        """Raise `ConfigError` or `MissingExtra` for what keeps it from ever telling anything; changes nothing."""

    def open(self) -> None:  # noqa: B027  (most sinks have nothing to open)
        """Make ready; raises `ConfigError` for what no waiting will mend."""

    @abstractmethod
    def deliver(self, messages: Sequence[Message]) -> None:
        """Take messages, or raise `SinkFailed` with none of them taken for good."""

    def close(self) -> None:  # noqa: B027
        """Let go of what is open."""

    def secrets(self) -> Sequence[Secret]:
        """Return what must never be seen in a log."""
        return ()
