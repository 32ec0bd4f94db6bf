"""The formats of `compare`, and the options that change how a report looks."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.doc_cases import ROOT
from wikidiff.cli import main
from wikidiff.cli.writing import Output

OLD, NEW = (str(ROOT / "fixtures" / "seed" / name) for name in ("old.wikitext", "new.wikitext"))
STARTS = {
    "terminal": "old.wikitext → new.wikitext\n",
    "json": "{\n",
    "jsonl": '{"schema":1',
    "html": "<!doctype html>\n",
    "markdown": "## old.wikitext → new.wikitext\n",
    "wikitext": "== old.wikitext → new.wikitext ==\n",
    "csv": "id,wiki,title,",
}
ENDINGS = {
    "a.html": "html", "a.HTM": "html", "a.md": "markdown", "a.wikitext": "wikitext", "a.wiki": "wikitext",
    "a.csv": "csv", "a.txt": "terminal", "a.jsonl": "jsonl",
}  # fmt: skip


def run(*args: str, input: str | None = None, env: dict[str, str] | None = None):  # noqa: A002  (click's name)
    return CliRunner().invoke(main, ["compare", *args], input=input, env=env, prog_name="wikidiff")


@pytest.fixture
def pairs(tmp_path):
    path = tmp_path / "pairs.jsonl"
    rows = [
        {"id": "first", "old": "The town has 12,400 people.", "new": "The town has 14,200 people."},
        {"id": 2, "old": "Same.", "new": "Same."},
        {"id": "half \ud83d", "old": "The chairman spoke.", "new": "The chair spoke."},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("form", STARTS)
def test_every_format_is_written(form):
    result = run(OLD, NEW, "--format", form)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(STARTS[form])
    assert result.stdout.endswith("\n")
    assert not result.stdout.endswith("\n\n")


@pytest.mark.parametrize("name", ENDINGS)
def test_the_ending_of_a_file_tells_the_format(name, tmp_path):
    path = tmp_path / name
    assert run(OLD, NEW, "-o", str(path)).exit_code == 0
    assert path.read_text(encoding="utf-8").startswith(STARTS[ENDINGS[name]])


@pytest.mark.parametrize("form", STARTS)
def test_all_pairs_go_into_one_file_in_order(form, pairs, tmp_path):
    path = tmp_path / "out"
    result = run("--pairs", pairs, "--format", form, "-o", str(path))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    text = path.read_text(encoding="utf-8")
    assert 0 <= text.index("12,400") < text.index("chairman")
    if form == "html":
        assert text.count("<!doctype html>") == text.count("</html>") == 1
        assert text.count('id="pairs"') == 1
        assert 'href="#p1-pair"' in text
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert [row["id"] for row in rows] == ["first", "half <U+D83D>"]
    if form in ("markdown", "wikitext"):
        assert text.count("first") == 1
        assert text.count("No change.") == 1


@pytest.mark.parametrize("form", ["terminal", "html", "markdown", "wikitext", "csv", "json"])
def test_only_some_findings_are_shown_and_the_others_are_counted(form):
    result = run(OLD, NEW, "--only", "numeric,citation:0.5", "--format", form)
    assert result.exit_code == 0
    shown = result.stdout
    assert "NUM001" in shown
    assert "TRM001" not in shown
    if form == "json":
        assert [note["code"] for note in json.loads(shown)["notes"]] == ["only"]
    elif form != "csv":
        assert "were left out, as asked" in shown


def test_the_gate_sees_what_is_not_shown():
    assert run(OLD, NEW, "--only", "numeric", "--fail-on", "terminology").exit_code == 1


def test_only_what_is_there_leaves_no_note():
    result = run(OLD, NEW, "--only", "meaning,copyedit,citation", "--format", "json")
    assert json.loads(result.stdout)["notes"] == []


def test_an_unknown_category_is_wrong_usage():
    result = run(OLD, NEW, "--only", "style")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no category 'style'" in result.stderr


def test_counts_alone():
    result = run(OLD, NEW, "--stat")
    assert "  terminology   2 findings in 9 places  ██\n" in result.stdout
    assert "  7 findings, 4 of which change the meaning\n" in result.stdout
    assert "TRM001" not in result.stdout
    result = run(OLD, NEW, "--stat", "--format", "html")
    assert result.exit_code == 2
    assert "--stat is of the terminal report" in result.stderr


def test_two_columns_where_there_is_room_or_where_they_are_asked_for():
    wide, narrow = run(OLD, NEW, "--width", "160").stdout, run(OLD, NEW, "--width", "149").stdout
    assert " │ " in wide
    assert " │ " not in narrow
    assert " │ " in run(OLD, NEW, "--width", "80", "--side-by-side").stdout
    assert " │ " not in run(OLD, NEW, "--width", "180", "--one-column").stdout
    both = [line for line in wide.splitlines() if "[-7,100+-]" in line]
    assert both
    assert "{+7,000+}" in both[0].partition(" │ ")[2]


def test_lines_around_a_change():
    without, within = run(OLD, NEW).stdout, run(OLD, NEW, "--context", "1").stdout
    assert "[[File:ICE HQ in DC.jpg" not in without
    assert "[[File:ICE HQ in DC.jpg" in within
    page, more = run(OLD, NEW, "-f", "html", "--context", "0").stdout, run(OLD, NEW, "-f", "html").stdout
    assert page.count('class="same') == 0 < more.count('class="same"')


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "links"),
    [
        ({}, False),
        ({"VTE_VERSION": "7402"}, True),
        ({"VTE_VERSION": "4999"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM_PROGRAM": "iTerm.app"}, True),
        ({"TERM_PROGRAM": "iTerm.app", "FORCE_HYPERLINK": "0"}, False),
        ({"FORCE_HYPERLINK": "1"}, True),
        ({"FORCE_HYPERLINK": "1", "NO_COLOR": "1"}, False),
        ({"VTE_VERSION": "7402", "TERM": "dumb"}, False),
    ],
)
def test_links_are_for_terminals_that_take_them(monkeypatch, environment, links):
    for name in ("VTE_VERSION", "TERM_PROGRAM", "FORCE_HYPERLINK", "NO_COLOR", "WT_SESSION", "KONSOLE_VERSION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Terminal(io.BytesIO(), encoding="utf-8"))
    assert Output(None).links is links


def on_terminal(tmp_path: Path, *args: str, **environment: str) -> str:
    """Return what a person sees who calls the command on a terminal of 24 lines."""
    shown = bytearray()

    def read(descriptor: int) -> bytes:
        part = os.read(descriptor, 4096)
        shown.extend(part)
        return part

    known = {
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "LINES": "24",
        "COLUMNS": "80",
        "HOME": str(tmp_path),
    }
    command = [sys.executable, "-m", "wikidiff", "compare", *args]
    child = (
        "import os, sys; os.environ.clear(); os.environ.update(eval(sys.argv[1])); os.execv(sys.argv[2], sys.argv[2:])"
    )
    saved = os.dup(1)
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, 1)
        status = pty.spawn([sys.executable, "-c", child, repr(known | environment), *command], read, lambda _: b"")
    finally:
        os.dup2(saved, 1)
        os.close(saved)
        os.close(null)
    assert os.waitstatus_to_exitcode(status) == 0
    return shown.decode("utf-8", "replace")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
class TestOnATerminal:
    """Through a pseudo-terminal, with a pager that says that it was there."""

    @pytest.fixture
    def pager(self, tmp_path):
        path = tmp_path / "pager"
        path.write_text("#!/bin/sh\necho PAGED\ncat\n", encoding="utf-8")
        path.chmod(0o755)
        return str(path)

    def test_a_long_report_goes_through_the_pager(self, tmp_path, pager):
        shown = on_terminal(tmp_path, OLD, NEW, PAGER=pager)
        assert shown.startswith("PAGED")
        assert "TERMINOLOGY" in shown

    def test_not_where_it_is_not_wanted_or_not_needed(self, tmp_path, pager):
        assert "PAGED" not in on_terminal(tmp_path, OLD, NEW, "--no-pager", PAGER=pager)
        assert "PAGED" not in on_terminal(tmp_path, OLD, NEW, "--stat", PAGER=pager)
        assert "PAGED" not in on_terminal(tmp_path, OLD, NEW, "-f", "json", PAGER=pager)

    def test_colour_is_left_out_where_it_is_not_wanted(self, tmp_path):
        assert "\x1b[" in on_terminal(tmp_path, OLD, NEW, "--no-pager")
        assert "\x1b[" not in on_terminal(tmp_path, OLD, NEW, "--no-pager", NO_COLOR="1")
