"""Quantities: what is read, and where it stands."""

from __future__ import annotations

import pytest

from wikidiff.model import Quantity
from wikidiff.text.quantities import number_like, quantities, supported


def read(text: str, language: str = "en") -> list[tuple[object, ...]]:
    return [(q.text, q.kind.value, q.value, q.unit) for q in quantities(text, language)]


def only(text: str, language: str = "en") -> Quantity:
    found = quantities(text, language)
    assert len(found) == 1, [q.text for q in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1,234.5", "en", 1234.5),
        ("1.234,5", "en", 1234.5),
        ("1.234,5", "de", 1234.5),
        ("2.668", "de", 2668),
        ("2.668", "en", 2.668),
        ("12,50,000", "hi", 1250000),
        ("१६६", "hi", 166),
        ("٣٫٥", "ar", 3.5),
        ("1.5 مليون", "ar", 1500000),
        ("800.000", "ar", 800000),
        ("۵/۴", "fa", 5.4),
        ("300 000", "en", 300000),
        ("4&nbsp;024&nbsp;165", "es", 4024165),
        ("1'234'567", "de", 1234567),
        ("−70.10", "en", -70.1),
        ("(-5)", "en", -5),
        (".38", "en", 0.38),
        ("3½", "en", 3.5),
        ("3 1/2", "en", 3.5),
        ("1/4", "en", 0.25),
        ("6.241 × 10<sup>18</sup>", "en", 6241000000000000000),
        ("2.5 billion", "en", 2500000000),
        ("2,5 Billionen", "de", 2500000000000),
        ("2,5 billions", "fr", 2500000000000),
        ("153,3&nbsp;Mrd.", "de", 153300000000),
        ("34 लाख", "hi", 3400000),
        ("3 crore", "en", 30000000),
        ("440 millions", "fr", 440000000),
        ("300 mil", "pt", 300000),
        ("4 milhões", "pt", 4000000),
        ("3,7 mln", "pl", 3700000),
        ("2\u00a0млн", "ru", 2000000),
        ("1.902.509", "nl", 1902509),
        ("1万2000人", "ja", 12000),
        ("3億4000万", "ja", 340000000),
        ("270万", "zh", 2700000),
        ("三百五十人", "zh", 350),
        ("10K", "en", 10000),
    ],
)
def test_figures_of_a_language(text: str, language: str, value: float) -> None:
    assert only(text, language).value == value


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("two and a quarter", "en", 2.25),
        ("one hundred and fifty-two thousand three hundred", "en", 152300),
        ("a quarter million", "en", 250000),
        ("half a million", "en", 500000),
        ("a dozen", "en", 12),
        ("dreiundzwanzig", "de", 23),
        ("zweihundertfünfunddreißig", "de", 235),
        ("drei Millionen", "de", 3000000),
        ("quatre-vingt-dix-sept", "fr", 97),
        ("vingt et un", "fr", 21),
        ("dieciséis", "es", 16),
        ("treinta y dos mil", "es", 32000),
        ("ventitré", "it", 23),
        ("vinte e três", "pt", 23),
        ("двадцать пять", "ru", 25),
        ("dwadzieścia pięć", "pl", 25),
        ("drieëntwintig", "nl", 23),
        ("पाँच", "hi", 5),
        ("निन्यानवे", "hi", 99),
        ("بیست و پنج", "fa", 25),
    ],
)
def test_numbers_in_words(text: str, language: str, value: float) -> None:
    found = only(text, language)
    assert (found.value, found.text) == (value, text)


@pytest.mark.parametrize(
    ("text", "figure", "kind", "value", "unit"),
    [
        ("at least 82% of", "82%", "percentage", 82, "%"),
        ("11.1 percent", "11.1 percent", "percentage", 11.1, "%"),
        ("two percentage points", "two percentage points", "percentage", 2, "pp"),
        ("$2&nbsp;billion in", "$2&nbsp;billion", "currency", 2000000000, "USD"),
        ("7.2&nbsp;million U.S. dollars", "7.2&nbsp;million U.S. dollars", "currency", 7200000, "USD"),
        ("£5m deal", "£5m", "currency", 5000000, "GBP"),
        ("EUR 500", "EUR 500", "currency", 500, "EUR"),
        ("468&nbsp;km<sup>2</sup> wide", "468&nbsp;km<sup>2</sup>", "measurement", 468, "km²"),
        ("a 44-metre tall", "44-metre", "measurement", 44, "m"),
        ("64&nbsp;°F", "64&nbsp;°F", "measurement", 64, "°F"),
        ("$4.74/km²", "$4.74/km²", "currency", 4.74, "USD/km²"),
        ("300&nbsp;days", "300&nbsp;days", "duration", 300, "day"),
        ("2 hours, 44 minutes and 30 seconds", "2 hours, 44 minutes and 30 seconds", "duration", 9870, "s"),
        ("5 ft 11 in", "5 ft 11 in", "measurement", 71, "in"),
        ("6 ft 2 in tall", "6 ft 2 in", "measurement", 74, "in"),
        ("6&nbsp;ft 2&nbsp;in tall", "6&nbsp;ft 2&nbsp;in", "measurement", 74, "in"),
        ("6'2\" tall", "6'2\"", "measurement", 74, "in"),
        ("rose 5 in the year", "5", "count", 5, None),
        ("a rod (5 in)", "5 in", "measurement", 5, "in"),
        ("a 9-year-old boy", "9-year-old", "age", 9, "year"),
        ("aged 9,", "9", "age", 9, "year"),
        ("7,100+ people", "7,100+", "count", 7100, "people"),
        ("the 19th-largest city", "19th", "ordinal", 19, None),
        ("the twenty-third time", "twenty-third", "ordinal", 23, None),
        ("peaked at No. 5", "5", "ordinal", 5, None),
        ("two thirds of it", "two thirds", "fraction", 2 / 3, None),
        ("3 per 1,000", "3 per 1,000", "count", 3, "per 1000"),
        ("in 1994 he", "1994", "year", 1994, None),
        ("1200 people came", "1200", "count", 1200, "people"),
        ("44 BC", "44 BC", "year", 44, "BCE"),
        ("the nineteenth century", "nineteenth century", "century", 19, None),
    ],
)
def test_span_kind_and_unit(text: str, figure: str, kind: str, value: float, unit: str | None) -> None:
    assert read(text) == [(figure, kind, value, unit)]


