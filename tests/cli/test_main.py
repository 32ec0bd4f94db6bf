from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from wikidiff import cli
from wikidiff._version import __version__
from wikidiff.classify import registry
from wikidiff.cli import COMMANDS, main
from wikidiff.errors import ConfigError, InputError, MissingExtra, PackError, SourceError, WikidiffError, WireError

ROOT = Path(__file__).parents[2]


class Rule:
    def __init__(self, category: str, codes: dict[str, str], doc: str) -> None:
        self.name, self.category, self.codes, self.doc = category, category, codes, doc


RULES = (
    Rule(
        "numeric",
        {"NUM001": "value changed", "NUM002": "unit changed"},
        "Report values.\n\n    A line\n\nLimits: none.",
    ),
    Rule("tone", {"TON001": "stance changed"}, "Report stance, " + "with a long line of words that is wrapped " * 5),
)


@pytest.fixture
def rules(monkeypatch):
    monkeypatch.setattr(registry, "rules", lambda: RULES)


def run(*args: str):
    return CliRunner().invoke(main, args, prog_name="wikidiff")


def test_every_command_is_listed_and_explains_itself():
    top = run("--help")
    assert top.exit_code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in top.stdout
        result = run(name, "--help")
        assert result.exit_code == 0
        assert result.stdout.startswith(f"Usage: wikidiff {name}")
        assert run(name, "-h").stdout == result.stdout


def test_every_command_is_one_file():
    folder = Path(str(cli.__file__)).parent
    assert {path.stem for path in folder.glob("*.py") if "\n@click.command(" in path.read_text()} == set(COMMANDS)


def test_without_a_command_the_help_goes_to_standard_error():
    result = run()
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: wikidiff")


def test_an_unknown_command_is_wrong_usage():
    result = run("compair")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("wikidiff: no such command 'compair'")
    assert result.stderr.endswith("; try 'wikidiff --help'\n")
    assert result.stderr.count("\n") == 1


def test_an_option_that_is_nearly_one_is_one_sentence():
    said = run("compare", "--languag", "en").stderr
    assert said == "wikidiff: no such option '--languag' (did you mean '--language'?); try 'wikidiff compare --help'\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full, which is always full, is of Linux")
@pytest.mark.parametrize("args", [["--help"], ["compare", "--help"], ["--version"]], ids=" ".join)
def test_a_help_that_finds_no_room_is_one_sentence(args):
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "wikidiff", *args]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False)
    said = "wikidiff: standard output: it cannot be written (No space left on device)\n"
    assert (done.returncode, done.stderr) == (2, said)


def test_the_version_is_told():
    assert run("--version").stdout == f"wikidiff, version {__version__}\n"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SourceError, 3),
        (InputError, 4),
        (WireError, 4),
        (PackError, 4),
        (ConfigError, 2),
        (MissingExtra, 2),
        (WikidiffError, 2),
    ],
)
def test_every_error_is_one_sentence_with_its_status(monkeypatch, error, status):
    def fail() -> None:
        raise error("it is\nbroken", path="here", line=3, hint="mend it")

    monkeypatch.setattr(registry, "rules", fail)
    result = run("explain")
    assert (result.exit_code, result.stdout) == (status, "")
    assert result.stderr == "wikidiff: here, line 3: it is broken; mend it\n"


def test_an_interruption_has_its_own_status(monkeypatch):
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(registry, "rules", interrupt)
    result = run("explain")
    assert (result.exit_code, result.stderr.strip()) == (130, "wikidiff: interrupted")


def test_explain_lists_all_codes(rules):
    assert run("explain").stdout.splitlines() == [
        "numeric",
        "  NUM001  value changed",
        "  NUM002  unit changed",
        "tone",
        "  TON001  stance changed",
    ]


def test_explain_prints_what_a_rule_says_of_itself(rules):
    text = run("explain", "num002").stdout
    assert text == "NUM002  unit changed  (numeric)\n\nReport values.\n\n    A line\n\nLimits: none.\n"
    assert run("explain", "numeric").stdout.startswith("NUM001  value changed  (numeric)\nNUM002  unit changed")
    assert max(map(len, run("explain", "TON001").stdout.splitlines())) <= 80


def test_explain_says_when_there_is_no_such_code(rules):
    result = run("explain", "XYZ999")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("wikidiff: there is no code or category 'XYZ999'")


def test_explain_knows_every_code():
    codes = {code: title for rule in registry.rules() for code, title in rule.codes.items()}
    assert codes
    for code, title in codes.items():
        assert run("explain", code).stdout.startswith(f"{code}  {title}")


def test_doctor_tells_versions_languages_and_sites():
    result = run("doctor")
    assert result.exit_code == 0
    said = dict(line.split(None, 1) for line in result.stdout.splitlines())
    assert said["wikidiff"] == __version__
    assert {"click", "msgspec", "mwparserfromhell", "rich"} <= set(said)
    assert "en" in said["languages"].split(", ")
    assert "generic" in said["sites"].split(", ")
    assert "missing" not in result.stdout


@pytest.mark.parametrize("door", ["cli.py", "wikidiff/__main__.py"])
def test_the_doors_lead_to_the_same_commands(monkeypatch, capsys, door):
    monkeypatch.setattr(sys, "argv", ["wikidiff", "--version"])
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(ROOT / door), run_name="__main__")
    assert left.value.code == 0
    assert capsys.readouterr().out == f"wikidiff, version {__version__}\n"


def test_help_loads_nothing_that_takes_a_while():
    heavy = ("rich", "msgspec", "mwparserfromhell", "rapidfuzz", "diff_match_patch", "regex")
    program = (
        "import sys; from wikidiff.cli import main\n"
        "try: main(['--help'])\n"
        f"except SystemExit: print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_keeps_its_lines(name):
    """A paragraph whose lines are kept begins with an escape that nobody sees."""
    assert "\\b" not in run(name, "--help").output
