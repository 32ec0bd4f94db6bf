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
    # One line at most on either side, as in most edits.
    if old.find("\n", start, max(start, old_end - 1)) < 0 and new.find("\n", start, max(start, new_end - 1)) < 0:
        return [(start, old_end, start, new_end)]
    places = _in_place(old, new, start, old_end, new_end)
    if places is not None:
        budget.cells += len(places)
        return joined(places)
    old_lines = _LINE.findall(old, start, old_end)
    new_lines = _LINE.findall(new, start, new_end)
    at_old = list(accumulate(map(len, old_lines), initial=start))
    at_new = list(accumulate(map(len, new_lines), initial=start))
    return [
        (at_old[i1], at_old[i2], at_new[j1], at_new[j2])
        for i1, i2, j1, j2 in changes(old_lines, new_lines, budget, anchored=True)
    ]


def _in_place(old: str, new: str, start: int, old_end: int, new_end: int) -> list[Op] | None:
    """Return the lines that changed in place, None where that is not sure to be the one best alignment.

    It is where no changed line stands anywhere on the other side: then all other lines stay with each other. Most
    edits are such, and finding their lines takes no more than comparing memory.
    """
    found: list[Op] = []
    at_old = at_new = start
    while True:
        stop_old = old.find("\n", at_old, old_end) + 1 or old_end
        stop_new = new.find("\n", at_new, new_end) + 1 or new_end
        found.append((at_old, stop_old, at_new, stop_new))
        if len(found) > _FEW:
            return None
        rest_old, rest_new = old[stop_old:old_end], new[stop_new:new_end]
        if rest_old == rest_new:
            break
        same = common_prefix(rest_old, rest_new)
        line = rest_old.rfind("\n", 0, same) + 1
        at_old, at_new = stop_old + line, stop_new + line
        if at_old >= old_end or at_new >= new_end:
            return None
    if old.count("\n", start, old_end) ** 2 > CELLS:
        return None
    for o1, o2, n1, n2 in found:
        if _holds(new, start, new_end, old[o1:o2]) or _holds(old, start, old_end, new[n1:n2]):
            return None
    return found


def _holds(text: str, start: int, end: int, line: str) -> bool:
    """Tell whether a line stands somewhere in a stretch of whole lines."""
    at = text.find(line, start, end)
    while at >= 0:
        if (at == start or text[at - 1] == "\n") and (line.endswith("\n") or at + len(line) == end):
            return True
        at = text.find(line, at + 1, end)
    return False


def _line_start(text: str, position: int) -> bool:
    return position == 0 or text[position - 1] == "\n"
