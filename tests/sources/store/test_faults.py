"""What is wrong with a store is one sentence, and nothing that was kept is lost by it."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.sources.store.pages import rio_grande
from wikidiff.errors import InputError, SourceError
from wikidiff.model import Revision
from wikidiff.sources.store import VERSION, Store
from wikidiff.sources.store.schema import APPLICATION, STEPS

ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path):
    """Return a store with a history in it."""
    with Store(tmp_path / "store.sqlite") as store:
        store.put(rio_grande())
    return tmp_path / "store.sqlite"


def whole(path) -> bool:
    with Store(path, create=False, write=False) as store:
        return tuple(store.history("Rio Grande", wiki="enwiki")) == rio_grande()


def as_nobody(code: str) -> subprocess.CompletedProcess[str]:
    """Run Python as a user who may not write everywhere, as the administrator may."""
    drop = "import os; os.getuid() or (os.setgid(65534), os.setuid(65534))\n"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", LOADED + drop + code], env=environment, capture_output=True, text=True, check=False
    )


# All is imported before rights are given up: the interpreter's own files may be out of reach afterwards.
LOADED = "import os\nfrom wikidiff.sources.store import Store\nimport encodings.idna, sqlite3\n"


def test_every_older_version_is_brought_up_to_date(tmp_path):
    for version in range(1, VERSION):
        path = tmp_path / f"{version}.sqlite"
        with sqlite3.connect(path) as old:
            for step in STEPS[:version]:
                old.executescript(step)
            old.executescript(
                f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {version};"  # noqa: S608
                "INSERT INTO wiki VALUES (1, 'enwiki', NULL); INSERT INTO page (wiki, id, title) VALUES (1, 7, 'Town');"
                "INSERT INTO title VALUES (1, 'Town', 1);"
                "INSERT INTO revision (wiki, id, page, time, flags, comment) VALUES (1, 5, 1, 0, 3, 'first');"
            )
        old.close()
        with Store(path, create=False, write=version % 2 == 0) as store:
            revision = store.revision(5, wiki="enwiki")
            assert revision is not None
            assert (revision.comment, revision.minor, revision.model, revision.slots) == ("first", True, None, ())
        with Store(path) as store:
            assert store._sql.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_store_of_a_newer_version_is_left_alone(path):
    with sqlite3.connect(path) as newer:
        newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()
    before = path.read_bytes()
    for write in (True, False):
        with pytest.raises(InputError, match=f"store.sqlite: the store is of version {VERSION + 1}, and this wikidiff"):
            Store(path, write=write)
    assert path.read_bytes() == before


def test_another_file_is_no_store(tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("Some notes, long enough to be looked at as a database file by SQLite. " * 20)
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
    connection.close()
    for write in (True, False):
        with pytest.raises(InputError, match=r"notes.txt: this is not a store; move it away"):
            Store(text, write=write)
        with pytest.raises(InputError, match=r"other.sqlite: this is another program's database, not a store"):
            Store(other, write=write)
    with pytest.raises(SourceError, match="this is a directory; name a file"):
        Store(tmp_path)
    assert text.read_text().startswith("Some notes")


def test_no_store_is_made_where_one_is_read(tmp_path):
    for options in ({"create": False}, {"write": False}):
        with pytest.raises(SourceError, match=r"there is no store here; 'wikidiff fetch TITLE' makes one"):
            Store(tmp_path / "new" / "store.sqlite", **options)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "empty").touch()
    with pytest.raises(SourceError, match="the store is empty"):
        Store(tmp_path / "empty", write=False)
    with Store(tmp_path / "empty") as store:  # as good as none
        store.put(rio_grande()[:3])


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SourceError, match=r"the folder of the store cannot be made \(.+\); name another with --store"):
        Store(tmp_path / "file" / "store.sqlite")


def read_all(path, seen) -> None:
    with Store(path, write=False) as store:
        seen.extend(store.history("Rio Grande", wiki="enwiki"))
        seen.extend(store.revisions([revision.id or 0 for revision in rio_grande()], wiki="enwiki"))


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_a_damaged_store_says_so_and_gives_nothing_wrong(path, cut):
    raw = bytearray(path.read_bytes())
    start = int(len(raw) * cut)
    raw[start : start + 30_000] = b"\x55" * len(raw[start : start + 30_000])
    path.write_bytes(raw)
    seen: list[Revision] = []
    with pytest.raises(InputError, match=r"store.sqlite: the store is damaged.*; "):
        read_all(path, seen)
    assert [revision for revision in seen if revision not in rio_grande()] == []


def test_a_text_that_was_changed_by_another_hand_is_noticed(path):
    with sqlite3.connect(path) as hand:
        data = bytearray(hand.execute("SELECT data FROM content WHERE key = 3").fetchone()[0])
        data[-3] ^= 1
        hand.execute("UPDATE content SET data = ? WHERE key = 3", (bytes(data),))
        hand.execute("UPDATE content SET base = NULL WHERE key = 9")
        hand.execute("PRAGMA foreign_keys = OFF")
        hand.execute("UPDATE content SET base = 99999 WHERE key = 20")
    hand.close()
    with Store(path) as store:
        for row in store._sql.execute("SELECT id, content FROM revision WHERE content IN (3, 9, 20)").fetchall():
            with pytest.raises(InputError, match=r"the store is damaged: the text \d+ (is|cannot)"):
                store.revision(row[0], wiki="enwiki")


def test_a_read_only_store_is_read_and_refuses_to_be_written(path):
    with TemporaryDirectory() as name:  # the folders of a test run are not open to others
        folder, copy = Path(name), Path(name) / "store.sqlite"
        copy.write_bytes(path.read_bytes())
        copy.chmod(0o444)
        folder.chmod(0o555)
        done = as_nobody(
            f"with Store({str(copy)!r}, write=False) as store:\n"
            "    print(sum(1 for r in store.history('Rio Grande', wiki='enwiki') if r.text is not None))\n"
            f"try:\n    Store({str(copy)!r}).put([])\nexcept Exception as error: print(type(error).__name__, error)\n"
        )
        folder.chmod(0o755)
        assert done.stdout.splitlines() == [
            "247",
            f"SourceError {copy}: the store is read-only; check its permissions, or name another file with --store",
        ], done.stderr
        assert whole(copy)


def limited(limit: int):
    def hold() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return hold


def test_what_was_kept_stays_whole_when_no_more_can_be_written(path):
    """A limit on the size of files is met as a full disk is: in the middle of a write."""
    code = (
        "import random, sys\nfrom dataclasses import replace\nfrom tests.sources.store.pages import rio_grande\n"
        f"store = Store({str(path)!r})\n"
        "try:\n"
        "    for n in range(1, 2000):\n"
        "        text = ''.join(random.Random(n).choices('abcdefgh', k=20000))\n"
        "        store.put([replace(r, id=r.id + n * 10**9, text=text + str(r.id)) for r in rio_grande()[:3]])\n"
        "        print(n, flush=True)\n"
        "except Exception as error: print(type(error).__name__, error)\n"
        "print(store.count())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", LOADED + code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limited(path.stat().st_size + 400_000),
    )
    *numbers, said, count = done.stdout.splitlines()
    assert said.startswith(f"SourceError {path}: "), done.stderr
    assert "what was kept before stays whole; " in said
    assert int(count) == 247 + 3 * len(numbers)
    with Store(path) as store:
        assert store.count() == int(count)
        assert store._sql.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        seen = [revision for revision in store.history("Rio Grande", wiki="enwiki") if (revision.id or 0) < 10**9]
        assert tuple(seen) == rio_grande()


def test_a_full_disk_is_told_as_one(path):
    with Store(path) as store:
        pages = store._sql.execute("PRAGMA page_count").fetchone()[0]
        store._sql.execute(f"PRAGMA max_page_count = {pages + 5}")
        others = [
            replace(revision, id=(revision.id or 0) + 10**9, text=f"{revision.text}!") for revision in rio_grande()
        ]
        with pytest.raises(SourceError, match="the disk is full; what was kept before stays whole; make room and run"):
            store.put(others)
        assert store.count() == 247
    assert whole(path)


def test_who_waits_too_long_for_another_is_told_so(path, monkeypatch):
    monkeypatch.setattr("wikidiff.sources.store.schema.PATIENCE", 0.05)
    with Store(path) as first, Store(path) as second:
        first._sql.execute("BEGIN IMMEDIATE")
        with pytest.raises(SourceError, match="another process has held the store for 0 seconds; run it again when"):
            second.put(rio_grande()[:1])
        first._sql.execute("ROLLBACK")
        second.put(rio_grande()[:1])
