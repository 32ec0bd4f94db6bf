"""Signs of damage, for a person to look at."""

from __future__ import annotations

import pytest

from tests.classify.findings import categories, only
from wikidiff.model import Action, Category

PAGE = (
    "'''Norrby Mill''' is a watermill in the north of the county. It was built of brick by the town.\n\n"
    "== History ==\nA farmer kept sheep in it, sold it to a society of friends, and left for the coast.\n\n"
    "== Today ==\nThe society mended the roof, cleared the race, and opened a small museum in the loft.\n"
)


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("en", "asdfghjkl", "VAN003"),
        ("en", "aaaaaaaaaaaaaaaa", "VAN003"),
        ("en", "hahahahahaha", "VAN003"),
        ("en", "You are all idiots.", "VAN002"),
        ("de", "Ihr seid alle Idioten.", "VAN002"),
        ("it", "cazzo", "VAN002"),
        ("ru", "ааааааааааааа", "VAN003"),
        ("pt", "kkkkkkkkkkk", "VAN003"),
        ("ja", "wwwwwwwwwwww", "VAN003"),
    ],
)
def test_letters_and_insults_put_into_a_text(language, text, code):
    finding = only("The mill is old.", f"The mill is old. {text}", language)
    assert (finding.code, finding.category, finding.action) == (code, Category.VANDALISM, Action.ADD)
    assert finding.meaning


LEAD = PAGE.partition("== History ==")[0] * 3


@pytest.mark.parametrize("rest", ["", "\n"])
def test_a_page_that_is_emptied_is_one_finding(rest):
    finding = only(LEAD, rest)
    assert (finding.code, finding.category) == ("VAN001", Category.VANDALISM)
    assert finding.message.startswith("The page was blanked")


def test_a_pointer_is_not_sure():
    assert only(LEAD, "").confidence < 1.0


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("en", "''The Idiot'' is a novel.", "''The Idiot'' was a novel."),
        ("en", "He said: “It is old.”", "He said: “It is an idiot's mill.”"),
        ("en", "It opened in 1911.", "It opened in 1811."),
        ("en", "It belongs to a union.", "It belongs to the ABCDEF, a union."),
        ("en", "The code is XX.", "The code is XXXX."),
        ("en", "The mill is owned by the town.", "The mill is owned by a thief."),
        ("en", "Text.<ref>{{cite book|title=Aaa}}</ref>", "Text.<ref>{{cite book|title=Aaaaaaah}}</ref>"),
        ("en", PAGE, PAGE.replace("== Today ==\nThe society", "The society")),
        ("en", PAGE, PAGE.partition("== Today ==")[0]),
        ("de", "Der Schiffahrtsverein tagte.", "Der Schifffahrtsverein tagte."),
    ],
)
def test_it_is_silent(language, old, new):
    assert "vandalism" not in categories(old, new, language)


def test_damage_that_goes_is_no_damage():
    assert "vandalism" not in categories("The mill is old. asdfghjkl", "The mill is old.")
