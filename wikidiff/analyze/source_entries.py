"""Entries of a list of sources that changed: read whole on both sides, so that their fields can be named.

What changed in an entry told in words, or in a citation template with a parameter a line, comes as edits of words.
Each of them is a place of one source; which field it is, only the whole entry tells.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from wikidiff.analyze.source_carriers import entry
from wikidiff.classify import sources
from wikidiff.model import Citation, CitationKind
from wikidiff.model.change import Aspect, Edit
from wikidiff.model.finding import Context
from wikidiff.packs import sites
from wikidiff.wikitext.citations import citations_in

if TYPE_CHECKING:
    from wikidiff.analyze.page import Reader

LONGEST = 4_000  # characters of one entry that are read
MOST = 200  # entries of one page that are read

_ASPECTS = frozenset([Aspect.TEXT, Aspect.PARAMETER, Aspect.LINK])
_RUNNING = frozenset([Context.PROSE, Context.LIST, Context.TABLE, Context.CAPTION])
_BACK = 30  # characters before an edit in which a book number that it changes must begin
_MARKS = " \t*#:;"


def read(reader: Reader, edits: list[Edit]) -> None:
    """Say of each edit in a list of sources which source it changed and how."""
    known: dict[tuple[int, int, int, int], sources.SourceChange | None] = {}
    for edit in edits:
        if edit.aspect not in _ASPECTS or edit.block < 0:
            continue
        if edit.template:
            if not sites.is_citation_template(edit.template, reader.site):
                continue
            old = _template(reader, reader.old, edit.old.start, edit.template)
            new = _template(reader, reader.new, edit.new.start, edit.template)
        elif edit.context in _RUNNING:
            old = _number(reader, reader.old, edit.old.start, edit.old.end)
            new = _number(reader, reader.new, edit.new.start, edit.new.end) if old is not None else None
        elif edit.context is Context.CITATION:
            old = _line(reader, reader.old, edit.old.start, edit.old.end)
            new = _line(reader, reader.new, edit.new.start, edit.new.end)
        else:
            continue
        if old is None or new is None or len(known) > MOST:
            continue
        key = (old.span.start, old.span.end, new.span.start, new.span.end)
        if key not in known:
            known[key] = sources.describe(old, new, same_place=True, language=reader.language)
        edit.context = Context.CITATION
        edit.old_citation, edit.new_citation = old, new
        edit.hints["change"], edit.hints["entry"], edit.hints["claim_changed"] = known[key], str(key[2]), None


def _number(reader: Reader, text: str, start: int, end: int) -> Citation | None:
    """Return the book number in running text that a place is part of."""
    begin = text.rfind("ISBN", max(0, start - _BACK), end)
    if begin < 0:
        return None
    for found in citations_in(text, begin, min(len(text), end + _BACK), reader.site):
        if found.kind is CitationKind.IDENTIFIER and found.span.start <= start and end <= found.span.end:
            return found
    return None


@lru_cache(maxsize=256)
def _opener(name: str) -> re.Pattern[str]:
    return re.compile(r"\{\{\s*" + re.escape(name), re.IGNORECASE)


def _template(reader: Reader, text: str, at: int, name: str) -> Citation | None:
    """Return the citation template of this name around a place."""
    low = max(0, at - LONGEST)
    begin = next((match.start() for match in reversed(list(_opener(name).finditer(text, low, at)))), None)
    if begin is None:
        return None
    found = citations_in(text, begin, min(len(text), begin + 2 * LONGEST), reader.site)[:1]
    return found[0] if found and found[0].span.start == begin and found[0].span.end >= at else None


def _line(reader: Reader, text: str, start: int, end: int) -> Citation | None:
    """Return the entry on the line of a place, told in words; one told by a template has its own edits."""
    begin = text.rfind("\n", max(0, start - LONGEST), start) + 1
    stop = text.find("\n", end, end + LONGEST)
    stop = len(text) if stop < 0 and end + LONGEST >= len(text) else stop
    if stop < 0 or (begin == 0 and start > LONGEST) or stop - begin > LONGEST:
        return None
    while begin < stop and text[begin] in _MARKS:
        begin += 1
    found = entry(reader, text, begin, stop)
    return found if found is not None and found.template is None else None
