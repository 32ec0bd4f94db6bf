"""The rules that are not asked of plain words have nothing to say of them, whatever the page holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikidiff.analyze import sources
from wikidiff.analyze.page import Reader
from wikidiff.classify.features import is_plain
from wikidiff.classify.registry import by_aspect, rules
from wikidiff.model import Context
from wikidiff.model.change import Aspect, Edit, Page

SILENT = [rule for rule in rules() if not rule.plain]
WORDS = [
    "The",
    "river",
    "was",
    "42",
    "km",
    ",",
    ".",
    "'''bold'''",
    "&nbsp;",
    "<br>",
    "{",
    "{{",
    "}}",
    "[",
    "|",
    "=",
    "/",
]
MARKED = [
    *("[[Alan]]", "[[Alan|he]]", "[[Category:Rivers]]", "[[de:Fluss]]", "[[File:A.jpg|thumb|seen]]", "A.jpg"),
    *(
        "http://a.org/b",
        "[http://a.org b]",
        "{{cite web|url=http://a.org|title=B}}",
        "{{sfn|Cox|1999}}",
        "{{citation needed}}",
    ),
    *("{{DEFAULTSORT:River, The}}", "DEFAULTSORT:River", "<ref>Cox 1999</ref>", "<references />", "#REDIRECT [[Alan]]"),
]
OPENINGS = ["", "", "* ", "# ", "* [[", "== ", "| ", "|size=", ": ", "''"]
TITLES = ["== History ==\n", "== References ==\n", "== External links ==\n", "{{Infobox river\n", "{|\n| ", "\n", ""]

lines = st.builds(
    lambda opening, words: opening + " ".join(words) + "\n",
    st.sampled_from(OPENINGS),
    st.lists(st.sampled_from([*WORDS, *WORDS, *MARKED]), max_size=8),
)
texts = st.lists(st.one_of(lines, lines, st.sampled_from(TITLES)), max_size=6).map("".join)


def read(old: str, new: str, language: str = "en") -> Page:
    reader = Reader(old, new, language, f"{language}wiki")
    page = reader.read()
    page.edits = sources.resolve(reader, page.edits)
    return page


def heard(edit: Edit, page: Page) -> list[str]:
    """Return the rules that speak of a plain edit though they said that they would not."""
    if edit.aspect not in (Aspect.TEXT, Aspect.BLOCK) or not is_plain(edit, page):
        return []
    return [rule.name for rule in SILENT if edit.aspect in rule.aspects and list(rule.claim(edit, page))]


@given(texts, texts)
def test_rules_that_are_not_asked_have_nothing_to_say(old, new):
    page = read(old, new)
    assert [heard(edit, page) for edit in page.edits] == [[] for _ in page.edits]


@given(texts, st.sampled_from([*WORDS, *MARKED]), st.sampled_from([*WORDS, *MARKED]))
def test_nor_where_one_word_gave_way_to_another(text, gone, came):
    page = read(f"{text}The {gone} stands.\n", f"{text}The {came} stands.\n")
    assert [heard(edit, page) for edit in page.edits] == [[] for _ in page.edits]


def test_some_rules_are_not_asked_and_the_others_keep_their_order():
    assert {rule.name for rule in SILENT} == {"category", "citation", "link", "media", "structure", "template"}
    for aspect, asked in by_aspect(True).items():
        assert list(asked) == [rule for rule in by_aspect()[aspect] if rule.plain]


@pytest.mark.parametrize(
    ("old", "new", "plain"),
    [
        ("The town is big.", "The town is large.", True),
        ("A note.\n", "A note.\n\nThe town is '''large''' and [[old]].\n", True),
        ("* One\n", "* One\n* Two\n", True),
        ("The town is big.", "The town is [[large]].", False),
        ("A note.\n", "A note.\n\n{{DEFAULTSORT:Town}}\n", False),
        ("The town is big.", "The town is big. http://a.org/b", False),
        ("{{Infobox town|size=big}}", "{{Infobox town|size=large}}", False),
        ("== References ==\n* Cox, Alan\n", "== References ==\n* Cox, Brian\n", False),
        ("== A big town ==\n", "== A large town ==\n", False),
        ("* One\n", "* One\n* https://a.org\n", False),
    ],
)
def test_what_is_plain(old, new, plain):
    page = read(old, new)
    assert {is_plain(edit, page) for edit in page.edits} == {plain}


def test_an_edit_in_a_citation_is_never_plain():
    page = read("The town is big.", "The town is large.")
    page.edits[0].context = Context.CITATION
    assert not is_plain(page.edits[0], page)
