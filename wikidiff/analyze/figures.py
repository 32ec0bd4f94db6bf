"""Read the quantities that an edit of words touches, on both sides."""

from __future__ import annotations

import re

from wikidiff.model import Quantity, Span
from wikidiff.model.change import Aspect, Edit
from wikidiff.model.finding import Context
from wikidiff.text.quantities import quantities

_AROUND = 48  # characters read on both sides of an edit
_MARKUP = re.compile(r"\[\[(?:[^\[\]|\n]*\|)?|\]\]|'{2,}|<[^<>\n]{1,80}>|\{\{[^{}\n]{0,200}\}\}|\[(?:https?:)?//\S*|[{}\[\]]")


def read(edits: list[Edit], old: str, new: str, language: str) -> None:
    """Fill in the quantities of every edit of words outside sources, code and comments."""
    for edit in edits:
        if edit.aspect is not Aspect.TEXT or edit.context in (Context.CITATION, Context.CODE, Context.COMMENT):
            continue
        if len(edit.old.text) + len(edit.new.text) > 400:
            continue
        edit.old_quantities = touched(old, edit.old.start, edit.old.end, language)
        edit.new_quantities = touched(new, edit.new.start, edit.new.end, language)
        _drop_equal(edit)


def touched(text: str, start: int, end: int, language: str) -> tuple[Quantity, ...]:
    """Return the quantities that overlap `[start, end)`, or meet it where it is empty; offsets are those of `text`."""
    low = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    while low > start - _AROUND - 16 and low > 0 and text[low - 1].isalnum():
        low -= 1
    line = text.find("\n", end)
    high = min(len(text) if line < 0 else line, end + _AROUND)
    while high < len(text) and high < end + _AROUND + 16 and text[high].isalnum():
        high += 1
    part = _MARKUP.sub(lambda match: " " * len(match.group()), text[low:high])
    found: list[Quantity] = []
    for quantity in quantities(part, language):
        a, b = quantity.span.start + low, quantity.span.end + low
        if (a < end and start < b) or (start == end and a <= start <= b):
            found.append(_moved(quantity, Span(a, b)))
    return tuple(found)


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
