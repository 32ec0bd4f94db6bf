"""The sources of one text as a table for people, as rows for spreadsheets, and as JSON for programs.

Addresses are shown as text, never as links: they were written by anybody, and some are no addresses at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from rich.text import Text

from wikidiff.analyze.bibliography import Bibliography, Entry
from wikidiff.analyze.faults import Problem
from wikidiff.model import Citation, CitationKind
from wikidiff.report import cells, glyphs
from wikidiff.report.layout import printed, wrapped
from wikidiff.text.identifiers import valid

COLUMNS: Final = (
    "number", "line", "section", "kind", "use", "name", "group", "template", "title", "authors", "date", "url",
    "domain", "identifiers", "locator", "calls", "called_by", "reliability", "problems", "start", "end", "text",
)  # fmt: skip
SCHEMA: Final = 1
_NARROWEST: Final = 60
_FORMS: Final = {
    CitationKind.REF: "ref",
    CitationKind.TEMPLATE: "template",
    CitationKind.SHORT: "short footnote",
    CitationKind.BARE_URL: "address",
    CitationKind.EXTERNAL_LINK: "link",
    CitationKind.IDENTIFIER: "identifier",
    CitationKind.NOTE: "note",
}


def with_problems(found: Bibliography) -> Bibliography:
    """Return only the entries with which something is wrong, under their numbers."""
    return replace(found, entries=tuple(entry for entry in found.entries if entry.problems))


def as_json(found: Bibliography, site: str, *, indent: int | None = None) -> str:
    """Return the whole bibliography as one JSON object."""
    document = {
        "schema": SCHEMA,
        "wiki": site,
        "summary": {
            "citations": len(found.entries),
            "definitions": sum(entry.citation.definition for entry in found.entries),
            "uses": sum(entry.citation.use for entry in found.entries),
            "problems": found.problems,
        },
        "citations": [record(entry) for entry in found.entries],
        "notes": [{"code": note.code, "text": note.text} for note in found.notes],
    }
    return json.dumps(document, ensure_ascii=False, indent=indent)


def as_lines(found: Bibliography) -> Iterator[str]:
    """Yield one JSON object for each citation."""
    for entry in found.entries:
        yield json.dumps(record(entry), ensure_ascii=False)


def record(entry: Entry) -> dict[str, Any]:
    """Return one citation as JSON knows it."""
    citation = entry.citation
    return {
        "number": entry.number,
        "line": entry.line,
        "section": list(entry.section),
        "start": citation.span.start,
        "end": citation.span.end,
        "text": citation.text,
        "kind": citation.kind.value,
        "use": citation.use,
        "definition": citation.definition,
        "label": entry.label,
        "name": citation.name,
        "group": citation.group,
        "template": citation.template,
        "authors": list(citation.authors),
        "fields": [
            {"name": each.name, "raw": each.raw, "value": each.value, "start": each.span.start, "end": each.span.end}
            for each in citation.fields
        ],
        "urls": list(citation.urls),
        "domain": entry.domain,
        "identifiers": [
            {"scheme": scheme, "value": value, "valid": valid(scheme, value)} for scheme, value in citation.identifiers
        ],
        "locator": citation.locator,
        "calls": list(entry.calls),
        "called_by": list(entry.called_by),
        "reliability": [
            {"domain": each.domain, "status": each.status, "note": each.note, "list": each.listed_in}
            for each in entry.ratings
        ],
        "problems": [_problem(each, citation) for each in entry.problems],
    }


def _problem(problem: Problem, citation: Citation) -> dict[str, Any]:
    place = problem.span if problem.span is not None else citation.span
    return {"code": problem.code, "text": problem.text, "start": place.start, "end": place.end, "other": problem.other}


def as_csv(found: Bibliography) -> str:
    """Return the citations as rows with a head; what a spreadsheet would take for a formula begins with `'`."""
    return "\n".join([cells.row(COLUMNS), *(cells.row(_row(entry)) for entry in found.entries)])


def _row(entry: Entry) -> tuple[object, ...]:
    citation = entry.citation
    return (
        entry.number, entry.line, " > ".join(entry.section), citation.kind.value, "yes" if citation.use else "no",
        citation.name, citation.group, citation.template, _title(citation), "; ".join(citation.authors),
        citation.field("date") or citation.field("year"), citation.urls[0] if citation.urls else None, entry.domain,
        " ".join(f"{scheme}:{value}" for scheme, value in citation.identifiers), citation.locator,
        " ".join(map(str, entry.calls)), " ".join(map(str, entry.called_by)),
        "; ".join(f"{rating.status} ({rating.listed_in})" for rating in entry.ratings),
        "; ".join(f"{problem.code}: {problem.text}" for problem in entry.problems),
        citation.span.start, citation.span.end, citation.text,
    )  # fmt: skip


def _title(citation: Citation) -> str | None:
    return citation.field("title") or citation.field("chapter")


def as_table(found: Bibliography, *, width: int = 80, color: bool = False, heading: str | None = None) -> str:
    """Return the citations as a table that ends in a line break; what is wrong stands below each."""
    return printed(_lines(found, max(width, _NARROWEST), heading), width, color=color)


def _lines(found: Bibliography, width: int, heading: str | None) -> Iterator[Text]:
    if heading is not None:
        yield Text(glyphs.visible(heading), "bold")
    yield from wrapped(Text(_summary(found)), width)
    if found.entries:
        number = len(str(found.entries[-1].number))
        line = max(4, len(str(found.entries[-1].line)))
        site = min(24, max(4, *(glyphs.cells(_site(entry)) for entry in found.entries)))
        form = min(18, max(4, *(glyphs.cells(_form(entry)) for entry in found.entries)))
        room = width - number - line - site - form - 16  # two spaces between, and "Called"
        yield Text()
        head = ("Source", room), ("Site", site), ("Form", form)
        yield Text(
            "  ".join(["#".rjust(number), "Line".rjust(line), *(_padded(*each) for each in head), "Called"]), "bold"
        )
        for entry in found.entries:
            cells = (entry.label, room), (_site(entry), site), (_form(entry), form)
            called = f"{len(entry.called_by) + 1}×" if entry.called_by else ""
            start = [str(entry.number).rjust(number), str(entry.line).rjust(line)]
            yield Text("  ".join([*start, *(_padded(*each) for each in cells), called]))
            yield from _below(entry, width, number + line + 4)
    if found.notes:
        yield Text()
        for note in found.notes:
            yield from wrapped(Text(glyphs.visible(f"{note.text[:1].upper()}{note.text[1:]} ({note.code})")), width)


def _summary(found: Bibliography) -> str:
    definitions = sum(entry.citation.definition for entry in found.entries)
    uses = len(found.entries) - definitions
    wrong = sum(bool(entry.problems) for entry in found.entries)
    told = ", ".join(f"{code.replace('_', ' ')} {count:,}" for code, count in found.problems.items())
    parts = f"{_counted(definitions, 'source')}, {_counted(uses, 'use')}; "
    return parts + (
        f"something is wrong with {wrong:,}: {told}" if wrong else "nothing is wrong that the text can tell"
    )


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' if count != 1 else ''}"


def _below(entry: Entry, width: int, indent: int) -> Iterator[Text]:
    told: Iterable[tuple[str, str, str]] = (
        *(("yellow", f"{rating.status}", f"by {rating.listed_in}: {rating.note}") for rating in entry.ratings),
        *(("red", problem.code.replace("_", " "), problem.text) for problem in entry.problems),
    )
    for style, name, text in told:
        words = glyphs.isolate(glyphs.visible(text.removesuffix(": ")))
        for line in wrapped(Text.assemble("! ", (glyphs.visible(name), style), ": ", words), width - indent):
            yield Text.assemble(" " * indent, line)


def _site(entry: Entry) -> str:
    return entry.domain or ""


def _form(entry: Entry) -> str:
    return entry.citation.template or ("use" if entry.citation.use else _FORMS[entry.citation.kind])


def _padded(text: str, room: int) -> str:
    shown = glyphs.shorten(glyphs.visible(" ".join(text[: 8 * room].split())), room)
    return glyphs.isolate(shown) + " " * (room - glyphs.cells(shown))
