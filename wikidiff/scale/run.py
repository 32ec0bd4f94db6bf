"""A whole dump on one machine: files in, tables of rows out."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from wikidiff._version import __version__
from wikidiff.errors import UsageError
from wikidiff.scale.columns import VERSION
from wikidiff.scale.crew import PATIENCE, Crew
from wikidiff.scale.feed import Feed, Mark, Opener, in_order
from wikidiff.scale.pairs import Settings
from wikidiff.scale.parts import Parts
from wikidiff.scale.reading import DumpReading, check
from wikidiff.scale.selection import Selection
from wikidiff.scale.tasks import FORMS, packer

PART = 25_000  # revisions of one part: what a kill costs at the most


class Progress(NamedTuple):
    """How far a run is: bytes of the files, rows so far, seconds since it was started, revisions of this run alone."""

    read: int
    total: int
    revisions: int
    findings: int
    errors: int
    seconds: float
    fresh: int
    path: str


class Summary(NamedTuple):
    """What a run left in its folder, earlier attempts included."""

    revisions: int
    findings: int
    errors: int
    passed: int
    restarts: int
    seconds: float
    resumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a run goes: none of it changes a row.

    `jobs` worker processes; `memory` bytes of address space for each; `part` revisions in one file of results;
    `patience` seconds for one revision before its worker is ended.
    """

    jobs: int = 2
    memory: int | None = None
    part: int = PART
    patience: float = PATIENCE


def run(
    files: Sequence[str],
    out: str | Path,
    *,
    opener: Opener | None = None,
    settings: Settings | None = None,
    selection: Selection | None = None,
    form: str = "parquet",
    manner: Manner | None = None,
    restart: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Compare every revision of some dumps with the one before it, and write tables of rows.

    Args:
        files: dumps of whole histories; the parts of one (`p…p…`, `p…r…r…`) are put in order by their names.
        out: a folder; one in which an earlier attempt was ended goes on where that was.
        opener: opens a file; None reads XML dumps, however packed.
        settings, selection: how revisions are read, and which.
        form: `parquet` or `jsonl`.
        manner: how many processes, and the like.
        restart: throw away what an earlier attempt left.
        progress: is told how far it is, after each task.

    Returns:
        A `Summary`.

    Raises:
        UsageError: no such file or form, or a folder that cannot be used.
        InputError: a file that is no dump.
        MissingExtra: Parquet without pyarrow.
    """
    settings, selection, manner = settings or Settings(), selection or Selection(), manner or Manner()
    if form not in FORMS:
        raise UsageError(f"there is no format {form!r}", hint=f"take {' or '.join(FORMS)}")
    packer(form)  # says now what is missing
    files = in_order(files)
    sizes = [_size(name) for name in files]
    if opener is None:
        for name in files:
            check(name)  # what is no dump at all is said before the night begins
    parts = Parts(Path(out), _manifest(files, sizes, settings, selection, form, manner), form, restart=restart)
    try:
        if parts.finished:
            return _summary(parts, 0, 0.0, resumed=True)
        feed = Feed(files, opener or DumpReading, settings, selection, parts.start)
        return _run(feed, sizes, parts, manner, progress)
    finally:
        parts.close()


def _run(
    feed: Feed,
    sizes: Sequence[int],
    parts: Parts,
    manner: Manner,
    progress: Callable[[Progress], None] | None,
) -> Summary:
    started = time.monotonic()
    resumed = parts.number > 0
    before = parts.revisions
    with Crew(feed.settings, parts.form, manner.jobs, manner.memory, manner.patience) as crew:
        for done in crew.perform(feed.tasks()):
            mark = feed.marks.pop(done.number)
            data, counts = _with_faults(done.data, done.counts, mark, parts.form)
            parts.append(data, counts, mark)
            if parts.waiting >= manner.part:
                parts.commit()
            if progress is not None:
                file, position = feed.position
                progress(
                    Progress(
                        sum(sizes[:file]) + min(position, sizes[file]),
                        sum(sizes),
                        parts.revisions,
                        parts.findings,
                        parts.errors,
                        time.monotonic() - started,
                        parts.revisions - before,
                        feed.files[file],
                    )
                )
        parts.finish()
        return _summary(parts, crew.restarts, time.monotonic() - started, resumed=resumed)


def _with_faults(
    data: dict[str, bytes], counts: dict[str, int], mark: Mark, form: str
) -> tuple[dict[str, bytes], dict[str, int]]:
    """Add the faults that the reader found; they stand in tasks of their own."""
    if not mark.errors:
        return data, counts
    return {**data, "errors": packer(form)("errors", mark.errors)}, {**counts, "errors": len(mark.errors)}


def _summary(parts: Parts, restarts: int, seconds: float, *, resumed: bool) -> Summary:
    totals = parts.totals
    return Summary(
        totals["revisions"], totals["findings"], totals["errors"], totals["passed"], restarts, seconds, resumed
    )


def _manifest(
    files: Sequence[str],
    sizes: Sequence[int],
    settings: Settings,
    selection: Selection,
    form: str,
    manner: Manner,
) -> dict[str, Any]:
    """Return what a run is: with anything of it changed, its rows would be others."""
    budgets = settings.budgets
    return {
        "wikidiff": __version__,
        "schema": VERSION,
        "files": [[Path(name).name, size] for name, size in zip(files, sizes, strict=True)],
        "format": form,
        "language": settings.language,
        "site": settings.site,
        "only": sorted(settings.only) if settings.only is not None else None,
        "budgets": [budgets.bytes, budgets.nesting, budgets.work],
        "namespaces": sorted(selection.namespaces) if selection.namespaces is not None else None,
        "titles": sorted(selection.titles) if selection.titles is not None else None,
        "since": selection.since.isoformat() if selection.since else None,
        "sample": selection.sample,
        "part": manner.part,
    }


def _size(name: str) -> int:
    try:
        return Path(name).stat().st_size
    except OSError as error:
        raise UsageError(f"it cannot be read ({error.strerror or error})", path=name) from error
