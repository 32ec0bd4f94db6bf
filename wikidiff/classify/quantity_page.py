"""What a page says about a changed figure: where it stands, where the old one still stands, what no longer fits.

Asked for findings only, never for every claim.
"""

from __future__ import annotations

from wikidiff.classify.base import shown
from wikidiff.classify.quantity_pairs import CALENDAR, fits
from wikidiff.classify.quantity_signals import Signal
from wikidiff.model import Quantity, QuantityKind
from wikidiff.model.change import Aspect, Column, Edit, Page, Spot, Surroundings
from wikidiff.packs import sites
from wikidiff.text.units import dimension

HARD = frozenset(
    (
        *("death_before_birth", "end_before_start", "age_differs", "column_sum", "shares_sum", "conversion_differs"),
        *("over_hundred_percent", "range_reversed"),
    )
)
MOST = 80  # figures of one page of which it is asked what the page says; nobody weighs more of them one by one
_BESIDE = 240  # characters within which a date belongs to a figure
_WORDS = 4  # words on each side that may show that another mention means the same
_FEW = 3  # figures of a column from which on a sum is no chance
_TOTAL = 100  # … and with fewer rows, how large the total must be


def spot(edit: Edit, page: Page) -> Spot:
    """Return what a changed figure is the value of."""
    return page.around.spot(edit.new.start, new=True) if page.around is not None else Spot()


def still(edit: Edit, page: Page, old: Quantity) -> tuple[Spot, ...] | None:
    """Return the other places of the new text that still say what the old one said here; None if not looked for."""
    if page.around is None:
        return None
    return page.around.standing(old, (*edit.before[-_WORDS:], *edit.after[:_WORDS]), page.edits)


def signals(edit: Edit, page: Page, old: Quantity, new: Quantity, place: Spot, left: tuple[Spot, ...]) -> list[Signal]:
    """Return what the page shows about a changed figure, of which it is known where it and the old one stand."""
    around = page.around
    if around is None:
        return []
    found = [*_infobox(place, page, left, old), *_swapped(page, old, new)]
    found.extend(_times(edit, place, around, old, new))
    if place.row or place.column:
        found.extend(_sums(around.column(edit.old.start, new=False), around.column(edit.new.start, new=True)))
    found.extend(_converted(edit, page, old, new))
    if new.kind not in CALENDAR:
        found.extend(_moved_on(edit, page))
    return found


def _infobox(place: Spot, page: Page, left: tuple[Spot, ...], old: Quantity) -> list[Signal]:
    """Tell that the infobox and the text now say two things."""
    own = sites.is_infobox(place.template, page.site)
    others = {sites.is_infobox(other.template, page.site) for other in left if other.template or not other.row}
    if not own and True in others:
        return [Signal("infobox_differs", f"the infobox still says {shown(old.text)}")]
    if own and False in others:
        return [Signal("infobox_differs", f"the text still says {shown(old.text)}")]
    return []


def _swapped(page: Page, old: Quantity, new: Quantity) -> list[Signal]:
    """Tell that another figure of the page changed the other way round."""
    known = page.facts.get("figures")
    if not isinstance(known, set):
        known = {
            (_said(other.old_quantities[0]), _said(other.new_quantities[0]))
            for other in page.edits
            if len(other.old_quantities) == 1 == len(other.new_quantities)
        }
        page.facts["figures"] = known
    if _said(old) != _said(new) and (_said(new), _said(old)) in known:
        return [Signal("swapped_pair", f"{shown(old.text)} and {shown(new.text)} changed places")]
    return []


def _said(quantity: Quantity) -> tuple[object, ...]:
    return quantity.value, quantity.low, quantity.high, quantity.parts


