"""Read what a template that shows a number or date says, as one quantity: `{{convert|12|km}}` is 12 km."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from wikidiff.model import Quantity, QuantityKind, Span
from wikidiff.packs import sites
from wikidiff.text.figures import EXACT, number
from wikidiff.text.quantities import quantities, readings
from wikidiff.text.units import convert
from wikidiff.wikitext.arguments import arguments

LONGEST = 1_000  # characters of a template that is read; a longer one shows more than a value
_AROUND = 24  # characters read on both sides for a bound, a scale word and the noun that is counted
_MARKUP = str.maketrans("[]{}'<>|\n", "\x00" * 9)
_RANGES = frozenset(("-", "–", "to", "and", "or", "&", "and(-)", "to(-)", "to about", "through", "bis", "à", "a", "до"))
_TIMES = frozenset(("x", "×", "by", "*", "xx"))
_PLUS_MINUS = frozenset(("±", "+/-", "+-", "+/−"))
_TURNS = {"N": 1, "E": 1, "O": 1, "S": -1, "W": -1}
_DEGREES = re.compile(r"-?\d{1,3}(?:\.\d{1,12})?")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ATTACHED = ("birth_", "end_")  # a second date of a template, by how its parameters are called in the pack


class Filled(NamedTuple):
    """A template with its values by name, those without a name by their number."""

    kind: Mapping[str, Any]
    values: Mapping[str, str]
    language: str

    def value(self, key: str) -> str:
        """Return what stands in the parameter that holds `key`, empty where none does."""
        name = self.kind.get(key)
        if not isinstance(name, str):
            return ""
        for option in name.split("/"):
            if given := self.values.get(option, ""):
                return given
        return ""

    def holds(self, key: str, parameter: str) -> bool:
        """Tell whether `key` is held by a parameter."""
        name = self.kind.get(key)
        return isinstance(name, str) and parameter in name.split("/")


def read(text: str, start: int, end: int, parameter: str, language: str, site: str) -> Quantity | None:
    """Return the quantity of the template `text[start:end]` that `parameter` is part of; of all, if it is empty.

    None where the template is none that shows a value, and where what it is given cannot be read: then it is text.
    """
    if end - start > LONGEST or not text.startswith("{{", start):
        return None
    head = text[start + 2 : end - 2].split("|", maxsplit=1)[0]
    kind, colon, first = sites.value_template(head, site), "", ""
    if kind is None and ":" in head:
        head, colon, first = head.partition(":")
        kind = sites.value_template(head, site)
    if kind is None:
        return None
    values: dict[str, str] = {}
    for argument in arguments(text, start, end)[1]:
        if given := text[argument.value_start : argument.value_end]:  # as MediaWiki has it, the last one counts
            values[argument.name] = given
    if colon:  # formatnum:12345 – the first value stands behind the colon
        values = {"1": first.strip(), **{str(int(k) + 1) if k.isdecimal() else k: v for k, v in values.items()}}
    filled = Filled(kind, values, language)
    found = _READ.get(str(kind["kind"]), _plain)(filled, parameter)
    if found is None or found.kind is QuantityKind.COORDINATES:
        return found and replace(found, span=Span(start, end))
    if kind.get("approximate"):
        found = replace(found, approximate=True)
    return _in_context(replace(found, span=Span(start, end)), text, start, end, language)


def holds(name: str, parameter: str, site: str) -> bool:
    """Tell whether a parameter of a template is part of the value that it shows, or says how it is converted."""
    kind = sites.value_template(name, site)
    if kind is None:
        return ":" in name
    if kind["kind"] == "measure" and "number" in kind:
        return parameter.isdecimal()
    return any(isinstance(held, str) and parameter in held.split("/") for key, held in kind.items() if key != "kind")


def _in_context(found: Quantity, text: str, start: int, end: int, language: str) -> Quantity:
    """Add what stands around a template: "over", "million", the noun that it counts."""
    before = text[max(0, start - _AROUND) : start].translate(_MARKUP).rpartition("\x00")[2]
    after = text[end : end + _AROUND].translate(_MARKUP).partition("\x00")[0]
    if not before.strip() and not after.strip():
        return found
    written = before + found.text + after
    low, high = len(before), len(before) + len(found.text)
    for reading, first, stop in readings(written, language, high):
        if first < high and low < stop:
            around = reading.quantity(written, first, stop)
            break
    else:
        return found
    alike = around.value == found.value and (found.value is not None or around.parts == found.parts)
    scaled = reading.scale is not None and found.value is not None and around.value == found.value * int(reading.scale)
    if not alike and not scaled:
        return found
    unit = found.unit or (around.unit if found.kind is QuantityKind.COUNT else None)
    return replace(
        found,
        value=around.value,
        unit=unit,
        kind=around.kind if found.unit is None and unit is not None else found.kind,
        bound=found.bound or around.bound,
        approximate=found.approximate or around.approximate,
        text=written[first:stop],
    )


def _made(kind: QuantityKind, text: str, **said: Any) -> Quantity:
    return Quantity(kind=kind, span=Span(0, 0), text=text, **said)


@lru_cache(maxsize=2048)
def _number(text: str, language: str) -> Quantity | None:
    """Read a text that is a number and nothing else."""
    if not 0 < len(text) <= 80:
        return None
    found = quantities(text, language)
    if len(found) != 1 or found[0].value is None:
        return None
    one = found[0]
    before, after = text[: one.span.start].strip(), text[one.span.end :].strip()
    bounded = bool(before) and (one.bound is not None or one.approximate)
    return one if not after and (not before or bounded) else None


@lru_cache(maxsize=1024)
def _unit(code: str, language: str) -> tuple[str, QuantityKind] | None:
    """Return the canonical unit of what stands where a template names its unit, None for a number or nothing."""
    code = code.strip()
    if not code or len(code) > 40 or code[0].isdigit() or code[0] in "-−+|{":
        return None
    known = sites.unit_code(code)
    found = quantities(f"1 {known}", language)
    if found and found[0].unit is not None and found[0].span.end == len(known) + 2:
        return found[0].unit, found[0].kind if found[0].kind is not QuantityKind.COUNT else QuantityKind.MEASUREMENT
    return known, QuantityKind.MEASUREMENT


def _measure(filled: Filled, _parameter: str) -> Quantity | None:
    """Read a number, or several with a word between them, and the unit behind; 6 ft 2 in is one measure."""
    kind, language = filled.kind, filled.language
    if "number" not in kind:
        return _by_units(filled)
    at = int(str(kind["number"]).split("/")[0])
    row = [filled.values.get(str(at + i), "").strip() for i in range(8)]
    first = _number(row[0], language)
    if first is None:
        return None
    numbers, step, joint = [first], 1, ""
    while step + 1 < len(row) and row[step].casefold() in _RANGES | _TIMES | _PLUS_MINUS:
        other = _number(row[step + 1], language)
        if other is None:
            return None  # a word that joins two numbers, and no second one: the wiki shows an error
        joint = row[step].casefold()
        numbers.append(other)
        step += 2
    fixed = kind.get("unit")
    named = str(fixed) if fixed is not None and not str(fixed).split("/")[0].isdecimal() else ""
    unit = _unit(filled.value("unit"), language) if named else _unit(row[step], language)
    if unit is None:
        name, sort = None, QuantityKind.COUNT
    else:
        name, sort = unit
    if len(numbers) == 1 and unit is not None:
        more, below = _number(row[step + 1], language), _unit(row[step + 2], language)
        if more is not None and below is not None:
            whole = convert(float(first.value or 0), unit[0], below[0])
            if whole is not None:
                total = round(whole + float(more.value or 0) * (-1 if whole < 0 else 1), 9)
                written = f"{row[0]} {unit[0]} {row[step + 1]} {below[0]}"
                return _made(sort, written, value=int(total) if total.is_integer() else total, unit=below[0])
    written = " ".join([*row[: 2 * len(numbers) - 1], name or ""]).strip()
    return _joined(numbers, joint, name, sort, written)


def _joined(numbers: list[Quantity], joint: str, unit: str | None, kind: QuantityKind, text: str) -> Quantity:
    first = numbers[0]
    if len(numbers) == 1:
        return _made(kind, text, value=first.value, unit=unit, bound=first.bound, approximate=first.approximate)
    second = numbers[1]
    if joint in _PLUS_MINUS:
        return _made(kind, text, value=first.value, unit=unit, uncertainty=second.value)
    if joint in _TIMES or len(numbers) > 2:
        return _made(kind, text, unit=unit, parts=tuple(f"{figure.value}" for figure in numbers))
    return _made(QuantityKind.RANGE, text, unit=unit, low=first.value, high=second.value)


_BY_UNIT = (("meters", "m"), ("feet", "ft"), ("inches", "in"), ("stones", "stone"), ("pounds", "lb"), ("kilos", "kg"))
_BY_TIME = (("hours", "h"), ("minutes", "min"), ("seconds", "s"))


def _by_units(filled: Filled, table: tuple[tuple[str, str], ...] = _BY_UNIT) -> Quantity | None:
    """Read a measure whose parts stand in parameters named after their units; the whole is in the smallest."""
    parts: list[tuple[float, str, str]] = []
    for key, unit in table:
        if given := filled.value(key):
            part = _number(given, filled.language)
            if part is None:
                return None
            parts.append((float(part.value or 0), unit, given))
    if not parts:
        return None
    smallest = parts[-1][1]
    sums = [convert(value, unit, smallest) for value, unit, _ in parts]
    if any(part is None for part in sums):
        return None
    total = round(sum(part for part in sums if part is not None), 9)
    kind = QuantityKind.DURATION if table is _BY_TIME else QuantityKind.MEASUREMENT
    text = " ".join(f"{given} {unit}" for _, unit, given in parts)
    return _made(kind, text, value=int(total) if total.is_integer() else total, unit=smallest)


def _duration(filled: Filled, _parameter: str) -> Quantity | None:
    return _by_units(filled, _BY_TIME)


def _plain(filled: Filled, _parameter: str) -> Quantity | None:
    """Read a number, with exponent, uncertainty and unit where the template has them."""
    given = filled.value("number") or (filled.values.get("1", "") if "number" not in filled.kind else "")
    figure = _number(given, filled.language)
    if figure is None or figure.value is None:
        return None
    value, uncertainty, text = figure.value, figure.uncertainty, given
    if (other := filled.value("uncertainty")) and (spread := _number(other.lstrip("±+ "), filled.language)):
        uncertainty, text = spread.value, f"{text} ± {other}"
    power = filled.value("exponent").replace("−", "-")
    if power.lstrip("-").isdecimal() and len(power) <= 4 and abs(int(power)) <= 300:
        value, uncertainty = _raised(value, int(power)), uncertainty and _raised(uncertainty, int(power))
        text += f"×10^{power}"
    scale = filled.kind.get("scales", {}).get(filled.value("scale").casefold())
    if isinstance(scale, int):
        value = _raised(value, scale)
        text += f" {filled.value('scale')}"
    unit, kind = figure.unit, QuantityKind.COUNT if figure.unit is None else figure.kind
    if (below := _unit(filled.value("unit"), filled.language)) is not None:
        (unit, kind), text = below, f"{text} {below[0]}"
    said = {"uncertainty": uncertainty, "bound": figure.bound, "approximate": figure.approximate}
    return _made(kind, text, value=value, unit=unit, **said)


def _raised(value: float, power: int) -> float | int:
    """Return a value times a power of ten, exact as it was written."""
    return number(Decimal(repr(value)).scaleb(power, EXACT)) or 0


def _currency(filled: Filled, parameter: str) -> Quantity | None:
    if filled.holds("year", parameter):
        return _date(filled, parameter)
    unit = str(filled.kind.get("unit", "")) or None
    found = _plain(Filled({**filled.kind, "unit": ""}, filled.values, filled.language), parameter)
    if found is None:
        return None
    if unit is not None and unit.isdecimal():
        unit = filled.values.get(unit, "").upper() or None
    return replace(
        found, kind=QuantityKind.CURRENCY, unit=unit or found.unit, text=f"{unit or ''} {found.text}".strip()
    )


def _fraction(filled: Filled, _parameter: str) -> Quantity | None:
    given = [filled.value(key) for key in ("number", "denominator", "third")]
    numbers = [_number(text, filled.language) for text in given if text]
    row = [figure.value for figure in numbers if figure is not None and figure.value is not None]
    if len(row) != len(numbers) or not 1 <= len(row) <= 3 or not row[-1]:
        return None
    whole, top = (row[0] if len(row) == 3 else 0), (row[-2] if len(row) > 1 else 1)
    text = (f"{given[0]} " if len(row) == 3 else "") + f"{top}/{row[-1]}"
    value = whole + top / row[-1]
    return _made(QuantityKind.FRACTION, text, value=int(value) if float(value).is_integer() else value)


def _ratio(filled: Filled, _parameter: str) -> Quantity | None:
    part, whole = (_number(filled.value(key), filled.language) for key in ("number", "denominator"))
    if part is None or part.value is None or whole is None or not whole.value:
        return None
    value = float(f"{100 * part.value / whole.value:.12g}")
    text = f"{filled.value('number')}/{filled.value('denominator')}"
    return _made(QuantityKind.PERCENTAGE, text, value=int(value) if value.is_integer() else value, unit="%")


def _ordinal(filled: Filled, _parameter: str) -> Quantity | None:
    figure = _number(filled.value("number"), filled.language)
    return figure and _made(QuantityKind.ORDINAL, filled.value("number"), value=figure.value)


def _century(filled: Filled, parameter: str) -> Quantity | None:
    given = filled.value("second" if filled.holds("second", parameter) else "number").strip()
    value = int(given) if given.isdecimal() and len(given) <= 2 else _roman(given.casefold())
    return _made(QuantityKind.CENTURY, given, value=value) if value else None


def _roman(text: str) -> int:
    if not 0 < len(text) <= 6 or not set(text) <= set(_ROMAN):
        return 0
    row = [_ROMAN[letter] for letter in text]
    return sum(-value if value < max(row[i:]) else value for i, value in enumerate(row))


def _time(filled: Filled, _parameter: str) -> Quantity | None:
    hour, minute = filled.value("hour").strip(), filled.value("minute").strip() or "0"
    if not (hour.isdecimal() and minute.isdecimal()) or len(hour) > 2 or len(minute) > 2:
        return None
    if int(hour) > 24 or int(minute) > 59:
        return None
    text = f"{int(hour):02d}:{int(minute):02d}"
    return _made(QuantityKind.TIME, text, parts=(text,))


def _date(filled: Filled, parameter: str) -> Quantity | None:
    """Read a date given in parts or as text; a template with two dates shows the one that `parameter` is part of."""
    if filled.holds("age", parameter):
        age = _number(filled.value("age"), filled.language)
        return age and _made(QuantityKind.AGE, filled.value("age"), value=age.value, unit="year")
    for key in ("start", "end", "birth_text", "text"):
        if filled.holds(key, parameter) or (key == "text" and "text" in filled.kind):
            return _dated(filled.value(key), filled.language)
    lead = next(
        (lead for lead in _ATTACHED if any(filled.holds(lead + k, parameter) for k in ("year", "month", "day"))), ""
    )
    year, month, day = (filled.value(lead + key).strip() for key in ("year", "month", "day"))
    if year and not month and not day:
        return _dated(year, filled.language)
    if not year.isdecimal() and not (not year and month):
        return None
    which = _month(month, filled.language)
    if not which or len(year) > 4:
        return None
    written = f"{int(year):04d}-{which:02d}" if year else f"--{which:02d}"
    if day:
        if not day.isdecimal() or not year or len(day) > 2:
            return None
        known = quantities(f"{written}-{int(day):02d}", filled.language)
        if len(known) != 1 or known[0].kind is not QuantityKind.DATE:
            return None
        return _made(QuantityKind.DATE, f"{written}-{int(day):02d}", parts=known[0].parts)
    return _made(QuantityKind.DATE, written, parts=(written,))


def _dated(text: str, language: str) -> Quantity | None:
    """Read a text that holds one date, year or period."""
    found = quantities(text[:120], language)
    return replace(found[0], span=Span(0, 0)) if len(found) == 1 and found[0].value != 0 else None


@lru_cache(maxsize=512)
def _month(text: str, language: str) -> int:
    """Return the number of a month that is given as a number or by its name, 0 for none."""
    text = text.strip()
    if text.isdecimal():
        return int(text) if len(text) <= 2 and 1 <= int(text) <= 12 else 0
    found = quantities(f"1 {text} 2000", language) if 0 < len(text) <= 24 else ()
    parts = found[0].parts if len(found) == 1 else ()
    return int(parts[0][5:7]) if len(parts) == 1 and len(parts[0]) == 10 else 0


def _coordinates(filled: Filled, _parameter: str) -> Quantity | None:
    """Read latitude and longitude, in decimals or in degrees, minutes and seconds, as decimal degrees."""
    row: list[str] = []
    while len(row) < 8 and (given := filled.values.get(str(len(row) + 1), "").strip()):
        row.append(given.replace("−", "-"))
    sides = [at for at, given in enumerate(row) if given.upper() in _TURNS]
    if len(sides) >= 2 and 0 < sides[0] <= 3 and 1 < sides[1] - sides[0] <= 4:
        groups = [row[: sides[0]], row[sides[0] + 1 : sides[1]]]
        turns = [_TURNS[row[at].upper()] for at in sides[:2]]
        written = " ".join(row[: sides[1] + 1])
    elif len(row) >= 2:
        groups, turns, written = [row[:1], row[1:2]], [1, 1], f"{row[0]} {row[1]}"
    else:
        return None
    parts: list[str] = []
    for group, turn in zip(groups, turns, strict=True):
        if not all(_DEGREES.fullmatch(given) for given in group):
            return None
        degrees = sum(abs(float(given)) / 60**at for at, given in enumerate(group))
        if degrees > 360:
            return None
        parts.append(f"{(-degrees if group[0].startswith('-') else degrees) * turn:.6g}")
    return _made(QuantityKind.COORDINATES, written, unit="°", parts=tuple(parts))


_READ = {
    "coordinates": _coordinates,
    "measure": _measure,
    "number": _plain,
    "currency": _currency,
    "fraction": _fraction,
    "ratio": _ratio,
    "ordinal": _ordinal,
    "century": _century,
    "time": _time,
    "duration": _duration,
    "date": _date,
    "range": _date,
}
