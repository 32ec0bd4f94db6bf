"""The page of reports shows what the command writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.doc_cases import ROOT
from wikidiff.cli import main

PAGE = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ wikidiff (compare [^\n]*)\n```\n\n````\w+\n(.*?)\n````", PAGE, re.DOTALL)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in re.findall(r"```text (\w+\.wikitext)\n(.*?\n)```", PAGE, re.DOTALL):
        Path(name).write_text(text, encoding="utf-8")
    return tmp_path


def written(args: str) -> str:
    result = CliRunner().invoke(main, args.split(), prog_name="wikidiff", env={"COLUMNS": "80"})
    assert (result.exit_code, result.stderr) == (0, "")
    return str(result.stdout)


@pytest.mark.parametrize(("args", "text"), SHOWN, ids=[args for args, _ in SHOWN])
def test_an_example_is_what_is_written(folder, args, text):
    assert written(args).rstrip("\n") == text


def test_the_finding_of_the_page_is_one_of_the_page(folder):
    card = PAGE.partition("````html\n")[2].partition("\n````")[0]
    assert card.startswith('<article class="f"')
    assert card in written("compare old.wikitext new.wikitext --format html")


def test_every_format_that_is_text_is_shown():
    formats = {args.partition("--format ")[2] or "terminal" for args, _ in SHOWN if "--stat" not in args}
    assert formats == {"terminal", "markdown", "wikitext", "csv"}
