"""The engines: one cost below the budget, seldom much more above it, work that is counted and grows with the length."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from benchmarks import edits
from tests.bounded import bounded, calls
from tests.diff.test_engine import cost, least_cost, replay
from wikidiff.diff import divide, engines, windows
from wikidiff.diff.codes import MOST, coded, points
from wikidiff.diff.divide import divided
from wikidiff.diff.engine import Budget, Engine, indel
from wikidiff.diff.engines import align, long, reference
from wikidiff.diff.settle import settled
from wikidiff.diff.windows import windowed

ENGINES: list[Engine] = [reference, indel, divided, windowed, long, align]
TEXTS = st.text("abcd", max_size=40)
CEILING = 1.3  # of the least cost, above the budget


@pytest.fixture
def small(monkeypatch):
    """Scale every limit down, so that sequences of some thousand items are above the budget."""
    monkeypatch.setattr(engines, "REFERENCE", 4)
    monkeypatch.setattr(engines, "LEAF", 100)
    monkeypatch.setattr(divide, "LEAF", 100)
    monkeypatch.setattr(divide, "STEP", 1)
    monkeypatch.setattr(engines, "EXACT", 40_000)
    monkeypatch.setattr(windows, "CELLS", 1)
    monkeypatch.setattr(windows, "NARROWEST", 128)


@pytest.fixture
def narrow(monkeypatch):
    """Make the division work on sequences of some items."""
    monkeypatch.setattr(divide, "LEAF", 4)
    monkeypatch.setattr(divide, "WIDTH", 3)
    monkeypatch.setattr(divide, "NARROW", 2)


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.__name__)
@given(old=TEXTS, new=TEXTS)
def test_every_engine_has_the_cost_of_the_reference(engine, old, new):
    budget = Budget()
    ops = engine(old, new, budget)
    assert replay(list(old), list(new), ops) == list(new)
    assert all(i1 < i2 or j1 < j2 for i1, i2, j1, j2 in ops)
    assert cost(ops) == cost(reference(old, new, Budget())) == least_cost(list(old), list(new))
    assert not budget.coarse
    assert budget.cells <= 4 * (len(old) + 1) * (len(new) + 1)


@pytest.mark.usefixtures("narrow")
class TestDivision:
    @given(old=TEXTS, new=TEXTS, more=st.integers(0, 6))
    def test_a_bound_leaves_the_cost_as_it_is(self, old, new, more):
        least = least_cost(list(old), list(new))
        for bound in (None, least + more):
            ops = divided(old, new, Budget(), bound)
            assert replay(list(old), list(new), ops) == list(new)
            assert cost(ops) == least

    @given(old=TEXTS, new=TEXTS)
    def test_a_bound_saves_work(self, old, new):
        free, bound = Budget(), Budget()
        divided(old, new, free)
        divided(old, new, bound, least_cost(list(old), list(new)))
        assert bound.cells <= free.cells

    def test_it_reads_lists_too(self):
        assert cost(divided([1, 2, 3, 4, 5, 6], [2, 3, 9, 5, 6, 7], Budget())) == 4


@pytest.mark.parametrize("size", [4_000, 16_000])
def test_the_division_halves_the_work_at_each_step(size, monkeypatch):
    """All steps together take twice the table, and the leaves less."""
    monkeypatch.setattr(divide, "LEAF", 1_000_000)
    dice = random.Random(size)  # noqa: S311
    old, new = ("".join(dice.choices("abcdefgh", k=size)) for _ in range(2))
    budget = Budget()
    ops = divided(old, new, budget)
    assert cost(ops) == Indel.distance(old, new)
    assert budget.cells <= 2.2 * size * size


def rewritten(dice: random.Random, old: list[str], words: list[str], shares: tuple[float, float, float]) -> list[str]:
    """Replace, leave out and insert shares of the words."""
    replaced, gone, come = shares
    result: list[str] = []
    for word in old:
        if dice.random() < come:
            result.append(dice.choice(words))
        if dice.random() >= gone:
            result.append(dice.choice(words) if dice.random() < replaced else word)
    return result


def measured(old: list[str], new: list[str]) -> tuple[float, bool]:
    """Return how much an alignment costs beside the least, and whether it says that it is coarse."""
    codes = coded(old, new)
    budget = Budget()
    ops = align(codes.old, codes.new, budget)
    assert replay(list(map(str, codes.old)), list(map(str, codes.new)), ops) == list(map(str, codes.new))
    lost = len(old) + len(new) - len(codes.old) - len(codes.new)
    return (cost(ops) + lost) / max(1, Indel.distance(codes.old, codes.new) + lost), budget.coarse


SHARE = st.floats(0, 0.6)


@pytest.mark.usefixtures("small")
class TestAboveTheBudget:
    @given(st.integers(0, 10_000), st.tuples(SHARE, SHARE, SHARE), st.integers(20, 2_000))
    def test_a_rewrite_costs_at_most_a_third_more(self, seed, shares, vocabulary):
        dice = random.Random(seed)  # noqa: S311
        words = [f"w{number}" for number in range(vocabulary)]
        old = [words[min(int(dice.paretovariate(0.8)), vocabulary) - 1] for _ in range(3_000)]
        ratio, coarse = measured(old, rewritten(dice, old, old, shares))
        assert ratio <= (CEILING if coarse else 1)

    @given(st.integers(0, 10_000), st.integers(2, 300))
    def test_unrelated_sequences_cost_at_most_a_third_more(self, seed, vocabulary):
        dice = random.Random(seed)  # noqa: S311
        old, new = ([str(dice.randrange(vocabulary)) for _ in range(dice.randrange(1_000, 3_000))] for _ in range(2))
        ratio, coarse = measured(old, new)
        assert ratio <= (CEILING if coarse else 1)

    @given(st.integers(0, 10_000), st.integers(1, 30), st.floats(0, 0.2))
    def test_paragraphs_that_change_places_cost_at_most_a_third_more(self, seed, longest, share):
        dice = random.Random(seed)  # noqa: S311
        words = [f"w{min(int(dice.paretovariate(0.7)), 1_000)}" for _ in range(3_200)]
        parts = [words[at : at + 80] for at in range(0, 3_200, 80)]
        at, to = dice.randrange(40), dice.randrange(40)
        moved = parts[at : at + longest]
        rest = parts[:at] + parts[at + longest :]
        new = [word for part in rest[:to] + moved + rest[to:] for word in part]
        ratio, coarse = measured(words, rewritten(dice, new, words, (share, share / 2, share / 2)))
        assert ratio <= (CEILING if coarse else 1)

    @given(TEXTS, TEXTS)
    def test_below_it_nothing_is_coarse(self, old, new):
        assert measured(list(old), list(new)) == (int(old != new), False)

    def test_what_can_be_proven_is_not_coarse(self):
        """No alignment costs less than the words that come and go: above the budget, and exact all the same."""
        old = [str(number) for number in range(2_000)]
        new = [word for word in old if not word.endswith("77")]
        assert measured(old, new) == (1, False)

    def test_two_words_in_turn_are_mended_across_the_windows(self):
        ratio, _ = measured(["a", "b"] * 500, ["b", "a"] * 500)
        assert ratio == 1


def test_a_real_rewrite_costs_at_most_a_third_more(monkeypatch):
    """30 words of 100 in an article of 100 KB, and another article in its place, with a budget of a tenth of it."""
    monkeypatch.setattr(engines, "EXACT", 1_000_000)
    monkeypatch.setattr(engines, "LEAF", 1_000_000)
    monkeypatch.setattr(windows, "WIDEST", 800)
    pairs = {pair.name: pair for pair in edits.on_a_large_page()}
    for name in ("30 words of 100 changed", "another article in its place", "a paragraph moved"):
        old, new = (re.findall(r"\w+|[^\w\s]", text) for text in (pairs[name].old, pairs[name].new))
        ratio, _ = measured(old, new)
        assert ratio <= 1.1


def test_windows_are_linear_work():
    """Four times the length takes four times the calls, and never more cells than the budget has."""
    counted = []
    for size in (20_000, 80_000):
        dice = random.Random(size)  # noqa: S311
        old, new = ("".join(map(chr, dice.choices(range(100, 900), k=size))) for _ in range(2))
        budget = Budget()
        with bounded(20):
            counted.append(calls(lambda old=old, new=new, budget=budget: windowed(old, new, budget)))  # type: ignore[misc]
        assert budget.cells <= 4 * windows.CELLS
    assert counted[1] <= 6 * counted[0]


def test_the_reference_reads_texts_only():
    with pytest.raises(TypeError, match="code points"):
        reference(["a"], ["b"], Budget())


@given(TEXTS, TEXTS)
def test_settled_operations_cost_the_same_and_are_no_more(old, new):
    ops = indel(old, new, Budget())
    told = settled(old, new, list(ops))
    assert replay(list(old), list(new), told) == list(new)
    assert cost(told) == cost(ops)
    assert len(told) <= len(ops)


def test_codes_skip_the_surrogates():
    letters = list(points())
    assert len(letters) == len(set(letters)) == MOST == 0x110000 - 0x800
    assert not [letter for letter in letters if 0xD800 <= ord(letter) < 0xE000]


@given(
    st.lists(st.integers(0, 6), max_size=12), st.lists(st.integers(0, 6), max_size=12), st.sampled_from([0, 3, MOST])
)
def test_codes_are_equal_where_the_items_are(old, new, most):
    codes = coded(old, new, most=most)
    left = [old[place] for place in codes.old_at or range(len(codes.old))]
    right = [new[place] for place in codes.new_at or range(len(codes.new))]
    assert left == [item for item in old if item in new]
    assert right == [item for item in new if item in old]
    pairs = {(i, j) for i, item in enumerate(left) for j, other in enumerate(right) if item == other}
    assert pairs == {(i, j) for i, a in enumerate(codes.old) for j, b in enumerate(codes.new) if a == b}
    assert isinstance(codes.old, str) == (len(set(left)) <= most)


def test_more_items_than_code_points_are_aligned_all_the_same(monkeypatch):
    codes = coded([1, 2, 3, 9], [2, 3, 4, 9], most=1)
    assert align(codes.old, codes.new, Budget()) == []
    codes = coded([1, 2, 3, 9], [2, 1, 3, 9], most=1)
    assert isinstance(codes.old, list)
    assert cost(align(codes.old, codes.new, Budget())) == 2
