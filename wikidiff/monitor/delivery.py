"""Empty the queues: one thread a sink, so that a sink that is down keeps nobody else waiting.

Before a message goes out its row is marked as doubtful, and when it has been taken the row goes. A row that is found
marked after a crash goes out again with `doubt`, and a sink that can look whether it has the message does. What a sink
has taken but the state could not note (a full disk) is remembered here, and noted before anything else goes out.
"""

from __future__ import annotations

import json
import logging
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from wikidiff.errors import WikidiffError
from wikidiff.monitor.alerts import Message, Word
from wikidiff.monitor.sinks.base import Sink, SinkFailed
from wikidiff.monitor.state import State, marks

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 300.0
REFUSALS: Final = 5  # a message that a sink refuses for good is set aside after so many attempts
_LOG = logging.getLogger("wikidiff.monitor.delivery")

Render = Callable[[Mapping[str, Any], str], str]
"""Makes the text of a body and a word."""


class Courier(threading.Thread):
    """Takes messages to one sink until `stop` is set and, after that, what can still be taken at once."""

    def __init__(
        self, state: State, sink: Sink, render: Render, stop: threading.Event, *, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(name=f"sink {sink.name}", daemon=True)
        self.state, self.sink, self.render, self.stop, self.clock = state, sink, render, stop, clock
        self.news = threading.Event()
        self.failures = 0
        self.sent = 0
        self.error: str | None = None
        self.opened = False
        self._taken: list[int] = []
        self._not_before = 0.0
        self._random = random.Random()  # noqa: S311  (it spreads attempts)

    def run(self) -> None:
        """Deliver until told to stop."""
        while not self.stop.is_set():
            if not self.step():
                self.news.wait(self._nap())
                self.news.clear()
        while time.monotonic() >= self._not_before and self.step():
            pass
        if self.opened:
            self.sink.close()

    def _nap(self) -> float:
        left = self._not_before - time.monotonic()
        return min(left, 1.0) if left > 0 else 0.5

    def step(self) -> bool:
        """Deliver what one call takes; tell whether there may be more to do at once."""
        if time.monotonic() < self._not_before:
            return False
        try:
            self._note_taken()
            rows = self._rows()
            if not rows:
                return False
            messages = self._messages(rows)
            self.state.run(
                f"UPDATE queue SET doubt = 1, attempts = attempts + 1 WHERE id IN ({marks(rows)})",  # noqa: S608
                *(row["id"] for row in rows),
            )
        except sqlite3.OperationalError as error:
            self._failed(f"the state cannot be written ({error})", None)
            return False
        try:
            if not self.opened:
                self.sink.open()
                self.opened = True
            if messages:
                self.sink.deliver(messages)
        except WikidiffError as error:
            self._refused(rows, error)
            return False
        self._taken = [row["id"] for row in rows]
        self._not_before = time.monotonic() + self.sink.pause
        self.sent += len(messages)
        if self.failures:
            _LOG.info("sink is back", extra={"fields": {"sink": self.sink.name}})
        self.failures, self.error = 0, None
        try:
            self._note_taken()
        except sqlite3.OperationalError as error:
            self._failed(f"the state cannot be written ({error})", None)
        return True

    def _rows(self) -> list[Any]:
        """Return what is due, oldest first; of a digest all that belongs together."""
        rows = self.state.rows(
            "SELECT q.*, a.body, a.rule FROM queue q LEFT JOIN alerts a ON a.key = q.key "
            "WHERE q.sink = ? AND q.due <= ? ORDER BY q.due, q.id LIMIT ?",
            *(self.sink.name, self.clock(), self.sink.at_once),
        )
        if rows and rows[0]["digest"]:
            return self.state.rows(
                "SELECT q.*, a.body, a.rule FROM queue q LEFT JOIN alerts a ON a.key = q.key "
                "WHERE q.sink = ? AND q.digest = ? AND q.due <= ? ORDER BY q.id LIMIT 500",
                *(self.sink.name, rows[0]["digest"], self.clock()),
            )
        return [row for row in rows if not row["digest"]]

    def _messages(self, rows: Sequence[Any]) -> list[Message]:
        found = []
        for row in rows:
            if row["body"] is None:  # its alert was forgotten: nothing can be said of it
                continue
            body = json.loads(row["body"])
            word = Word(row["word"])
            text = self.render(body, word)
            found.append(Message(row["message"], word, row["key"], body, text, doubt=bool(row["doubt"])))
        if len(found) > 1 and rows[0]["digest"]:
            return [self._digest(rows[0]["digest"], found)]
        return found

    @staticmethod
    def _digest(name: str, parts: list[Message]) -> Message:
        from wikidiff.report.alerts import digest  # noqa: PLC0415  (jinja2 takes a while to load)

        first = parts[0].body
        body = {
            "schema": first.get("schema"),
            "key": f"digest:{name}",
            "rule": first.get("rule"),
            "wiki": first.get("wiki"),
            "digest": [dict(part.body) for part in parts],
        }
        doubt = any(part.doubt for part in parts)
        return Message(
            f"digest:{name}:{parts[0].id}", Word.ALERT, f"digest:{name}", body, digest([p.text for p in parts]), doubt
        )

    def _note_taken(self) -> None:
        """Take the rows out that the sink has; tried again until the state can be written."""
        if not self._taken:
            return
        with self.state.batch():
            self.state.run(f"DELETE FROM queue WHERE id IN ({marks(self._taken)})", *self._taken)  # noqa: S608
            self.state.add({f"told_{self.sink.name}": float(len(self._taken))})
            self.state.run(
                "INSERT INTO sinks VALUES (?, ?, NULL, NULL) ON CONFLICT (name) DO UPDATE SET told = excluded.told, "
                "failed = NULL, error = NULL",
                *(self.sink.name, self.clock()),
            )
        self._taken = []

    def _refused(self, rows: Sequence[Any], error: WikidiffError) -> None:
        wait = error.wait if isinstance(error, SinkFailed) else None
        forever = isinstance(error, SinkFailed) and error.forever and self.opened
        self._failed(str(error), wait)
        try:
            with self.state.batch():
                self.state.run(
                    "INSERT INTO sinks VALUES (?, NULL, ?, ?) ON CONFLICT (name) DO UPDATE SET "
                    "failed = coalesce(failed, excluded.failed), error = excluded.error",
                    *(self.sink.name, self.clock(), str(error)),
                )
                for row in rows:
                    if forever and row["attempts"] + 1 >= REFUSALS:
                        self.state.run("DELETE FROM queue WHERE id = ?", row["id"])
                        self.state.reject(f"sink {self.sink.name} refuses {row['message']}: {error}", row["body"] or "")
                        self.state.add({f"refused_{self.sink.name}": 1.0})
                    else:
                        self.state.run("UPDATE queue SET error = ? WHERE id = ?", str(error)[:500], row["id"])
        except sqlite3.OperationalError:
            _LOG.warning("the state cannot be written", extra={"fields": {"sink": self.sink.name}})

    def _failed(self, error: str, wait: float | None) -> None:
        bound = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(self.failures, 12))
        pause = wait if wait is not None else self._random.uniform(bound / 4, bound)
        self._not_before = time.monotonic() + pause
        if not self.failures or error != self.error:
            _LOG.warning(
                "sink failed", extra={"fields": {"sink": self.sink.name, "error": error, "pause": round(pause, 1)}}
            )
        self.failures += 1
        self.error = error
