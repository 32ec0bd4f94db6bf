"""Two quantities: which belong together, what changed between them, and what their digits show."""

from __future__ import annotations

import pytest

from wikidiff.classify.quantity_change import changed, delta, way
from wikidiff.classify.quantity_pairs import distinct, paired
from wikidiff.classify.quantity_signals import signals
from wikidiff.model import Quantity
from wikidiff.text.quantities import quantities


def one(text: str) -> Quantity:
    """Return the one quantity of a text."""
    (found,) = quantities(text)
    return found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("5 km and 3 kg", "4 kg and 6 km", [("5 km", "6 km"), ("3 kg", "4 kg")]),
        ("in 1990 it had 12 men", "it had 14 men in 1991", [("1990", "1991"), ("12", "14")]),
        ("1000 miles", "2,019 km (1,254 mi)", [("1000 miles", "1,254 mi")]),
        ("3 men and 4 men", "5 men and 6 men", [("3", "5"), ("4", "6")]),
        ("12 women and 3 men", "4 men", [("3", "4")]),
    ],
)
def test_pairs_are_of_what_is_measured(old, new, expected):
    assert [(a.text, b.text) for a, b in paired(quantities(old), quantities(new))] == expected
    back = paired(quantities(new), quantities(old))
    assert sorted((b.text, a.text) for a, b in back) == sorted(expected)


def test_a_conversion_says_nothing_of_its_own():
    assert [q.text for q in distinct(quantities("over 1,800 feet (550 m) and 7 km"))] == ["1,800 feet", "7 km"]
    assert len(distinct(quantities("5 km (9 mi)"))) == 2


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("12 people", "14 people", {"value"}),
        ("3.14", "3.1", {"value", "precision"}),
        ("12 km", "12 mi", {"unit"}),
        ("$5 million", "€5 million", {"currency"}),
        ("3 million", "3 billion", {"value", "magnitude"}),
        ("-5 °C", "5 °C", {"value", "sign"}),
        ("about 12,000 people", "12,000 people", {"approximation"}),
        ("over 300 people", "300 people", {"bound"}),
        ("40–50 rooms", "40–60 rooms", {"high"}),
        ("40–50 rooms", "30–50 rooms", {"low"}),
        ("7 March 1950", "March 1950", {"granularity"}),
        ("7 March 1950", "1950", {"granularity"}),
        ("7 March 1950", "March 1951", {"granularity", "value"}),
        ("the 1950s", "1953", {"granularity"}),
        ("spring 1950", "summer 1950", {"value"}),
        ("3.1 ± 0.2 kg", "3.1 ± 0.3 kg", {"uncertainty"}),
        ("5%", "5 kg", {"unit"}),
        ("in 300 BC", "in 300 AD", {"unit"}),
    ],
)
def test_what_changed_is_named_both_ways(old, new, expected):
    assert set(changed(one(old), one(new))) == expected
    assert set(changed(one(new), one(old))) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("12 people", "15 people", (3, 0.25)),
        ("120 m", "120 km", (0, 0.0)),
        ("10 km", "12 mi", (None, pytest.approx(0.9312128))),
        ("$5", "€6", (None, None)),
        ("15 years", "in 2009", (None, None)),
        ("0 people", "5 people", (5, None)),
        ("40–50 rooms", "40–60 rooms", (None, None)),
        ("7 March 1950", "8 March 1950", (None, None)),
    ],
)
def test_the_difference(old, new, expected):
    assert delta(one(old), one(new)) == expected


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("5 km", "3.1 mi", "5 km = 3.1 mi"),
        ("12 rooms", "twelve rooms", "a word for digits"),
        ("a dozen rooms", "12 rooms", "digits for a word"),
        ("May 4, 1911", "4 May 1911", "parts of a date in another order or form"),
        ("12400 people", "12,400 people", "digits grouped or spaced otherwise"),
        ("5.0 m", "5 m", "zeros behind the decimal mark"),
        ("३४ km", "34 km", "digits of another script"),
        ("3,000,000 people", "3 million people", "a word for the magnitude"),
    ],
)
def test_in_what_way_one_value_is_written(old, new, reason):
    assert way(one(old), one(new)) == reason


@pytest.mark.parametrize(
    ("old", "new", "there", "back"),
    [
        ("1,204 people", "1,402 people", ["digits_transposed"], ["digits_transposed"]),
        ("1,204 people", "1,704 people", ["digit_replaced"], ["digit_replaced"]),
        ("45 people", "145 people", ["digit_added"], ["digit_dropped"]),
        ("120 km", "12 km", ["factor_of_ten"], ["factor_of_ten"]),
        ("-5 °C", "5 °C", ["sign_flipped"], ["sign_flipped"]),
        ("45%", "187%", ["over_hundred_percent"], []),
        ("12,000 people", "12,347 people", ["made_exact"], ["made_round"]),
        ("7 March 1950", "3 July 1950", ["day_month_swapped"], ["day_month_swapped"]),
        ("7 March 1950", "7 March 1951", ["digit_replaced"], ["digit_replaced"]),
        ("they won 3–1", "they won 1–3", ["parts_swapped"], ["parts_swapped"]),
        ("12 people", "87 people", [], []),
        ("12 people", "12 people", [], []),
        ("5 people", "7 people", [], []),
        ("1900", "1963", [], []),
        ("7 March 1950", "1950", [], []),
    ],
)
def test_what_the_digits_show_both_ways(old, new, there, back):
    assert [signal.name for signal in signals(one(old), one(new))] == there
    assert [signal.name for signal in signals(one(new), one(old))] == back
