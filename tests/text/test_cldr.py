"""What Babel writes by the CLDR in each language reads back as the same value. Babel is no part of the product."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal, get_args

from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit
from hypothesis import given
from hypothesis import strategies as st

from wikidiff.model import Quantity
from wikidiff.text.quantities import quantities

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "ru", "pl", "nl", "hi", "ar", "fa", "zh", "ja", "th")
DIGITS = {"hi": ("latn", "deva"), "ar": ("latn", "arab"), "fa": ("latn", "arabext"), "th": ("latn", "thai")}
WRITTEN = [(language, digits) for language in LANGUAGES for digits in DIGITS.get(language, ("latn",))]
Form = Literal["standard", "name"]
FORMS: tuple[Form, ...] = get_args(Form)
CODES = ("EUR", "USD", "INR", "JPY")
UNITS = {
    "length-kilometer": "km",
    "length-meter": "m",
    "mass-kilogram": "kg",
    "area-square-kilometer": "km²",
    "duration-minute": "min",
}
writings = st.sampled_from(WRITTEN)
days = st.dates(dt.date(1582, 11, 1), dt.date(2099, 12, 31))


def only(text: str, language: str) -> Quantity:
    found = quantities(text, language)
    assert len(found) == 1, (text, [q.text for q in found])
    assert text[found[0].span.start : found[0].span.end] == found[0].text
    return found[0]


@given(writings, st.integers(-(10**12), 10**12))
def test_integers(writing: tuple[str, str], value: int) -> None:
    language, digits = writing
    written = format_decimal(value, locale=language, numbering_system=digits)
    assert only(f"x {written} x", language).value == value


@given(writings, st.decimals(-(10**6), 10**6, places=2))
def test_decimals(writing: tuple[str, str], value: Decimal) -> None:
    language, digits = writing
    written = format_decimal(value, "#,##0.00", locale=language, numbering_system=digits)
    assert only(f"x {written} x", language).value == float(value)


@given(writings, st.decimals(0, 2, places=3))
def test_percentages(writing: tuple[str, str], value: Decimal) -> None:
    language, digits = writing
    written = format_percent(value, locale=language, decimal_quantization=False, numbering_system=digits)
    found = only(f"x {written} x", language)
    assert (found.value, found.unit) == (float(value * 100), "%")


@given(writings, st.integers(2, 10**8), st.sampled_from(CODES), st.sampled_from(FORMS))
def test_amounts_of_money(writing: tuple[str, str], value: int, code: str, form: Form) -> None:
    language, digits = writing
    written = format_currency(value, code, locale=language, format_type=form, numbering_system=digits)
    found = only(f"x {written} x", language)
    assert (found.value, found.unit, found.kind) == (value, code, "currency")


@given(st.sampled_from(LANGUAGES), days, st.sampled_from(("full", "long")))
def test_dates(language: str, day: dt.date, form: str) -> None:
    written = format_date(day, form, locale=language)
    assert only(f"({written})", language).parts == (day.isoformat(),)


@given(st.sampled_from(LANGUAGES), days)
def test_months_of_a_year_and_days_of_a_month(language: str, day: dt.date) -> None:
    iso = day.isoformat()
    assert only(f"({format_skeleton('yMMMM', day, locale=language)})", language).parts == (iso[:7],)
    assert only(f"({format_skeleton('MMMMd', day, locale=language)})", language).parts == ("--" + iso[5:],)


@given(st.sampled_from(LANGUAGES), st.times())
def test_times(language: str, time: dt.time) -> None:
    written = format_time(time, "short", locale=language)
    assert only(f"({written})", language).parts == (time.strftime("%H:%M"),)


@given(st.sampled_from(LANGUAGES), st.integers(2, 900), st.sampled_from(sorted(UNITS)))
def test_measures(language: str, value: int, unit: str) -> None:
    written = format_unit(value, unit, "long", locale=language)
    if unit in written:
        return  # Babel knows no name in this language and gives the identifier
    found = only(f"x {written} x", language)
    assert (found.value, found.unit) == (value, UNITS[unit])
