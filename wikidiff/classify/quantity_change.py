"""What changed between two quantities, by how much, and in what way one value is written in two."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from wikidiff.classify.quantity_pairs import CALENDAR, comparable, family
from wikidiff.model import Quantity, QuantityKind
from wikidiff.text.quantities import same_value
from wikidiff.text.units import convert, dimension

_SCALES = (3, 6, 9, 12, 15)
_LEAST = 0.01  # per cent: what is less is not rounded to nothing
_STEPS = {  # what a difference is counted in
    QuantityKind.YEAR: ("year", "years"),
    QuantityKind.CENTURY: ("century", "centuries"),
    QuantityKind.AGE: ("year", "years"),
    QuantityKind.PERCENTAGE: ("percentage point", "percentage points"),
}


def changed(old: Quantity, new: Quantity) -> tuple[str, ...]:
    """Name what differs: value, unit, currency, kind, sign, magnitude, precision, range ends, bound and so on."""
    found: list[str] = []
    dated = old.kind in CALENDAR and new.kind in CALENDAR
    if dated and _grain(old) != _grain(new):
        found.append("granularity")
    if old.value is not None and new.value is not None:
        found.extend(_of_value(old, new))
    elif (old.low, old.high) != (new.low, new.high) and None not in (old.high, new.high):
        found.extend(name for name in ("low", "high") if getattr(old, name) != getattr(new, name))
    elif not (dated and (_tells(old, new) or _tells(new, old))):
        found.append("value" if old.parts or new.parts or old.kind is not new.kind else "text")
    if old.unit != new.unit and not (old.unit is None or new.unit is None) and not _counted(old, new):
        found.append("currency" if QuantityKind.CURRENCY in (old.kind, new.kind) else "unit")
    elif (old.unit is None) != (new.unit is None) and dimension(old.unit or new.unit) is not None:
        found.append("unit")
    if family(old.kind) != family(new.kind) and not dated and "unit" not in found:
        found.append("kind")
    if old.uncertainty != new.uncertainty:
        found.append("uncertainty")
    if old.bound != new.bound:
        found.append("bound")
    if old.approximate != new.approximate:
        found.append("approximation")
    return tuple(dict.fromkeys(found))


def _counted(old: Quantity, new: Quantity) -> bool:
    """Tell whether both units are only the nouns that are counted, in another form."""
    if "BCE" in (old.unit, new.unit):
        return False
    return QuantityKind.CURRENCY not in (old.kind, new.kind) and dimension(old.unit) is dimension(new.unit) is None


def _of_value(old: Quantity, new: Quantity) -> list[str]:
    a, b = old.value or 0, new.value or 0
    if a == b:
        return []
    found = ["value"] if not same_value(old, new) else []
    if a == -b:
        found.append("sign")
    elif _digits(old.text) == _digits(new.text) and abs(power(a, b) or 0) in _SCALES:
        found.append("magnitude")
    elif old.unit == new.unit and _rounded(old, new):
        found.append("precision")
    return found


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())


def _rounded(old: Quantity, new: Quantity) -> bool:
    """Tell whether one value is the other with fewer decimals: 3.14 and 3.1."""
    a, b = decimals(old), decimals(new)
    if a is None or b is None or a == b or old.value is None or new.value is None:
        return False
    fine, coarse, places = (old.value, new.value, b) if a > b else (new.value, old.value, a)
    return abs(fine - coarse) <= 0.5 * 10.0**-places * (1 + 1e-9)


def decimals(quantity: Quantity) -> int | None:
    """Return how many decimals a value needs; None where it is scaled by more than a float tells."""
    if quantity.value is None:
        return None
    text = repr(quantity.value)
    if "e" in text:
        return None
    return len(text.partition(".")[2]) if not text.endswith(".0") else 0


def power(a: float, b: float) -> int | None:
    """Return n where `b` is `a` times ten to the n, n not 0; None where it is not."""
    if not a or not b or (a < 0) != (b < 0):
        return None
    left, right = significant(a), significant(b)
    if left[0] != right[0] or left[1] == right[1]:
        return None
    return right[1] - left[1]


def significant(value: float) -> tuple[str, int]:
    """Return the digits of a value without zeros at its ends, and the power of ten of the last of them."""
    text = f"{Decimal(repr(abs(value))):e}" if value else "0e0"
    head, _, tail = text.partition("e")
    whole, _, part = head.partition(".")
    digits = (whole + part).lstrip("0")
    bare = digits.rstrip("0")
    return bare, int(tail) - len(part) + len(digits) - len(bare)


def _grain(quantity: Quantity) -> int:
    """Return how finely a date is told: century, decade, year, season or month, day."""
    if quantity.kind in (QuantityKind.CENTURY, QuantityKind.DECADE):
        return 1 if quantity.kind is QuantityKind.CENTURY else 2
    if quantity.kind is QuantityKind.YEAR or not quantity.parts:
        return 3
    if len(quantity.parts) > 1 and not quantity.parts[1][:1].isdigit():
        return 4  # spring 1950, late 1994
    return 3 + quantity.parts[0].lstrip("-").count("-")


def _tells(coarse: Quantity, fine: Quantity) -> bool:
    """Tell whether a date lies in another that is told less finely: 7 March 1950 in March 1950, 1953 in the 1950s."""
    if _grain(coarse) >= _grain(fine):
        return False
    if coarse.low is not None and coarse.high is not None:
        year = fine.value if fine.value is not None else _year(fine)
        return year is not None and coarse.low <= year <= coarse.high
    written = f"{coarse.value}" if coarse.value is not None else coarse.parts[0] if coarse.parts else ""
    return bool(written) and bool(fine.parts) and fine.parts[0].startswith(written)


def _year(date: Quantity) -> int | None:
    text = date.parts[0].split("-")[0] if date.parts else ""
    return int(text) if text.isdecimal() else None


def delta(old: Quantity, new: Quantity) -> tuple[float | int | None, float | None]:
    """Return the difference of two values, and as a share of the old one.

    A figure that stands while its unit or bound changed has the difference 0, as the figure itself says the same.
    Values in two units have no difference; where the units can be converted they have a share.
    """
    if old.value is None or new.value is None or QuantityKind.DATE in (old.kind, new.kind):
        return None, None
    if not comparable(old, new) and old.value != new.value:
        value = convert(float(new.value), new.unit or "", old.unit or "")
        return None, float(f"{value / old.value - 1:.9g}") if value is not None and old.value else None
    difference = new.value - old.value
    if isinstance(difference, float):
        difference = float(f"{difference:.12g}")
        if abs(difference) > 1e300:
            return None, None
    return difference, float(f"{difference / old.value:.9g}") if old.value else None


def way(old: Quantity, new: Quantity) -> str:
    """Say in what way one value is written in two: "5 km = 3.1 mi", "digits grouped otherwise"."""
    if old.unit != new.unit and old.unit and new.unit and dimension(old.unit) is not None:
        return f"{old.text} = {new.text}"
    if old.text == new.text:
        return "shown in another way"
    words = [quantity.kind is QuantityKind.NUMBER_WORD or not _digits(quantity.text) for quantity in (old, new)]
    if words[0] != words[1]:
        return "a word for digits" if words[1] else "digits for a word"
    if old.kind in CALENDAR or old.parts:
        return "parts of a date in another order or form" if old.kind in CALENDAR else "parts set otherwise"
    left, right = _digits(old.text), _digits(new.text)
    plain = [unicodedata.normalize("NFKC", digits) for digits in (left, right)]
    if left.isascii() != right.isascii() and _western(left) == _western(right):
        return "digits of another script"
    if plain[0] != plain[1] and plain[0].rstrip("0") == plain[1].rstrip("0"):
        scaled = old.unit == new.unit and _letters(old.text) != _letters(new.text)
        return "a word for the magnitude" if scaled else "zeros behind the decimal mark"
    if plain[0] == plain[1]:
        return "digits grouped or spaced otherwise"
    return "written in another way"


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha())


def _western(digits: str) -> str:
    return "".join(str(unicodedata.decimal(digit, 0)) for digit in digits)


def by_how_much(old: Quantity, new: Quantity, difference: float | None, relative: float | None) -> str:
    """Return the size of a change as its kind is counted ("4 years later", "+1.5 percentage points", "−3 %").

    It is "" where nothing sensible can be said: a share of a year or of a rank tells nobody anything.
    """
    kinds = {old.kind, new.kind}
    if not relative or QuantityKind.ORDINAL in kinds:
        return ""
    if not difference or old.kind is not new.kind or old.kind not in _STEPS or old.unit != new.unit:
        return "" if kinds & CALENDAR else _share(relative)
    if old.unit == "‰":
        return _share(relative)
    step = f"{abs(difference):,.12g} {_STEPS[old.kind][abs(difference) != 1]}"
    if old.kind not in CALENDAR:
        return f"{'+' if difference > 0 else '−'}{step}"
    return f"{step} {'later' if (difference > 0) is not (old.unit == 'BCE') else 'earlier'}"


def _share(relative: float) -> str:
    size = abs(relative) * 100
    if size < _LEAST / 2:
        return f"less than {_LEAST} % {'more' if relative > 0 else 'less'}"
    share = f"{size:.0f}" if size >= 10 else f"{size:.2f}".rstrip("0").rstrip(".")
    return f"{'+' if relative > 0 else '−'}{share} %"
