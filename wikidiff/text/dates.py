"""Read calendar dates and times of day, in the shapes of one language."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from wikidiff.model.quantity import QuantityKind
from wikidiff.packs import settings
from wikidiff.text.alternation import BLANK, BLANKS, GAP, WORD, Before, alternation, first_words, plain
from wikidiff.text.numberwords import PACK
from wikidiff.text.reading import Reading

_DASH = rf"{BLANK}?[-–—−/]{BLANK}?"
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?![\w-])")
_NUMERIC = re.compile(r"(\d{1,2})\u00a0?([./-])(\d{1,2})\u00a0?\2(\d{4}|\d{2})(?!\w|[./-]\d)")
_YEAR_FIRST = re.compile(r"(\d{4})([./])(\d{1,2})\2(\d{1,2})(?!\w|[./]\d)")
_IDEOGRAPHIC = re.compile(
    rf"(?:(?P<y>\d{{4}}){GAP}年{GAP})?(?P<m>\d{{1,2}}){GAP}月(?:{GAP}(?P<d>\d{{1,2}})(?:{BLANK}?[-–—~〜至](?P<d2>\d{{1,2}}))?{GAP}[日号號])?"
)
_RUN = re.compile(r"\d{1,5}(?!\d)")
_NO_DATE = frozenset(',;)]}%!?"”»=|+*_$€£\n')  # behind digits, these end every hope of a date or time
_BEHIND = re.compile(f" ({WORD})")
_YEAR_FIRST_MARKS = frozenset("-./年 \u00a0\u2009\u202f")
_REGNAL = re.compile(r"(\d{1,2})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?")
_ROMAN_MONTHS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])(?!\.\d)")
_STOPWATCH = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})(?!\d)")
_HOURS = re.compile(
    rf"(\d{{1,3}}){BLANK}?h{BLANK}?([0-5]?\d){BLANK}?(?:m(?:in)?(?![^\W_])(?:{BLANK}?([0-5]?\d){BLANK}?s)?)?(?!\w)"
)
_IDEOGRAPHIC_CLOCK = re.compile(r"(\d{1,2})[时時点點](?:(\d{1,2})分)?(?![间間])")


class Dates:
    """The dates of one language, compiled."""

    def __init__(self, tag: str) -> None:
        pack: dict[str, Any] = dict(settings(tag, PACK).get("dates", {}))
        months: list[list[str]] = pack.get("months", [])
        self.months = {plain(form): index % 12 + 1 for index, forms in enumerate(months) for form in forms}
        self.calendar_of = {plain(form): index // 12 for index, forms in enumerate(months) for form in forms}
        self.starts: tuple[str, ...] = tuple(form for forms in months for form in forms)
        self._capital = bool(pack.get("capital_months", False))
        self._month_first = "mdy" in pack.get("order", ())
        self._numeric: dict[str, str] = dict(pack.get("numeric", {}))
        self._calendars: list[str] = list(pack.get("calendars", [""]))
        self._offsets: dict[str, int] = dict(pack.get("year_offsets", {}))
        romans = dict(zip(_ROMAN_MONTHS, range(1, 13), strict=True)) if pack.get("roman_months") else {}
        self._romans = frozenset(romans)
        self.months = romans | self.months
        self._named_months = {name: self._month(name) for name in (*self.starts, *romans)}
        month = alternation((*self.starts, *romans))
        marks = f"(?:{alternation(pack.get('day_marks', ()), edge=False)})?"
        of = f"(?:(?:{alternation(pack.get('of', ()))}){BLANKS})?"
        era = f"(?:(?P<era>{alternation(self._offsets, edge=False)}){GAP})?"
        after = alternation(pack.get("year_after", ()))
        year = f"{of}{era}(?P<y>\\d{{4}})(?!\\d|[.,]\\d)(?:{BLANK}{{0,8}}(?:{after})\\.?)?"
        ranges = settings(tag, PACK).get("ranges", {})
        joints = alternation((*ranges.get("and", ()), *ranges.get("to", ())))
        dash = f"(?:{_DASH}|{BLANKS}(?:{joints}){BLANKS})"
        span = rf"(?P<d>\d{{1,2}}){marks}(?:{dash}(?P<d2>\d{{1,2}})(?!\d){marks})?"
        self._dmy = re.compile(rf"{span}(?:{GAP}|-)(?:{of})(?P<m>{month})\.?(?:(?:,?{BLANKS}|-){year})?")
        self._mdy = re.compile(
            rf"(?P<m>{month})\.?{BLANKS}{of}{span}(?!\d|[:.,]\d|%)(?:,?{BLANKS}(?P<y>\d{{4}})(?!\d|[.,]\d))?"
        )
        self._my = re.compile(rf"(?P<m>{month})\.?,?(?:{BLANKS}|-){year}")
        halves: dict[str, list[str]] = pack.get("time_after", {})
        self._halves = {plain(form): name for name, forms in halves.items() for form in forms}
        self._half = re.compile(f"{GAP}(?:{alternation(self._halves)})")
        self._hour = re.compile(rf"(\d{{1,2}})(?:[.:](\d{{2}}))?{GAP}(?P<half>{alternation(self._halves)})")
        mark = alternation(pack.get("hour_marks", ()), edge=False)
        self._hour_mark = re.compile(rf"(\d{{1,2}}){BLANK}?(?:{mark}){BLANK}?(\d{{2}})(?!\d)")
        self._o_clock = re.compile(rf"(\d{{1,2}})(?:[.:](\d{{2}}))?{GAP}(?:{alternation(pack.get('hour_words', ()))})")

        before: dict[str, list[str]] = pack.get("time_before", {})
        self._halves_before = {form: name for name, forms in before.items() for form in forms}
        self._half_before = Before(self._halves_before, start="", tail="")
        self._regnal: dict[str, int] = dict(pack.get("regnal", {}))
        self._reign = Before(self._regnal, start="", tail="")
        self.led_by: tuple[str, ...] = ()
        self.followed_by: tuple[str, ...] = (
            *(*self.starts, *romans, *pack.get("day_marks", ()), *pack.get("of", ()), *ranges.get("and", ())),
            *(*ranges.get("to", ()), *self._halves, *pack.get("hour_marks", ()), *pack.get("hour_words", ())),
        )
        self._further = first_words((*self.followed_by, "h"))
        self._clocks = (self._o_clock, self._hour_mark, _IDEOGRAPHIC_CLOCK)

    def at_month(self, text: str, low: str, start: int) -> Reading | None:
        """Read a date that begins with the month's name at `start`."""
        if self._capital and not text[start].isupper():
            return None
        if match := self._my.match(low, start):
            return self._named(match, match["m"], match["y"], match["era"])
        if self._month_first and (match := self._mdy.match(low, start)):
            return self._named(match, match["m"], match["y"], None, match["d"], match["d2"])
        return None

    def at_digits(self, text: str, low: str, start: int) -> Reading | None:
        """Read a date or time that begins with the digits at `start`; most are turned down by what follows them."""
        run = _RUN.match(text, start)
        if run is None:
            return None
        digits, mark = run.end() - start, text[run.end() : run.end() + 1]
        if mark == "" or mark in _NO_DATE or (digits > 2 and (digits != 4 or mark not in _YEAR_FIRST_MARKS)):
            return None
        if digits == 4:
            return self._year_first(text, start)
        if mark == ":":
            return self._time(low, start)
        if mark == " " and (word := _BEHIND.match(low, run.end())) and word[1] not in self._further:
            return None
        if mark == "年" and (reign := self._reign.search(text, start)):
            return self._of_reign(text, start, reign)
        if (match := self._dmy.match(low, start)) and self._is_month(text, match):
            return self._named(match, match["m"], match["y"], match["era"], match["d"], match["d2"])
        if match := _IDEOGRAPHIC.match(text, start):
            return _dated(match, match["y"], match["m"], match["d"], match["d2"])
        if match := _NUMERIC.match(text, start):
            return self._by_order(match)
        return self._time(low, start)

    def _of_reign(self, text: str, start: int, reign: re.Match[str]) -> Reading:
        """Read 令和5年 as the year 5 of its era, and 昭和20年8月15日 as a date of the calendar."""
        name = reign.group()
        match = _REGNAL.match(text, start)
        number, month, day = match.groups() if match else ("0", None, None)
        end = match.end() if match else start
        if match is not None and month is not None:
            dated = _dated(match, str(int(number) + self._regnal[name]), month, day)
            if dated is not None:
                dated.start = reign.start()
                return dated
        return Reading(reign.start(), end, QuantityKind.YEAR, value=Decimal(number), unit=name)

    def _is_month(self, text: str, match: re.Match[str]) -> bool:
        if match["m"] in self._romans:  # 14 VII 1789
            return match["y"] is not None and text[match.start("m")].isupper()
        return not self._capital or text[match.start("m")].isupper()

    @staticmethod
    def _year_first(text: str, start: int) -> Reading | None:
        if match := _ISO.match(text, start):
            return _dated(match, *match.groups()) if 1 <= int(match[2]) <= 12 else None
        if match := _IDEOGRAPHIC.match(text, start):
            return _dated(match, match["y"], match["m"], match["d"], match["d2"])
        if match := _YEAR_FIRST.match(text, start):
            return _dated(match, match[1], match[3], match[4])
        return None

    def _named(
        self,
        match: re.Match[str],
        name: str,
        year: str | None,
        era: str | None,
        day: str | None = None,
        last: str | None = None,
    ) -> Reading | None:
        month, calendar = self._named_months.get(name) or self._month(name)
        if year and era:
            year = str(int(year) + self._offsets[plain(era)])
        elif year and self._offsets and int(year) >= 2400:
            year = str(int(year) + next(iter(self._offsets.values())))  # Buddhist years need no name
        return _dated(match, year, month, day, last, calendar=calendar)

    def _month(self, written: str) -> tuple[int, str]:
        """Return the number of a month, 0 for none, and its calendar."""
        name = plain(written.rstrip("."))
        month = self.months.get(name) or self.months.get(name + ".", 0)
        return month, self._calendars[min(self.calendar_of.get(name, 0), len(self._calendars) - 1)]

    def _by_order(self, match: re.Match[str]) -> Reading | None:
        first, mark, second, year = match.groups()
        order = self._numeric.get(mark, "dmy" if mark == "." else "")
        if not 1 <= int(first) <= 31 or not 1 <= int(second) <= 31 or int(first) > 12 < int(second):
            return None
        if len(year) == 2:
            if self._numeric.get(mark) != "dmy" or int(second) > 12:
                return None
            return Reading(match.start(), match.end(), QuantityKind.DATE, parts=(match.group(),))
        if int(first) > 12 or (order == "dmy" and int(second) <= 12):
            return _dated(match, year, second, first)
        if int(second) > 12 or order == "mdy":
            return _dated(match, year, first, second)
        return Reading(match.start(), match.end(), QuantityKind.DATE, parts=(match.group(),))  # day or month first

    def _time(self, low: str, start: int) -> Reading | None:
        if match := _STOPWATCH.match(low, start):
            seconds = int(match[1] or 0) * 3600 + int(match[2]) * 60 + Decimal(f"{int(match[3])}.{match[4]}")
            return Reading(start, match.end(), QuantityKind.DURATION, value=seconds, unit="s")
        if match := _CLOCK.match(low, start):
            half = self._half.match(low, match.end())
            end = half.end() if half else match.end()
            name = self._halves[plain(half.group())] if half else ""
            return _clock(start, end, match[1], match[2], match[3], name)
        if match := self._hour.match(low, start):
            return _clock(start, match.end(), match[1], match[2] or "00", None, self._halves[plain(match["half"])])
        for pattern in self._clocks:
            if match := pattern.match(low, start):
                half = self._half_before.search(low, start)
                name = self._halves_before[half.group()] if half else ""
                return _clock(half.start() if half else start, match.end(), match[1], match[2] or "00", None, name)
        if match := _HOURS.match(low, start):
            return _lasting(start, match)
        return None


