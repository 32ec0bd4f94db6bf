"""The file: how it is opened, brought up to date, and what is said when it cannot be."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

from wikidiff.errors import InputError, SourceError, WikidiffError

APPLICATION: Final = 0x776B6466  # "wkdf": `file` and we know a store by it
CACHE: Final = "PRAGMA cache_size = -8000"  # kibibytes
PATIENCE: Final = 60.0  # seconds that one process waits for another to end its transaction

# Each step brings a store of the version before to its own. A step that was released is never changed.
STEPS: Final = (
    """
    CREATE TABLE wiki (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, api TEXT);
    CREATE TABLE page (
        key INTEGER PRIMARY KEY AUTOINCREMENT, wiki INTEGER NOT NULL REFERENCES wiki,
        id INTEGER, namespace INTEGER, title TEXT, UNIQUE (wiki, id));
    CREATE TABLE title (
        wiki INTEGER NOT NULL REFERENCES wiki, title TEXT NOT NULL, page INTEGER NOT NULL REFERENCES page,
        PRIMARY KEY (wiki, title)) WITHOUT ROWID;
    CREATE TABLE content (
        key INTEGER PRIMARY KEY AUTOINCREMENT, page INTEGER NOT NULL REFERENCES page, number INTEGER,
        digest BLOB NOT NULL, base INTEGER REFERENCES content, depth INTEGER NOT NULL, size INTEGER NOT NULL,
        data BLOB NOT NULL, UNIQUE (page, digest), UNIQUE (page, number));
    CREATE INDEX content_strange ON content (page, key) WHERE number IS NULL;
    CREATE INDEX content_base ON content (base) WHERE base IS NOT NULL;
    CREATE TABLE revision (
        wiki INTEGER NOT NULL REFERENCES wiki, id INTEGER NOT NULL, page INTEGER NOT NULL REFERENCES page,
        parent INTEGER, time INTEGER, user TEXT, user_id INTEGER, flags INTEGER NOT NULL, comment TEXT, tags TEXT,
        sha1 TEXT, bytes INTEGER, hidden TEXT, content INTEGER REFERENCES content,
        PRIMARY KEY (wiki, id)) WITHOUT ROWID;
    CREATE INDEX revision_order ON revision (page, time, id);
    CREATE INDEX revision_content ON revision (content) WHERE content IS NOT NULL;
    CREATE TABLE stretch (
        page INTEGER NOT NULL REFERENCES page, low_time INTEGER NOT NULL, low_id INTEGER NOT NULL,
        high_time INTEGER NOT NULL, high_id INTEGER NOT NULL, PRIMARY KEY (page, low_time, low_id)) WITHOUT ROWID;
    """,
    # Content models, slots beside the main one, what the wiki lost; when a page was last asked for, if it is gone.
    """
    ALTER TABLE revision ADD COLUMN model TEXT;
    ALTER TABLE revision ADD COLUMN slots TEXT;
    ALTER TABLE revision ADD COLUMN missing TEXT;
    ALTER TABLE page ADD COLUMN checked INTEGER;
    ALTER TABLE page ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
    """,
)
VERSION: Final = len(STEPS)


def connect(path: Path, *, create: bool, write: bool) -> sqlite3.Connection:
    """Open a store and bring it up to date; fall back on reading where nothing may be written.

    Raises `SourceError` where there is none (without `create`), where it cannot be opened or where an older one
    cannot be brought up to date; `InputError` where the file is no store, is damaged, or is of a newer version.
    """
    if path.is_dir():
        raise SourceError("this is a directory", hint="name a file", path=str(path))
    if not path.exists():
        if not create:
            raise SourceError(
                "there is no store here",
                hint="'wikidiff fetch TITLE' makes one, or name another with --store",
                path=str(path),
            )
        _make_folder(path)
    with told(path):
        if not write:
            return _reading(path)
        connection = _open(path, "rwc" if create else "rw")
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn an error of SQLite into one sentence that says what to do about it."""
    try:
        yield
    except sqlite3.Error as error:
        raise _fault(error, path) from error


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SourceError(
            f"the folder of the store cannot be made ({error.strerror})",
            hint="name another with --store",
            path=str(path),
        ) from error


def _open(path: Path, mode: str, *, immutable: bool = False) -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}?mode={mode}{'&immutable=1' if immutable else ''}"
    return sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)


def _reading(path: Path) -> sqlite3.Connection:
    """Open a store to read; where not even SQLite's own files beside it can be made, as a file that nobody changes."""
    for immutable in (False, True):
        connection = _open(path, "ro", immutable=immutable)
        try:
            version = _version(connection, path)
        except sqlite3.OperationalError:  # no rights to make what the log needs
            connection.close()
            if immutable or _size(path.with_name(path.name + "-wal")):
                raise
            continue
        except BaseException:
            connection.close()
            raise
        if version == VERSION:
            connection.execute(CACHE)
            return connection
        connection.close()
        if version == 0:
            raise SourceError("the store is empty", hint="'wikidiff fetch TITLE' fills it", path=str(path))
        return connect(path, create=False, write=True)  # brings it up to date, or says why it cannot
    raise AssertionError("an immutable file opens or raises")


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _version(connection: sqlite3.Connection, path: Path) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION and (tables or version):
        raise InputError("this is another program's database, not a store", hint="name another file", path=str(path))
    if version > VERSION:
        raise InputError(
            f"the store is of version {version}, and this wikidiff knows versions up to {VERSION}",
            hint="bring wikidiff up to date, or name another file with --store",
            path=str(path),
        )
    return int(version)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables, or take the steps that are missing; another process may do so at the same time."""
    version = _version(connection, path)
    connection.execute(CACHE)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA synchronous = FULL")
    _write_ahead(connection)
    if version == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection, path)
        for step in STEPS[version:]:
            for statement in step.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log, which readers and a writer can share; SQLite does not wait for this by itself."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _fault(error: sqlite3.Error, path: Path) -> WikidiffError:
    """Return what to say of an error of SQLite."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    where = str(path)
    if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
        what = "this is not a store" if code == sqlite3.SQLITE_NOTADB else "the store is damaged"
        return InputError(what, hint="move it away and fetch again, or put back a copy", path=where)
    if code == sqlite3.SQLITE_FULL:
        what = "the disk is full; what was kept before stays whole"
        return SourceError(what, hint="make room and run it again, it goes on where it stopped", path=where)
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH}:
        what = "the store cannot be opened" if code == sqlite3.SQLITE_CANTOPEN else "the store is read-only"
        return SourceError(what, hint="check its permissions, or name another file with --store", path=where)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        what = f"another process has held the store for {PATIENCE:.0f} seconds"
        return SourceError(what, hint="run it again when that one is done", path=where)
    if code == sqlite3.SQLITE_IOERR:
        what = "the file system does not take or give its data; what was kept before stays whole"
        return SourceError(what, hint="look at the disk's room and limits, and run it again", path=where)
    return SourceError(f"SQLite says: {error}", hint="run it again, or name another file with --store", path=where)
