"""Sections and heading paths: where they begin and end, what no reader sees, and what many questions cost."""

from __future__ import annotations

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import material
from tests.bounded import bounded
from tests.campaign import SOAK, tenth
from wikidiff.wikitext.sections import Paths, section_path, sections

PAGES = (*tenth(material.articles()), *material.awkward_pages(), *tenth(material.wikis()))

PAGE = "lead\n== A ==\na\n==== B ====\nb\n=== C === <!-- c -->\nc\n== A ==\nd\n= E =\n"


def test_sections_nest():
    found = [(s.level, s.path, s.span.slice(PAGE).splitlines()[0], len(s.span)) for s in sections(PAGE)]
    at = [PAGE.index("== A"), PAGE.index("==== B"), PAGE.index("=== C"), PAGE.rindex("== A"), PAGE.index("= E")]
    assert found == [
        (0, (), "lead", 5),
        (2, ("A",), "== A ==", at[3] - at[0]),
        (4, ("A", "B"), "==== B ====", at[2] - at[1]),
        (3, ("A", "C"), "=== C === <!-- c -->", at[3] - at[2]),
        (2, ("A",), "== A ==", at[4] - at[3]),
        (1, ("E",), "= E =", 6),
    ]


def test_a_text_that_begins_with_a_heading_has_an_empty_lead():
    found = sections("== A ==\nb")
    assert [(s.path, len(s.span)) for s in found] == [((), 0), (("A",), 9)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("==A==", "A"),
        ("== ''A'' [[b|c]] ==", "''A'' [[b|c]]"),
        ("== A = B ==", "A = B"),
        ("=== A ==", "= A"),
        ("== A == <!-- x --> <!-- y -->  ", "A"),
        ("== A <!-- x --> ==", "A <!-- x -->"),
    ],
)
def test_what_a_title_is(text, title):
    assert sections(text)[1].title == title


@pytest.mark.parametrize("tag", ["nowiki", "pre", "syntaxhighlight", "math"])
def test_headings_that_no_reader_sees_are_none(tag):
    text = f"== A ==\n<{tag}>\n== X ==\n</{tag}>\nb\n<!--\n== Y ==\n-->\nc\n"
    assert [section.path for section in sections(text)] == [(), ("A",)]


@pytest.mark.parametrize(
    "tag",
    ["nowiki", "pre", "syntaxhighlight", "math"],
)
def test_the_path_passes_headings_that_no_reader_sees(tag):
    text = f"== A ==\n<{tag}>\n== X ==\n</{tag}>\nb\n<!--\n== Y ==\n-->\nc\n"
    assert section_path(text, len(text) - 2) == ("A",)


def path_by_sections(text: str, position: int) -> tuple[str, ...]:
    found = [s for s in sections(text) if s.span.start <= position < s.span.end]
    return max(found, key=lambda s: s.span.start).path if found else ()


def line_starts(text: str) -> list[int]:
    starts = [0]
    while (newline := text.find("\n", starts[-1])) >= 0:
        starts.append(newline + 1)
    return starts if starts[-1] < len(text) else starts[:-1]


@pytest.mark.parametrize("text", ["a <nowiki/> b\n", "a <pre/>\n", "a <math> b\n", "<sources>\n", "</nowiki>\n"])
def test_tags_that_hide_nothing(text):
    text = f"== A ==\n{text}== B ==\nc\n"
    assert section_path(text, len(text) - 2) == path_by_sections(text, len(text) - 2) == ("B",)


@pytest.mark.parametrize("page", [pytest.param(p, id=p.name[:30]) for p in PAGES])
def test_the_path_of_every_line_is_that_of_its_section(page):
    text = page.text
    spans = sorted((section.span.start, section.path) for section in sections(text))
    starts = [start for start, _ in spans]
    for position in line_starts(text)[:: 1 if SOAK else 7]:
        assert section_path(text, position) == spans[bisect_right(starts, position) - 1][1]


@given(st.lists(st.sampled_from(["a", "== B ==", "=== C ===", "= D =", "==== E ====", "=", "", "= f"]), max_size=12))
def test_the_path_of_a_place_is_that_of_its_section(lines):
    text = "\n".join(lines)
    for position in line_starts(text):
        assert section_path(text, position) == path_by_sections(text, position), position


LINES = ["a", "== B ==", "=== C ===", "==== D ====", "=", "", "= e", "== F"]


@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_the_path_of_a_place_below_level_one_is_that_of_its_section(lines):
    text = "\n".join(lines)
    for position in line_starts(text):
        assert section_path(text, position) == path_by_sections(text, position), position


@given(st.lists(st.sampled_from(LINES), max_size=30))
def test_many_paths_are_those_of_each_place_alone(lines):
    text = "\n".join(lines)
    paths = Paths(text)
    places = line_starts(text) * 2
    assert [paths.at(place) for place in places] == [section_path(text, place) for place in places]


@given(st.lists(st.sampled_from(LINES), max_size=12), st.lists(st.integers(0, 60), min_size=2, max_size=8))
def test_places_near_each_other_have_the_paths_that_each_has_alone(lines, places):
    text = "\n".join(lines)
    places = [min(place, len(text)) for place in places]
    paths = Paths(text)
    assert [paths.at(place) for place in places] == [section_path(text, place) for place in places]


def test_the_paths_of_many_places_are_read_once():
    text = "".join(f"=== {number} ===\nText.\n= no heading\n" for number in range(3_000))
    paths = Paths(text)
    with bounded():
        found = [paths.at(position) for position in range(0, len(text), 10)]
    assert found[0] == ("0",)
    assert found[-1] == ("2999",)


def test_headings_in_a_long_comment_cost_little():
    text = "<!--\n" + "== a ==\n" * 3_000 + "-->\n" + "Text.\n" * 100
    with bounded():
        assert section_path(text, len(text) - 1) == ()
