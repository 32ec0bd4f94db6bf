"""Which old quantity became which new one: by what is measured, then by order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wikidiff.model import Quantity, QuantityKind
from wikidiff.text.quantities import same_value
from wikidiff.text.units import dimension

MOST = 12  # quantities of one side that are paired; an edit with more is a rewrite
CALENDAR = frozenset((QuantityKind.DATE, QuantityKind.YEAR, QuantityKind.DECADE, QuantityKind.CENTURY))
_COUNTS = frozenset((QuantityKind.COUNT, QuantityKind.NUMBER_WORD))


def paired(old: Sequence[Quantity], new: Sequence[Quantity]) -> list[tuple[Quantity, Quantity]]:
    """Pair the quantities of an edit, the best matches first, and return the pairs in the order of the old text.

    The same unit or counted noun says most, then the same dimension and kind; of equals those in order.
    """
    if len(old) == 1 == len(new):
        return [(old[0], new[0])]
    scored = [
        (_likeness(a, b), -abs(i - j), -i, -j) for i, a in enumerate(old[:MOST]) for j, b in enumerate(new[:MOST])
    ]
    scored.sort(reverse=True)
    partners: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in scored:
        if -i not in partners and -j not in taken:
            partners[-i] = -j
            taken.add(-j)
    return [(old[i], new[partners[i]]) for i in sorted(partners)]


def _likeness(a: Quantity, b: Quantity) -> int:
    score = 4 if a.unit is not None and a.unit == b.unit else 0
    if not score and a.unit is not None and dimension(a.unit) is not None and dimension(a.unit) == dimension(b.unit):
        score = 2
    if family(a.kind) == family(b.kind):
        score += 3 if a.kind is b.kind else 2
    return score


def family(kind: QuantityKind) -> str:
    """Return what kinds that can say the same have in common: a date and a year, digits and a number word."""
    return "calendar" if kind in CALENDAR else "count" if kind in _COUNTS else kind.value


def distinct(found: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Leave out a quantity that only says the one before it in another unit: 5 km (3.1 mi)."""
    if len(found) < 2:
        return tuple(found)
    kept = [found[0]]
    for quantity in found[1:]:
        if quantity.unit == kept[-1].unit or not fits(kept[-1], quantity):
            kept.append(quantity)
    return tuple(kept)


def fits(a: Quantity, b: Quantity) -> bool:
    """Tell whether two measures are one, converted and rounded; what bounds one bounds the other too."""
    return same_value(a, replace(b, bound=a.bound, approximate=a.approximate, uncertainty=a.uncertainty))


def other_sort(a: Quantity, b: Quantity) -> bool:
    """Tell whether one is a date and the other a measure: "fifteen years later" and "in 2009" are two statements."""
    measured = a if b.kind in CALENDAR else b
    return (a.kind in CALENDAR) != (b.kind in CALENDAR) and dimension(measured.unit) is not None


def comparable(a: Quantity, b: Quantity) -> bool:
    """Tell whether two values are of one scale: in one unit, in none, or counts of whatever."""
    if "BCE" in (a.unit, b.unit) and a.unit != b.unit:
        return False
    if a.unit == b.unit or a.unit is None or b.unit is None:
        return not other_sort(a, b)
    return dimension(a.unit) is None and dimension(b.unit) is None and QuantityKind.CURRENCY not in (a.kind, b.kind)
