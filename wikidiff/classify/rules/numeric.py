"""A quantity, date, rank, score or share has another value or unit.

What: figures in prose, tables, infoboxes, captions and in templates that show a value, with the old and the new value,
their difference, and whether the source beside the figure changed too.

Why: quiet number-changing is the oldest vandalism there is, and an honest update without a new source looks the same.

Limits: identifiers, model and version numbers are not quantities. A figure that comes or goes with its sentence is
content. Units are compared where they are known; a figure in an unknown language is read by its digits alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from wikidiff.classify import quantity_page
from wikidiff.classify.base import Claim, action_of, rule, shown
from wikidiff.classify.carried import carried
from wikidiff.classify.features import of
from wikidiff.classify.quantity_change import by_how_much, changed, delta
from wikidiff.classify.quantity_pairs import CALENDAR, family, fits, other_sort, paired
from wikidiff.classify.quantity_signals import signals
from wikidiff.model import Category, Quantity, QuantityKind
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Action, Context
from wikidiff.text.quantities import same_value
from wikidiff.text.units import dimension

_CODES = {
    **dict.fromkeys((*CALENDAR, QuantityKind.TIME), "NUM002"),
    QuantityKind.COORDINATES: "NUM003",
}
_SIDE = ("value", "unit", "kind", "text", "low", "high", "parts", "bound", "uncertainty", "approximate")
_TELLING = 3  # digits from which on a figure is the same one wherever it stands


@rule(
    category=Category.NUMERIC,
    codes={
        "NUM001": "value of a figure changed",
        "NUM002": "date, year or time changed",
        "NUM003": "coordinates changed",
        "NUM004": "unit or bound of a standing figure changed",
        "NUM005": "a figure came or went in a standing sentence",
    },
    aspects=(Aspect.TEXT, Aspect.PARAMETER),
    doc=__doc__,
)
def RULE(edit: Edit, page: Page) -> Iterator[Claim]:  # noqa: N802 - the rule is the module's one public name
    """Claim changes of value."""
    old, new = edit.old_quantities, edit.new_quantities
    if not (old or new) or edit.context in (Context.CITATION, Context.COMMENT, Context.CODE):
        return
    pairs = [(a, b) for a, b in paired(old, new) if not same_value(a, b)] if old and new else []
    if any(QuantityKind.IDENTIFIER in (a.kind, b.kind) for a, b in pairs):
        return
    if pairs:
        yield _changed(edit, page, pairs)
    elif bool(old) != bool(new) and len(of(edit, page).old) + len(of(edit, page).new) <= 6:
        one = (old or new)[0]
        side = edit.old if old else edit.new  # a figure that only stands beside the words neither came nor went
        stands = not side.start <= one.span.start < side.end
        if one.kind is not QuantityKind.IDENTIFIER and not stands and carried(edit, page) is None:
            yield Claim(
                code="NUM005",
                category=Category.NUMERIC,
                strength=0.5,
                action=action_of(edit),
                message=f"The figure {shown(one.text)} {'went' if old else 'came'}.",
                detail={"old": _plain(old[0]) if old else None, "new": _plain(new[0]) if new else None},
            )


def _changed(edit: Edit, page: Page, pairs: list[tuple[Quantity, Quantity]]) -> Claim:
    old, new = pairs[0]
    difference, relative = delta(old, new)
    found = of(edit, page)
    # Beside its figures an edit may rewrite whole clauses: then the figures are part of what is said anew.
    beside = (_beside(found.old_heavy, [a for a, _ in pairs]), _beside(found.new_heavy, [b for _, b in pairs]))
    extra = min(max(beside), max(len(found.old_heavy), len(found.new_heavy)) - 2 * len(pairs))
    strength = 0.5 if other_sort(old, new) else 0.95 if extra <= 2 else 0.6 if extra <= 5 else 0.4
    detail = {
        "old": _plain(old),
        "new": _plain(new),
        "delta": difference,
        "relative_delta": relative,
        "changed": changed(old, new),
    }
    single = len(pairs) == 1
    return Claim(
        code="NUM004" if difference == 0 else _CODES.get(new.kind, "NUM001"),
        category=Category.NUMERIC,
        strength=strength,
        action=Action.CHANGE,
        key=_key(edit, page, old, new) if single else "",
        message=_message(old, new, by_how_much(old, new, difference, relative)),
        detail=detail,
        old=old.text if single and old.text else None,
        new=new.text if single and new.text else None,
        later=partial(_completed, edit, old, new),
        about=old.span.start if single and _beyond(edit, old) else None,
    )


def _completed(edit: Edit, old: Quantity, new: Quantity, page: Page, claim: Claim) -> Claim:
    """Add what the page shows: what the figure is the value of, where the old one still stands, what no longer fits."""
    asked = page.facts.get("asked", 0)
    if not isinstance(asked, int) or asked >= quantity_page.MOST:
        seen = signals(old, new)
        said = [{"name": signal.name, "text": signal.text} for signal in seen]
        return replace(claim, detail={**claim.detail, "remaining": None, "signals": said})
    page.facts["asked"] = asked + 1
    spot = quantity_page.spot(edit, page)
    left = quantity_page.still(edit, page, old)
    seen = [*signals(old, new), *quantity_page.signals(edit, page, old, new, spot, left or ())]
    detail: dict[str, object] = dict(claim.detail)
    for name in ("parameter", "row", "column"):
        if said := getattr(spot, name):
            detail[name] = said
    detail["remaining"] = len(left) if left is not None else None
    detail["signals"] = [{"name": signal.name, "text": signal.text} for signal in seen]
    also = [f"the old figure still stands in {len(left)} place{'s' if len(left) > 1 else ''}"] if left else []
    also.extend([signal.text for signal in seen if signal.name in quantity_page.HARD][:1])
    if edit.source_changed is False:
        also.append("the source beside it did not change")
    return replace(claim, also="; ".join(also), detail=detail)


def _key(edit: Edit, page: Page, old: Quantity, new: Quantity) -> str:
    """Return what is the same for all places of one change: the values, and what they measure unless they tell it."""
    first, second = quantity_page.partner(page, old, new=False), quantity_page.partner(page, new, new=True)
    if first is not None and second is not None and first.span.start < old.span.start:
        both = (first.value, second.value) if first.unit == second.unit else ()
        if None not in both and both and (fits(first, old) or fits(second, new)):
            old, new = first, second  # a written-out conversion changed with its measure
    values = f"{_face(old)}→{_face(new)}"
    if old.kind in CALENDAR or _telling(old) or _telling(new):
        return f"{family(new.kind) if new.kind in CALENDAR else ''}{values}"
    measured = "→".join(unit for unit in (old.unit, new.unit) if unit)
    if dimension(old.unit) is not None or dimension(new.unit) is not None:
        return f"{values} {measured}"
    if _beyond(edit, old):  # beside a part of a score stands the other part
        return f"{values} {old.span.start}:{new.span.start}"
    if edit.context in (Context.TABLE, Context.INFOBOX, Context.TEMPLATE):
        return "" if not edit.parameter else f"{values} {edit.template.casefold()}|{edit.parameter.casefold()}"
    near = measured or "|".join((*edit.before[-1:], *edit.after[:1]))
    return f"{values} {near}".casefold()


def _beyond(edit: Edit, old: Quantity) -> bool:
    """Tell whether a quantity reaches beyond an edit: it is one of the parts that changed, or the only one."""
    return old.span.start < edit.old.start or old.span.end > edit.old.end


def _telling(quantity: Quantity) -> bool:
    return sum(character.isdecimal() for character in quantity.text) >= _TELLING


def _face(quantity: Quantity) -> str:
    if quantity.value is not None:
        return f"{quantity.bound or ''}{'~' if quantity.approximate else ''}{quantity.value:.12g}"
    return (
        f"{quantity.low}–{quantity.high}{','.join(quantity.parts)}" if quantity.parts or quantity.low else quantity.text
    )


def _beside(words: Sequence[str], quantities: Sequence[Quantity]) -> int:
    """Count the words that are no part of the figures; of a date in a script without spaces each letter is a word."""
    written = " ".join(quantity.text for quantity in quantities).casefold()
    return sum(word.casefold() not in written for word in words)


def _plain(quantity: Quantity) -> dict[str, object]:
    plain = {name: getattr(quantity, name) for name in _SIDE}
    plain["kind"] = quantity.kind.value
    return plain


def _bound(quantity: Quantity) -> str:
    """Return the bound of a figure in words."""
    return quantity.bound.replace("_", " ") if quantity.bound else ""


def _message(old: Quantity, new: Quantity, size: str) -> str:
    text = f"{shown(old.text)} became {shown(new.text)}"
    if old.text == new.text:
        text = f"The figure {shown(new.text)} stands"
    if size:
        text += f" ({size})"
    before, after = _bound(old), _bound(new)
    if not before and not after and old.approximate != new.approximate:
        text += ", now only about" if new.approximate else ", no longer only about"
    if before != after:
        if not after:
            text += f", without its “{before}”"
        else:
            text += f", now with “{after}”" + (f" for “{before}”" if before else "")
    return text + "."
