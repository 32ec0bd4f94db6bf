"""Read the quantities that an edit of words touches, on both sides."""

from __future__ import annotations

import re
from dataclasses import replace

from wikidiff.analyze import shown
from wikidiff.model import Quantity, QuantityKind, Span
from wikidiff.model.change import Aspect, Edit, Stretch
from wikidiff.model.finding import Context
from wikidiff.model.inline import Piece, PieceKind
from wikidiff.packs import sites
from wikidiff.text.bounds import bounds
from wikidiff.text.quantities import readings, same_value

_TEMPLATE = PieceKind.TEMPLATE
_CALCULATED = ("#expr", "#ifexpr")
_BARE = (QuantityKind.COUNT, QuantityKind.NUMBER_WORD, QuantityKind.RANGE, QuantityKind.YEAR)
_BRACKETS = str.maketrans("", "", "() \u00a0")
_AROUND = 36  # characters read on both sides of an edit
_WORD = 16  # more of them, where a word would be cut
_LEAD = 16  # characters that a sign or currency may take before its figure
_MARKS = re.compile(r"[\[\]{}<]|''")
_CLOSED = re.compile(r"\{\{[^{}\n]{0,200}\}\}")
_MARKUP = re.compile(
    r"\[\[(?:[^\[\]|\n]*\|)?|\]\]|'{2,}|<(?!sup>[-−+]?\d{1,3}</sup>|/sup>)[^<>\n]{1,80}>|\{\{[^{}\n]{0,200}\}\}|\[(?:https?:)?//\S*|[{}\[\]]"
)


def read(edits: list[Edit], old: str, new: str, language: str, site: str) -> tuple[list[Edit], bool]:
    """Fill in the quantities of every edit of words outside sources, code and comments.

    Return the edits, those of one value's parameters as one, and whether a figure in an expression that the wiki
    calculates was left as text.
    """
    calculated = in_parts = False
    lone: dict[tuple[int, str], Edit] = {}
    dropped: list[Edit] = []
    for edit in edits:
        if edit.aspect is not Aspect.TEXT and "shown" not in edit.hints:
            continue
        if edit.context in (Context.CITATION, Context.CODE, Context.COMMENT):
            continue
        if len(edit.old.text) + len(edit.new.text) > 400:
            continue
        within = bool(edit.template)
        if within and sites.is_maintenance_template(edit.template, site):
            continue
        if within and edit.template.startswith("#") and edit.template.startswith(_CALCULATED):
            calculated = True
            continue
        if "shown" in edit.hints and (_whole(edit, old, new, language, site) or edit.aspect is not Aspect.TEXT):
            in_parts = True
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
            if edit.old_quantities and edit.new_quantities and not (edit.old.text.strip() and edit.new.text.strip()):
                _drop_met(edit, old, new, language, within)
        if within and edit.parameter:
            _measured(edit)
        if (edit.old_quantities or edit.new_quantities) and (partner := _turned(edit, lone)) is not None:
            dropped.append(partner)
    if dropped:
        edits = [edit for edit in edits if edit not in dropped]
    return (_united(edits) if in_parts else edits), calculated


def _turned(edit: Edit, lone: dict[tuple[int, str], Edit]) -> Edit | None:
    """Join an edit to the one that took the same figure away on the other side of its conversion: 5 km (3 mi)."""
    old, new = edit.old.text, edit.new.text
    if bool(old.strip()) == bool(new.strip()) or "(" not in old + new:
        return None
    key = edit.block, (old + new).translate(_BRACKETS)
    other = lone.pop(key, None)
    if other is None or bool(other.old.text.strip()) == bool(old.strip()):
        lone[key] = edit
        return None
    edit.places = ((other.old, other.new), (edit.old, edit.new))
    edit.old_quantities = edit.new_quantities = ()
    edit.hints["turned"] = True
    return other


def _united(edits: list[Edit]) -> list[Edit]:
    """Make one edit of those that change the parameters of one value, in several places."""
    first: dict[tuple[object, ...], Edit] = {}
    kept: list[Edit] = []
    for edit in edits:
        spans = edit.hints.get("shown")
        if not isinstance(spans, tuple) or not edit.old_quantities:
            kept.append(edit)
            continue
        values = (*spans, edit.old_quantities, edit.new_quantities)
        known = first.setdefault(values, edit)
        if known is edit:
            kept.append(edit)
        elif known.aspect is not Aspect.TEXT and edit.aspect is Aspect.TEXT:
            kept[next(at for at, one in enumerate(kept) if one is known)] = first[values] = edit
            edit.places = (*(known.places or ((known.old, known.new),)), (edit.old, edit.new))
        else:
            known.places = (*(known.places or ((known.old, known.new),)), (edit.old, edit.new))
    return kept


def _whole(edit: Edit, old: str, new: str, language: str, site: str) -> bool:
    """Read the template around an edit as one quantity on each side; tell whether that is all there is to read.

    Where both say the same the edit is of something else, unless it is how a measure is converted.
    """
    spans = edit.hints["shown"]
    if not isinstance(spans, tuple) or (not edit.parameter and ":" not in edit.template):
        return False
    before = shown.read(old, spans[0], spans[1], edit.parameter, language, site)
    after = shown.read(new, spans[2], spans[3], edit.parameter, language, site)
    if before is None or after is None:
        return False
    held = shown.holds(edit.template, edit.parameter, site)
    differs = _face(before) != _face(after)
    if (held and differs) or (edit.aspect is Aspect.TEXT and (held or differs)):
        edit.old_quantities, edit.new_quantities = (before,), (after,)
    return True


