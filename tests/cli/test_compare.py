from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import wikidiff
from tests.report.samples import Edit
from wikidiff.cli import main
from wikidiff.cli.writing import Output
from wikidiff.errors import UsageError
from wikidiff.model import Analysis, Note, Revision
from wikidiff.wire import from_json


def fake(old: str, new: str, language: str = "en", site: str | None = None, history=(), terms=None) -> Analysis:
    """Find a swapped term wherever the texts differ, and say with what it was called."""
    notes = (Note("called", f"{language} {site}"),) if site else ()
    notes = (*notes, Note("terms", " ".join(entry.old for entry in terms.entries))) if terms else notes
    if old == new:
        return Analysis(language=language, site=site, old=Revision(text=old), new=Revision(text=new), notes=notes)
    edit = Edit(f"[-{old}-]{{+{new}+}}", language)
    return edit.finding("TRM001", "terminology", edit.places(0), also=("tone",), confidence=0.9).analysis(*notes)


@pytest.fixture(autouse=True)
def compare(monkeypatch):
    monkeypatch.setitem(vars(wikidiff), "compare", fake)


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("old.txt").write_text("A chairman.\n", encoding="utf-8")
    Path("new.txt").write_text("A chair.\n", encoding="utf-8")
    return tmp_path


def run(*args: str, input: bytes | str | None = None):  # noqa: A002  (click's name)
    return CliRunner().invoke(main, ["compare", *args], input=input, prog_name="wikidiff")


def fails(result, status: int) -> str:
    """Check that there is one sentence on standard error and nothing else; return it."""
    assert result.exit_code == status
    assert result.stdout == ""
    stderr = str(result.stderr)
    assert stderr.startswith("wikidiff: ")
    assert stderr.count("\n") == 1
    return stderr.removeprefix("wikidiff: ").strip()


def test_two_files_give_a_report_without_colour_when_no_terminal_reads(files):
    result = run("old.txt", "new.txt")
    assert result.exit_code == 0
    assert result.stdout.startswith("old.txt → new.txt\n12 → 9 bytes (−3)\n\n1 term swapped.\n")
    assert "\x1b" not in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("args", [("-", "new.txt"), ("old.txt", "-")])
def test_one_text_may_come_from_standard_input(files, args):
    result = run(*args, "--format", "json", input="Another text.\n")
    assert result.exit_code == 0
    assert "Another text." in json.loads(result.stdout)["findings"][0]["old" if args[0] == "-" else "new"]


def test_the_same_text_is_no_change(files):
    result = run("old.txt", "old.txt")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "No change.")


def test_empty_files_are_texts(files):
    Path("empty.txt").touch()
    assert run("empty.txt", "empty.txt").stdout.splitlines()[-1] == "No change."
    assert run("empty.txt", "new.txt").exit_code == 0


def test_json_is_one_document_and_jsonl_one_line(files):
    document, line = run("old.txt", "new.txt", "-f", "json").stdout, run("old.txt", "new.txt", "-f", "jsonl").stdout
    assert json.loads(document) == json.loads(line)
    assert line.count("\n") == 1
    assert from_json(document) == fake("A chairman.\n", "A chair.\n")
    assert "id" not in json.loads(line)


def test_language_and_site_are_passed_on(files):
    data = json.loads(run("old.txt", "new.txt", "-l", "de", "--site", "dewiki", "-f", "json").stdout)
    assert data["language"] == "de"
    assert data["notes"] == [{"code": "called", "text": "de dewiki"}]


@pytest.mark.parametrize(
    ("raw", "text", "codes"),
    [
        (b"\xef\xbb\xbfA chair.\n", "A chair.\n", ["byte_order_mark"]),
        (b"A\r\nchair.\rB\n", "A\nchair.\nB\n", ["line_breaks"]),
        (b"\xef\xbb\xbf\r\n", "\n", ["byte_order_mark", "line_breaks"]),
        (b"A\0chair.\n", "A\0chair.\n", []),
        ("한국어\n".encode(), "한국어\n", []),
    ],
)
def test_texts_are_read_as_mediawiki_saves_them(files, raw, text, codes):
    Path("raw.txt").write_bytes(raw)
    data = json.loads(run("old.txt", "raw.txt", "-f", "json").stdout)
    assert data["findings"][0]["new"] == text
    assert [note["code"] for note in data["notes"]] == codes
    assert all(note["text"].startswith("raw.txt: ") for note in data["notes"])


