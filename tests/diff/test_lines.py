"""Changed lines: whole lines, everything that changed, nothing that did not."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import material
from tests.bounded import bounded
from tests.campaign import tenth
from tests.laws.strategies import PAIRS
from wikidiff.diff.engine import Budget, Op, changes
from wikidiff.diff.lines import _LINE, hunks

LINES = st.lists(st.sampled_from(["", "a", "b", "long line", "a b", "\r"]), max_size=10).map("\n".join)


def parts(old: str, new: str) -> list[tuple[str, str]]:
    return [(old[o1:o2], new[n1:n2]) for o1, o2, n1, n2 in hunks(old, new, Budget())]


def check(old: str, new: str) -> list[Op]:
    found = hunks(old, new, Budget())
    at = to = 0
    result = []
    for o1, o2, n1, n2 in found:
        for text, start, end in ((old, o1, o2), (new, n1, n2)):
            assert start == 0 or text[start - 1] == "\n", "hunks begin where a line begins"
            assert end in (0, len(text)) or text[end - 1] == "\n", "and end where one ends"
        assert old[at:o1] == new[to:n1], "what stands between is equal"
        assert (o1, n1) >= (at, to)
        assert o1 < o2 or n1 < n2
        result += [old[at:o1], new[n1:n2]]
        at, to = o2, n2
    assert "".join(result) + old[at:] == new
    assert bool(found) == (old != new)
    return found


@given(LINES, LINES)
def test_hunks_of_lines(old, new):
    check(old, new)


@given(PAIRS)
def test_hunks_of_generated_edits(pair):
    check(*pair)


@pytest.mark.parametrize("pair", [pytest.param(p, id=p.name) for p in tenth(material.recent_pairs(), 25)])
def test_hunks_of_real_edits(pair):
    for o1, o2, n1, n2 in check(pair.old, pair.new):
        assert pair.old[o1:o2] != pair.new[n1:n2]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a\nb\nc\n", "a\nx\nc\n", [("b\n", "x\n")]),
        ("a\nb\nc", "a\nb\nx", [("c", "x")]),
        ("a\nb", "a\nb\n", [("b", "b\n")]),
        ("a\n", "a\nb", [("", "b")]),
        ("a", "", [("a", "")]),
        ("", "a\nb\n", [("", "a\nb\n")]),
        ("a\nb\nc\nd\n", "x\nb\nc\ny\n", [("a\n", "x\n"), ("d\n", "y\n")]),
        ("a\nlong\n", "long\na\n", [("a\n", ""), ("", "a\n")]),
        ("same start\n", "same end\n", [("same start\n", "same end\n")]),
        ("a\r\nb\r\n", "a\r\nc\r\n", [("b\r\n", "c\r\n")]),
        ("a\rb\rc", "a\rx\rc", [("a\rb\rc", "a\rx\rc")]),
        ("x\n\n\ny", "x\n\ny", [("\n", "")]),
    ],
)
def test_which_lines_changed(old, new, expected):
    assert parts(old, new) == expected


def aligned(old: str, new: str) -> list[Op]:
    """Return the changed lines as the alignment of all lines finds them."""
    first, second = ([line for line in _LINE.findall(text) if line] for text in (old, new))
    at_old, at_new = ([0, *accumulate(map(len, lines))] for lines in (first, second))
    return [
        (at_old[a], at_old[b], at_new[c], at_new[d]) for a, b, c, d in changes(first, second, Budget(), anchored=True)
    ]


@given(LINES, st.data())
def test_lines_that_changed_in_place_are_those_of_the_alignment(old, data):
    lines = old.split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        lines[place] = data.draw(st.sampled_from(["new", "newer", "a", "", "long line of words"]))
    new = "\n".join(lines)
    if sorted(set(old.split("\n")) & {"new", "newer"}) == []:
        assert hunks(old, new, Budget()) == aligned(old, new)


def test_equal_texts_have_no_hunks():
    assert hunks("a\nb", "a\nb", Budget()) == []


def test_a_line_added_in_a_run_of_equal_lines_is_one_line():
    assert parts("a\n" * 5, "a\n" * 6) == [("", "a\n")]


def test_a_large_page_of_equal_lines_is_read_in_bounded_time():
    old = "a\n" * 100_000 + "b\n" + "a\n" * 100_000
    new = "a\n" * 90_000 + "c\n" + "a\n" * 110_000
    with bounded():
        check(old, new)
