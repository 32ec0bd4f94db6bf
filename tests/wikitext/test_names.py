"""The index of names: where a footnote is told, how often it is called."""

from __future__ import annotations

import pytest

from wikidiff.classify.source_keys import author_key
from wikidiff.wikitext.names import Names


def told(text: str, name: str, group: str | None = None) -> str | None:
    found = Names(text, "enwiki").definition(name, group)
    return found.text if found is not None else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A.<ref name=x>One</ref>", "<ref name=x>One</ref>"),
        ('A.<ref name="x" />B.<REF NAME = x >One</REF >', "<REF NAME = x >One</REF >"),
        ("<ref name=x/><references>\n<ref name='x'>One</ref>\n</references>", "<ref name='x'>One</ref>"),
        ("<ref name=x>One</ref><ref name=x>Two</ref>", "<ref name=x>One</ref>"),
        ("<ref name=x></ref><ref name=x> \n</ref>", None),
        ("<!-- <ref name=x>One</ref> --><ref name=x>Two</ref>", "<ref name=x>Two</ref>"),
        ("<nowiki><ref name=x>One</ref></nowiki>", None),
        ("<pre><ref name=x>One</ref></pre><ref name=x>Two</ref>", "<ref name=x>Two</ref>"),
        ("<nowiki/><ref name=x>One</ref>", "<ref name=x>One</ref>"),
        ("<nowiki><ref name=x>One</ref>", "<ref name=x>One</ref>"),
        ("<!-- <ref name=x>One</ref>", None),
        ("<ref name=x>One", None),
    ],
)
def test_what_a_name_is_defined_as(text, expected):
    assert told(text, "x") == expected


def test_the_group_of_a_name():
    text = "<ref name=x group=a>One</ref><ref name=x group=b>Two</ref>"
    assert told(text, "x", "b") == "<ref name=x group=b>Two</ref>"
    assert told(text, "x") == "<ref name=x group=a>One</ref>"


def test_how_often_a_name_is_called():
    names = Names("<ref name=x>One</ref><ref name=x /><ref name=x></ref><ref name=y/>", "enwiki")
    assert (names.uses("x"), names.uses("y"), names.uses("z")) == (2, 1, 0)


def test_the_work_that_a_short_footnote_calls():
    text = (
        "Smith says so.{{sfn|Smith|2001}}\n* {{cite book|last=Smith|year=1999|title=A}}\n"
        "* {{cite book\n|last=Smith\n|year=2001\n|title=B}}\n"
    )
    found = Names(text, "enwiki").work("Smith", "smith 2001", author_key)
    assert found is not None
    assert found.field("title") == "B"
    assert Names(text, "enwiki").work("Smith", "smith 2002", author_key) is None
    assert Names("Smith " * 1000, "enwiki").work("Smith", "smith 2001", author_key) is None


def test_hostile_tags_are_read_in_one_pass():
    assert told("<ref name=x>" * 50_000, "x") is None
    assert told("<!--" * 50_000 + "<nowiki>" * 50_000, "x") is None
    assert told("<nowiki>" * 100_000 + "<ref name=x>One</ref>", "x") == "<ref name=x>One</ref>"
    huge = f"<ref name=x>{'a' * 100_000}</ref>"
    assert told(huge, "x") is None
