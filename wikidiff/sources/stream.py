"""Follow EventStreams: a connection that is opened again whenever it ends, from the event after the last one.

A stream service ends connections when it likes: with an end of file, an error, a 429, or by falling silent. None of
that is an error here; all of it is waited out with growing pauses. An event may come twice, none is left out.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from wikidiff.errors import SourceError
from wikidiff.sources.sse import Message, Reader

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 120.0
STEADY: Final = 60.0  # a connection that lived so long ends a row of failures
_REFUSED: Final = frozenset({400, 401, 403, 404, 410, 422})
_CHUNK: Final = 65536
SILENT: Final = "no byte came for too long"


class Response(Protocol):
    """What of an HTTP answer is used."""

    raw: Any

    @property
    def headers(self) -> Mapping[str, str]:
        """Return the headers."""

    def close(self) -> None:
        """Close the connection."""


class Opener(Protocol):
    """Opens an answer that does not end; `Session.stream` is one. Raises `SourceError` where that fails."""

    def __call__(
        self, url: str, *, headers: Mapping[str, str] | None = None, timeout: tuple[float, float] | None = None
    ) -> Response:
        """Return the answer unread, with status 200."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What happens to the connection: `open`, `lost` (with what, and the pause before the next try), `quiet`."""

    word: str
    reason: str = ""
    pause: float = 0.0


class Stopped(Exception):
    """Somebody asked the stream to end."""


class Stream:
    """One or more streams of a service, as an endless row of messages and signs.

    `cursor` is the id after which to go on; `since` (ISO 8601) holds only until there is an id. `silence` is how many
    seconds may pass without a byte, `idle` without an event, before the connection is given up. `stop` ends it.
    """

    def __init__(
        self,
        url: str,
        streams: tuple[str, ...],
        opener: Opener,
        *,
        cursor: str | None = None,
        since: str | None = None,
        silence: float = 75.0,
        idle: float = 600.0,
        stop: threading.Event | None = None,
        pause: float = FIRST_PAUSE,
    ) -> None:
        self.url = f"{url.rstrip('/')}/{','.join(streams)}"
        self.streams = streams
        self.cursor = cursor or ""
        self.since = since
        self.silence, self.idle, self.pause = silence, idle, pause
        self.stop = stop or threading.Event()
        self._opener = opener
        self._failures = 0
        self._random = random.Random()  # noqa: S311  (it spreads reconnects)
        if self.cursor:
            check_cursor(self.cursor, streams)

    def __iter__(self) -> Iterator[Message | Sign]:
        """Yield messages and signs until `stop` is set; raises `SourceError` where the service refuses for good."""
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                yield from self._connection()
                reason, wait = "the stream ended", None
            except _Lost as lost:
                reason, wait = lost.reason, lost.wait
            if self.stop.is_set():
                return
            if time.monotonic() - began >= STEADY:
                self._failures = 0
            pause = self._next_pause(wait)
            yield Sign("lost", reason, pause)
            self.stop.wait(pause)

    def _next_pause(self, wait: float | None) -> float:
        """Return full jitter over a doubling bound, never less than what a Retry-After asked for."""
        bound = min(LONGEST_PAUSE, self.pause * 2.0 ** min(self._failures, 10))
        self._failures += 1
        jittered = self._random.uniform(bound / 4, bound)
        return jittered if wait is None else min(max(wait, 0.0), 3600.0) + self._random.uniform(0, self.pause)

    def address(self) -> str:
        """Return the address of the next connection."""
        if self.cursor or not self.since:
            return self.url
        return f"{self.url}?{urlencode({'since': self.since})}"

    def _connection(self) -> Iterator[Message | Sign]:
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-cache", "Accept-Encoding": "identity"}
        if self.cursor:
            headers["Last-Event-ID"] = self.cursor
        try:
            response = self._opener(self.address(), headers=headers, timeout=(15.0, self.silence))
        except SourceError as error:
            status = getattr(error, "status", None)
            if status in _REFUSED:
                raise Refused(f"the stream service refuses: {error.what}", status) from error
            raise _Lost(error.what, getattr(error, "seconds", None)) from error
        with closing(response):
            kind = response.headers.get("Content-Type", "")
            if not kind.startswith("text/event-stream"):
                raise _Lost(f"it answered with {kind or 'no type'}, not with a stream")
            yield Sign("open")
            yield from self._messages(response)

    def _messages(self, response: Response) -> Iterator[Message | Sign]:
        reader = Reader(self.cursor)
        last = time.monotonic()
        while not self.stop.is_set():
            try:
                chunk = response.raw.read1(_CHUNK)
            except (OSError, ValueError) as error:
                raise _Lost(_why(error)) from error
            except Exception as error:
                if type(error).__module__.partition(".")[0] not in ("urllib3", "requests", "http"):
                    raise
                raise _Lost(_why(error)) from error
            if not chunk:
                return
            got = False
            for message in reader.feed(chunk):
                got = True
                self._failures = 0
                yield message
                if message.id:
                    self.cursor = message.id
                    self.since = None
            if got:
                last = time.monotonic()
                continue
            if time.monotonic() - last > self.idle:
                raise _Lost("the connection lives, but tells of nothing")
            yield Sign("quiet")


class Refused(SourceError):
    """The service does not know the stream or the id that it was asked for."""

    def __init__(self, what: str, status: int) -> None:
        super().__init__(what, hint="look at the names of the streams and at the cursor")
        self.status = status


class _Lost(Exception):
    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


def _why(error: Exception) -> str:
    name = type(error).__name__
    return SILENT if "Timeout" in name or isinstance(error, TimeoutError) else f"cut off ({name})"


def topics(cursor: str) -> tuple[str, ...]:
    """Return the streams that an id speaks of; raises `SourceError` where it is no id of a stream service."""
    try:
        rows = json.loads(cursor)
        return tuple(dict.fromkeys(str(row["topic"]).partition(".")[2] for row in rows))
    except (ValueError, TypeError, KeyError) as error:
        raise SourceError("this cursor is no id of a stream service", hint="start with --since TIME") from error


def check_cursor(cursor: str, streams: tuple[str, ...]) -> None:
    """Refuse an id that speaks of other streams than those that are read: nobody could say what was missed."""
    wanted = {_short(name) for name in streams}
    told = {_short(name) for name in topics(cursor)}
    if told and not told & wanted:
        raise SourceError(
            f"the cursor is of another stream ({', '.join(sorted(told))}), not of {', '.join(sorted(wanted))}",
            hint="start with --since TIME, or name another state",
        )


def _short(name: str) -> str:
    return name.removeprefix("mediawiki.")


def cursor_time(cursor: str) -> float | None:
    """Return the moment up to which an id has read, in seconds: the latest of its topics, None where none is told."""
    try:
        rows = json.loads(cursor)
        stamps = [row["timestamp"] for row in rows if isinstance(row.get("timestamp"), int | float)]
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return max(stamps) / 1000 if stamps else None
