"""What tells that windows were misled: a sign for texts that change places, none for unrelated ones."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import engines as suite
from benchmarks import material
from wikidiff.diff.codes import coded
from wikidiff.diff.engine import Budget, indel
from wikidiff.diff.scouts import LENGTH, STRETCHES, misled
from wikidiff.diff.windows import windowed

SIZE = 6_000


def drawn(letters: str, seed: int) -> str:
    return "".join(random.Random(seed).choices(letters, k=SIZE))  # noqa: S311


def in_windows(old, new) -> bool:
    return misled(old, new, windowed(old, new, Budget()), Budget())


class TestNoSign:
    @pytest.mark.parametrize("letters", ["abc", "abcdefgh", "".join(map(chr, range(100, 300)))], ids=len)
    def test_letters_in_any_order(self, letters):
        assert not in_windows(drawn(letters, 1), drawn(letters, 2))

    def test_unrelated_articles(self):
        words = [word for text in material.articles() for word in suite.words(text.text)]
        codes = coded(words[:9_000], words[200_000:209_000])
        assert not in_windows(codes.old, codes.new)

    @given(st.text("ab", max_size=80), st.text("ab", max_size=80))
    def test_an_alignment_of_the_least_cost_of_short_texts_is_read(self, old, new):
        budget = Budget()
        misled(old, new, indel(old, new, Budget()), budget)
        assert budget.cells <= 2 * STRETCHES * max(1, len(old)) * max(1, len(new))

    def test_nothing_changed(self):
        assert not misled("abc" * 500, "abc" * 500, [], Budget())


class TestASign:
    def test_what_changed_places_without_an_anchor(self):
        old = "a" * SIZE + "b" * SIZE
        assert in_windows(old, old[::-1])

    def test_an_alignment_far_from_the_way(self):
        text = drawn("abcdefgh", 1)
        assert misled(text, text, [(0, SIZE, 0, 0), (SIZE, SIZE, 0, SIZE)], Budget())


def test_the_work_grows_with_the_length():
    cells = []
    for times in (1, 2):
        budget = Budget()
        misled("ab" * SIZE * times, "ba" * SIZE * times, [], budget)
        cells.append(budget.cells)
    assert cells == [2 * STRETCHES * LENGTH * 2 * SIZE, 2 * STRETCHES * LENGTH * 4 * SIZE]
