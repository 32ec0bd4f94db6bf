"""The queries of the cookbook run, on a few real histories, and each gives what its page says it gives."""

from __future__ import annotations

import pytest

from benchmarks.scale import histories
from tests.scale.made import Given
from tools import cookbook
from wikidiff.scale.run import Manner, run

TITLES = {"Rio Grande", "Amen"}
QUERIES = [
    pytest.param(page, query, id=f"{page.stem}-{number}")
    for page in cookbook.PAGES
    for number, query in enumerate(cookbook.queries(page))
]


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cookbook")
    (folder / "a").touch()
    some = [entry for entry in histories(TITLES) if entry.timestamp and entry.timestamp.year < 2007][:160]
    run([str(folder / "a")], folder / "out", opener=lambda *_: Given(some), manner=Manner(jobs=1))
    return cookbook.tables(folder / "out")


@pytest.mark.parametrize(("page", "query"), QUERIES)
def test_a_query_runs_and_its_columns_are_those_shown(connection, page, query):
    told = cookbook.shown(connection, query)
    shown = {match["query"]: match["output"] for match in cookbook.QUERY.finditer(page.read_text(encoding="utf-8"))}
    assert told.split("\n")[0].split() == shown[query].split("\n")[0].split()
    if "having" not in query and "terminology" not in query:
        assert len(told.splitlines()) > 2, "no row"


def test_questions_have_the_answers_that_the_edits_give(connection):
    asked = [query for page in cookbook.PAGES for query in cookbook.queries(page)]
    numbers = next(query for query in asked if "'numeric'" in query)
    assert "1000 miles" in cookbook.shown(connection, numbers)
    assert len(asked) >= 8
