"""Pairs that are worth most together."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from wikidiff.classify import assignment

WORTHS = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.sampled_from([0.5, 0.85, 0.9, 0.97, 1.0]), max_size=14
)


def total(edges: assignment.Edges, pairs: list[tuple[int, int]]) -> float:
    return sum(edges[pair] for pair in pairs)


def most(edges: assignment.Edges) -> float:
    """Try every choice."""
    rows, columns = range(5), range(5)
    return max(
        sum(edges.get((row, column), 0.0) for row, column in zip(rows, order, strict=True))
        for order in permutations(columns)
    )


@given(WORTHS)
def test_no_other_choice_is_worth_more(edges):
    pairs = assignment.best(edges)
    assert set(pairs) <= set(edges)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert abs(total(edges, pairs) - most(edges)) < 1e-9


@given(WORTHS)
def test_the_other_way_round_it_is_worth_the_same(edges):
    turned = {(column, row): worth for (row, column), worth in edges.items()}
    there, back = assignment.best(edges), assignment.best(turned)
    assert abs(total(edges, there) - total(turned, back)) < 1e-9


def test_the_best_single_pair_gives_way_to_two_good_ones():
    edges = {(0, 0): 1.0, (0, 1): 0.9, (1, 0): 0.9}
    assert assignment.best(edges) == [(0, 1), (1, 0)]


def test_what_is_too_large_takes_the_best_first(monkeypatch):
    monkeypatch.setattr(assignment, "LARGEST", 1)
    assert assignment.best({(0, 0): 1.0, (0, 1): 0.9, (1, 0): 0.9}) == [(0, 0)]


def test_nothing_to_pair():
    assert assignment.best({}) == []
