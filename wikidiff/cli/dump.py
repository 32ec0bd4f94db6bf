"""`wikidiff dump`: a dump's whole histories, in parallel."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from wikidiff.model import Category

if TYPE_CHECKING:
    from wikidiff.scale.run import Progress, Summary

FORMATS = ("parquet", "jsonl")
_UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30}


def _moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"'{value}' is no date like 2024-05-01 or 2024-05-01T09:30:00Z", ctx, param) from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _size(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    number, unit = (value[:-1], value[-1].lower()) if value[-1:].isalpha() else (value, "")
    if not number.isascii() or not number.isdigit() or unit not in _UNITS or not int(number):
        raise click.BadParameter(f"'{value}' is no size like 2000000, 512K, 700M or 2G", ctx, param)
    return int(number) * _UNITS[unit]


def _categories(ctx: click.Context, param: click.Parameter, value: str | None) -> frozenset[Category] | None:
    if value is None:
        return None
    names = [name.strip() for name in value.split(",")]
    unknown = [name for name in names if name not in tuple(Category)]
    if unknown:
        raise click.BadParameter(f"there is no category '{unknown[0]}'; there are {', '.join(Category)}", ctx, param)
    return frozenset(Category(name) for name in names)


@click.command("dump", short_help="Compare all revisions of a dump, in parallel.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--out", metavar="DIR", required=True, help="The folder for the tables; one of an ended run is gone on with."
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="parquet",
    show_default=True,
    help="How tables are written; Parquet needs the extra 'arrow'.",
)
@click.option(
    "-j", "--jobs", metavar="COUNT", type=click.IntRange(min=1), help="Worker processes.  [default: one a core]"
)
@click.option(
    "--namespace", "namespaces", metavar="NUMBER", type=int, multiple=True, help="Only pages of this namespace."
)
@click.option("--title", "titles", metavar="TITLE", multiple=True, help="Only the page of this title.")
@click.option("--since", metavar="DATE", callback=_moment, help="Only revisions of this time (UTC) or later.")
@click.option("--only", metavar="LIST", callback=_categories, help="Only findings of these categories, a comma list.")
@click.option(
    "--sample",
    metavar="SHARE",
    type=click.FloatRange(0, 1, min_open=True),
    default=1.0,
    help="Only this share of the pages, the same ones each time.",
)
@click.option("-l", "--language", metavar="TAG", help="The language of the texts.  [default: that of the wiki]")
@click.option("--site", metavar="NAME", help="The wiki's database name, such as dewiki.  [default: as the dump says]")
@click.option(
    "--max-bytes", metavar="SIZE", callback=_size, help="Compare larger texts by lines alone.  [default: 2500000]"
)
@click.option(
    "--max-nesting",
    metavar="COUNT",
    type=click.IntRange(min=1),
    help="Compare markup that is nested deeper by lines alone.  [default: 100]",
)
@click.option(
    "--max-work",
    metavar="COUNT",
    type=click.IntRange(min=1),
    help="Compare by lines alone where more characters changed.  [default: 1000000]",
)
@click.option(
    "--memory", metavar="SIZE", callback=_size, help="Address space of each worker, such as 2G.  [default: no limit]"
)
@click.option("--restart", is_flag=True, help="Throw away what an earlier run left in DIR.")
def command(
    *,
    files: tuple[str, ...],
    out: str,
    form: str,
    jobs: int | None,
    namespaces: tuple[int, ...],
    titles: tuple[str, ...],
    since: datetime | None,
    only: frozenset[Category] | None,
    sample: float,
    language: str | None,
    site: str | None,
    max_bytes: int | None,
    max_nesting: int | None,
    max_work: int | None,
    memory: int | None,
    restart: bool,
) -> int:
    """Compare every revision of whole histories with the one before it, and write tables.

    FILEs are XML dumps with all revisions, plain or packed (bz2, gz, 7z, zst); the parts of one dump are put in order
    by their names (p...p..., p...r...r...). DIR gets the tables 'revisions', 'findings' and 'errors': every revision
    has one row, whatever it holds. A run that was ended goes on when it is called again in the same way.
    """
    from wikidiff.report.progress import Meter  # noqa: PLC0415  (rich takes a while to load)
    from wikidiff.scale.budgets import Budgets  # noqa: PLC0415
    from wikidiff.scale.pairs import Settings  # noqa: PLC0415
    from wikidiff.scale.run import Manner, run  # noqa: PLC0415
    from wikidiff.scale.selection import Selection  # noqa: PLC0415
    from wikidiff.scale.selection import titles as named  # noqa: PLC0415

    told = {"bytes": max_bytes, "nesting": max_nesting, "work": max_work}
    budgets = Budgets(**{name: value for name, value in told.items() if value is not None})
    selection = Selection(
        namespaces=frozenset(namespaces) if namespaces else None, titles=named(titles), since=since, sample=sample
    )
    with Meter() as meter:

        def show(progress: Progress) -> None:
            rate = f"{progress.revisions:,} revisions, {progress.fresh / max(0.001, progress.seconds):,.0f} a second"
            meter.show(PurePath(progress.path).name, progress.read, progress.total, rate)

        try:
            summary = run(
                files,
                out,
                settings=Settings(language=language, site=site, only=only, budgets=budgets),
                selection=selection,
                form=form,
                manner=Manner(jobs=jobs or os.cpu_count() or 1, memory=memory),
                restart=restart,
                progress=show,
            )
        except KeyboardInterrupt as error:
            raise click.Abort from error
    click.echo(_told(summary, out, chosen=selection != Selection()), err=True)
    return 0


def _told(summary: Summary, out: str, *, chosen: bool) -> str:
    """Return the line that says what was done; `chosen` says that some pages only were asked for."""
    counts = (
        _count(summary.revisions, "revision"),
        _count(summary.findings, "finding"),
        _count(summary.errors, "error"),
    )
    parts = [
        f"{', '.join(counts)} in {out}",
        f"{_count(summary.passed, 'revision')} {'was' if summary.passed == 1 else 'were'} passed over"
        if summary.passed
        else "",
        "nothing was left: look at --namespace, --title, --since and --sample"
        if chosen and not summary.revisions
        else "",
        f"{_count(summary.restarts, 'worker')} started again" if summary.restarts else "",
        "an earlier run was gone on with" if summary.resumed else "",
    ]
    return "; ".join(part for part in parts if part)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