@pytest.mark.parametrize(
    ("args", "status", "sentence"),
    [
        (
            (),
            2,
            (
                "name two files, OLD and NEW, an address or revisions with --wiki, or --pairs FILE; "
                "try 'wikidiff compare --help'"
            ),
        ),
        (("old.txt",), 4, "old.txt: one file alone is no pair; name two files, or a saved diff page"),
        (("-", "-"), 2, "only one of OLD and NEW can be standard input; try 'wikidiff compare --help'"),
        (
            ("old.txt", "new.txt", "--pairs", "p"),
            2,
            "give either OLD and NEW or --pairs, not both; try 'wikidiff compare --help'",
        ),
        (("old.txt", "missing.txt"), 2, "missing.txt: there is no such file"),
        (("old.txt", "nul\0.txt"), 2, "nul<U+0000>.txt: it cannot be read (embedded null byte)"),
        (("old.txt", ""), 2, "the name of a file is empty; name a file"),
        (
            ("old.txt", "new.txt", "-o", ""),
            2,
            "the name of the file to write is empty; name one after -o, or leave -o out",
        ),
        (("old.txt", "."), 2, ".: this is a directory; name a file"),
        (("old.txt", "latin.txt"), 4, "latin.txt: this is not UTF-8: byte 3 is 0xE9; save it as UTF-8"),
        (
            ("old.txt", "utf16.txt"),
            4,
            "utf16.txt: this is not UTF-8: byte 0 is 0xFF; it looks like UTF-16: save it as UTF-8",
        ),
        (
            ("old.txt", "new.txt", "-o", "no/such/place"),
            2,
            "no/such/place: it cannot be written (No such file or directory); name another file",
        ),
        (("old.txt", "new.txt", "-o", "."), 2, ".: it cannot be written (Is a directory); name another file"),
    ],
)
def test_what_cannot_be_read_or_written_is_said_in_one_sentence(files, args, status, sentence):
    Path("latin.txt").write_bytes("caf\u00e9".encode("latin-1"))
    Path("utf16.txt").write_bytes("text".encode("utf-16-le").join((b"\xff\xfe", b"")))
    assert fails(run(*args), status) == sentence


@pytest.mark.parametrize(
    "args",
    [
        ("old.txt", "new.txt", "extra.txt"),
        ("old.txt", "new.txt", "--format", "xml"),
        ("old.txt", "new.txt", "--width", "7"),
        ("old.txt", "new.txt", "--what"),
    ],
)
def test_wrong_usage_points_to_the_help(files, args):
    assert fails(run(*args), 2).endswith("; try 'wikidiff compare --help'")


@pytest.mark.parametrize(
    ("gate", "status"),
    [
        ("terminology", 1),
        ("terminology:0.9", 1),
        ("terminology:0.91", 0),
        ("tone", 1),
        ("numeric", 0),
        ("numeric, terminology", 1),
        ("meaning", 1),
        ("meaning:0.95", 0),
    ],
)
def test_a_gate_decides_the_exit_status(files, gate, status):
    result = run("old.txt", "new.txt", "--fail-on", gate)
    assert result.exit_code == status
    assert "1 term swapped" in result.stdout


@pytest.mark.parametrize("gate", ["style", "", "tone:high", "tone:2", "tone:nan", "tone,"])
def test_a_gate_that_cannot_be_read_is_wrong_usage(files, gate):
    assert "--fail-on" in fails(run("old.txt", "new.txt", "--fail-on", gate), 2)


PAIRS = [
    {"id": "a", "old": "x", "new": "y", "language": "de"},
    {"id": 2, "old": "same", "new": "same"},
    {"old": "half \ud83d", "new": "z", "site": "frwiki"},
]


