"""Where events come from: a stream, or the list of recent changes; each fills the gaps of the other.

A feed runs in a thread of its own and puts what it reads into a queue that has an end: where the watcher is slow,
reading waits. Only the watcher moves a cursor, after it has put away what came before it.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from wikidiff.errors import InputError, SourceError, WikidiffError
from wikidiff.monitor.events import Event, parse
from wikidiff.monitor.settings import Settings
from wikidiff.monitor.site import Site
from wikidiff.sources.sse import Message
from wikidiff.sources.stream import SILENT, Opener, Refused, Sign, Stream, cursor_time

ROOM: Final = 2000  # events that wait between the feed and the watcher
OVERLAP: Final = 60.0  # seconds that polls look back, for changes that a wiki lists late
NOTICED: Final = 900.0  # a silence in a stream so long after a restart is looked into
_LOG = logging.getLogger("wikidiff.monitor.feeds")


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed tells: an event with the cursor behind it, or a `word` about the feed itself.

    Words: `open`, `lost`, `quiet`, `through` (all up to `time` was told), `gap`, `failed`, `bad` (an event that
    cannot be read).
    """

    word: str = "event"
    event: Event | None = None
    cursor: str | None = None
    time: float | None = None
    text: str = ""
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A time of which a source told nothing; `filled` is how many changes another source gave, None for none asked."""

    began: float
    ended: float
    reason: str
    filled: int | None
    outcome: str


class Feed(threading.Thread, ABC):
    """What both kinds have in common."""

    def __init__(self, settings: Settings, start: Start, stop: threading.Event, open_site: Callable[[], Site]) -> None:
        super().__init__(name="feed", daemon=True)
        self.settings, self.start_at, self.stop = settings, start, stop
        self.open_site = open_site
        self.items: queue.Queue[Item] = queue.Queue(ROOM)

    def run(self) -> None:
        """Read until told to stop; what ends the feed for good is told as `failed`."""
        try:
            self.read()
        except WikidiffError as error:
            self.put(Item("failed", text=str(error)))
        except Exception as error:
            _LOG.exception("feed ended")
            self.put(Item("failed", text=f"the feed ended with {type(error).__name__}"))
            raise

    @abstractmethod
    def read(self) -> None:
        """Read until told to stop."""

    def put(self, item: Item) -> None:
        """Hand something over; waits where there is no room."""
        while not self.stop.is_set():
            try:
                self.items.put(item, timeout=0.5)
            except queue.Full:
                continue
            return


@dataclass(frozen=True, slots=True)
class Start:
    """Where to begin: a cursor and its time, or a moment, or now."""

    cursor: str | None = None
    time: float | None = None
    since: float | None = None


def iso(moment: float) -> str:
    """Return a moment as the services write it."""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H:%M:%SZ}"


class StreamFeed(Feed):
    """Reads a stream service; what it no longer holds is taken from the list of recent changes."""

    def __init__(
        self,
        settings: Settings,
        start: Start,
        stop: threading.Event,
        open_site: Callable[[], Site],
        opener: Opener,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(settings, start, stop, open_site)
        self.opener, self.clock = opener, clock

    @property
    def key(self) -> str:
        """The name of its cursor: another service or other streams have another."""
        return f"{self.settings.source.url}/{','.join(self.settings.source.streams)}"

    def read(self) -> None:
        """Read the stream, and begin anew behind a gap where the service no longer knows the cursor."""
        cursor, told, since = self.start_at.cursor, self.start_at.time, self.start_at.since
        if cursor is not None:
            told = cursor_time(cursor) or told  # the service's own time of it
        if cursor is not None and told is not None:
            age = self.clock() - told
            if age > self.settings.source.retention.total_seconds():
                since, cursor = self._bridge(told, self.clock(), "the cursor is older than the stream's memory"), None
        while not self.stop.is_set():
            try:
                self._follow(cursor, since, told)
            except Refused as error:
                if cursor is None or told is None:
                    raise
                _LOG.warning("cursor refused", extra={"fields": {"error": str(error)}})
                since, cursor = self._bridge(told, self.clock(), "the stream refuses the cursor"), None

    def _follow(self, cursor: str | None, since: float | None, told: float | None) -> None:
        source = self.settings.source
        stream = Stream(
            source.url,
            source.streams,
            self.opener,
            cursor=cursor,
            since=iso(since) if since is not None else None,
            silence=source.silence.total_seconds(),
            stop=self.stop,
        )
        resumed = told if cursor is not None else None
        for message in stream:
            if isinstance(message, Sign):
                self.put(Item(message.word, text=message.reason))
                continue
            item = _item(message)
            if resumed is not None and item.event is not None:
                if item.event.time - resumed > NOTICED:
                    self._bridge(resumed, item.event.time, "the stream went on much later than it had stopped")
                resumed = None
            self.put(item)

    def _bridge(self, began: float, ended: float, reason: str) -> float:
        """Fill a gap from the list of recent changes; return from where the stream goes on."""
        if not self.settings.source.fill:
            self._gap(began, ended, reason, None, "not filled: the settings say so")
            return ended - OVERLAP
        site = self.open_site()
        filled = 0
        try:
            oldest = site.oldest_change()
            for _, _, event in site.changes(began - OVERLAP):
                if event is not None and event.time <= ended + OVERLAP:
                    self.put(Item(event=event, time=event.time))
                    filled += 1
            late = oldest is not None and oldest > began
            outcome = f"filled from recent changes, which begin at {iso(oldest)}" if late and oldest else "filled"
            self._gap(began, ended, reason, filled, outcome)
        except SourceError as error:
            self._gap(began, ended, reason, filled, f"not filled: {error}")
        finally:
            site.close()
        return ended - OVERLAP

    def _gap(self, began: float, ended: float, reason: str, filled: int | None, outcome: str) -> None:
        self.put(Item("gap", gap=Gap(began, ended, reason, filled, outcome)))


def _item(message: Message) -> Item:
    cursor = message.id or None
    stamp = cursor_time(message.id) if cursor else None
    try:
        event = parse(message.data)
    except InputError as error:
        return Item("bad", cursor=cursor, time=stamp, text=f"{error}\n{message.data[:2000]}")
    return Item(event=event, cursor=cursor, time=event.time if event is not None else None)


class PollFeed(Feed):
    """Asks for recent changes over and over; what the wiki no longer lists is taken from a stream, if there is one."""

    def __init__(
        self,
        settings: Settings,
        start: Start,
        stop: threading.Event,
        open_site: Callable[[], Site],
        opener: Opener | None = None,
        *,
        once: bool = False,
    ) -> None:
        super().__init__(settings, start, stop, open_site)
        self.opener, self.once = opener, once
        self._known: dict[int, float] = {}
        self._floor = 0.0

    @property
    def key(self) -> str:
        """The name of its cursor."""
        return f"recentchanges of {self.settings.wiki}"

    def read(self) -> None:
        """Poll until told to stop. A wiki that does not answer is asked again later."""
        site = self.open_site()
        at: float | None = None
        try:
            while not self.stop.is_set():
                try:
                    if at is None:
                        at = self._begin(site)
                    at = self._poll(site, at)
                except SourceError as error:
                    if self.once:
                        raise
                    self.put(Item("lost", text=str(error)))
                if self.once:
                    return
                self.stop.wait(self.settings.source.interval.total_seconds())
        finally:
            site.close()

    def _begin(self, site: Site) -> float:
        start = self.start_at
        if start.since is not None:
            self._floor = start.since
        elif start.cursor is None:
            self._floor = site.now()
        else:
            at, self._floor = read_cursor(start.cursor)
            oldest = site.oldest_change()
            if oldest is not None and oldest > at:
                self._fill(at, oldest)
            return at
        return self._floor

    def _fill(self, began: float, ended: float) -> None:
        reason = "the wiki no longer lists changes of that time"
        if self.opener is None or not self.settings.source.fill:
            self.put(Item("gap", gap=Gap(began, ended, reason, None, "not filled: there is no stream")))
            return
        filled, outcome = 0, "filled from the stream"
        try:
            for event in self._streamed(began, ended):
                self.put(Item(event=event, time=event.time))
                filled += 1
        except SourceError as error:
            outcome = f"not filled: {error}"
        self.put(Item("gap", gap=Gap(began, ended, reason, filled, outcome)))

    def _streamed(self, began: float, ended: float) -> Iterator[Event]:
        source = self.settings.source
        if self.opener is None:
            return
        failures = 0
        stream = Stream(
            source.url,
            source.streams,
            self.opener,
            since=iso(began),
            silence=source.silence.total_seconds(),
            stop=self.stop,
        )
        for message in stream:
            if isinstance(message, Sign):
                failures = failures + 1 if message.word == "lost" else failures
                if failures > 5:
                    raise SourceError(f"the stream cannot be read ({message.reason})")
                if message.reason == SILENT:  # there is nothing more
                    return
                continue
            event = _item(message).event
            if event is None:
                continue
            if event.time > ended:
                return
            yield event

    def _poll(self, site: Site, at: float) -> float:
        """Tell what is new; return from where the next poll goes on."""
        now = site.now()
        last = at
        for number, stamp, event in site.changes(max(at - OVERLAP, self._floor)):
            if number not in self._known:
                self._known[number] = stamp
                last = max(last, stamp)
                self.put(Item(event=event, cursor=write_cursor(last, self._floor), time=stamp))
        self._known = {number: stamp for number, stamp in self._known.items() if stamp >= last - 2 * OVERLAP}
        self.put(Item("through", cursor=write_cursor(last, self._floor), time=now))
        return last


def write_cursor(moment: float, floor: float) -> str:
    """Return the cursor of a poll: the second up to which changes were told, and before which none is wanted."""
    return json.dumps({"recentchanges": int(moment), "from": int(floor)})


def read_cursor(cursor: str) -> tuple[float, float]:
    """Return the moments of a poll's cursor; raises `SourceError` where it is of something else."""
    try:
        found = json.loads(cursor)
        return float(found["recentchanges"]), float(found.get("from", 0))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SourceError("the cursor is not of recent changes", hint="start with --since TIME") from error
