"""The whole way, on a real edit: two files in, what an editor would say out."""

from __future__ import annotations

import json

import jsonschema
import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from tests.doc_cases import ROOT
from wikidiff.cli import main
from wikidiff.wire import schema

OLD, NEW = (str(ROOT / "fixtures" / "seed" / name) for name in ("old.wikitext", "new.wikitext"))


def run(*args: str):
    return CliRunner().invoke(main, ["compare", OLD, NEW, *args], prog_name="wikidiff")


def test_the_report_of_the_seed_edit():
    result = run("--width", "80")
    assert (result.exit_code, result.stderr) == (0, "")
    text = " ".join(result.stdout.split())
    assert "2 terms swapped in 9 places (4 inside quotations), 1 figure lowered" in text
    assert "in 8 places, 4 of them inside quotations" in text
    assert "the source beside it did not change" in text
    assert "[-the second largest-] {+a+} contributor" in text
    assert "(ERO)[-;-]{+,+} in addition" in text
    assert "[-this-] {+and it+} has become" in text
    assert "the rest is copy-editing and source formatting" in text
    assert max(map(cell_len, result.stdout.splitlines())) <= 80


def test_the_json_of_the_seed_edit_is_of_the_schema():
    data = json.loads(run("-f", "jsonl").stdout)
    jsonschema.validate(data, schema())
    assert sum(data["summary"].values()) == len(data["findings"]) == 7
    assert data["notes"] == []


@pytest.mark.parametrize(("gate", "status"), [("terminology,tone", 1), ("numeric:0.5", 1), ("vandalism,revert", 0)])
def test_the_seed_edit_at_the_gate(gate, status):
    assert run("--fail-on", gate).exit_code == status


def test_a_page_compared_with_itself_is_no_change():
    result = CliRunner().invoke(main, ["compare", OLD, OLD], prog_name="wikidiff")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "No change.")