def _times(edit: Edit, place: Spot, around: Surroundings, old: Quantity, new: Quantity) -> list[Signal]:
    """Tell that a span of time now ends before it begins, or that an age no longer fits."""
    if new.kind in CALENDAR or (new.kind is QuantityKind.RANGE and new.parts):
        before = around.dates(edit.old.start, new=False)
        after = around.dates(edit.new.start, new=True)
        begin, end = after
        if begin is None or end is None:
            return []
        if _runs(after) < 0 <= _runs(before):
            life = sites.span_key(place.parameter) in _lives()
            name, what = ("death_before_birth", "death") if life else ("end_before_start", "end")
            return [Signal(name, f"the {what}, {shown(end.text)}, is before {shown(begin.text)}")]
        beside = around.beside(edit.new.start, new=True) if not place.template else ()
        ages = [quantity for quantity in beside if quantity.kind is QuantityKind.AGE]
        return [signal for age in ages for signal in _age(age, age, before, after)]
    if new.kind is not QuantityKind.AGE and "age" not in edit.parameter:
        return []
    return _age(old, new, _life(edit, around, is_new=False), _life(edit, around, is_new=True))


def _lives() -> frozenset[str]:
    spans = sites.time_spans()
    begins = [sites.span_key(name) for name in sites.births()]
    return frozenset((*begins, *(spans[name] for name in begins)))


Dates = tuple[Quantity | None, Quantity | None]


def _life(edit: Edit, around: Surroundings, *, is_new: bool) -> Dates:
    """Return birth and death as the line around an age tells them, or the infobox."""
    at = (edit.new if is_new else edit.old).start
    for quantity in around.beside(at, new=is_new):
        if quantity.kind in CALENDAR:
            found = around.dates(quantity.span.start, new=is_new)
            if found[0] is not None and found[1] is not None:
                return found
    return around.life(new=is_new)


def _age(old: Quantity, new: Quantity, before: Dates, after: Dates) -> list[Signal]:
    """Tell that an age that fitted birth and death no longer does."""
    if old.value is None or new.value is None:
        return []
    was, now = _years(before), _years(after)
    if was is None or now is None or not was[0] <= old.value <= was[1] or now[0] <= new.value <= now[1]:
        return []
    said = f"{now[0]}" if now[0] == now[1] else f"{now[0]} or {now[1]}"
    return [Signal("age_differs", f"by the dates beside it the age is {said}")]


def _years(dates: Dates) -> tuple[int, int] | None:
    """Return the least and the highest age between two dates, both known or known by their year alone."""
    if dates[0] is None or dates[1] is None:
        return None
    begin, end = _order(dates[0]), _order(dates[1])
    if not begin or not end:
        return None
    whole = end[0] - begin[0]
    if len(begin) == 3 == len(end):
        whole -= end[1:] < begin[1:]
        return whole, whole
    return whole - 1, whole


def _runs(dates: Dates) -> int:
    """Return -1 where a span of time ends before it begins, 1 where it does not, 0 where that is not known."""
    begin, end = (_order(date) if date is not None else () for date in dates)
    if not begin or not end:
        return 0
    size = min(len(begin), len(end))
    return -1 if end[:size] < begin[:size] else 1


def _order(date: Quantity) -> tuple[int, ...]:
    """Return year, month and day as far as a date tells them; nothing for another calendar or era."""
    if date.kind is QuantityKind.YEAR and isinstance(date.value, int):
        return (date.value,)
    fields = date.parts[0].split("-") if len(date.parts) == 1 else [""]
    return tuple(int(field) for field in fields) if all(field.isdecimal() for field in fields) else ()


def _sums(before: Column | None, after: Column | None) -> list[Signal]:
    """Tell that a column that added up no longer does, or does again."""
    if before is None or after is None or len(before.values) != len(after.values):
        return []
    total = _total(before.values)
    if total is not None and _total(after.values) is None:
        rest = sum(value for value in after.values if value is not None) - (after.values[total] or 0)
        said = f"the other rows of the column add up to {_plain(rest)}, its total is {_plain(after.values[total])}"
        return [Signal("column_sum", said)]
    if total is None and _total(after.values) is not None:
        return [Signal("column_sum_fits", "the column adds up to its total again")]
    if before.share and after.share and _hundred(before.values) != _hundred(after.values):
        rest = sum(value for value in after.values if value is not None)
        if _hundred(after.values):
            return [Signal("shares_sum_fits", "the shares of the column add up to a hundred again")]
        return [Signal("shares_sum", f"the shares of the column add up to {_plain(rest)}")]
    return []


