"""When a thing appeared, changed, vanished and came back: by changed lines the same as by reading every text whole."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.history.histories import histories, made, real
from wikidiff.errors import UsageError
from wikidiff.history.timeline import followers, timelines
from wikidiff.model.history import Turn

FOLLOWED = {"term": ["town", "regime"], "number": ["town"], "source": ["http://a.org"], "section": ["Use"]}


def turns(*texts: str | None, **what: Any) -> list[tuple[str, int, tuple[str, ...]]]:
    """Return the turns of the one thing that is followed."""
    (found,) = timelines(made(*texts), **what)
    return [(event.turn.value, event.index, event.new) for event in found.events]


def test_a_term_that_comes_back():
    assert turns("a regime", "a state", "a state", "The regime and a regime", term=["regime"]) == [
        ("appeared", 0, ("regime",)),
        ("vanished", 1, ()),
        ("returned", 3, ("regime", "regime")),
    ]


@pytest.mark.parametrize(
    ("term", "text", "count"),
    [
        ("regime", "regimes, Regime-change and REGIME", 2),
        (
            "illegal aliens",
            "Illegal  aliens, [[illegal]] aliens, ''illegal'' aliens, illegal&nbsp;aliens, illegal\naliens",
            4,
        ),
        ("c++", "C++ and c+++", 2),
        ("人口", "总人口数", 1),
        ("город", "город, городе", 1),
    ],
)
def test_where_a_term_stands(term, text, count):
    (found,) = timelines(made(text), term=[term])
    assert list(found.counts) == [count]


def test_a_number_by_the_words_beside_it():
    found = turns(
        "| Special Agents = 6,500\nIn 2003 it had 20,000 employees.",
        "| Special Agents = 7,100\nIn 2003 it had 20,000 employees.",
        "no such line",
        "It has some 7,000 special agents since 2004.<ref>page 12</ref>",
        number=["special agents"],
    )
    assert [entry[:2] for entry in found] == [("appeared", 0), ("changed", 1), ("vanished", 2), ("returned", 3)]
    assert [value for *_, values in found for value in values] == ["6,500", "7,100", "7,000"]
    (line,) = timelines(made("| Special Agents = 6,500", "x", "| Special Agents = 7,100"), number=["special agents"])
    assert list(line.counts) == [6500.0, None, 7100.0]


@pytest.mark.parametrize(
    ("key", "text", "count"),
    [
        ("doi:10.1000/182", "{{cite journal|doi=10.1000/182}} https://doi.org/10.1000/182", 2),
        ("isbn:0-8195-6251-3", "ISBN 0819562513", 1),
        ("http://example.org/a", "[https://www.example.org/a A] http://example.org/b", 1),
        ("http://example.org", "[https://www.example.org/a A] http://example.org/b", 2),
        ("Great River", "''Great River''. Volume 1", 1),
    ],
)
def test_where_a_source_stands(key, text, count):
    (found,) = timelines(made(text), source=[key])
    assert list(found.counts) == [count]


def test_a_section_with_its_size():
    text = "lead\n== Use ==\nabc\n=== Below ===\nde\n== Other ==\nf"
    (found,) = timelines(made("lead", text, text.replace("abc", "abcd"), "lead\n== Usage ==\n"), section=["use"])
    size = len("== Use ==\nabc\n=== Below ===\nde\n")
    assert list(found.counts) == [0, size, size + 1, 0]
    (last,) = timelines(made("== Use ==\nabc"), section=["Use"])
    assert list(last.counts) == [len("== Use ==\nabc")]
    assert [event.turn for event in found.events] == [Turn.APPEARED, Turn.VANISHED]


def test_a_hidden_text_has_no_count():
    (found,) = timelines(made("a regime", None, "a regime"), term=["regime"])
    assert list(found.counts) == [1, None, 1]
    assert len(found.events) == 1


def test_what_never_stood():
    (found,) = timelines(made("a", "b"), term=["regime"])
    assert (found.first, found.standing, list(found.counts)) == (None, False, [0, 0])


@pytest.mark.parametrize(
    "what", [{"term": [" "]}, {"number": [""]}, {"source": [""]}, {"source": ["doi:x"]}, {"section": ["=="]}]
)
def test_what_cannot_be_followed_is_refused(what):
    with pytest.raises(UsageError):
        followers(**what)


def by_whole_texts(revisions, follower):
    """Return the values of every text, each read whole."""
    for revision in revisions:
        text = revision.text
        lines = [] if text is None else text.split("\n")
        yield None if text is None else Counter(value for line in lines for value in follower.values(line))


def check(revisions, what):
    found = timelines(revisions, **what)
    for timeline, follower in zip(found, followers(**what), strict=True):
        now: Counter[str] = Counter()
        seen, expected = False, []
        for number, values in enumerate(by_whole_texts(revisions, follower)):
            if values is None or values == now:
                continue
            turn = (Turn.RETURNED if seen else Turn.APPEARED) if not now else Turn.CHANGED if values else Turn.VANISHED
            expected.append((turn, number, tuple(sorted(values.elements()))))
            now, seen = values, True
        assert [(event.turn, event.index, event.new) for event in timeline.events] == [
            (turn, number, values[:12]) for turn, number, values in expected
        ]


@given(histories(), st.sampled_from(sorted(FOLLOWED)))
def test_by_changed_lines_is_by_whole_texts(revisions, subject):
    check(revisions, {subject: FOLLOWED[subject]})


def test_by_changed_lines_is_by_whole_texts_on_a_real_history():
    check(real("Rio Grande"), {
        "term": ["Rio Grande", "Mexican"],
        "number": ["longest river"],
        "source": ["http://www.ppl.nl"],
        "section": ["Literature"],
    })  # fmt: skip
