"""Find the lines that changed."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import NamedTuple

from wikidiff.diff.engine import CELLS, Budget, Op, changes, joined
from wikidiff.diff.trim import common_prefix, common_suffix

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_FEW = 12  # lines that changed in place: more are aligned as any others


class Changed(NamedTuple):
    """The stretches of whole lines in which two texts differ, and what it took to find them."""

    hunks: list[Op]
    cells: int
    coarse: bool


def changed(old: str, new: str) -> Changed:
    """Return the changed lines of two texts, for whoever needs them more than once."""
    budget = Budget()
    found = hunks(old, new, budget)
    return Changed(found, budget.cells, budget.coarse)


def hunks(old: str, new: str, budget: Budget) -> list[Op]:
    """Return the stretches of whole lines that differ, as offsets `(old start, old end, new start, new end)`."""
    if old == new:
        return []
    prefix = common_prefix(old, new)
    suffix = common_suffix(old, new, min(len(old), len(new)) - prefix)
    start = old.rfind("\n", 0, prefix) + 1
    if suffix and not (_line_start(old, len(old) - suffix) and _line_start(new, len(new) - suffix)):
        newline = old.find("\n", len(old) - suffix)
        suffix = 0 if newline < 0 else len(old) - newline - 1
    old_end, new_end = len(old) - suffix, len(new) - suffix
    old_lines = _LINE.findall(old, start, old_end)
    new_lines = _LINE.findall(new, start, new_end)
    if len(old_lines) <= 1 and len(new_lines) <= 1:
        return [(start, old_end, start, new_end)]
    at_old = list(accumulate(map(len, old_lines), initial=start))
    at_new = list(accumulate(map(len, new_lines), initial=start))
    places = _in_place(old_lines, new_lines)
    if places is not None:
        budget.cells += len(places)
        return joined([(at_old[i], at_old[i + 1], at_new[i], at_new[i + 1]) for i in places])
    return [
        (at_old[i1], at_old[i2], at_new[j1], at_new[j2])
        for i1, i2, j1, j2 in changes(old_lines, new_lines, budget, anchored=True)
    ]


def _in_place(old: list[str], new: list[str]) -> list[int] | None:
    """Return where lines changed in place, None where that is not sure to be the one best alignment.

    It is where no changed line stands anywhere on the other side: then all other lines stay with each other.
    """
    if len(old) != len(new) or len(old) * len(new) > CELLS:
        return None
    places = [index for index, (left, right) in enumerate(zip(old, new, strict=True)) if left != right]
    if len(places) > _FEW or any(old[index] in new or new[index] in old for index in places):
        return None
    return places


def _line_start(text: str, position: int) -> bool:
    return position == 0 or text[position - 1] == "\n"
