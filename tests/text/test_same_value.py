"""When two quantities are one value."""

from __future__ import annotations

import pytest

from wikidiff.model import Quantity
from wikidiff.text.quantities import quantities, same_value


def only(text: str, language: str = "en") -> Quantity:
    found = quantities(text, language)
    assert len(found) == 1, [q.text for q in found]
    return found[0]


@pytest.mark.parametrize(
    ("old", "new", "language"),
    [
        ("7.2&nbsp;million U.S. dollars", "US$7.2&nbsp;million", "en"),
        ("11.1 percent", "11.1%", "en"),
        ("10K", "$10,000", "en"),
        ("2668", "2.668", "de"),
        ("4th", "fourth", "en"),
        ("16", "१६", "hi"),
        ("10 December 1994", "1994-12-10", "en"),
        ("from 30,000 to 50,000", "30,000–50,000", "en"),
        ("1654–57", "1654–1657", "en"),
        ("three-quarters", "75%", "en"),
        ("a quarter million", "250,000", "en"),
        ("5 km", "3.1 mi", "en"),
        ("550 m", "1,800 ft", "en"),
        ("32 °F", "0 °C", "en"),
        ("dieciséis", "16", "es"),
        ("270万", "2,700,000人", "zh"),
        ("1961-1989", "1961年 - 1989年", "ja"),
        ("90 minutes", "1.5 hours", "en"),
        ("8:30 pm", "20:30", "en"),
        ("-70.10", "−70.1", "en"),
    ],
)
def test_one_value_in_two_forms(old: str, new: str, language: str) -> None:
    a, b = only(old, language), only(new, language)
    assert same_value(a, b)
    assert same_value(b, a)
    assert same_value(a, a)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("964,201", "946,201"),
        ("7,100+", "7,100"),
        ("over 5", "5"),
        ("about 5", "5"),
        ("5 km", "5 mi"),
        ("5 km", "5 kg"),
        ("$5", "€5"),
        ("1000 miles", "2,019 km"),
        ("39.0983(1)", "39.0983(2)"),
        ("19th century", "19"),
        ("May 11, 1912", "May 12, 1912"),
        ("2013–present", "2013–2016"),
        ("won 3–1", "won 1–3"),
        ("75", "75%"),
        ("40–50", "40–51"),
        ("6 ft", "6 ft 2 in"),
        ("1.8 km", "1,790 m"),
        ("3 hours", "3 hours 20 minutes"),
    ],
)
def test_two_values(old: str, new: str) -> None:
    a, b = only(old), only(new)
    assert not same_value(a, b)
    assert not same_value(b, a)
