"""Alignments of sequences: replay, least cost, anchors, budget; chains against brute force."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bounded import bounded
from wikidiff.diff import engine
from wikidiff.diff.engine import Budget, Op, changes, rising

ITEMS = st.lists(st.sampled_from(["a", "b", "c", "de", "long"]), max_size=14)
ANCHORED = st.booleans()


def replay(old: list[str], new: list[str], ops: list[Op]) -> list[str]:
    """Make the new sequence of the old one; what is not named in an operation is kept."""
    result: list[str] = []
    at = to = 0
    for i1, i2, j1, j2 in ops:
        assert at <= i1 <= i2 <= len(old)
        assert to <= j1 <= j2 <= len(new)
        assert i1 - at == j1 - to, "what is kept has one length on both sides"
        result += old[at:i1] + new[j1:j2]
        at, to = i2, j2
    assert len(old) - at == len(new) - to
    return result + old[at:]


def cost(ops: list[Op]) -> int:
    return sum(i2 - i1 + j2 - j1 for i1, i2, j1, j2 in ops)


def least_cost(old: list[str], new: list[str]) -> int:
    """Return the cost of the best alignment, by the table of longest common subsequences."""
    row = [0] * (len(new) + 1)
    for item in old:
        before = 0
        for j, other in enumerate(new, 1):
            before, row[j] = row[j], max(row[j], row[j - 1], before + (item == other))
    return len(old) + len(new) - 2 * row[-1]


@given(ITEMS, ITEMS, ANCHORED)
def test_changes_make_the_new_of_the_old(old, new, anchored):
    assert replay(old, new, changes(old, new, Budget(), anchored)) == new


@given(ITEMS, ITEMS)
def test_nothing_costs_less_below_the_budget(old, new):
    assert cost(changes(old, new, Budget())) == least_cost(old, new)


@given(ITEMS, ITEMS, ANCHORED)
def test_operations_are_in_order_apart_and_not_empty(old, new, anchored):
    ops = changes(old, new, Budget(), anchored)
    assert all(i1 < i2 or j1 < j2 for i1, i2, j1, j2 in ops)
    for left, right in pairwise(ops):
        assert left[1] < right[0], "something equal stands between"
        assert left[3] < right[2]


@given(ITEMS)
def test_equal_sequences_have_no_changes(items):
    budget = Budget()
    assert changes(items, list(items), budget) == []
    assert budget.cells == 0


@given(ITEMS, ITEMS, ITEMS, ITEMS)
def test_equal_ends_take_no_part(head, old, new, tail):
    """Whatever is aligned in the middle, the ends cost nothing and stay whole."""
    budget, bare = Budget(), Budget()
    ops = changes([*head, *old, *tail], [*head, *new, *tail], budget)
    alone = changes(old, new, bare)
    assert cost(ops) <= cost(alone)
    assert budget.cells <= bare.cells


@given(ITEMS, ITEMS, st.integers(1, 30), ANCHORED)
def test_above_the_budget_the_rest_is_replaced_whole_and_said(old, new, cells, anchored):
    limit = engine.CELLS
    engine.CELLS = cells
    try:
        budget = Budget()
        ops = changes(old, new, budget, anchored)
    finally:
        engine.CELLS = limit
    assert replay(old, new, ops) == new
    if not budget.coarse and len(old) * len(new) <= cells and not anchored:
        assert cost(ops) == least_cost(old, new)


def test_the_budget_is_counted_in_cells():
    budget = Budget()
    changes(list("abcd"), list("axyd"), budget)
    assert (budget.cells, budget.coarse) == (4, False)


def test_a_rewrite_without_anything_unique_is_coarse(monkeypatch):
    monkeypatch.setattr(engine, "CELLS", 15)
    budget = Budget()
    old, new = ["a", "a", "b", "b"], ["b", "b", "a", "a"]
    assert changes(old, new, budget) == [(0, 4, 0, 4)]
    assert budget.coarse


def test_a_rewrite_with_anchors_is_cut_at_them(monkeypatch):
    monkeypatch.setattr(engine, "CELLS", 15)
    budget = Budget()
    old, new = ["a", "a", "X", "b", "b"], ["c", "c", "X", "d", "d"]
    assert changes(old, new, budget) == [(0, 2, 0, 2), (3, 5, 3, 5)]
    assert not budget.coarse


def test_anchors_hold_fast_what_is_unique():
    """Two lines that come again would make the longer common sequence; the one that names something stays instead."""
    old, new = ["name", "{", "}", "{"], ["{", "}", "{", "name"]
    assert changes(old, new, Budget()) == [(0, 1, 0, 0), (4, 4, 3, 4)]
    assert changes(old, new, Budget(), anchored=True) != changes(old, new, Budget())


def test_the_longer_anchor_stays_and_the_shorter_moves():
    """The lighter part is what moves: anchors weigh by their length."""
    long, short = "a long line that stays where it is", "x"
    ops = changes([short, long], [long, short], Budget(), anchored=True)
    assert ops == [(0, 1, 0, 0), (2, 2, 1, 2)]
    assert changes([long, short], [short, long], Budget(), anchored=True) == [(0, 0, 0, 1), (1, 2, 2, 2)]


def chains(pairs: list[tuple[int, int]]) -> list[tuple[tuple[int, int], ...]]:
    return [
        chosen
        for size in range(len(pairs) + 1)
        for chosen in combinations(pairs, size)
        if all(left[1] < right[1] for left, right in pairwise(chosen))
    ]


@given(st.permutations(range(7)), st.lists(st.integers(1, 9), min_size=7, max_size=7), st.integers(0, 7))
def test_the_heaviest_rising_chain_against_all_chains(order, weights, size):
    pairs = list(enumerate(order))[:size]
    weights = weights[:size]
    weight = dict(zip(pairs, weights, strict=True))
    found = rising(pairs, weights)
    assert all(left[0] < right[0] and left[1] < right[1] for left, right in pairwise(found))
    assert sum(weight[pair] for pair in found) == max(sum(weight[pair] for pair in chain) for chain in chains(pairs))
    assert len(rising(pairs)) == max(len(chain) for chain in chains(pairs))


def test_a_chain_of_nothing():
    assert rising([]) == []


def test_what_weighs_nothing_is_in_the_chain_all_the_same():
    assert rising([(0, 0)], [0]) == [(0, 0)]
    assert rising([(0, 0), (1, 1), (2, 2)], [0, 3, 0]) == [(0, 0), (1, 1), (2, 2)]


def test_empty_items_are_aligned():
    with bounded(1):
        assert changes(["", "a"], ["c", ""], Budget(), anchored=True)


@pytest.mark.parametrize("anchored", [False, True])
def test_long_sequences_are_aligned_in_bounded_time(anchored):
    one, other = ["a", "b"] * 20_000, ["b", "c"] * 20_000
    unique = [str(number) for number in range(20_000)]
    with bounded():
        for old, new in ((one, other), (unique, unique[::-1]), (unique, one), (unique, [*unique[1:], "x"])):
            assert replay(old, new, changes(old, new, Budget(), anchored)) == new
