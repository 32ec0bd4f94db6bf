"""`wikidiff scan`: a file or standard input, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from wikidiff.cli import main

TEXT = "== Use ==\nThe stunning regime, some say.<ref>http://example.org/a</ref> A stunning end.\n"


def run(*args: str, input: bytes | str | None = None):  # noqa: A002  (click's name)
    return CliRunner().invoke(main, ["scan", *args], input=input, prog_name="wikidiff")


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("text.txt").write_text(TEXT, encoding="utf-8")
    return "text.txt"


def test_the_report_names_device_weight_guideline_and_place(file):
    result = run(file)
    assert result.exit_code == 0
    for part in ("text.txt: 4 words to watch and 1 bare source", "peacock (MOS:PEACOCK): 2", "consider", "[stunning]"):
        assert part in result.stdout
    assert "perhaps “government”" in result.stdout
    assert "http://example.org/a · Use" in result.stdout
    assert "must" not in result.stdout


def test_places_are_shortened(file):
    assert "and 1 more place\n" in run(file, "--places", "1").stdout


def test_no_line_is_wider_than_asked(file):
    lines = run(file, "--width", "50").stdout.splitlines()
    assert max(len(line) for line in lines if "http" not in line) <= 50


def test_json_holds_the_same_places(file):
    record = json.loads(run(file, "--format", "json").stdout)
    assert [key for key in record if key in ("schema", "language", "site", "size", "words", "sources", "notes")] == [
        "schema", "language", "site", "size", "words", "sources", "notes",
    ]  # fmt: skip
    assert (record["schema"], record["size"]) == (1, len(TEXT))
    assert [TEXT[word["start"] : word["end"]] for word in record["words"]] == [word["text"] for word in record["words"]]
    assert set(record["words"][0]) == {
        "text", "start", "end", "section", "context", "device", "weight", "guideline", "advice", "neutral",
    }  # fmt: skip
    assert record["sources"][0]["url"] == "http://example.org/a"


def test_jsonl_is_one_line(file):
    lines = run(file, "-f", "jsonl").stdout.splitlines()
    assert len(lines) == 1
    assert json.loads(lines[0]) == json.loads(run(file, "-f", "json").stdout)


def test_standard_input_is_read():
    result = run("-", "-l", "de", input=b"Das Regime.\n")
    assert result.exit_code == 0
    assert "standard input: 1 word to watch." in result.stdout
    assert "Note: the weights of words to watch for 'de'" in " ".join(result.stdout.split())


def test_nothing_found_is_said():
    assert run("-", input=b"A house.\n").stdout == "standard input: no words to watch and no bare sources were found.\n"


def test_a_file_takes_the_format_of_its_name(file):
    assert run(file, "-o", "out.json").stdout == ""
    assert json.loads(Path("out.json").read_text(encoding="utf-8"))["words"]


def test_line_breaks_are_noted():
    assert "line_breaks" in run("-", "-f", "json", input=b"A stunning place.\r\n").stdout


@pytest.mark.parametrize(
    ("args", "data", "status", "part"),
    [
        pytest.param(["missing.txt"], None, 2, "there is no such file", id="no file"),
        pytest.param(["-"], b"\xff\xfe", 4, "this is not UTF-8", id="bad data"),
        pytest.param([], None, 2, "missing argument", id="no argument"),
        pytest.param(["-", "-f", "html"], b"", 2, "html", id="unknown format"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_a_status(args, data, status, part):
    result = run(*args, input=data)
    assert (result.exit_code, result.stdout) == (status, "")
    assert part in result.stderr.lower() or part in result.stderr
    assert result.stderr.count("\n") == 1
