"""What two values alone say about how one became the other: evidence for a person to weigh, never a verdict."""

from __future__ import annotations

from typing import NamedTuple

from wikidiff.classify.quantity_change import power, significant
from wikidiff.classify.quantity_pairs import comparable
from wikidiff.model import Quantity, QuantityKind

_ROUND = 2  # zeros at the end of a round number
_NEAR = 0.1  # a round number made exact stays within this share


class Signal(NamedTuple):
    """One observation: a stable name, and what was seen in words."""

    name: str
    text: str


def signals(old: Quantity, new: Quantity) -> list[Signal]:
    """Return what the digits of two quantities show."""
    found: list[Signal] = []
    if new.low is not None and new.high is not None and new.low > new.high and not (old.low or 0) > (old.high or 0):
        found.append(Signal("range_reversed", f"the range ends at {new.high}, before it begins at {new.low}"))
    left, right = _parts(old), _parts(new)
    if len(left) > 1 and left != right and left[::-1] == right and old.kind is new.kind:
        found.append(Signal("parts_swapped", "the two parts changed places"))
    if old.kind is QuantityKind.DATE is new.kind and len(old.parts) == 1 == len(new.parts):
        return found + _of_dates(old.parts[0], new.parts[0])
    a, b = old.value, new.value
    if a is None or b is None or a == b or not comparable(old, new):
        return found
    if a == -b:
        return [*found, Signal("sign_flipped", "only the sign changed")]
    tens = power(a, b)
    if tens is not None:
        found.append(Signal("factor_of_ten", f"the value is the old one times 10^{tens}"))
    elif (seen := _of_digits(_row(a), _row(b))) is not None:
        found.append(seen)
    if new.kind is QuantityKind.PERCENTAGE and new.unit == "%" and abs(a) <= 100 < abs(b):
        found.append(Signal("over_hundred_percent", "the share is more than a hundred percent"))
    if (seen := _rounding(a, b)) is not None and new.kind is not QuantityKind.YEAR:
        found.append(seen)
    return found


def _parts(quantity: Quantity) -> tuple[str, ...]:
    return tuple(quantity.parts[0].split("-")) if quantity.kind is QuantityKind.SCORE else quantity.parts


def _row(value: float) -> str:
    text = repr(abs(value))
    if "e" in text:
        return ""
    return text.removesuffix(".0")


def _of_digits(old: str, new: str) -> Signal | None:
    """Compare two rows of digits: one replaced, two exchanged, one put in or left out."""
    if not 2 <= max(len(old), len(new)) <= 20:
        return None
    if len(old) == len(new):
        places = [at for at in range(len(old)) if old[at] != new[at]]
        if len(places) == 1:
            return Signal("digit_replaced", "one digit is another")
        if len(places) == 2:
            first, second = places
            if old[first] == new[second] and old[second] == new[first]:
                return Signal("digits_transposed", "two digits changed places")
        return None
    longer, shorter, name = (new, old, "digit_added") if len(new) > len(old) else (old, new, "digit_dropped")
    if len(longer) != len(shorter) + 1:
        return None
    if any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)) if longer[at] != "."):
        return Signal(name, "one digit was put in" if name == "digit_added" else "one digit was left out")
    return None


def _of_dates(old: str, new: str) -> list[Signal]:
    if len(old) == 10 == len(new) and old[:4] == new[:4] and old[5:7] == new[8:] and old[8:] == new[5:7]:
        return [Signal("day_month_swapped", "day and month changed places")]
    if len(old) != len(new):
        return []
    seen = _of_digits(old.replace("-", ""), new.replace("-", ""))
    return [seen] if seen is not None else []


def _rounding(a: float, b: float) -> Signal | None:
    """Tell whether a round number became an exact one near it, or the other way round."""
    if abs(b - a) > _NEAR * max(abs(a), abs(b)):
        return None
    left, right = significant(a), significant(b)
    if left[1] >= _ROUND and right[1] <= 0 and len(right[0]) > len(left[0]):
        return Signal("made_exact", "a round number became an exact one")
    if right[1] >= _ROUND and left[1] <= 0 and len(left[0]) > len(right[0]):
        return Signal("made_round", "an exact number became a round one")
    return None