def lines(*pairs: object) -> str:
    return "".join((pair if isinstance(pair, str) else json.dumps(pair)) + "\n" for pair in pairs)


@pytest.mark.parametrize("form", [(), ("-f", "jsonl"), ("-f", "json")])
def test_pairs_give_one_analysis_a_line_with_its_id_in_order(files, form):
    Path("pairs.jsonl").write_text("\ufeff" + lines(PAIRS[0], "", *PAIRS[1:]), encoding="utf-8")
    result = run("--pairs", "pairs.jsonl", "-l", "fr", *form)
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["a", 2, None]
    assert [row["language"] for row in rows] == ["de", "fr", "fr"]
    assert [row["site"] for row in rows] == [None, None, "frwiki"] or rows[2]["notes"][0]["text"] == "fr frwiki"
    assert from_json(result.stdout.splitlines()[0]) == fake("x", "y", "de")


def test_pairs_may_come_from_standard_input_and_be_read_by_people(files):
    result = run("--pairs", "-", "-f", "terminal", input=lines(*PAIRS))
    assert result.exit_code == 0
    assert result.stdout.startswith("a\n1 → 1 bytes (±0)\n\n1 term swapped.\n")
    assert "2\n4 → 4 bytes (±0)\n\nNo change.\n" in result.stdout
    assert "half <U+D83D>" in result.stdout


def test_the_gate_looks_at_every_pair(files):
    assert run("--pairs", "-", "--fail-on", "meaning", input=lines(*PAIRS[::-1])).exit_code == 1
    assert run("--pairs", "-", "--fail-on", "meaning", input=lines(PAIRS[1])).exit_code == 0


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "this is not JSON: Expecting property name enclosed in double quotes at column 2"),
        ("[" * 100_000, "this is not JSON that can be read: maximum recursion depth exceeded"),
        ("[1]", "this is no object"),
        ({"id": 1, "new": "y"}, '"old" is missing'),
        ({"id": 1, "old": "y"}, '"new" is missing'),
        ({"id": 1, "old": 5, "new": "y"}, '"old" is no text'),
        ({"id": 1, "old": "x", "new": "y", "language": 5}, '"language" is no text'),
    ],
    ids=["broken", "deep", "a list", "no old", "no new", "old is a number", "language is a number"],
)
def test_a_bad_pair_is_named_by_its_line_after_the_results_before_it(files, line, what):
    result = run("--pairs", "-", input=lines(PAIRS[1], line, PAIRS[0]))
    assert result.exit_code == 4
    assert [json.loads(row)["id"] for row in result.stdout.splitlines()] == [2]
    assert result.stderr.startswith(f"wikidiff: standard input, line 2: {what}")
    assert result.stderr.count("\n") == 1


def test_a_pair_that_is_not_utf8_is_named_by_its_line(files):
    Path("pairs.jsonl").write_bytes(lines(PAIRS[1]).encode() + b'{"old": "\xff"}\n')
    result = run("--pairs", "pairs.jsonl")
    assert result.exit_code == 4
    assert result.stderr == "wikidiff: pairs.jsonl, line 2: this is not UTF-8: byte 9 is 0xFF; save it as UTF-8\n"


@pytest.mark.parametrize(
    ("name", "start"), [("a.json", "{\n"), ("a.jsonl", '{"schema"'), ("a.txt", "old.txt"), ("a", "old.txt")]
)
def test_a_file_takes_the_result_and_its_name_the_format(files, name, start):
    Path(name).write_text("something longer than nothing, to be replaced" * 100, encoding="utf-8")
    result = run("old.txt", "new.txt", "-o", name)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    text = Path(name).read_text(encoding="utf-8")
    assert text.startswith(start)
    assert "replaced" not in text


def test_work_that_fails_leaves_what_was_there(files):
    Path("kept.json").write_text("kept", encoding="utf-8")
    assert run("old.txt", "missing.txt", "-o", "kept.json").exit_code == 2
    assert run("old.txt", "missing.txt", "-o", "fresh.json").exit_code == 2
    assert Path("kept.json").read_text(encoding="utf-8") == "kept"
    assert not Path("fresh.json").exists()


