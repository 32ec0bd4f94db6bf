"""`wikidiff history`: a file of revisions told on the terminal, as a page, as figures, and as analyses."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import wikidiff
from tests.history.histories import made
from wikidiff.cli import main
from wikidiff.cli.progress import Progress
from wikidiff.model import Page
from wikidiff.sources.lines import to_line

RIVER = "The river is {} km long.<ref>http://a.org/{}</ref>\n\n== Use ==\nMany people use it every day.\n"


def run(*args: str, input: str | None = None):  # noqa: A002  (click's name)
    return CliRunner().invoke(main, ["history", *args], input=input, prog_name="wikidiff")


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    revisions = made(*(RIVER.format(value, value) for value in (3034, 2900, 3034, 2900, 3100)), users="ABABC", hours=24)
    Path("page.jsonl").write_text("".join(to_line(revision) + "\n" for revision in revisions), encoding="utf-8")
    return "page.jsonl"


def test_the_terminal_tells_each_revision_and_then_the_story(file):
    result = run(file, "--number", "river", "--term", "people", "--origin", "every day", "--by", "user")
    assert result.exit_code == 0, result.output
    for part in (
        "2024-01-03 00:00  B ",
        "5 revisions by 3 users, 2024-01-02 to 2024-01-06",
        "number  river",
        "“3034 km” → “2900 km”",
        "Disputes",
        "put back 2 times",
        "What stood, and how long",
        "who wrote  every day",
        "By user",
    ):
        assert part in result.stdout, part
    assert any(mark in result.stdout for mark in "▁▂▃▄▅▆▇█")


def test_brief_leaves_the_revisions_out(file):
    assert "2024-01-03 00:00" in run(file).stdout.splitlines()[0]
    assert run(file, "--brief").stdout.startswith("A page\n5 revisions")


def test_no_line_is_wider_than_asked(file):
    lines = run(file, "--width", "60", "--number", "river", "--by", "month").stdout.splitlines()
    assert max(len(line) for line in lines) <= 60


def test_jsonl_is_every_analysis(file):
    lines = run(file, "--format", "jsonl").stdout.splitlines()
    analyses = [wikidiff.from_json(line) for line in lines]
    assert [(analysis.old.id, analysis.new.id) for analysis in analyses] == [(1, 2), (2, 3), (3, 4), (4, 5)]


def test_json_is_the_story_in_figures(file):
    found = json.loads(run(file, "--format", "json", "--number", "river", "--by", "category").stdout)
    assert (found["title"], found["wiki"], len(found["revisions"])) == ("A page", "enwiki", 5)
    assert found["timelines"][0]["counts"] == [3034.0, 2900.0, 3034.0, 2900.0, 3100.0]
    assert {entry["category"] if "category" in entry else entry["key"] for entry in found["counts"]} >= {"revert"}


def test_csv_has_a_row_a_revision_an_event_or_a_count(file):
    def table(*args):
        return list(csv.reader(io.StringIO(run(file, "--format", "csv", *args).stdout)))

    assert [row[:3] for row in table()[:2]] == [["page", "number", "revision"], ["A page", "0", "1"]]
    assert [row[3] for row in table("--number", "river")][:3] == ["turn", "appeared", "changed"]
    assert [row[1] for row in table("--by", "month")] == ["month", "2024-01"]


def test_a_cell_is_no_formula(file):
    revisions = made("a", "b", users=["=A()", "+B"])
    text = "".join(to_line(revision) + "\n" for revision in revisions)
    rows = list(csv.reader(io.StringIO(run("-", "--format", "csv", input=text).stdout)))
    assert [row[4] for row in rows[1:]] == ["'=A()", "'+B"]


def test_html_is_one_page_that_needs_nothing(file):
    result = run(file, "--number", "river", "--section", "Use", "--by", "user", "-o", "page.html")
    assert result.exit_code == 0, result.output
    page = Path("page.html").read_text(encoding="utf-8")
    for part in (
        "<svg",
        "Content-Security-Policy",
        "History of A page",
        "put back 2 times",
        "Number: <bdi>river</bdi>",
    ):
        assert part in page, part
    assert "<script" not in page
    assert " style=" not in page


def test_hostile_text_stays_text(file):
    hostile = "<script>alert(1)</script> \u202e {{x|<img src=x onerror=alert(1)>}}"
    texts = (
        f"A long line of words. {hostile}",
        "A long line of words.",
        f"A long line of words. {hostile}",
        "A long line of words.",
    )
    revisions = made(*texts, users=["<b>A</b>", "B", "<b>A</b>", "B"])
    text = "".join(to_line(revision) + "\n" for revision in revisions)
    page = run("-", "--format", "html", "--term", "<script>alert(1)</script>", input=text).stdout
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>A" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize(
    ("args", "ids"),
    [
        (["--since", "2024-01-04"], [(2, 3), (3, 4), (4, 5)]),
        (["--until", "2024-01-04"], [(1, 2), (2, 3)]),
        (["--since", "2024-01-04", "--until", "2024-01-05"], [(2, 3), (3, 4)]),
        (["--limit", "2"], [(3, 4), (4, 5)]),
        (["--limit", "99"], [(1, 2), (2, 3), (3, 4), (4, 5)]),
    ],
)
def test_a_part_of_the_history(file, args, ids):
    lines = run(file, "--format", "jsonl", *args).stdout.splitlines()
    analyses = [wikidiff.from_json(line) for line in lines]
    assert [(analysis.old.id, analysis.new.id) for analysis in analyses] == ids


def test_collapse_takes_a_row_of_one_user_as_one(tmp_path, monkeypatch):
    text = "".join(to_line(revision) + "\n" for revision in made("a", "b", "c", "d", users="ABBA"))
    lines = run("-", "--format", "jsonl", "--collapse", input=text).stdout.splitlines()
    assert [wikidiff.from_json(line).new.id for line in lines] == [3, 4]


def several() -> str:
    lines = []
    for number, title in enumerate(("One", "Two"), 1):
        page = Page(wiki="enwiki", title=title, id=number)
        lines += [
            to_line(revision.__class__(id=revision.id, text=revision.text, page=page)) for revision in made("a", "b")
        ]
    return "".join(line + "\n" for line in lines)


def test_several_pages_are_told_one_after_the_other():
    found = json.loads(run("-", "--format", "json", input=several()).stdout)
    assert [entry["title"] for entry in found] == ["One", "Two"]
    rows = list(csv.reader(io.StringIO(run("-", "--format", "csv", input=several()).stdout)))
    assert [row[0] for row in rows] == ["page", "One", "One", "Two", "Two"]


def test_one_page_of_several():
    assert json.loads(run("-", "--format", "json", "--page", "Two", input=several()).stdout)["title"] == "Two"
    result = run("-", "--format", "html", input=several())
    assert (result.exit_code, "more than one page" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("args", "input", "status", "said"),
    [
        (["nosuch.jsonl"], None, 2, "no such file"),
        (["-"], "", 4, "empty"),
        (["-"], "plain text", 4, "no revisions"),
        (["-", "--page", "Three"], "several", 4, "no page 'Three'"),
        (["-", "--since", "yesterday"], "several", 2, "no date"),
        (["-", "--source", "doi:x"], "several", 2, "cannot be a DOI"),
        (["-", "--term", " "], "several", 2, "empty"),
        ([], None, 2, "SOURCE"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(args, input, status, said):  # noqa: A002
    result = run(*args, input=several() if input == "several" else input)
    assert result.exit_code == status, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_progress_tells_how_long_it_may_take():
    progress = Progress()
    progress.expect(1000)
    progress.seen(250)
    progress.count = 50
    assert progress.line(10.0) == "50 revisions, 5 a second, 25 %, about 30 s left"
    progress.seen(750)
    assert progress.line(10.0) == "50 revisions, 5 a second"


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
def test_ctrl_c_keeps_what_came(tmp_path):
    """The first one ends the reading behind the present revision: the story is told of what was read."""
    path = tmp_path / "long.jsonl"
    texts = (f"The town has {number} people." for number in range(20_000))
    path.write_text("".join(to_line(revision) + "\n" for revision in made(*texts)), encoding="utf-8")
    command = [sys.executable, "-m", "wikidiff", "history", str(path), "--term", "town"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate(timeout=120)
    assert process.returncode == 130
    assert b"User 2" in first
    assert b"revisions by" in rest
    assert b"20,000 revisions" not in rest
    assert said == b"wikidiff: interrupted\n"
