"""Split a template or a media link at its own bars."""

from __future__ import annotations

import re
from typing import NamedTuple

from wikidiff.wikitext.scan import scan

_BAR = re.compile(r"\|")
_NO_NAME = re.compile(r"[\[\]{}<>|]")
_LONGEST_NAME = 120


class Argument(NamedTuple):
    """One argument: `start` is its bar, `value_start:value_end` its value without the spaces around it."""

    name: str
    start: int
    end: int
    value_start: int
    value_end: int
    named: bool


def arguments(text: str, start: int, end: int) -> tuple[int, list[Argument]]:
    """Return where the head of `{{…}}` or `[[…]]` at `[start, end)` ends, and its arguments in order.

    Unnamed arguments are called by their number, from 1. Bars inside inner constructs belong to those.
    """
    inner_start, inner_end = start + 2, end - 2
    hidden: list[tuple[int, int]] = []
    for first, stop, *_ in scan(text, inner_start, inner_end).bare:
        if not hidden or first >= hidden[-1][1]:  # the outermost: what stands in an open link may be one too
            hidden.append((first, stop))
    bars: list[int] = []
    position, index = inner_start, 0
    while (match := _BAR.search(text, position, inner_end)) is not None:
        at = match.start()
        while index < len(hidden) and hidden[index][1] <= at:
            index += 1
        if index < len(hidden) and hidden[index][0] <= at:
            position = hidden[index][1]
            continue
        bars.append(at)
        position = at + 1
    result: list[Argument] = []
    number = 0
    for bar, stop in zip(bars, [*bars[1:], inner_end], strict=False):
        equals = text.find("=", bar + 1, min(stop, bar + _LONGEST_NAME))
        named = equals >= 0 and _NO_NAME.search(text, bar + 1, equals) is None
        if named:
            name, low = text[bar + 1 : equals].strip(), equals + 1
        else:
            number += 1
            name, low = str(number), bar + 1
        high = stop
        while low < high and text[low].isspace():
            low += 1
        while high > low and text[high - 1].isspace():
            high -= 1
        result.append(Argument(name, bar, stop, low, high, named))
    return (bars[0] if bars else inner_end), result