def _dated(
    match: re.Match[str],
    year: str | None,
    month: str | int,
    day: str | None = None,
    last: str | None = None,
    *,
    calendar: str = "",
) -> Reading | None:
    """Return a date with its ISO form in `parts`; an impossible one (31 February) stays text, without parts."""
    number = int(month)
    if not 1 <= number <= 12:
        return None
    stem = f"{calendar}{int(year):04d}-{number:02d}" if year else f"--{number:02d}"
    if day is None:
        return Reading(match.start(), match.end(), QuantityKind.DATE, parts=(stem,))
    longest = _DAYS[number - 1] if not calendar else 31
    if number == 2 and year and not calendar and not _leap(int(year)):
        longest = 28
    days = (int(day),) if last is None else (int(day), int(last))
    if min(days) < 1 or max(days) > longest:
        return Reading(match.start(), match.end(), QuantityKind.DATE)
    return Reading(match.start(), match.end(), QuantityKind.DATE, parts=tuple([f"{stem}-{part:02d}" for part in days]))


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0 or year < 1582)


def _lasting(start: int, match: re.Match[str]) -> Reading:
    """Return how long "2h 30m" is, in the smallest unit that is named."""
    value = Decimal(int(match[1]) * 60 + int(match[2]))
    if match[3] is None:
        return Reading(start, match.end(), QuantityKind.DURATION, value=value, unit="min")
    return Reading(start, match.end(), QuantityKind.DURATION, value=value * 60 + int(match[3]), unit="s")


def _clock(start: int, end: int, hour: str, minute: str, second: str | None, half: str) -> Reading | None:
    hours, minutes = int(hour), int(minute)
    if hours > 24 or minutes > 59 or len(minute) != 2 or (second is not None and int(second) > 59):
        return None
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half == "pm" else 0)
    tail = f":{second}" if second is not None else ""
    return Reading(start, end, QuantityKind.TIME, parts=(f"{hours:02d}:{minutes:02d}{tail}",))


@lru_cache(maxsize=32)
def dates(tag: str) -> Dates:
    """Return the dates of a language."""
    return Dates(tag)
