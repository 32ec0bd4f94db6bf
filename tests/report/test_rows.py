from __future__ import annotations

import csv
import io
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report import samples
from wikidiff.model import Analysis, Revision
from wikidiff.report import cells, rows

DANGER = tuple("=+-@\t\r\n＝＋－＠")


def read(analysis: Analysis, name: object = None) -> list[dict[str, str]]:
    text = "".join(line + "\n" for line in rows.lines(analysis, name))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_rows_of_the_seed_edit(snapshot):
    text = "".join(line + "\n" for line in rows.lines(samples.seed()))
    assert text == snapshot.use_extension(samples.saved("csv"))


@pytest.mark.parametrize("name", samples.ALL)
def test_there_is_a_row_for_each_place_and_it_holds_the_texts(name):
    made = samples.ALL[name]()
    told = read(made, "a pair")
    places = [(finding, place) for finding in made.findings for place in finding.occurrences]
    assert len(told) == len(places)
    assert {row["id"] for row in told} == {"a pair"}
    for row in told:
        assert made.new.text is not None
        start, end = int(row["new_start"]), int(row["new_end"])
        assert row["new"].removeprefix("'") == made.new.text[start:end].replace("\ud800", "<U+D800>")


def test_numbers_stay_numbers_and_words_are_kept_from_being_formulas():
    (row,) = [row for row in read(samples.terms()) if row["category"] == "numeric"]
    assert row["delta"] == "-20"
    assert cells.cell("-20") == "'-20"
    assert cells.cell(-20) == -20


@pytest.mark.parametrize("name", samples.ALL)
def test_no_text_begins_like_a_formula(name):
    numeric = {"delta", "relative_delta"}
    for row in read(samples.ALL[name](), "=1+1"):
        assert [key for key, value in row.items() if key not in numeric and value.startswith(DANGER)] == []


@given(st.lists(st.text(), min_size=1, max_size=6))
def test_a_row_is_read_back_as_it_was_written(values):
    safe = [str(cells.cell(value)) for value in values]
    (told,) = csv.reader(io.StringIO(cells.row(values) + "\n", newline=""), strict=True)
    assert told == safe
    cells.row(values).encode("utf-8")
    assert not [value for value in told if value.startswith(DANGER)]


def test_an_analysis_without_findings_is_a_head():
    empty = Analysis(language="en", old=Revision(text="a"), new=Revision(text="a"))
    assert list(rows.lines(empty)) == [",".join(rows.COLUMNS)]
    assert list(rows.lines(empty, head=False)) == []


def test_a_table_of_pandas_reads_it():
    code = (
        "import io, sys, pandas\n"
        "table = pandas.read_csv(io.StringIO(sys.stdin.read()))\n"
        "print(len(table), table.delta.dropna().tolist(), table.meaning.eq('yes').sum())"
    )
    text = "".join(line + "\n" for line in rows.lines(samples.terms()))
    done = subprocess.run([sys.executable, "-c", code], input=text, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["12", "[-20.0]", "10"]
