"""Read years, spans of years, decades and centuries, with their era and with "early", "late" or a season."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from wikidiff.model.quantity import QuantityKind
from wikidiff.packs import settings
from wikidiff.text.alternation import BLANK, BLANKS, GAP, Before, alternation, plain
from wikidiff.text.counting import counting
from wikidiff.text.figures import Figure
from wikidiff.text.numberwords import PACK
from wikidiff.text.reading import Reading

_FIRST, _LAST = 1000, 2100
_LAST_WORD = re.compile(rf"([^\W\d_][^\s\d()]*|[(\[/–—=|«„“\"']){BLANK}{{0,8}}$")
_TIMES = re.compile(rf"{GAP}[×x]{GAP}\d")  # 1920×1080
_TENS = re.compile(r"(\d0)年代")  # 20世纪90年代
_ON = frozenset(("s-", "s–", "s/"))  # "the 1950s–60s"
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_CANONICAL = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def roman(numeral: str) -> int:
    """Return the value of a Roman numeral, 0 for letters that are none."""
    values = [_ROMAN.get(letter, 0) for letter in numeral.lower()]
    if not values or 0 in values:
        return 0
    following = (*values[1:], 0)
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def _inverse(names: Mapping[str, list[str]]) -> dict[str, str]:
    return {plain(form): name for name, forms in names.items() for form in forms}


class Periods:
    """The years, decades and centuries of one language, compiled."""

    def __init__(self, tag: str) -> None:
        numbers = settings(tag, PACK)
        pack: dict[str, Any] = dict(numbers.get("dates", {}))
        ranges: dict[str, Any] = dict(numbers.get("ranges", {}))
        self._eras_after = _inverse(pack.get("era_after", {}))
        self._eras_before = _inverse(pack.get("era_before", {}))
        self._modifiers = _inverse(pack.get("modifiers", {}))
        self._present = frozenset(map(plain, pack.get("present", ())))
        self._year_before = frozenset(pack.get("year_before", ()))
        self._offsets: dict[str, int] = dict(pack.get("year_offsets", {}))
        self._era_after = re.compile(f"{GAP}(?:{alternation(self._written(pack, 'era_after'))})")
        self._era_before = Before(self._written(pack, "era_before"))
        self._modifier = Before(self._written(pack, "modifiers"), tail=f"(?:{BLANKS}|-|)")
        self._decade_after = re.compile(alternation(pack.get("decade_after", ())))
        self._decade_before = Before(pack.get("decade_before", ()), tail=f"{GAP}['’]?")
        self._decade_short = Before(pack.get("decade_short_before", ()), tail=f"(?:{BLANKS}|-)")
        self._of_age = Before(
            numbers.get("age", {}).get("decades", ()), tail=f"(?:{BLANKS}(?:early|mid|late))?(?:{BLANKS}|-)"
        )
        self._century_after = re.compile(f"(?:{GAP}|-)(?:{alternation(pack.get('century_after', ()))})")
        self._century_before = Before(pack.get("century_before", ()))
        year_after = alternation(pack.get("year_after", ()))
        self._year_after = re.compile(f"(?:{GAP}|-)(?:{year_after})")
        era = alternation(self._written(pack, "era_after"))
        self._year_era = re.compile(f"(?:{GAP}|-)(?:{year_after}){GAP}(?P<era>{era})")
        self._year_prefix = Before(pack.get("year_prefix", ()), start="")
        to = alternation(ranges.get("to", ()))
        both = alternation(ranges.get("and", ()))
        present = alternation(pack.get("present", ()))
        dash = f"(?P<dash>(?:{GAP}(?:{year_after}))?{BLANK}{{0,8}}(?:-|–|—|−|~|〜|/|至){BLANK}{{0,8}})"
        self._span = re.compile(
            f"(?:{dash}|{BLANKS}(?P<to>{to}){BLANKS}|{BLANKS}(?P<and>{both}){BLANKS})"
            f"(?:(?P<year>\\d{{4}})(?!\\d|[.,]\\d)|(?P<short>\\d{{2}})(?!\\d|[.,]\\d)|(?P<present>{present}))"
        )
        self._era_span = re.compile(f"(?:{dash}|{BLANKS}(?P<to>{to}){BLANKS})(?P<year>\\d{{1,4}})(?!\\d|[.,]\\d)")
        self._from = Before(ranges.get("from", ()), tail=BLANKS)
        self._between = Before(ranges.get("between", ()), tail=BLANKS)
        self._counting = counting(tag)
        self.prefixes: tuple[str, ...] = tuple(pack.get("year_prefix", ()))
        self.centuries: tuple[str, ...] = tuple(pack.get("century_after", ()))
        self.led_by: tuple[str, ...] = (
            *(*self._eras_before, *self._modifiers, *pack.get("decade_before", ()), *pack.get("century_before", ())),
            *self.prefixes,
        )
        self.followed_by: tuple[str, ...] = (
            *(*self._eras_after, *self.centuries, *pack.get("year_after", ()), *pack.get("decade_after", ())),
            *(*ranges.get("to", ()), *ranges.get("and", ())),
        )
        self._roman = re.compile(r"([IVXLCDM]{1,15})(er|e|ᵉ|ème|º|o|ª|a)?\.?(?![^\W_])")
        self._last = _LAST + 600 if self._offsets else _LAST
        self.reads_roman = bool(pack.get("century_roman", False))

    @staticmethod
    def _written(pack: Mapping[str, Any], name: str) -> list[str]:
        return [form for forms in pack.get(name, {}).values() for form in forms]

    def read(self, text: str, low: str, figure: Figure, *, unit_follows: bool) -> Reading | None:
        """Read the period whose number is `figure` (bare digits), or None where it is another quantity."""
        value = int(figure.value or 0)
        reading = self._decade(low, figure, value)
        reading = reading or self.century(low, figure.start, figure.end, value, led=figure.led)
        if reading is None and figure.digits <= 4:
            reading = self._span_of_era(low, figure, value)
        if reading is None and figure.digits <= 4:
            reading = self._span_of_years(text, low, figure, value, unit_follows=unit_follows)
        if reading is None and figure.digits <= 4:
            reading = self._year(text, low, figure, value, unit_follows=unit_follows)
        return self.modified(low, reading) if reading is not None else None

    def century(self, low: str, start: int, end: int, value: int, *, led: bool = True) -> Reading | None:
        """Read a century from its number, by the word behind or before it."""
        if not 1 <= value <= 40:
            return None
        begin, stop = start, end
        if match := self._century_after.match(low, end):
            stop = match.end()
        elif led and (match := self._century_before.search(low, start)):
            begin = match.start()
        else:
            return None
        if stop > end and self._counting.has_counters and (inner := _TENS.match(low, stop)):
            first = Decimal((value - 1) * 100 + int(inner[1]))
            return Reading(begin, inner.end(), QuantityKind.DECADE, low=first, high=first + 9, parts=(f"{first}s",))
        reading = Reading(begin, stop, QuantityKind.CENTURY, value=Decimal(value), led=led)
        return self._with_era(low, reading)

    def roman_century(self, text: str, low: str, start: int) -> Reading | None:
        """Read a century, an ordinal ("XVe arrondissement") or a year ("MCMXCIV") in Roman numerals at `start`."""
        match = self._roman.match(text, start)
        if match is None:
            return None
        value = roman(match[1])
        end = match.end() - match.group().endswith(".")
        reading = self.century(low, start, end, value)
        if reading is None and end < match.end():
            reading = self.century(low, start, match.end(), value)
        if reading is None and _CANONICAL.fullmatch(match[1]):
            if match[2] and len(match[1]) > 1:
                return Reading(start, end, QuantityKind.ORDINAL, value=Decimal(value))
            if len(match[1]) > 3 and not match[2] and _FIRST <= value <= _LAST:
                reading = Reading(start, end, QuantityKind.YEAR, value=Decimal(value))
        return self.modified(low, reading) if reading is not None else None

    def modified(self, low: str, reading: Reading) -> Reading:
        """Take in "late", "mid-" or a season before a period: it makes another, narrower one."""
        match = self._modifier.search(low, reading.start) if reading.led else None
        if match is None:
            return reading
        name = self._modifiers[plain(match.group())]
        reading.start = match.start()
        if reading.kind is QuantityKind.YEAR:
            reading.kind, reading.parts, reading.value = QuantityKind.DATE, (str(reading.value), name), None
        else:
            reading.parts = (*(reading.parts or (str(reading.value),)), name)
        return reading

    def _with_era(self, low: str, reading: Reading) -> Reading:
        if match := self._era_after.match(low, reading.end):
            reading.unit, reading.end = self._eras_after[plain(match.group())], match.end()
        elif match := self._year_era.match(low, reading.end):
            reading.unit, reading.end = self._eras_after[plain(match["era"])], match.end()
        elif reading.led and (match := self._era_before.search(low, reading.start)):
            reading.unit, reading.start = self._eras_before[plain(match.group())], match.start()
        return reading

    def _decade(self, low: str, figure: Figure, value: int) -> Reading | None:
        if value % 10 or figure.digits not in {2, 4} or (figure.digits == 4 and not _FIRST - 1000 < value <= _LAST):
            return None
        start, end = figure.start, figure.end
        before = self._decade_before.search(low, start)
        after = self._decade_after.match(low, end)
        apostrophe = low[start - 1 : start] in {"'", "’"}
        if before is None and after is None:
            return None
        plural = figure.digits == 2 and after is not None and len(after.group()) <= 2 and not apostrophe
        if plural and before is None and self._of_age.search(low, start):
            ends = Decimal(value), Decimal(value + 9)
            return Reading(
                start, after.end() if after else end, QuantityKind.AGE, low=ends[0], high=ends[1], unit="year"
            )
        if before is None and plural and not (self._decade_short.search(low, start) or low[start - 2 : start] in _ON):
            return None  # "60s" may be sixty seconds
        begin = before.start() if before is not None else start - apostrophe
        stop = after.end() if after is not None else end
        known = figure.digits == 4
        return Reading(
            begin,
            stop,
            QuantityKind.DECADE,
            low=Decimal(value) if known else None,
            high=Decimal(value + 9) if known else None,
            parts=(f"{value}s",),
        )

    def decade_in_words(self, low: str, figure: Figure) -> Reading | None:
        """Read "anni sessanta": a decade whose number is a word."""
        value = int(figure.value or 0)
        if value % 10 or not 20 <= value <= 90 or figure.fraction:
            return None
        before = self._decade_before.search(low, figure.start) if figure.led else None
        if before is None:
            return None
        return Reading(before.start(), figure.end, QuantityKind.DECADE, parts=(f"{value}s",))

    def _span_of_era(self, low: str, figure: Figure, value: int) -> Reading | None:
        """Read "300–200 BC", "from 27 to 14 BC": years of any length that only their era shows to be years."""
        match = self._era_span.match(low, figure.end)
        era = self._era_after.match(low, match.end()) if match else None
        if match is None or era is None:
            return None
        before = self._from.search(low, figure.start) if match["to"] is not None else None
        ends = sorted((Decimal(value), Decimal(int(match["year"]))))
        return Reading(
            before.start() if before else figure.start,
            era.end(),
            QuantityKind.RANGE,
            low=ends[0],
            high=ends[1],
            unit=self._eras_after[plain(era.group())],
            parts=(str(value), str(int(match["year"]))),
        )

    def _span_of_years(self, text: str, low: str, figure: Figure, value: int, *, unit_follows: bool) -> Reading | None:
        if figure.digits != 4 or not _FIRST <= value <= self._last:
            return None
        match = self._span.match(low, figure.end)
        if match is None or (unit_follows and not self._year_after.match(low, figure.end)):
            return None
        start = figure.start
        if match["and"] is not None:
            before = self._between.search(low, start)
            if before is None:
                return None
            start = before.start()
        elif (match["to"] is not None) and (before := self._from.search(low, start)):
            start = before.start()
        last: int | None = None
        if match["year"] or match["short"]:
            last = int(match["year"] or f"{value // 100}{match['short']}")
            if not value < last <= self._last or (match["short"] and match["dash"] is None):
                return None
            if not self._year_after.match(low, match.end()) and self._counts(text, low, match.end(), figure.start):
                return None
        end = match.end()
        if after := self._year_after.match(low, end):
            end = after.end()
        high = Decimal(last) if last is not None else None
        parts = (str(value), str(last) if last is not None else "present")
        return self._with_era(low, Reading(start, end, QuantityKind.RANGE, low=Decimal(value), high=high, parts=parts))

    def _year(self, text: str, low: str, figure: Figure, value: int, *, unit_follows: bool) -> Reading | None:
        start, end = figure.start, figure.end
        reading = Reading(start, end, QuantityKind.YEAR, value=Decimal(value), led=figure.led)
        if 0 < figure.digits <= 4:
            reading = self._with_era(low, reading)
            if reading.unit is not None:
                return reading
        if figure.led and (prefix := self._year_prefix.search(low, start)):
            reading.start = prefix.start()
            return reading
        if figure.digits != 4 or not _FIRST <= value <= self._last:
            return None
        if after := self._year_after.match(low, end):
            reading.end = after.end()
            return reading
        if unit_follows or self._counts(text, low, end, start) or _TIMES.match(low, end):
            return None
        return reading if low[max(0, start - 8) : start].rstrip()[-1:] != "×" else None

    def names_a_year(self, text: str, low: str, start: int, end: int, value: int) -> bool:
        """Tell whether four digits that stand alone name a year: neither era, nor unit, nor modifier is at them."""
        return _FIRST <= value <= self._last and not self._counts(text, low, end, start)

    def _counts(self, text: str, low: str, end: int, start: int) -> bool:
        """Tell whether four digits count the noun behind them rather than name a year."""
        noun = self._counting.noun(text, end)
        if noun is None or not (noun.certain or not self._counting.has_endings):
            return False
        if self._counting.capitals and not noun.near:
            return False  # "1448 revoltierten Einwohner"
        if self._modifier.search(low, start):
            return False
        before = _LAST_WORD.search(text, max(0, start - 24), start)
        return before is None or before.group(1).lower() not in self._year_before


@lru_cache(maxsize=32)
def periods(tag: str) -> Periods:
    """Return the periods of a language."""
    return Periods(tag)
