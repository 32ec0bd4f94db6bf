"""What holds for the quantities of any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikidiff.model import Quantity
from wikidiff.text.quantities import quantities

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "ru", "pl", "nl", "hi", "ar", "fa", "zh", "ja", "th", "xx")
WORDS = (
    "five",
    "hundred",
    "a",
    "half",
    "and",
    "million",
    "May",
    "March",
    "century",
    "19th",
    "late",
    "BC",
    "to",
    "from",
    "between",
    "in",
    "aged",
    "percent",
    "dollars",
    "km",
    "hundertzwanzig",
    "deux",
    "лет",
    "млн",
    "万",
    "年",
    "月",
    "लाख",
    "พ.ศ.",
    "XIX",
    "siècle",
)
MARKS = "0123456789١२.,:/-–−+%°′″'()$€½²\u00a0 &;<>#~±×\u200e\u0301\ud800\0"


def only(text: str, language: str = "en") -> Quantity:
    found = quantities(text, language)
    assert len(found) == 1, [q.text for q in found]
    return found[0]


def check(text: str, language: str) -> None:
    last = 0
    for quantity in quantities(text, language):
        assert last <= quantity.span.start < quantity.span.end <= len(text)
        assert quantity.span.slice(text) == quantity.text
        last = quantity.span.end


@given(st.text(st.characters(exclude_categories=()), max_size=60), st.sampled_from(LANGUAGES))
def test_any_text_is_read(text: str, language: str) -> None:
    check(text, language)


@given(st.lists(st.sampled_from(WORDS) | st.text(MARKS, max_size=6), max_size=14), st.sampled_from(LANGUAGES))
def test_dense_text_is_read_in_order_and_without_overlap(parts: list[str], language: str) -> None:
    check("".join(parts), language)
    check(" ".join(parts), language)


@given(st.integers(0, 10**12))
def test_a_grouped_integer_is_its_value(value: int) -> None:
    assert only(f"x {value:,} x").value == value


@given(st.decimals(0, 10**6, places=3))
def test_a_decimal_is_its_value_in_both_conventions(value: object) -> None:
    written = f"{value:,.3f}"
    swapped = written.translate(str.maketrans(",.", ".,"))
    assert only(f"({written} kg)").value == only(f"({swapped} kg)", "de").value == float(str(value))


@pytest.mark.parametrize(
    "unit", ["1-", "1.", "1,", "five-", "1°", "1 to ", "1–", "万", "1 in ", "xx1", "&nbsp;1", "3–6, "]
)
def test_hostile_runs_are_read_to_the_end(unit: str) -> None:
    check(unit * (2000 // len(unit)), "en")