@pytest.mark.parametrize(
    ("text", "language", "bound", "approximate"),
    [
        ("over 600,000", "en", "over", False),
        ("no fewer than 5", "en", "at_least", False),
        ("up to 300", "en", "up_to", False),
        ("fewer than 10", "en", "under", False),
        ("250 or more", "en", "at_least", False),
        ("about 20", "en", None, True),
        ("c.&nbsp;900", "en", None, True),
        ("~50", "en", None, True),
        ("> 50", "en", "over", False),
        ("Rund 20.000", "de", None, True),
        ("Über 15.000", "de", "over", False),
        ("environ 300", "fr", None, True),
        ("superó los 4 millones", "es", "over", False),
        ("превысила 4 миллиона", "ru", "over", False),
        ("около 2 млн", "ru", None, True),
        ("ok. 892", "pl", None, True),
        ("1万人程度", "ja", None, True),
        ("超过190", "zh", "over", False),
        ("340多万", "zh", "over", False),
        ("से 50", "hi", None, False),
        ("50 से अधिक", "hi", "over", False),
    ],
)
def test_bounds_and_approximations(text: str, language: str, bound: str | None, *, approximate: bool) -> None:
    found = only(text, language)
    assert (found.bound, found.approximate) == (bound, approximate)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("40–50%", 40, 50, "%"),
        ("from 30,000 to 50,000", 30000, 50000, None),
        ("between 40 and 50", 40, 50, None),
        ("four to five times", 4, 5, "times"),
        ("2–3 million", 2000000, 3000000, None),
        ("$5–10 million", 5000000, 10000000, "USD"),
        ("6.938 to 6.997", 6.938, 6.997, None),
        ("1654–57", 1654, 1657, None),
        ("2013–present", 2013, None, None),
        ("from 1973 to 1974", 1973, 1974, None),
        ("1994/95", 1994, 1995, None),
    ],
)
def test_ranges_have_two_ends_and_no_value(text: str, low: float, high: float | None, unit: str | None) -> None:
    found = only(text)
    assert (found.kind, found.value, found.low, found.high) == ("range", None, low, high)
    assert found.unit == unit or unit == "times"
    assert found.text == text.removesuffix(" times")


def test_a_change_told_with_to_is_no_range() -> None:
    assert [q.value for q in quantities("rose from 5 to 10")] == [5, 10]


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("May 11, 1912", "en", ("1912-05-11",)),
        ("11 May 1912", "en", ("1912-05-11",)),
        ("1912-05-11", "en", ("1912-05-11",)),
        ("4th of July 1990", "en", ("1990-07-04",)),
        ("26–27 June 2010", "en", ("2010-06-26", "2010-06-27")),
        ("June 26–27, 2010", "en", ("2010-06-26", "2010-06-27")),
        ("June 23 and 24, 2012", "en", ("2012-06-23", "2012-06-24")),
        ("December 1994", "en", ("1994-12",)),
        ("10 December", "en", ("--12-10",)),
        ("late 1994", "en", ("1994", "late")),
        ("summer of 1994", "en", ("1994", "summer")),
        ("12/31/2007", "en", ("2007-12-31",)),
        ("11/12/2007", "en", ("11/12/2007",)),
        ("30. Juni 2020", "de", ("2020-06-30",)),
        ("12.11.2007", "ru", ("2007-11-12",)),
        ("1er janvier 1990", "fr", ("1990-01-01",)),
        ("10 de diciembre de 1994", "es", ("1994-12-10",)),
        ("10 декабря 1994 года", "ru", ("1994-12-10",)),
        ("10 grudnia 1994", "pl", ("1994-12-10",)),
        ("2015年9月7日", "zh", ("2015-09-07",)),
        ("10 เมษายน พ.ศ. 2562", "th", ("2019-04-10",)),
        ("२६ जनवरी, २०१७", "hi", ("2017-01-26",)),
        ("۹ نوامبر ۱۹۸۹", "fa", ("1989-11-09",)),
        ("10 مهر 1398", "fa", ("AP 1398-07-10",)),
        ("31 February 2001", "en", ()),
        ("29 February 1900", "en", ()),
        ("29 February 2000", "en", ("2000-02-29",)),
    ],
)
def test_dates_have_iso_parts_and_no_value(text: str, language: str, parts: tuple[str, ...]) -> None:
    found = only(text, language)
    assert (found.kind, found.value, found.parts, found.text) == ("date", None, parts, text)


