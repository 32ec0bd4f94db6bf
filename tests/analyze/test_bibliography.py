"""The sources of one text and what is wrong with each: every problem found, and none where nothing is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given

from benchmarks import material
from tests.campaign import tenth
from tests.laws.strategies import TEXT
from wikidiff.analyze.bibliography import bibliography
from wikidiff.analyze.faults import CODES
from wikidiff.text.ratings import source_list

WEB = "{{cite web|url=http://a.example/b|title=T}}"


def problems(text: str, site: str = "enwiki") -> list[tuple[int, str]]:
    return [(entry.number, problem.code) for entry in bibliography(text, site).entries for problem in entry.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<ref name=a/>", [(1, "undefined_name")]),
        ("{{r|a}}", [(1, "undefined_name")]),
        ("<ref name=a>A source</ref><ref name=a group=n/>", [(2, "undefined_name")]),
        ("{{sfn|Smith|2004}}", [(1, "undefined_source")]),
        ("<ref name=a>One source</ref><ref name=a>Another one</ref>", [(2, "name_conflict")]),
        ("<ref name=5>A source</ref>", [(1, "invalid_name")]),
        ("<ref name=a b>A source</ref>", [(1, "invalid_name")]),
        (
            f"<ref>{WEB}</ref> <ref name=x>{{{{cite web|title=U|url=https://www.a.example/b/}}}}</ref>",
            [(2, "duplicate")],
        ),
        ("<ref>Smith, ''A Book'', 2004, p. 3.</ref><ref>Smith, A Book, 2004, p. 3.</ref>", [(2, "duplicate")]),
        (
            "<ref>{{cite journal|doi=10.1000/a|title=T}}</ref><ref>{{cite journal|doi=10.1000/A|title=T.}}</ref>",
            [(2, "duplicate")],
        ),
        ("<ref>http://a.example/b</ref>", [(1, "bare")]),
        ("<ref>[http://a.example/b].</ref>", [(1, "bare")]),
        ("<ref>{{cite web|url=http://a.example/b|accessdate=2010}}</ref>", [(1, "bare")]),
        ("See http://a.example/b here", [(1, "bare")]),
        ("<ref>http://a.example/b {{dead link|date=May 2010}}</ref>", [(1, "bare")]),
        ("<ref>{{cite web|url=http://a.example/b|title=T|accesdate=2010}}</ref>", [(1, "unknown_parameter")]),
        ("<ref>{{cite web|url=http://a.example/b|title=T|Some words}}</ref>", [(1, "unknown_parameter")]),
        ("<ref>{{cite web|title=T|page=1|title=U}}</ref>", [(1, "repeated_parameter")]),
        ("<ref>{{cite book|title=T|isbn=0-306-40615-3}}</ref>", [(1, "invalid_identifier")]),
        ("<ref>A Book, ISBN 0-306-40615-3.</ref>", [(1, "invalid_identifier")]),
        ("<ref>{{cite web|title=A}}; {{cite book|title=B|pmid=x}}</ref>", [(1, "invalid_identifier")]),
        ("<ref>{{cite web|title=T|url=javascript:alert(1)}}</ref>", [(1, "invalid_address")]),
        ("<ref>{{cite web|title=T|url=www.example.com}}</ref>", [(1, "invalid_address")]),
        ("<ref>data:text/html,x</ref>", [(1, "invalid_address")]),
        ("<ref>[javascript:alert(1) A]</ref>", [(1, "invalid_address")]),
        ("<ref>one <ref>two</ref>", [(1, "nested_ref")]),
        ("<ref>{{cite web|title=T</ref>", [(1, "unclosed")]),
        ("{{cite web|title=T", [(1, "unclosed")]),
        ("<ref> </ref>", [(1, "empty")]),
        ("<references><ref name=a>A source</ref></references>", [(1, "unused")]),
    ],
)
def test_each_problem_is_found(text, expected):
    assert problems(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"<ref name=a>{WEB}</ref><ref name=a/>{{{{r|a}}}}{{{{rp|3}}}}",
        "<ref name=a>A source</ref><ref name=a>A source</ref>",
        f"<ref>{WEB}</ref>\n== External links ==\n* {WEB}\n* [http://a.example/b T]",
        "<ref>{{cite book|isbn=0-306-40615-2|page=1}}</ref><ref>{{cite book|isbn=0-306-40615-2|page=2}}</ref>",
        "<ref>{{cite web|url=http://a.example/|title=T}}</ref><ref>{{cite web|url=http://a.example/|title=U}}</ref>",
        "<ref>Ibid.</ref><ref>Ibid.</ref>",
        "<ref>[http://a.example/b Its title]</ref>",
        "<ref>{{cite book|title=T|isbn=123|ignore-isbn-error=true}}</ref>",
        "<ref>{{cite book|title=T|doi={{{doi}}}|isbn=<!-- 123 -->}}</ref>",
        "<ref>{{my own template|whatever=1|whatever=2}}</ref>",
        "{{sfn|Smith|2004}} {{cite book|last=Smith|year=2004|title=T}}",
        '<references><ref name="a">A source</ref></references><ref name=a />',
        "<ref name='a b'>A source</ref><ref name=“a_b”>Another source</ref>",
        '<ref name=a group="n" dir=rtl>A source</ref>',
        "{{efn|name=x|Words}} {{efn|name=x}}",
        "{{Infobox person|website=http://a.example}}",
        "<ref>{{cite web|title=A|url={{url|http://a.example/b}}}}</ref>",
        "<!-- <ref name=a/> --> <nowiki><ref name=a/></nowiki> <pre>{{r|a}}</pre>",
    ],
)
def test_nothing_is_wrong(text):
    assert problems(text) == []


def test_dewiki_takes_a_link_as_the_address():
    assert problems("<ref>{{Literatur |Titel=T |Online=[https://a.example/b hier]}}</ref>", "dewiki") == []


def test_a_problem_points_at_its_place():
    text = "x<ref>{{cite book|title=T|isbn=123}}</ref>"
    (entry,) = bibliography(text).entries
    (problem,) = entry.problems
    assert problem.span is not None
    assert problem.span.slice(text) == "123"
    assert problem.text == "isbn 123 cannot be right"


def test_entries_know_each_other():
    text = "Lead.<ref name=a/>\n\n== One ==\n=== Two ===\n<ref name=a>http://news.a.co.uk/b Words</ref>\n{{r|a}}"
    first, second, third = bibliography(text).entries
    assert (first.calls, second.called_by, third.calls) == ((2,), (1, 3), (2,))
    assert (first.section, second.section) == ((), ("One", "Two"))
    assert [entry.line for entry in (first, second, third)] == [1, 5, 6]
    assert second.domain == "a.co.uk"
    assert first.citation.use
    assert not second.citation.use


def test_lists_rate_the_sources():
    lists = [source_list("a.example,bad,because\n", "one"), source_list("a.example,good\nb.example,good\n", "two")]
    (entry,) = bibliography(f"<ref>{WEB}</ref>", lists=lists).entries
    assert [(rating.listed_in, rating.status) for rating in entry.ratings] == [("one", "bad"), ("two", "good")]


def test_a_ref_that_never_closes_is_a_note():
    found = bibliography("One.<ref>two\nthree {{cite web|title=T}}\n<ref")
    assert [note.code for note in found.notes] == ["unclosed_ref"]
    assert "lines 1, 3" in found.notes[0].text
    assert len(found.entries) == 1


def test_each_kind_of_problem_is_told_in_one_line():
    assert all(text and not text.endswith(".") for text in CODES.values())


@pytest.mark.parametrize("page", tenth(material.wikis()), ids=lambda page: page.name)
def test_on_real_pages_hardly_anything_is_wrong(page):
    found = bibliography(page.text, page.language + "wiki")
    assert set(found.problems) <= set(CODES)
    wrong = [entry for entry in found.entries for p in entry.problems if p.code not in ("bare", "duplicate")]
    assert len(wrong) <= max(4, len(found.entries) // 10)


@given(TEXT)
def test_any_text_has_a_bibliography(text):
    found = bibliography(text)
    assert [entry.number for entry in found.entries] == list(range(1, len(found.entries) + 1))
    for entry in found.entries:
        for problem in entry.problems:
            assert problem.code in CODES
            assert problem.span is None or entry.citation.span.contains(problem.span)


HUGE = {
    "5,000 refs": "".join(f"<ref name=n{n}>{{{{cite web|title=T{n}|url=http://a.b/{n}}}}}</ref>" for n in range(5000)),
    "5,000 calls of nothing": "<ref name=a/>" * 5000,
    "one source 5,000 times": f"<ref>{WEB}</ref>" * 5000,
    "an address of 100 KB": "<ref>{{cite web|title=T|url=http://a.example/" + "x" * 100_000 + "}}</ref>",
    "a host of 100 KB": "<ref>http://" + "a." * 50_000 + "co.uk/</ref>",
    "a script of 100 KB": "<ref>{{cite web|title=T|url=javascript:" + "x" * 100_000 + "}}</ref>",
    "open refs": "<ref>" * 50_000,
    "unknown parameters": "<ref>{{cite web" + "".join(f"|zz{n}=1" for n in range(5000)) + "}}</ref>",
    "templates in one ref": "<ref>" + WEB * 2000 + "</ref>",
    "one name for a long source and many": "<ref name=a>"
    + "long words " * 9000
    + "</ref>"
    + "<ref name=a>A source</ref>" * 3000,
    "tags beside an address": "<ref>http://a.example/b " + "{{dead link|date=May 2010}}" * 3000 + "</ref>",
    "a name of 100 KB": f"<ref name='{'x' * 100_000}'>A source</ref>",
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE.keys())
def test_huge_texts_get_an_answer(text):
    found = bibliography(text)
    assert found.entries or found.notes
    assert all(len(problem.text) < 400 for entry in found.entries for problem in entry.problems)
