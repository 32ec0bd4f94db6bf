"""Sources inside other edits: an entry of a list, a link in the running text, a sentence that came with its refs.

A source that goes from its ref may come with something larger. Where nothing but sources came – entries of a list,
links – the place is cut out of that edit and belongs to the source; where a sentence or a template came with it, the
edit stays whole and the source only says where it is now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from wikidiff.classify.places import is_sources
from wikidiff.model import Block, BlockKind, Citation, CitationField, Span
from wikidiff.model.change import Aspect, Edit, Stretch
from wikidiff.model.finding import Context
from wikidiff.wikitext.citations import citations_in

if TYPE_CHECKING:
    from wikidiff.analyze.page import Reader

MOST = 200_000  # characters of carriers that are read
MOST_UNITS = 2_000
WORDS = 3  # a passage with so many words of its own is a statement with its source

_ASPECTS = frozenset([Aspect.TEXT, Aspect.BLOCK, Aspect.LINK, Aspect.MARK, Aspect.PARAMETER, Aspect.TEMPLATE])
_INLINE = frozenset([Aspect.TEXT, Aspect.LINK, Aspect.MARK])
_ENTRIES = frozenset([BlockKind.LIST_ITEM, BlockKind.PARAGRAPH, BlockKind.TEMPLATE])
_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"\s*</?references\b[^<>]*>\s*", re.IGNORECASE)


class Unit(NamedTuple):
    """One source in a carrier: its stretch, what it cites, and whether it can be cut out."""

    start: int
    end: int
    citation: Citation
    solid: bool


@dataclass(slots=True, eq=False)
class Carrier:
    """An edit that came or went whole, with the sources in it; `taken` are the numbers of those cut out."""

    edit: Edit
    new: bool
    units: list[Unit]
    taken: set[int]


def carriers(reader: Reader, edits: Iterable[Edit], *, new: bool) -> list[Carrier]:
    """Return the edits of one side that came or went with sources in them."""
    text = reader.new if new else reader.old
    found: list[Carrier] = []
    room, units = MOST, MOST_UNITS
    for edit in edits:
        if edit.aspect not in _ASPECTS:
            continue
        mine, other = (edit.new, edit.old) if new else (edit.old, edit.new)
        if not mine.text or other.text.strip():
            continue
        room -= len(mine.text)
        if room < 0 or units < 0:
            break
        inside = _units(reader, edit, mine, text)
        if inside:
            units -= len(inside)
            found.append(Carrier(edit, new, inside, set()))
    return found


def _units(reader: Reader, edit: Edit, mine: Stretch, text: str) -> list[Unit]:
    listed = edit.context is Context.CITATION or is_sources(edit.section, reader.language)
    if edit.aspect is Aspect.BLOCK and listed:
        blocks = [block for block in (*edit.old_blocks, *edit.new_blocks) if block.kind is not BlockKind.BLANK]
        if blocks and all(block.kind in _ENTRIES for block in blocks):
            return _entries(reader, text, blocks)
    if "//" not in mine.text and "<" not in mine.text and "{{" not in mine.text:
        whole = entry(reader, text, mine.start, mine.end) if listed and edit.aspect is Aspect.TEXT else None
        return [Unit(mine.start, mine.end, whole, solid=True)] if whole is not None else []
    inside = citations_in(text, mine.start, mine.end, reader.site)
    if not inside:
        return []
    if edit.aspect is Aspect.TEXT and edit.context is Context.CITATION:
        whole = entry(reader, text, mine.start, mine.end)
        return [Unit(mine.start, mine.end, whole, solid=True)] if whole is not None else []
    solid = edit.aspect in _INLINE and not _says_more(text, mine, inside)
    if not solid:
        return [Unit(one.span.start, one.span.end, one, solid=False) for one in inside]
    cuts = [mine.start, *(one.span.start for one in inside[1:]), mine.end]
    return [Unit(a, b, one, solid=True) for a, b, one in zip(cuts, cuts[1:], inside, strict=False)]


def _entries(reader: Reader, text: str, blocks: list[Block]) -> list[Unit]:
    """Return the entries of a list; the tags that open and close the list go with the entry beside them."""
    units: list[Unit] = []
    start = None
    for block in blocks:
        if _TAG.fullmatch(text, block.start, block.end):
            if units:
                units[-1] = units[-1]._replace(end=block.end)
            elif start is None:
                start = block.start
            continue
        one = entry(reader, text, block.value_start, block.value_end)
        if one is not None:
            units.append(Unit(block.start if start is None else start, block.end, one, solid=True))
            start = None
    return units if start is None else []


def _says_more(text: str, mine: Stretch, inside: Iterable[Citation]) -> bool:
    """Tell whether a stretch holds words of its own beside its sources."""
    at, count = mine.start, 0
    for one in inside:
        count += len(_WORD.findall(text, at, one.span.start))
        at = one.span.end
    return count + len(_WORD.findall(text, at, mine.end)) >= WORDS


def entry(reader: Reader, text: str, start: int, end: int) -> Citation | None:
    """Read an entry of a list of sources as the source that it tells, as a ref with these words would be read."""
    told = text[start:end]
    if not told.strip():
        return None
    if "<ref" in told:
        found = citations_in(text, start, end, reader.site)
        return found[0] if len(found) == 1 else None
    head = "<ref>"
    found = citations_in(f"{head}{told}</ref>", 0, len(told) + 2 * len(head) + 1, reader.site)
    if len(found) != 1:
        return None
    return _shifted(found[0], start - len(head), told, Span(start, end))


def _shifted(citation: Citation, by: int, told: str, span: Span) -> Citation:
    fields = tuple(
        CitationField(name=f.name, raw=f.raw, value=f.value, span=Span(f.span.start + by, f.span.end + by))
        for f in citation.fields
    )
    return replace(citation, span=span, content=span, text=told, fields=fields)


def carved(carrier: Carrier) -> list[Edit]:
    """Return what is left of a carrier when the sources taken from it are cut out."""
    edit = carrier.edit
    mine = edit.new if carrier.new else edit.old
    rest: list[Edit] = []
    at = mine.start
    for number in sorted(carrier.taken):
        unit = carrier.units[number]
        rest += _part(edit, mine, at, unit.start, new=carrier.new)
        at = unit.end
    rest += _part(edit, mine, at, mine.end, new=carrier.new)
    other = edit.old if carrier.new else edit.new
    if other.text:  # a space gave way to the sources
        spare = replace(edit, aspect=Aspect.SPACE, old_pieces=(), new_pieces=(), hints={})
        if carrier.new:
            spare.new = Stretch(mine.end, mine.end, "")
        else:
            spare.old = Stretch(mine.end, mine.end, "")
        rest.append(spare)
    return rest


def _part(edit: Edit, mine: Stretch, start: int, end: int, *, new: bool) -> list[Edit]:
    if start >= end:
        return []
    stretch = Stretch(start, end, mine.text[start - mine.start : end - mine.start])
    part = replace(edit, hints={})
    if new:
        part.old = Stretch(edit.old.end, edit.old.end, "")
        part.new, part.new_blocks = stretch, _within(edit.new_blocks, start, end)
        part.new_pieces = tuple(piece for piece in edit.new_pieces if start <= piece.start and piece.end <= end)
    else:
        part.new = Stretch(edit.new.end, edit.new.end, "")
        part.old, part.old_blocks = stretch, _within(edit.old_blocks, start, end)
        part.old_pieces = tuple(piece for piece in edit.old_pieces if start <= piece.start and piece.end <= end)
    if not stretch.text.strip():
        part.aspect = Aspect.SPACE
    return [part]


def _within(blocks: tuple[Block, ...], start: int, end: int) -> tuple[Block, ...]:
    return tuple(block for block in blocks if start <= block.start and block.end <= end)
