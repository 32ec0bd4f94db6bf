"""CPython's own tests and examples of difflib, run with `wikidiff.SequenceMatcher` in difflib's place."""

from __future__ import annotations

import difflib
import doctest
import importlib.util
import sys
import types
import unittest
from pathlib import Path

import pytest

import wikidiff

FOLDER = Path(__file__).parents[2] / "fixtures" / "cpython"
AUTOJUNK = "asserts autojunk's alignment (ratio 0 where 200 of 201 items are equal): it is off here unless asked for"
PARTICULAR = (
    "asserts one particular alignment: by difflib's blocks two lines match 0.44 and count as unlike, while there is "
    "0.85 to match"
)
MISSES = {  # name of the test: why
    "TestAutojunk.test_one_insert_homogenous_sequence": AUTOJUNK,
    "TestSFpatches.test_html_diff": PARTICULAR,
}


def cpython_tests() -> types.ModuleType:
    """Load the tests, with the one function that they take from CPython's `test` package, which may not be there."""
    support = types.ModuleType("test.support")
    support.__dict__["findfile"] = lambda name: str(FOLDER / name)
    spec = importlib.util.spec_from_file_location("cpython_test_difflib", FOLDER / "test_difflib.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = {name: sys.modules.get(name) for name in ("test", "test.support")}
    sys.modules["test"], sys.modules["test.support"] = types.ModuleType("test"), support
    try:
        spec.loader.exec_module(module)
    finally:
        for name, known in before.items():
            if known is None:
                del sys.modules[name]
            else:
                sys.modules[name] = known
    return module


def named(case: unittest.TestCase | unittest.TestSuite) -> str:
    assert isinstance(case, unittest.TestCase)
    return ".".join(case.id().split(".")[-2:])


DIFFLIBS = difflib.SequenceMatcher
MODULE = cpython_tests()
CASES = {
    named(case): case
    for kind in vars(MODULE).values()
    if isinstance(kind, type) and issubclass(kind, unittest.TestCase)
    for case in unittest.defaultTestLoader.loadTestsFromTestCase(kind)
}
# Found before anything is replaced: a class from elsewhere is none of difflib's documentation.
EXAMPLES = {test.name: test for test in doctest.DocTestFinder().find(difflib) if test.examples}


@pytest.fixture(autouse=True)
def in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(difflib, "SequenceMatcher", wikidiff.SequenceMatcher)
    monkeypatch.setattr(difflib.HtmlDiff, "_default_prefix", 0)


def missed(case: unittest.TestCase | unittest.TestSuite) -> list[str]:
    result = unittest.TestResult()
    case.run(result)
    assert result.testsRun == 1
    assert not result.skipped
    return [named(failed) for failed, _ in (*result.failures, *result.errors)]


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_test_of_difflib(name):
    assert missed(CASES[name]) == ([name] if name in MISSES else [])


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_of_difflib(name):
    test = EXAMPLES[name]
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(
        doctest.DocTest(
            test.examples,
            {**difflib.__dict__},
            test.name,
            test.filename,
            test.lineno,
            test.docstring,
        ),
        out=said.append,
    )
    assert "".join(said) == ""
    assert result == (0, len(test.examples))


def test_how_many_there_are():
    """29 of 31 tests, each miss with its reason, and all 75 examples."""
    assert len(CASES) == 31
    assert sum(len(test.examples) for test in EXAMPLES.values()) == 75
    assert set(MISSES) <= set(CASES)
    assert len(MISSES) == 2


def test_autojunk_passes_its_test_when_it_is_asked_for():
    matcher = wikidiff.SequenceMatcher(None, "b" * 200, "a" + "b" * 200, autojunk=True)
    assert matcher.ratio() == 0
    assert matcher.bpopular == {"b"}


def test_the_particular_alignment_costs_more():
    """What makes the other miss: in the lines of that test difflib matches less than there is to match."""
    old, new = "   4. Complex is better than complicated.", "   4. Complicated is better than complex."
    theirs, ours = (kind(difflib.IS_CHARACTER_JUNK, old, new) for kind in (DIFFLIBS, wikidiff.SequenceMatcher))
    assert round(theirs.ratio(), 2) == 0.44
    assert round(ours.ratio(), 2) == 0.85
