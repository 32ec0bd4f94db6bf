"""Write docs/tables.md, the columns of the tables, from the columns themselves; called by tools/reference.py."""

from __future__ import annotations

from collections.abc import Sequence

from wikidiff.scale.columns import BETWEEN, ERRORS, FINDINGS, NOTE, OCCURRENCE, REVISIONS, SLOT, Column, Kind

HEAD = """# The tables

`wikidiff dump` and `wikidiff.scale.spark` write these rows. `make docs` writes this page from the columns themselves.
Their version is that of [the JSON](json.md), in the column `schema` and in the metadata of Arrow (`wikidiff.schema`):
columns may be added under the same number. A revision and its findings are joined by `wiki` and `revision_id`, and are
together an analysis without loss (`wikidiff.scale.rows.from_rows`); the texts of revisions and slots are no part of
them.

## Status

| status | what became of the revision | findings |
| --- | --- | :-: |
| `compared` | compared with the revision before it on its page | yes |
| `compared_over` | compared with the last text that is known: those between are hidden, and a note says so | yes |
| `created` | the first of its page, compared with nothing | yes |
| `coarse` | beyond a budget: compared by lines alone, and a note says which | by lines |
| `hidden` | its text is hidden | |
| `no_text` | it came without a text, though nothing is hidden | |
| `parent_hidden` | all texts before it are hidden | |
| `parent_missing` | it is not the first of its page, but what stood before was not read | |
| `other_model` | it, or what stood before, is no wikitext (CSS, JSON, Lua) | |
| `repeated` | it came a second time | |
| `failed` | a fault of wikidiff, told in `errors` | |
| `lost` | the process that compared it died, told in `errors` | |
"""


def kind_of(kind: Kind) -> str:
    """Return the kind of a column as a reader takes it in."""
    if isinstance(kind, str):
        return kind
    if isinstance(kind, list):
        return f"list of {kind_of(kind[0])}"
    return "record"


def rows(columns: Sequence[Column]) -> str:
    """Return columns as a table."""
    lines = ["| column | kind | what it holds |", "| --- | --- | --- |"]
    lines += [f"| `{column.name}` | {kind_of(column.kind)} | {column.says.replace('|', '/')} |" for column in columns]
    return "\n".join(lines) + "\n"


def page() -> str:
    """Return the page."""
    parts = [HEAD]
    for title, columns, told in (
        (
            "revisions",
            REVISIONS,
            "One row for each revision. `old` is a record of the columns `wiki` to `paged`.",
        ),
        ("findings", FINDINGS, "One row for each finding. What is particular to a category is null for others."),
        ("errors", ERRORS, "One row for each file, page or revision with which something was wrong."),
    ):
        parts.append(f"## {title}\n\n{told}\n\n{rows(columns)}")
    parts.append("## Records\n")
    for title, columns in (("occurrences", OCCURRENCE), ("notes", NOTE), ("between", BETWEEN), ("slots", SLOT)):
        parts.append(f"An entry of `{title}`:\n\n{rows(columns)}")
    return "\n".join(parts)
