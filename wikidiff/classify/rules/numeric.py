"""A quantity, date, rank, score or share has another value or unit.

What: figures in prose, tables, infoboxes, captions and in templates that show a value, with the old and the new value,
their difference, and whether the source beside the figure changed too.

Why: quiet number-changing is the oldest vandalism there is, and an honest update without a new source looks the same.

Limits: identifiers, model and version numbers are not quantities. A figure that comes or goes with its sentence is
content. Units are compared where they are known; a figure in an unknown language is read by its digits alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wikidiff.classify.base import Claim, action_of, rule, shown
from wikidiff.classify.features import of
from wikidiff.model import Category, Quantity, QuantityKind
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Action, Context
from wikidiff.text.quantities import same_value

_CODES = {
    QuantityKind.DATE: "NUM002",
    QuantityKind.YEAR: "NUM002",
    QuantityKind.DECADE: "NUM002",
    QuantityKind.CENTURY: "NUM002",
    QuantityKind.TIME: "NUM002",
    QuantityKind.COORDINATES: "NUM003",
}


@rule(
    category=Category.NUMERIC,
    codes={
        "NUM001": "value of a figure changed",
        "NUM002": "date, year or time changed",
        "NUM003": "coordinates changed",
        "NUM004": "unit or bound of a standing figure changed",
        "NUM005": "a figure came or went in a standing sentence",
    },
    aspects=(Aspect.TEXT,),
    doc=__doc__,
)
def RULE(edit: Edit, page: Page) -> Iterator[Claim]:  # noqa: N802 - the rule is the module's one public name
    """Claim changes of value."""
    if edit.context in (Context.CITATION, Context.COMMENT, Context.CODE):
        return
    old, new = edit.old_quantities, edit.new_quantities
    pairs = [(a, b) for a, b in _paired(old, new) if not same_value(a, b)]
    if any(QuantityKind.IDENTIFIER in (a.kind, b.kind) for a, b in pairs):
        return
    if pairs:
        yield _changed(edit, page, pairs)
    elif bool(old) != bool(new) and len(of(edit, page).old) + len(of(edit, page).new) <= 6:
        one = (old or new)[0]
        if one.kind is not QuantityKind.IDENTIFIER:
            yield Claim(
                code="NUM005",
                category=Category.NUMERIC,
                strength=0.5,
                action=action_of(edit),
                message=f"The figure {shown(one.text)} {'went' if old else 'came'}.",
                detail={"old": _plain(old[0]) if old else None, "new": _plain(new[0]) if new else None},
            )


def _paired(old: tuple[Quantity, ...], new: tuple[Quantity, ...]) -> list[tuple[Quantity, Quantity]]:
    """Pair the quantities of an edit: those of one kind first, in order."""
    rest = list(new)
    pairs: list[tuple[Quantity, Quantity]] = []
    for quantity in old:
        partner = next((other for other in rest if other.kind is quantity.kind), rest[0] if rest else None)
        if partner is not None:
            rest.remove(partner)
            pairs.append((quantity, partner))
    return pairs


def _changed(edit: Edit, page: Page, pairs: list[tuple[Quantity, Quantity]]) -> Claim:
    old, new = pairs[0]
    delta, relative = _delta(old, new)
    found = of(edit, page)
    # Beside its figures an edit may rewrite whole clauses: then the figures are part of what is said anew.
    beside = (_beside(found.old_heavy, [a for a, _ in pairs]), _beside(found.new_heavy, [b for _, b in pairs]))
    extra = min(max(beside), max(len(found.old_heavy), len(found.new_heavy)) - 2 * len(pairs))
    strength = 0.95 if extra <= 2 else 0.6 if extra <= 5 else 0.4
    bound = delta == 0
    return Claim(
        code="NUM004" if bound else _CODES.get(new.kind, "NUM001"),
        category=Category.NUMERIC,
        strength=strength,
        action=Action.CHANGE,
        key=f"{old.text}→{new.text}" if len(pairs) == 1 else "",
        message=_message(edit, old, new, relative),
        detail={"old": _plain(old), "new": _plain(new), "delta": delta, "relative_delta": relative},
        old=old.text if len(pairs) == 1 and old.text else None,
        new=new.text if len(pairs) == 1 and new.text else None,
    )


def _beside(words: Sequence[str], quantities: Sequence[Quantity]) -> int:
    """Count the words that are no part of the figures; of a date in a script without spaces each letter is a word."""
    written = " ".join(quantity.text for quantity in quantities).casefold()
    return sum(word.casefold() not in written for word in words)


def _delta(old: Quantity, new: Quantity) -> tuple[float | int | None, float | None]:
    if old.value is None or new.value is None or old.kind is QuantityKind.DATE or new.kind is QuantityKind.DATE:
        return None, None
    delta = new.value - old.value
    if isinstance(delta, float):
        delta = float(f"{delta:.12g}")
    return delta, float(f"{delta / old.value:.9g}") if old.value else None


def _plain(quantity: Quantity) -> dict[str, object]:
    return {
        "value": quantity.value,
        "unit": quantity.unit,
        "kind": quantity.kind.value,
        "text": quantity.text,
        "low": quantity.low,
        "high": quantity.high,
        "parts": quantity.parts,
        "bound": quantity.bound,
        "uncertainty": quantity.uncertainty,
        "approximate": quantity.approximate,
    }


def _bound(quantity: Quantity) -> str:
    """Return the bound of a figure in words."""
    return quantity.bound.replace("_", " ") if quantity.bound else ""


def _message(edit: Edit, old: Quantity, new: Quantity, relative: float | None) -> str:
    text = f"{shown(old.text)} became {shown(new.text)}"
    if old.text == new.text:
        text = f"The figure {shown(new.text)} stands"
    if relative:
        size = abs(relative) * 100
        share = f"{size:.0f}" if size >= 10 else f"{size:.2f}".rstrip("0").rstrip(".")
        text += f" ({'+' if relative > 0 else '−'}{share} %)"
    before, after = _bound(old), _bound(new)
    if not before and not after and old.approximate != new.approximate:
        text += ", now only about" if new.approximate else ", no longer only about"
    if before != after:
        if not after:
            text += f", without its “{before}”"
        else:
            text += f", now with “{after}”" + (f" for “{before}”" if before else "")
    if edit.source_changed is False:
        return text + "; the source beside it did not change."
    return text + "."
