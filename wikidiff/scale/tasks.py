"""What goes to a worker and what comes back: a few hundred revisions there, the rows of three tables here."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from wikidiff.errors import MissingExtra
from wikidiff.model import Revision
from wikidiff.scale.columns import TABLES
from wikidiff.scale.pairs import Chain, Context, Settings
from wikidiff.scale.rows import Row, sound

FORMS = ("parquet", "jsonl")
Pack = Callable[[str, Sequence[Row]], bytes]


class Segment(NamedTuple):
    """Revisions of one page that follow each other, and what has to be known of those before them."""

    context: Context
    revisions: tuple[Revision, ...]


class Task(NamedTuple):
    """What one worker does at a time; `lost` are the places, counted over all segments, of which workers died."""

    number: int
    segments: tuple[Segment, ...]
    lost: tuple[tuple[int, str], ...] = ()

    @property
    def size(self) -> int:
        """How many revisions there are in it."""
        return sum(len(segment.revisions) for segment in self.segments)


class Done(NamedTuple):
    """The rows of a task, ready to be written, and how many there are in each table."""

    number: int
    data: dict[str, bytes]
    counts: dict[str, int]


def perform(task: Task, settings: Settings, pack: Pack, at: Callable[[int], None]) -> Done:
    """Compare all revisions of a task; `at` is told of each before it is compared."""
    tables: dict[str, list[Row]] = {table: [] for table in TABLES}
    lost = dict(task.lost)
    chain = Chain(settings)
    place = 0
    for segment in task.segments:
        chain.resume(segment.context)
        for revision in segment.revisions:
            at(place)
            outcome = chain.step(revision, lost=lost.get(place))
            tables["revisions"].append(outcome.revision)
            tables["findings"] += outcome.findings
            tables["errors"] += outcome.errors
            place += 1
    at(-1)
    return Done(
        task.number,
        {table: pack(table, rows) for table, rows in tables.items() if rows},
        {table: len(rows) for table, rows in tables.items()},
    )


def packer(form: str) -> Pack:
    """Return what makes bytes of rows; raises `MissingExtra` for Parquet without pyarrow."""
    if form == "jsonl":
        return lines
    try:
        from wikidiff.scale.arrow import packed  # noqa: PLC0415  (JSON lines do not need pyarrow)
    except MissingExtra as error:
        hint = "run pip install 'wikidiff[arrow]', or write JSON lines (--format jsonl)"
        raise MissingExtra("Parquet needs pyarrow", hint=hint) from error
    return packed


def lines(table: str, rows: Sequence[Row]) -> bytes:  # noqa: ARG001  (all tables are written alike)
    """Return rows as JSON lines."""
    return b"".join(_line(row) for row in rows)


def _line(row: Row) -> bytes:
    try:
        return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_plain).encode("utf-8") + b"\n"
    except UnicodeEncodeError:
        return _line(sound(row))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds" if value.microsecond else "seconds").replace("+00:00", "Z")
    raise TypeError(f"rows hold no {type(value).__name__}")
