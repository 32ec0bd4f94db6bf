"""The engines behind one protocol, chosen by the size of the work.

diff-match-patch (Myers 1986, without its time limit) is the reference; the compiled ones cost the same in edits and
far less in time. Sizes are counted in cells, so the choice never depends on the machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

from diff_match_patch import diff_match_patch
from rapidfuzz.distance import Indel

from wikidiff.diff.divide import LEAF, band, divided, trimmed
from wikidiff.diff.engine import Budget, Engine, Op, indel, joined
from wikidiff.diff.scouts import misled
from wikidiff.diff.windows import windowed

REFERENCE = 400  # cells up to which the reference itself is used
PROVEN = 2 * LEAF  # cells of a band up to which the least cost is counted: no table is kept, so it is soon done …
KNOWN = 1_500_000_000  # … and up to which that is done where an alignment seems to be misled
EXACT = 600_000_000  # … and up to which an alignment that costs too much beside it is made anew
CEILING = 1.3  # times the least: what an alignment may cost where the least is known

_DELETE, _INSERT = diff_match_patch.DIFF_DELETE, diff_match_patch.DIFF_INSERT


def reference(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[Op]:
    """Align two texts by diff-match-patch: Myers' bisection, without time limit and without guesses."""
    if not isinstance(old, str) or not isinstance(new, str):
        raise TypeError("diff-match-patch aligns texts: write the items as code points first (wikidiff.diff.codes)")
    budget.cells += len(old) * len(new)
    machine = diff_match_patch()
    machine.Diff_Timeout = 0
    result: list[Op] = []
    i = j = 0
    for tag, text in machine.diff_main(old, new, False):
        size = len(text)
        if tag == _DELETE:
            result.append((i, i + size, j, j))
            i += size
        elif tag == _INSERT:
            result.append((i, i, j, j + size))
            j += size
        else:
            i, j = i + size, j + size
    return joined(result)


def long(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[Op]:
    """Align in windows, and hold what that costs against the least there is, as far as that can be known.

    Nothing costs less than the items that one side has more of; up to `PROVEN` cells the least cost itself is counted,
    and up to `KNOWN` where stretches would fit better elsewhere. At the least cost the alignment is exact. Above
    `CEILING` times as much it is made anew, up to `EXACT` cells. What is not proven to be exact is said to be coarse.
    """
    often = Counter(old), Counter(new)
    least = len(old) + len(new) - 2 * _common(*often)
    ops = windowed(old, new, budget, often)
    most = sum([i2 - i1 + j2 - j1 for i1, i2, j1, j2 in ops])
    if most == least:
        return ops
    cells = len(old) * min(len(new), most + 1)
    if cells <= PROVEN or (cells <= KNOWN and misled(old, new, ops, budget)):
        budget.cells += cells
        least = Indel.distance(old, new, score_cutoff=most)
        if most == least:
            return ops
        if most > CEILING * least and band(len(old), len(new), least) <= EXACT:
            return divided(old, new, budget, least)
    budget.coarse = True
    return ops


def _common(left: Counter[Hashable], right: Counter[Hashable]) -> int:
    """Return how many items two sequences share in any order: no alignment matches more."""
    return sum(map(min, left.values(), map(right.__getitem__, left)))


def chosen(rows: int, columns: int) -> Engine:
    """Return the engine for two texts of so many items."""
    cells = rows * columns
    if cells <= REFERENCE:
        return reference
    return indel if cells <= LEAF else long


def align(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[Op]:
    """Return what is not equal between two coded sequences, by the engine that their size calls for."""
    i1, i2, j1, j2 = trimmed(old, new, (0, len(old), 0, len(new)))
    if i1 == i2 or j1 == j2:
        return [(i1, i2, j1, j2)] if i1 < i2 or j1 < j2 else []
    engine = chosen(i2 - i1, j2 - j1)
    if engine is reference and not isinstance(old, str):
        engine = indel
    ops = engine(old[i1:i2], new[j1:j2], budget)
    if i1 or j1:
        for index, (a, b, c, d) in enumerate(ops):  # in place: there can be many
            ops[index] = (i1 + a, i1 + b, j1 + c, j1 + d)
    return ops
