"""The rules are found by themselves, and every page tells the codes as the rule does."""

from __future__ import annotations

import re
from importlib.metadata import EntryPoint

import pytest

from tests.doc_cases import ROOT
from wikidiff.classify import registry
from wikidiff.classify.base import Rule
from wikidiff.classify.registry import by_aspect, of_code, rules
from wikidiff.errors import PackError, UsageError
from wikidiff.model import Category
from wikidiff.model.change import Aspect

ROW = re.compile(r"^\| ([A-Z]{3}\d{3}) \| (.+) \|$", re.MULTILINE)


@pytest.fixture
def outside(monkeypatch):
    """Let entry points of other packages be found, and forget them afterwards."""

    def bring(*points: EntryPoint) -> None:
        monkeypatch.setattr(registry, "entry_points", lambda group: [p for p in points if p.group == group])
        registry.rules.cache_clear()

    yield bring
    registry.rules.cache_clear()


def test_every_category_has_one_rule_named_after_it():
    found = rules()
    assert [rule.name for rule in found] == sorted(category.value for category in Category)
    assert [rule.category for rule in found] == [Category(rule.name) for rule in found]


def test_every_rule_speaks_of_some_aspect_and_every_aspect_is_spoken_of():
    assert all(rule.aspects for rule in rules())
    assert {aspect for aspect, speaking in by_aspect().items() if not speaking} == set()
    assert set(by_aspect()) == set(Aspect)


def test_the_rules_of_an_aspect_keep_their_order():
    for aspect, speaking in by_aspect().items():
        assert list(speaking) == [rule for rule in rules() if aspect in rule.aspects]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_the_codes_of_a_rule_share_their_letters_and_say_what_was_observed(rule):
    assert len({code[:3] for code in rule.codes}) == 1
    assert list(rule.codes) == sorted(rule.codes)
    assert all(text and text[0].islower() and not text.endswith(".") for text in rule.codes.values())
    assert len(set(rule.codes.values())) == len(rule.codes)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_the_page_of_a_rule_tells_its_codes_in_its_own_words(rule):
    page = (ROOT / "docs" / "classifiers" / f"{rule.name}.md").read_text(encoding="utf-8")
    assert dict(ROW.findall(page)) == dict(rule.codes)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_a_rule_says_what_it_sees_why_it_matters_and_where_it_ends(rule):
    first, *paragraphs = rule.doc.split("\n\n")
    assert first.endswith(".")
    assert "\n" not in first
    assert [paragraph.partition(":")[0] for paragraph in paragraphs] == ["What", "Why", "Limits"]


@pytest.mark.parametrize("code", ["TRM001", "trm001", "terminology", "Terminology"])
def test_a_rule_is_known_by_its_codes_and_its_category(code):
    assert of_code(code).category is Category.TERMINOLOGY


def test_each_code_leads_to_the_rule_that_gives_it():
    assert [of_code(code) for rule in rules() for code in rule.codes] == [rule for rule in rules() for _ in rule.codes]


@pytest.mark.parametrize("code", ["TRM999", "", "TRM", "Kiev"])
def test_a_code_that_nobody_gives_is_an_error_that_names_the_known_ones(code):
    with pytest.raises(UsageError, match=re.escape(repr(code))) as raised:
        of_code(code)
    assert "TRM001" in str(raised.value)


def test_other_packages_bring_rules_which_come_last(outside):
    outside(EntryPoint("extra", "tests.classify.outside:EXTRA", registry.GROUP))
    assert [rule.name for rule in rules()[-2:]] == ["vandalism", "honorific"]
    assert all(isinstance(rule, Rule) for rule in rules())


def test_what_is_no_rule_is_refused(outside):
    outside(EntryPoint("broken", "tests.classify.outside:NO_RULE", registry.GROUP))
    with pytest.raises(PackError, match="'broken' is no wikidiff rule"):
        rules()