def _measured(edit: Edit) -> None:
    """Give a bare number the unit that the name of its parameter tells (`area_km2`), or tell that it is no year."""
    unit = sites.parameter_unit(edit.parameter)
    if unit is None and sites.counts(edit.parameter):
        edit.old_quantities = tuple(_as_count(quantity) for quantity in edit.old_quantities)
        edit.new_quantities = tuple(_as_count(quantity) for quantity in edit.new_quantities)
    if unit is not None:
        edit.old_quantities = tuple(_in_unit(quantity, unit) for quantity in edit.old_quantities)
        edit.new_quantities = tuple(_in_unit(quantity, unit) for quantity in edit.new_quantities)


def _as_count(quantity: Quantity) -> Quantity:
    return quantity if quantity.kind is not QuantityKind.YEAR else replace(quantity, kind=QuantityKind.COUNT)


def _in_unit(quantity: Quantity, unit: str) -> Quantity:
    if quantity.unit is not None or quantity.kind not in _BARE:
        return quantity
    kind = QuantityKind.PERCENTAGE if unit == "%" else QuantityKind.MEASUREMENT
    return replace(quantity, unit=unit, kind=quantity.kind if quantity.kind is QuantityKind.RANGE else kind)


def _templates(pieces: tuple[Piece, ...]) -> list[Piece]:
    return [piece for piece in pieces if piece[0] is _TEMPLATE]


def _of_side(
    text: str, stretch: Stretch, templates: list[Piece], language: str, site: str, within: bool
) -> tuple[Quantity, ...]:
    """Return the quantities of one side: those of templates that show a value, and those in the words."""
    if templates:
        values = (shown.read(text, piece.start, piece.end, "", language, site) for piece in templates)
        told = tuple(value for value in values if value is not None)
        if told:
            return told
    return touched(text, stretch.start, stretch.end, language, within)


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
    low = text.rfind("\n", max(0, start - _AROUND), start) + 1 or max(0, start - _AROUND)
    stop = max(0, start - _AROUND - _WORD)
    while low > stop and text[low - 1].isalnum():
        low -= 1
    line = text.find("\n", end, end + _AROUND)
    high = line if line >= 0 else min(len(text), end + _AROUND)
    stop = min(len(text), end + _AROUND + _WORD)
    while high < stop and text[high].isalnum():
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
        # A bound stands before its figure ("over 300", "more than 300"): an edit of it touches the figure.
        if (a < end + 2 and (start < b or start == end == b)) or _limits(part, start, end, a, language):
            found.append(reading.quantity(part, a, b, low))
    return tuple(found)


def _limits(text: str, start: int, end: int, figure: int, language: str) -> bool:
    """Tell whether words stand in the bound of the figure that begins behind them."""
    if not start < end < figure <= end + _LEAD:
        return False
    limit = bounds(language).before(text.lower(), figure)
    return limit is not None and limit.place < end


def _value(part: str, start: int, end: int) -> tuple[int, int]:
    """Return where the one value of a template lies that a place stands in; templates beside the place are passed."""
    seen = _CLOSED.sub(lambda m: m.group() if m.start() < end and start < m.end() else _blank(m), part)
    before = ((seen.rfind(mark, 0, start), len(mark)) for mark in ("|", "=", "{{"))
    first = max((place + size for place, size in before if place >= 0), default=0)
    stops = [place for place in (seen.find("|", end), seen.find("}}", end)) if place >= 0]
    return first, min(stops, default=len(part))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _drop_equal(edit: Edit) -> None:
    """Leave out quantities that stand on both sides as they are: the edit is beside them."""
    if not edit.old_quantities or not edit.new_quantities:
        return
    old = [_face(quantity) for quantity in edit.old_quantities]
    new = [_face(quantity) for quantity in edit.new_quantities]
    if old == new and all(q.span.start >= edit.old.end for q in edit.old_quantities):
        edit.hints["same_bound"] = any(quantity.bound or quantity.approximate for quantity in edit.old_quantities)
    edit.old_quantities = tuple(q for q in edit.old_quantities if _face(q) not in new)
    edit.new_quantities = tuple(q for q in edit.new_quantities if _face(q) not in old)


def _drop_met(edit: Edit, old: str, new: str, language: str, within: bool) -> None:
    """Leave out what the empty side of an edit only meets, and what stands beside it on the other side as it was.

    "In 2008" became "in 2008 and 2009": 2009 came, and 2008 became nothing else. A conversion that comes is another way
    to write what it meets, and both stay.
    """
    came = not edit.old.text.strip()
    text, stretch = (new, edit.new) if came else (old, edit.old)
    ends = (stretch.start, stretch.start), (stretch.end, stretch.end)
    standing = {_face(quantity) for end in ends for quantity in touched(text, *end, language, within)}
    met, others = (edit.old_quantities, edit.new_quantities) if came else (edit.new_quantities, edit.old_quantities)
    left = tuple(q for q in met if _face(q) not in standing or any(same_value(q, other) for other in others))
    if came:
        edit.old_quantities = left
    else:
        edit.new_quantities = left


def _face(quantity: Quantity) -> tuple[object, ...]:
    return (
        *(quantity.text, quantity.value, quantity.bound, quantity.approximate, quantity.unit, quantity.kind),
        *(quantity.low, quantity.high, quantity.parts, quantity.uncertainty),
    )
