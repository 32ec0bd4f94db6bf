"""The loop: take in what the feed tells, judge what has settled, let the couriers tell it, look after the rest."""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from wikidiff.errors import SourceError, WikidiffError
from wikidiff.monitor import aftermath, judge, settings, settle, targets
from wikidiff.monitor.delivery import Courier
from wikidiff.monitor.feeds import Feed, Item, PollFeed, Start, StreamFeed
from wikidiff.monitor.intake import Intake
from wikidiff.monitor.judge import Scope
from wikidiff.monitor.settings import DomainList, Settings
from wikidiff.monitor.settle import Watermark
from wikidiff.monitor.site import Site, domains_of, waits
from wikidiff.monitor.state import State
from wikidiff.report import alerts as texts
from wikidiff.sources.http import Session
from wikidiff.sources.stream import Opener

BATCH: Final = 400  # events of one transaction
JUDGED: Final = 25  # bursts of one look: at most 50 revisions, as many as one answer holds
LOOKED_AT: Final = 5.0  # seconds between looks at the file of settings
PRUNED: Final = 3600.0
RECHECKED: Final = 2 * 86400.0  # how long an alert is looked after
PATIENCE: Final = 5  # attempts in a row that fail before a run with --once gives up
QUIET: Final = 5.0  # a stream that is silent so long has told everything, for --once
_LOG = logging.getLogger("wikidiff.monitor.watcher")


@dataclass(slots=True)
class Health:
    """How the watch is, for the status page: times are in seconds, `lag` behind the newest event."""

    began: float = field(default_factory=time.time)
    connection: str = "starting"
    reason: str = ""
    lag: float | None = None
    last_event: float | None = None
    rates: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=600))
    trouble: dict[str, str] = field(default_factory=dict)
    failed: str | None = None

    def rate(self, now: float) -> float:
        """Return the events a second over the last minute."""
        recent = [count for moment, count in self.rates if moment >= now - 60]
        return sum(recent) / 60


