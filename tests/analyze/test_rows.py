"""Cells of a row belong to their columns, whether each has a line of its own or all stand on one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wikidiff
from tests.bounded import calls
from tests.laws import laws
from wikidiff.analyze.rows import columns
from wikidiff.model import Block
from wikidiff.wikitext.segment import Blocks
from wikidiff.wikitext.tables import cut

GAMES = (("Year", "Home", "Away", "Note"), ("1999", "12", "15", "final"), ("2001", "7", "21", "semi"))
TOWNS = (
    ("Year", "Town", "Population", "Mayor"),
    ("1999", "Arlen", "2,100,000", "Hank Hill"),
    ("2001", "Lanton", "445,000", "Dale Gribble"),
    ("2008", "Nemville", "347,000", "Bill Dauterive"),
)
Rows = tuple[tuple[str, ...], ...]


def page(rows: Rows, lines: bool) -> str:
    """Write a table whose headers stand on one line, and whose cells stand on one each if asked."""
    body = ["\n".join(f"| {cell}" for cell in row) if lines else "| " + " || ".join(row) for row in rows[1:]]
    return "\n".join(
        ["Text.", "", '{| class="wikitable"', "! " + " !! ".join(rows[0]), "|-", "\n|-\n".join(body), "|}"]
    )


def found(old: Rows, new: Rows, lines: bool) -> list[tuple[str, str, str, str]]:
    """Return category, action and both texts of each finding."""
    findings = wikidiff.compare(page(old, lines), page(new, lines)).findings
    return [(f.category.value, f.action.value, f.old.strip(" |\n-"), f.new.strip(" |\n-")) for f in findings]


def with_row(rows: Rows, number: int, *cells: str) -> Rows:
    return (*rows[:number], cells, *rows[number + 1 :])


def in_order(rows: Rows, *columns: int) -> Rows:
    return tuple(tuple(row[column] for column in columns) for row in rows)


@pytest.mark.parametrize("lines", [True, False], ids=["a cell a line", "a row a line"])
class TestRows:
    def test_figures_that_change_places_are_two_changes(self, lines):
        assert found(GAMES, with_row(GAMES, 1, "1999", "15", "12", "final"), lines) == [
            ("numeric", "change", "12", "15"),
            ("numeric", "change", "15", "12"),
        ]

    def test_names_that_change_places_say_something_else(self, lines):
        old = (("Year", "Winner", "Loser"), ("1999", "Anna Beck", "Clara Dorn"), ("2001", "Eva Falk", "Gerda Horn"))
        new = with_row(old, 1, "1999", "Clara Dorn", "Anna Beck")
        changes = wikidiff.compare(page(old, lines), page(new, lines)).findings
        assert [(f.old, f.new, f.meaning) for f in changes] == [
            ("Anna Beck", "Clara Dorn", True),
            ("Clara Dorn", "Anna Beck", True),
        ]

    def test_figures_that_seem_to_move_a_column_on_are_held_against_those_of_their_column(self, lines):
        old = (("Player", "Games", "Goals", "Cards"), ("Smith", "12", "15", "3"), ("Brown", "30", "8", "0"))
        assert found(old, with_row(old, 1, "Smith", "15", "3", "4"), lines) == [
            ("numeric", "change", "12", "15"),
            ("numeric", "change", "15", "3"),
            ("numeric", "change", "3", "4"),
        ]

    def test_values_that_change_rows_are_changes(self, lines):
        new = (TOWNS[0], ("1999", "Lanton", *TOWNS[1][2:]), ("2001", "Arlen", *TOWNS[2][2:]), TOWNS[3])
        assert found(TOWNS, new, lines) == [
            ("content", "change", "Arlen", "Lanton"),
            ("content", "change", "Lanton", "Arlen"),
        ]

    def test_cells_that_stay_are_told_by_their_spaces_alone_where_columns_change_places(self, lines):
        old, new = page(TOWNS, lines), page(in_order(TOWNS, 0, 2, 1, 3), lines).replace("| 1999", "|1999")
        assert {f.code for f in wikidiff.compare(old, new).findings} <= {"CNT005", "FMT001", "FMT005", "CPY003"}

    def test_columns_that_change_places_are_one_move(self, lines):
        old, new = page(TOWNS, lines), page(in_order(TOWNS, 0, 2, 1, 3), lines)
        (finding,) = wikidiff.compare(old, new).findings
        assert (finding.code, finding.meaning, len(finding.occurrences)) == ("CNT005", False, 4)

    def test_a_cell_that_came_pushes_the_others_on(self, lines):
        row = ("1999", "North", *TOWNS[1][1:])
        assert found(TOWNS, with_row(TOWNS, 1, *row), lines) == [("content", "add", "", "North")]

    def test_words_pushed_on_by_an_empty_cell_are_not_held_against_each_other(self, lines):
        old = with_row(TOWNS, 1, "1999", "Arlen", "Hank Hill", "")
        new = with_row(TOWNS, 1, "1999", "", "Arlen", "Hank Hill")
        assert not any(category == "content" and old and new for category, _, old, new in found(old, new, lines))

    @pytest.mark.parametrize("column", range(4))
    def test_a_column_that_came_or_went_is_one(self, lines, column):
        narrow, wide = page(in_order(TOWNS, *({0, 1, 2, 3} - {column})), lines), page(TOWNS, lines)
        for old, new, verb in ((narrow, wide, "added"), (wide, narrow, "removed")):
            (finding,) = wikidiff.compare(old, new).findings
            assert finding.message == f"A column of a table was {verb}: “{TOWNS[0][column]}” in 4 places."

    def test_cells_that_lost_their_words_are_no_column(self, lines):
        new = (TOWNS[0], *((*row[:3], "") for row in TOWNS[1:]))
        assert all("column" not in f.message for f in wikidiff.compare(page(TOWNS, lines), page(new, lines)).findings)

    def test_a_row_that_came_is_one(self, lines):
        for rows in (TOWNS[:3], (*TOWNS[:2], TOWNS[3])):
            (finding,) = wikidiff.compare(page(rows, lines), page(TOWNS, lines)).findings
            assert (finding.action.value, finding.message.partition(":")[0]) == ("add", "A row of a table was added")
            assert finding.new.startswith("|-\n| 200")

    def test_rows_in_another_order_are_a_move_and_nothing_else(self, lines):
        (finding,) = wikidiff.compare(page(TOWNS, lines), page((TOWNS[0], *TOWNS[:0:-1]), lines)).findings
        assert (finding.code, finding.meaning, finding.message.partition(":")[0]) == (
            "CNT005",
            False,
            "A row of a table moved",
        )

    def test_a_row_that_moved_shows_what_was_edited_in_it(self, lines):
        new = (TOWNS[0], *TOWNS[2:], ("1999", "Arlen", "2,300,000", "Hank Hill"))
        findings = wikidiff.compare(page(TOWNS, lines), page(new, lines)).findings
        assert [(f.code, f.action.value) for f in findings] == [("CNT005", "move"), ("NUM001", "change")]
        assert (findings[1].old, findings[1].new) == ("2,100,000", "2,300,000")


def test_bars_in_links_and_templates_are_no_borders_of_cells():
    line = "| [[A|b]] || {{x|1||2}} || <!-- || --> c !! d\n"
    text = "{|\n" + line + "|}"
    spans = cut(Blocks(text), text.index("[["), text.index("\n|}"))
    assert [text[start:end] for start, end in spans] == ["[[A|b]] ", " {{x|1||2}} ", " <!-- || --> c !! d"]


def test_headers_may_be_cut_by_either_mark():
    text = "{|\n! a !! b || c\n|}"
    spans = cut(Blocks(text), text.index("a"), text.index("\n|}"))
    assert [text[start:end].strip() for start, end in spans] == ["a", "b", "c"]


@pytest.mark.parametrize("line", ["! a !! b !! c", "! x !! b !! c"])
def test_every_mark_between_headers_that_became_another_is_told(line):
    old, new = "{|\n! a !! b || c\n|}", f"{{|\n{line}\n|}}"
    for one, other in ((old, new), (new, old)):
        assert list(laws.comparison(one, other, wikidiff.compare(one, other))) == []


def test_a_row_that_grows_in_every_place_is_bounded_work():
    cells = [f"| w{number} x" for number in range(120)]
    grown = [line for number, cell in enumerate(cells) for line in (cell, f"| new {number}")[: 1 + number % 2]]

    def work(times: int) -> int:
        old, new = ("{|\n|-\n" + "\n".join(row[: len(row) * times // 4]) + "\n|}" for row in (cells, grown))
        return calls(lambda: wikidiff.compare(old, new))

    assert work(4) < 3 * work(2)


def line_of(cells: list[str]) -> tuple[Blocks, Block]:
    blocks = Blocks("{|\n|" + "||".join(cells) + "\n|}")
    return blocks, blocks.cover(0, len(blocks.text))[1]


CELLS = st.lists(st.text("ab1 ", max_size=4), min_size=1, max_size=5)


@given(CELLS, CELLS)
def test_columns_lose_nothing_of_a_line(before, after):
    """The pairs of a line come in order, lie within it, and between them stand the same marks on both sides."""
    (old, left), (new, right) = line_of(before), line_of(after)
    span = (left.value_start, left.value_end, right.value_start, right.value_end)
    pairs = columns(old, new, span)
    assert (pairs[0][0], pairs[-1][1], pairs[0][2], pairs[-1][3]) == span
    for (_, o1, _, n1), (o2, _, n2, _) in pairwise(pairs):
        assert old.text[o1:o2] == new.text[n1:n2] == "||"
