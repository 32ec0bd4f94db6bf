"""Texts that end without a line break: what is added at the end is what came, and no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wikidiff
from tests.laws import laws
from wikidiff.analyze.ends import closed

LINES = st.lists(st.sampled_from(["", "A town.", "* item", "== A ==", "| a", "{{b}}", "word"]), max_size=5).map(
    "\n".join
)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a", "b", ("a\n", "b\n")),
        ("a\n", "b", ("a\n", "b")),
        ("a", "b\n", ("a", "b\n")),
        ("a\n", "b\n", ("a\n", "b\n")),
        ("", "b", ("", "b")),
        ("a", "", ("a", "")),
    ],
)
def test_both_texts_are_closed_or_none(old, new, expected):
    assert closed(old, new) == expected


def places(old: str, new: str) -> list[tuple[str, str]]:
    analysis = wikidiff.compare(old, new)
    return [(place.old.text, place.new.text) for finding in analysis.findings for place in finding.occurrences]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("A town.", "A town.\n\nA new river.", [("", "\n\nA new river.")]),
        ("A town.\n\nAn old river.", "A town.", [("\n\nAn old river.", "")]),
        ("A town.\n", "A town.\n\nA new river.\n", [("", "\nA new river.\n")]),
        ("* a town\n* a port", "* a town\n* a port\n* a mill", [("", "\n* a mill")]),
        ("A town here.", "A town there.", [("here", "there")]),
    ],
)
def test_what_came_or_went_at_the_end(old, new, expected):
    assert places(old, new) == expected


@given(LINES, LINES)
def test_the_laws_hold_at_the_end_of_the_text(old, new):
    analysis = wikidiff.compare(old, new)
    assert list(laws.comparison(old, new, analysis)) == []