def test_a_device_takes_the_result(files):
    assert run("old.txt", "new.txt", "-o", "/dev/null").exit_code == 0


def test_the_width_can_be_chosen(files):
    Path("old.txt").write_text("word " * 100, encoding="utf-8")
    narrow, wide = run("old.txt", "new.txt", "--width", "40").stdout, run("old.txt", "new.txt", "--width", "120").stdout
    assert max(map(len, narrow.splitlines())) <= 40
    assert 80 < max(map(len, wide.splitlines())) <= 120


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "color"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colour_is_for_terminals_that_want_it(monkeypatch, environment, color):
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Terminal(io.BytesIO(), encoding="utf-8"))
    assert Output(None).color is color
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert Output(None).color is False


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", "a → b … “c” \u202e"), ("latin-1", 'a -> b ... "c" ?'), ("ascii", 'a -> b ... "c" ?')],
)
def test_a_terminal_of_another_encoding_gets_what_it_can_show(monkeypatch, encoding, expected):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    Output(None).text("a → b … “c” \u202e")
    assert raw.getvalue().decode(encoding) == expected


def test_json_is_utf8_whatever_the_terminal_speaks(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    Output(None).data('"→"')
    assert raw.getvalue() == '"→"\n'.encode()


def test_a_full_disk_is_said(monkeypatch):
    full = pytest.raises(UsageError, match=r"^/dev/full: it cannot be written \(No space left on device\)$")
    with full, Output("/dev/full") as out:
        out.data("x" * 100_000)


def test_closed_standard_output_is_said(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(UsageError, match="standard output is closed"):
        Output(None)


PROGRAM = """
import sys
import wikidiff
from tests.cli.test_compare import fake
wikidiff.compare = fake
from wikidiff.cli import main
main(sys.argv[1:], prog_name="wikidiff")
"""


def start(*args: str, **options) -> subprocess.Popen[bytes]:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "compare", *args],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def test_a_reader_that_has_seen_enough_is_no_error(files):
    Path("pairs.jsonl").write_text(lines({"id": 1, "old": "x" * 5000, "new": "y"}) * 200, encoding="utf-8")
    with start("--pairs", "pairs.jsonl", cwd=files) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["id"] == 1
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_an_interruption_is_said_and_has_its_status(files):
    import signal

    with start("--pairs", "-", cwd=files) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(lines(PAIRS[0]).encode())
        process.stdin.flush()
        process.stdout.readline()  # it works now, and waits for more
        process.send_signal(signal.SIGINT)
        assert process.stderr.read().strip() == b"wikidiff: interrupted"
        assert process.wait() == 130


def test_lists_of_terms_are_read_and_joined(files, tmp_path):
    Path("house.toml").write_text('[[pair]]\nold = "wrecker"\nnew = "salvor"\n', encoding="utf-8")
    Path("check.json").write_text('{"query": ["delve"]}', encoding="utf-8")
    result = CliRunner().invoke(
        main, ["compare", "old.txt", "new.txt", "--terms", "house.toml", "--terms", "check.json", "--format", "json"]
    )
    assert result.exit_code == 0
    assert [note.text for note in from_json(result.output).notes if note.code == "terms"] == ["wrecker delve"]
    Path("pairs.jsonl").write_text('{"id": 1, "old": "a", "new": "b"}\n', encoding="utf-8")
    result = CliRunner().invoke(main, ["compare", "--pairs", "pairs.jsonl", "--terms", "house.toml"])
    assert "wrecker" in result.output


def test_a_broken_list_of_terms_is_bad_data(files, capsys):
    Path("house.toml").write_text('[[pair]]\nold = "wrecker"\n', encoding="utf-8")
    result = CliRunner().invoke(main, ["compare", "old.txt", "new.txt", "--terms", "house.toml"])
    assert result.exit_code == 4
    assert "house.toml: pair 1: 'new' is missing" in result.output
