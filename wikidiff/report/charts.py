"""The geometry of small charts; templates draw them as inline SVG with classes of the style sheet.

A chart never says anything alone: the numbers stand beside it in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Bar(NamedTuple):
    """A stretch of a bar: where it begins and how long it is, in the units of the drawing; `kind` is its class."""

    x: float
    width: float
    kind: str


def bars(parts: Sequence[tuple[str, float]], most: float, width: float) -> tuple[Bar, ...]:
    """Return the stretches of one stacked bar of which `most` would fill `width`; what is there at all can be seen."""
    made, x = [], 0.0
    for kind, value in parts:
        if value > 0:
            long = max(value / most * width, 2.0) if most > 0 else 0.0
            made.append(Bar(_short(x), _short(long), kind))
            x += long
    return tuple(made)


def ticks(places: Iterable[tuple[float, str]], width: int) -> tuple[tuple[int, str], ...]:
    """Return where to draw marks for places from 0 to 1 on a strip, each point at most once in each class."""
    found = {(min(width - 1, max(0, int(share * width))), kind) for share, kind in places}
    return tuple(sorted(found))


def points(values: Sequence[float], width: float, height: float) -> str:
    """Return a line through values as the `points` of a polyline, the least at the bottom and the most at the top."""
    if not values:
        return ""
    low, high = min(values), max(values)
    span = high - low or 1.0
    step = width / max(len(values) - 1, 1)
    return " ".join(
        f"{_short(number * step)},{_short(height - (value - low) / span * height)}"
        for number, value in enumerate(values)
    )


def _short(value: float) -> float:
    return round(value, 1)
