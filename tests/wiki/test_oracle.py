"""The starter of wikidiff2: what it says is read right, and one slow pair does not hold up the others."""

from __future__ import annotations

import pytest

from tests.wiki import oracle
from tests.wiki.oracle import Gone, Line, Side, TooSlow, Wikidiff2

pytestmark = pytest.mark.skipif(bool(oracle.missing()), reason=oracle.missing() or "it is there")


@pytest.fixture(scope="module")
def wikidiff2():
    with Wikidiff2() as process:
        yield process


def shown(side):
    return [side.text[start:end] for start, end in side.changed]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("a\nb\n", "a\nb\n", ()),
        ("a\nb", "a\nb\nc", (Line(None, Side(4, "c")),)),
        ("a\nb", "b", (Line(Side(0, "a"), None),)),
        ("", "ก", (Line(None, Side(0, "ก")),)),
        ("人\nb", "人", (Line(Side(2, "b"), None),)),
    ],
)
def test_lines_that_came_and_went(wikidiff2, old, new, lines):
    answer = wikidiff2.ask(old, new)
    assert answer.lines == lines
    assert (answer.removed, answer.added) == (sum(line.old is not None for line in lines), len(lines) - answer.removed)
    assert answer.seconds > 0


def test_a_changed_line_is_both_lines(wikidiff2):
    old, new = "Überall\nDie größte Stadt hat 1,200 Häuser.\n", "Überall\nDie kleinste Stadt hat viele Häuser.\n"
    (line,) = wikidiff2.ask(old, new).lines
    assert not line.moved
    assert (line.old.start, old[line.old.start : line.old.end]) == (8, line.old.text)
    assert (line.new.start, new[line.new.start : line.new.end]) == (8, line.new.text)
    assert shown(line.old) == ["größte", "1,200"]
    assert shown(line.new) == ["kleinste", "viele"]


def test_a_moved_line_is_both_lines(wikidiff2):
    stays = "".join(f"Line {number} is about subject {number * number}.\n" for number in range(9))
    old, new = f"The mill was built long ago in stone.\n{stays}", f"{stays}The mill was built long ago in wood.\n"
    answer = wikidiff2.ask(old, new)
    ((left, arrived),) = answer.moves
    assert (left.start, old[left.start : left.end]) == (0, left.text)
    assert (arrived.start, new[arrived.start : arrived.end]) == (len(stays), arrived.text)
    assert (shown(left), shown(arrived)) == (["stone"], ["wood"])
    assert (answer.removed, answer.added) == (1, 1)


def test_a_slow_pair_is_given_up_and_the_next_one_answered():
    old, new = (" ".join(f"w{number * step % 10_007}" for number in range(12_000)) for step in (7_919, 4_729))
    with Wikidiff2() as process:
        assert process.ask("a", "b").lines
        with pytest.raises(TooSlow, match="no answer in time"):
            process.ask(old, new, seconds=0.05)
        assert process.ask("a", "b").lines
        assert process.started == 2


def test_a_process_that_ends_is_told_and_started_again():
    with Wikidiff2() as process:
        with pytest.raises(Gone, match="ended with"):
            process.ask("a", "\ud800")  # half a character: PHP cannot read the question
        assert process.ask("a", "b").lines
        assert process.started == 2
