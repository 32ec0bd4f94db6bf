from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tests.scale import made
from tests.scale.made import page, xml
from wikidiff.cli import main


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(
        xml((*page(["The town has 12,000 people.", "The town has 13,000 people."]), *page(["a b", "a c"], 2, 10))),
        encoding="utf-8",
    )
    return path


def call(*arguments):
    return CliRunner().invoke(main, ["dump", *map(str, arguments)])


def test_a_dump_becomes_tables(dump, tmp_path):
    out = tmp_path / "out"
    done = call(dump, "--out", out, "-f", "jsonl", "-j", 1, "--only", "numeric,tone", "-l", "en")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == f"4 revisions, 1 finding, 0 errors in {out}\n"
    (found,) = made.lines(out, "findings")
    assert (found["code"], found["delta"]) == ("NUM001", 1000.0)
    told = json.loads((out / "run.json").read_text())
    assert told["only"] == ["numeric", "tone"]
    again = call(dump, "--out", out, "-f", "jsonl", "-j", 3, "--only", "tone,numeric", "-l", "en")
    assert again.stderr.endswith(f"in {out}; an earlier run was gone on with\n")


def test_what_is_chosen_is_chosen_and_the_rest_is_counted(dump, tmp_path):
    out = tmp_path / "out"
    options = ("--title", "Page_1", "--since", "2020-01-01T02:00", "--max-bytes", "20", "--namespace", 0)
    done = call(dump, "--out", out, "-f", "jsonl", "-j", 1, *options)
    assert done.stderr == f"1 revision, 1 finding, 0 errors in {out}; 1 revision was passed over\n"
    (row,) = made.lines(out, "revisions")
    assert (row["revision_id"], row["status"], row["old"]["revision_id"]) == (2, "coarse", 1)


def test_a_choice_that_leaves_nothing_is_told(dump, tmp_path):
    out = tmp_path / "out"
    done = call(dump, "--out", out, "-f", "jsonl", "-j", 1, "--title", "No such page")
    said = "nothing was left: look at --namespace, --title, --since and --sample"
    assert (done.exit_code, done.stderr) == (0, f"0 revisions, 0 findings, 0 errors in {out}; {said}\n")


def test_parquet_without_pyarrow_says_what_to_do(dump, tmp_path):
    program = "import sys; sys.modules['pyarrow'] = None\nfrom wikidiff.cli import main\nmain()"
    command = [sys.executable, "-c", program, "dump", str(dump), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    hint = "run pip install 'wikidiff[arrow]', or write JSON lines (--format jsonl)"
    assert (done.returncode, done.stderr) == (2, f"wikidiff: Parquet needs pyarrow; {hint}\n")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (["--only", "colour"], 2, "there is no category 'colour'"),
        (["--since", "yesterday"], 2, "'yesterday' is no date like 2024-05-01"),
        (["--max-bytes", "much"], 2, "'much' is no size like 2000000, 512K, 700M or 2G"),
        (["--memory", "0G"], 2, "'0G' is no size"),
        (["--sample", "2"], 2, "2.0 is not in the range"),
        (["--max-work", "0"], 2, "0 is not in the range"),
        (["-f", "xls"], 2, "'xls' is not one of"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_a_wrong_option_is_one_sentence(dump, tmp_path, options, status, said):
    done = call(dump, "--out", tmp_path / "out", *options)
    assert done.exit_code == status
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_bad_files_and_folders_are_one_sentence(dump, tmp_path):
    wrong = tmp_path / "wrong.xml"
    wrong.write_text("no dump")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    for arguments, status, said in (
        ((wrong, "--out", tmp_path / "o"), 4, "wrong.xml: this holds no revisions; histories are read from XML dumps"),
        ((tmp_path / "none.xml", "--out", tmp_path / "o"), 2, "none.xml: it cannot be read"),
        ((dump, "--out", tmp_path / "mine"), 2, "it holds something else; name an empty or a new folder"),
        ((dump, "--out", dump), 2, "it cannot be written (File exists); name another folder"),
    ):
        done = call(*arguments)
        assert (done.exit_code, done.stderr.count("\n")) == (status, 1), done.stderr
        assert said in done.stderr
