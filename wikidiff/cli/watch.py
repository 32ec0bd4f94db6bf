"""`wikidiff watch`: follow live edits by rules."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from wikidiff.cli.writing import Output
from wikidiff.errors import UsageError

if TYPE_CHECKING:
    from wikidiff.monitor.settings import Settings

INTERRUPTED = 130


@click.command("watch", short_help="Follow live edits by rules.")
@click.argument("action", type=click.Choice(("run", "status")), default="run", required=False)
@click.option("-c", "--config", metavar="FILE", default="watch.toml", show_default=True, help="The file of the watch.")
@click.option("--check", is_flag=True, help="Read the file, say what it asks for, and end.")
@click.option(
    "--explain", metavar="REVISION", type=int, help="Say of one revision which rules fire, and why not the others."
)
@click.option("--once", is_flag=True, help="End when everything up to now was told.")
@click.option("--since", metavar="TIME", help="Begin there (2026-01-31T12:00Z), wherever the last run ended.")
@click.option("--until", metavar="TIME", help="With --replay: leave out what is later.")
@click.option("--replay", is_flag=True, help="Run stored histories through the rules; no sink is told.")
@click.option("--store", metavar="FILE", help="With --replay: the store.  [default: the usual one]")
@click.option("--json", "as_json", is_flag=True, help="With status: write JSON.")
def command(
    *,
    action: str,
    config: str,
    check: bool,
    explain: int | None,
    once: bool,
    since: str | None,
    until: str | None,
    replay: bool,
    store: str | None,
    as_json: bool,
) -> int:
    """Follow live edits by the rules of a file, and tell whoever it names.

    'wikidiff watch status' says how a watch is, from its state, whether it runs or not. SIGTERM ends a watch in order:
    what was read is kept, what can be told is told.
    """
    modes = [name for name, on in (("--check", check), ("--explain", explain is not None), ("--replay", replay)) if on]
    if len(modes) > 1:
        raise click.UsageError(f"give either {' or '.join(modes)}")
    if modes and (once or action == "status"):
        raise click.UsageError(f"{modes[0]} does not go with {'--once' if once else 'status'}")
    for name, given, mode, on in (
        ("--until", until is not None, "--replay", replay),
        ("--store", store is not None, "--replay", replay),
        ("--json", as_json, "status", action == "status"),
    ):
        if given and not on:
            raise click.UsageError(f"{name} goes with {mode} alone")
    from wikidiff.monitor.settings import load  # noqa: PLC0415  (only what is asked for)

    found = load(config)
    if action == "status":
        return _status(found, as_json=as_json)
    if check:
        return _check(found)
    if explain is not None:
        return _explain(found, explain)
    begin, end = _moment(since, "--since"), _moment(until, "--until")
    if replay:
        return _replay(found, store, begin, end)
    return _run(found, once=once, since=begin)


def _moment(text: str | None, option: str) -> float | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise click.UsageError(f"{option}: '{text}' is no time; write 2026-01-31 or 2026-01-31T12:00Z") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _ready(found: Settings) -> None:
    """Raise what keeps a sink from ever telling anything: the file is right, and something is not installed."""
    for sink in found.sinks:
        sink.ready()


def _check(found: Settings) -> int:
    from wikidiff.monitor.status import rules_as_text  # noqa: PLC0415
    from wikidiff.report.words import plural  # noqa: PLC0415

    _ready(found)
    counts = f"{plural(len(found.rules), 'rule')}, {plural(len(found.sinks), 'sink')}"
    with Output(None) as out:
        follows = "".join(f"follow {one.name}\n" for one in found.follow)
        out.text(f"{found.path}: {counts}\n{follows}{rules_as_text(found.rules)}")
    return 0


def _status(found: Settings, *, as_json: bool) -> int:
    import json  # noqa: PLC0415

    from wikidiff.monitor.state import State  # noqa: PLC0415
    from wikidiff.monitor.status import as_text, told  # noqa: PLC0415

    state = State(str(found.state), readonly=True)
    try:
        said = told(state)
    finally:
        state.close()
    with Output(None) as out:
        if as_json:
            out.data(json.dumps(said, indent=2, ensure_ascii=False))
        else:
            out.text(as_text(said))
    return 0


def _explain(found: Settings, number: int) -> int:
    from wikidiff.model import Revision  # noqa: PLC0415
    from wikidiff.monitor import once, targets  # noqa: PLC0415
    from wikidiff.monitor.site import Site  # noqa: PLC0415
    from wikidiff.monitor.watcher import scope_of  # noqa: PLC0415

    site = Site(found)
    try:
        new = site.wiki.revision(number)
        old = site.wiki.revision(new.parent_id) if new.parent_id else Revision(text="", page=new.page)
        members = targets.members(found.follow, site, targets.Members())
        said = once.explain(found, scope_of(found, site), members, old, new)
    finally:
        site.close()
    with Output(None) as out:
        out.text(once.explained_as_text(said))
    return 0


def _replay(found: Settings, store: str | None, since: float | None, until: float | None) -> int:
    import json  # noqa: PLC0415

    from wikidiff.monitor import once, targets  # noqa: PLC0415
    from wikidiff.monitor.site import Site  # noqa: PLC0415
    from wikidiff.monitor.stored import histories  # noqa: PLC0415
    from wikidiff.monitor.watcher import scope_of  # noqa: PLC0415

    site = Site(found)
    try:
        members = targets.members(found.follow, site, targets.Members())
        if members.failed:
            raise UsageError("; ".join(members.failed.values()))
        run = once.Replay(found, scope_of(found, site), members, since=since)
        with Output(None) as out:
            for body in run.run(histories(found, members, store, since, until)):
                if not out.data(json.dumps(body, ensure_ascii=False)):
                    break
    finally:
        site.close()
    said = f"{run.totals['revisions']:,} revisions, {run.totals['edits_judged']:,} edits judged"
    click.echo(f"{said}, {run.totals['alerts_made']:,} alerts", err=True)
    return 0


def _run(found: Settings, *, once: bool, since: float | None) -> int:
    from wikidiff.monitor import logs  # noqa: PLC0415
    from wikidiff.monitor.status import StatusServer  # noqa: PLC0415
    from wikidiff.monitor.watcher import Watcher, stream_opener  # noqa: PLC0415
    from wikidiff.sources import settings  # noqa: PLC0415
    from wikidiff.sources.contact import checked  # noqa: PLC0415

    _ready(found)
    checked(settings.contact(found.contact), path=str(settings.config_path()))  # before anything is begun
    logs.begin(found.log_level, found.log_form, found.secrets())
    stop, interrupted = threading.Event(), threading.Event()

    def end(number: int, _: object) -> None:
        if number == signal.SIGINT:
            interrupted.set()
            signal.signal(signal.SIGINT, signal.default_int_handler)  # a second one ends it at once
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    watcher = Watcher(found, opener=stream_opener(found, stop), once=once, since=since, stop=stop)
    server = None
    try:
        if found.listen is not None:
            server = StatusServer(watcher, found.listen)
            server.start()
        watcher.run()
    finally:
        if server is not None:
            server.close()
        watcher.release()
    return INTERRUPTED if interrupted.is_set() else 0
