"""Read one quantity at a given place: figure, scale, unit, ordinal mark, bound. Composition stands in `compounds`."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from wikidiff.model.quantity import QuantityKind
from wikidiff.packs import settings
from wikidiff.text.alternation import BLANKS, GAP, Before, alternation
from wikidiff.text.bounds import ABOUT, bounds
from wikidiff.text.counting import counting
from wikidiff.text.dates import dates
from wikidiff.text.figures import EXACT, Figure, exponential, extend, numeral
from wikidiff.text.labels import cased, follows, labels
from wikidiff.text.myriads import myriads
from wikidiff.text.numberwords import PACK, number_words, table
from wikidiff.text.periods import periods
from wikidiff.text.reading import Reading
from wikidiff.text.tokens import VULGAR
from wikidiff.text.units import Lead, Unit, units

# Letters of scripts with blanks between words; marks of Devanagari are among them.
_LETTERS = "a-zªµºß-öø-ʯͰ-ϿЀ-ԯ\u0531-\u0587\u05d0-\u05ea\u0620-\u065f\u066e-\u06d3\u0900-\u0963\u0971-\u097f_"
WITHIN = frozenset(("digit", "ideograph"))  # what begins with the character itself, not behind it
_DEGREES = frozenset("°º")
_SEXAGESIMAL = re.compile(
    rf"(\d{{1,3}}(?:[.,]\d+)?)[°º]{GAP}(\d{{1,2}}(?:[.,]\d+)?){GAP}['′’](?!['’])"
    rf"(?:{GAP}(\d{{1,2}}(?:[.,]\d+)?){GAP}(?:[\"″”]|''|’’|′′)|(?!\w)|(?=[NSEWO](?!\w)))"
)
_PRIMES = frozenset("'′’")
_FEET = re.compile(rf"(\d{{1,2}})['′’]{GAP}(\d{{1,2}}(?:\.\d)?)(?:[\"″”]|''|′′)")
_COUNTABLE = frozenset((QuantityKind.COUNT, QuantityKind.NUMBER_WORD, QuantityKind.FRACTION))
_CALENDAR = frozenset((QuantityKind.YEAR, QuantityKind.DATE, QuantityKind.DECADE, QuantityKind.CENTURY))
_UNBOUND = frozenset((QuantityKind.IDENTIFIER, QuantityKind.TIME, QuantityKind.SCORE, QuantityKind.COORDINATES))


def _scales(tag: str, name: str) -> tuple[re.Pattern[str], dict[str, Decimal]]:
    found = {word: Decimal(key) for key, words in table(tag, name).items() for word in words}
    return re.compile(alternation(found)), found


class Reader:
    """Everything that reads a quantity of one language."""

    def __init__(self, tag: str) -> None:
        pack: dict[str, Any] = dict(settings(tag, PACK))
        self.decimal: str = pack.get("decimal", ".")
        self.words, self.units, self.dates = number_words(tag), units(tag), dates(tag)
        self.periods, self.bounds, self.counting, self.labels = periods(tag), bounds(tag), counting(tag), labels(tag)
        self.myriads = myriads(tag)
        self._scale, self._scales = _scales("und", "scales")
        self._money_scale, self._money_scales = _scales("und", "money_scales")
        marks = table(tag, "ordinal_marks")
        self._ordinal_after = re.compile(alternation(marks.get("after", ())))
        self.dotted = bool(marks.get("dot"))
        self._ordinal_dot = re.compile(f"\\.(?={BLANKS}[^\\W\\d_])") if self.dotted else None
        self._dot_led = Before(marks.get("dot", ()), tail=BLANKS)
        ranks = (*table("und", "ordinal_before")["list"], *table(tag, "ordinal_before").get("list", ()))
        self._ordinal_before = Before(ranks)
        aged = table(tag, "age").get("before", ())
        self._aged = Before(aged, tail=BLANKS)
        elided = alternation(pack.get("part_of_elided", ()), edge=False)
        self._of = re.compile(f"{BLANKS}(?:(?:{alternation(pack.get('part_of', ()))})(?={BLANKS})|{elided})")
        self.prefixes: tuple[str, ...] = tuple(pack.get("percent_before", ()))
        self._percent_before = Before(self.prefixes, start="")
        self.led_by: tuple[str, ...] = (*ranks, *aged, *self.prefixes)
        self.followed_by: tuple[str, ...] = (*marks.get("after", ()), *self._scales, *self._money_scales)
        self.candidate = re.compile(self._candidates())

    def _candidates(self) -> str:
        """Return what may begin a quantity in lower-cased text behind one character that is no letter.

        That character comes first because the engine passes quickly over what a leading class does not hold.
        """
        found = [rf"(?P<digit>(?<=[\d{VULGAR}]))"]
        if self.myriads is not None:
            found.append(f"(?P<ideograph>(?<={self.myriads.sign})(?<!{self.myriads.sign}{{2}}))")
        if self.dates.starts:
            found.append(f"(?P<month>{alternation(self.dates.starts)})")
        if self.words.starts:
            found.append(f"(?P<word>{alternation(self.words.starts, edge=not self.words.joined)})")
        if self.periods.reads_roman:
            found.append(r"(?P<roman>(?:[ivxl]{1,8}|m[mcdlxvi]{3,14})(?:er|e|ᵉ|ème|º|ª)?(?!\w))")
        found.append(r"(?P<url>(?:https?|ftp)://[^\s<>\[\]{}|]+|www\.[^\s<>\[\]{}|]+)")
        return f"[^{_LETTERS}](?:{'|'.join(found)})"

    def at(self, text: str, low: str, sort: str | None, start: int, end: int, *, led: bool = True) -> Reading | None:
        """Read the quantity that begins at a match of `candidate`; None for what is no quantity.

        `sort` is the group that matched, and ends at `end`. Where nothing has `led` to it, no word before it is asked.
        """
        if sort == "digit":
            return self._at_digits(text, low, start, led=led)
        if sort == "word":
            figure = self.words.read(low, start, end)
            if figure is None:
                return None
            figure.led = led
            return self._of_words(text, low, figure)
        if sort == "month":
            reading = self.dates.at_month(text, low, start)
            return self.periods.modified(low, reading) if reading is not None else None
        if sort == "roman" and text[start].isupper():
            return self.periods.roman_century(text, low, start)
        if sort == "ideograph" and self.myriads is not None:
            spelt = self.myriads.read(text, start)
            if spelt is not None and spelt.ordinal:
                return Reading(spelt.start, spelt.end, QuantityKind.ORDINAL, value=spelt.value, words=True)
            return self.amount(text, low, spelt) if spelt is not None else None
        return None

    def _at_digits(self, text: str, low: str, start: int, *, led: bool) -> Reading | None:
        reading = (
            self.labels.led(text, low, start, known=led)
            or self.dates.at_digits(text, low, start)
            or self.labels.shaped(text, start)
        )
        if reading is not None:
            return reading
        figure = numeral(text, start, self.decimal)
        if figure.value is None:
            listed = any(not character.isdigit() for character in text[start : figure.end])
            kind = QuantityKind.IDENTIFIER if listed else QuantityKind.COUNT
            return Reading(start, figure.end, kind)
        figure.led = led
        return self.amount(text, low, figure)

    def _one(self, text: str, low: str, figure: Figure) -> Reading | None:
        """Read "a gallon" where no further noun follows that the unit only describes ("a dollar store")."""
        reading = self.amount(text, low, figure)
        measured = reading.unit is not None and reading.end > figure.end
        noun = self.counting.noun(text, reading.end) if measured else None
        return reading if measured and noun is None else None

    def _of_words(self, text: str, low: str, figure: Figure) -> Reading | None:
        if figure.article:
            return self._one(text, low, figure)
        if not figure.ordinal:
            if (decade := self.periods.decade_in_words(low, figure)) is not None:
                return self.periods.modified(low, decade)
            if not figure.led or not self._ordinal_before.search(text, figure.start):
                return self.amount(text, low, figure)
            return Reading(figure.start, figure.end, QuantityKind.ORDINAL, value=figure.value, words=True)
        century = self.periods.century(low, figure.start, figure.end, int(figure.value or 0), led=figure.led)
        if century is not None:
            return self.periods.modified(low, century)
        return Reading(figure.start, figure.end, QuantityKind.ORDINAL, value=figure.value, words=True, led=figure.led)

    def amount(self, text: str, low: str, figure: Figure) -> Reading:
        """Read what stands around a figure: currency, sign, period, scale, ordinal mark, unit, bound."""
        lead = self.units.lead(text, figure.start) if figure.led else Lead(figure.start, None, negative=False)
        if exponential(figure, text):
            extend(figure, text, self.decimal)
        if figure.digits and lead.currency is None:
            special = self._special(text, low, figure)
            if special is not None:
                return special
        if text[figure.end : figure.end + 1] in _PRIMES and (match := _FEET.match(text, figure.start)):
            inches = Decimal(int(match[1]) * 12) + Decimal(match[2])
            return Reading(match.start(), match.end(), QuantityKind.MEASUREMENT, value=inches, unit="in")
        if text[figure.end : figure.end + 1] in _DEGREES and (match := _SEXAGESIMAL.match(text, figure.start)):
            return self._angle(match)
        if not figure.words:
            extend(figure, text, self.decimal)
        if figure.digits and lead.currency is None and (ordinal := self._ordinal(low, figure)):
            return ordinal
        self._scaled(text, low, figure, lead)
        red = lead.currency is not None and self._in_the_red(text, low, lead.start, figure.end)
        negative = lead.negative or red
        value = EXACT.minus(figure.value) if negative and figure.value is not None else figure.value
        reading = Reading(
            lead.start,
            figure.end,
            self._kind(figure),
            value=value,
            uncertainty=figure.uncertainty,
            scale=figure.scale,
            words=figure.words,
            digits=figure.digits,
            bare=lead.start == figure.start and not lead.negative and figure.scale is None,
            led=figure.led,
        )
        if figure.over:
            reading.bound = "over"
        self._measured(text, low, reading, lead.currency)
        if red:
            reading.start, reading.end = reading.start - 1, reading.end + 1
        return reading

    def _in_the_red(self, text: str, low: str, start: int, end: int) -> bool:
        """Tell whether an amount stands in brackets as accounts write a loss: alone, or behind "is"."""
        if text[start - 1 : start] != "(" or text[end : end + 1] != ")":
            return False
        before = low[max(0, start - 24) : start - 1].rsplit(None, 1)
        return not before or before[-1] in self.counting.auxiliaries

    def _angle(self, match: re.Match[str]) -> Reading:
        """Read degrees, minutes and seconds with whatever marks as degrees."""
        degrees, minutes, seconds = (
            numeral(match.string, match.start(group), self.decimal).value if match[group] else None
            for group in (1, 2, 3)
        )
        whole = EXACT.add(degrees or Decimal(0), EXACT.divide(minutes or Decimal(0), Decimal(60)))
        value = EXACT.add(whole, EXACT.divide(seconds or Decimal(0), Decimal(3600)))
        return Reading(match.start(), match.end(), QuantityKind.MEASUREMENT, value=value, unit="°")

    @staticmethod
    def _kind(figure: Figure) -> QuantityKind:
        if figure.fraction:
            return QuantityKind.FRACTION
        return QuantityKind.NUMBER_WORD if figure.words else QuantityKind.COUNT

    def _special(self, text: str, low: str, figure: Figure) -> Reading | None:
        """Read bare digits as a period, an ordinal by the word before, an age, or a name."""
        unit = self.units.read(text, low, figure.end)
        period = self.periods.read(text, low, figure, unit_follows=unit is not None and unit.name != "′")
        if period is not None:
            return period
        if figure.led and self._ordinal_before.search(text, figure.start):
            return Reading(figure.start, figure.end, QuantityKind.ORDINAL, value=figure.value)
        if unit is None and figure.led and self._aged.search(low, figure.start):
            return Reading(figure.start, figure.end, QuantityKind.AGE, value=figure.value, unit="year")
        if unit is None and figure.end < len(text) and cased(text[figure.end]):
            known = self._ordinal_after.match(low, figure.end) or self._scale.match(text, figure.end)
            return None if known or self.words.scale_at(low, figure.end) else follows(text, figure.start, figure.end)
        if unit is None and figure.digits <= 4 and self.labels.named(text, figure.start):
            return self._name(text, low, figure)
        return None

    def _name(self, text: str, low: str, figure: Figure) -> Reading | None:
        """Take a figure behind a proper name as part of it, unless it goes on as an amount or a score."""
        noun = self.counting.noun(text, figure.end)
        after = low[figure.end : figure.end + 1]
        if (noun is not None and noun.certain) or after in {"-", "–", ":", "%", "+", "/"}:
            return None
        if self._ordinal_after.match(low, figure.end) or self.words.scale_at(low, figure.end):
            return None
        return Reading(figure.start, figure.end, QuantityKind.IDENTIFIER)

    def _ordinal(self, low: str, figure: Figure) -> Reading | None:
        match = self._ordinal_after.match(low, figure.end)
        if match is None and self._ordinal_dot is not None and figure.digits <= 3:
            dot = self._ordinal_dot.match(low, figure.end)
            match = dot if dot and self._dot_led.search(low, figure.start) else None
            if dot and (century := self.periods.century(low, figure.start, dot.end(), int(figure.value or 0))):
                return self.periods.modified(low, century)
        if match is None:
            return None
        century = self.periods.century(low, figure.start, match.end(), int(figure.value or 0), led=figure.led)
        if century is not None:
            return self.periods.modified(low, century)
        return Reading(figure.start, match.end(), QuantityKind.ORDINAL, value=figure.value, led=figure.led)

    def _scaled(self, text: str, low: str, figure: Figure, lead: Lead) -> None:
        if self.myriads is not None:
            self.myriads.extend(figure, text, self.decimal, self.bounds.infix)
        if not figure.words:
            self.words.finish(low, figure)
        if figure.scale is not None or figure.value is None:
            return
        match, factors = self._scale.match(text, figure.end), self._scales
        if match is None and lead.currency is not None:
            match, factors = self._money_scale.match(text, figure.end), self._money_scales
        if match is not None:
            figure.scale = factors[match.group()]
            figure.value = EXACT.multiply(figure.value, figure.scale)
            figure.end, figure.digits = match.end(), 0

    def _measured(self, text: str, low: str, reading: Reading, currency: str | None) -> None:
        """Read bound, unit and what is counted behind the figure."""
        self._limit(low, reading, after=True)
        unit = self.units.read(text, low, reading.end)
        if currency is not None:
            self._in_currency(text, low, reading, currency, unit)
        elif (age := self.units.age(low, reading.end)) is not None:
            reading.kind, reading.unit, reading.end = QuantityKind.AGE, "year", age
        elif unit is not None:
            reading.kind, reading.unit, reading.end, reading.bare = unit.kind, unit.name, unit.end, False
            if reading.bound is None:
                self._limit(low, reading, after=True)
        elif reading.led and (prefix := self._percent_before.search(low, reading.start)):
            reading.kind, reading.unit, reading.start = QuantityKind.PERCENTAGE, "%", prefix.start()
        elif reading.led and self._aged.search(low, reading.start):
            reading.kind, reading.unit = QuantityKind.AGE, "year"
        elif (per := self.units.per_power(low, reading.end)) is not None:
            reading.unit, reading.end = per.name, per.end
        elif reading.scale is not None and (of := self._of.match(low, reading.end)):
            unit = self.units.read(text, low, of.end())  # "3 millones de euros"
            if unit is not None and unit.kind is not QuantityKind.DURATION:
                reading.kind, reading.unit, reading.end = unit.kind, unit.name, unit.end

    def _in_currency(self, text: str, low: str, reading: Reading, currency: str, unit: Unit | None) -> None:
        reading.kind, reading.unit = QuantityKind.CURRENCY, currency
        if unit is not None and unit.kind is QuantityKind.CURRENCY and unit.end > reading.end:
            reading.unit, reading.end = unit.name, unit.end
        elif unit is not None and unit.name.startswith("/"):
            reading.unit, reading.end = currency + unit.name, unit.end
        elif (below := self.units.per(text, low, reading.end)) is not None:
            reading.unit, reading.end = f"{currency}/{below.name}", below.end

    def _limit(self, low: str, reading: Reading, *, after: bool = False) -> None:
        limit = self.bounds.after(low, reading.end) if after else self.bounds.before(low, reading.start)
        if limit is None:
            return
        if limit.name == ABOUT:
            reading.approximate = True
        elif reading.kind in _CALENDAR:
            return  # "until 1990", "before 1990" bound the sentence, not the year
        else:
            reading.bound = limit.name
        if after and low[reading.end] in "+＋":
            reading.end = limit.place

    def finish(self, text: str, low: str, reading: Reading) -> Reading:
        """Add what depends on the whole reading: the bound before it, the noun that it counts."""
        if reading.led and reading.bound is None and reading.kind not in _UNBOUND:
            self._limit(low, reading)
        if reading.unit is None and reading.kind in _COUNTABLE:
            of = self._of.match(low, reading.end) if reading.scale is not None else None
            noun = self.counting.noun(text, of.end() if of else reading.end)
            reading.count(noun, endings=self.counting.has_endings)
        return reading


@lru_cache(maxsize=32)
def reader(tag: str) -> Reader:
    """Return the reader of a language."""
    return Reader(tag)
