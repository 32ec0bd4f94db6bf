"""What one revision may cost, told before it is compared: in bytes, in nesting and in work, never in seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from wikidiff.diff.engine import Budget
from wikidiff.diff.lines import hunks
from wikidiff.diff.trim import common_prefix, common_suffix
from wikidiff.errors import UsageError
from wikidiff.model import Revision

_MARK = re.compile(
    r"\{\{|\{\||\[\[|<(?!/|br|hr|li|p\b|td|tr|th|dd|dt|!)[A-Za-z][^<>]{0,300}>|\}\}|\|\}|\]\]|</[A-Za-z]+"
)
_OPEN, _CLOSED = frozenset({"{{", "{|", "[["}), frozenset({"}}", "|}", "]]"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """What one revision may cost before it gets the coarser comparison.

    `bytes` of the larger of its two texts in UTF-8, `nesting` of templates, links, tables and tags inside each other in
    what changed, `work` in characters of the lines that changed, both sides.

    Raises:
        UsageError: one of them is below 1.
    """

    bytes: int = 2_500_000  # MediaWiki keeps pages below 2,097,152 unless it is told otherwise
    nesting: int = 100
    work: int = 1_000_000

    def __post_init__(self) -> None:
        for name in ("bytes", "nesting", "work"):
            if getattr(self, name) < 1:
                raise UsageError(f"a budget of {getattr(self, name)} for {name} leaves nothing", hint="give 1 or more")


class Spent(NamedTuple):
    """The largest share of a budget that a comparison would take, and why it is too much (None: it is not)."""

    share: float
    reason: str | None = None


def spent(old: Revision, new: Revision, budgets: Budgets) -> Spent:
    """Say what comparing two revisions would take: linear in their length, whatever they hold."""
    size = max(old.size or 0, new.size or 0)
    if size > budgets.bytes:
        return Spent(size / budgets.bytes, f"a text has {size:,} bytes, the budget is {budgets.bytes:,}")
    left, right = old.text or "", new.text or ""
    head = common_prefix(left, right)
    tail = common_suffix(left, right, min(len(left), len(right)) - head)
    changed = [(head, len(left) - tail, head, len(right) - tail)]
    work = _length(changed)
    if work > budgets.work:  # two small edits far apart are small
        changed = hunks(left, right, Budget())
        work = _length(changed)
        if work > budgets.work:
            return Spent(work / budgets.work, f"{work:,} characters changed, the budget is {budgets.work:,}")
    depth = max(
        (max(_depth(left[o1:o2], budgets), _depth(right[n1:n2], budgets)) for o1, o2, n1, n2 in changed), default=0
    )
    if depth > budgets.nesting:
        return Spent(depth / budgets.nesting, f"markup is nested {depth:,} deep, the budget is {budgets.nesting:,}")
    share = max(size / budgets.bytes, work / budgets.work, depth / budgets.nesting)
    return Spent(round(share, 6))


def _length(changed: list[tuple[int, int, int, int]]) -> int:
    return sum(o2 - o1 + n2 - n1 for o1, o2, n1, n2 in changed)


def _depth(part: str, budgets: Budgets) -> int:
    """Return how many constructs stand open at once at the most; 0 where too few are there to matter."""
    if part.count("{{") + part.count("[[") + part.count("{|") + part.count("<") <= budgets.nesting:
        return 0
    depth = deepest = 0
    for mark in _MARK.findall(part):
        if mark in _OPEN or (mark[0] == "<" and mark[1] != "/" and mark[-2] != "/"):
            depth += 1
            deepest = max(deepest, depth)
        elif depth and (mark in _CLOSED or mark[1] == "/"):
            depth -= 1
    return deepest