class Watcher:
    """One watch, from its settings. `once` ends it when all up to its start was told; `since` is where to begin."""

    def __init__(
        self,
        found: Settings,
        *,
        opener: Opener,
        open_site: Callable[[Settings, threading.Event], Site] = Site,
        once: bool = False,
        since: float | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        self.settings = found
        self.once = once
        self.stop = stop or threading.Event()
        self.health = Health()
        self.mark = Watermark()
        self.state = State(str(found.state))
        self._made_by = open_site
        self.site = self._open_site()
        self._finish = threading.Event()
        self._ended = threading.Event()
        self.feed = self._feed(opener, since)
        self.intake = Intake(
            found.wiki, found.follow, targets.Members(), found.filter, found.settle, found.longest, self.feed.key
        )
        self.scope = scope_of(found, self.site, known={})
        self.couriers = [Courier(self.state, sink, self._render, self._finish) for sink in found.sinks]
        self._file = _stamp(found.path)
        self._next: dict[str, float] = {}
        self._began = time.time()
        self._heard = time.monotonic()
        self._blocked_until = 0.0
        self._failures = self._losses = 0  # in a row: of the wiki, of the stream

    def _open_site(self) -> Site:
        return self._made_by(self.settings, self.stop)

    def _feed(self, opener: Opener, since: float | None) -> StreamFeed | PollFeed:
        def made(start: Start) -> StreamFeed | PollFeed:
            if self.settings.source.kind == "poll":
                fill = opener if self.settings.source.fill else None
                return PollFeed(self.settings, start, self.stop, self._open_site, fill, once=self.once)
            return StreamFeed(self.settings, start, self.stop, self._open_site, opener)

        key = made(Start()).key
        if since is not None:
            return made(Start(since=since))
        known = self.state.cursor(key)
        if known is None:
            return made(Start())
        self.mark.latest = float(self.state.get("watermark") or known[1])
        return made(Start(cursor=known[0], time=known[1]))

    def _render(self, body: Mapping[str, Any], word: str) -> str:
        name = (body.get("rule") or {}).get("name")
        rule = next((rule for rule in self.settings.rules if rule.name == name), None)
        source = self.settings.templates.get(rule.template or "default") if rule is not None else None
        try:
            return texts.render(source, body, word)
        except Exception as error:  # noqa: BLE001  (a template may fail in any way; the alert must still go out)
            _LOG.warning("template failed", extra={"fields": {"rule": name, "error": str(error)}})
            return texts.render(None, body, word)

    # Running

    def run(self) -> None:
        """Watch until stopped; raises what ends the watch for good. What was taken in stays in the state."""
        self.reread()
        judge.warm(self.scope, self.settings.wiki)
        for courier in self.couriers:
            courier.start()
        self.feed.start()
        _LOG.info("watching", extra={"fields": {"wiki": self.settings.wiki, "rules": len(self.settings.rules)}})
        try:
            while not self.stop.is_set():
                busy = self.step()
                if self.once and not busy and self._through():
                    break
        finally:
            self.close()
        if self.health.failed is not None:
            raise SourceError(self.health.failed, hint="start it again later: what was read is kept")

    def step(self) -> bool:
        """Do what there is to do, waiting a moment where there is nothing; tell whether there was something."""
        items = self._items()
        if items:
            self.mark.busy()
            self._take(items)
        elif not self._crowded():
            self.mark.quiet()
        judged = self._judge() if time.monotonic() >= self._blocked_until else 0
        self._look_after()
        self.mark.busy()  # what came while this was done has yet to be taken in
        return bool(items or judged)

    def close(self) -> None:
        """Stop reading, let the couriers tell what they can, and let go of everything."""
        self.stop.set()
        rest: list[Item] = []
        while len(rest) < BATCH * 10:
            try:
                rest.append(self.feed.items.get_nowait())
            except queue.Empty:
                break
        if rest and self.health.failed is None:
            try:
                self.intake.take(self.state, rest, time.time())
            except sqlite3.OperationalError as error:  # they stand before the cursor, and will come again
                _LOG.warning("the state cannot be written", extra={"fields": {"error": str(error)}})
        self._finish.set()
        for courier in self.couriers:
            courier.news.set()
        for courier in self.couriers:
            if courier.ident is not None:
                courier.join(20)
        try:
            self.state.set("watermark", self.mark.now())
        except sqlite3.OperationalError as error:
            _LOG.warning("the state cannot be written", extra={"fields": {"error": str(error)}})
        self.site.close()
        self.release()
        _LOG.info("ended", extra={"fields": {"told": sum(courier.sent for courier in self.couriers)}})

    def release(self) -> None:
        """Let go of the state, if nothing did so yet."""
        if all(not courier.is_alive() for courier in self.couriers):
            self.state.close()

    def _items(self) -> list[Item]:
        found: list[Item] = []
        if self._crowded():
            self.mark.busy()
            time.sleep(0.2)
            return found
        try:
            found.append(self.feed.items.get(timeout=0.05))
            while len(found) < BATCH:
                found.append(self.feed.items.get_nowait())
        except queue.Empty:
            pass
        return found

    def _crowded(self) -> bool:
        """Tell whether reading must wait: a queue is full. The stream remembers; the disk is not endless."""
        if self._due("crowd", 1.0):
            waiting = self.state.one("SELECT max(n) FROM (SELECT count(*) n FROM queue GROUP BY sink)") or 0
            pending = self.state.one("SELECT count(*) FROM pending") or 0
            full = max(waiting, pending) >= self.settings.queue_limit
            self._trouble("queue", f"{max(waiting, pending):,} wait, reading has stopped" if full else None)
        return "queue" in self.health.trouble

    def _take(self, items: list[Item]) -> None:
        """Put a batch into the state, again and again where the disk is full: nothing is lost, reading waits."""
        now = time.time()
        while True:
            try:
                totals = self.intake.take(self.state, items, now)
                break
            except sqlite3.OperationalError as error:
                self._trouble("state", f"the state cannot be written ({error})")
                if self.stop.wait(1.0):
                    return
        self._trouble("state", None)
        self._watermark(items)
        self.health.rates.append((now, totals["events"]))
        if totals["alerts_reverted"] or totals["alerts_deleted"] or totals["alerts_redacted"]:
            self._wake()

    def _watermark(self, items: list[Item]) -> None:
        for item in items:
            if item.word in ("event", "bad", "through"):
                self._heard = time.monotonic()
                if item.time is not None:
                    self.mark.told(item.time)
                    self.health.last_event = item.time
                if item.word == "through":
                    self._ended.set()
            elif item.word in ("open", "lost"):
                self.mark.connected(up=item.word == "open")
                self.health.connection, self.health.reason = item.word, item.text
                self._losses = self._losses + 1 if item.word == "lost" else 0
                self._give_up(self._losses, f"{self.settings.source.url} cannot be read ({item.text})")
                _LOG.log(
                    logging.INFO if item.word == "open" else logging.WARNING,
                    "connected" if item.word == "open" else "connection lost",
                    extra={"fields": {"reason": item.text} if item.text else {}},
                )
            elif item.word == "gap" and item.gap is not None:
                gap = item.gap
                fields = {"began": gap.began, "ended": gap.ended, "reason": gap.reason, "outcome": gap.outcome}
                _LOG.warning("gap", extra={"fields": fields})
            elif item.word == "failed":
                self.health.failed = item.text
                self.stop.set()
        if self.health.last_event is not None:
            self.health.lag = max(0.0, time.time() - self.mark.now())

    def _judge(self) -> int:
        """Judge bursts that have settled, in order; where the wiki does not answer all of them wait."""
        waiting = settle.due(self.state, self.mark.now(), JUDGED)
        if not waiting:
            return 0
        try:
            judged = judge.look(waiting, self.site.texts, self.scope)
            with self.state.batch():
                totals = judge.settle_all(self.state, judged, self.scope, time.time())
        except SourceError as error:
            self._wait("wiki", str(error))
            return 0
        except sqlite3.OperationalError as error:
            self._wait("state", f"the state cannot be written ({error})")
            return 0
        self._failures = 0
        self._trouble("wiki", None)
        if totals["alerts_made"]:
            self._wake()
        return len(waiting)

    def _wait(self, what: str, why: str) -> None:
        self._failures += 1
        self._give_up(self._failures, why)
        self._blocked_until = time.monotonic() + min(60.0, 0.5 * 2.0 ** min(self._failures, 8))
        self._trouble(what, why)

    def _give_up(self, failures: int, why: str) -> None:
        """End a run with --once that only waits: whoever started it shall know. A watch without it waits for ever."""
        if self.once and failures > PATIENCE and self.health.failed is None:
            self.health.failed = why
            self.stop.set()

    def _wake(self) -> None:
        for courier in self.couriers:
            courier.news.set()

    def _trouble(self, what: str, why: str | None) -> None:
        known = self.health.trouble.get(what)
        if why is None and known is not None:
            del self.health.trouble[what]
            _LOG.info("trouble is over", extra={"fields": {"about": what}})
        elif why is not None:
            self.health.trouble[what] = why
            if known != why:
                _LOG.warning("trouble", extra={"fields": {"about": what, "why": why}})

    def _through(self) -> bool:
        """Tell whether everything up to the start of this run was told (for --once)."""
        if isinstance(self.feed, PollFeed):
            return self._ended.is_set() and self.feed.items.empty()
        silent = time.monotonic() - self._heard > QUIET and self.health.connection == "open"
        return self.mark.now() >= self._began or silent

    # What comes round again

    def _due(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now < self._next.setdefault(what, now):
            return False
        self._next[what] = now + every
        return True

    def _look_after(self) -> None:
        found = self.settings
        if self._due("file", LOOKED_AT):
            self._reload()
        if self._due("lists", found.reread.total_seconds()) or (self.intake.stale and self._due("categories", 300.0)):
            self.reread()
        recheck = found.recheck.total_seconds()
        try:
            if recheck and self._due("fates", recheck):
                self._recheck()
            if self._due("prune", PRUNED):
                self.state.prune(time.time(), self.mark.now(), found.keep.total_seconds())
            if self._due("watermark", 5.0):
                self.state.set("watermark", self.mark.now())
        except SourceError as error:
            self._trouble("recheck", str(error))
        except sqlite3.OperationalError as error:
            self._trouble("state", f"the state cannot be written ({error})")

    def reread(self) -> None:
        """Read the lists of pages and of domains again; one that cannot be read stays as it was."""
        self._due("lists", self.settings.reread.total_seconds())
        self.intake.stale = False
        found = targets.members(self.settings.follow, self.site, self.intake.members)
        self.intake.members = found
        failed = dict(found.failed)
        self.scope = scope_of(self.settings, self.site, known=self.scope.lists, failed=failed)
        self._trouble("lists", "; ".join(failed.values()) or None)

    def _reload(self) -> None:
        """Take up a changed file; one that is wrong changes nothing and says so."""
        stamp = _stamp(self.settings.path)
        if stamp == self._file or stamp is None:
            return
        self._file = stamp
        try:
            found = settings.load(str(self.settings.path))
        except WikidiffError as error:
            self._trouble("settings", f"the old settings stay: {error}")
            return
        same = {sink.name for sink in found.sinks} == {courier.sink.name for courier in self.couriers}
        lasting = (found.wiki, found.api, found.state, found.source) == (
            self.settings.wiki, self.settings.api, self.settings.state, self.settings.source,
        )  # fmt: skip
        if not same or not lasting:
            self._trouble("settings", "the old settings stay: the wiki, source, state and sinks need a new start")
            return
        self._trouble("settings", None)
        self.settings = found
        self.intake.follows, self.intake.filter = found.follow, found.filter
        self.intake.settle, self.intake.longest = found.settle, found.longest
        _LOG.info("settings read again", extra={"fields": {"rules": len(found.rules)}})
        self.reread()

    def _recheck(self) -> None:
        """Ask what has become of the edits that were told, for wikis whose streams do not say it."""
        rows = self.state.rows(
            "SELECT r.rev_id, r.key FROM alert_revisions r JOIN alerts a ON a.key = r.key "
            "WHERE a.state = 'live' AND a.wiki = ? AND a.made BETWEEN ? AND ? ORDER BY a.made DESC LIMIT 500",
            *(self.settings.wiki, time.time() - RECHECKED, time.time() - 30),
        )
        if not rows:
            return
        fates = self.site.fates(dict.fromkeys(row["rev_id"] for row in rows))
        self._trouble("recheck", None)
        with self.state.batch():
            self.state.add(
                aftermath.recheck(self.state, [(row["rev_id"], row["key"]) for row in rows], fates, time.time())
            )
        self._wake()


def scope_of(
    found: Settings,
    site: Site,
    *,
    known: Mapping[str, frozenset[str]] | None = None,
    failed: dict[str, str] | None = None,
) -> Scope:
    """Return what edits are judged by. A list of domains that cannot be read stays as it is known, and is told in
    `failed`; where there is no `failed` its `SourceError` is raised.
    """
    lists = dict(known or {})
    for one in found.lists if known is None or failed is not None else ():
        try:
            lists[one.name] = domains(one, site)
        except WikidiffError as error:
            if failed is None:
                raise
            failed[one.name] = str(error)
            lists.setdefault(one.name, frozenset())
    return Scope(
        rules=found.rules,
        lists=lists,
        language=found.language,
        site=found.site,
        server=site.server,
        filter=found.filter,
        people=site.people,
    )


def stream_opener(found: Settings, stop: threading.Event) -> Opener:
    """Return what opens a stream: one request, of which the stream itself decides when to try again."""
    return Session(contact=found.contact, waits=waits(stop)).stream


def domains(one: DomainList, site: Site) -> frozenset[str]:
    """Read a list of domains; raises `SourceError` where its file or page cannot be read."""
    found = set(one.domains)
    if one.file is not None:
        try:
            found |= domains_of(Path(one.file).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError("the list of domains cannot be read", path=one.file) from error
    if one.page is not None:
        found |= site.domains(one.page)
    return frozenset(found)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


__all__ = ["Feed", "Health", "Watcher"]
