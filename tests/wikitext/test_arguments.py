"""Templates and media links split at their own bars."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bounded import bounded, calls
from tests.laws.strategies import TEXT
from wikidiff.wikitext.arguments import arguments


def split(text: str, start: int = 0) -> tuple[str, list[tuple[str, str]]]:
    head, found = arguments(text, start, len(text))
    return text[start:head], [(entry.name, text[entry.value_start : entry.value_end]) for entry in found]


@pytest.mark.parametrize(
    ("text", "head", "expected"),
    [
        ("{{a}}", "{{a", []),
        ("{{}}", "{{", []),
        ("{{a|b}}", "{{a", [("1", "b")]),
        ("{{a|b|c=d|e}}", "{{a", [("1", "b"), ("c", "d"), ("2", "e")]),
        ("{{a|2=b|c}}", "{{a", [("2", "b"), ("1", "c")]),
        ("{{a\n| b = c d \n| e =\n}}", "{{a\n", [("b", "c d"), ("e", "")]),
        ("{{a|}}", "{{a", [("1", "")]),
        ("{{a||}}", "{{a", [("1", ""), ("2", "")]),
        ("{{a|=b}}", "{{a", [("", "b")]),
        ("{{a|b=c=d}}", "{{a", [("b", "c=d")]),
        ("{{a|b={{c|d=e|f}}|g}}", "{{a", [("b", "{{c|d=e|f}}"), ("1", "g")]),
        ("{{a|{{c|d}}=e}}", "{{a", [("1", "{{c|d}}=e")]),
        ("{{a|[[b|c]]|d}}", "{{a", [("1", "[[b|c]]"), ("2", "d")]),
        ("{{a|<!-- b|c -->d|e}}", "{{a", [("1", "<!-- b|c -->d"), ("2", "e")]),
        ("{{a|<nowiki>b|c</nowiki>|d}}", "{{a", [("1", "<nowiki>b|c</nowiki>"), ("2", "d")]),
        ("{{a|<ref>b|c</ref>|d}}", "{{a", [("1", "<ref>b|c</ref>"), ("2", "d")]),
        ("{{a|\n{|\n| b\n|}\n|c}}", "{{a", [("1", "{|\n| b\n|}"), ("2", "c")]),
        ("{{a|[b|c}}", "{{a", [("1", "[b"), ("2", "c")]),
        ("[[File:A.jpg|thumb|b [[c|d]] e]]", "[[File:A.jpg", [("1", "thumb"), ("2", "b [[c|d]] e")]),
        ("[[File:A.jpg|upright=1.2|b]]", "[[File:A.jpg", [("upright", "1.2"), ("1", "b")]),
        ("{{a|url=http://b.c/?d=e&f=g|h}}", "{{a", [("url", "http://b.c/?d=e&f=g"), ("1", "h")]),
        ("{{{a|b}}}", "{{{a", [("1", "b}")]),
    ],
)
def test_names_and_values(text, head, expected):
    assert split(text) == (head, expected)


def test_a_construct_that_never_closes_hides_only_what_closes_in_it():
    assert split("{{a|b=[[c|d=e}}") == ("{{a", [("b", "[[c"), ("d", "e")])
    assert split("{{a|b=c {{d|e}}|f=g}}")[1] == [("b", "c {{d|e}}"), ("f", "g")]


def test_bars_behind_an_open_link_belong_to_what_they_stand_in():
    assert split("{{a|b=[[c {{d|e}}|f=g}}") == ("{{a", [("b", "[[c {{d|e}}"), ("f", "g")])


def test_places_are_those_of_the_whole_text():
    text = "Before {{a|b = c |d}} behind"
    start, end = text.index("{{"), text.index("}}") + 2
    head, found = arguments(text, start, end)
    assert text[start:head] == "{{a"
    assert [text[entry.start : entry.end] for entry in found] == ["|b = c ", "|d"]
    assert [text[entry.value_start : entry.value_end] for entry in found] == ["c", "d"]
    assert [entry.named for entry in found] == [True, False]


@given(st.lists(st.one_of(TEXT, st.just("|"), st.just(" = ")), max_size=6).map("".join))
def test_arguments_join_to_the_template(inner):
    text = "{{" + inner + "}}"
    head, found = arguments(text, 0, len(text))
    at = head
    for entry in found:
        assert entry.start == at
        assert text[entry.start] == "|"
        assert entry.start < entry.value_start <= entry.value_end <= entry.end
        value = text[entry.value_start : entry.value_end]
        assert value == value.strip()
        at = entry.end
    assert at == len(text) - 2


@pytest.mark.parametrize("piece", ["|a=b", "|", "{{a|b}}|", "[[a|", "|{{", "<!--|-->", "|a", "="])
def test_the_work_is_linear(piece):
    small, large = ("{{a" + piece * (size // len(piece)) + "}}" for size in (10_000, 40_000))
    counts = [calls(partial(arguments, text, 0, len(text))) for text in (small, large)]
    assert counts[1] <= 5 * counts[0] + 100


@pytest.mark.parametrize("inner", ["|" + " " * 20_000, "|" + "a " * 20_000, "|" + "a" * 50_000, " " * 20_000])
def test_a_long_argument_is_read_without_going_back(inner):
    with bounded(1):
        arguments("{{a" + inner + "}}", 0, len(inner) + 5)
