"""Read the quantities that an edit of words touches, on both sides."""

from __future__ import annotations

import re

from wikidiff.model import Quantity, QuantityKind, Span
from wikidiff.model.change import Aspect, Edit, Stretch
from wikidiff.model.finding import Context
from wikidiff.model.inline import Piece, PieceKind
from wikidiff.packs import sites
from wikidiff.text.quantities import quantities, readings
from wikidiff.wikitext.arguments import arguments

_TEMPLATE = PieceKind.TEMPLATE
_AROUND = 36  # characters read on both sides of an edit
_LEAD = 16  # characters that a sign or currency may take before its figure
_MARKS = re.compile(r"[\[\]{}<]|''")
_CLOSED = re.compile(r"\{\{[^{}\n]{0,200}\}\}")
_MARKUP = re.compile(
    r"\[\[(?:[^\[\]|\n]*\|)?|\]\]|'{2,}|<[^<>\n]{1,80}>|\{\{[^{}\n]{0,200}\}\}|\[(?:https?:)?//\S*|[{}\[\]]"
)


def read(edits: list[Edit], old: str, new: str, language: str, site: str) -> None:
    """Fill in the quantities of every edit of words outside sources, code and comments."""
    for edit in edits:
        if edit.aspect is not Aspect.TEXT or edit.context in (Context.CITATION, Context.CODE, Context.COMMENT):
            continue
        if len(edit.old.text) + len(edit.new.text) > 400:
            continue
        within = bool(edit.template)
        if within and sites.is_maintenance_template(edit.template, site):
            continue
        kind = sites.value_template(edit.template, site) if within else None
        if kind is not None and kind.get("kind") == "coordinates":
            edit.old_quantities, edit.new_quantities = _coordinates(edit.old), _coordinates(edit.new)
            continue
        left, right = _templates(edit.old_pieces), _templates(edit.new_pieces)
        edit.old_quantities = _of_side(old, edit.old, left, language, site, within)
        edit.new_quantities = _of_side(new, edit.new, right, language, site, within)
        if not left and not right:
            _drop_equal(edit)


def _templates(pieces: tuple[Piece, ...]) -> list[Piece]:
    return [piece for piece in pieces if piece[0] is _TEMPLATE]


def _of_side(
    text: str, stretch: Stretch, templates: list[Piece], language: str, site: str, within: bool
) -> tuple[Quantity, ...]:
    """Return the quantities of one side: those of templates that show a value, and those in the words."""
    shown = [quantity for piece in templates for quantity in _of_template(piece, language, site)]
    return tuple(shown) or touched(text, stretch.start, stretch.end, language, within)


def _of_template(piece: Piece, language: str, site: str) -> tuple[Quantity, ...]:
    """Read the first number of a template that shows a value, with its unit, as if it were written out."""
    _, found = arguments(piece.text, 0, len(piece.text))
    name = piece.text[2:].split("|")[0].split("}}")[0].strip()
    name, colon, first = name.partition(":")
    kind = sites.value_template(name, site)
    if kind is None:
        return ()
    values = [piece.text[a.value_start : a.value_end] for a in found if not a.named]
    if colon:
        values.insert(0, first.strip())
    written = " ".join(values[:2]) if kind.get("kind") == "measure" else values[0] if values else ""
    if kind.get("kind") == "date":
        written = "-".join(part.zfill(2) for part in values[:3])
    return tuple(_moved(quantity, Span(piece.start, piece.end)) for quantity in quantities(written, language)[:1])


def _coordinates(stretch: Stretch) -> tuple[Quantity, ...]:
    if not any(character.isdigit() for character in stretch.text):
        return ()
    return (
        Quantity(
            kind=QuantityKind.COORDINATES,
            span=Span(stretch.start, stretch.end),
            text=stretch.text,
            unit="°",
            parts=(stretch.text,),
        ),
    )


def touched(text: str, start: int, end: int, language: str, within: bool = False) -> tuple[Quantity, ...]:
    """Return the quantities that overlap `[start, end)`, or meet it where it is empty; offsets are those of `text`."""
    low = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    while low > start - _AROUND - 16 and low > 0 and text[low - 1].isalnum():
        low -= 1
    line = text.find("\n", end)
    high = min(len(text) if line < 0 else line, end + _AROUND)
    while high < len(text) and high < end + _AROUND + 16 and text[high].isalnum():
        high += 1
    part = text[low:high]
    if within:
        first, stop = _value(part, start - low, end - low)
        part, low = part[first:stop], low + first
    if _MARKS.search(part):
        part = _MARKUP.sub(_blank, part)
    found: list[Quantity] = []
    start, end = start - low, end - low
    for reading, a, b in readings(part, language, end + _LEAD):
        # A bound stands before its figure ("over 300"): an edit that ends there touches the figure.
        if (a < end + 2 and start < b) or (start == end and a - 2 <= start <= b):
            found.append(reading.quantity(part, a, b, low))
    return tuple(found)


def _value(part: str, start: int, end: int) -> tuple[int, int]:
    """Return where the one value of a template lies that a place stands in; templates beside the place are passed."""
    seen = _CLOSED.sub(lambda m: m.group() if m.start() < end and start < m.end() else _blank(m), part)
    before = ((seen.rfind(mark, 0, start), len(mark)) for mark in ("|", "=", "{{"))
    first = max((place + size for place, size in before if place >= 0), default=0)
    stops = [place for place in (seen.find("|", end), seen.find("}}", end)) if place >= 0]
    return first, min(stops, default=len(part))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _moved(quantity: Quantity, span: Span) -> Quantity:
    return Quantity(
        kind=quantity.kind,
        span=span,
        text=quantity.text,
        value=quantity.value,
        unit=quantity.unit,
        low=quantity.low,
        high=quantity.high,
        parts=quantity.parts,
        bound=quantity.bound,
        uncertainty=quantity.uncertainty,
        approximate=quantity.approximate,
    )


def _drop_equal(edit: Edit) -> None:
    """Leave out quantities that stand on both sides as they are: the edit is beside them."""
    if not edit.old_quantities or not edit.new_quantities:
        return
    old = [_face(quantity) for quantity in edit.old_quantities]
    new = [_face(quantity) for quantity in edit.new_quantities]
    edit.old_quantities = tuple(q for q in edit.old_quantities if _face(q) not in new)
    edit.new_quantities = tuple(q for q in edit.new_quantities if _face(q) not in old)


def _face(quantity: Quantity) -> tuple[object, ...]:
    return quantity.text, quantity.value, quantity.bound, quantity.approximate, quantity.unit, quantity.kind
