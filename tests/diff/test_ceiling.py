"""Inputs made to mislead the windows: where the least cost is known 1.3 times it is kept, beyond that it is said."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from tests.diff.test_engine import cost, replay
from wikidiff.diff import divide, engines, windows
from wikidiff.diff.engine import Budget
from wikidiff.diff.engines import CEILING, align

LENGTH = 2_000


@pytest.fixture
def above(monkeypatch):
    """Make windows of some dozen items, so that sequences of two thousand are far above the cap."""
    monkeypatch.setattr(engines, "LEAF", 100)
    monkeypatch.setattr(divide, "LEAF", 100)
    monkeypatch.setattr(divide, "STEP", 1)
    monkeypatch.setattr(windows, "CELLS", 1)


@pytest.fixture
def doubted(above, monkeypatch):
    """… and as far above what is counted to know the least cost, unless an alignment seems to be misled."""
    monkeypatch.setattr(engines, "PROVEN", 0)


@pytest.fixture
def unknown(doubted, monkeypatch):
    """… and above what is counted then."""
    monkeypatch.setattr(engines, "KNOWN", 0)


def noisy(dice: random.Random, text: str, letters: str, share: float) -> str:
    """Let letters go, come and change, a third of the share each."""
    kinds = dice.choices(("stays", "goes", "comes", "changes"), (3 - 3 * share, share, share, share), k=len(text))
    drawn = dice.choices(letters, k=len(text))
    made = {"stays": "{0}", "goes": "", "comes": "{1}{0}", "changes": "{1}"}
    return "".join(made[kind].format(*pair) for kind, pair in zip(kinds, zip(text, drawn, strict=True), strict=True))


def misleading(name: str, seed: int = 1) -> tuple[str, str]:
    dice = random.Random(seed)  # noqa: S311
    kinds = {"two": "ab", "four": "acgt", "many": "".join(map(chr, range(100, 300)))}
    letters = kinds.get(name.partition(" ")[0], "abcdefgh")
    text = "".join(dice.choices(letters, k=LENGTH))
    drawn = "".join(dice.choices(letters, k=LENGTH // 4))
    if name.endswith("shifted"):
        return text, drawn + text[: -LENGTH // 4]
    if name.endswith("shifted and changed"):
        return text, drawn + noisy(dice, text[: -LENGTH // 4], letters, 0.1)
    if name.endswith("doubled"):
        return text, noisy(dice, text * 2, letters, 0.05)
    if name.endswith("in other order"):
        parts = [text[at : at + LENGTH // 12] for at in range(0, LENGTH, LENGTH // 12)]
        return text, "".join(dice.sample(parts, len(parts)))
    return {
        "a period with noise": lambda: (
            noisy(dice, "abcde" * 400, "abcde", 0.03),
            noisy(dice, "abcde" * 400, "x", 0.03),
        ),
        "two periods": lambda: ("abcdefg" * 280, "abcde" * 400),
        "in turn, shifted": lambda: ("ab" * 1_000, "b" + "ba" * 1_000 + "a" * 100),
        "two runs change places": lambda: ("a" * 1_000 + "b" * 1_000, "b" * 1_000 + "a" * 1_000),
        "a run changes places": lambda: ("a" * 2_000 + "b" * 1_000, "b" * 1_000 + "a" * 2_000),
        "a block again and again": lambda: (text[:200] * 10, noisy(dice, text[:200] * 9, letters, 0.1)),
    }[name]()


KINDS = [f"{many} {what}" for many in ("two", "four", "many") for what in ("shifted", "shifted and changed", "doubled")]
FOUND = [*KINDS, "four in other order", "many in other order", "a period with noise", "two periods"]
MISLED = ["in turn, shifted", "two runs change places", "a run changes places", "a block again and again"]


def measured(old: str, new: str) -> tuple[float, bool]:
    budget = Budget()
    ops = align(old, new, budget)
    assert replay(list(old), list(new), ops) == list(new)
    return cost(ops) / max(1, Indel.distance(old, new)), budget.coarse


@pytest.mark.usefixtures("above")
class TestWhereTheLeastCostIsKnown:
    @pytest.mark.parametrize("name", [*FOUND, *MISLED])
    def test_the_ceiling_is_kept(self, name):
        ratio, coarse = measured(*misleading(name))
        assert ratio <= (CEILING if coarse else 1)

    @given(
        st.integers(0, 10_000),
        st.sampled_from(["a", "ab", "abc", "abcdefgh"]),
        st.lists(st.tuples(st.integers(1, 300), st.integers(1, 4), st.floats(0, 0.5)), min_size=1, max_size=8),
        st.randoms(use_true_random=False),
    )
    def test_blocks_in_any_order_and_number_keep_the_ceiling(self, seed, letters, blocks, order):
        dice = random.Random(seed)  # noqa: S311
        made = [("".join(dice.choices(letters, k=size)), times, share) for size, times, share in blocks]
        old = "".join(block * times for block, times, _ in made)
        order.shuffle(made)
        new = "".join(noisy(dice, block, letters, share) * times for block, times, share in made)
        ratio, coarse = measured(old, new)
        assert ratio <= (CEILING if coarse else 1)


@pytest.mark.usefixtures("doubted")
class TestWhereItIsCountedInDoubt:
    @pytest.mark.parametrize("seed", range(5))
    @pytest.mark.parametrize("name", [*FOUND, *MISLED])
    def test_the_ceiling_is_kept(self, name, seed):
        ratio, coarse = measured(*misleading(name, seed))
        assert ratio <= (CEILING if coarse else 1)

    @given(
        st.integers(0, 10_000),
        st.sampled_from(["a", "ab", "abc", "abcdefgh"]),
        st.lists(st.tuples(st.integers(300, 600), st.floats(0, 0.5)), min_size=2, max_size=5),
        st.randoms(use_true_random=False),
    )
    def test_long_blocks_in_any_order_keep_the_ceiling(self, seed, letters, blocks, order):
        dice = random.Random(seed)  # noqa: S311
        made = [("".join(dice.choices(letters, k=size)), share) for size, share in blocks]
        old = "".join(block for block, _ in made)
        order.shuffle(made)
        ratio, coarse = measured(old, "".join(noisy(dice, block, letters, share) for block, share in made))
        assert ratio <= (CEILING if coarse else 1)


@pytest.mark.usefixtures("unknown")
class TestWhereItIsNot:
    @pytest.mark.parametrize("seed", range(5))
    @pytest.mark.parametrize("name", FOUND)
    def test_what_belongs_together_is_found(self, name, seed):
        ratio, coarse = measured(*misleading(name, seed))
        assert ratio <= (CEILING if coarse else 1)

    @pytest.mark.parametrize("name", MISLED)
    def test_what_misleads_is_said_to_be_coarse(self, name):
        """Nothing in these is seldom: windows can miss what is far from the diagonal. They never hide that they may."""
        _, coarse = measured(*misleading(name))
        assert coarse
