"""Decide whether two quantities are one value written in two ways."""

from __future__ import annotations

import math
import re

from wikidiff.model.quantity import Quantity, QuantityKind
from wikidiff.text.units import convert, dimension

_CLOSE = 1e-9
_WIDEST = 0.05  # a conversion rounds, but never by more than this share
_PLAIN = frozenset((QuantityKind.COUNT, QuantityKind.NUMBER_WORD, QuantityKind.ORDINAL, QuantityKind.YEAR))
_DIGITS = re.compile(r"\d+(?:[.,\u00a0 ]\d+)*")


def same_value(a: Quantity, b: Quantity) -> bool:
    """Tell whether `a` and `b` say the same: in another format, script, unit or spelling.

    A changed bound or approximation makes another statement; so does another unit of another dimension. Where one
    side has no unit, the values alone decide, but 75 is not 75 %. What could not be read is the same only as the
    same text.
    """
    if (a.bound, a.approximate, a.uncertainty) != (b.bound, b.approximate, b.uncertainty):
        return False
    if a.parts or b.parts:
        return a.parts == b.parts and _related(a.kind, b.kind)
    if a.low is not None or a.high is not None or b.low is not None or b.high is not None:
        return _same(a.low, b.low, a, b) and _same(a.high, b.high, a, b)
    if a.value is None or b.value is None:
        return a.value is b.value and a.kind is b.kind and _compact(a.text) == _compact(b.text)
    return _related(a.kind, b.kind) and _same(a.value, b.value, a, b)


def _compact(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _related(first: QuantityKind, second: QuantityKind) -> bool:
    """Tell whether figures of these kinds can be one statement: 4th and fourth, 0.75 and 75 %, 16 and sixteen."""
    named = {first, second} & {QuantityKind.CENTURY, QuantityKind.DECADE, QuantityKind.TIME, QuantityKind.IDENTIFIER}
    return first is second or not named


def _same(first: float | None, second: float | None, a: Quantity, b: Quantity) -> bool:
    if first is None or second is None:
        return first is second
    if a.unit == b.unit:
        return _equal(first, second)
    if "BCE" in (a.unit, b.unit):
        return False  # a year without an era is one of ours
    if a.unit is None or b.unit is None:
        share = dimension(a.unit or b.unit) == "share"
        return _as_share(first, second, a, b) if share else _equal(first, second)
    if dimension(a.unit) is None and dimension(b.unit) is None:
        counted = not {QuantityKind.CURRENCY} & {a.kind, b.kind}
        return counted and _equal(first, second)  # the noun is a hint: "16 pupils", "sixteen young pupils"
    converted = convert(float(first), a.unit, b.unit)
    if converted is None:
        return _as_share(first, second, a, b)
    other = convert(float(second), b.unit, a.unit)
    if _equal(converted, second):
        return True
    if _whole(a.unit, b.unit):
        return False  # 6 ft and 6 ft 2 in: nothing needs to be rounded
    slack = max(_step(b.text, second), abs(_step(a.text, first) * _slope(a.unit, b.unit))) / 2
    near = abs(converted - second) <= min(slack, _WIDEST * max(abs(converted), abs(second))) + _CLOSE
    return near and other is not None


def _as_share(first: float, second: float, a: Quantity, b: Quantity) -> bool:
    """Compare a fraction with a percentage."""
    if QuantityKind.FRACTION not in {a.kind, b.kind} or "%" not in {a.unit, b.unit}:
        return False
    return _equal(first / 100 if a.unit == "%" else first, second / 100 if b.unit == "%" else second)


def _equal(first: float, second: float) -> bool:
    return first == second or math.isclose(first, second, rel_tol=_CLOSE)


def _slope(unit: str, target: str) -> float:
    return (convert(1.0, unit, target) or 0.0) - (convert(0.0, unit, target) or 0.0)


def _whole(unit: str, target: str) -> bool:
    """Tell whether so many of one unit make the other: feet of inches, kilometres of metres."""
    slope = abs(_slope(unit, target))
    if not slope or convert(0.0, unit, target):
        return False
    return any(way > 1 and math.isclose(way, round(way), rel_tol=_CLOSE) for way in (slope, 1 / slope))


def _step(text: str, value: float) -> float:
    """Return the size of the last figure that was written: 0.1 for "3.1", 100 for "1,800"."""
    match = _DIGITS.search(text)
    written = match.group() if match else ""
    digits = "".join(character for character in written if character.isdigit())
    significant = len(digits.strip("0")) if float(value).is_integer() else len(digits.lstrip("0"))
    if not significant or value == 0:
        return 1.0
    return float(10.0 ** (math.floor(math.log10(abs(value))) - significant + 1))
