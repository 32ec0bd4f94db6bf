"""Read the unit, percent sign or currency of a figure, and convert between units of one dimension."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from wikidiff.model.quantity import QuantityKind
from wikidiff.packs import rows, settings
from wikidiff.text.alternation import BLANK, alternation, plain, unspaced
from wikidiff.text.numberwords import PACK, by_word, table, words_of

_SHARES = frozenset(("%", "‰", "pp", "割"))
_PER_POWER = re.compile(
    r"(?:100|1[., \u00a0]?000|10[., \u00a0]?000|100[., \u00a0]?000|1[., \u00a0]?000[., \u00a0]?000)(?!\d)"
)


_FIRST_WORD = re.compile(r"[^\s.,'’(-]{1,40}")
_NEXT_WORD = re.compile(rf"(?:{BLANK}{{0,8}}|-)({_FIRST_WORD.pattern})")


class Unit(NamedTuple):
    """A canonical unit, where its name or sign ends, and the kind of quantity that it makes."""

    name: str
    end: int
    kind: QuantityKind


class Lead(NamedTuple):
    """What stands before a figure and belongs to it: where it begins, the currency, the sign."""

    start: int
    currency: str | None
    negative: bool


def _tidy(symbol: str) -> str:
    return " ".join(symbol.split())


def _of_cldr(tag: str, kind: str) -> dict[str, str]:
    """Return name → canonical unit, as the CLDR names them; the pack's own words come before these."""
    return {plain(name): key for table_, key, name in rows(tag, "cldr.tsv") if table_ == kind}


