"""What two texts share at their ends, against the simplest way to find it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bounded import calls
from wikidiff.diff.trim import common_prefix, common_suffix, row_prefix, row_suffix


def shared_start(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


TEXT = st.text(alphabet="ab\n", max_size=12)
SIZES = [0, 1, 2047, 2048, 2049, 4096, 6143, 6144, 6145, 14_335, 14_336, 14_337, 100_000]


@given(TEXT, TEXT, TEXT)
def test_the_shared_start_is_the_longest(shared, one, other):
    old, new = shared + one, shared + other
    assert common_prefix(old, new) == shared_start(old, new)


@given(TEXT, TEXT, TEXT, st.integers(0, 30))
def test_the_shared_end_is_the_longest_within_the_limit(shared, one, other, limit):
    old, new = one + shared, other + shared
    limit = min(limit, len(old), len(new))
    assert common_suffix(old, new, limit) == min(limit, shared_start(old[::-1], new[::-1]))


@pytest.mark.parametrize("size", SIZES)
def test_differences_at_the_borders_of_the_steps(size):
    same = "x" * size
    assert common_prefix(same + "a", same + "b") == size
    assert common_prefix(same, same + "b") == size
    assert common_prefix(same, same) == size
    assert common_suffix("a" + same, "b" + same, size + 1) == size
    assert common_suffix(same, "b" + same, size) == size
    assert common_suffix(same, same, size) == size


def test_code_points_are_not_cut():
    assert common_prefix("a😀b", "a😁b") == 1
    assert common_suffix("😀b", "😁b", 2) == 1


def test_nothing_is_shared_with_nothing():
    assert common_prefix("", "a") == 0
    assert common_suffix("", "a", 0) == 0


def test_slices_are_compared_and_not_characters():
    text = "x" * 3_000_000
    assert calls(lambda: common_prefix(text, text + "y")) <= 1_000
    assert calls(lambda: common_suffix(text, "y" + text, len(text))) <= 2_000


ROWS = st.lists(st.integers(0, 1), max_size=300)


@given(ROWS, ROWS, ROWS, ROWS)
def test_rows_share_what_their_items_share(start, left, right, end):
    old, new = [*start, *left, *end], [*start, *right, *end]
    prefix = row_prefix(old, new)
    assert old[:prefix] == new[:prefix]
    assert prefix == min(len(old), len(new)) or old[prefix] != new[prefix]
    limit = min(len(old), len(new)) - prefix
    suffix = row_suffix(old, new, limit)
    assert old[len(old) - suffix :] == new[len(new) - suffix :]
    assert suffix == limit or old[-1 - suffix] != new[-1 - suffix]
