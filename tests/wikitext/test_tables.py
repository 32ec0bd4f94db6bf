"""Tables as rows and columns: headers, cells that reach over several, marks inside constructs."""

from __future__ import annotations

import pytest

from wikidiff.wikitext.segment import Blocks
from wikidiff.wikitext.tables import LONGEST, Table, label, table

TOWNS = """{| class="wikitable"
|+ Towns
! Town !! style="x" | People !! [[Area|size]]
|-
! Aby
| 1,204 || 5
|-
! [[Norrby]]<ref>a || b</ref>
| align=right | 812
| {{nts|7}}
|}"""
SPANS = """{|
! rowspan=2 | Town !! colspan=2 | People
|-
! Men !! Women
|-
| rowspan=2 | Aby || 60 || 70
|-
| 10 || 20
|}"""


def read(text: str) -> Table:
    """Return the table that a text is."""
    found = table(Blocks(text), (0, len(text)))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "mark", "row", "column"),
    [
        (TOWNS, "1,204", "Aby", "People"),
        (TOWNS, "5\n", "Aby", "size"),
        (TOWNS, "812", "Norrby", "People"),
        (TOWNS, "{{nts", "Norrby", "size"),
        (SPANS, "60", "Aby", "Men"),
        (SPANS, "20", "Aby", "Women"),
        ("{|\n| Town || People\n|-\n| Aby || 7\n|}", "7", "Aby", "People"),
        ("{|\n| 1 || 2\n|-\n| 3 || 4\n|}", "4", "", ""),
    ],
)
def test_a_cell_has_a_row_and_a_column(text, mark, row, column):
    found = read(text)
    place = found.find(text.index(mark))
    assert place is not None
    assert (found.header_of_row(*place), found.header_of_column(*place)) == (row, column)


def test_a_place_outside_all_cells_has_none():
    assert read(TOWNS).find(TOWNS.index("Towns")) is None


def test_a_table_that_is_too_long_is_not_read():
    rows = "|-\n| a || 1\n" * (LONGEST // 11 + 1)
    text = "{|\n" + rows + "|}"
    assert table(Blocks(text), (0, len(text))) is None


def test_a_label_is_what_a_reader_sees():
    assert label("'''[[Aby parish|Aby]]'''<ref name=a>5</ref>&nbsp;<br>{{x}} town") == "Aby town"


@pytest.mark.parametrize("text", ["{|\n|}", "{|", "{|\n|-\n|-\n|}", "{|\n! colspan=999 | a\n|-\n| rowspan=999 | b\n|}"])
def test_odd_tables_are_read(text):
    found = table(Blocks(text), (0, len(text)))
    assert found is None or all(len(row) <= 100 for row in found.rows)
