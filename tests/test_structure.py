"""Every part of the house is there: a classifier has its page, cases and labelled edits, a name its documentation."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from re._parser import SubPattern, parse  # type: ignore[import-not-found]
from typing import Any

import pytest

import wikidiff
from benchmarks import material
from tests import doc_cases
from tests.doc_cases import ROOT
from wikidiff.classify.registry import rules
from wikidiff.model import Category

RULES = {rule.name: rule for rule in rules()}
FILES = sorted(
    path.stem for path in (ROOT / "wikidiff" / "classify" / "rules").glob("*.py") if not path.stem.startswith("_")
)
SOURCES = sorted(path for room in ("wikidiff", "benchmarks", "tools") for path in (ROOT / room).rglob("*.py"))
PACKS = sorted(
    path
    for kind in ("lang", "site")
    for path in (ROOT / "wikidiff" / "packs" / kind).rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
)
LABELLED = {
    change["category"] for name in material.gold_names() for row in material.gold(name) for change in row["changes"]
}


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def page(rule_name: str) -> Path:
    return ROOT / "docs" / "classifiers" / f"{rule_name}.md"


def groups_held_fast(parsed: Iterable[Any]) -> Iterator[Any]:
    for code, rest in parsed:
        if str(code) == "POSSESSIVE_REPEAT" and (len(rest[2]) > 1 or str(rest[2][0][0]) not in _SINGLE):
            yield rest[2]
        for part in rest if isinstance(rest, tuple | list) else [rest]:
            for inner in part if isinstance(part, list) else [part]:
                if isinstance(inner, SubPattern):
                    yield from groups_held_fast(inner)


_SINGLE = ("LITERAL", "NOT_LITERAL", "IN", "ANY")


def test_patterns_hold_no_group_fast():
    """Before 3.11.5 the engine matches a possessive group wrongly where its inside goes back."""
    assert list(groups_held_fast(parse(r"a(?:b|[c]*d)*+")))
    assert not list(groups_held_fast(parse(r"a(?:b|[c]*+d++)*")))
    for path in sorted((ROOT / "wikidiff").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if name.endswith("__main__"):
            continue
        for value in vars(importlib.import_module(name)).values():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                assert not list(groups_held_fast(parse(value.pattern, value.flags))), (name, value.pattern)


def test_a_classifier_is_one_file():
    assert sorted(RULES) == FILES
    assert {rule.category for rule in RULES.values()} == set(Category)


def test_codes_are_stable_and_belong_to_one_classifier():
    codes = [code for rule in RULES.values() for code in rule.codes]
    assert len(codes) == len(set(codes))
    assert [code for code in codes if not re.fullmatch(r"[A-Z]{3}\d{3}", code)] == []


@pytest.mark.parametrize("rule_name", FILES)
def test_a_classifier_explains_itself(rule_name):
    rule = RULES[rule_name]
    assert rule.codes
    assert len(rule.doc.strip().splitlines()) > 1, "what it sees, why it matters, what it does not see"


@pytest.mark.parametrize("rule_name", FILES)
def test_a_classifier_has_a_page_with_a_firing_and_a_silent_case(rule_name):
    rule = RULES[rule_name]
    text = page(rule_name).read_text(encoding="utf-8")
    assert [code for code in rule.codes if code not in text] == []
    cases = [doc_cases.parse(example.parsed) for example in doc_cases.examples(page(rule_name))]
    assert any(expected.code in rule.codes for case in cases for expected in case.expected)
    assert any(rule.category in case.silent or (case.only and not case.fires) for case in cases)


@pytest.mark.parametrize("rule_name", FILES)
def test_a_classifier_has_labelled_edits(rule_name):
    assert RULES[rule_name].category in LABELLED


def test_every_public_name_is_documented():
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert [name for name in wikidiff.__all__ if f"`{name}" not in text and f"wikidiff.{name}" not in text] == []
    assert [name for name in wikidiff.__all__ if not hasattr(wikidiff, name)] == []


def test_every_public_function_says_what_it_does():
    silent = [
        name for name in wikidiff.__all__ if callable(getattr(wikidiff, name)) and not getattr(wikidiff, name).__doc__
    ]
    assert silent == []


def test_every_decision_has_a_number_of_its_own():
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_a_file_is_short_enough_to_read(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 450
    long = [
        f"{node.name} has {(node.end_lineno or 0) - node.lineno} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno > 60
    ]
    assert long == []


@pytest.mark.parametrize("path", PACKS, ids=relative)
def test_a_pack_is_data_that_says_where_it_is_from(path):
    assert path.suffix in {".toml", ".tsv", ".md"}
    if path.suffix != ".md":
        assert path.read_text(encoding="utf-8").startswith("#")


def test_nothing_that_is_built_or_made_by_a_run_is_kept():
    if not (ROOT / ".git").exists():
        pytest.skip("this is no working copy of the repository")
    done = subprocess.run(["git", "ls-files", "--", "*.whl", "*.sqlite*"], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.split() == []
