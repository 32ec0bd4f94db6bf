"""The parser's constructs: exact places, on every kind of markup and on real pages; what cannot be read is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from mwparserfromhell.parser import tokenizer, tokens

from benchmarks import material
from tests.campaign import tenth
from tests.laws.strategies import TEXT
from wikidiff.wikitext import parser
from wikidiff.wikitext.parser import Construct, Unreadable, constructs
from wikidiff.wikitext.segment import blocks

PAGES = (*material.awkward_pages(), *tenth(material.wikis()), *tenth(material.articles(), at_least=4)[:4])


def shape(text: str) -> list[tuple[str, str, str, str]]:
    """Return kind, text, inside and name of each construct."""
    return [(c.kind, text[c.start : c.end], text[c.inner : c.close], c.name) for c in constructs(text)]


KINDS = {
    "words": ("a b", []),
    "nothing": ("", []),
    "link": ("x [[a]]", [("link", "[[a]]", "a", "")]),
    "link with a label": ("[[a|b]]", [("link", "[[a|b]]", "a|b", "a")]),
    "template": ("{{a|b=c}}", [("template", "{{a|b=c}}", "a|b=c", "a")]),
    "argument": ("{{{a|b}}}", [("argument", "{{{a|b}}}", "a|b", "a")]),
    "external link": ("[http://a b]", [("extlink", "[http://a b]", "http://a b", "http://a")]),
    "external link without words": ("[http://a]", [("extlink", "[http://a]", "http://a", "")]),
    "external link without scheme": ("[//a b]", [("extlink", "[//a b]", "//a b", "//a")]),
    "address": ("see http://a.b.", [("url", "http://a.b", "http://a.b", "")]),
    "mail": ("mailto:a@b.c", [("url", "mailto:a@b.c", "mailto:a@b.c", "")]),
    "entities": (
        "&nbsp;&#91;&#xAF;",
        [("entity", "&nbsp;", "nbsp", ""), ("entity", "&#91;", "#91", ""), ("entity", "&#xAF;", "#xAF", "")],
    ),
    "no entity": ("&bogus; & c", []),
    "comment": ("<!-- a -->", [("comment", "<!-- a -->", " a ", "")]),
    "tag": ("<b>a</b>", [("tag", "<b>a</b>", "a", "b")]),
    "tag with attributes": (
        "<ref name=\"a\" group='b'>c</ref>",
        [("tag", "<ref name=\"a\" group='b'>c</ref>", "c", "ref")],
    ),
    "tag without end": ("<br> <br/> <br />", [("tag", mark, "", "br") for mark in ("<br>", "<br/>", "<br />")]),
    "tag that ends itself": ("<ref name = a />", [("tag", "<ref name = a />", "", "ref")]),
    "attribute without value": ("<ref name=x a>e</ref>", [("tag", "<ref name=x a>e</ref>", "e", "ref")]),
    "heading": ("== a ==", [("heading", "== a ==", " a ", "==")]),
    "list": ("* a\n# b", [("tag", "*", "", "li"), ("tag", "#", "", "li")]),
    "rule": ("----", [("tag", "----", "", "hr")]),
    "table": (
        "{|\n|-\n| a || b\n|}",
        [
            ("tag", "{|\n|-\n| a || b\n|}", "|-\n| a || b\n", "table"),
            ("tag", "|-\n| a || b\n", "| a || b\n", "tr"),
            ("tag", "| a ", " a ", "td"),
            ("tag", "|| b\n", " b\n", "td"),
        ],
    ),
    "code": ("<nowiki>[[a]]</nowiki>", [("tag", "<nowiki>[[a]]</nowiki>", "[[a]]", "nowiki")]),
    "styles are skipped": ("'''a'' b", []),
    "unclosed": ("{{a [[b <ref>c", []),
    "nested": (
        "{{a|[[b]]|{{c}}}}",
        [
            ("template", "{{a|[[b]]|{{c}}}}", "a|[[b]]|{{c}}", "a"),
            ("link", "[[b]]", "b", ""),
            ("template", "{{c}}", "c", ""),
        ],
    ),
    "template in a target": (
        "[[a{{b}}|c]]",
        [("link", "[[a{{b}}|c]]", "a{{b}}|c", "a{{b}}"), ("template", "{{b}}", "b", "")],
    ),
    "ref with a link": (
        "<ref>[[a|b]]</ref>",
        [("tag", "<ref>[[a|b]]</ref>", "[[a|b]]", "ref"), ("link", "[[a|b]]", "a|b", "a")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), KINDS.values(), ids=KINDS.keys())
def test_constructs_of_every_kind(text, expected):
    assert shape(text) == expected


@pytest.mark.parametrize(("text", "expected"), KINDS.values(), ids=KINDS.keys())
def test_the_tokenizer_without_compiled_parts_says_the_same(text, expected, monkeypatch):
    monkeypatch.setattr(parser, "_Tokenizer", tokenizer.Tokenizer)
    assert shape(text) == expected


def test_depth_and_separator():
    text = "{{a|[[b|c]]}}"
    outer, inner = constructs(text)
    assert (outer.depth, inner.depth) == (0, 1)
    assert (text[outer.separator :], text[inner.separator :]) == ("|[[b|c]]}}", "|c]]}}")
    assert constructs("[[a]]")[0].separator == -1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<span b c=d>e</span>", "span"),
        ("<references responsive />", "references"),
        ("<td nowrap width='5'>", "td"),
        ("<br / >", "br"),
        ("</br>", "br"),
    ],
)
def test_tags_as_people_write_them(text, name):
    assert [(c.name, c.start, c.end) for c in constructs(text)] == [(name, 0, len(text))]


@pytest.mark.parametrize("text", ["a\x00[[b]]", "\x00<b>c</b>"])
def test_what_cannot_be_laid_over_the_text_is_unreadable(text):
    with pytest.raises(Unreadable):
        constructs(text)


def test_a_token_that_nobody_knows_makes_a_text_unreadable(monkeypatch):
    steps = dict(parser._STEPS)
    steps.pop(tokens.WikilinkOpen)
    monkeypatch.setattr(parser, "_STEPS", steps)
    with pytest.raises(Unreadable):
        constructs("[[a]]")


OPENS = {"link": "[[", "template": "{{", "argument": "{{{", "extlink": "[", "comment": "<!--", "entity": "&", "url": ""}


def fits(text: str, found: list[Construct]) -> None:
    """Check that every construct is where it says, and that constructs nest in the order of their starts."""
    open_constructs: list[Construct] = []
    last = -1
    for item in found:
        assert 0 <= item.start <= item.end <= len(text)
        assert item.start >= last
        last = item.start
        assert text.startswith(OPENS.get(item.kind, ""), item.start)
        assert item.start <= item.inner <= item.end
        assert item.start <= item.close <= item.end
        if item.kind in ("link", "template", "argument") and item.separator >= 0:
            assert text[item.separator] == "|"
            assert item.name == text[item.inner : item.separator]
        while open_constructs and open_constructs[-1].end <= item.start:
            open_constructs.pop()
        assert all(item.end <= outer.end for outer in open_constructs)
        open_constructs.append(item)


@given(TEXT)
def test_constructs_fit_generated_text(text):
    try:
        found = constructs(text)
    except Unreadable:
        return
    fits(text, found)


def test_constructs_fit_the_blocks_of_real_pages():
    """Nearly every block can be read, and each construct slices to what it names."""
    read = unreadable = 0
    for page in PAGES:
        for block in blocks(page.text):
            text = page.text[block.value_start : block.value_end]
            if not text:
                continue
            read += 1
            try:
                fits(text, constructs(text))
            except Unreadable:
                unreadable += 1
    assert read > 5_000
    assert unreadable <= 0.005 * read
