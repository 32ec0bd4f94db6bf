"""How many requests a minute: one book for all processes of the machine, kept from run to run.

Each operator (all Wikimedia wikis are one) and each identity has its own count over the last sixty seconds, the time
until which it asked to be left alone, and the class of limits that it told us. The book is a small SQLite file. Where
it cannot be written, the process counts for itself and says so in `note`.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

WINDOW = 60.0  # seconds
LONGEST_COOL_DOWN = 3600.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS hits (key TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS hits_by_key ON hits (key, at);
CREATE TABLE IF NOT EXISTS keys (key TEXT PRIMARY KEY, rest REAL NOT NULL DEFAULT 0, class TEXT, told REAL);
"""
_REST = """
INSERT INTO keys (key, rest) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET rest = max(rest, excluded.rest)
"""
_TELL = """
INSERT INTO keys (key, class, told) VALUES (?, ?, ?)
ON CONFLICT (key) DO UPDATE SET class = excluded.class, told = excluded.told
"""
_USED = "SELECT key, count(*) FROM hits WHERE at > ? GROUP BY key ORDER BY key"


class Budget:
    """The book; `path` None keeps it in memory, for this process alone. Times are seconds since the epoch."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.note: str | None = None
        self._held: sqlite3.Connection | None = None
        self._process = 0
        self._lock = threading.Lock()

    def take(self, key: str, limit: int | None, now: float, gap: float = 0.0) -> float:
        """Book one request and return 0, or return the seconds to wait before asking again.

        `limit` is the number a minute (None: as many as there are), `gap` the least number of seconds between two.
        """

        def work(book: sqlite3.Connection) -> float:
            # A clock that was set back must not hold up anybody for as long as it went back.
            book.execute("UPDATE hits SET at = ? WHERE at > ?", (now, now + 1.0))
            book.execute("UPDATE keys SET rest = 0 WHERE rest > ?", (now + LONGEST_COOL_DOWN + 1.0,))
            book.execute("DELETE FROM hits WHERE at <= ?", (now - WINDOW,))
            row = book.execute("SELECT rest FROM keys WHERE key = ?", (key,)).fetchone()
            wait = row[0] - now if row else 0.0
            count, last = book.execute("SELECT count(*), max(at) FROM hits WHERE key = ?", (key,)).fetchone()
            if limit is not None and count >= limit:
                oldest = book.execute(
                    "SELECT at FROM hits WHERE key = ? ORDER BY at LIMIT 1 OFFSET ?", (key, count - limit)
                ).fetchone()
                wait = max(wait, oldest[0] + WINDOW - now)
            if last is not None:
                wait = max(wait, last + gap - now)
            if wait > 0:
                return wait
            book.execute("INSERT INTO hits VALUES (?, ?)", (key, now))
            return 0.0

        return float(self._do(work))

    def rest(self, key: str, until: float, now: float) -> None:
        """Leave an operator alone until a time, at the most for an hour."""
        values = (key, min(until, now + LONGEST_COOL_DOWN))
        self._do(lambda book: book.execute(_REST, values))

    def tell(self, key: str, limits_class: str, now: float) -> None:
        """Remember the class of limits that an operator told."""
        self._do(lambda book: book.execute(_TELL, (key, limits_class, now)))

    def limits_class(self, key: str) -> str | None:
        """Return the class that was told last."""
        row = self._do(lambda book: book.execute("SELECT class FROM keys WHERE key = ?", (key,)).fetchone())
        return str(row[0]) if row and row[0] is not None else None

    def classes(self) -> dict[str, str]:
        """Return the classes that were told, by key."""
        rows = self._do(lambda book: book.execute("SELECT key, class FROM keys WHERE class IS NOT NULL").fetchall())
        return {str(key): str(told) for key, told in sorted(rows)}

    def used(self, now: float) -> dict[str, int]:
        """Return how many requests of the last minute are booked, by key."""
        rows = self._do(lambda book: book.execute(_USED, (now - WINDOW,)).fetchall())
        return {str(key): int(count) for key, count in rows}

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._held is not None and self._process == os.getpid():
                self._held.close()
            self._held = None

    def _do(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """Do some work as one transaction; where the file refuses it, in memory from now on."""
        with self._lock:
            try:
                return self._transact(work)
            except (OSError, sqlite3.Error) as error:
                if self.path is None:
                    raise
                self.note = f"the count of requests in {self.path} cannot be kept ({error}): this process counts alone"
                self.path = None
                if self._held is not None:
                    self._held.close()
                    self._held = None
            return self._transact(work)

    def _transact(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        if self._held is None or self._process != os.getpid():  # a connection must not cross a fork
            self._process, self._held = os.getpid(), self._connect()
        book = self._held
        book.execute("BEGIN IMMEDIATE")
        try:
            result = work(book)
            book.execute("COMMIT")
        except BaseException:
            if book.in_transaction:
                book.execute("ROLLBACK")
            raise
        return result

    def _connect(self) -> sqlite3.Connection:
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        book = sqlite3.connect(self.path or ":memory:", timeout=10.0, isolation_level=None, check_same_thread=False)
        try:
            if self.path is not None:
                book.execute("PRAGMA journal_mode=WAL")
            book.execute("PRAGMA synchronous=OFF")  # a lost minute of counting harms nobody
            book.executescript(_SCHEMA)
        except sqlite3.Error:
            book.close()
            raise
        return book
