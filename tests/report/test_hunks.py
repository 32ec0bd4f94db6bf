from __future__ import annotations

import pytest

import wikidiff
from tests.report import samples
from tests.wiki import pairs
from wikidiff.model import Analysis
from wikidiff.report import hunks as room
from wikidiff.report.excerpt import Role
from wikidiff.report.hunks import hunks

REAL = [pytest.param(pair, id=pair.name) for pair in pairs.pages()[1::4]]


def shown(analysis: Analysis, old: str, new: str, **manner):
    found = hunks(analysis.findings, old, new, **manner)
    assert found is not None
    return found


@pytest.mark.parametrize("pair", REAL)
def test_every_place_stands_in_the_diff_and_the_diff_gives_both_texts_back(pair):
    analysis = wikidiff.compare(pair.old, pair.new, language="und")
    found = shown(analysis, pair.old, pair.new)
    seen = {(part.finding, part.place) for hunk in found for row in hunk.rows for part in row.segments}
    every = {(number, place) for number, each in enumerate(analysis.findings) for place in range(len(each.occurrences))}
    assert every <= seen
    left, right = (room._marks(analysis.findings, new=side) for side in (False, True))
    stream = room._walk(room._pieces(pair.old, left, Role.REMOVED), room._pieces(pair.new, right, Role.ADDED))
    assert stream is not None
    assert "".join(part.text for part in stream if room._sides(part)[0]) == pair.old
    assert "".join(part.text for part in stream if room._sides(part)[1]) == pair.new


def test_rows_have_the_numbers_of_their_lines():
    old = "One.\n\nTwo is here.\n\nThree.\n\nFour.\n"
    new = "Zero.\n\nOne.\n\nTwo was here.\n\nThree.\n"
    analysis = wikidiff.compare(old, new)
    rows = [row for hunk in shown(analysis, old, new, context=0) for row in hunk.rows]
    for row in rows:
        for number, text in ((row.old, old), (row.new, new)):
            if number:
                line = text.split("\n")[number - 1]
                side = [
                    part.text for part in row.segments if part.role is Role.CONTEXT or room._sides(part)[text is new]
                ]
                assert "".join(side).strip("\n") in line
    assert {(row.old, row.new) for row in rows} >= {(3, 5), (0, 1)}


@pytest.mark.parametrize(("context", "lines"), [(0, [3]), (1, [2, 3, 4]), (9, [1, 2, 3, 4, 5])])
def test_lines_around_a_change_are_shown_as_asked_for(context, lines):
    old = "\n".join(f"Line {word} stands." for word in ("one", "two", "three", "four", "five"))
    analysis = wikidiff.compare(old, old.replace("three", "12 cold"))
    (hunk,) = shown(analysis, old, old.replace("three", "12 cold"), context=context)
    assert [row.new for row in hunk.rows] == lines


def test_what_stands_far_from_a_change_is_counted_and_not_shown():
    old = "word " * 400 + "7,100 people " + "word " * 400
    analysis = wikidiff.compare(old, old.replace("7,100", "7,000"))
    ((row,),) = [hunk.rows for hunk in shown(analysis, old, old.replace("7,100", "7,000"))]
    assert sum(len(part.text) + part.left_out for part in row.segments) == len(old) + 5
    assert sum(len(part.text) for part in row.segments) < 500


def test_findings_that_do_not_fit_the_texts_are_not_shown_at_a_wrong_place():
    made = samples.terms()
    assert made.old.text is not None
    assert made.new.text is not None
    assert hunks(made.findings, made.old.text + "x", made.new.text) is None
    assert hunks(made.findings, made.old.text[5:], made.new.text) is None
    assert hunks((), "a", "a") == ()
    assert hunks((), "a", "b") is None


def test_a_move_is_in_full_where_it_stands_now():
    old = (
        "First paragraph of some length, with words.\n\nSecond paragraph, quite another one, of birds.\n\nThird one.\n"
    )
    new = (
        "Second paragraph, quite another one, of birds.\n\nFirst paragraph of some length, with words.\n\nThird one.\n"
    )
    analysis = wikidiff.compare(old, new)
    parts = [
        part for hunk in shown(analysis, old, new) for row in hunk.rows for part in row.segments if part.finding >= 0
    ]
    assert {part.role for part in parts} == {Role.MOVED}
    assert {part.away for part in parts} == {True, False}
