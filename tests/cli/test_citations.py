"""`wikidiff citations`: one text's sources as a table, JSON, lines and CSV."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from wikidiff.cli import main
from wikidiff.report.bibliography import COLUMNS

TEXT = """Lead.<ref name="a">{{cite web|url=http://news.example.co.uk/b|title=A ''title''|last1=Doe|first1=J
|isbn=123}}</ref>
== Part ==
Words.<ref name="a"/><ref>http://example.org/c</ref> More.<ref>{{cite web|title==HYPERLINK("x")
|url=javascript:alert(1)}}</ref>
"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.wikitext"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*args: object, stdin: str | None = None):
    return CliRunner().invoke(main, ["citations", *map(str, args)], prog_name="wikidiff", input=stdin)


def test_the_table_tells_each_source_and_what_is_wrong(page):
    result = run(page, "--width", 100)
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[0] == "page.wikitext"
    assert lines[1].startswith("3 sources, 1 use; something is wrong with 3: ")
    assert any(line.split()[:4] == ["1", "1", "A", "title"] and line.endswith("2×") for line in lines)
    assert "invalid identifier: isbn 123 cannot be right" in result.stdout
    assert "invalid address: javascript:alert(1) is no address of the web" in result.stdout
    assert "\x1b" not in result.stdout, "no escape sequence, so no link either"
    assert all(len(line) <= 100 for line in lines)


def test_table_and_terminal_are_one(page):
    assert run(page, "-f", "table").stdout == run(page, "-f", "terminal").stdout == run(page).stdout


def test_json_has_everything(page):
    document = json.loads(run(page, "-f", "json").stdout)
    assert (document["schema"], document["wiki"], document["notes"]) == (1, "enwiki", [])
    assert document["summary"] == {
        "citations": 4,
        "definitions": 3,
        "uses": 1,
        "problems": {"bare": 1, "invalid_address": 1, "invalid_identifier": 1},
    }
    first, second, third, fourth = document["citations"]
    for citation in document["citations"]:
        assert TEXT[citation["start"] : citation["end"]] == citation["text"]
        for field in citation["fields"]:
            assert TEXT[field["start"] : field["end"]] == field["value"]
        for problem in citation["problems"]:
            assert citation["start"] <= problem["start"] < problem["end"] <= citation["end"]
    assert (first["domain"], first["authors"], first["called_by"]) == ("example.co.uk", ["Doe, J"], [2])
    assert (second["use"], second["calls"], second["section"], second["line"]) == (True, [1], ["Part"], 4)
    assert [problem["code"] for problem in third["problems"]] == ["bare"]
    assert fourth["urls"] == []


def test_lines_are_the_citations_of_the_json(page):
    lines = [json.loads(line) for line in run(page, "-f", "jsonl").stdout.splitlines()]
    assert lines == json.loads(run(page, "-f", "json").stdout)["citations"]


def test_csv_is_safe_for_spreadsheets(page):
    rows = list(csv.DictReader(io.StringIO(run(page, "-f", "csv").stdout)))
    assert tuple(rows[0]) == COLUMNS
    assert [row["number"] for row in rows] == ["1", "2", "3", "4"]
    assert rows[3]["title"] == '\'=HYPERLINK("x")'
    assert rows[0]["problems"] == "invalid_identifier: isbn 123 cannot be right"
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]


def test_only_what_is_wrong(page):
    document = json.loads(run(page, "--problems", "-f", "json").stdout)
    assert [citation["number"] for citation in document["citations"]] == [1, 3, 4]


def test_a_list_that_the_user_names(page, tmp_path):
    ratings = tmp_path / "ratings.csv"
    ratings.write_text("domain,status,note\nexample.org,doubtful,self-published\n", encoding="utf-8")
    result = run(page, "--reliability", ratings)
    assert "! doubtful: by ratings.csv: self-published" in result.stdout
    document = json.loads(run(page, "--reliability", ratings, "-f", "json").stdout)
    assert [citation["reliability"] for citation in document["citations"]][2] == [
        {"domain": "example.org", "status": "doubtful", "note": "self-published", "list": "ratings.csv"}
    ]
    assert run(page, "--reliability", tmp_path / "none").exit_code == 2


def test_standard_input_and_an_output_file(tmp_path):
    target = tmp_path / "out.csv"
    result = run("-", "-o", target, stdin=TEXT)
    assert (result.exit_code, result.stdout) == (0, "")
    assert target.read_text(encoding="utf-8").startswith("number,line,")
    assert run("-", "--reliability", "-", stdin=TEXT).exit_code == 2


def test_another_wiki(tmp_path):
    page = tmp_path / "seite"
    page.write_text("<ref>{{Internetquelle|url=http://a.de/b|titel=T|abruf=2020}}</ref>", encoding="utf-8")
    assert json.loads(run(page, "-l", "de", "-f", "json").stdout)["citations"][0]["fields"][2]["name"] == "access-date"
    assert json.loads(run(page, "--site", "dewiki", "-f", "json").stdout)["wiki"] == "dewiki"


def test_a_revision_is_named_with_its_wiki():
    result = run("123456789")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "wikidiff: 123456789: there is no such file; a revision is named with --wiki\n"


def test_what_cannot_be_read_is_one_sentence(tmp_path):
    bad = tmp_path / "bad"
    bad.write_bytes(b"\xff\xfe")
    assert run(bad).exit_code == 4
    assert run(tmp_path / "none").exit_code == 2
    assert run(tmp_path).exit_code == 2


def test_an_empty_text_has_no_sources(tmp_path):
    page = tmp_path / "empty"
    page.write_text("", encoding="utf-8")
    assert run(page).stdout.splitlines()[1] == "0 sources, 0 uses; nothing is wrong that the text can tell"
    assert run(page, "-f", "csv").stdout.splitlines() == [",".join(COLUMNS)]
    assert json.loads(run(page, "-f", "json").stdout)["citations"] == []


def test_notes_say_what_was_read_otherwise(tmp_path):
    page = tmp_path / "page"
    page.write_bytes("\ufeffOne.<ref>two\r\n".encode())
    document = json.loads(run(page, "-f", "json").stdout)
    assert [note["code"] for note in document["notes"]] == ["byte_order_mark", "line_breaks", "unclosed_ref"]
    assert "never closes" in run(page).stdout


def test_right_to_left_and_wide_words_stay_in_their_columns(tmp_path):
    page = tmp_path / "page"
    page.write_text(
        "<ref>{{cite web|title=标题很长很长|url=http://a.example/b}}</ref><ref>كتاب عن برلين</ref>", encoding="utf-8"
    )
    result = run(page, "--width", 60)
    assert "标题很长很长" in result.stdout
    assert "\u2067كتاب عن برلين\u2069" in result.stdout
