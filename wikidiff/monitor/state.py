"""What a watch must not forget, in one SQLite file.

A batch of events and the cursor behind them are one transaction: what an event led to (an edit that waits to settle,
alerts in the queue of each sink) is on disk before the cursor has moved past it. A row leaves a queue when its sink
has acknowledged it. So whatever moment the process ends at, nothing is lost, and what may be told twice is marked.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from wikidiff.errors import ConfigError, SourceError, UsageError

VERSION: Final = 1
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cursors (source TEXT PRIMARY KEY, cursor TEXT NOT NULL, time REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (wiki TEXT, rev_id INTEGER, time REAL NOT NULL, PRIMARY KEY (wiki, rev_id))
    WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS seen_by_time ON seen (time);
CREATE TABLE IF NOT EXISTS pending (
    id INTEGER PRIMARY KEY, wiki TEXT NOT NULL, rev_id INTEGER NOT NULL, due REAL NOT NULL, began REAL NOT NULL,
    parent_id INTEGER, revisions TEXT NOT NULL, follow TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    event TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS pending_by_revision ON pending (wiki, rev_id);
CREATE INDEX IF NOT EXISTS pending_by_due ON pending (due, rev_id);
CREATE TABLE IF NOT EXISTS alerts (
    key TEXT PRIMARY KEY, wiki TEXT NOT NULL, page_id INTEGER, title TEXT, rule TEXT NOT NULL, severity TEXT NOT NULL,
    time REAL NOT NULL, made REAL NOT NULL, state TEXT NOT NULL DEFAULT 'live', body TEXT NOT NULL,
    sinks TEXT NOT NULL DEFAULT '[]') WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS alerts_by_time ON alerts (made);
CREATE INDEX IF NOT EXISTS alerts_by_page ON alerts (wiki, page_id);
CREATE TABLE IF NOT EXISTS alert_revisions (wiki TEXT, rev_id INTEGER, key TEXT, PRIMARY KEY (wiki, rev_id, key))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS queue (
    id INTEGER PRIMARY KEY, sink TEXT NOT NULL, message TEXT NOT NULL, word TEXT NOT NULL, key TEXT NOT NULL,
    due REAL NOT NULL, digest TEXT NOT NULL DEFAULT '', attempts INTEGER NOT NULL DEFAULT 0,
    doubt INTEGER NOT NULL DEFAULT 0, error TEXT, UNIQUE (sink, message));
CREATE INDEX IF NOT EXISTS queue_by_due ON queue (sink, due, id);
CREATE TABLE IF NOT EXISTS counts (rule TEXT, thing TEXT, rev_id INTEGER, time REAL, PRIMARY KEY (rule, thing, rev_id))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cooldowns (rule TEXT, thing TEXT, until REAL, PRIMARY KEY (rule, thing)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tags (wiki TEXT, rev_id INTEGER, tags TEXT, time REAL, PRIMARY KEY (wiki, rev_id))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS gaps (
    id INTEGER PRIMARY KEY, source TEXT, began REAL, ended REAL, reason TEXT, filled INTEGER, outcome TEXT);
CREATE TABLE IF NOT EXISTS rejects (id INTEGER PRIMARY KEY, time REAL, why TEXT, data TEXT);
CREATE TABLE IF NOT EXISTS totals (name TEXT PRIMARY KEY, value REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sinks (name TEXT PRIMARY KEY, told REAL, failed REAL, error TEXT) WITHOUT ROWID;
"""
_PASSING: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)  # a start later may find it mended
_REJECTS: Final = 200
_GAPS: Final = 500


