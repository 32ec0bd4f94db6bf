"""The documentation is true: its cases and its Python run, its links lead somewhere, its commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from sybil import Document
from sybil.parsers.markdown import PythonCodeBlockParser

import wikidiff
from tests import doc_cases
from tests.doc_cases import ROOT

PAGES = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "fixtures" / "SOURCES.md"))
CASES = [
    pytest.param(example, id=f"{page.relative_to(ROOT)}:{example.line}")
    for page in PAGES
    for example in doc_cases.examples(page)
]
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]+)?\)")
COMMAND = re.compile(r"^(?:\$ )?(?:[A-Z_]+=\S+ )*(wikidiff|make) +([a-z][a-z-]*)", re.MULTILINE)


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("example", CASES)
def test_a_case_reads_as_written(example):
    example.evaluate()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_python_of_a_page_runs(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    for example in Document.parse(str(page), PythonCodeBlockParser(future_imports=["annotations"])):
        example.evaluate()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_links_of_a_page_lead_somewhere(page):
    targets = [target for target, _ in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def shell_blocks(page: Path) -> str:
    return "\n".join(re.findall(r"```(?:sh|console)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_commands_of_a_page_exist(page):
    reference = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    known = {
        "wikidiff": set(re.findall(r"^## wikidiff ([a-z-]+)$", reference, re.MULTILINE)),
        "make": set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)),
    }
    said = COMMAND.findall(shell_blocks(page))
    assert [(tool, command) for tool, command in said if command not in known[tool]] == []


def test_what_the_pages_repeat_of_the_product_is_current():
    script = ROOT / "tools" / "reference.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_readme_begins_with_what_it_is_not_and_two_commands():
    screen = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:40]
    assert any("wikidiff2" in line for line in screen[:12])
    assert [line for line in screen if line.startswith("make ")] == ["make demo", "make test"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('- a\n+ b\n= NUM001 "a" -> "b"', ["missing"]),
        ("- a\n+ a\n= nothing", []),
        ("- 5 km wide\n+ 5 km wide\n= nothing numeric", []),
    ],
    ids=["a finding that is not there", "nothing", "nothing of a category"],
)
def test_a_case_can_fail(source, expected):
    case = doc_cases.parse(source)
    empty = wikidiff.compare("", "")
    assert [line.partition(":")[0] for line in doc_cases.differences(case, empty)] == expected


@pytest.mark.parametrize("source", ["- a\n+ b", "- a\n* b\n= nothing", '- a\n+ b\n= NUM1 "a" -> "b"'])
def test_a_case_that_says_nothing_is_a_mistake(source):
    with pytest.raises(ValueError, match=r"a case must|not a line"):
        doc_cases.parse(source)


def test_a_case_has_a_language_several_lines_and_line_breaks():
    case = doc_cases.parse('lang: de\n- a\n-\n- b\n+ c\n= CON001 "a\\n\\nb" -> "c"\n= only')
    assert (case.language, case.old, case.new, case.only) == ("de", "a\n\nb", "c", True)
    assert case.expected[0].old == case.old
