"""Each revision beside the one before it: the same as comparing them by themselves, and what a history adds to it."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given

import wikidiff
from benchmarks import chain
from tests.campaign import SOAK
from tests.history.histories import histories, made, real
from wikidiff.errors import InputError
from wikidiff.history.walk import RADIUS, walk
from wikidiff.model import Page, Revision


def from_scratch(revisions, radius=RADIUS):
    """Yield what `compare` says of each pair, with no more than a call knows."""
    shown = None
    for number, new in enumerate(revisions):
        if number:
            base = shown if shown is not None and new.text is not None else revisions[number - 1]
            yield wikidiff.compare(base, new, history=revisions[max(0, number - radius - 1) : number])
        shown = new if new.text is not None else shown


def check(revisions, radius=RADIUS):
    found = list(wikidiff.analyze_history(iter(revisions), radius=radius))
    expected = list(from_scratch(revisions, radius))
    assert len(found) == len(expected) == max(0, len(revisions) - 1)
    for mine, theirs in zip(found, expected, strict=True):
        added = mine.notes[len(theirs.notes) :]
        assert wikidiff.to_json(mine) == wikidiff.to_json(replace(theirs, notes=(*theirs.notes, *added)))
        assert {note.code for note in added} <= {"hidden-between", "gap", "order", "renamed", "same-text"}


@given(histories())
def test_incremental_is_from_scratch(revisions):
    check(revisions, radius=2)


@pytest.mark.parametrize(("title", "wiki"), [("Rio Grande", "enwiki"), ("Amen", "itwiki"), ("कहानी", "hiwiki")])
def test_incremental_is_from_scratch_on_real_histories(title, wiki):
    revisions = real(title, wiki)
    check(revisions if SOAK else revisions[:60])


def test_incremental_is_from_scratch_on_a_long_page():
    check(list(chain.revisions(200 if SOAK else 20)))


@given(histories())
def test_a_result_does_not_depend_on_what_was_read_before(revisions):
    first = [wikidiff.to_json(analysis) for analysis in wikidiff.analyze_history(revisions)]
    list(wikidiff.analyze_history(reversed(revisions)))
    assert [wikidiff.to_json(analysis) for analysis in wikidiff.analyze_history(revisions)] == first


@given(histories())
def test_lines_lead_from_text_to_text(revisions):
    """What went and what came in lines is the difference of the lines of both texts."""
    now: dict[str, int] = {}
    for step in walk(revisions, light=True):
        removed, added = step.lines()
        for line in removed:
            now[line] -= 1
        for line in added:
            now[line] = now.get(line, 0) + 1
        if step.revision.text is not None:
            lines = step.revision.text.split("\n")
            whole = [f"{line}\n" for line in lines[:-1]] + lines[-1:]
            assert {line: count for line, count in now.items() if count} == {
                line: whole.count(line) for line in whole if line
            }


def notes(revisions) -> list[list[str]]:
    return [[note.code for note in analysis.notes] for analysis in wikidiff.analyze_history(revisions)]


def test_a_hidden_text_is_noted_and_the_next_is_compared_with_the_last_known_one():
    found = list(wikidiff.analyze_history(made("The town has 12 people.", None, "The town has 13 people.")))
    assert [[note.code for note in analysis.notes] for analysis in found] == [["hidden"], ["hidden-between"]]
    assert [finding.category for finding in found[1].findings] == ["numeric"]
    assert found[1].old.id == 1


def test_a_history_that_begins_hidden():
    assert notes(made(None, "a", "b")) == [["hidden"], []]


def test_an_equal_neighbour_is_noted():
    assert notes(made("a", "a", "b")) == [["same-text"], []]


def test_a_gap_and_a_step_back_in_time_are_noted():
    first, second, third = made("a", "b", "c")
    assert notes([first, third]) == [["gap"]]
    assert notes([second, replace(first, text="x")]) == [["order"]]


def test_a_page_that_was_renamed_is_noted():
    first, second = made("a", "a")
    moved = replace(second, page=Page(wiki="enwiki", title="Another", id=7))
    assert notes([first, moved]) == [["renamed", "same-text"]]


def test_a_revert_is_found_within_the_radius_alone():
    texts = ["a", "b", "c", "d", "a"]
    codes = [[finding.code for finding in analysis.findings] for analysis in wikidiff.analyze_history(made(*texts))]
    assert codes[-1] == ["RVT001"]
    near = [finding.code for finding in list(wikidiff.analyze_history(made(*texts), radius=1))[-1].findings]
    assert near != ["RVT001"]


def test_revisions_are_taken_one_by_one():
    taken = []

    def source():
        for revision in made("a", "b", "c", "d"):
            taken.append(revision.id)
            yield revision

    list(islice(wikidiff.analyze_history(source()), 1))
    assert taken == [1, 2]


@pytest.mark.parametrize("revisions", [[], made("a")])
def test_a_history_without_a_pair(revisions):
    assert list(wikidiff.analyze_history(revisions)) == []


def test_what_is_no_revision_is_refused():
    with pytest.raises(InputError, match="entry 2"):
        list(wikidiff.analyze_history([Revision(text="a"), "b"]))  # type: ignore[list-item]
    with pytest.raises(InputError, match="radius"):
        list(wikidiff.analyze_history([], radius=0))
