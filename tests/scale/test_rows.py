from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wikidiff
from tests.report import samples
from tests.test_wire import findings as any_findings
from tests.test_wire import texts
from wikidiff.model import (
    Analysis,
    Between,
    Category,
    Detail,
    Finding,
    Note,
    Occurrence,
    Page,
    Revision,
    Side,
    Slot,
    User,
    Work,
)
from wikidiff.scale import arrow
from wikidiff.scale.columns import TABLES, TYPED, VERSION
from wikidiff.scale.pairs import error_row
from wikidiff.scale.rows import finding_rows, from_rows, revision_row, to_rows
from wikidiff.scale.tasks import lines

# What tables hold: offsets of texts, ids and sizes of wikis; JSON knows no bounds.
small = st.integers(0, 2**31 - 1)
large = st.none() | st.integers(-(2**63), 2**63 - 1)
moments = st.none() | st.datetimes(timezones=st.just(UTC))
pages = st.none() | st.builds(
    Page,
    wiki=st.none() | texts,
    title=st.none() | texts,
    id=large,
    namespace=st.none() | small,
    script=st.none() | texts,
)
users = st.none() | st.builds(User, name=st.none() | texts, id=large, temporary=st.booleans(), bot=st.booleans())
slots = st.builds(Slot, role=texts, model=st.none() | texts, sha1=st.none() | texts)
revisions = st.builds(
    Revision,
    id=large,
    text=st.none() | texts,
    page=pages,
    parent_id=large,
    timestamp=moments,
    user=users,
    comment=st.none() | texts,
    minor=st.none() | st.booleans(),
    tags=st.lists(texts, max_size=2).map(tuple),
    sha1=st.none() | texts,
    bytes=large,
    hidden=st.sets(st.sampled_from(("text", "user", "comment"))).map(frozenset),
    suppressed=st.booleans(),
    missing=st.sets(st.sampled_from(("revision", "text", "mediainfo"))).map(frozenset),
    model=st.none() | texts,
    slots=st.lists(slots, max_size=1).map(tuple),
)
sides = st.builds(Side, small, small, texts)
typed = st.dictionaries(
    st.sampled_from([column.name for column in TYPED]),
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), texts, st.lists(texts, max_size=2)),
    max_size=4,
)
findings = st.builds(
    lambda finding, places, more: Finding(
        **{name: getattr(finding, name) for name in finding.__slots__ if name not in {"occurrences", "detail"}},
        occurrences=places,
        detail=Detail({**finding.detail, **more}),
    ),
    any_findings,
    st.lists(st.builds(Occurrence, sides, sides), max_size=2).map(tuple),
    typed,
)
analyses = st.builds(
    Analysis,
    language=texts,
    site=st.none() | texts,
    old=revisions,
    new=revisions,
    findings=st.lists(findings, max_size=2).map(tuple),
    notes=st.lists(st.builds(Note, texts, texts), max_size=2).map(tuple),
    work=st.builds(Work, small, small, small),
    between=st.none()
    | st.builds(Between, revisions=small, users=st.none() | small, more=st.booleans(), same=st.booleans()),
)


@given(analyses)
def test_rows_are_read_back_without_loss(made):
    assert from_rows(*to_rows(made)) == made


@given(analyses)
def test_so_are_lines_of_json(made):
    revision, found = to_rows(made)
    (told,) = map(json.loads, lines("revisions", [revision]).splitlines())
    assert from_rows(told, map(json.loads, lines("findings", found).splitlines())) == made


@given(analyses)
def test_and_tables_of_arrow(made):
    revision, found = to_rows(made)
    (told,) = arrow.table_of("revisions", [revision]).to_pylist()
    assert from_rows(told, reversed(arrow.table_of("findings", found).to_pylist())) == made


@given(analyses)
def test_rows_are_sound_when_they_are_written_however_they_came(made):
    """Nobody looks for lone surrogates before: whoever writes rows meets them, and writes what `to_rows` gives."""
    revision, found = to_rows(made)
    raw, raw_found = revision_row(made), finding_rows(made)
    assert lines("revisions", [raw]) == lines("revisions", [revision])
    assert lines("findings", raw_found) == lines("findings", found)
    assert arrow.packed("revisions", [raw, revision]) == arrow.packed("revisions", [revision, revision])
    assert arrow.packed("findings", raw_found) == arrow.packed("findings", found)


