"""Find the lines that changed."""

from __future__ import annotations

import re
from itertools import accumulate

from wikidiff.diff.engine import Budget, Op, changes
from wikidiff.diff.trim import common_prefix, common_suffix

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


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
    return [
        (at_old[i1], at_old[i2], at_new[j1], at_new[j2])
        for i1, i2, j1, j2 in changes(old_lines, new_lines, budget, anchored=True)
    ]


def _line_start(text: str, position: int) -> bool:
    return position == 0 or text[position - 1] == "\n"
