"""Histories for tests of scale: real revisions, small dumps written for the purpose, and revisions that kill."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from wikidiff.model import Page, Revision, User
from wikidiff.sources.dumps import open_dump

ROOT = Path(__file__).parent.parent.parent
DUMPS = ROOT / "fixtures" / "dumps"
AA = DUMPS / "aawiki-20260101-pages-meta-history.xml.bz2"
START = datetime(2020, 1, 1, tzinfo=UTC)
HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">
  <siteinfo>
    <sitename>Wikipedia</sitename>
    <dbname>aawiki</dbname>
  </siteinfo>
"""
DEADLY, WRONG = "this text kills", "this text raises"


@lru_cache(maxsize=1)
def real(count: int = 240) -> tuple[Revision, ...]:
    """Return the first revisions of a real dump: whole pages, and the beginning of the last."""
    with open_dump(AA) as dump:
        return tuple(revision for revision, _ in zip(dump, range(count), strict=False))


def revision(number: int, text: str | None, page: int = 1, **other: Any) -> Revision:
    """Make a revision: its id, time and parent follow from its number."""
    fields = {"parent_id": number - 1, "comment": "", "minor": False, **other}
    return Revision(
        id=number,
        text=text,
        page=Page(wiki="aawiki", title=f"Page {page}", id=page, namespace=0),
        timestamp=START + timedelta(hours=number),
        user=User(name="Ada", id=7),
        **fields,
    )


def page(texts: Iterable[str | None], number: int = 1, first: int = 1) -> tuple[Revision, ...]:
    """Make the history of a page of its texts, None for a hidden one."""
    return tuple(
        revision(
            first + index,
            text,
            number,
            parent_id=first + index - 1 if index else 0,
            hidden=frozenset() if text is not None else frozenset({"text"}),
        )
        for index, text in enumerate(texts)
    )


def xml(revisions: Iterable[Revision]) -> str:
    """Write revisions as a dump, as Wikimedia's exports write it."""
    parts = [HEAD]
    last: Page | None = None
    for made in revisions:
        assert made.page is not None
        assert made.timestamp is not None
        if made.page != last:
            if last is not None:
                parts.append("  </page>\n")
            last = made.page
            parts.append(f"  <page>\n    <title>{last.title}</title>\n    <ns>0</ns>\n    <id>{last.id}</id>\n")
        parent = f"      <parentid>{made.parent_id}</parentid>\n" if made.parent_id else ""
        text = (
            f'<text bytes="{made.size}" xml:space="preserve">{escape(made.text)}</text>'
            if made.text is not None
            else '<text bytes="-1" deleted="deleted" />'
        )
        parts.append(
            f"    <revision>\n      <id>{made.id}</id>\n{parent}"
            f"      <timestamp>{made.timestamp:%Y-%m-%dT%H:%M:%SZ}</timestamp>\n"
            "      <contributor>\n        <username>Ada</username>\n        <id>7</id>\n      </contributor>\n"
            f"      <comment></comment>\n      <model>wikitext</model>\n      {text}\n    </revision>\n"
        )
    return "".join(parts) + "  </page>\n</mediawiki>\n"


class Given:
    """A reading of revisions that are given, in place of a file's."""

    position = 0

    def __init__(self, revisions: Iterable[Any]) -> None:
        self._revisions = revisions

    def __iter__(self) -> Iterator[Any]:
        return iter(self._revisions)


def inspect(revision: Revision) -> None:
    """Die or raise where the text says so: what a comparison that runs out of memory, or has a fault, does."""
    if revision.text is not None and DEADLY in revision.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if revision.text is not None and WRONG in revision.text:
        raise ValueError("a fault made for the purpose")


def greedy(revision: Revision) -> None:
    """Take more memory than a worker may have where the text says so."""
    if revision.text is not None and DEADLY in revision.text:
        bytearray(1 << 40)


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without the one column that is not the same in every run, as JSON would tell it."""
    left = {name: value for name, value in row.items() if name != "milliseconds"}
    return dict(json.loads(json.dumps(left, default=lambda moment: moment.isoformat().replace("+00:00", "Z"))))


def lines(folder: Path, table: str) -> list[dict[str, Any]]:
    """Read a table of JSON lines."""
    rows = []
    for path in sorted((folder / table).glob("part-*.jsonl")):
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [plain(row) for row in rows]