class State:
    """The file of one watch; `open` takes hold of it, and a second watcher is refused."""

    def __init__(self, path: str, *, readonly: bool = False) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._hold: int | None = None
        self._depth = 0
        if readonly and not Path(path).exists():
            raise self._nothing_yet()
        if not readonly:
            self._take_hold()
        try:
            self.db = self._connect(readonly=readonly)
        except BaseException:
            self._let_go()
            raise

    def _take_hold(self) -> None:
        """Lock the file beside the state; the kernel lets go of it however this process ends."""
        try:
            Path(self.path).parent.mkdir(parents=True, exist_ok=True)
            hold = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            what = f"the state cannot be written ({error.strerror})"
            kind = SourceError if error.errno in _PASSING else ConfigError
            raise kind(what, path=self.path) from error
        try:
            fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = os.read(hold, 32).decode("ascii", "replace").strip()
            os.close(hold)
            raise UsageError(
                f"another watcher holds this state{f' (process {owner})' if owner else ''}",
                hint="end it first, or name another file under [watch] state",
                path=self.path,
            ) from error
        try:
            os.ftruncate(hold, 0)
            os.write(hold, str(os.getpid()).encode())
        except OSError:  # a full disk: the lock holds without the number in it
            os.lseek(hold, 0, os.SEEK_SET)
        self._hold = hold

    def _let_go(self) -> None:
        if self._hold is not None:
            os.close(self._hold)
            self._hold = None

    def _nothing_yet(self) -> UsageError:
        return UsageError("there is no such state: this watch has not run yet", hint="start it", path=self.path)

    def _connect(self, *, readonly: bool) -> sqlite3.Connection:
        try:
            where = f"{Path(self.path).absolute().as_uri()}?mode={'ro' if readonly else 'rwc'}"
            db = sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False, timeout=30)
            db.row_factory = sqlite3.Row
            if not readonly:
                db.execute("PRAGMA journal_mode=WAL")
                db.execute("PRAGMA synchronous=NORMAL")
                db.execute("PRAGMA journal_size_limit=16000000")
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, VERSION):
                raise ConfigError(
                    f"this state is of version {version}, and version {VERSION} is understood",
                    hint="use the wikidiff that wrote it, or name another file",
                    path=self.path,
                )
            if readonly and not version:  # a start that found no room leaves an empty file
                db.close()
                raise self._nothing_yet()
            if not readonly:
                db.executescript(_TABLES)
                db.execute(f"PRAGMA user_version={VERSION}")
        except sqlite3.OperationalError as error:  # a full disk passes; whoever starts watches starts it again
            raise SourceError(f"the state cannot be opened now ({error})", path=self.path) from error
        except sqlite3.DatabaseError as error:
            raise ConfigError(f"the state cannot be opened ({error})", path=self.path) from error
        return db

    def close(self) -> None:
        """Close the file and let go of it; closing twice does nothing."""
        with self._lock:
            self.db.close()
            self._let_go()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make all changes inside one transaction; an error undoes them all."""
        with self._lock:
            if self._depth:
                yield
                return
            self.db.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise
            finally:
                self._depth = 0

    def run(self, sql: str, *values: Any) -> int:
        """Run one statement; return how many rows it changed."""
        with self._lock:
            return self.db.execute(sql, values).rowcount

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Return the rows of a query."""
        with self._lock:
            return self.db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        """Return the first field of the first row, None where there is none."""
        with self._lock:
            row = self.db.execute(sql, values).fetchone()
        return None if row is None else row[0]

    # What little everybody needs.

    def get(self, name: str) -> Any:
        """Return a value that was set, None if it never was."""
        found = self.one("SELECT value FROM meta WHERE name = ?", name)
        return None if found is None else json.loads(found)

    def set(self, name: str, value: Any) -> None:
        """Remember a value."""
        self.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", name, json.dumps(value))

    def cursor(self, source: str) -> tuple[str, float] | None:
        """Return where a source was read up to, with the time of the last event."""
        found = self.rows("SELECT cursor, time FROM cursors WHERE source = ?", source)
        return (found[0]["cursor"], found[0]["time"]) if found else None

    def set_cursor(self, source: str, cursor: str, moment: float) -> None:
        """Move a cursor; its time never goes back."""
        self.run(
            "INSERT INTO cursors VALUES (?, ?, ?) ON CONFLICT (source) DO UPDATE SET cursor = excluded.cursor, "
            "time = max(time, excluded.time)",
            source,
            cursor,
            moment,
        )

    def drop_cursor(self, source: str) -> None:
        """Forget where a source was read up to."""
        self.run("DELETE FROM cursors WHERE source = ?", source)

    def first_sight(self, wiki: str, rev_id: int, moment: float) -> bool:
        """Tell whether a revision is new, and remember it."""
        return self.run("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", wiki, rev_id, moment) > 0

    def add(self, totals: Mapping[str, float]) -> None:
        """Add to counters that outlive the process."""
        for name, value in totals.items():
            self.run(
                "INSERT INTO totals VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
                name,
                value,
            )

    def totals(self) -> dict[str, float]:
        """Return all counters."""
        return {row["name"]: row["value"] for row in self.rows("SELECT name, value FROM totals ORDER BY name")}

    def reject(self, why: str, data: str) -> None:
        """Keep an event that could not be read; only the last ones are kept."""
        self.run("INSERT INTO rejects (time, why, data) VALUES (?, ?, ?)", time.time(), why, data[:4000])
        self.run("DELETE FROM rejects WHERE id <= (SELECT max(id) FROM rejects) - ?", _REJECTS)

    def gap(self, source: str, began: float, ended: float, reason: str, filled: int | None, outcome: str) -> None:
        """Record that a source told nothing of a time, and what was done about it."""
        self.run(
            "INSERT INTO gaps (source, began, ended, reason, filled, outcome) VALUES (?, ?, ?, ?, ?, ?)",
            *(source, began, ended, reason, filled, outcome),
        )
        self.run("DELETE FROM gaps WHERE id <= (SELECT max(id) FROM gaps) - ?", _GAPS)

    def prune(self, now: float, told: float, keep: float) -> None:
        """Forget what is older than `keep` seconds; what still waits in a queue stays.

        Alerts are as old as this machine says (`now`), events as old as the events themselves say (`told`).
        """
        with self.batch():
            for table, column in (("seen", "time"), ("tags", "time"), ("cooldowns", "until"), ("counts", "time")):
                self.run(f"DELETE FROM {table} WHERE {column} < ?", told - keep)  # noqa: S608
            self.run("DELETE FROM alerts WHERE made < ? AND key NOT IN (SELECT key FROM queue)", now - keep)
            self.run("DELETE FROM alert_revisions WHERE key NOT IN (SELECT key FROM alerts)")


def marks(rows: Iterable[object]) -> str:
    """Return a question mark for each row."""
    return ", ".join("?" for _ in rows)