class Units:
    """The units and currencies of one language, compiled."""

    def __init__(self, tag: str) -> None:
        signs = table("und", "currency_signs")
        own = settings(tag, PACK).get("own_signs", {})
        self._money = {sign: code for code, names in signs.items() for sign in names} | dict(own)
        self._codes = frozenset(table("und", "currency_codes")["list"])
        self._symbols = {_tidy(symbol): unit for unit, names in table("und", "symbols").items() for symbol in names}
        self._names = _of_cldr(tag, "units") | by_word(tag, "units") if tag != "und" else {}
        self._currencies = _of_cldr(tag, "currencies") | by_word(tag, "currencies")
        self._doubtful = frozenset(table("und", "doubtful")["list"])
        factors = settings("und", PACK)["factors"]
        self._times = frozenset(unit for unit, entry in factors.items() if entry[0] in {"time", "calendar"})
        symbols = [*self._symbols, *self._money, *self._codes]
        self._symbol = re.compile(f"(?P<gap>{BLANK}{{0,8}})-?(?P<name>{alternation(symbols)})(?!['’]\\w)")
        names = [*words_of(tag, "units", "currencies")] if tag != "und" else []
        known = {*map(plain, names)}
        further = [name for name in (*self._names, *self._currencies) if name not in known]
        names += [name for name in further if unspaced(name[0])]
        self._by_first: dict[str, list[str]] = {}
        for name in further:
            if first := _FIRST_WORD.match(name):
                self._by_first.setdefault(first[0], []).append(name)
        self._compiled: dict[str, re.Pattern[str]] = {}
        self._name = re.compile(f"(?:{BLANK}{{0,8}}|-)(?P<name>{alternation(names)})")
        spaced = alternation([sign for sign in self._money if sign[-1].isalnum() or sign[-1] == "."], edge=False)
        tight = alternation([sign for sign in self._money if not (sign[-1].isalnum() or sign[-1] == ".")], edge=False)
        codes = alternation(self._codes, edge=False)
        self._lead = re.compile(
            f"(?:(?:(?<![^\\W\\d_])(?P<sign>{spaced}|{codes})|(?<![A-Za-z])(?P<tight>{tight})){BLANK}{{0,8}})?(?P<minus>[-−–+]?)$"
        )
        self._leads = frozenset("-−–+") | {sign[-1] for sign in (*self._money, *self._codes)}
        of = alternation(settings(tag, PACK).get("part_of", ()))
        self._closing = re.compile(f"\\s*(?:$|[).,;:×/\\]|(–—-]|{of})")
        per = table(tag, "ranges").get("per", ())
        self._per = re.compile(f"{BLANK}{{0,8}}(?:/|(?:{alternation(per)}))")
        age = table(tag, "age")
        self._age = re.compile(f"(?:{BLANK}{{0,8}}|-)(?:{alternation(age.get('after', ()))})")
        self.led_by: tuple[str, ...] = (*self._money, *self._codes)
        self.followed_by: tuple[str, ...] = (*symbols, *names, *further, *per, *age.get("after", ()), "/")

    def lead(self, text: str, start: int) -> Lead:
        """Read currency and sign before the figure that begins at `start`."""
        end = start
        while end and text[end - 1] in " \u00a0\u202f":
            end -= 1
        if not end or text[end - 1] not in self._leads:
            return Lead(start, None, negative=False)
        match = self._lead.search(text, max(0, start - 12), start)
        if match is None:
            return Lead(start, None, negative=False)
        name = match["sign"] or match["tight"]
        minus = match["minus"]
        if minus and name is None:
            before = text[match.start() - 1] if match.start() else " "
            if minus == "–" or not (before.isspace() or before in "([{|=,;:/→" or unspaced(before)):
                return Lead(start, None, negative=False)
        if name is None and not minus:
            return Lead(start, None, negative=False)
        currency = None if name is None else name if name in self._codes else self._money[name]
        return Lead(match.start(), currency, negative=minus != "" and minus in "-−–")

    def read(self, text: str, low: str, end: int) -> Unit | None:
        """Read the unit behind a figure that ends at `end`, with what it is counted per ("$5/km²")."""
        unit = self._read_symbol(text, end) or self._read_name(low, end)
        if unit is None:
            return None
        below = self.per(text, low, unit.end) if unit.name not in self._times else None
        if below is None:
            return unit
        composed = f"{unit.name}/{below.name}"
        return Unit(self._symbols.get(composed, composed), below.end, unit.kind)

    def per(self, text: str, low: str, end: int) -> Unit | None:
        """Read "/km²" or "per hour" behind a unit that ends at `end`."""
        per = self._per.match(low, end)
        if per is None:
            return None
        below = self._read_symbol(text, per.end()) or self._read_name(low, per.end())
        return None if below is None or below.kind is QuantityKind.CURRENCY else below

    def per_power(self, low: str, end: int) -> Unit | None:
        """Read "per 1,000" behind a figure."""
        per = self._per.match(low, end)
        if per is None or per.group().endswith("/"):
            return None
        start = per.end()
        while start < len(low) and low[start].isspace():
            start += 1
        match = _PER_POWER.match(low, start)
        if match is None:
            return None
        digits = "".join(character for character in match.group() if character.isdigit())
        return Unit(f"per {int(digits)}", match.end(), QuantityKind.RATIO)

    def age(self, low: str, end: int) -> int | None:
        """Return where "years old" behind a figure ends."""
        match = self._age.match(low, end)
        return match.end() if match else None

    def _read_symbol(self, text: str, end: int) -> Unit | None:
        match = self._symbol.match(text, end)
        if match is None:
            return None
        symbol, gap = _tidy(match["name"]), match["gap"]
        if symbol in self._codes:
            return Unit(symbol, match.end(), QuantityKind.CURRENCY)
        if symbol in self._money:
            follows = text[match.end() : match.end() + 2].strip()
            if follows[:1].isdigit() or (symbol[-1].isalpha() and gap == ""):
                return None  # the sign belongs to the next figure
            return Unit(self._money[symbol], match.end(), QuantityKind.CURRENCY)
        if symbol in self._doubtful and " " in gap and not self._closing.match(text, match.end()):
            return None
        return Unit(self._symbols[symbol], match.end(), self.kind(self._symbols[symbol]))

    def _read_name(self, low: str, end: int) -> Unit | None:
        match = self._name.match(low, end)
        further = self._further(low, end)
        if further is not None and (match is None or further.end() > match.end()):
            match = further
        if match is None:
            return None
        name = plain(match["name"])
        if len(name) == 1 and low[match.end() : match.end() + 1] == ".":
            return None  # an abbreviation of another word: the units are written without a full stop
        if name in self._currencies and name not in self._names:
            return Unit(self._currencies[name], match.end(), QuantityKind.CURRENCY)
        return Unit(self._names[name], match.end(), self.kind(self._names[name]))

    def _further(self, low: str, end: int) -> re.Match[str] | None:
        """Match a name of the CLDR. They are many, so those that begin with one word are compiled when it is met."""
        first = _NEXT_WORD.match(low, end)
        if first is None or first[1] not in self._by_first:
            return None
        pattern = self._compiled.get(first[1])
        if pattern is None:
            names = alternation(self._by_first[first[1]])
            pattern = self._compiled[first[1]] = re.compile(f"(?:{BLANK}{{0,8}}|-)(?P<name>{names})")
        return pattern.match(low, end)

    def kind(self, unit: str) -> QuantityKind:
        """Return the kind of a quantity in a canonical unit."""
        if unit in _SHARES:
            return QuantityKind.PERCENTAGE
        return QuantityKind.DURATION if unit in self._times else QuantityKind.MEASUREMENT


@lru_cache(maxsize=32)
def units(tag: str) -> Units:
    """Return the units of a language."""
    return Units(tag)


@lru_cache(maxsize=1)
def _factors() -> dict[str, tuple[str, float, float]]:
    table_: dict[str, Any] = settings("und", PACK)["factors"]
    return {unit: (entry[0], entry[1], entry[2] if len(entry) > 2 else 0.0) for unit, entry in table_.items()}


def dimension(unit: str | None) -> str | None:
    """Return what a canonical unit measures, or None for a currency, a counted noun or no unit."""
    entry = _factors().get(unit) if unit is not None else None
    return entry[0] if entry else None


def convert(value: float, unit: str, target: str) -> float | None:
    """Return `value` in another unit of the same dimension, or None where there is no such conversion."""
    source, other = _factors().get(unit), _factors().get(target)
    if source is None or other is None or source[0] != other[0]:
        return None
    return (value * source[1] + source[2] - other[2]) / other[1]
