"""Results on disk: numbered parts of three tables and a journal, so that a run that was killed goes on where it was.

A part is written under another name, brought to disk, renamed, and then told in the journal. What the journal does not
tell is not there: its files are removed, and what they held is compared again.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

from wikidiff.errors import UsageError
from wikidiff.scale.columns import TABLES
from wikidiff.scale.feed import Mark, Place

RUN: Final = "run.json"
JOURNAL: Final = "journal.jsonl"
_UNFINISHED: Final = ".unfinished"


class File(Protocol):
    """A file of rows."""

    def append(self, data: bytes) -> None:
        """Append packed rows."""

    def close(self) -> None:
        """Write what is left."""


class LinesFile:
    """One file of JSON lines."""

    def __init__(self, path: str) -> None:
        self._stream = Path(path).open("wb")  # noqa: SIM115  (closed by its part)

    def append(self, data: bytes) -> None:
        """Append packed rows."""
        self._stream.write(data)

    def close(self) -> None:
        """Write what is left."""
        self._stream.close()


class Parts:
    """The folder of a run.

    Raises:
        UsageError: the folder cannot be written, is in use, or holds something else than this run.
    """

    def __init__(self, folder: Path, manifest: dict[str, Any], form: str, *, restart: bool = False) -> None:
        self.folder, self.form = folder, form
        self.number = 0
        self.totals: dict[str, int] = dict.fromkeys((*TABLES, "passed"), 0)
        self.start: tuple[Place, Place] = (Place(), Place())
        self.finished = False
        self._open: dict[str, File] = {}
        self._counts = dict.fromkeys((*TABLES, "passed"), 0)
        self._last: Mark | None = None
        self._lock: BinaryIO | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(folder / ".lock")
            if restart:
                self._clear()
            self._begin(manifest)
            self._journal = (folder / JOURNAL).open("ab")
        except OSError as error:
            raise UsageError(
                f"it cannot be written ({error.strerror or error})", hint="name another folder", path=str(folder)
            ) from error
        except UsageError:
            if self._lock is not None:
                self._lock.close()
            raise

    @property
    def revisions(self) -> int:
        """Rows of the table of revisions, those of the unfinished part included."""
        return self.totals["revisions"] + self._counts["revisions"]

    @property
    def findings(self) -> int:
        """Rows of the table of findings."""
        return self.totals["findings"] + self._counts["findings"]

    @property
    def errors(self) -> int:
        """Rows of the table of errors."""
        return self.totals["errors"] + self._counts["errors"]

    @property
    def waiting(self) -> int:
        """Revisions in the unfinished part, passed over or not."""
        return self._counts["revisions"] + self._counts["passed"]

    def append(self, data: dict[str, bytes], counts: dict[str, int], mark: Mark) -> None:
        """Write the rows of a task."""
        for table, packed in data.items():
            if table not in self._open:
                self._open[table] = self._file(table)
            self._open[table].append(packed)
        for table, count in counts.items():
            self._counts[table] += count
        self._counts["passed"] += mark.passed
        self._last = mark

    def commit(self) -> None:
        """Finish the part, and tell it in the journal: from here on it is there whatever happens."""
        if self._last is None:
            return
        for table, file in self._open.items():
            file.close()
            path = self._path(table)
            unfinished = path.with_name(path.name + _UNFINISHED)
            _to_disk(unfinished)
            unfinished.replace(path)
            _to_disk(path.parent)
        self._tell({"part": self.number, "end": self._last.end, "page": self._last.page, "counts": self._counts})
        self.number += 1
        for name, count in self._counts.items():
            self.totals[name] += count
        self._counts = dict.fromkeys(self._counts, 0)
        self._open, self._last = {}, None

    def finish(self) -> None:
        """Finish the run: there is nothing more to read."""
        self.commit()
        if not self.finished:
            self._tell({"finished": True, "totals": self.totals})
        self.finished = True

    def close(self) -> None:
        """Leave the folder; what was not committed is not there."""
        for table, file in self._open.items():
            file.close()
            path = self._path(table)
            path.with_name(path.name + _UNFINISHED).unlink(missing_ok=True)
        self._open = {}
        self._journal.close()
        if self._lock is not None:
            self._lock.close()

    def _path(self, table: str) -> Path:
        return self.folder / table / f"part-{self.number:05}.{self.form}"

    def _file(self, table: str) -> File:
        path = self._path(table)
        path.parent.mkdir(exist_ok=True)
        unfinished = str(path) + _UNFINISHED
        if self.form == "jsonl":
            return LinesFile(unfinished)
        from wikidiff.scale.arrow import ParquetFile  # noqa: PLC0415  (JSON lines do not need pyarrow)

        return ParquetFile(unfinished, table)

    def _tell(self, entry: dict[str, Any]) -> None:
        self._journal.write(json.dumps(entry).encode() + b"\n")
        self._journal.flush()
        os.fsync(self._journal.fileno())

    def _begin(self, manifest: dict[str, Any]) -> None:
        """Start the run, or find out how far it got."""
        path = self.folder / RUN
        if not path.exists():
            if any(entry.name != ".lock" for entry in self.folder.iterdir()):
                raise UsageError("it holds something else", hint="name an empty or a new folder", path=str(self.folder))
            unfinished = path.with_name(RUN + _UNFINISHED)
            unfinished.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            _to_disk(unfinished)
            unfinished.replace(path)
            return
        told = _json(path)
        different = sorted(name for name in {*told, *manifest} if told.get(name) != manifest.get(name))
        if different:
            raise UsageError(
                f"it holds a run with other {', '.join(different)}",
                hint="name another folder, or give --restart to throw that run away",
                path=str(self.folder),
            )
        self._recover()

    def _recover(self) -> None:
        journal = self.folder / JOURNAL
        raw = journal.read_bytes() if journal.exists() else b""
        whole = raw[: raw.rfind(b"\n") + 1]
        if len(whole) < len(raw):  # killed while it was telling
            with journal.open("r+b") as stream:
                stream.truncate(len(whole))
        for line in whole.splitlines():
            entry = json.loads(line)
            if entry.get("finished"):
                self.finished = True
                continue
            self.number = entry["part"] + 1
            self.start = (Place(*entry["end"]), Place(*entry["page"]))
            for name, count in entry["counts"].items():
                self.totals[name] += count
        for table in TABLES:
            for path in (self.folder / table).glob("part-*"):
                if path.name.endswith(_UNFINISHED) or int(path.name[5:].partition(".")[0]) >= self.number:
                    path.unlink()

    def _clear(self) -> None:
        if not (self.folder / RUN).exists():
            return
        for table in TABLES:
            shutil.rmtree(self.folder / table, ignore_errors=True)
        (self.folder / JOURNAL).unlink(missing_ok=True)
        (self.folder / RUN).unlink()


def _json(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UsageError("this is not what a run writes", hint="name another folder", path=str(path)) from error
    return told if isinstance(told, dict) else {}


def _to_disk(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # no such thing there
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _locked(path: Path) -> BinaryIO:
    """Return a file that no other process can lock until this one closes it or ends."""
    stream = path.open("ab")
    try:
        import fcntl  # noqa: PLC0415  (not on every system)

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        return stream
    except OSError as error:
        stream.close()
        raise UsageError(
            "another run writes there", hint="wait for it, or name another folder", path=str(path.parent)
        ) from error
    return stream
