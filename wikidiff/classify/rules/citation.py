"""A source was added, removed, replaced, moved, completed or written otherwise.

What: everything inside a ref, a citation template, a short footnote, the list of references, or a bare address that
serves as a source. Sources are known again by their identifiers, their address, their title or their name, so that
one that moved or was written anew is never "removed" and "added". Dates, numbers and words inside are part of the
source.

Why: editors ask for exactly this: did the source change under the claim, or the claim over its source?

Limits: sources are not fetched. Two editions of a work without identifiers count as one when author, title and year
agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wikidiff.classify.base import Claim, action_of, rule, shown
from wikidiff.classify.features import of
from wikidiff.classify.places import is_links, is_sources
from wikidiff.classify.source_words import detail_of, key_of, message_of
from wikidiff.classify.sources import SourceChange, describe
from wikidiff.model import BlockKind, Category
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Action, Context
from wikidiff.model.inline import Piece, PieceKind
from wikidiff.packs import sites

_CODES = {
    "added": "CIT001",
    "reused": "CIT001",
    "removed": "CIT002",
    "replaced": "CIT003",
    "moved": "CIT004",
    "reformatted": "CIT005",
    "renamed": "CIT005",
    "completed": "CIT006",
    "archived": "CIT007",
    "field_changed": "CIT008",
    "locator_changed": "CIT009",
}
_ACTIONS = {"moved": Action.MOVE, "replaced": Action.REPLACE}
_QUIET = ("reformatted", "renamed", "moved", "archived")
_MARKS = frozenset([PieceKind.SPACE, PieceKind.PUNCT])
_TELLING = frozenset([PieceKind.REF, PieceKind.TEMPLATE])
_ADDRESSES = frozenset([PieceKind.URL, PieceKind.EXTLINK_OPEN])
_ADDRESS = re.compile(r"https?://\S+")


@rule(
    category=Category.CITATION,
    codes={
        "CIT001": "source added",
        "CIT002": "source removed",
        "CIT003": "source replaced by another",
        "CIT004": "source moved",
        "CIT005": "source written otherwise",
        "CIT006": "source completed",
        "CIT007": "source archived or marked as dead",
        "CIT008": "field of a source changed",
        "CIT009": "page or passage in a source changed",
        "CIT010": "list of sources changed",
    },
    aspects=(Aspect.SOURCE, Aspect.BLOCK, Aspect.TEXT, Aspect.LINK, Aspect.MOVE, Aspect.PARAMETER),
    doc=__doc__,
    plain=False,
)
def RULE(edit: Edit, page: Page) -> Iterator[Claim]:  # noqa: N802 - the rule is the module's one public name
    """Claim whatever is part of a source."""
    if edit.aspect is Aspect.SOURCE:
        yield _source(edit, page)
    elif "entry" in edit.hints:
        yield _source(edit, page, 0.97)
    elif edit.aspect is Aspect.LINK:
        if _bare(edit):
            yield _listed(edit, 0.96, "A bare address that serves as a source changed")
    elif edit.aspect is Aspect.TEXT:
        yield from _text(edit, page)
    elif edit.template and sites.is_citation_template(edit.template, page.site):
        yield _listed(edit, 0.97, "A field of a source changed")
    elif is_sources(edit.section, page.language) and _entries(edit, page):
        moved = edit.aspect is Aspect.MOVE
        yield _listed(edit, 0.85, "An entry in the list of sources moved" if moved else "The list of sources changed")


def _source(edit: Edit, page: Page, strength: float = 0.98) -> Claim:
    old, new = edit.old_citation, edit.new_citation
    change = edit.hints.get("change")
    if not isinstance(change, SourceChange):
        change = describe(old, new, same_place=True, language=page.language) if old or new else SourceChange("added")
    kind = change.kind
    if kind in ("marked", "unmarked"):
        kind = (
            "archived" if any("dead" in (f.new or f.old or "").casefold() for f in change.fields) else "field_changed"
        )
    detail = detail_of(kind, change, edit)
    return Claim(
        code=_CODES.get(kind, "CIT008"),
        category=Category.CITATION,
        strength=strength,
        action=_ACTIONS.get(kind, Action.CHANGE if "entry" in edit.hints else action_of(edit)),
        meaning=kind not in _QUIET and not (kind == "field_changed" and _dates_only(change)),
        key=key_of(kind, change, edit),
        message=message_of(kind, change, edit, detail),
        detail=detail,
    )


def _dates_only(change: SourceChange) -> bool:
    return all(field.name in ("access-date", "archive-date", "language", "url-status") for field in change.fields)


def _bare(edit: Edit) -> bool:
    """Tell whether a link is a bracketed address without a label, set as a source in running text."""
    node = edit.new_node or edit.old_node
    if node is None or node.kind != PieceKind.EXTLINK_OPEN or edit.context is not Context.PROSE:
        return False
    return node.label_start >= node.label_end


def _text(edit: Edit, page: Page) -> Iterator[Claim]:
    """Claim words in a list of sources, bare addresses in prose, and runs that hold nothing but sources."""
    kinds = of(edit, page).kinds - _MARKS
    if edit.context is Context.CITATION:
        yield _listed(edit, 0.97, "A source changed")
    elif kinds and kinds <= _TELLING and all(p.kind in _MARKS or _cites(p, page) for p in _pieces(edit)):
        yield _listed(edit, 0.96, "Sources changed")
    elif is_sources(edit.section, page.language) and edit.context in (Context.LIST, Context.PROSE):
        yield _listed(edit, 0.93 if edit.context is Context.LIST else 0.6, "An entry in the list of sources changed")
    elif kinds & _ADDRESSES and edit.context in (Context.PROSE, Context.LIST):
        pieces = [p for p in _pieces(edit) if p.kind not in _MARKS]
        addresses = [p for p in pieces if p.kind in _ADDRESSES]
        if len(addresses) * 2 >= len(pieces) and not is_links(edit.section, page.language):
            yield _listed(edit, 0.8, "A bare address that serves as a source changed")


def _pieces(edit: Edit) -> tuple[Piece, ...]:
    return (*edit.old_pieces, *edit.new_pieces)


def _cites(piece: Piece, page: Page) -> bool:
    text = piece.text
    if piece.kind == PieceKind.REF or not text.startswith("{{"):
        return piece.kind == PieceKind.REF
    name = text[2:].split("|", maxsplit=1)[0].split("}}", maxsplit=1)[0].strip()
    return sites.is_citation_template(name, page.site) or sites.is_short_citation(name, page.site)


def _entries(edit: Edit, page: Page) -> bool:
    blocks = edit.solid_blocks
    kinds = (BlockKind.LIST_ITEM, BlockKind.PARAGRAPH)
    if any(text.strip().casefold().startswith("<references") for text in (edit.old.text, edit.new.text)):
        return False
    return bool(blocks) and all(
        block.kind in kinds or (block.kind is BlockKind.TEMPLATE and sites.is_citation_template(block.name, page.site))
        for block in blocks
    )


def _listed(edit: Edit, strength: float, says: str) -> Claim:
    action = Action.MOVE if edit.aspect is Aspect.MOVE else action_of(edit)
    kind = {Action.ADD: "added", Action.REMOVE: "removed", Action.MOVE: "moved"}.get(action, "field_changed")
    old, new = _ADDRESS.findall(edit.old.text), _ADDRESS.findall(edit.new.text)
    return Claim(
        code="CIT010",
        category=Category.CITATION,
        strength=strength,
        action=action,
        meaning=action is not Action.MOVE,
        message=f"{says}: {shown(edit.new.text or edit.old.text)}.",
        detail={
            "kind": kind,
            "matched_by": None,
            "match_confidence": None,
            "fields": [],
            "name": None,
            "template": None,
            "urls": new or old,
            "identifiers": [],
            "claim_changed": None,
        },
    )
