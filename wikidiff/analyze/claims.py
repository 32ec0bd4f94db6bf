"""Say of each claim whether the source beside it changed too, of each source whether its claim did.

Also which request for a source a source answers. None of it makes a finding: one change is one finding, and says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wikidiff.classify.places import asks_for_source, is_sources
from wikidiff.model.change import Aspect, Edit, Stretch
from wikidiff.model.finding import Context
from wikidiff.packs import sites

if TYPE_CHECKING:
    from wikidiff.analyze.page import Reader

NEAR = 600  # a source further behind a claim than this is not beside it
ANSWER = 160  # characters between a request for a source and the source that answers it
MOST_BESIDE = 20  # sources in one row behind a claim

_CITES = re.compile(r"<ref\b|\{\{\s*(?:sfn|harv|r\||rp\||efn|refn|cite|citation)", re.IGNORECASE)
_ROW = re.compile(
    r"\s*+(?:<ref\b[^<>]*+(?:(?<=/)>|>[^<]*+(?:<(?!/ref)[^<]*+)*</ref\s*+>)|\{\{[^{}]*+\}\})", re.IGNORECASE
)
_OWN = (Aspect.TEXT, Aspect.BLOCK)


def beside(reader: Reader, edits: list[Edit]) -> None:
    """Tell claims of their sources and sources of their claims."""
    by_block: dict[int, list[Edit]] = {}
    for edit in edits:
        if edit.aspect is Aspect.SOURCE:
            by_block.setdefault(edit.block, []).append(edit)
            if "claim_changed" not in edit.hints:
                edit.hints["claim_changed"] = False if _serves_claim(reader, edit) else None
    for edit in edits:
        if edit.aspect is Aspect.TEXT and edit.block >= 0 and edit.context is not Context.CITATION:
            _claim(reader, edit, by_block.get(edit.block, ()))
        elif edit.aspect is Aspect.BLOCK and edit.context in (Context.PROSE, Context.LIST) and _cites(edit):
            edit.source_changed = True
    for edit in edits if by_block else ():
        if edit.aspect is Aspect.TEMPLATE:
            _answered(reader, edit, by_block.get(edit.block, ()))


def _serves_claim(reader: Reader, edit: Edit) -> bool:
    """Tell whether a source stands behind words, not in a list of sources."""
    if edit.block < 0 or edit.template.casefold() in ("reflist", "references"):
        return False
    return not is_sources(edit.section, reader.language)


def _claim(reader: Reader, edit: Edit, around: list[Edit] | tuple[()]) -> None:
    if _cites(edit):
        edit.source_changed = True  # the statement came or went with its source
        return
    old_row = _row(reader.old, edit.old.end)
    new_row = _row(reader.new, edit.new.end)
    changed = False
    for source in around:
        if _touches(source.old, edit.old.end, old_row) or _touches(source.new, edit.new.end, new_row):
            changed = True
            if source.hints.get("claim_changed") is not None:
                source.hints["claim_changed"] = True
    if changed or old_row is not None or new_row is not None:
        edit.source_changed = changed


def _cites(edit: Edit) -> bool:
    """Tell whether words came or went with sources among them."""
    text = edit.new.text or edit.old.text
    return not (edit.old.text and edit.new.text) and ("<" in text or "{{" in text) and _CITES.search(text) is not None


def _row(text: str, position: int) -> tuple[int, int] | None:
    """Return the row of sources that stands next behind a place, in its line and not too far."""
    end = text.find("\n", position)
    stop = min(len(text) if end < 0 else end, position + NEAR)
    if text.find("<", position, stop) < 0 and text.find("{{", position, stop) < 0:
        return None
    found = _CITES.search(text, position, stop)
    if found is None:
        return None
    last = at = found.start()
    for _ in range(MOST_BESIDE):
        match = _ROW.match(text, at)
        if match is None:
            break
        last, at = at, match.end()
    return found.start(), max(last, at)


def _touches(stretch: Stretch, position: int, row: tuple[int, int] | None) -> bool:
    """Tell whether a source stands in the row behind a place, or came before it."""
    return row is not None and stretch.start < stretch.end and position <= stretch.start <= row[1]


def _answered(reader: Reader, edit: Edit, around: list[Edit] | tuple[()]) -> None:
    """Mark the sources that came where a request for a source went."""
    node = edit.old_node
    if node is None or edit.new.text.strip() or not asks_for_source(sites.template_key(node.name, reader.site)):
        return
    for source in around:
        if not source.new.text or source.old.text.strip():
            continue
        here, there = sorted((edit.new.start, source.new.start))
        if there - here <= ANSWER and "\n" not in reader.new[here:there]:
            source.hints["answers_tag"] = node.name