def test_an_error_about_a_page_whose_title_utf_8_cannot_hold_is_a_row():
    row = error_row("failed", Revision(id=1, page=Page(title="a \ud800")), "no \udfff")
    (told,) = map(json.loads, lines("errors", [row]).splitlines())
    assert told == {**row, "title": "a \\ud800", "message": "no \\udfff"}
    assert arrow.table_of("errors", [row]).to_pylist() == [told]


@pytest.mark.parametrize("name", samples.ALL)
def test_reports_are_read_back_without_loss(name):
    made = samples.ALL[name]()
    revision, found = to_rows(made)
    (told,) = arrow.table_of("revisions", [revision]).to_pylist()
    again = from_rows(told, arrow.table_of("findings", found).to_pylist())
    assert again == made
    assert json.loads(wikidiff.to_json(again)) == json.loads(wikidiff.to_json(made))


def test_what_all_findings_of_a_category_share_stands_in_columns():
    terms = finding_rows(wikidiff.compare("He is the chairman. A chairman sat.", "He is the chair. A chair sat."))
    figures = finding_rows(wikidiff.compare("The town has 12,400 people.", "The town has 14,200 people."))
    assert [(row["old_term"], row["new_term"], row["remaining"]) for row in terms] == [("chairman", "chair", 0)]
    assert figures[0]["delta"] == 1800
    assert json.loads(figures[0]["detail"])["old"]["value"] == 12400
    assert "delta" not in json.loads(figures[0]["detail"])


def test_a_value_that_its_column_cannot_hold_stays_json():
    made = Finding(
        **{
            **{name: getattr(SAMPLE, name) for name in SAMPLE.__slots__},
            "detail": Detail({"remaining": 2**40, "delta": 2**60, "score": True, "old_term": None, "urls": ("a", 1)}),
        }
    )
    (row,) = finding_rows(Analysis(language="en", old=Revision(), new=Revision(), findings=(made,)))
    assert [row[name] for name in ("remaining", "delta", "score", "old_term", "urls")] == [None] * 5
    assert json.loads(row["detail"]) == made.detail.plain()


SAMPLE = wikidiff.compare("The town has 12,400 people.", "The town has 14,200 people.").findings[0]


def test_schemas_carry_the_version_of_the_wire_and_every_column():
    for name, columns in TABLES.items():
        schema = arrow.schema(name)
        assert schema.names == [column.name for column in columns]
        assert schema.metadata == {b"wikidiff.schema": str(VERSION).encode(), b"wikidiff.table": name.encode()}
    assert {f"count_{category}" for category in Category} < set(arrow.schema("revisions").names)
    assert set(to_rows(Analysis(language="en", old=Revision(), new=Revision()))[0]) == {
        column.name for column in TABLES["revisions"]
    }


def test_only_leaves_findings_out_and_keeps_their_positions():
    made = wikidiff.compare("It is in Kiev, with 5 lakes.", "It is in Kyiv, with 6 lakes.")
    assert len(made.findings) == 2
    (row,) = finding_rows(made, frozenset({Category.NUMERIC}))
    assert made.findings[row["position"]].category == "numeric"
    assert revision_row(made)["findings"] == 2


def test_an_analysis_is_a_table_for_pandas_and_polars():
    made = wikidiff.compare("The town has 12,400 people.", "The town has 14,200 people.")
    table = made.to_dataframe()
    assert isinstance(table, pa.Table)
    frame = pd.DataFrame.from_arrow(table)  # type: ignore[attr-defined]  # newer than its stubs
    assert list(frame["code"]) == ["NUM001"]
    assert pl.DataFrame(table)["delta"].to_list() == [1800.0]


def test_without_pyarrow_one_sentence_says_what_to_install():
    code = (
        "import sys; sys.modules['pyarrow'] = None\nimport wikidiff\nfrom wikidiff.errors import MissingExtra\n"
        "try: wikidiff.compare('a', 'b').to_dataframe()\nexcept MissingExtra as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "tables of Arrow need pyarrow; run pip install 'wikidiff[arrow]'\n"
    assert "pandas" not in sys.modules["wikidiff.scale.arrow"].__dict__
