"""Join figures that are one quantity: ranges, scores, ratios, mixed measures, coordinates."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from wikidiff.model.quantity import QuantityKind
from wikidiff.text.alternation import BLANK, BLANKS, GAP, START, Before, alternation
from wikidiff.text.figures import EXACT
from wikidiff.text.numberwords import table
from wikidiff.text.reader import WITHIN, Reader, reader
from wikidiff.text.reading import Reading
from wikidiff.text.units import convert

_MEASURED = frozenset(
    (
        QuantityKind.COUNT,
        QuantityKind.NUMBER_WORD,
        QuantityKind.MEASUREMENT,
        QuantityKind.PERCENTAGE,
        QuantityKind.CURRENCY,
        QuantityKind.DURATION,
        QuantityKind.AGE,
        QuantityKind.FRACTION,
    )
)
_MIXED = {
    *(("year", "month"), ("week", "day"), ("day", "h"), ("h", "min"), ("h", "s"), ("min", "s")),
    *(("ft", "in"), ("lb", "oz"), ("stone", "lb"), ("°", "′"), ("′", "″")),
}
_MIXED_FIRST = frozenset(first for first, _ in _MIXED)
_PAIR = re.compile(rf"(\d{{1,3}}){BLANK}?[-–—−:]{BLANK}?(\d{{1,3}})(?![\d.,]\d|\d|[-–—])")
_SETS = re.compile(r"(?:,|;)?[ \u00a0]{1,3}(\d{1,2})[-–—−](\d{1,2})(?![\d–-])(?:\(\d{1,2}(?:[-–]\d{1,2})?\))?")
_COLON = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)((?::\d{1,4}(?:\.\d{1,3})?){1,2})(?![\d:])")
_HEMISPHERE = re.compile(rf"{GAP}([NSEWOns])(?![^\W_])")
_DECIMAL_PLACE = re.compile(
    rf"(\d{{1,2}}\.\d{{2,10}})°?{GAP}([NS])[,;/]?{BLANK}{{0,3}}(\d{{1,3}}\.\d{{2,10}})°?{GAP}([EWO])(?!\w)"
)
_BETWEEN_COORDINATES = re.compile(rf"{BLANK}{{0,8}}[,;/]?{BLANK}{{0,8}}(?=\d)")
_INCHES = re.compile(rf"(?:{BLANK}|&nbsp;)in(?![^\W_])")
_CONTEXT = 64


class Compounds:
    """What one language joins figures with."""

    def __init__(self, tag: str) -> None:
        ranges = table(tag, "ranges")
        self._reader: Reader = reader(tag)
        to, both = alternation(ranges.get("to", ())), alternation(ranges.get("and", ()))
        dash = rf"{BLANK}{{0,8}}(?:-|–|—|−|~|〜|～|至|…|\.\.\.?){BLANK}{{0,8}}"
        self._separator = re.compile(
            f"(?P<dash>{dash})|(?:{BLANKS}|{GAP}(?=[\u2e80-\u9fff]))(?:(?P<to>{to})|(?P<and>{both}))(?:{BLANKS}|{GAP}(?<=[\u2e80-\u9fff]))"
            f"|{BLANKS}(?P<glued>و)(?=\\d)"
        )
        self._from = Before(ranges.get("from", ()))
        self._between = Before(ranges.get("between", ()))
        self._changes = re.compile(f"{START}(?:{alternation(ranges.get('change_words', ()))})")
        self._ratio = re.compile(f"{BLANKS}(?:{alternation(ranges.get('ratio', ()))}){BLANKS}")
        self._sport = re.compile(f"{START}(?:{alternation(ranges.get('score_words', ()))})")
        self.led_by: tuple[str, ...] = ()
        joints = (ranges.get(name, ()) for name in ("to", "and", "ratio"))
        self.followed_by: tuple[str, ...] = (*(word for words in joints for word in words), "و")
        self._and = re.compile(f"(?:,?{BLANKS}(?:{both}){BLANKS})|,{BLANKS}|{GAP}")

    def extend(self, text: str, low: str, first: Reading) -> Reading:
        """Return the compound that begins with `first`, or `first` itself."""
        if first.kind not in _MEASURED or first.value is None:
            return first
        return (
            self._score(text, low, first)
            or self._colon(text, first)
            or self._ratio_of(text, low, first)
            or self._decimal_place(text, first)
            or self._mixed(text, low, first)
            or self._range(text, low, first)
            or first
        )

    def _next(self, text: str, low: str, start: int) -> Reading | None:
        """Read a further figure at `start`, its currency sign included."""
        match = self._reader.candidate.search(low, start - 1, min(len(low), start + 24))
        if match is None or match.start() > start + 4:
            return None
        begin = match.start() + (match.lastgroup not in WITHIN)
        reading = self._reader.at(text, low, match.lastgroup, begin, match.end())
        if reading is None or reading.start != start or reading.kind not in _MEASURED or reading.value is None:
            return None
        return reading

    def _range(self, text: str, low: str, first: Reading) -> Reading | None:
        match = self._separator.match(low, first.end)
        if match is None or first.bound is not None:
            return None
        opening = None
        if match["and"] is not None or match["glued"] is not None:
            opening = self._between.search(low, first.start)
            if opening is None:
                return None
        elif match["to"] is not None:
            opening = self._from.search(low, first.start)
            if self._changes.search(low, max(0, first.start - _CONTEXT // 2), first.start):
                return None  # "rose from 5 to 10" tells two figures, not what lies between
        second = self._next(text, low, match.end())
        if second is None or not self._fit(first, second):
            return None
        low_value, high_value = self._scaled(first, second), second.value
        if low_value is None or high_value is None or low_value == high_value:
            return None
        if low_value > high_value and match["dash"] is not None:
            return None if first.unit or second.unit else Reading(first.start, second.end, QuantityKind.IDENTIFIER)
        start = opening.start() if opening is not None else first.start
        return replace(
            second,
            start=start,
            kind=QuantityKind.RANGE,
            value=None,
            low=min(low_value, high_value),
            high=max(low_value, high_value),
            unit=second.unit or first.unit,
            uncertainty=None,
            approximate=first.approximate or second.approximate,
        )

    @staticmethod
    def _fit(first: Reading, second: Reading) -> bool:
        if first.unit is None or first.unit == second.unit:
            return True
        return second.unit is None and first.kind in (QuantityKind.CURRENCY, QuantityKind.AGE)

    @staticmethod
    def _scaled(first: Reading, second: Reading) -> Decimal | None:
        """Give the first figure the scale of the second: "2–3 million"."""
        value = first.value
        if value is None or second.value is None or second.scale is None or first.scale is not None:
            return value
        return EXACT.multiply(value, second.scale) if value < 1000 else value

    def _score(self, text: str, low: str, first: Reading) -> Reading | None:
        if not first.bare or first.words or first.unit is not None:
            return None
        match = _PAIR.match(text, first.start)
        units = self._reader.units
        if match is None or match.end(1) != first.end:
            return None
        if units.read(text, low, match.end()) or units.per_power(low, match.end()):
            return None
        home, away = int(match[1]), int(match[2])
        parts = [f"{home}-{away}"]
        end = match.end()
        if home <= 7 and away <= 7:
            while more := _SETS.match(text, end):
                parts.append(f"{int(more[1])}-{int(more[2])}")
                end = more.end()
        dash = text[match.end(1) : match.start(2)].strip()
        around = low[max(0, first.start - _CONTEXT) : end + _CONTEXT]
        if len(parts) == 1 and not self._sport.search(around) and (home <= away or dash != "–"):
            return None
        if dash == ":" and len(parts) == 1 and len(match[2]) == 2 and int(match[2]) < 60 and home < 24:
            return None
        return Reading(first.start, end, QuantityKind.SCORE, parts=tuple(parts))

    @staticmethod
    def _colon(text: str, first: Reading) -> Reading | None:
        match = _COLON.match(text, first.start) if first.bare and not first.words else None
        if match is None or match.end(1) != first.end:
            return None
        parts = tuple(f"{Decimal(part):f}" for part in (match[1], *match[2][1:].split(":")))
        return Reading(first.start, match.end(), QuantityKind.RATIO, parts=parts)

    @staticmethod
    def _decimal_place(text: str, first: Reading) -> Reading | None:
        """Read decimal degrees whose sign of degree is left out: "40.7128 N, 74.0060 W"."""
        if first.unit not in {None, "N", "°"} or text[first.end - 1 : first.end + 2].isdigit():
            return None
        match = _DECIMAL_PLACE.match(text, first.start)
        if match is None:
            return None
        latitude, north, longitude, east = match.groups()
        parts = (f"{round(float(latitude), 6):g}{north}", f"{round(float(longitude), 6):g}{east}")
        return Reading(first.start, match.end(), QuantityKind.COORDINATES, unit="°", parts=parts)

    def _ratio_of(self, text: str, low: str, first: Reading) -> Reading | None:
        match = self._ratio.match(low, first.end)
        if match is None or first.unit is not None or first.value is None or first.value > 100:
            return None
        second = self._next(text, low, match.end())
        if second is None or second.unit is not None or second.value is None or second.value <= first.value:
            return None
        if second.digits == 4:
            return None  # "one in 1990" is a year
        return Reading(
            first.start,
            second.end,
            QuantityKind.RATIO,
            parts=(str(first.value), str(second.value)),
            approximate=first.approximate,
        )

    def _mixed(self, text: str, low: str, first: Reading, *, second: bool = False) -> Reading | None:
        """Add up "2 hours, 44 minutes and 30 seconds", "5 ft 11 in" in the smallest unit; read coordinates."""
        total, unit, end = first.value, first.unit, first.end
        for _ in range(4):
            joint = self._and.match(low, end) if unit in _MIXED_FIRST else None
            following = self._next(text, low, joint.end()) if joint is not None and unit is not None else None
            if following is not None and unit == "ft" and following.unit is None:
                inches = _INCHES.match(low, following.end)  # behind feet it is no preposition
                following = replace(following, end=inches.end(), unit="in") if inches is not None else following
            if following is None or unit is None or total is None or following.value is None:
                break
            if (unit, following.unit) not in _MIXED or following.unit is None:
                break
            factor = convert(1.0, unit, following.unit)
            if factor is None or following.value >= Decimal(round(factor)):
                break
            total = total * round(factor) + following.value
            unit, end = following.unit, following.end
        if first.unit == "°" and (place := self._hemisphere(text, first, total, unit, end)):
            return place if second else self._with_other(text, low, place)
        return replace(first, end=end, value=total, unit=unit) if end > first.end else None

    @staticmethod
    def _hemisphere(text: str, first: Reading, total: Decimal | None, unit: str | None, end: int) -> Reading | None:
        """Read degrees with a point of the compass behind them as a coordinate."""
        match = _HEMISPHERE.match(text, end)
        degrees = convert(float(total or 0), unit or "°", "°")
        if match is None or degrees is None:
            return None
        parts = (f"{round(degrees, 6):g}{match[1].upper()}",)
        return Reading(first.start, match.end(), QuantityKind.COORDINATES, unit="°", parts=parts)

    def _with_other(self, text: str, low: str, place: Reading) -> Reading:
        """Add the longitude that follows a latitude."""
        gap = _BETWEEN_COORDINATES.match(text, place.end) if place.parts[0][-1] in "NS" else None
        other = self._next(text, low, gap.end()) if gap else None
        if other is not None and other.unit == "°":
            longitude = self._mixed(text, low, other, second=True)
            if longitude is not None and longitude.kind is QuantityKind.COORDINATES and longitude.parts[0][-1] in "EWO":
                return replace(place, end=longitude.end, parts=(*place.parts, *longitude.parts))
        return place


@lru_cache(maxsize=32)
def compounds(tag: str) -> Compounds:
    """Return what a language joins figures with."""
    return Compounds(tag)