def _plain(value: float | None) -> str:
    return f"{value:,.6g}" if value is not None and abs(value) < 1e6 else f"{value:,.0f}" if value is not None else ""


def _total(values: tuple[float | None, ...]) -> int | None:
    """Return which figure of a column is the sum of all others."""
    known = [value for value in values if value is not None]
    whole = sum(known)
    if len(known) < _FEW or not whole:
        return None
    for at, value in enumerate(values):
        if value is not None and abs(2 * value - whole) <= 1e-9 * abs(whole):
            return at if len(known) > _FEW or abs(value) >= _TOTAL else None
    return None


def _hundred(values: tuple[float | None, ...]) -> bool:
    known = [value for value in values if value is not None]
    return len(known) >= _FEW - 1 and abs(sum(known) - 100) <= 0.05 * len(known) + 1e-9


def partner(page: Page, quantity: Quantity, *, new: bool) -> Quantity | None:
    """Return the measure that says the same as this one in another unit, in brackets behind it or before them."""
    text = page.new_text if new else page.old_text
    if dimension(quantity.unit) is None or page.around is None:
        return None
    start, end = quantity.span.start, quantity.span.end
    inside = text[max(0, start - 1) : start] == "("
    if not inside and text[end : end + 12].replace("&nbsp;", " ").replace("]", "").lstrip()[:1] != "(":
        return None
    for other in page.around.beside(start, new=new):
        if other.unit == quantity.unit or dimension(other.unit) != dimension(quantity.unit):
            continue
        between = text[other.span.end : start] if inside else text[end : other.span.start]
        if between.replace("&nbsp;", " ").strip(" \u00a0[]|") == "(":
            return other
    return None


def _converted(edit: Edit, page: Page, old: Quantity, new: Quantity) -> list[Signal]:
    if old.unit is None or new.unit is None or edit.template:
        return []
    other = partner(page, new, new=True)
    was = partner(page, old, new=False) if other is not None else None
    if other is None or was is None or not fits(old, was) or fits(new, other):
        return []
    return [Signal("conversion_differs", f"{shown(new.text)} is not {shown(other.text)}")]


def _moved_on(edit: Edit, page: Page) -> list[Signal]:
    """Tell that the date beside a figure, or the day its source was read, moved on: then it is likely an update."""
    found: list[Signal] = []
    for other in page.edits:
        if other is edit or abs(other.new.start - edit.new.start) > _BESIDE:
            continue
        if other.aspect is Aspect.SOURCE:
            if other.block == edit.block and _read_later(other):
                found.append(Signal("access_date_moved", "the day on which its source was read moved on"))
            continue
        if len(other.old_quantities) != 1 or len(other.new_quantities) != 1:
            continue
        before, after = other.old_quantities[0], other.new_quantities[0]
        if before.kind in CALENDAR and after.kind in CALENDAR and _dates(other, edit, page):
            begin, end = _order(before), _order(after)
            if begin and end and begin < end:
                moved = f"the date beside it moved on from {shown(before.text)} to {shown(after.text)}"
                found.append(Signal("as_of_moved", moved))
    return list(dict.fromkeys(found))


def _dates(other: Edit, edit: Edit, page: Page) -> bool:
    """Tell whether a date says when a figure held: it stands in its line or parameter, or in one that is named so."""
    mine, its = spot(edit, page), spot(other, page)
    if its.parameter and its.parameter != mine.parameter:
        spans = sites.time_spans()
        key = sites.span_key(its.parameter)
        return key not in spans and key not in spans.values() and sites.dated(its.parameter)
    return other.block == edit.block


def _read_later(edit: Edit) -> bool:
    fields = getattr(edit.hints.get("change"), "fields", ())
    return any(field.name == "access-date" and field.old and field.new for field in fields)
