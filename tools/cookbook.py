"""Run the queries of the cookbook and write their output below them.

python tools/cookbook.py FOLDER     FOLDER is what `wikidiff dump` wrote; the pages say of which material theirs is
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

PAGES = sorted((Path(__file__).parent.parent / "docs" / "cookbook").glob("*.md"))
QUERY = re.compile(r"```sql\n(?P<query>.*?)```\n(?:\n```text\n(?P<output>.*?)```\n)?", re.DOTALL)


def tables(folder: Path | str) -> duckdb.DuckDBPyConnection:
    """Open the tables of a run under the names that the queries use."""
    connection = duckdb.connect()
    for name in ("revisions", "findings"):
        connection.execute(f"create view {name} as select * from read_parquet('{folder}/{name}/*.parquet')")  # noqa: S608
    return connection


def queries(page: Path) -> Iterator[str]:
    """Yield the queries of a page that ask the tables something, in their order."""
    for match in QUERY.finditer(page.read_text(encoding="utf-8")):
        if not match["query"].startswith("create"):
            yield match["query"]


def shown(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """Return what a query gives as a table of text."""
    done = connection.execute(query)
    names = [str(column[0]) for column in done.description or ()]
    rows: list[tuple[Any, ...]] = done.fetchall()
    lines = [names, *(["" if value is None else str(value) for value in row] for row in rows)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(names))]
    told = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([told[0], "  ".join("-" * width for width in widths), *told[1:]]) + "\n"


def main() -> int:
    """Renew the output of all pages; return the exit status."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    connection = tables(sys.argv[1])

    def renewed(match: re.Match[str]) -> str:
        if match["query"].startswith("create"):
            return match[0]
        return f"```sql\n{match['query']}```\n\n```text\n{shown(connection, match['query'])}```\n"

    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        page.write_text(QUERY.sub(renewed, text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
