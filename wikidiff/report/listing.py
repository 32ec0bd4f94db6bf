"""The findings of an analysis as every report lists them: each under its number, by category, and as tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from wikidiff.model import Analysis, Category, Context, Detail, Finding
from wikidiff.report import words
from wikidiff.report.excerpt import fold
from wikidiff.report.order import by_weight

_TITLE: Final = re.compile("source “([^“”]+)”")
_SOURCE: Final = {True: "changed too", False: "stands", None: "none beside it"}


class Item(NamedTuple):
    """A finding under the number that it has in every report (from 1, the heaviest first)."""

    number: int
    finding: Finding


class Count(NamedTuple):
    """How many findings of a category there are, how many of them change the meaning, and in how many places."""

    category: Category
    findings: int
    meaning: int
    places: int


class SourceRow(NamedTuple):
    """One field of a source that changed, or the source itself (`field` empty)."""

    number: int
    source: str
    done: str
    field: str
    old: str
    new: str


class FigureRow(NamedTuple):
    """A figure: what it is the value of, both values as they are written, and the difference where there is one."""

    number: int
    of: str
    old: str
    new: str
    delta: str
    share: str
    source: str


def items(analysis: Analysis) -> tuple[Item, ...]:
    """Return the findings under their numbers: those that change the meaning first, as the terminal numbers them."""
    return tuple(Item(number, finding) for number, finding in enumerate(by_weight(analysis), 1))


def by_category(listed: Iterable[Item]) -> tuple[tuple[Category, tuple[Item, ...]], ...]:
    """Return the findings in groups, the group with the heaviest finding first."""
    groups: dict[Category, list[Item]] = {}
    for item in listed:
        groups.setdefault(item.finding.category, []).append(item)
    return tuple((category, tuple(group)) for category, group in groups.items())


def counts(listed: Sequence[Item]) -> tuple[Count, ...]:
    """Return how many findings of each category there are, in the order of the groups."""
    return tuple(
        Count(
            category,
            len(group),
            sum(item.finding.meaning for item in group),
            sum(max(1, len(item.finding.occurrences)) for item in group),
        )
        for category, group in by_category(listed)
    )


def path(section: tuple[str, ...]) -> str:
    """Return a heading path as its reader sees it."""
    return " › ".join(fold(name) for name in section) or "Lead"


def place(context: Context, category: Category) -> str:
    """Return in what part of the page a place stands (`in a table`), or nothing where that is no news."""
    return "" if context is words.HABITAT.get(category) else words.PLACE.get(context, "")


def sources(listed: Iterable[Item]) -> tuple[SourceRow, ...]:
    """Return what happened to each source, field by field where fields changed."""
    rows = []
    for number, finding in listed:
        if finding.category is not Category.CITATION:
            continue
        detail = finding.detail
        done = str(detail.get("kind") or finding.action).replace("_", " ")
        fields = [field for field in _rows(detail, "fields") if field.get("old") != field.get("new")]
        if not fields:
            rows.append(SourceRow(number, _source(finding), done, "", _end(finding.old), _end(finding.new)))
        rows += [
            SourceRow(
                number,
                _source(finding),
                done,
                str(field.get("name") or "") + (f" ({field['part']})" if field.get("part") else ""),
                str(field.get("old") or ""),
                str(field.get("new") or ""),
            )
            for field in fields
        ]
    return tuple(rows)


def figures(listed: Iterable[Item]) -> tuple[FigureRow, ...]:
    """Return the figures that changed, with the difference of their values."""
    rows = []
    for number, finding in listed:
        if finding.category is not Category.NUMERIC:
            continue
        detail = finding.detail
        named = [str(detail[key]) for key in ("parameter", "row", "column") if detail.get(key)]
        beside = detail.get("source_changed", "unknown")
        rows.append(
            FigureRow(
                number,
                ", ".join(fold(name) for name in named) or path(finding.section),
                finding.old,
                finding.new,
                *words.difference(finding),
                _SOURCE[beside] if beside is None or isinstance(beside, bool) else "",
            )
        )
    return tuple(rows)


def _rows(detail: Detail, name: str) -> list[Detail]:
    value = detail.get(name)
    return [each for each in value if isinstance(each, Detail)] if isinstance(value, tuple) else []


def _source(finding: Finding) -> str:
    """Return by what a person knows the source: its title, else an identifier, an address, a name."""
    title = _TITLE.search(finding.message)
    if title:
        return title[1]
    for key in ("identifiers", "urls"):
        value = finding.detail.get(key)
        if isinstance(value, tuple) and value:
            first = value[0]
            return ":".join(map(str, first)) if isinstance(first, tuple) else str(first)
    return str(finding.detail.get("name") or "")


def _end(text: str) -> str:
    return text.strip("\n") or text