@pytest.mark.parametrize(
    ("text", "language", "kind", "parts"),
    [
        ("20:18", "en", "time", ("20:18",)),
        ("8:30 pm", "en", "time", ("20:30",)),
        ("12 a.m.", "en", "time", ("00:00",)),
        ("18 Uhr", "de", "time", ("18:00",)),
        ("20h30", "fr", "time", ("20:30",)),
        ("2:1", "en", "ratio", ("2", "1")),
        ("1.5:1", "en", "ratio", ("1.5", "1")),
        ("one in 68", "en", "ratio", ("1", "68")),
        ("won 3–1", "en", "score", ("3-1",)),
        ("3–6, 4–6", "en", "score", ("3-6", "4-6")),
        ("870–274", "en", "score", ("870-274",)),
        ("the 1960s", "en", "decade", ("1960s",)),
        ("'60s", "en", "decade", ("60s",)),
        ("late 1960s", "en", "decade", ("1960s", "late")),
        ("1190-х годах", "ru", "decade", ("1190s",)),
        ("fin des années 1990", "fr", "decade", ("1990s", "late")),
        ("anni sessanta", "it", "decade", ("60s",)),
        ("12°19′N 70°1′W", "en", "coordinates", ("12.3167N", "70.0167W")),
        ("52º 31' 12\" N", "es", "coordinates", ("52.52N",)),
    ],
)
def test_quantities_of_several_parts(text: str, language: str, kind: str, parts: tuple[str, ...]) -> None:
    found = only(text, language)
    assert (found.kind, found.value, found.parts) == (kind, None, parts)


@pytest.mark.parametrize(
    ("text", "language", "century", "unit"),
    [
        ("XIXe siècle", "fr", 19, None),
        ("siglo XIII", "es", 13, None),
        ("XIX века", "ru", 19, None),
        ("19.&nbsp;Jahrhundert v. Chr.", "de", 19, "BCE"),
        ("19世紀", "ja", 19, None),
        ("६ठी सदी ईसा पूर्व", "hi", 6, "BCE"),
        ("القرن التاسع عشر", "ar", 19, None),
    ],
)
def test_centuries(text: str, language: str, century: int, unit: str | None) -> None:
    found = only(text, language)
    assert (found.kind, found.value, found.unit, found.text) == ("century", century, unit, text)


def test_a_year_keeps_its_era() -> None:
    assert only("พ.ศ. 2516", "th").value == 2516


@pytest.mark.parametrize(
    "text",
    [
        "F-16", "A380", "9/11", "version 2.1", "192.168.1.1", "2.1.3", "ISBN 0-8173-1065-7", "+1 555 123 4567", "3D",
        "COVID-19", "the Apollo 11 mission", "U+0041", "1,2,3,4", "0049", "10.1016/j.ympev.2006.10.003", "747-400",
    ],
)  # fmt: skip
def test_numbers_that_name_have_no_value(text: str) -> None:
    assert {(q.kind.value, q.value) for q in quantities(text)} == {("identifier", None)}


@pytest.mark.parametrize(
    "text", ["no one came", "in May", "at first", "a second", "hundreds of", "http://a.org/12/34", "I came"]
)
def test_what_is_no_number_is_passed_over(text: str) -> None:
    assert quantities(text) == ()


def test_uncertainty() -> None:
    assert (only("39.0983(1)").value, only("39.0983(1)").uncertainty) == (39.0983, 0.0001)
    assert (only("3.1 ± 0.2 km").value, only("3.1 ± 0.2 km").uncertainty) == (3.1, 0.2)


def test_a_figure_too_long_to_value_stands_as_text() -> None:
    found = only("9" * 10_000)
    assert (found.value, len(found.text)) == (None, 10_000)
    assert only("1e400").value is None


def test_digits_of_an_unknown_language_are_found_without_a_value() -> None:
    assert read("five 1,234 km 34 lakh", "xx") == [
        ("1,234 km", "measurement", None, "km"),
        ("34", "count", None, "lakh"),
    ]
    assert not supported("xx")
    assert supported("de-AT")
    assert only("2.668", "de-AT").value == 2668


def test_number_like() -> None:
    assert number_like("x ٣")
    assert number_like("½")
    assert number_like("三")
    assert not number_like("three ")
