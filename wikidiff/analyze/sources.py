"""Match sources over the page, and find the very places that changed inside each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wikidiff.analyze.constructs import margins, template_edits
from wikidiff.analyze.sides import Place
from wikidiff.analyze.source_pairs import Pairing
from wikidiff.analyze.source_told import Told
from wikidiff.classify import sources
from wikidiff.model import Citation
from wikidiff.model.change import Aspect, Edit, Stretch
from wikidiff.model.finding import Context
from wikidiff.model.inline import PieceKind
from wikidiff.wikitext.citations import citations_in

if TYPE_CHECKING:
    from wikidiff.analyze.page import Reader

_MOST_PLACES = 24
_KEPT = 8  # a shorter text that stands on both sides may be chance


def resolve(reader: Reader, edits: list[Edit]) -> list[Edit]:
    """Return the edits with sources matched over the page: one that went here and came there has moved."""
    found = [edit for edit in edits if edit.aspect is Aspect.SOURCE]
    if not found:
        return edits
    for edit in list(found):
        edit.old_citation = _citation(reader.old, edit.old, reader.site)
        edit.new_citation = _citation(reader.new, edit.new, reader.site)
        if (edit.old_citation is None) != (edit.new_citation is None) and (tag := _tag(edit)) is not None:
            edits = [*edits, tag]
    result: list[Edit] = []
    told = Told(reader)
    for edit in Pairing(reader, edits, found, told).run():
        if edit.aspect is Aspect.SOURCE and "told" not in edit.hints:
            edit.hints["told"] = (told.by(edit.old_citation, new=False), told.by(edit.new_citation, new=True))
        if edit.aspect is Aspect.SOURCE and edit.old.text.strip() and edit.new.text.strip():
            result.extend(_open(reader, edit))
        else:
            result.append(edit)
    return result


def _tag(edit: Edit) -> Edit | None:
    """Cut off a template that is no source and gave way to one, or the other way: a request that was answered."""
    gone = edit.old_citation is None
    node = edit.old_node if gone else edit.new_node
    mine, other = (edit.old, edit.new) if gone else (edit.new, edit.old)
    if node is None or node.kind != PieceKind.TEMPLATE or not mine.text.strip() or not other.text.strip():
        return None
    empty, rest = Stretch(other.start, other.start, ""), Stretch(mine.end, mine.end, "")
    tag = replace(edit, aspect=Aspect.TEMPLATE, context=Context.PROSE, old_citation=None, new_citation=None, hints={})
    if gone:
        tag.new, tag.new_node, tag.new_pieces = empty, None, ()
        edit.old, edit.old_node, edit.old_pieces = rest, None, ()
    else:
        tag.old, tag.old_node, tag.old_pieces = empty, None, ()
        edit.new, edit.new_node, edit.new_pieces = rest, None, ()
    return tag


def _citation(text: str, stretch: Stretch, site: str) -> Citation | None:
    if not stretch.text.strip():
        return None
    found = citations_in(text, stretch.start, stretch.end, site)
    return found[0] if found else None


def _open(reader: Reader, edit: Edit) -> list[Edit]:
    """Find the places inside a source that changed, unless it gave way to another one.

    One that stands elsewhere and changed there is a move and a change inside it.
    """
    told, kept = edit.hints.get("told"), edit.hints.get("kept")
    change = sources.describe(
        edit.old_citation,
        edit.new_citation,
        same_place=True,
        matched_by=_text_hint(edit, "matched_by"),
        language=reader.language,
        told=told if isinstance(told, tuple) else (None, None),
        kept=kept if isinstance(kept, bool) else None,
    )
    moved = bool(edit.hints.get("moved"))
    if moved and _only_moved(edit, change):
        change = replace(change, kind="moved")
    if change.kind == "renamed" and isinstance(again := edit.hints.get("again_kind"), str):
        change = replace(change, kind=again)
    edit.hints["change"] = change
    if change.kind in ("replaced", "moved") and (moved or change.kind == "replaced"):
        return [edit]
    place = Place(section=edit.section, context=Context.CITATION, block=edit.block)
    inner = _inner(reader, edit, place)
    if not inner or len(inner) > _MOST_PLACES:
        return [edit]
    inner = [part for part in inner if not any(_holds(other, part) for other in inner if other is not part)]
    places = _tidied([(part.old, part.new) for part in inner])
    if not moved:
        edit.places = places
        return [edit, *margins(reader, edit, place)]
    changed = replace(edit, places=places, hints=dict(edit.hints))
    edit.hints["change"] = sources.SourceChange("moved", change.matched_by, change.confidence)
    return [edit, changed]


def _only_moved(edit: Edit, change: sources.SourceChange) -> bool:
    """Tell whether a source that stands elsewhere says there what it said here: between a list and a ref, say."""
    old, new = edit.old_citation, edit.new_citation
    if old is not None and new is not None and old.use != new.use:
        return True  # told here, called there: both are the one source
    if change.kind == "moved" or (change.kind == "renamed" and "definition" in edit.hints):
        return True
    no_node = edit.old_node is None or edit.new_node is None
    return change.kind == "reformatted" and no_node and all(field.same for field in change.fields)


def _tidied(places: list[tuple[Stretch, Stretch]]) -> tuple[tuple[Stretch, Stretch], ...]:
    """Join places that meet on both sides, and take what stands on both sides out of the middle of one."""
    joined: list[tuple[Stretch, Stretch]] = []
    for old, new in places:
        last = joined[-1] if joined else None
        if last is not None and last[0].end == old.start and last[1].end == new.start:
            joined[-1] = (
                Stretch(last[0].start, old.end, last[0].text + old.text),
                Stretch(last[1].start, new.end, last[1].text + new.text),
            )
        else:
            joined.append((old, new))
    return tuple(part for place in joined for part in _around(*place))


def _around(old: Stretch, new: Stretch) -> list[tuple[Stretch, Stretch]]:
    """Return what came before and behind a passage that stands on both sides whole."""
    less, more = (old, new) if len(old.text) <= len(new.text) else (new, old)
    at = more.text.find(less.text) if len(less.text) >= _KEPT else -1
    if at < 0:
        return [(old, new)]
    ends = at + len(less.text)
    head = (Stretch(less.start, less.start, ""), Stretch(more.start, more.start + at, more.text[:at]))
    tail = (Stretch(less.end, less.end, ""), Stretch(more.start + ends, more.end, more.text[ends:]))
    pairs = [pair if less is old else pair[::-1] for pair in (head, tail) if pair[1].text]
    return pairs or [(old, new)]


def _holds(outer: Edit, inner: Edit) -> bool:
    """Tell whether a place lies inside another one on both sides (an argument that moved and changed)."""
    return (
        outer.old.start <= inner.old.start
        and inner.old.end <= outer.old.end
        and outer.new.start <= inner.new.start
        and inner.new.end <= outer.new.end
        and (len(outer.old.text), len(outer.new.text)) != (len(inner.old.text), len(inner.new.text))
    )


def _text_hint(edit: Edit, name: str) -> str | None:
    value = edit.hints.get(name)
    return value if isinstance(value, str) else None


def _inner(reader: Reader, edit: Edit, place: Place) -> list[Edit]:
    old, new = edit.old_node, edit.new_node
    if old is None or new is None or old.kind != new.kind:
        return []
    if old.kind == PieceKind.TEMPLATE:
        return list(template_edits(reader, edit, place))
    parts: list[Edit] = []
    if reader.old[old.start : old.label_start] != reader.new[new.start : new.label_start]:
        parts.append(reader.whole(Aspect.MARK, (old.start, old.label_start, new.start, new.label_start), place))
    told = reader.old[old.label_start : old.label_end] != reader.new[new.label_start : new.label_end]
    for part in reader.runs(old.label_start, old.label_end, new.label_start, new.label_end, place) if told else ():
        if part.aspect is Aspect.TEMPLATE and part.old_node is not None and part.new_node is not None:
            parts.extend(template_edits(reader, part, place))
            parts.extend(margins(reader, part, place))
        else:
            parts.append(part)
    if reader.old[old.label_end : old.end] != reader.new[new.label_end : new.end]:
        parts.append(reader.whole(Aspect.MARK, (old.label_end, old.end, new.label_end, new.end), place))
    return parts
