"""Runs of changed pieces: replay, no two on one place, chance matches given up, insertions where they close."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bounded import bounded
from tests.diff.test_engine import replay
from wikidiff.diff.engine import Budget, Op
from wikidiff.diff.words import HEAVY, LETTER, LIGHT, MARK, SOFT, both, edits

WEIGHTS = {
    **dict.fromkeys(["the", "of", "and", "a"], LIGHT),
    **dict.fromkeys([".", ",", "(", ")", ";"], MARK),
    **dict.fromkeys(["[[", "]]", "[[a|", "'''"], SOFT),
}
HARD = st.lists(st.sampled_from(["the", "of", ".", ",", "(", ")", "town", "old", "city"]), max_size=12)
ANY = st.lists(st.sampled_from(["the", "of", ".", ",", "(", "[[", "]]", "[[a|", "'''", "town", "city"]), max_size=12)


def aligned(old: list[str], new: list[str]) -> list[Op]:
    weights = [[WEIGHTS.get(item, HEAVY) for item in side] for side in (old, new)]
    return edits(old, new, weights[0], weights[1], Budget())


def said(old: str, new: str) -> list[tuple[str, str]]:
    left, right = old.split(), new.split()
    return [(" ".join(left[i1:i2]), " ".join(right[j1:j2])) for i1, i2, j1, j2 in aligned(left, right)]


@given(HARD, HARD)
def test_edits_make_the_new_of_the_old(old, new):
    assert replay(old, new, aligned(old, new)) == new


@given(ANY, ANY)
def test_edits_make_the_new_of_the_old_with_brackets(old, new):
    assert replay(old, new, aligned(old, new)) == new


@given(HARD, st.lists(st.sampled_from(["the", "town", "."]), max_size=4), st.integers(0, 12))
def test_a_lone_insertion_makes_the_new_of_the_old(old, more, place):
    new = [*old[:place], *more, *old[place:]]
    assert replay(old, new, aligned(old, new)) == new
    assert replay(new, old, aligned(new, old)) == old


def test_an_insertion_does_not_slide_over_the_change_beside_it():
    old, new = [".", "(", ")", "(", ")", "town"], [")", ".", ")", "town", "town", "of"]
    assert replay(old, new, aligned(old, new)) == new


@given(HARD)
def test_equal_pieces_have_no_edits(items):
    assert aligned(items, list(items)) == []


@given(ANY, ANY)
def test_no_edit_is_empty(old, new):
    assert all(i1 < i2 or j1 < j2 for i1, i2, j1, j2 in aligned(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("the old town", "the new town", [("old", "new")]),
        ("the town of x", "the town y of x", [("", "y")]),
        ("one two three", "four five six", [("one two three", "four five six")]),
        # A function word that stands by chance inside a rewrite is given up; a word that says something stays.
        (
            "one two the three four",
            "five six the seven eight",
            [("one two the three four", "five six the seven eight")],
        ),
        (
            "one two king three four",
            "five six king seven eight",
            [("one two", "five six"), ("three four", "seven eight")],
        ),
        ("red the blue", "green the white", [("red", "green"), ("blue", "white")]),
        # What only goes on one side and only comes on the other is not joined.
        ("a b c the", "the d e f", [("a b c", ""), ("", "d e f")]),
    ],
)
def test_what_is_one_edit(old, new, expected):
    assert said(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "came"),
    [
        # A sentence that begins like the next one: the whole sentence came.
        ("A b . A c .", "A b . A d . A c .", "A d ."),
        ("A b .", "A b . A c .", "A c ."),
        # A bracket that came closes.
        ("x ( a ) y", "x ( a ) ( b ) y", "( b )"),
        # A clause takes the comma before it.
        ("a , b , c", "a , b , d , c", ", d"),
    ],
)
def test_an_insertion_stands_where_it_closes(old, new, came):
    assert said(old, new) == [("", came)]
    assert said(new, old) == [(came, "")]


def letters(old: str, new: str) -> list[tuple[str, str]]:
    """Return the edits of two texts whose small letters are of a script without spaces; the digits are marks."""
    weights = [
        [LETTER if item.islower() else HEAVY if item.isupper() else LIGHT if item == "_" else MARK for item in side]
        for side in (old, new)
    ]
    ops = edits(old, new, weights[0], weights[1], Budget())
    assert replay(list(old), list(new), ops) == list(new)
    return [(old[i1:i2], new[j1:j2]) for i1, i2, j1, j2 in ops]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # A letter or three between changes of three times as many are chance, also where both only came or went.
        ("abxcd", "efxgh", [("abxcd", "efxgh")]),
        ("abxcd", "x", [("abxcd", "x")]),
        ("abcdexyzfghij", "klmnoxyzpqrst", [("abcdexyzfghij", "klmnoxyzpqrst")]),
        # Beside less, or more of them, they stand.
        ("axb", "cxd", [("a", "c"), ("b", "d")]),
        ("abxycd", "efxygh", [("ab", "ef"), ("cd", "gh")]),
        ("abcdefwxyzghijkl", "mnopqrwxyzstuvab", [("abcdef", "mnopqr"), ("ghijkl", "stuvab")]),
        # A function word stands, but in a long rewrite.
        ("abc_def", "ghi_klm", [("abc", "ghi"), ("def", "klm")]),
        ("ab_cdefghijkl", "mn_opqrstuvwx", [("ab_cdefghijkl", "mn_opqrstuvwx")]),
        # Words and marks are not letters, and a word beside a letter is another change.
        ("abXcd", "efXgh", [("ab", "ef"), ("cd", "gh")]),
        ("ab1cd", "ef1gh", [("ab", "ef"), ("cd", "gh")]),
        ("Axbcd", "Bxefg", [("A", "B"), ("bcd", "efg")]),
        # Letters weigh a third of a word where a mark stands between rewrites.
        ("abcdef1ghijkl", "mnopqr1stuvwx", [("abcdef1ghijkl", "mnopqr1stuvwx")]),
    ],
)
def test_letters_of_scripts_without_spaces(old, new, expected):
    assert letters(old, new) == expected
    assert letters(new, old) == [(b, a) for a, b in expected]


@given(st.text("abcxY1", max_size=14), st.text("abcxY1", max_size=14))
def test_letters_make_the_new_of_the_old(old, new):
    assert all(gone or came for gone, came in letters(old, new))


def test_brackets_find_their_partners_in_the_gaps_between_words():
    assert said("the town of x", "the [[ town ]] of x") == [("", "[["), ("", "]]")]
    assert said("the [[ town ]] of x", "the [[a| town ]] of x") == [("[[", "[[a|")]


def test_both_sides_of_two_changes():
    assert both((0, 1, 0, 1), (2, 3, 2, 3))
    assert not both((0, 1, 0, 0), (2, 3, 1, 2))
    assert not both((0, 0, 0, 1), (1, 2, 2, 3))


def test_edits_are_in_order():
    old = ["the", "one", "and", "the", "two", "and", "the", "three"]
    new = ["the", "1", "and", "the", "2", "and", "the", "three", "four"]
    ops = aligned(old, new)
    assert ops == sorted(ops)
    assert all(left[1] <= right[0] and left[3] <= right[2] for left, right in pairwise(ops))


@pytest.mark.parametrize("count", [2_000])
def test_long_repetitions_are_aligned_in_bounded_time(count):
    with bounded():
        for old, new in (
            (["ha"] * count, ["ha"] * (count + 40)),
            (["ha", "ho"] * count, ["ho", "ha"] * count),
            (["[[", "a", "]]"] * count, ["[[", "b", "]]"] * count),
            ([f"a{n}" for n in range(count)], [f"b{n}" for n in range(count)]),
        ):
            assert replay(old, new, aligned(old, new)) == new
