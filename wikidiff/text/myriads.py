"""Read Chinese and Japanese numerals: 三百五十, 1万2000, 3億4000万, 百分之三十."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from wikidiff.packs import settings
from wikidiff.text.alternation import GAP, alternation
from wikidiff.text.figures import EXACT, Figure, numeral
from wikidiff.text.numberwords import PACK, table

_MOST_STEPS = 8
_OVER = frozenset(("分之", "分の"))


class Myriads:
    """The numerals of a language that counts in powers of ten thousand."""

    def __init__(self, tag: str) -> None:
        pack: dict[str, Any] = dict(settings(tag, PACK))
        self._digits = {sign: int(key) for key, signs in table(tag, "ideographs").items() for sign in signs}
        self._powers = {sign: Decimal(key) for key, signs in table(tag, "powers").items() for sign in signs}
        signs = "".join((*self._digits, *self._powers))
        self.sign = f"[{signs}]"
        self._run = re.compile(f"[{signs}]+")
        self._power = re.compile(f"{GAP}(?P<power>{alternation(self._powers)})")
        counters = (*pack.get("counters", ()), *pack.get("measures", ()))
        self._counted = re.compile(f"{alternation(counters)}|[%年月日度%]|分[之の]")
        self._led = re.compile(f"(?:{alternation(pack.get('percent_before', ()))})$")

    def read(self, text: str, start: int) -> Figure | None:
        """Read the numeral in ideographs at `start`; a lone one counts only before a counter or behind 百分之."""
        match = self._run.match(text, start)
        if match is None:
            return None
        value = self._value(match.group())
        if value is not None and text[start - 1 : start] == "第":
            return Figure(start, match.end(), value, words=True, ordinal=True)
        counted = self._counted.match(text, match.end()) or self._led.search(text, max(0, start - 4), start)
        if value is None or not counted or (value == 100 and text.startswith("分之", match.end())):
            return None
        spelt = len(match.group()) == 4 and self._digits.keys() >= set(match.group())
        figure = Figure(start, match.end(), value, words=not spelt, digits=4 if spelt else 0)  # 一九九〇年
        self.share(figure, text, ".")
        # 一 before a counter is an article
        return (
            figure
            if len(match.group()) > 1
            or value >= 2
            or figure.fraction
            or self._led.search(text, max(0, start - 4), start)
            else None
        )

    def share(self, figure: Figure, text: str, decimal: str) -> None:
        """Turn 三分之二 and 3分の2 into a share: what it is divided by stands first. 百分之三十 is a percentage."""
        if text[figure.end : figure.end + 2] not in _OVER or not figure.value or figure.value == 100:
            return
        start = figure.end + 2
        if text[start : start + 1].isdecimal():
            above = numeral(text, start, decimal)
            top, end = above.value, above.end
        else:
            match = self._run.match(text, start)
            top, end = (self._value(match.group()), match.end()) if match else (None, start)
        if top is not None:
            figure.value, figure.end = EXACT.divide(top, figure.value), end
            figure.fraction, figure.digits = True, 0

    def _value(self, signs: str) -> Decimal | None:
        """Return the value of a run of ideographs, None for one that is no numeral (万一, 千万)."""
        if len(signs) > 24:
            return None
        if all(sign in self._digits for sign in signs):
            return Decimal("".join(str(self._digits[sign]) for sign in signs)) if len(signs) in {1, 4} else None
        if signs[0] in self._powers and self._powers[signs[0]] >= 1000:
            return None
        total, section, digit = Decimal(0), Decimal(0), Decimal(0)
        for sign in signs:
            if sign in self._digits:
                digit = Decimal(self._digits[sign])
            elif self._powers[sign] < 10000:
                section += (digit or Decimal(1)) * self._powers[sign]
                digit = Decimal(0)
            else:
                total += (section + digit or Decimal(1)) * self._powers[sign]
                section = digit = Decimal(0)
        return total + section + digit

    def extend(self, figure: Figure, text: str, decimal: str, infix: re.Pattern[str] | None) -> None:
        """Take in powers and further figures behind digits: 1万2000, 3億4000万, 340多万."""
        if figure.value is None or figure.words or figure.fraction:
            return
        if text[figure.end : figure.end + 2] in _OVER:
            self.share(figure, text, decimal)
            return
        total, value, smallest = Decimal(0), figure.value, Decimal(10) ** 40
        for _ in range(_MOST_STEPS):
            end = figure.end
            if infix is not None and (more := infix.match(text, end)):
                end = more.end()
            match = self._power.match(text, end)
            if match is None:
                figure.over = figure.over or end != figure.end
                figure.end = end
                break
            power = self._powers[match["power"]]
            figure.over = figure.over or end != figure.end
            while (further := self._power.match(text, match.end())) and further.end() == match.end() + 1:
                power, match = EXACT.multiply(power, self._powers[further["power"]]), further
            if power >= smallest:
                break
            total, smallest = EXACT.add(total, EXACT.multiply(value, power)), power
            figure.end, figure.digits, value, figure.scale = match.end(), 0, Decimal(0), power
            if not text[figure.end : figure.end + 1].isdigit():
                break
            rest = numeral(text, figure.end, decimal)
            if rest.value is None or rest.value >= power:
                break
            value, figure.end = rest.value, rest.end
        figure.value = EXACT.add(total, value)


@lru_cache(maxsize=32)
def myriads(tag: str) -> Myriads | None:
    """Return the ideographic numerals of a language, None where it has none."""
    return Myriads(tag) if settings(tag, PACK).get("myriads", False) else None
