"""Where alerts go: one file a kind of sink, found by the `type` of its table."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

from wikidiff.monitor.sinks.base import Secret, Sink, SinkFailed
from wikidiff.monitor.tables import Table

__all__ = ["Secret", "Sink", "SinkFailed", "read_sinks"]

TYPES: Final = {
    "stdout": "lines",
    "file": "lines",
    "webhook": "webhook",
    "email": "mail",
    "atom": "atom",
    "apprise": "notify",
    "wiki": "wikipage",
}


def read_sinks(table: Table | None, folder: Path) -> tuple[Sink, ...]:
    """Read `[sinks.NAME]` tables; none at all writes JSON lines to standard output."""
    from wikidiff.monitor.sinks.lines import StandardOutput  # noqa: PLC0415

    if table is None or not table.data:
        return (StandardOutput("stdout"),)
    found = []
    for name in table.data:
        part = table.table(name)
        if part is None:
            continue
        type_ = part.text("type", choices=TYPES)
        if type_ is None:
            part.fail(None, "'type' is missing", f"there are {', '.join(TYPES)}")
        sink: Sink = import_module(f"wikidiff.monitor.sinks.{TYPES[type_]}").read(name, part, folder)
        part.known()
        found.append(sink)
    return tuple(found)
